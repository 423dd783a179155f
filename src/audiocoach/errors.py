"""What can go wrong, as values and as one exception family. Nothing here knows how to print."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Where(NamedTuple):
    """A place in a text file; line and column count from 1, columns in characters."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{one_line(self.file)}:{self.line}:{self.column}"


class Problem(NamedTuple):
    """One thing that is wrong with a file (or doubtful, in advice), and what to write instead."""

    where: Where
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {with_hint(self.message, self.hint)}"


def one_line(text: str) -> str:
    """A text in which the name of a file cannot begin a line of its own."""
    return text.replace("\n", "\\n")


def with_hint(message: str, hint: str | None) -> str:
    """What is wrong and what to do about it, as one line. Nothing takes the two apart again."""
    return f"{message}; {hint}" if hint else message


class HintedError(Exception):
    """`message` says what is wrong, `hint` what to do instead; printed as one line."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        return one_line(with_hint(self.message, self.hint))


class InvalidValueError(HintedError, ValueError):
    """A text that is no value of its kind: what is wrong with it, and what to write instead."""


class CoachError(HintedError):
    """Anything a user can mend: `message` says what is wrong, `hint` what to do instead."""


MOST_SHOWN = 100
"""How many problems of a file are printed."""


class SeveralError(CoachError):
    """Several problems: a line each."""

    def __init__(self, problems: Iterable[object]) -> None:
        self.lines = tuple(one_line(str(problem)) for problem in problems)
        super().__init__("\n".join(self.lines))

    def __str__(self) -> str:
        return self.message


class RoutineError(SeveralError):
    """Every problem found in a file: `problems`, in its order, each with line, column and hint."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(
            sorted(set(problems), key=lambda problem: (problem.where, str(problem)))
        )
        shown = [str(problem) for problem in self.problems[:MOST_SHOWN]]
        if more := len(self.problems) - len(shown):
            shown.append(f"and {more:,} more")
        super().__init__(shown)
        self.args = (self.problems,)


def told_enough(problems: Sequence[Problem]) -> list[Problem]:
    """So many problems as are printed, the last of which says that nobody looked for more.

    Nobody reads more of them, and each takes time to tell.
    """
    told = sorted(problems, key=lambda problem: problem.where)[: MOST_SHOWN - 1]
    last = Problem(told[-1].where, "what follows was not looked at", "mend these first")
    return [*told, last]


class RosterError(RoutineError):
    """Every problem found in a list of clients, as of a routine."""


class CancelledError(CoachError):
    """The track was not wanted any more while it was being made; nothing was written."""


class SpeechError(CoachError):
    """A voice is missing, or an engine did not speak a phrase; names the engine and the phrase."""

    phrase: str | None = None
    """The phrase, as the plan has it."""


class RecordingsError(SpeechError, SeveralError):
    """Every problem of the index of a folder of recordings."""


class SoundError(CoachError):
    """A tone of a sound kit is missing or unusable."""


class KitError(SoundError, SeveralError):
    """Every problem of a sound kit's index."""


class MusicError(CoachError):
    """A file of music, or a folder of them, cannot be played; names it."""


class TrackError(CoachError):
    """The audio file could not be put together or written."""


class CacheError(CoachError):
    """The cache cannot be looked into, or its bound not be read."""
