"""What the user alone may bring to the engines, and a routine never: programs and recordings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

TIMEOUT_S = 20.0


@dataclass(frozen=True, slots=True)
class Program:
    """A program that speaks: an argument list with `{wav}`, `{text}` and `{wpm}` in it."""

    arguments: tuple[str, ...]
    folder: Path
    """Where it is run; a program or a file that it names may lie there."""
    timeout_s: float = TIMEOUT_S


@dataclass(frozen=True, slots=True)
class Own:
    """What is the user's own."""

    programs: Mapping[str, Program] = field(default_factory=dict)
    stand_in: str = "en-us"
    """Who speaks where recordings are missing: the voice of the language."""
