"""Run as a program: loads a voice, then speaks line after line of JSON on standard input.

Answers on what was standard output with a line of JSON and the samples that it announces. What
others print goes to standard error, and nothing is left for them to read.
"""

import faulthandler
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

_GRACE_S = 5
"""Nobody may be there any more to end what hangs."""


def main() -> None:
    """The first line says which voice, each other one what to say; until there is no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides
    asked, answers = _taken()
    speak: Callable[[str], Any] | None = None
    while line := asked.readline():
        job = json.loads(line)
        faulthandler.dump_traceback_later(job["timeout_s"] + _GRACE_S, exit=True)
        head, samples = {}, b""
        try:
            if speak is None:
                speak = _loaded(job)
            else:
                speech = speak(job["say"])
                head, samples = {"rate": speech.rate}, bytes(speech.samples)
        except Exception as error:  # noqa: BLE001 - of a stranger's
            head = {_kind(error): _first_line(error)}
        faulthandler.cancel_dump_traceback_later()
        answers.write(json.dumps({**head, "bytes": len(samples)}).encode() + b"\n" + samples)
        answers.flush()


def _loaded(job: dict[str, Any]) -> Callable[[str], Any]:
    sys.path[:] = job["path"]
    from audiocoach.tts.base import Voice

    speaker: Callable[[Any], Callable[[str], Any]] = importlib.import_module(job["module"]).speaker
    return speaker(Voice(**job["voice"]))


def _kind(error: Exception) -> str:
    """Whether it says all that a person needs."""
    from audiocoach.errors import CoachError

    return "refused" if isinstance(error, CoachError) else "failed"


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]


def _taken() -> tuple[BinaryIO, BinaryIO]:
    """Standard input and output, out of others' reach."""
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return asked, answers


if __name__ == "__main__":
    main()
