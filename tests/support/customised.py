"""A routine with every construct, and ways to find exercises in routines."""

from collections.abc import Iterator

from audiocoach.routine.fields import Span
from audiocoach.routine.model import Block, Exercise, Routine
from audiocoach.routine.read import read_bytes

EVERYTHING = """\
title: Everything
rounds: 3-5
rest: 90s
round_rest: 2 min
modes:
  counted: {}
  timed: {title: On the clock, work: 30-60s, rest: 15s}
equipment: [kettlebell, mat]
substitutes: {kettlebell: dumbbells}
warmup:
  - {name: Row, work: 20s}
exercises:
  - {name: Row, reps: 6-10, tempo: 2-0-2-0, cues: [{at: rep 3, say: Go}, Flat back]}
  - {name: Plank, hold: 30s, needs: kettlebell}
  - {name: Pyramid, reps: [12, 10, 8]}
  - rest: 45s
  - superset: Pair
    exercises:
      - {name: Halo, reps: 8, sides: alternating}
      - {name: Row, reps: 8, sides: each}
  - tabata: Finisher
    exercises: [{name: Swing}]
  - {emom: 4 min, exercises: [{name: Clean, reps: 5}]}
"""


def read(text: str = EVERYTHING) -> Routine:
    return read_bytes(text.encode(), "mine.yaml").named("mine")


def exactly(value: int) -> Span:
    return Span(value, value)


def exercises(group: Routine | Block) -> Iterator[Exercise]:
    for item in group.exercises:
        if isinstance(item, Exercise):
            yield item
        elif isinstance(item, Block):
            yield from exercises(item)


def named(routine: Routine, name: str) -> Exercise:
    return next(exercise for exercise in exercises(routine) if exercise.name == name)
