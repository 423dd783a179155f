"""A process in which an engine that is not ours speaks, one phrase after another.

What hangs, crashes or prints there does so there: here it is one ChildError.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import asdict
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any

from audiocoach.errors import SpeechError
from audiocoach.tts.base import Speech, Voice, words
from audiocoach.tts.subprocesses import ChildError, StoppedError, last_line

LOAD_S = 60.0
TIMEOUT_S, TIMEOUT_A_WORD_S = 20.0, 1.0
_CHILD = Path(__file__).with_name("engine_child.py")
_Answer = tuple[dict[str, Any], bytes]


class LoadError(Exception):
    """The voice could not be loaded; the text says why."""


class EngineProcess:
    """Speaks with what `speaker(voice)` of `module` gives, a function from text to Speech.

    The process begins with the first phrase, and begins anew after one that failed. Phrases of
    several threads wait for each other; `close` may be called meanwhile, and stops the one under
    way and those that wait.
    """

    def __init__(self, module: str, voice: Voice) -> None:
        self._job = {"module": module, "voice": asdict(voice)}
        self._turn = threading.Lock()
        self._process: _Process | None = None
        self._closings = 0

    def speak(self, said: str) -> Speech:
        """Raises ChildError, LoadError, or the SpeechError that was raised there."""
        closings = self._closings
        with self._turn:
            try:
                process = self._ready(closings)
                return process.speak(said, TIMEOUT_S + TIMEOUT_A_WORD_S * words(said))
            except BaseException:
                self._end()
                raise

    def close(self) -> None:
        """End the process."""
        self._closings += 1
        self._end()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process:
            process.end()

    def _ready(self, closings: int) -> "_Process":
        """The process, for somebody who came after so many closings."""
        self._check_open(closings)
        if process := self._process:
            return process
        process = self._process = _Process()
        self._check_open(closings)  # there was nothing to end before
        try:
            process.load(self._job)
        except StoppedError:
            raise
        except (ChildError, OSError) as error:
            raise LoadError(str(error)) from error
        return process

    def _check_open(self, closings: int) -> None:
        if closings != self._closings:
            raise StoppedError


class _Process:
    """The process, and what it has answered."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the process)
        self._child = subprocess.Popen(  # noqa: S603 (our own file)
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
        )
        assert self._child.stdin  # noqa: S101 (pipes)
        assert self._child.stdout  # noqa: S101
        self._asked = self._child.stdin
        self._answers: SimpleQueue[_Answer | None] = SimpleQueue()
        arguments = (self._child.stdout, self._answers)
        threading.Thread(target=_listen, args=arguments, daemon=True).start()
        self.end = weakref.finalize(self, _end, self._child, self._asked, self._errors)

    def load(self, job: dict[str, Any]) -> None:
        self._ask({**job, "path": sys.path, "timeout_s": LOAD_S})

    def speak(self, said: str, timeout_s: float) -> Speech:
        head, samples = self._ask({"say": said, "timeout_s": timeout_s})
        return Speech(samples, int(head["rate"]))

    def _ask(self, job: dict[str, Any]) -> _Answer:
        try:
            self._asked.write(json.dumps(job).encode() + b"\n")
            self._asked.flush()
            answer = self._answers.get(timeout=job["timeout_s"])
        except Empty:
            raise ChildError(f"no answer in {job['timeout_s']:g} seconds") from None
        except (OSError, ValueError):  # it has crashed since, or was closed
            answer = None
        if answer is None:
            raise self._fate()
        if why := answer[0].get("refused"):
            raise SpeechError(why)
        if why := answer[0].get("failed"):
            raise ChildError(why)
        return answer

    def _fate(self) -> ChildError:
        if not self.end.alive:
            return StoppedError()
        self._errors.seek(0)
        return ChildError(f"{last_line(self._errors.read())} (exit code {self._child.wait()})")


def _listen(stdout: IO[bytes], answers: "SimpleQueue[_Answer | None]") -> None:
    """A line that says what comes, and as many bytes of sound as it says."""
    with stdout, contextlib.suppress(ValueError):
        while line := stdout.readline():
            head = json.loads(line)
            samples = stdout.read(head["bytes"])
            answers.put((head, samples) if len(samples) == head["bytes"] else None)
    answers.put(None)


def _end(child: "subprocess.Popen[bytes]", asked: IO[bytes], errors: IO[bytes]) -> None:
    child.kill()
    child.wait()
    with contextlib.suppress(OSError):
        asked.close()
    errors.close()
