"""What a routine says of all of itself: the ways to do it, its lead times, its music."""

from typing import Annotated

from pydantic import BeforeValidator, Discriminator, Tag
from pydantic_core import PydanticCustomError

from audiocoach.routine.node import Node
from audiocoach.routine.values import (
    WHERE_KEY,
    Count,
    Lead,
    Length,
    Line,
    Pace,
    Pips,
    Rests,
    TempoFigures,
    Text,
    WorkLengths,
)


class Mode(Node):
    """One way to do a whole routine, as changes to it. `work` makes timed ones of counted moves."""

    title: Line | None = None
    """What the routine is called in this mode."""
    summary: Text | None = None
    """Instead of the routine's."""
    reps: Count | None = None
    """Of every exercise that is counted."""
    work: WorkLengths | None = None
    """Of every exercise that is timed, and of counted ones, which become timed."""
    hold: WorkLengths | None = None
    """Of every hold."""
    sets: Count | None = None
    """Of every exercise."""
    rounds: Count | None = None
    """Of the whole routine."""
    rest: Rests | None = None
    """Every rest between exercises that is not 0."""
    round_rest: Rests | None = None
    """Every rest between rounds that is not 0."""
    tempo: TempoFigures | None = None
    """Of every exercise that is counted."""
    pace: Pace | None = None
    """Of every exercise that is counted."""
    transition: Length | None = None
    """To change over where a rest is 0."""


class Leads(Node):
    """How long before something the coach tells of it. `none` is never, or no time at all."""

    prepare: Lead | None = None
    """Before the first exercise, at least."""
    next: Lead | None = None
    """Before an exercise, its name; `none` is as soon as the rest begins."""
    call: Lead | None = None
    """Before an exercise, its name once more; rests of less than twice that have no such call."""
    countdown: Pips | None = None
    """How many seconds before an exercise are counted down."""
    halfway: Lead | None = None
    """Timed work at least this long has a call at its half."""
    remaining: Lead | None = None
    """Before the end of timed work, if that is three times as long."""


class MusicByKind(Node):
    """Music for work, and music for all else: `{work: fast.mp3, rest: slow.mp3}`."""

    work: Line | None = None
    """A file or a folder beside the routine, played in work."""
    rest: Line | None = None
    """The same, played in rests and before and after."""


def _music_kind(value: object) -> str:
    return "one" if isinstance(value, str) else "pairs"


def _some_music(value: object) -> object:
    if isinstance(value, dict) and value.keys() <= {WHERE_KEY}:
        raise PydanticCustomError("empty_list", "is empty")
    return value


MusicChoice = Annotated[
    Annotated[Line, Tag("one")] | Annotated[MusicByKind, Tag("pairs")],
    Discriminator(_music_kind),
    BeforeValidator(_some_music),
]
