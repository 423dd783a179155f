"""Run as a program: the command line on many routines, with everything noted that it reaches for.

Arguments: a file for the notes, a command, and routines. Each note is a line of JSON: the routine,
an audit event of Python's, and what it concerns.
"""

import json
import os
import sys
from pathlib import Path

_RUN = ("subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.spawn", "os.startfile")
_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.gethost", "socket.sendto", "urllib.")
_READ = ("open", "os.listdir", "os.scandir")


def main() -> None:
    """Notes what each routine ends with as the event `exit`."""
    notes, command, *routines = sys.argv[1:]
    routine = ""
    with Path(notes).open("w", encoding="utf-8", buffering=1) as file:

        def note(event: str, concerns: object) -> None:
            file.write(json.dumps([routine, event, concerns]) + "\n")

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            if event.startswith((*_RUN, *_NETWORK)):
                note(event, repr(arguments))
            elif event in _READ and isinstance(arguments[0], str | bytes):
                note(event, os.path.realpath(os.fsdecode(arguments[0])))

        from audiocoach.cli import main

        sys.addaudithook(hook)
        for routine in routines:
            out = ["--out", str(Path(routine).with_suffix(".mp3"))] if command == "build" else []
            sys.argv = ["audiocoach", command, routine, *out]
            try:
                main()
            except SystemExit as done:
                note("exit", done.code)
            else:
                note("exit", 0)


if __name__ == "__main__":
    main()
