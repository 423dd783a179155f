"""MP3 as an array of equal frames: bytes in, bytes out.

A file is `id3_tag(...)`, then `info_frame(...)`, then `Splice.chunks()`. Nothing here opens a file
or encodes sound; what cannot be put together raises `TrackError`, naming what and where.
"""
