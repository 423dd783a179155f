"""What stands beside a build with music: the same cues and songs, mixed by other means.

`prepare` writes what they need, from a build's cache. Not measured: it is a gift to them.
"""

import json
import sys
import warnings
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

BITRATE = "160k"
RATE = 48_000
DUCK_DB = 15
PIECE_MS = 9_600


def main() -> None:
    """Run the part that is asked for."""
    part, *paths = sys.argv[1:]
    parts: dict[str, Callable[..., None]] = {
        "songs": songs,
        "prepare": prepare,
        "pydub": pydub,
        "single": single,
    }
    parts[part](*map(Path, paths))


def songs(folder: Path) -> None:
    """Three songs of some three minutes as MP3: chords, a drum, a hat, a little noise."""
    import av

    folder.mkdir()
    for number, root_hz in enumerate((110, 87.3, 98)):
        with av.open(str(folder / f"{number}.mp3"), "w") as container:
            stream = container.add_stream("libmp3lame", rate=44_100, bit_rate=192_000)
            stream.layout = "stereo"
            for second in range(200 + 7 * number):
                frame = av.AudioFrame.from_ndarray(song_second(root_hz, second), "fltp", "stereo")
                frame.sample_rate, frame.pts = 44_100, second * 44_100
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))


def song_second(root_hz: float, second: int) -> np.ndarray:
    """Of a song."""
    rng = np.random.default_rng([int(root_hz), second])
    at = second + np.arange(44_100) / 44_100
    root_hz *= (1, 0.8, 1.2, 0.9)[second // 2 % 4]
    chord = sum(np.sin(2 * np.pi * root_hz * part * at) / part for part in (1, 1.5, 2, 3, 5, 8))
    beat = at % 0.5
    drum = np.exp(-18 * beat) * np.sin(2 * np.pi * 60 * beat)
    hat = np.exp(-60 * ((at + 0.25) % 0.5)) * rng.standard_normal(44_100)
    left, right = (share * chord + 0.4 * drum + 0.1 * hat for share in (0.12, 0.1))
    noise = 0.01 * rng.standard_normal((2, 44_100))
    return (np.stack([left, right]) + noise).astype(np.float32)


def prepare(routine: Path, folder: Path) -> None:
    """Each cue's clip as a WAV, where each is heard, and the voice as one WAV for FFmpeg."""
    from audiocoach.api import compile  # noqa: A004
    from audiocoach.cache import Store
    from audiocoach.renderer.assemble import coach_samples
    from audiocoach.renderer.music.mix import OVER_MUSIC
    from audiocoach.renderer.segments import group

    session = compile(routine)
    folder.mkdir()
    with Store.open() as store:
        kept = session.clips.samples(session.clips.keys, store)
        for clip, body in kept.items():
            _write(folder / f"{session.clips.keys[clip]}.wav", body)
        cues = [
            (cue.start_ms, f"{session.clips.keys[cue.clip]}.wav") for cue in session.timeline.cues
        ]
        placed = group(session.timeline.cues, fades_in=False)
        pieces = coach_samples(placed, session.duration_ms, OVER_MUSIC, session.clips, store)
        _write(folder / "voice.wav", b"".join(_pcm(piece) for piece in pieces))
    plan = {"duration_ms": session.duration_ms, "cues": cues}
    (folder / "cues.json").write_text(json.dumps(plan), "utf-8")


def _pcm(samples: np.ndarray) -> bytes:
    return bytes(np.rint(samples.clip(-1, 1) * 32_767).astype("<i2").tobytes())


def _write(path: Path, body: bytes) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(24_000)
        file.writeframes(body)


def pydub(folder: Path, music: Path, out: Path) -> None:
    """As a script does it: the songs end to end, each cue laid over them, exported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pydub import AudioSegment
    plan = json.loads((folder / "cues.json").read_text("utf-8"))
    played = [AudioSegment.from_file(path) for path in sorted(music.glob("*.mp3"))]
    bed = sum((song.set_frame_rate(RATE) - 5 for song in played), AudioSegment.empty())
    track = (bed * (plan["duration_ms"] // len(bed) + 1))[: plan["duration_ms"]]
    clips = {
        name: AudioSegment.from_file(folder / name).set_frame_rate(RATE).set_channels(2)
        for name in {name for _, name in plan["cues"]}
    }
    for start_ms, name in plan["cues"]:
        track = track.overlay(clips[name], position=start_ms, gain_during_overlay=-DUCK_DB)
    track.fade_in(3_000).fade_out(3_000).export(out, format="mp3", bitrate=BITRATE).close()


def single(routine: Path, music: Path, out: Path) -> None:
    """Our own mix, through one LAME in one thread, without measuring what comes out."""
    from audiocoach.api import compile  # noqa: A004
    from audiocoach.cache import Store
    from audiocoach.config.music import Music
    from audiocoach.mp3.frames import FrameFormat, Mode
    from audiocoach.renderer.encoding import ENCODERS
    from audiocoach.renderer.music.mix import music_mix
    from audiocoach.renderer.settings import LAME_QUALITY, encoder
    from audiocoach.renderer.stereo import Cut

    session = compile(routine)
    format_ = FrameFormat(RATE, 160_000, Mode.STEREO)
    with Store.open() as store, out.open("wb") as file:
        mix = music_mix(session.timeline, session.clips, store, Music(music), -16.0)
        cut = Cut(session.duration_ms, PIECE_MS)
        pieces = (mixed().stretch for mixed in mix.stretches(cut))
        file.writelines(ENCODERS[encoder()](pieces, format_, LAME_QUALITY))


if __name__ == "__main__":
    main()
