"""The routine as its author wrote it. Frozen types without behaviour; every node knows its line.

Values are resolved no further than their text: ranges stay ranges, what is not written is None.
"""

from collections.abc import Callable
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag
from pydantic_core import PydanticCustomError

from audiocoach.errors import Where
from audiocoach.routine import fields
from audiocoach.routine.fields import Span, Tempo

WHERE_KEY = "\0where"
"""How `reading` hands a node's place to the model; `document` refuses it from an author."""

BLOCK_WORDS = ("superset", "circuit", "block")
ITEM_WORDS = ("name", *BLOCK_WORDS)


def _text(read: Callable[[str], Any]) -> BeforeValidator:
    def check(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("not_one_value", "takes one value")
        return read(value)

    return BeforeValidator(check)


def _value(read: Callable[[str], Any]) -> BeforeValidator:
    return _text(fields.short(read))


def _one_or_list(value: object) -> object:
    return [value] if isinstance(value, str) else _not_empty(value)


def _not_empty(value: object) -> object:
    if value == []:
        raise PydanticCustomError("empty_list", "is empty")
    return value


def _without_where(value: object) -> object:
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "takes pairs")
    return {key: item for key, item in value.items() if key != WHERE_KEY}


Line = Annotated[str, _text(fields.read_line)]
Text = Annotated[str, _text(fields.read_text)]
Count = Annotated[Span, _value(fields.read_count)]
Length = Annotated[int, _value(fields.read_length)]
LongLength = Annotated[int, _value(fields.read_long_length)]
Lengths = Annotated[Span, _value(fields.read_lengths)]
WorkLengths = Annotated[Span, _value(fields.read_positive_lengths)]
TempoFigures = Annotated[Tempo, _value(fields.read_tempo)]
Pace = Annotated[int, _value(fields.read_pace)]
Starts = Annotated[str, _value(fields.one_of("concentric", "eccentric"))]
Sides = Annotated[str, _value(fields.one_of("alternating", "each"))]
Side = Annotated[str, _value(fields.one_of("right", "left"))]
Lines = Annotated[tuple[Line, ...], BeforeValidator(_one_or_list)]


class _Node(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    where: Annotated[Where, Field(alias=WHERE_KEY)]


class _Paced(_Node):
    """What an exercise and a block both say; the nearest one wins."""

    rest: Lengths | None = None
    """On a block: between the things in its list. On an exercise: after this one."""
    tempo: TempoFigures | None = None
    starts: Starts | None = None
    pace: Pace | None = None


class Exercise(_Paced):
    """One move. Exactly one of `reps` (counted), `work` (timed), `hold` (timed and still)."""

    name: Line
    reps: Count | None = None
    work: WorkLengths | None = None
    hold: WorkLengths | None = None
    sets: Count | None = None
    set_rest: Lengths | None = None
    sides: Sides | None = None
    first: Side | None = None
    switch: Length | None = None
    weight: Line | None = None
    how: Text | None = None
    cues: Lines = ()


class _Group(_Paced):
    rounds: Count | None = None
    round_rest: Lengths | None = None
    transition: Length | None = None
    exercises: Annotated[tuple["Item", ...], BeforeValidator(_not_empty)]


class Block(_Group):
    """A list within a list. Its first key is its kind, with a title: `superset: Superset 1`."""

    superset: Line | None = None
    circuit: Line | None = None
    block: Line | None = None

    @property
    def title(self) -> str:
        """What the author called it."""
        return self.superset or self.circuit or self.block or ""


def _item_kind(value: object) -> str | None:
    first = _first_word(value) if isinstance(value, dict) else None
    if first == "name":
        return "exercise"
    return "block" if first in BLOCK_WORDS else None


def _first_word(value: dict[str, object]) -> str | None:
    return next((key for key in value if key != WHERE_KEY), None)


Item = Annotated[
    Annotated[Exercise, Tag("exercise")] | Annotated[Block, Tag("block")],
    Discriminator(_item_kind),
]


class Routine(_Group):
    """A whole routine: a block with a title, and what is said before and after."""

    title: Line
    coach: Line | None = None
    source: Line | None = None
    summary: Text | None = None
    notes: Annotated[tuple[Text, ...], BeforeValidator(_one_or_list)] = ()
    """Shown, never spoken."""
    equipment: Lines = ()
    substitutes: Annotated[dict[str, Line], BeforeValidator(_without_where)] = {}
    warmup: Text | None = None
    """Words, spoken before the first exercise."""
    repeat_after: LongLength | None = None
    language: Line | None = None
    voice: Line | None = None
    slug: str = Field(default="", alias="\0slug")
    """The name by which the routine was found; no key of the language."""

    def named(self, slug: str) -> Self:
        """The same routine, found as `slug`."""
        return self.model_copy(update={"slug": slug})


Block.model_rebuild()
Routine.model_rebuild()
