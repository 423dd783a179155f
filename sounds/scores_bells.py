"""The bells kit: handbells, a glockenspiel and a triangle, softly struck, in D major."""

from synthesis import Instrument, Note, Partial, Score

D5, FS5, A5, B5, D6, E6, FS6, A6, B6, D7 = (
    587.33, 739.99, 880.0, 987.77, 1174.66, 1318.51, 1479.98, 1760.0, 1975.53, 2349.32
)  # fmt: skip

# A handbell is tuned to its pitch and the twelfth above; a free bar rings at 2.76 times its pitch.
# Pairs that are nearly in unison beat slowly, as no casting is quite round.
DAMPED = Instrument(0.8, (Partial(1, 1, 48), Partial(3, 0.22, 20), Partial(2, 0.06, 20)))
HANDBELL = Instrument(
    0.8,
    (
        Partial(1, 1, 260),
        Partial(1.0035, 0.35, 260),
        Partial(2, 0.10, 120),
        Partial(3, 0.42, 130),
        Partial(4.2, 0.07, 30),
    ),
)
LARGE = Instrument(
    1.5,
    (
        Partial(1, 1, 480),
        Partial(1.003, 0.40, 480),
        Partial(2, 0.16, 260),
        Partial(3, 0.45, 220),
        Partial(4.2, 0.08, 60),
    ),
)
GLOCKENSPIEL = Instrument(0.8, (Partial(1, 1, 150), Partial(2.76, 0.16, 40)))
TRIANGLE = Instrument(0.8, (Partial(1, 1, 16), Partial(1.41, 0.15, 9)))
TOUCH = Instrument(1.5, (Partial(1, 1, 26), Partial(2.76, 0.05, 8)))

SCORES = {
    "pip": Score(150, 60, (Note(0, A5, DAMPED),)),
    "start": Score(400, 120, (Note(0, D7, GLOCKENSPIEL), Note(0, D6, HANDBELL, 0.65))),
    "rest": Score(
        450,
        140,
        (Note(0, FS6, HANDBELL, 0.9), Note(120, D6, HANDBELL), Note(240, A5, HANDBELL, 1.3)),
    ),
    "round": Score(
        900,
        150,
        (
            Note(0, D5, LARGE),
            Note(0, D6, LARGE, 0.4),
            Note(300, D5, LARGE),
            Note(300, D6, LARGE, 0.4),
        ),
    ),
    "switch": Score(390, 120, (Note(0, B5, GLOCKENSPIEL), Note(140, E6, GLOCKENSPIEL, 1.5))),
    "tick": Score(60, 20, (Note(0, B6, TRIANGLE),)),
    "up": Score(90, 30, (Note(0, A6, TOUCH),)),
    "down": Score(100, 35, (Note(0, D6, TOUCH),)),
    "finish": Score(
        1480,
        160,
        (
            Note(0, D6, HANDBELL, 0.8),
            Note(140, FS6, HANDBELL, 0.8),
            Note(280, A6, HANDBELL, 0.8),
            Note(420, D7, HANDBELL),
            Note(420, D6, HANDBELL, 0.5),
        ),
    ),
    "end": Score(1500, 200, (Note(0, A5, LARGE), Note(0, D5, LARGE, 0.7))),
}
