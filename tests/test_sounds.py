import os
import subprocess
import sys
import wave
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from audiocoach.errors import SoundError
from audiocoach.sounds import TONES, Tone, load_tone, read_kit, tone_digest

SOUNDS = Path(__file__).parent.parent / "sounds"
KIT = read_kit(SOUNDS / "default")
RATE = 24_000
LONGEST_MS = {
    "pip": 150,
    "start": 400,
    "rest": 450,
    "round": 900,
    "switch": 400,
    "tick": 60,
    "up": 100,
    "down": 100,
    "finish": 1500,
    "end": 1500,
}
each_tone = pytest.mark.parametrize("name", TONES)
Samples = NDArray[np.float64]
Index = dict[str, Any]


# The shipped kit


def samples_of(path: Path) -> Samples:
    """Full scale is 1."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels(), file.getsampwidth()) == (RATE, 1, 2)
        return np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768


def shipped(name: str) -> Samples:
    return samples_of(KIT.tones[name].path)


def spectrum(samples: Samples) -> tuple[Samples, Samples]:
    """Frequencies and their energies."""
    frequencies = np.fft.rfftfreq(1 << 16, 1 / RATE).astype(np.float64)
    return frequencies, np.abs(np.fft.rfft(samples, 1 << 16)).astype(np.float64) ** 2


def pitch(samples: Samples) -> float:
    frequencies, energies = spectrum(samples)
    return float(frequencies[np.argmax(energies)])


def milliseconds(samples: Samples, start: int, end: int) -> Samples:
    return samples[start * 24 : end * 24]


def test_the_kit_has_every_tone_in_order() -> None:
    assert tuple(KIT.tones) == TONES == tuple(LONGEST_MS)
    assert KIT.name == "default"
    assert KIT.title
    assert all(tone.name == name for name, tone in KIT.tones.items())


@each_tone
def test_every_meaning_is_one_sentence(name: str) -> None:
    assert KIT.tones[name].meaning.endswith(".")
    assert KIT.tones[name].meaning.count(".") == 1


@each_tone
def test_a_shipped_tone_loads_as_it_is(name: str) -> None:
    loaded = load_tone(KIT.tones[name])
    assert loaded.dtype == np.int16
    assert np.array_equal(loaded / 32768, shipped(name))


@each_tone
def test_a_tone_is_short_and_whole_milliseconds(name: str) -> None:
    assert len(shipped(name)) % 24 == 0
    assert len(shipped(name)) <= LONGEST_MS[name] * 24


@each_tone
def test_a_tone_starts_at_once_and_without_a_click(name: str) -> None:
    samples = np.abs(shipped(name))
    assert np.argmax(samples > samples.max() / 100) <= 24
    assert samples[0] < samples.max() / 100


def test_start_is_at_full_strength_in_three_milliseconds() -> None:
    samples = np.abs(shipped("start"))
    assert np.argmax(samples > samples.max() * 0.9) <= 3 * 24


@each_tone
def test_a_tone_ends_in_zero_having_faded(name: str) -> None:
    samples = np.abs(shipped(name))
    assert not samples[-24:].any()
    assert samples[-5 * 24 :].max() < samples.max() / 20


@each_tone
def test_a_tone_has_headroom_and_no_dc(name: str) -> None:
    samples = shipped(name)
    assert 0.5 < np.abs(samples).max() <= 10 ** (-3 / 20)
    assert abs(samples.mean()) < 0.001


@each_tone
def test_small_speakers_can_play_a_tone(name: str) -> None:
    frequencies, energies = spectrum(shipped(name))
    heard = energies[(frequencies >= 400) & (frequencies <= 4000)].sum()
    assert heard > 0.9 * energies.sum()
    assert energies[frequencies < 200].sum() < 0.001 * energies.sum()


@pytest.mark.parametrize(
    ("one", "other"), [*combinations(["pip", "start", "rest", "round", "switch", "tick"], 2)]
)
def test_tones_differ_in_pitch(one: str, other: str) -> None:
    semitones = 12 * np.log2(pitch(shipped(one)) / pitch(shipped(other)))
    assert abs(semitones) > 1.9


def test_tones_say_what_they_mean() -> None:
    assert pitch(shipped("start")) > 2 * pitch(shipped("pip"))
    rest, switch, finish = shipped("rest"), shipped("switch"), shipped("finish")
    assert pitch(milliseconds(rest, 0, 90)) > 1.4 * pitch(milliseconds(rest, 200, 450))
    assert pitch(milliseconds(switch, 140, 340)) > 1.4 * pitch(milliseconds(switch, 0, 130))
    assert pitch(milliseconds(finish, 400, 700)) > 1.9 * pitch(milliseconds(finish, 0, 130))


def test_a_tick_is_the_softest_and_start_the_loudest() -> None:
    levels = {name: tone.level_db for name, tone in KIT.tones.items()}
    assert min(levels, key=levels.__getitem__) == "tick"
    assert max(levels, key=levels.__getitem__) == "start"


def run_python(*arguments: str, **environment: str) -> None:
    command = [sys.executable, "-W", "error", *arguments]
    result = subprocess.run(
        command, env={**ENVIRONMENT, **environment}, capture_output=True, text=True, check=False
    )
    assert (result.returncode, result.stderr, result.stdout) == (0, "", "")


# No path: there is no ffmpeg to be found, as on most machines.
ENVIRONMENT = os.environ | {"PYTHONPATH": str(SOUNDS.parent / "src"), "PATH": ""}


def test_the_script_writes_the_shipped_files(tmp_path: Path) -> None:
    run_python(str(SOUNDS / "synthesise.py"), str(tmp_path))
    assert sorted(path.stem for path in tmp_path.iterdir()) == sorted(TONES)
    for name in TONES:
        written = samples_of(tmp_path / f"{name}.wav")
        assert np.max(np.abs(written - shipped(name))) <= 1 / 32768, name


# What is imported, and when


def test_reading_a_kit_imports_no_audio_library() -> None:
    run_python(
        "-c",
        "import sys; from pathlib import Path; from audiocoach.sounds import read_kit, tone_digest;"
        f"kit = read_kit(Path({str(SOUNDS / 'default')!r})); tone_digest(kit.tones['pip']);"
        "assert not {'av', 'numpy', 'pydub'} & set(sys.modules)",
    )


def test_loading_a_tone_warns_of_nothing(tmp_path: Path) -> None:
    # An empty cache, as a library's own syntax warnings come up when it is compiled.
    run_python(
        "-c",
        "from pathlib import Path; from audiocoach.sounds import load_tone, read_kit;"
        f"load_tone(read_kit(Path({str(SOUNDS / 'default')!r})).tones['pip'])",
        PYTHONPYCACHEPREFIX=str(tmp_path),
    )


# Kits with something wrong


def write_wav(path: Path, samples: Samples, rate: int = RATE, channels: int = 1) -> Tone:
    """The same `samples`, of full scale 1, in every channel."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.repeat((samples * 32767).astype("<i2"), channels).tobytes())
    return Tone("pip", "Get ready.", path, -3)


