"""The wood kit: temple blocks, wood blocks and claves, tuned to a pentatonic scale on C."""

from synthesis import Instrument, Note, Partial, Score

A4, C5, D5, E5, G5, A5, C6, D6, E6, G6, A6 = (
    440.0, 523.25, 587.33, 659.26, 783.99, 880.0, 1046.5, 1174.66, 1318.51, 1567.98, 1760.0
)  # fmt: skip

# A block is a tube that rings for a moment, with the bars of its body far above it, out of tune.
TEMPLE = Instrument(0.8, (Partial(1, 1, 42), Partial(2.42, 0.30, 14), Partial(4.9, 0.14, 4)))
LOG = Instrument(
    1, (Partial(1, 1, 85), Partial(1.51, 0.35, 50), Partial(2.67, 0.28, 20), Partial(5.2, 0.10, 5))
)
BLOCK = Instrument(0.6, (Partial(1, 1, 26), Partial(1.62, 0.32, 15), Partial(2.9, 0.22, 6)))
CLAVES = Instrument(0.5, (Partial(1, 1, 60), Partial(0.5, 0.45, 55), Partial(1.47, 0.28, 12)))
FINGER = Instrument(1.2, (Partial(1, 1, 14), Partial(2.4, 0.20, 3)))
SOFT_BLOCK = Instrument(1.5, (Partial(1, 1, 15), Partial(1.62, 0.15, 7)))

SCORES = {
    "pip": Score(130, 40, (Note(0, E5, TEMPLE),)),
    "start": Score(340, 80, (Note(0, A6, CLAVES), Note(0, A5, BLOCK, 0.5))),
    "rest": Score(
        430, 100, (Note(0, C6, TEMPLE), Note(110, G5, TEMPLE), Note(220, D5, TEMPLE, 1.1))
    ),
    "round": Score(
        780,
        100,
        (
            Note(0, A4, LOG),
            Note(120, A4, LOG, 0.7),
            Note(360, A4, LOG),
            Note(480, A4, LOG, 0.7),
        ),
    ),
    "switch": Score(
        330, 80, (Note(0, D6, BLOCK), Note(75, D6, BLOCK, 0.8), Note(190, G6, BLOCK, 1.1))
    ),
    "tick": Score(55, 15, (Note(0, C6, FINGER),)),
    "up": Score(70, 20, (Note(0, G6, SOFT_BLOCK),)),
    "down": Score(80, 25, (Note(0, G5, SOFT_BLOCK),)),
    "finish": Score(
        1150,
        100,
        (
            Note(0, C5, TEMPLE, 0.8),
            Note(110, E5, TEMPLE, 0.8),
            Note(220, G5, TEMPLE, 0.85),
            Note(330, C6, TEMPLE, 0.9),
            Note(440, E6, BLOCK, 0.9),
            Note(660, E6, BLOCK, 0.9),
            Note(770, G6, CLAVES),
            Note(770, C6, TEMPLE, 0.6),
        ),
    ),
    "end": Score(740, 150, (Note(0, C5, LOG), Note(260, C5, LOG, 0.55))),
}
