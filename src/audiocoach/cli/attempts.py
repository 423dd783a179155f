"""Several routines in one command: what cannot be done is told, and all the rest is done."""

from collections.abc import Collection, Iterator, Sequence, Sized
from contextlib import contextmanager
from pathlib import Path

import typer

from audiocoach.cli import printing
from audiocoach.errors import CoachError, RoutineError


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, after some tracks were written."""

    def __init__(self, written: Sequence[Path]) -> None:
        super().__init__()
        self.written = tuple(written)


class Attempts:
    """The routines of one command, and how many of them failed.

    One routine alone fails with its own error, as each does with `fail_fast`. What ends it knows
    what was written before.
    """

    def __init__(
        self,
        names: Sequence[str],
        *,
        fail_fast: bool = False,
        watched: bool = False,
        only: Collection[str] | None = None,
    ) -> None:
        """Attempts at `only` some of the names; where `watched`, no failure ends the command."""
        self.names = names
        self.failed: list[str] = []
        self.written: list[Path] = []
        self.watched, self.files = watched, dict[str, Collection[Path]]()
        self._only = only
        self._fail_fast = fail_fast
        self._total = len(names)

    def wants(self, name: str) -> bool:
        """Whether the routine of that name is to be done."""
        return self._only is None or name in self._only

    def found(self, tracks: Sized) -> None:
        """So many tracks are meant by the names that are found."""
        self._total = len(tracks) + len(self.failed)

    @contextmanager
    def trying(self, name: str) -> Iterator[None]:
        """Tell what goes wrong with the routine of that name, and go on after it."""
        try:
            yield
        except CoachError as error:
            if not self.watched and (self._fail_fast or self._total == 1):
                raise
            self.failed.append(name)
            self.files[name] = _concerned(name, error)
            printing.failed(name, error)
        except KeyboardInterrupt:
            raise Interrupted(self.written) from None

    def end(self) -> None:
        """Tell how many were done where some were not; ends the command with exit code 1 then."""
        if self.failed:
            printing.err(f"{self._total - len(self.failed)} of {self._total} tracks built\n")
            raise typer.Exit(1)


def _concerned(name: str, error: CoachError) -> Collection[Path]:
    """The files that an error is about."""
    places = error.problems if isinstance(error, RoutineError) else ()
    return {Path(name), *(Path(problem.where.file) for problem in places)}
