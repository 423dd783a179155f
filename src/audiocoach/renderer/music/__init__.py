"""Music under the coach's voice: files → a bed, levelled and ducked → the whole track.

Samples are stereo at 48 kHz, float32, shape (2, n), and come in pieces: nothing here holds a track.
"""
