"""Beats of a set are heard over music, and yet take nothing from the words."""

from collections.abc import Iterator
from functools import cache

import numpy as np
import pytest
from masking import EAR_SAMPLES, RATE, Samples, margin_db
from sampling import sampled
from sound_files import tune

from audiocoach.api import compile  # noqa: A004
from audiocoach.audio import lufs
from audiocoach.audio.loudness import tone_loudness
from audiocoach.audio.recipe import SPEECH_LUFS
from audiocoach.audio.shaping import from_pcm, shape_tone
from audiocoach.cache import Store
from audiocoach.defaults import DEFAULTS, MUSIC
from audiocoach.renderer.levels import integrated, placed_powers
from audiocoach.renderer.stereo import K_WEIGHTED, filtered
from audiocoach.sounds import Tone, open_kit
from audiocoach.sounds.choice import kit_names
from audiocoach.sounds.loading import load_tone

SECONDS = 20
CERTAIN_DB = 6
"""So far above its masked threshold a signal that one expects is always heard."""


def noise(slope_db: float) -> Samples:
    """In two channels, from 40 Hz to 16 kHz; the slope is per octave, -3 of pink noise."""
    rng = np.random.default_rng(7)
    hertz = np.fft.rfftfreq(SECONDS * RATE, 1 / RATE)
    gains = np.maximum(hertz, 40) ** (slope_db / 20 / np.log10(2))
    gains[(hertz < 40) | (hertz > 16_000)] = 0
    lines = np.fft.rfft(rng.standard_normal((2, SECONDS * RATE))) * gains
    sound = np.fft.irfft(lines, SECONDS * RATE)
    return np.asarray(sound / sound.std(), np.float32)


def drummed(loud_hats: float) -> Samples:
    """Dense music that was made loud: a bass drum, a snare, hi-hats, all of it saturated."""
    rng = np.random.default_rng(5)
    at = np.arange(SECONDS * RATE) / RATE
    kick = np.exp(-14 * (at % 0.5)) * np.sin(2 * np.pi * 55 * (at % 0.5))
    snare = np.exp(-16 * ((at + 0.5) % 1)) * rng.standard_normal(len(at))
    hiss = np.diff(rng.standard_normal((2, len(at))), axis=1, prepend=0)
    hats = np.exp(-40 * (at % 0.125)) * hiss
    mixed = 0.4 * noise(-4.5) + 0.9 * kick + 0.3 * snare + loud_hats * hats
    return np.tanh(mixed).astype(np.float32)


@cache
def music(name: str) -> Samples:
    """As loud as a clip of speech."""
    made = {
        "song": lambda: tune(SECONDS, rate=RATE),
        "pink noise": lambda: noise(-3),
        "dense": lambda: drummed(0.15),
        "bright": lambda: drummed(0.6),
    }[name]()
    weighted = np.concatenate(list(filtered(iter([made]), K_WEIGHTED)), axis=1)
    loudness = lufs(float((weighted.astype(np.float64) ** 2).mean(axis=1).sum()))
    return np.asarray(made * 10 ** ((SPEECH_LUFS - loudness) / 20), np.float32)


def clip(tone: Tone) -> Samples:
    return shape_tone(from_pcm(load_tone(tone).tobytes()), tone.level_db)


def in_both_channels(samples: Samples) -> Samples:
    stereo = np.concatenate(list(filtered([samples.reshape(1, -1)], (), 24_000)), axis=1)
    return np.asarray(stereo * 0.5**0.5, np.float32)


def moments(under: Samples) -> Iterator[Samples]:
    """Stretches of the music on a beat, between beats, anywhere."""
    for first in np.random.default_rng(1).integers(0, under.shape[1] - EAR_SAMPLES, 200):
        yield under[:, first : first + EAR_SAMPLES]


def least_margin_db(tone: Tone, name: str, under_lu: float) -> float:
    """Of 95 % of the moments, over music so much softer than the voice."""
    beat = in_both_channels(clip(tone))
    under = music(name) * np.float32(10 ** (-under_lu / 20))
    return float(np.percentile([margin_db(beat, part) for part in moments(under)], 5))


each_beat = pytest.mark.parametrize("beat", DEFAULTS.beats)
each_kit = pytest.mark.parametrize("kit", kit_names())
each_music = pytest.mark.parametrize(
    "name", sampled(["song", "pink noise", "dense", "bright"], "song", alike=False)
)


@each_music
@each_beat
@each_kit
def test_a_beat_is_heard_over_music_ten_decibels_below_the_voice(
    kit: str, beat: str, name: str
) -> None:
    assert least_margin_db(open_kit(kit).tones[beat], name, 10) >= CERTAIN_DB


@each_music
@each_beat
@each_kit
def test_a_beat_is_heard_over_the_music_of_the_track(kit: str, beat: str, name: str) -> None:
    """Which is back between words, and louder than a gym's should be."""
    bed_lu = MUSIC.voice_lufs - MUSIC.bed_lufs + MUSIC.tones_duck_db[beat]
    under_lu = bed_lu + MUSIC.beats_db
    assert least_margin_db(open_kit(kit).tones[beat], name, under_lu) >= CERTAIN_DB


@each_kit
def test_a_beat_is_softer_than_the_voice_and_than_what_calls_for_something(kit: str) -> None:
    tones = open_kit(kit).tones
    loud = {name: tone_loudness(clip(tone)) - SPEECH_LUFS for name, tone in tones.items()}
    for beat in DEFAULTS.beats:
        assert loud[beat] < -6
        assert all(loud[beat] < loud[name] - 3 for name in tones if name not in DEFAULTS.beats)
        assert 20 * np.log10(np.abs(clip(tones[beat])).max()) < SPEECH_LUFS + 10


@pytest.mark.parametrize("name", ["jeffers-pull", "full-body-beginner", "core-circuit"])
def test_words_are_as_loud_with_beats_as_without(name: str) -> None:
    """A beat each second is softer than what loudness is measured of: BS.1770's relative gate."""
    session = compile(name)
    cues = session.timeline.cues
    kept = [cue for cue in cues if not cue.clip.is_beat]
    assert len(cues) - len(kept) > 100
    with Store.open() as store:
        whole, bare = (
            integrated(placed_powers(some, session.clips, store), session.timeline.duration_ms)
            for some in (cues, kept)
        )
    assert whole == pytest.approx(bare, abs=0.2)
