"""Counts as players hear them: when their voice rises, measured on what a track decodes to.

The measure is another one than that by which they are placed: FFmpeg's filters, which are causal,
and levels of short windows.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from listening import Samples, decoded
from sampling import sampled

from audiocoach.api import BuildReport, build
from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS
from audiocoach.audio.filters import run
from audiocoach.plan.model import Role
from audiocoach.timeline import PlacedCue

EVEN_MS = 20
VOICE = (("highpass", "f=200"), ("lowpass", "f=1000"))
WINDOW_MS = 20
BELOW_PEAK_DB = -8
AROUND_MS = 40
LANGUAGES = ["de", "es", "fr", "it", "nl", "pt"]
"""Not Russian: where two or three voiced consonants begin a word, no two measures agree."""
SHIPPED = [
    "jeffers-pull",
    "jeffers-pull-de",
    "jeffers-pull-es",
    "jamison-back",
    "core-circuit",
    "emom-twelve",
    "full-body-beginner",
    "pull-circuit",
]


def rise_ms(sound: Samples) -> float:
    """When the level of the voiced band first comes near its peak."""
    voiced = run(np.pad(sound, (0, SAMPLE_RATE // 10)), SAMPLE_RATE, VOICE, SAMPLE_RATE)
    window = np.ones(WINDOW_MS * SAMPLES_PER_MS)
    powers = np.convolve(voiced.astype(np.float64) ** 2, window, mode="same")
    loud = powers >= powers.max() * 10 ** (BELOW_PEAK_DB / 10)
    return float(np.argmax(loud)) / SAMPLES_PER_MS


def sets_of(track: BuildReport, role: Role) -> Iterator[tuple[int, int, list[PlacedCue]]]:
    """The start and the beat of each set of reps, and its words of that role."""
    for start_ms, end_ms, interval in track.timeline.intervals:
        if interval.kind == "work" and interval.reps and interval.rep_ms:
            words = [
                cue
                for cue in track.timeline.spoken
                if cue.role == role and start_ms <= cue.start_ms < end_ms
            ]
            is_count = role == "count" and interval.side == "alternating"
            yield start_ms, interval.rep_ms * (2 if is_count else 1), words


def heard_at(track: Samples, cue: PlacedCue) -> float:
    """When a word is heard to happen in a track, in milliseconds."""
    first_ms = cue.start_ms - AROUND_MS
    return first_ms + rise_ms(track[first_ms * SAMPLES_PER_MS : cue.end_ms * SAMPLES_PER_MS])


def unevenness(track: BuildReport, role: Role = "count") -> list[float]:
    """Of each two words in turn, by how much they are not as far apart as their beats."""
    sound = decoded(track.path)
    found = []
    for _, beat_ms, words in sets_of(track, role):
        for a, b in pairwise(heard_at(sound, cue) for cue in words):
            found.append(b - a - beat_ms * round((b - a) / beat_ms))
    return found


@pytest.mark.parametrize("name", sampled(SHIPPED, "jeffers-pull", "emom-twelve"))
def test_counts_are_as_far_apart_as_reps_are_long(name: str, tmp_path: Path) -> None:
    track = build(name, tmp_path / "track.mp3")
    found = unevenness(track)
    assert len(found) >= 50
    assert np.abs(found).max() <= EVEN_MS


@pytest.mark.parametrize("counter", sampled(["espeak:en-us", "en-us+f2@190"], "en-us+f2@190"))
def test_so_are_those_of_a_counter(counter: str, tmp_path: Path) -> None:
    track = build("jamison-back", tmp_path / "track.mp3", counter=counter)
    assert np.abs(unevenness(track)).max() <= EVEN_MS


@pytest.mark.parametrize("language", sampled(LANGUAGES, "es"))
def test_so_are_those_of_every_language(language: str, tmp_path: Path) -> None:
    (tmp_path / "ten.yaml").write_text(
        f"title: X\nlanguage: {language}\n"
        "exercises:\n  - {name: X, reps: 10, pace: 3s}\n  - {name: Y, reps: 10, pace: 2s}\n",
        "utf-8",
    )
    track = build(str(tmp_path / "ten.yaml"), tmp_path / "track.mp3")
    found = np.abs(unevenness(track))
    assert len(found) == 18
    assert found.max() <= EVEN_MS


@pytest.mark.parametrize("name", sampled(["jeffers-pull", "core-circuit"], "jeffers-pull"))
def test_sides_are_as_far_apart_as_reps_are_long(name: str, tmp_path: Path) -> None:
    found = unevenness(build(name, tmp_path / "track.mp3"), "switch")
    assert found
    assert np.abs(found).max() <= EVEN_MS


def test_phases_are_as_far_apart_as_their_beats(tmp_path: Path) -> None:
    """Each phase of a rep is named a second after the one before it, and the first rep by rep."""
    track = build("core-circuit", tmp_path / "track.mp3")
    sound = decoded(track.path)
    found = [
        (b - a) % 1_000
        for _, _, words in sets_of(track, "tempo")
        for a, b in pairwise(heard_at(sound, cue) for cue in words)
    ]
    assert len(found) >= 3
    assert max(min(apart, 1_000 - apart) for apart in found) <= EVEN_MS


def test_a_count_is_heard_before_the_beat_and_is_over_by_then(tmp_path: Path) -> None:
    track = build("jeffers-pull", tmp_path / "track.mp3")
    sound = decoded(track.path)
    for start_ms, beat_ms, words in sets_of(track, "count"):
        leads = [(start_ms - heard_at(sound, cue)) % beat_ms for cue in words]
        assert 500 < min(leads) <= max(leads) < 700
        assert all((cue.end_ms - start_ms) % beat_ms <= beat_ms - 100 for cue in words)
