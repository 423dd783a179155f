"""The clarity bench: its scorer is right, and what it scores is what our routines say."""

from pathlib import Path

import numpy as np
import pytest
from clarity_cues import MOST_WORDS, Samples, Variant, corpus, cut, routines
from clarity_ear import NOISES, amid
from clarity_score import difference, rate, word_errors, words
from fake_voice import fake_lengths

from audiocoach.audio import SAMPLE_RATE, lufs
from audiocoach.audio.loudness import powers, speech_loudness
from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.plan import plan_session
from audiocoach.routine.catalog import find
from audiocoach.routine.model import voice_of
from audiocoach.timeline import Timeline, lay_out
from audiocoach.tts import parse_voice


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("ten seconds", "ten seconds", 0),
        ("ten seconds", "", 2),
        ("", "left over", 2),
        ("left", "laughed", 1),
        ("hold thirty seconds", "hold seconds", 1),
        ("hold thirty seconds", "old thirty three seconds", 2),
        ("flat back", "a flat", 2),
        ("one two three four", "two three four one", 2),
    ],
)
def test_errors_are_the_fewest_words_to_put_right(said: str, heard: str, errors: int) -> None:
    assert word_errors(said.split(), heard.split()) == errors
    assert word_errors(heard.split(), said.split()) == errors


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Next: Halo. 8 each side, 5-15 lb.", "next halo eight each side five to fifteen pounds"),
        ("Half-kneeling press", "half kneeling press"),
        ("Child's pose, 45 s", "child's pose forty five seconds"),
        ("Superset 2: Kettlebell swing", "super set two kettle bell swing"),
    ],
)
def test_a_text_is_scored_as_it_is_said(text: str, expected: str) -> None:
    assert " ".join(words(text)) == expected


def test_a_rate_is_of_all_words_and_not_of_phrases() -> None:
    assert rate([1, 0], [1, 9]) == 10


def test_a_difference_is_sure_where_every_phrase_has_it_and_unsure_where_one_has() -> None:
    lengths = [4] * 50
    assert difference([2] * 50, [1] * 50, lengths) == (25, 25)
    low, high = difference([8] + [0] * 49, [0] * 50, lengths)
    assert low == 0
    assert high > 4


def laid_out(name: str) -> Timeline:
    plan = plan_session(customise(find(name), Overrides()))
    return lay_out(plan, fake_lengths(plan))


def test_the_corpus_is_what_shipped_routines_say() -> None:
    assert len(routines()) >= 8
    assert "jeffers-pull-de" not in routines()
    timelines = [laid_out(name) for name in routines()]
    texts = corpus(timelines)
    assert len(texts) >= 60
    assert set(texts) <= {cue.text for timeline in timelines for cue in timeline.spoken}
    assert max(texts.values()) <= MOST_WORDS
    assert all(count == len(words(text)) > 0 for text, count in texts.items())
    whys = {cue.role for timeline in timelines for cue in timeline.spoken if cue.text in texts}
    assert {"announce", "count", "switch", "rest", "form", "round", "tempo"} <= whys


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short one, built with a cache of its own."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    path = tmp_path / "short.yaml"
    path.write_text("title: Short\nexercises: [{name: Row, reps: 2}]\n", "utf-8")
    return path


@pytest.mark.long
def test_cues_are_cut_from_tracks_made_in_another_way(routine: Path, tmp_path: Path) -> None:
    usual, unfiltered, slow = (
        cut(variant, [str(routine)], tmp_path)
        for variant in (Variant(""), Variant("", filters=()), Variant("", "espeak:en-us@150"))
    )
    text = "Short. 1 move. About 1 minute."
    assert len(usual[text]) > SAMPLE_RATE
    assert treble(usual[text]) > 1.5 * treble(unfiltered[text])
    assert len(slow[text]) > len(usual[text])


@pytest.mark.long
def test_cues_are_cut_from_tracks_over_music(routine: Path, tmp_path: Path) -> None:
    usual, over = (
        cut(Variant("", over_music=music), [str(routine)], tmp_path) for music in (False, True)
    )
    assert {text: len(cue) for text, cue in over.items()} == {
        text: len(cue) for text, cue in usual.items()
    }
    # Between its sentences there is music, softer than the voice.
    text = "Short. 1 move. About 1 minute."
    quiet, music = (float(np.percentile(np.abs(cues[text]), 10)) for cues in (usual, over))
    assert 3 * quiet < music < np.abs(over[text]).max() / 10


def treble(samples: Samples) -> float:
    """The share of power above 2 kHz."""
    lines = np.abs(np.fft.rfft(samples)) ** 2
    return float(lines[len(samples) * 2_000 // SAMPLE_RATE :].sum() / lines.sum())


def test_the_default_variant_is_how_tracks_are_made() -> None:
    assert parse_voice(Variant("").voice) == parse_voice(voice_of(find("jeffers-pull")))


@pytest.mark.parametrize("noise", NOISES)
def test_noise_is_as_much_quieter_as_it_says_and_the_same_again(noise: str) -> None:
    at = np.arange(SAMPLE_RATE) / SAMPLE_RATE
    cue = (0.1 * np.sin(2 * np.pi * 500 * at)).astype(np.float32)
    heard = amid(cue, noise, seed=3)
    assert np.array_equal(heard, amid(cue, noise, seed=3))
    assert not np.array_equal(heard, amid(cue, noise, seed=4))
    around = (len(heard) - len(cue)) // 2
    alone = heard - np.pad(cue, around)
    _, ratio = NOISES[noise]
    found = speech_loudness(cue) - lufs(float(powers(alone, 20).mean()))
    assert found == pytest.approx(ratio, abs=0.1)
