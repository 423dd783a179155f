"""Sound files that tests write: tones and kits, music, and recordings of somebody who hums."""

import wave
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import yaml
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE
from audiocoach.defaults import DEFAULTS
from audiocoach.sounds import Tone

Samples = NDArray[np.float64]
"""Full scale is 1."""
Index = dict[str, Any]
Stereo = NDArray[np.float32]
"""Channels by samples; full scale is 1."""
RECORDING_RATE = 16_000


def decaying(rate: int = SAMPLE_RATE, length_ms: int = 100, pitch_hz: int = 1000) -> Samples:
    """A tone that decays, as of something struck."""
    seconds = np.arange(rate * length_ms // 1000) / rate
    return 0.5 * np.sin(2 * np.pi * pitch_hz * seconds) * np.exp(-30 * seconds)


def write_wav(path: Path, samples: Samples, rate: int = SAMPLE_RATE, channels: int = 1) -> Tone:
    """A tone whose file has the same `samples` in every channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((samples * 32767).astype("<i2"), channels).tobytes())
    return Tone("pip", "Get ready.", path, -3)


def write_encoded(path: Path, codec: str, samples: Samples, rate: int = 48_000) -> Tone:
    """A tone whose file is of the format that its name says, mono."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        assert isinstance(stream, av.AudioStream)
        form, size = stream.format, stream.codec_context.frame_size or None
        pcm = (samples * 32767).astype(np.int16).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(pcm, format="s16", layout="mono")
        frame.sample_rate = rate
        resampler = av.AudioResampler(form, "mono", rate, size)
        for whole in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(whole))
        container.mux(stream.encode(None))
    return Tone("pip", "Get ready.", path, -3)


def read_wav(path: Path) -> Samples:
    """The samples of a file that has the format of ours."""
    with wave.open(str(path), "rb") as file:
        form = (file.getframerate(), file.getnchannels(), file.getsampwidth())
        assert form == (SAMPLE_RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def write_kit(folder: Path) -> Index:
    """A whole kit in `folder`, and what its index holds."""
    tones = {}
    for name in DEFAULTS.tones:
        write_wav(folder / f"{name}.wav", decaying())
        tones[name] = {"file": f"{name}.wav", "level": -3, "meaning": f"{name}."}
    index: Index = {"title": "Mine", "tones": tones}
    write_index(folder, index)
    return index


def write_index(folder: Path, index: object) -> None:
    (folder / "index.yaml").write_text(yaml.safe_dump(index, sort_keys=False), encoding="utf-8")


def tune(seconds: float, root_hz: float = 110, rate: int = 44_100, seed: int = 1) -> Stereo:
    """Music by figures, the same everywhere: chords, a drum, a little noise; shape (2, n)."""
    rng = np.random.default_rng(seed)
    at = np.arange(round(seconds * rate)) / rate
    chord = sum(np.sin(2 * np.pi * root_hz * part * at) / part for part in (1, 1.5, 2, 3, 5))
    beat = at % 0.5
    drum = np.exp(-18 * beat) * np.sin(2 * np.pi * 60 * beat)
    hat = np.exp(-60 * ((at + 0.25) % 0.5)) * rng.standard_normal(len(at))
    left = 0.12 * chord + 0.4 * drum + 0.08 * hat
    right = 0.1 * np.roll(chord, 37) + 0.4 * drum + 0.08 * hat
    return np.stack([left, right]).astype(np.float32)


def write_song(
    path: Path, samples: Stereo, rate: int, codec: str = "pcm_s16le", form: str = "s16"
) -> Path:
    """A file whose channels are those of `samples`."""
    layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(samples)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate)
        assert isinstance(stream, av.AudioStream)
        stream.layout = layout
        frame = av.AudioFrame.from_ndarray(_packed(samples, form), form, layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def _packed(samples: Stereo, form: str) -> NDArray[np.float32] | NDArray[np.int16]:
    """Samples in the form that frames of FFmpeg want."""
    if form == "fltp":
        return np.ascontiguousarray(samples)
    whole: NDArray[np.int16] = np.rint(samples.T.clip(-1, 1) * 32_767).astype(np.int16)
    return whole.reshape(1, -1)


def write_mp3(path: Path, samples: Stereo, rate: int = 44_100) -> Path:
    return write_song(path, samples, rate, "libmp3lame", "fltp")


def record(
    file: Path, seconds: float = 0.5, level: float = 9000, around_s: float = 0, noise: float = 0
) -> bytes:
    """A WAV file: a hum with silence, or a room's noise, before and after it. Gives its samples."""
    count = int(seconds * RECORDING_RATE)
    hum = level * np.sin(np.arange(count) * 0.2)
    room = np.random.default_rng(1).normal(0, 1, count + 2 * int(around_s * RECORDING_RATE)) * noise
    room[int(around_s * RECORDING_RATE) :][:count] += hum
    samples = np.clip(room, -32768, 32767).astype("<i2").tobytes()
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RECORDING_RATE)
        sound.writeframes(samples)
    return samples
