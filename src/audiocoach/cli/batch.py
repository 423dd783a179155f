"""Several routines in one command: what cannot be done is told, and all the rest is done."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import typer

from audiocoach.cli import printing
from audiocoach.errors import CoachError


class Interrupted(KeyboardInterrupt):
    """Ctrl-C, after some tracks were written."""

    def __init__(self, written: Sequence[Path]) -> None:
        super().__init__()
        self.written = tuple(written)


class Batch:
    """The routines of one command, and how many of them failed.

    One routine alone fails with its own error, as each does with `fail_fast`. What ends it knows
    what was written before.
    """

    def __init__(self, names: Sequence[str], *, fail_fast: bool = False) -> None:
        self.names = names
        self.failed = 0
        self.written: list[Path] = []
        self._ends = fail_fast or len(names) == 1

    @contextmanager
    def trying(self, name: str) -> Iterator[None]:
        """Tell what goes wrong with the routine of that name, and go on after it."""
        try:
            yield
        except CoachError as error:
            if self._ends:
                raise
            self.failed += 1
            printing.failed(name, error)
        except KeyboardInterrupt:
            raise Interrupted(self.written) from None

    def end(self) -> None:
        """Tell how many were done where some were not; ends the command with exit code 1 then."""
        if self.failed:
            printing.err(f"{len(self.names) - self.failed} of {len(self.names)} tracks built\n")
            raise typer.Exit(1)
