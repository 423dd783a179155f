"""Commands as they run in a terminal, where there are such terminals."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from command_line import PROGRAM

needs_terminal = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
_ANY = ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
_TIMEOUT_S = 60


class Shown(NamedTuple):
    """How a command ended, and all that it wrote to its terminal."""

    returncode: int
    text: str


class Terminal:
    """A command in a terminal so many characters wide; results go to a file if one is given."""

    def __init__(
        self,
        *words: str,
        columns: int = 80,
        environment: Mapping[str, str] | None = None,
        results: Path | None = None,
        program: Sequence[str] = PROGRAM[1:],
    ) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        kept = {name: value for name, value in os.environ.items() if name not in _ANY}
        to = results.open("wb") if results else slave
        self.child = subprocess.Popen(
            [sys.executable, *program, *words],
            stdin=slave,
            stdout=to,
            stderr=slave,
            env=kept | {"TERM": "xterm-256color", **(environment or {})},
            start_new_session=True,
        )
        os.close(slave)
        if not isinstance(to, int):
            to.close()
        self.text = ""

    def read_until(self, wanted: str) -> str:
        """Reads on until that is shown, and returns all that was."""
        while wanted not in self.text and self._read():
            pass
        assert wanted in self.text, self.text
        return self.text

    def finish(self) -> Shown:
        """Reads to the end."""
        while self._read():
            pass
        os.close(self._master)
        return Shown(self.child.wait(_TIMEOUT_S), self.text.replace("\r\n", "\n"))

    def _read(self) -> bool:
        with suppress(OSError):  # Linux tells the end of a terminal so
            data = os.read(self._master, 65_536)
            self.text += data.decode("utf-8", "replace")
            return bool(data)
        return False


def shown(*words: str, columns: int = 80, **environment: str) -> Shown:
    """Runs a command in a terminal."""
    return Terminal(*words, columns=columns, environment=environment).finish()
