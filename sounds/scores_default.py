"""The default kit: mallets and bells in A major."""

from synthesis import Instrument, Note, Partial, Score

E5, A5, B5, CS6, E6, FS6, A6 = 659.26, 880.0, 987.77, 1108.73, 1318.51, 1479.98, 1760.0

# Marimba bars are cut so that their overtones lie at 4 and about 10 times the pitch, those of
# xylophones at 3 and 6. A bell hums an octave below its note; cast bells have a minor third, which
# sounds sad, so ours is major.
MARIMBA = Instrument(1.5, (Partial(1, 1, 70), Partial(4, 0.30, 22), Partial(9.9, 0.06, 6)))
XYLOPHONE = Instrument(1.2, (Partial(1, 1, 75), Partial(3, 0.5, 38), Partial(6, 0.12, 12)))
SOFT_WOOD = Instrument(2, (Partial(1, 1, 17), Partial(2.57, 0.12, 6)))
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
    "tick": Score(60, 20, (Note(0, CS6, SOFT_WOOD),)),
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
