"""README's sample is what its script makes now: short, level and whole, as README says."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from listening import Samples, dbfs, decoded, integrated_and_peak, opened
from paths import DOCS, ROOT

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS

SAMPLE = DOCS / "sample/jeffers-pull.mp3"
STALE = "run `python docs/sample/make.py`, listen, look, and commit what it made"
FARTHEST_MS = 20
"""How far from its time a word may be on another kind of processor, where samples may differ."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample that the script makes now."""
    if not find_spec("hibari"):
        pytest.skip("hibari: hibari-tts is not installed")
    folder = tmp_path_factory.mktemp("sample")
    subprocess.run([sys.executable, DOCS / "sample/make.py", folder], check=True, cwd=folder)
    return folder / SAMPLE.name


@pytest.fixture(scope="module")
def heard() -> Samples:
    return decoded(SAMPLE)


def captions(track: Path) -> list[tuple[int, str]]:
    """When each caption begins, in milliseconds, and its text."""
    text = track.with_suffix(".vtt").read_text("utf-8")
    found = re.findall(r"^00:00:(\d\d)\.(\d\d\d) --> .*\n(.+)$", text, re.MULTILINE)
    return [(1000 * int(seconds) + int(ms), words) for seconds, ms, words in found]


def is_to_the_millisecond(made: Path) -> bool:
    return captions(made) == captions(SAMPLE)


def picture(track: Path) -> str:
    return track.with_suffix(".svg").read_text("utf-8")


def words_in(svg: str) -> list[str]:
    """In order, wherever its lines are broken."""
    return " ".join(re.findall(r">([^<>]+)<", svg)).split()


def levels(samples: Samples) -> Samples:
    """The level of each tenth of a second in dBFS; all that is quiet is equally quiet."""
    whole = samples[: 550 * SAMPLE_RATE // 10].reshape(550, -1)
    power: Samples = np.square(whole).mean(axis=1)
    return 10 * np.log10(np.maximum(power, 1e-5))


def test_it_says_what_the_session_says_now(made: Path) -> None:
    now, held = captions(made), captions(SAMPLE)
    assert [words for _, words in now] == [words for _, words in held], STALE
    apart_ms = [abs(a - b) for (a, _), (b, _) in zip(now, held, strict=True)]
    assert max(apart_ms) <= FARTHEST_MS, STALE


def test_it_sounds_as_the_session_sounds_now(made: Path, heard: Samples) -> None:
    now = decoded(made)
    assert abs(len(now) - len(heard)) <= FARTHEST_MS * SAMPLES_PER_MS, STALE
    alike = np.abs(levels(now) - levels(heard)) < 0.5
    assert np.mean(alike) >= (1 if is_to_the_millisecond(made) else 0.8), STALE
    assert opened(made).names == opened(SAMPLE).names, STALE
    assert opened(made).chapters == opened(SAMPLE).chapters, STALE


def test_its_picture_shows_the_session_as_it_is_now(made: Path) -> None:
    now, held = picture(made), picture(SAMPLE)
    if is_to_the_millisecond(made):
        assert now == held, STALE
    assert words_in(now) == words_in(held), STALE


def test_it_has_what_a_newcomer_is_to_hear_in_order() -> None:
    said = [words for _, words in captions(SAMPLE)]
    assert said[0] == "[round tone]"
    announced = "First: Alternating single-arm bent-over row, right first. 10 each side"
    assert said[1].startswith(announced)
    begins = said.index("[start tone]")
    assert len(" ".join(said[2:begins])) > 200  # its explanation
    reps = ["right", "down", "left", "down", "1", "2", "Last one each side.", "10"]
    assert said[begins + 1 : -2] == [*reps, "[rest tone]"]
    assert said[-2:] == ["Rest, 90 seconds.", "Next: Bent-over row to march. 12 reps."]


def test_it_is_short_small_and_level(heard: Samples) -> None:
    loudness_lufs, peak_dbtp = integrated_and_peak(SAMPLE)
    assert 40 <= len(heard) / SAMPLE_RATE <= 60
    assert SAMPLE.stat().st_size <= 600_000
    assert loudness_lufs == pytest.approx(-16, abs=0.5)
    assert peak_dbtp <= -1
    assert SAMPLE.with_suffix(".svg").stat().st_size <= 100_000


def test_it_begins_and_ends_in_quiet(heard: Samples) -> None:
    quiet = 200 * SAMPLES_PER_MS
    assert dbfs(heard[:quiet]) < -70
    assert dbfs(heard[-quiet:]) < -70


def test_the_readme_opens_with_it_and_says_how_long_and_how_large_it_is(heard: Samples) -> None:
    top = (ROOT / "README.md").read_text("utf-8").split("```")[0]
    folder = "docs/sample/jeffers-pull"
    link = rf"\[Listen: (\d+) seconds of jeffers-pull \(MP3, (\d+) kB\)\]\({folder}\.mp3\)"
    said = re.search(link, top)
    assert said
    assert int(said[1]) == round(len(heard) / SAMPLE_RATE)
    assert int(said[2]) == round(SAMPLE.stat().st_size / 1000)
    assert re.search(rf"!\[[^]]{{60,}}\]\({folder}\.svg\)", top), "a picture, with a text instead"


@pytest.mark.parametrize("name", ["phone-light", "phone-dark", "phone-send"])
def test_pictures_of_the_page_are_small_and_shown(name: str) -> None:
    """`python docs/sample/screens.py` makes them."""
    assert (DOCS / f"sample/{name}.png").stat().st_size <= 100_000
    assert f"(sample/{name}.png)" in (DOCS / "phone.md").read_text("utf-8")
