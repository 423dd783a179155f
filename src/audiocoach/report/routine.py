"""A routine as it was read, and what it leaves to the defaults."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_type_hints

from pydantic import BaseModel

from audiocoach.defaults import CUEING, DEFAULTS, LEAD_TIMES
from audiocoach.routine.fields import NONE, Moment, Span, read_count, read_lead, read_pips
from audiocoach.routine.keys import rank, reader_in
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.tree import MAIN, walk
from audiocoach.support.durations import format_duration
from audiocoach.support.fielddocs import field_docs
from audiocoach.support.messages import Row, align_columns

_INDENT = "  "
_SHOWN_BELOW = "↓"


def routine_text(routine: Routine) -> str:
    """Every node with its line and column, and every key in it as it was understood."""
    return f"{routine.where.file}\n{align_columns(_node_rows(routine, ''))}"


def _node_rows(node: BaseModel, indent: str) -> Iterator[Row]:
    where = vars(node)["where"]
    yield f"{where.line}:{where.column}", f"{indent}{type(node).__name__.upper()}", ""
    hints = get_type_hints(type(node), include_extras=True)
    fields = type(node).model_fields
    # An empty value is what the author did not write; an alias is no key of the language.
    written = (key for key, value in vars(node).items() if value not in (None, (), {}, ""))
    for key in sorted((key for key in written if fields[key].alias is None), key=rank):
        value = vars(node)[key]
        yield "", f"{indent}{_INDENT}{key}", _format_value(value, hints[key])
        for item in _nodes_in(value):
            yield from _node_rows(item, indent + 2 * _INDENT)


def _nodes_in(value: object) -> list[BaseModel]:
    alone_or_all: Iterable[object] = value if isinstance(value, tuple) else (value,)
    items = value.values() if isinstance(value, dict) else alone_or_all
    return [item for item in items if isinstance(item, BaseModel)]


def _format_value(value: Any, hint: object) -> str:  # noqa: ANN401 (whatever a key holds)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_format_item(item, hint)}" for key, item in value.items())
    if type(value) is tuple:
        return " | ".join(dict.fromkeys(_format_item(item, hint) for item in value))
    return _format_item(value, hint)


def _format_item(value: Any, hint: object) -> str:  # noqa: ANN401 (whatever a key holds)
    match value:
        case Span(low, high):
            return "-".join(dict.fromkeys((_format_int(low, hint), _format_int(high, hint))))
        case Moment(kind, number):
            return format_duration(number) if kind == "ms" else f"{kind} {number or ''}".rstrip()
        case BaseModel():
            return _SHOWN_BELOW
    return _format_int(value, hint) if type(value) is int else str(value)


def _format_int(value: int, hint: object) -> str:
    """A count, or milliseconds, as the key's reader takes it."""
    reader = reader_in(hint)
    if not value and reader in (read_lead, read_pips):
        return NONE
    return str(value) if reader in (read_count, read_pips, None) else format_duration(value)


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
    if key in Routine.model_fields:
        return not _says(routine, key) and not _says(routine, _INSTEAD.get(key, key))
    if key in Exercise.model_fields:
        items = (place.item for place in walk(routine, MAIN))
        return not all(_says(item, key) for item in items if isinstance(item, Exercise))
    return True


def _says(node: BaseModel, key: str) -> bool:
    return vars(node)[key] is not None


def _default_rows(defaults: object) -> Iterator[Row]:
    """The key, the value and the docstring of each default."""
    docs = field_docs(type(defaults))
    for name in type(defaults).__dataclass_fields__:  # type: ignore[attr-defined]
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
