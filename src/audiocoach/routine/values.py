"""The kinds of values that keys hold, as pydantic checks them: each reads what `fields` reads."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from pydantic import BeforeValidator, Discriminator, Tag
from pydantic_core import PydanticCustomError

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import InvalidValueError
from audiocoach.routine import fields
from audiocoach.routine.fields import Moment, Span, Tempo
from audiocoach.sounds.choice import KitFolder
from audiocoach.support.messages import limit_length

WHERE_KEY = "\0where"
"""How `reading` hands a node's place to the model; `document` refuses it from an author."""


def _text(read: Callable[[str], Any]) -> BeforeValidator:
    @wraps(read)
    def check(value: object) -> object:
        if not isinstance(value, str):
            raise PydanticCustomError("not_one_value", "takes one value")
        return read(value)

    return BeforeValidator(check)


def _value(read: Callable[[str], Any]) -> BeforeValidator:
    return _text(limit_length(read))


def one_or_list(value: object) -> object:
    """One value as a list of one."""
    return [value] if isinstance(value, str) else not_empty(value)


def not_empty(value: object) -> object:
    """A list, which holds something."""
    if value == []:
        raise PydanticCustomError("empty_list", "is empty")
    return value


def one_kind(value: object) -> str:
    """Whether it is a list or one value."""
    return "list" if isinstance(value, list) else "one"


def without_where(value: object) -> dict[str, object]:
    """Pairs, of which every key is an author's."""
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "takes pairs")
    return {key: item for key, item in value.items() if key != WHERE_KEY}


def pronunciations(value: object) -> object:
    """Words, and how they are said; not more than can be looked for."""
    words = without_where(value)
    if len(words) > LIMITS.words:
        raise InvalidValueError(
            f"there are {len(words)} words in 'pronounce'", f"{LIMITS.words} at most"
        )
    return {fields.read_line(word): said for word, said in words.items()}


Line = Annotated[str, _text(fields.read_line)]
Text = Annotated[str, _text(fields.read_text)]
Count = Annotated[Span, _value(fields.read_count)]
Length = Annotated[int, _value(fields.read_length)]
LongLength = Annotated[int, _value(fields.read_long_length)]
Cap = Annotated[int, _value(fields.read_cap)]
Rests = Annotated[Span, _value(fields.read_rest)]
WorkLengths = Annotated[Span, _value(fields.read_positive_lengths)]
TempoFigures = Annotated[Tempo, _value(fields.read_tempo)]
Pace = Annotated[int, _value(fields.read_pace)]
Starts = Annotated[str, _value(fields.one_of("concentric", "eccentric"))]
Sides = Annotated[str, _value(fields.one_of("alternating", "each"))]
Side = Annotated[str, _value(fields.one_of("right", "left"))]
Lines = Annotated[tuple[Line, ...], BeforeValidator(one_or_list)]
Rpe = Annotated[str, _value(fields.read_rpe)]
Rir = Annotated[str, _value(fields.read_rir)]
ToneName = Annotated[str, _value(fields.one_of(*DEFAULTS.tones))]
At = Annotated[Moment, _value(fields.read_moment)]
Counting = Annotated[str, _value(fields.one_of("every", "fifth", "last three", "down", "none"))]
Level = Annotated[str, _value(fields.read_level_name)]
Flag = Annotated[bool, _value(fields.read_flag)]
Language = Annotated[str, _value(fields.read_language)]
ProfileName = Annotated[str, _value(fields.read_profile)]
Lead = Annotated[int, _value(fields.read_lead)]
Pips = Annotated[int, _value(fields.read_pips)]
Sounds = Annotated[str | KitFolder, _text(fields.read_line)]


Counts = Annotated[tuple[Count, ...], BeforeValidator(not_empty)]
CountOrCounts = Annotated[
    Annotated[Count, Tag("one")] | Annotated[Counts, Tag("list")], Discriminator(one_kind)
]
