"""Counts the instructions that Python executes: the same each time, on any machine.

`python counting.py COUNT MODULE ARGUMENT...` runs a module as `python -m` does, and writes their
number to the file COUNT. What other packages do is left out: it changes when they are released.
"""

import sys
import sysconfig
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from runpy import run_module
from types import FrameType
from typing import Any

Trace = Callable[[FrameType, str, Any], Any]
Counts = Callable[[str], bool | None]
"""Whether the code of a file counts; None: as much as whoever calls it."""


def main() -> None:
    """Count one program, from its imports to its end."""
    target, module, *arguments = sys.argv[1:]
    sys.argv = [module, *arguments]
    with counted(_counts()) as count:
        _run(module)
    Path(target).write_text(str(count()), "utf-8")


def _run(module: str) -> None:
    try:
        run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if end.code:
            raise


def _counts() -> Counts:
    """Our own code does, that of the standard library where it works for ours."""
    package = find_spec("audiocoach")
    if package is None or package.origin is None:
        sys.exit("audiocoach is not installed for this Python: pip install .")
    ours = (str(Path(package.origin).parent), str(Path(__file__).parent))
    library = sysconfig.get_path("stdlib")

    def counts(file: str) -> bool | None:
        if file.startswith(ours):
            return True
        generated = file.startswith("<")  # and what is frozen into the interpreter
        standard = file.startswith(library) and "site-packages" not in file
        return None if generated or standard else False

    return counts


@contextmanager
def counted(counts: Counts = lambda _: True) -> Iterator[Callable[[], int]]:
    """The number of instructions so far, in this thread and in those started meanwhile."""
    count = 0
    known: dict[str, bool | None] = {}

    def enter(frame: FrameType, _event: str, _: object) -> Trace | None:
        file = frame.f_code.co_filename
        if file not in known:
            known[file] = counts(file)
        if not (known[file] if known[file] is not None else _is_traced(frame.f_back)):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        return step

    def step(_frame: FrameType, event: str, _: object) -> Trace:
        nonlocal count
        count += event == "opcode"
        return step

    before, of_threads = sys.gettrace(), threading.gettrace()
    threading.settrace(enter)
    sys.settrace(enter)
    try:
        yield lambda: count
    finally:
        sys.settrace(before)
        threading.settrace(of_threads)


def _is_traced(frame: FrameType | None) -> bool:
    return frame is not None and frame.f_trace is not None


if __name__ == "__main__":
    main()
