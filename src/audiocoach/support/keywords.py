"""Values that are made of keywords: each is read, and one that nobody knows is refused by name."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import fields
from typing import Any

from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.support.messages import quote, suggest


def check_keywords(owner: str, given: Iterable[str], known: Collection[str]) -> None:
    """Raise CoachError for the first of `given` that is not `known`; `owner` is what takes them."""
    for name in given:
        if name not in known:
            raise CoachError(f"{owner} has no {quote(name)}", suggest(name, known))


def fill_fields(
    instance: Any,  # noqa: ANN401 (any frozen dataclass)
    given: Mapping[str, object],
    read: Callable[[str, object], object],
) -> None:
    """Set each field of a new `instance` to what `read` makes of it; None leaves its default.

    Raises CoachError for what it has no field for, and for the InvalidValueError of `read`.
    """
    known = {field.name: field.default for field in fields(instance)}
    check_keywords(type(instance).__name__, given, known)
    for name, default in known.items():
        value = given.get(name)
        try:
            object.__setattr__(instance, name, default if value is None else read(name, value))
        except InvalidValueError as error:
            raise CoachError(f"{name}: {error.message}", error.hint) from error


def read_flag(value: object) -> bool:
    """True or False; raises InvalidValueError for anything else."""
    if not isinstance(value, bool):
        raise InvalidValueError(f"{value!r} is neither true nor false", "write True or False")
    return value


def read_whole(value: object) -> int:
    """A whole number; raises InvalidValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidValueError(f"{value!r} is no whole number", "write one like 3")
    return value


def read_scalar(value: object) -> str:
    """A number or a text, as text; raises InvalidValueError for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise InvalidValueError(f"{value!r} is no value", "write a number or a text")
    return str(value)


def read_texts(value: object) -> tuple[str, ...]:
    """A text, or several; raises InvalidValueError for anything else."""
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable):
        texts = tuple(value)
        if all(isinstance(text, str) for text in texts):
            return texts
    raise InvalidValueError(f"{value!r} is no list of texts", "write it like ['one', 'two']")
