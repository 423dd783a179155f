"""A routine as it was read, and what it leaves to the defaults."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from audiocoach.defaults import CUEING, DEFAULTS, LEAD_TIMES
from audiocoach.routine.amounts import MAX, read_calories, read_reps
from audiocoach.routine.fields import NONE, Moment, Span, read_count, read_lead, read_pips
from audiocoach.routine.keys import keys_of, rank
from audiocoach.routine.kinds import Kind, kinds_of, readers_in
from audiocoach.routine.model import Exercise, Node, Routine
from audiocoach.routine.tree import MAIN, walk
from audiocoach.support.durations import format_duration
from audiocoach.support.fielddocs import field_docs
from audiocoach.support.tables import Row, align_columns

_INDENT = "  "
_SHOWN_BELOW = "↓"
_COUNTS = (read_count, read_reps, read_calories, read_pips)
"""The readers of numbers that are no lengths."""


def routine_text(routine: Routine) -> str:
    """Every node with its line and column, and every key in it as it was understood."""
    return f"{routine.where.file}\n{align_columns(_node_rows(routine, ''))}"


def _node_rows(node: Node, indent: str) -> Iterator[Row]:
    where = node.where
    yield f"{where.line}:{where.column}", f"{indent}{type(node).__name__.upper()}", ""
    kinds = kinds_of(type(node))
    for key in sorted(kinds, key=rank):
        value = getattr(node, key)
        if value in (None, (), {}, ""):  # the author did not write it
            continue
        yield "", f"{indent}{_INDENT}{key}", _format_value(value, kinds[key])
        for item in _nodes_in(value):
            yield from _node_rows(item, indent + 2 * _INDENT)


def _nodes_in(value: object) -> list[Node]:
    alone_or_all: Iterable[object] = value if isinstance(value, tuple) else (value,)
    items = value.values() if isinstance(value, dict) else alone_or_all
    return [item for item in items if isinstance(item, Node)]


def _format_value(value: Any, kind: Kind) -> str:  # noqa: ANN401 (whatever a key holds)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_format_item(item, kind)}" for key, item in value.items())
    if type(value) is tuple:
        return " | ".join(dict.fromkeys(_format_item(item, kind) for item in value))
    return _format_item(value, kind)


def _format_item(value: Any, kind: Kind) -> str:  # noqa: ANN401 (whatever a key holds)
    match value:
        case Span(0, 0, open_ended=True):
            return MAX
        case Span(low, high):
            ends = dict.fromkeys((_format_int(low, kind), _format_int(high, kind)))
            return "-".join(ends) + "+" * value.open_ended
        case Moment(unit, number):
            return format_duration(number) if unit == "ms" else f"{unit} {number or ''}".rstrip()
        case Node():
            return _SHOWN_BELOW
    return _format_int(value, kind) if type(value) is int else str(value)


def _format_int(value: int, kind: Kind) -> str:
    """A count, or milliseconds, as the key's reader takes it."""
    reader = next((one.function for one in readers_in(kind)), None)
    if not value and reader in (read_lead, read_pips):
        return NONE
    return (
        str(value)
        if reader in (read_count, read_reps, read_calories, read_pips, None)
        else format_duration(value)
    )


_KEYS = {"first_side": "first", "voices": "voice"}
"""The key of the language that a default stands for, where their names differ."""
_INSTEAD = {"pace": "tempo"}
"""A key that decides what another leaves open."""


def defaults_text(routine: Routine) -> str:
    """What the routine does not say, with what is done then; and when the coach speaks."""
    leads = (
        (f"leads.{key}", value, doc)
        for key, value, doc in _default_rows(LEAD_TIMES)
        if not routine.leads or not _says(routine.leads, key)
    )
    rows = [*_open_rows(routine), *leads, ("", "", ""), *_default_rows(CUEING)]
    table = align_columns(line for row in rows for line in _split_values(row))
    head, _, tail = table.partition("\n\n")
    return f"Left open by the routine:\n{head}\n\nThe same for every routine:\n{tail}"


def _split_values(row: Row) -> Iterator[Row]:
    """A line for each of several values."""
    key, value, doc = row
    first, *others = value.split(", ")
    yield f"{_INDENT}{key}" if key else "", first, doc
    yield from (("", other, "") for other in others)


def open_keys(routine: Routine) -> list[str]:
    """The names of what the routine leaves to its defaults."""
    return [key for key, *_ in _open_rows(routine)]


def _open_rows(routine: Routine) -> Iterator[Row]:
    return (row for row in _default_rows(DEFAULTS) if _is_open(row[0], routine))


def _is_open(key: str, routine: Routine) -> bool:
    """Whether a default applies somewhere in the routine."""
    if key in keys_of(Routine):
        return not _says(routine, key) and not _says(routine, _INSTEAD.get(key, key))
    if key in keys_of(Exercise):
        items = (place.item for place in walk(routine, MAIN))
        return not all(_says(item, key) for item in items if isinstance(item, Exercise))
    return True


def _says(node: Node, key: str) -> bool:
    return getattr(node, key) is not None


def _default_rows(defaults: Struct) -> Iterator[Row]:
    """The key, the value and the docstring of each default."""
    docs = field_docs(type(defaults))
    for name in defaults.__struct_fields__:
        value = getattr(defaults, name)
        if isinstance(value, tuple):  # which words there are is no decision
            continue
        if isinstance(value, Mapping):
            text = ", ".join(f"{word} {_format_default(each)}" for word, each in value.items())
        else:
            text = _format_default(value) if name.endswith("_ms") else str(value)
        yield _KEYS.get(name, name.removesuffix("_ms")), text, docs.get(name, "")


def _format_default(value: object) -> str:
    return format_duration(value) if isinstance(value, int) else str(value)