def decaying(rate: int = RATE, length_ms: int = 100) -> Samples:
    seconds = np.arange(rate * length_ms // 1000) / rate
    return 0.5 * np.sin(2 * np.pi * 1000 * seconds) * np.exp(-30 * seconds)


def write_kit(folder: Path) -> Index:
    """A sound kit in `folder`, and what its index holds."""
    tones = {}
    for name in TONES:
        write_wav(folder / f"{name}.wav", decaying())
        tones[name] = {"file": f"{name}.wav", "level": -3, "meaning": f"{name}."}
    index: Index = {"title": "Mine", "tones": tones}
    write_index(folder, index)
    return index


def write_index(folder: Path, index: object) -> None:
    (folder / "index.yaml").write_text(yaml.safe_dump(index), encoding="utf-8")


def test_a_kit_of_ones_own(tmp_path: Path) -> None:
    write_kit(tmp_path)
    kit = read_kit(tmp_path)
    assert (kit.name, kit.title) == (tmp_path.name, "Mine")
    assert kit.tones["pip"] == Tone("pip", "pip.", tmp_path / "pip.wav", -3.0)


def set_pip(**entry: object) -> Callable[[Index], None]:
    return lambda index: index["tones"]["pip"].update(entry)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda index: index.pop("title"), ": 'title' is missing or not a text; write 'title: …'"),
        (lambda index: index.pop("tones"), ": 'tones' must hold keys and values; see"),
        (
            lambda index: index["tones"].update(gong={}),
            f": no tone is called gong; use {', '.join(TONES)}",
        ),
        (
            lambda index: (index["tones"].pop("pip"), index["tones"].pop("end")),
            ": no entry for pip, end; add it under 'tones'",
        ),
        (
            lambda index: index["tones"].update(pip="pip.wav"),
            ": tone 'pip' must hold keys and values; see",
        ),
        (set_pip(lufs=3), ": tone 'pip': unknown key lufs; use file, level, meaning"),
        (set_pip(meaning=""), ": tone 'pip': 'meaning' is missing or not a text"),
        (set_pip(file=None), ": tone 'pip': 'file' is missing or not a text"),
        (set_pip(file="low.wav"), ": tone 'pip': there is no file 'low.wav' in "),
        (set_pip(file="../a.wav"), ": tone 'pip': '../a.wav' lies outside the kit; copy the file"),
        (set_pip(file="/a.wav"), ": tone 'pip': '/a.wav' lies outside the kit; copy the file"),
        (set_pip(level="loud"), ": tone 'pip': 'level' must be a number of dB from -40 to 12"),
        (set_pip(level=True), ": tone 'pip': 'level' must be a number of dB from -40 to 12"),
        (set_pip(level=13), ": tone 'pip': 'level' must be a number of dB from -40 to 12"),
        (set_pip(level=float("nan")), ": tone 'pip': 'level' must be a number of dB"),
    ],
)
def test_an_index_with_something_wrong(
    tmp_path: Path, change: Callable[[Index], object], message: str
) -> None:
    index = write_kit(tmp_path)
    change(index)
    write_index(tmp_path, index)
    with pytest.raises(SoundError) as caught:
        read_kit(tmp_path)
    assert str(caught.value).startswith(str(tmp_path / "index.yaml") + message)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"tones: [", "not readable as YAML: "),
        (b"\xff\xfe\x00", "not readable as YAML: "),
        (b"", "must hold keys and values; see sounds/default/index.yaml for one"),
        (b"- pip", "must hold keys and values"),
    ],
)
def test_an_index_that_is_no_index(tmp_path: Path, content: bytes, message: str) -> None:
    (tmp_path / "index.yaml").write_bytes(content)
    with pytest.raises(SoundError, match="index.yaml:? " + message):
        read_kit(tmp_path)


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match="no such file; a sound kit is a folder with an index"):
        read_kit(tmp_path / "absent")


