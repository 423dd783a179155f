"""What can go wrong, as values and as one exception family. Nothing here knows how to print."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple


class Where(NamedTuple):
    """A place in a text file; line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or, in advice, doubtful) with a file, and what to write instead."""

    where: Where
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}" + (f"; {self.hint}" if self.hint else "")


class CoachError(Exception):
    """Anything the person at the keyboard can mend. Its text is the whole message."""


MOST_SHOWN = 100


class RoutineError(CoachError):
    """Every problem found in a routine, in the order of the file."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(set(problems), key=lambda problem: (problem.where, str(problem)))
        )
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if more := len(self.problems) - len(shown):
            shown.append(f"and {more:,} more")
        super().__init__("\n".join(shown))


class SpeechError(CoachError):
    """A voice is missing, or an engine did not speak a phrase; names the engine and the phrase."""


class SoundError(CoachError):
    """A tone of a sound kit is missing or unusable."""


class MusicError(CoachError):
    """A file of music, or a folder of them, cannot be played; names it."""


class TrackError(CoachError):
    """The audio file could not be put together or written."""


class CacheError(CoachError):
    """The cache cannot be looked into, or its bound not be read."""
