"""The shipped kits: every tone is there, is sound, and can be told from the others."""

import os
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from paths import SOUNDS
from sound_files import Samples, read_wav

from audiocoach.defaults import DEFAULTS
from audiocoach.sounds import Tone, open_kit
from audiocoach.sounds.choice import kit_names
from audiocoach.sounds.loading import load_tone
from audiocoach.support.resources import shipped_folder

RATE = 24_000
KITS = {name: open_kit(name) for name in ("default", "wood", "bells")}
TONES = [tone for kit in KITS.values() for tone in kit.tones.values()]
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
each_tone = pytest.mark.parametrize(
    "tone", TONES, ids=lambda tone: f"{tone.path.parent.name}-{tone.name}"
)
each_kit = pytest.mark.parametrize("kit", KITS)


def samples_of(tone: Tone) -> Samples:
    return read_wav(tone.path)


def shipped(kit: str, name: str) -> Samples:
    return samples_of(KITS[kit].tones[name])


def spectrum(samples: Samples) -> tuple[Samples, Samples]:
    """Frequencies and their energies."""
    frequencies = np.fft.rfftfreq(1 << 16, 1 / RATE).astype(np.float64)
    return frequencies, np.abs(np.fft.rfft(samples, 1 << 16)).astype(np.float64) ** 2


def pitch(samples: Samples) -> float:
    frequencies, energies = spectrum(samples)
    return float(frequencies[np.argmax(energies)])


def milliseconds(samples: Samples, start: int, end: int) -> Samples:
    return samples[start * 24 : end * 24]


def test_these_are_all_there_are() -> None:
    assert kit_names() == sorted(KITS)
    assert len({kit.title for kit in KITS.values()}) == len(KITS)


@each_kit
def test_a_kit_has_every_tone_in_order_and_of_its_own(kit: str) -> None:
    tones = KITS[kit].tones
    assert tuple(tones) == DEFAULTS.tones == tuple(LONGEST_MS)
    assert KITS[kit].name == kit
    for name, tone in tones.items():
        place = shipped_folder("sounds") / kit / f"{name}.wav"
        assert (tone.name, tone.path, tone.lender) == (name, place, "")


@each_tone
def test_every_meaning_is_one_sentence(tone: Tone) -> None:
    assert tone.meaning.endswith(".")
    assert tone.meaning.count(".") == 1


@each_tone
def test_a_shipped_tone_loads_as_it_is(tone: Tone) -> None:
    loaded = load_tone(tone)
    assert loaded.dtype == np.int16
    assert np.array_equal(loaded / 32768, samples_of(tone))


@each_tone
def test_a_tone_is_short_and_whole_milliseconds(tone: Tone) -> None:
    assert len(samples_of(tone)) % 24 == 0
    assert len(samples_of(tone)) <= LONGEST_MS[tone.name] * 24


@each_tone
def test_a_tone_starts_at_once_and_without_a_click(tone: Tone) -> None:
    samples = np.abs(samples_of(tone))
    assert np.argmax(samples > samples.max() / 100) <= 24
    assert samples[0] < samples.max() / 100


@each_kit
@pytest.mark.parametrize("name", ["pip", "start"])
def test_a_beat_is_heard_within_a_millisecond_and_full_within_three(kit: str, name: str) -> None:
    samples = np.abs(shipped(kit, name))
    assert np.argmax(samples > samples.max() * 0.1) <= 24
    assert np.argmax(samples > samples.max() * 0.9) <= 3 * 24


@each_tone
def test_a_tone_ends_in_zero_having_faded(tone: Tone) -> None:
    samples = np.abs(samples_of(tone))
    assert not samples[-24:].any()
    assert samples[-5 * 24 :].max() < samples.max() / 20


@each_tone
def test_a_tone_has_headroom_and_no_dc(tone: Tone) -> None:
    samples = samples_of(tone)
    assert 0.5 < np.abs(samples).max() <= 10 ** (-3 / 20)
    assert abs(samples.mean()) < 0.001


@each_tone
def test_small_speakers_can_play_a_tone(tone: Tone) -> None:
    frequencies, energies = spectrum(samples_of(tone))
    heard = energies[(frequencies >= 400) & (frequencies <= 4000)].sum()
    assert heard > 0.9 * energies.sum()
    assert energies[frequencies < 200].sum() < 0.001 * energies.sum()


@each_kit
@pytest.mark.parametrize(
    ("one", "other"),
    [*combinations(["pip", "start", "rest", "round", "switch", "tick"], 2), ("up", "down")],
)
def test_tones_differ_in_pitch(kit: str, one: str, other: str) -> None:
    semitones = 12 * np.log2(pitch(shipped(kit, one)) / pitch(shipped(kit, other)))
    assert abs(semitones) > 1.9


@each_kit
def test_tones_say_what_they_mean(kit: str) -> None:
    assert pitch(shipped(kit, "start")) > 1.9 * pitch(shipped(kit, "pip"))
    assert pitch(shipped(kit, "up")) > 1.4 * pitch(shipped(kit, "down"))
    rest, switch, finish = (shipped(kit, name) for name in ("rest", "switch", "finish"))
    assert pitch(milliseconds(rest, 0, 90)) > 1.4 * pitch(milliseconds(rest, 250, 450))
    assert pitch(milliseconds(switch, 200, 330)) > 1.3 * pitch(milliseconds(switch, 0, 130))
    assert pitch(milliseconds(finish, 450, 850)) > 1.9 * pitch(milliseconds(finish, 0, 110))


@each_kit
def test_a_tick_is_the_softest_and_start_the_loudest(kit: str) -> None:
    levels = {name: tone.level_db for name, tone in KITS[kit].tones.items()}
    assert min(levels, key=levels.__getitem__) == "tick"
    assert max(levels, key=levels.__getitem__) == "start"


@pytest.mark.parametrize(("one", "other"), [*combinations(KITS, 2)])
@pytest.mark.parametrize("name", DEFAULTS.tones)
def test_a_tone_differs_from_kit_to_kit(one: str, other: str, name: str) -> None:
    longest = max(len(shipped(kit, name)) for kit in (one, other))
    first, second = (np.resize(shipped(kit, name), longest) for kit in (one, other))
    spectra = (np.fft.rfft(samples, 2 * longest) for samples in (first, second))
    alike = np.fft.irfft(next(spectra) * next(spectra).conj(), 2 * longest).max()
    assert alike < 0.9 * np.linalg.norm(first) * np.linalg.norm(second)


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
    assert len([*tmp_path.glob("*/*")]) == len(TONES)
    for tone in TONES:
        written = read_wav(tmp_path / tone.path.relative_to(shipped_folder("sounds")))
        assert np.max(np.abs(written - samples_of(tone))) <= 1 / 32768, tone


# What is imported, and when


def test_reading_a_kit_imports_no_audio_library() -> None:
    run_python(
        "-c",
        "import sys; from audiocoach.sounds import open_kit, tone_digest;"
        "kit = open_kit('wood'); tone_digest(kit.tones['pip']);"
        "assert not {'av', 'numpy', 'pydub'} & set(sys.modules)",
    )


def test_loading_a_tone_warns_of_nothing(tmp_path: Path) -> None:
    # An empty cache, as a library's own syntax warnings come up when it is compiled.
    run_python(
        "-c",
        "from audiocoach.sounds import open_kit; from audiocoach.sounds.loading import load_tone;"
        "load_tone(open_kit('default').tones['pip'])",
        PYTHONPYCACHEPREFIX=str(tmp_path),
    )
