"""What an engine's process runs: loads a voice, then does what each line of JSON asks of it.

The lines come on standard input. What was standard output gets a line of JSON for each, and the
samples that it announces. What others print goes to standard error, and they find nothing to read.
"""

import faulthandler
import importlib
import json
import signal
from collections.abc import Callable
from typing import Any

from audiocoach.errors import CoachError
from audiocoach.support.stdio import take_over_stdio
from audiocoach.tts.base import Voice

_GRACE_S = 5
"""After the time-out, as the parent that would end us may be gone."""


def main() -> None:
    """Load the voice that the first line names; each other line is said, or asks a method of it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us decides
    jobs, answers = take_over_stdio()
    speak: Callable[[str], Any] | None = None
    while line := jobs.readline():
        job = json.loads(line)
        faulthandler.dump_traceback_later(job["timeout_s"] + _GRACE_S, exit=True)
        head, samples = {}, b""
        try:
            if speak is None:
                speak = _load(job)
            elif "ask" in job:
                head = {"told": getattr(speak, job["ask"])(*job["about"])}
            else:
                speech = speak(job["say"])
                head, samples = {"rate": speech.rate}, bytes(speech.samples)
        except Exception as error:  # noqa: BLE001 (an engine may raise anything)
            head = _failure(error)
        faulthandler.cancel_dump_traceback_later()
        try:
            told = json.dumps({**head, "bytes": len(samples)})
        except (TypeError, ValueError) as error:  # what it told is none of what JSON has
            told, samples = json.dumps({**_failure(error), "bytes": 0}), b""
        answers.write(told.encode() + b"\n" + samples)
        answers.flush()


def _load(job: dict[str, Any]) -> Callable[[str], Any]:
    load: Callable[[Any], Callable[[str], Any]]
    load = getattr(importlib.import_module(job["module"]), job["load"])
    return load(Voice(**job["voice"]))


def _failure(error: Exception) -> dict[str, Any]:
    """`refused` where the message says all that a person needs, else `failed`."""
    if isinstance(error, CoachError):
        return {"refused": _first_line(error.message) or type(error).__name__, "hint": error.hint}
    return {"failed": _first_line(str(error)) or type(error).__name__}


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")
