"""Sounds and kits that tests write."""

import wave
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE
from audiocoach.defaults import DEFAULTS
from audiocoach.sounds import Tone

Samples = NDArray[np.float64]
"""Full scale is 1."""
Index = dict[str, Any]


def decaying(rate: int = SAMPLE_RATE, length_ms: int = 100, pitch_hz: int = 1000) -> Samples:
    """Something struck."""
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
    import av

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
