"""A recording comes out as any clip does: without the silence around it, at the level of speech."""

from pathlib import Path

import numpy as np
import pytest
from sound_files import RECORDING_RATE, record

from audiocoach.audio import SAMPLE_RATE
from audiocoach.audio.loudness import speech_loudness
from audiocoach.audio.recipe import SPEECH_LUFS
from audiocoach.audio.shaping import from_pcm
from audiocoach.cache import FOLDER_VARIABLE, Store
from audiocoach.renderer.clips import OpenVoice, Source, gather
from audiocoach.sounds import open_kit
from audiocoach.timeline import ClipSpec
from audiocoach.tts import Voice, open_engine
from audiocoach.tts.takes import judge


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "me").mkdir()
    return tmp_path / "me"


@pytest.mark.parametrize(
    ("around_s", "noise"), [(2, 0), (2, 9), (0, 0)], ids=["in silence", "in a room", "tight"]
)
def test_a_soft_recording_with_silence_around_it_is_trimmed_and_levelled(
    folder: Path, around_s: float, noise: float
) -> None:
    record(folder / "loud.wav", seconds=1)
    record(folder / "soft.wav", seconds=1, level=900, around_s=around_s, noise=noise)
    voice = Voice("recorded", str(folder))
    wanted = [ClipSpec("loud"), ClipSpec("soft")]
    with Store.open() as store, open_engine(voice) as engine:
        source = Source(OpenVoice(engine, voice), open_kit("default"), "en")
        clips = gather(wanted, source, store, lambda *_: None)
        heard = clips.samples(wanted, store)
    loud, soft = (from_pcm(heard[each]) for each in wanted)
    assert len(soft) / SAMPLE_RATE == pytest.approx(1.05, abs=0.25)
    for samples in (loud, soft):
        assert speech_loudness(samples) == pytest.approx(SPEECH_LUFS, abs=1.5)


def word(rng: np.random.Generator, gap: int) -> np.ndarray:
    """Something like speech: syllables that swell and fade, and a soft beginning."""
    soft = rng.normal(0, 120, RECORDING_RATE // 10)
    swell = np.sin(np.linspace(0, np.pi, RECORDING_RATE // 4)) ** 2
    syllable = 9000 * swell * np.sin(np.arange(RECORDING_RATE // 4) * 0.2)
    return np.concatenate([soft, syllable, np.zeros(gap), syllable])


def test_soft_beginnings_are_no_noise(folder: Path) -> None:
    import wave

    from audiocoach.tts.takes import read_take

    rng = np.random.default_rng(2)
    said = word(rng, RECORDING_RATE // 10)
    room = rng.normal(0, 6, 2 * RECORDING_RATE)
    with wave.open(str(folder / "one.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RECORDING_RATE)
        sound.writeframes(np.concatenate([room, said, room]).astype("<i2").tobytes())
    kept = len(read_take(folder / "one.wav").samples) / 2
    assert len(said) <= kept <= len(said) + RECORDING_RATE // 2


@pytest.mark.parametrize(
    ("how", "doubt"),
    [
        ({}, ""),
        ({"around_s": 0.9}, ""),
        ({"around_s": 1.5}, "begins with 1.4 s of silence, which is cut off"),
        ({"level": 60}, "quiet: -59 LUFS; its noise is raised with it"),
        ({"level": 60_000}, "clipped in "),
        ({"seconds": 6}, "long: 6.0 s, where the words take 0.8 s; is it there twice?"),
    ],
)
def test_what_might_be_better_is_told(folder: Path, how: dict[str, float], doubt: str) -> None:
    record(folder / "one.wav", **how)
    take = judge(folder / "one.wav", "Ten seconds.")
    assert take.unusable == ""
    assert "; ".join(take.doubts).startswith(doubt)
    assert bool(take.doubts) == bool(doubt)
    assert take.lasts_ms == pytest.approx(how.get("seconds", 0.5) * 1000, abs=100)


def test_what_cannot_be_heard_is_told(folder: Path) -> None:
    record(folder / "silent.wav", level=20)
    (folder / "cut.wav").write_bytes(record(folder / "cut.wav")[:99])
    record(folder / "hour.wav", seconds=61)
    why = {file.stem: judge(file, "one").unusable for file in folder.iterdir()}
    assert why["silent"] == "it came out silent"
    assert why["cut"].startswith("the file is no sound: ")
    assert why["hour"] == "it is longer than 60 seconds"
