"""A plain encode: the least that any program needs which mixes a track and then encodes it whole.

python lame.py decode IN.mp3 OUT.wav
python lame.py encode IN.wav OUT.mp3
"""

import sys
from typing import cast

import av

BITRATE = 64_000
_CODECS = {"decode": "pcm_s16le", "encode": "libmp3lame"}


def main() -> None:
    """From one file to the other, a frame at a time."""
    action, source, target = sys.argv[1:]
    with av.open(source) as heard, av.open(target, "w") as written:
        rate = heard.streams.audio[0].rate
        added = written.add_stream(_CODECS[action], rate=rate, layout="mono")
        stream = cast("av.AudioStream", added)  # as the codec says
        stream.bit_rate = BITRATE
        for frame in heard.decode(audio=0):
            written.mux(stream.encode(frame))
        written.mux(stream.encode(None))


if __name__ == "__main__":
    main()
