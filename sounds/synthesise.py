"""Writes the tones of the default kit: `python sounds/synthesise.py [FOLDER]`.

Every tone is a short score of notes in A major; every note is a sum of decaying sines, as struck
bars and bells are. Nothing is random, so the files come out the same every time. How loud each tone
is played is not set here but in `index.yaml`.
"""

import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a missing ffmpeg, which writing WAV files does not need
    from pydub import AudioSegment

RATE = 24_000
PEAK = 10 ** (-4 / 20)  # -4 dBFS: room for what an encoder adds

E5, A5, B5, CS6, E6, FS6, A6 = 659.26, 880.0, 987.77, 1108.73, 1318.51, 1479.98, 1760.0


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


# Marimba bars are cut so that their overtones lie at 4 and about 10 times the pitch, those of
# xylophones at 3 and 6. A bell hums an octave below its note; cast bells have a minor third, which
# sounds sad, so ours is major.
MARIMBA = Instrument(1.5, (Partial(1, 1, 70), Partial(4, 0.30, 22), Partial(9.9, 0.06, 6)))
XYLOPHONE = Instrument(1.2, (Partial(1, 1, 75), Partial(3, 0.5, 38), Partial(6, 0.12, 12)))
WOOD = Instrument(1.5, (Partial(1, 1, 9), Partial(2.57, 0.22, 4)))
SOFT_WOOD = Instrument(2, (Partial(1, 1, 16), Partial(2.57, 0.18, 6)))
SOFT_MALLET = Instrument(3, (Partial(1, 1, 120), Partial(2, 0.10, 80), Partial(4, 0.06, 30)))
CHIME = Instrument(
    1, (Partial(1, 0.55, 120), Partial(2, 1, 110), Partial(4, 0.28, 45), Partial(5.4, 0.10, 12))
)
BELL = Instrument(
    1.5,
    (
        Partial(0.5, 0.30, 420),
        Partial(1, 1, 320),
        Partial(1.004, 0.30, 320),  # a casting is never quite round: the pair beats slowly
        Partial(1.25, 0.26, 220),
        Partial(1.5, 0.22, 180),
        Partial(2, 0.70, 200),
        Partial(3, 0.34, 110),
        Partial(4.1, 0.20, 55),
        Partial(5.3, 0.10, 25),
    ),
)
SOFT_BELL = Instrument(
    3,
    (
        Partial(0.5, 0.35, 420),
        Partial(1, 1, 380),
        Partial(1.003, 0.25, 380),
        Partial(1.5, 0.20, 200),
        Partial(2, 0.35, 180),
        Partial(3, 0.10, 80),
    ),
)

SCORES = {
    "pip": Score(140, 50, (Note(0, E5, MARIMBA),)),
    "start": Score(380, 100, (Note(0, A5, CHIME),)),
    "rest": Score(
        450,
        150,
        (Note(0, E6, SOFT_MALLET), Note(90, CS6, SOFT_MALLET), Note(180, A5, SOFT_MALLET, 1.1)),
    ),
    "round": Score(900, 100, (Note(0, A5, BELL, 0.9), Note(230, A5, BELL))),
    "switch": Score(340, 80, (Note(0, B5, XYLOPHONE), Note(130, FS6, XYLOPHONE))),
    "tick": Score(45, 12, (Note(0, CS6, WOOD),)),
    "up": Score(70, 20, (Note(0, A6, SOFT_WOOD),)),
    "down": Score(90, 25, (Note(0, A5, SOFT_WOOD),)),
    "finish": Score(
        1450,
        100,
        (
            Note(0, A5, SOFT_BELL, 0.8),
            Note(130, CS6, SOFT_BELL, 0.8),
            Note(260, E6, SOFT_BELL, 0.85),
            Note(390, A6, SOFT_BELL),
            Note(390, A6, CHIME, 0.25),
        ),
    ),
    "end": Score(1400, 100, (Note(0, A5, SOFT_BELL),)),
}


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


def main(folder: Path) -> None:
    """One WAV file per score."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, score in SCORES.items():
        perform(score).export(folder / f"{name}.wav", format="wav").close()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "default")
