"""Attacks are measured once for a clip, and kept beside it."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from audiocoach.audio import attack
from audiocoach.audio.shaping import to_pcm
from audiocoach.cache import Store
from audiocoach.plan import plan_session
from audiocoach.renderer.attacks import find_attacks, words_on_beats
from audiocoach.renderer.clips import Clips, OpenVoice, Source
from audiocoach.routine.read import read_bytes
from audiocoach.sounds import SoundKit
from audiocoach.timeline import ClipSpec
from audiocoach.tts import Engine, Speech, Voice

WORDS = [ClipSpec("1"), ClipSpec("2")]


class Silent(Engine):
    """Is never asked, as every clip is kept."""

    identity = "silent"

    def speak(self, text: str) -> Speech:
        raise AssertionError(text)

    def close(self) -> None:
        """Holds nothing."""


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as store:
        yield store


@pytest.fixture
def clips(store: Store) -> Clips:
    """Two words that begin with 50 and 90 ms of silence."""
    source = Source(OpenVoice(Silent(), Voice("silent", "", 170)), SoundKit("", "", {}), "en")
    keys = {word: f"clip-{word.text}" for word in WORDS}
    at = np.arange(4_800) / 24_000
    hum = np.asarray(0.3 * np.sin(2 * np.pi * 500 * at), np.float32)
    for key, late_ms in zip(keys.values(), (50, 90), strict=True):
        store.write({key: to_pcm(np.pad(hum, (24 * late_ms, 0)))})
    return Clips(source, keys, {}, frozenset())


def test_they_are_measured_once(
    clips: Clips, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = find_attacks(WORDS, clips, store)
    assert [first[word] for word in WORDS] == pytest.approx([50, 90], abs=12)
    monkeypatch.setattr(attack, "attack_ms", None)
    assert find_attacks(WORDS, clips, store) == first
    assert find_attacks(WORDS[:1], clips, store) == {WORDS[0]: first[WORDS[0]]}


def test_another_clip_has_its_own(clips: Clips, store: Store) -> None:
    before = find_attacks(WORDS, clips, store)
    swapped = replace(clips, keys=dict(zip(WORDS[::-1], clips.keys.values(), strict=True)))
    after = find_attacks(WORDS, swapped, store)
    assert [after[word] for word in WORDS] == [before[word] for word in WORDS[::-1]]


def test_counts_sides_and_phases_are_on_beats(tmp_path: Path) -> None:
    text = (
        "title: X\nexercises:\n"
        "  - {name: Row, reps: 3, sides: alternating, cues: [Tall], how: Like this.}\n"
        "  - {name: Lift, reps: 2, tempo: 3-0-1-0}\n"
        "  - {name: Plank, hold: 40s}\n"
    )
    plan = plan_session(read_bytes(text.encode(), str(tmp_path / "x.yaml")))
    words = {clip.text for clip in words_on_beats(plan)}
    assert words == {"1", "2", "3", "right", "left", "down"}
