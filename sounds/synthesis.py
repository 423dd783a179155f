"""Makes tones from scores.

Every tone is a short score of notes; every note is a sum of decaying sines, as struck bars, blocks
and bells are. Nothing is random, so the files come out the same every time. How loud each tone is
played is not set here but in a kit's `index.yaml`.
"""

import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a missing ffmpeg, which writing WAV files does not need
    from pydub import AudioSegment

RATE = 24_000
PEAK = 10 ** (-4 / 20)  # -4 dBFS: room for what an encoder adds


@dataclass(frozen=True, slots=True)
class Partial:
    """One sine of a sound: a multiple of the note's pitch, its gain, the time to fade to 1/e."""

    ratio: float
    gain: float
    decay_ms: float


@dataclass(frozen=True, slots=True)
class Instrument:
    """What is struck, and how softly: the attack is the time to full strength."""

    attack_ms: float
    partials: tuple[Partial, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """One stroke, from `at_ms` on."""

    at_ms: int
    pitch_hz: float
    instrument: Instrument
    gain: float = 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """A whole tone. The fade lies within the length; the last millisecond of it is true silence."""

    length_ms: int
    fade_ms: int
    notes: tuple[Note, ...]


def strike(note: Note, length: int) -> NDArray[np.float64]:
    """`length` samples of one stroke."""
    seconds = np.arange(length) / RATE
    attack = np.clip(seconds * 1000 / note.instrument.attack_ms, 0, 1)
    sines = [
        partial.gain
        * np.exp(-1000 * seconds / partial.decay_ms)
        * np.sin(2 * np.pi * partial.ratio * note.pitch_hz * seconds)
        for partial in note.instrument.partials
    ]
    # Half a cosine, not a straight ramp: its ends have no corner to be heard as a click.
    rise = (1 - np.cos(np.pi * attack)) / 2
    stroke: NDArray[np.float64] = note.gain * rise * np.sum(sines, axis=0)
    return stroke


def perform(score: Score) -> AudioSegment:
    """The tone as 24 kHz mono 16 bit, its loudest sample at -4 dBFS."""
    length = (score.length_ms - 1) * RATE // 1000
    mix = np.zeros(length)
    for note in score.notes:
        start = note.at_ms * RATE // 1000
        mix[start:] += strike(note, length - start)
    mix *= PEAK * 32767 / np.max(np.abs(mix))
    samples = np.rint(mix).astype("<i2")
    tone = AudioSegment(samples.tobytes(), sample_width=2, frame_rate=RATE, channels=1)
    return tone.fade_out(score.fade_ms) + AudioSegment.silent(1, frame_rate=RATE)
