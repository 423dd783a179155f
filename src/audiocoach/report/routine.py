"""A routine as it was read, and what it leaves open."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_type_hints

from pydantic import BaseModel

from audiocoach.defaults import CUEING, DEFAULTS, LEAD_TIMES
from audiocoach.routine.fields import NONE, Moment, Span, read_count, read_lead, read_pips
from audiocoach.routine.keys import rank, reader_in
from audiocoach.routine.model import Exercise, Routine
from audiocoach.support.columns import Row, aligned
from audiocoach.support.durations import format_duration
from audiocoach.support.fielddocs import field_docs

_INDENT = "  "
_BELOW = "↓"


def routine_text(routine: Routine) -> str:
    """Every node with its line and column, and every key in it as it was understood."""
    return f"{routine.where.file}\n{aligned(_node(routine, ''))}"


def _node(node: BaseModel, indent: str) -> Iterator[Row]:
    where = vars(node)["where"]
    yield f"{where.line}:{where.column}", f"{indent}{type(node).__name__.upper()}", ""
    hints = get_type_hints(type(node), include_extras=True)
    for key in _keys(node):
        value = vars(node)[key]
        yield "", f"{indent}{_INDENT}{key}", _value(value, hints[key])
        for item in _nodes(value):
            yield from _node(item, indent + 2 * _INDENT)


def _keys(node: BaseModel) -> list[str]:
    """What the author wrote; an empty value is none."""
    fields = type(node).model_fields
    said = [key for key, value in vars(node).items() if value not in (None, (), {}, "")]
    return sorted((key for key in said if fields[key].alias is None), key=rank)


def _nodes(value: object) -> list[BaseModel]:
    match value:
        case dict():
            items: Iterable[object] = value.values()
        case tuple():
            items = value
        case _:
            items = (value,)
    return [item for item in items if isinstance(item, BaseModel)]


def _many(value: object) -> bool:
    return type(value) is tuple


def _value(value: Any, hint: object) -> str:  # noqa: ANN401 (whatever a key holds)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_one(item, hint)}" for key, item in value.items())
    if _many(value):
        return " | ".join(dict.fromkeys(_one(item, hint) for item in value))
    return _one(value, hint)


def _one(value: Any, hint: object) -> str:  # noqa: ANN401 (the same)
    match value:
        case Span(low, high):
            return "-".join(dict.fromkeys((_figure(low, hint), _figure(high, hint))))
        case Moment(kind, number):
            return format_duration(number) if kind == "ms" else f"{kind} {number or ''}".rstrip()
        case BaseModel():
            return _BELOW
    return _figure(value, hint) if type(value) is int else str(value)


def _figure(value: int, hint: object) -> str:
    reader = reader_in(hint)
    if not value and reader in (read_lead, read_pips):
        return NONE
    return str(value) if reader in (read_count, read_pips, None) else format_duration(value)


_KEYS = {"first_side": "first", "voices": "voice"}
_INSTEAD = {"pace": "tempo"}
"""A key that decides what another leaves open."""


def defaults_text(routine: Routine) -> str:
    """What the routine does not say, with what is done then; and when the coach speaks."""
    left_open = [*_open(routine), *_open_leads(routine)]
    rows = [*left_open, ("", "", ""), *_rows(CUEING)]
    table = aligned(line for row in rows for line in _spread(row))
    head, _, tail = table.partition("\n\n")
    return f"Left open by the routine:\n{head}\n\nThe same for every routine:\n{tail}"


def _spread(row: Row) -> Iterator[Row]:
    """A line for each of several values."""
    key, value, doc = row
    first, *others = value.split(", ")
    yield key, first, doc
    yield from (("", other, "") for other in others)


def open_keys(routine: Routine) -> list[str]:
    """The names of what the routine leaves to its defaults."""
    return [name for name, *_ in _open(routine)]


def _open(routine: Routine) -> Iterator[Row]:
    return (row for row in _rows(DEFAULTS) if _is_open(row[0], routine))


def _open_leads(routine: Routine) -> Iterator[Row]:
    for name, *told in _rows(LEAD_TIMES):
        if not routine.leads or not _says(routine.leads, name.strip()):
            yield f"  leads.{name.strip()}", *told


def _rows(defaults: object) -> Iterator[Row]:
    docs = field_docs(type(defaults))
    for name in type(defaults).__dataclass_fields__:  # type: ignore[attr-defined]
        value = getattr(defaults, name)
        key = _KEYS.get(name, name.removesuffix("_ms"))
        if not _many(value):  # which words there are is no decision
            yield f"  {key}", _default(name, value), docs.get(name, "")


def _default(name: str, value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{word} {_length(each)}" for word, each in value.items())
    return _length(value) if name.endswith("_ms") else str(value)


def _length(value: object) -> str:
    return format_duration(value) if isinstance(value, int) else str(value)


def _is_open(name: str, routine: Routine) -> bool:
    key = name.strip()
    if key in Routine.model_fields:
        return not _says(routine, key) and not _says(routine, _INSTEAD.get(key, key))
    if key in Exercise.model_fields:
        return not all(_says(exercise, key) for exercise in _exercises(routine.exercises))
    return True


def _says(node: BaseModel, key: str) -> bool:
    return vars(node)[key] is not None


def _exercises(items: Iterable[Any]) -> Iterator[Exercise]:
    for item in items:
        if isinstance(item, Exercise):
            yield item
        else:
            yield from _exercises(getattr(item, "exercises", ()))