# Digests


def test_a_digest_follows_the_bytes_and_the_level(tmp_path: Path) -> None:
    tone = write_wav(tmp_path / "a.wav", decaying())
    same = write_wav(tmp_path / "b.wav", decaying())
    louder = Tone(tone.name, tone.meaning, tone.path, -2)
    other = write_wav(tmp_path / "c.wav", decaying() / 2)
    assert tone_digest(tone) == tone_digest(same)
    assert len({tone_digest(tone), tone_digest(louder), tone_digest(other)}) == 3


def test_a_digest_of_a_file_that_went_away(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r"pip.wav: cannot be read: No such file"):
        tone_digest(Tone("pip", "", tmp_path / "pip.wav", 0))


# Files of all kinds


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_other_rates_and_channels_are_converted(tmp_path: Path, rate: int, channels: int) -> None:
    tone = write_wav(tmp_path / "tone.wav", decaying(rate), rate, channels)
    loaded, expected = load_tone(tone) / 32768, decaying()
    assert len(loaded) == len(expected)
    assert np.max(np.abs(loaded[48:-48] - expected[48:-48])) < 0.01


def test_silence_before_the_attack_goes_and_the_end_is_whole(tmp_path: Path) -> None:
    hiss = np.resize([0.0002, -0.0002], 24 * 30 + 10)
    loaded = load_tone(write_wav(tmp_path / "late.wav", np.concatenate([hiss, decaying()])))
    assert len(loaded) == 24 * 101
    assert np.argmax(np.abs(loaded) > 1000) <= 24
    assert not loaded[-14:].any()


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros(2400), r"tone.wav: is silent; raise its level, or choose another file$"),
        (np.zeros(0), r"tone.wav: is silent"),
        (decaying() / 1000, r"tone.wav: is silent"),
        (np.ones(RATE * 6), r"tone.wav: lasts 6000 ms; cut it to 5000 ms or less$"),
    ],
)
def test_a_sound_that_is_no_tone(tmp_path: Path, samples: Samples, message: str) -> None:
    with pytest.raises(SoundError, match=message):
        load_tone(write_wav(tmp_path / "tone.wav", samples))


@pytest.mark.parametrize("keep", [0, 10, 30, 43])
def test_a_file_cut_short(tmp_path: Path, keep: int) -> None:
    tone = write_wav(tmp_path / "tone.wav", decaying())
    tone.path.write_bytes(tone.path.read_bytes()[:keep])
    with pytest.raises(SoundError, match=r"tone.wav: not readable as WAV .*; save it as WAV, 24"):
        load_tone(tone)


def test_a_file_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "tone.wav").write_bytes(b"ID3" + bytes(5000))
    with pytest.raises(SoundError, match=r"tone.wav: not readable as WAV .*; save it as WAV, 24"):
        load_tone(Tone("pip", "", tmp_path / "tone.wav", 0))
