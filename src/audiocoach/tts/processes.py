"""Other processes that speak: a program run for one phrase, or one that stays for many.

What hangs, crashes or prints there does so there: here it is one ChildError.
"""

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import IO, Any, NamedTuple

from msgspec.structs import asdict

from audiocoach.errors import SpeechError
from audiocoach.tts.base import EngineError, Speech, Voice, count_words

LOAD_S = 60.0
TIMEOUT_S, TIMEOUT_A_WORD_S = 20.0, 1.0
_CHILD = Path(__file__).with_name("engine_child.py")
_LAST_BYTES = 4096
_Answer = tuple[dict[str, Any], bytes]


class ChildError(EngineError):
    """A child process gave no sound."""


class StoppedError(ChildError):
    """A child process was stopped before it had finished."""

    def __init__(self) -> None:
        super().__init__("it was stopped")


class LoadError(EngineError):
    """An engine's process could not load its voice."""


class FinishedChild(NamedTuple):
    """A child process that has ended by itself."""

    code: int
    stdout: Path
    last_line: str
    """The last line that it wrote to standard error."""

    def require_file(self, file: Path) -> Path:
        """Return `file` if the child has ended well and written it; raises ChildError."""
        if self.code != 0:
            raise ChildError(f"{self.last_line} (exit code {self.code})")
        if not file.is_file():
            raise ChildError("no file was written")
        return file


class ChildProcesses:
    """The programs that one voice runs at the moment, each for one phrase."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped: set[subprocess.Popen[bytes]] = set()

    def run(
        self,
        command: Sequence[str],
        stdin: bytes,
        folder: Path,
        timeout_s: float,
        cwd: Path | None = None,
    ) -> FinishedChild:
        """Run a program, with files in `folder` for what it reads and writes.

        A pipe that a child of the child holds open would outlast the time-out. Raises OSError, or
        ChildError after the time-out, when the child is killed.
        """
        given, out, errors = (folder / name for name in ("stdin", "stdout", "stderr"))
        given.write_bytes(stdin)
        with given.open("rb") as source, out.open("wb") as stdout, errors.open("wb") as stderr:
            child = subprocess.Popen(  # noqa: S603 (an argument list, never a shell)
                command, stdin=source, stdout=stdout, stderr=stderr, cwd=cwd
            )
            code = self._wait(child, timeout_s)
        return FinishedChild(code, out, _last_line(errors.read_bytes()))

    def stop(self) -> None:
        """Kill those that run now; `run` raises ChildError where it waits for one."""
        for child in tuple(self._running):
            self._stopped.add(child)
            child.kill()

    def _wait(self, child: "subprocess.Popen[bytes]", timeout_s: float) -> int:
        self._running.add(child)
        try:
            code = child.wait(timeout_s)
        except subprocess.TimeoutExpired as error:
            raise ChildError(f"no answer in {timeout_s:g} seconds") from error
        finally:
            self._running.discard(child)
            child.kill()  # does nothing to one that has ended
            child.wait()
        if child in self._stopped:
            self._stopped.discard(child)
            raise StoppedError
        return code


class EngineProcess:
    """Speaks with what `load_voice(voice)` of `module` gives, a function from text to Speech.

    The process begins with the first phrase, and begins anew after one that failed. Phrases of
    several threads wait for each other; `close` may be called meanwhile, and stops the one under
    way and those that wait.
    """

    def __init__(self, module: str, voice: Voice) -> None:
        self._job = {"module": module, "voice": asdict(voice)}
        self._speaking = threading.Lock()
        self._process: _Process | None = None
        self._closings = 0

    def speak(self, text: str) -> Speech:
        """Raises ChildError, LoadError, or the SpeechError that was raised there."""
        closings = self._closings
        with self._speaking:
            try:
                process = self._loaded_process(closings)
                return process.speak(text, TIMEOUT_S + TIMEOUT_A_WORD_S * count_words(text))
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

    def _loaded_process(self, closings: int) -> "_Process":
        """The process, for a caller that came after so many closings."""
        self._check_open(closings)
        if process := self._process:
            return process
        process = self._process = _Process()
        self._check_open(closings)  # there was nothing to end before
        try:
            process.load(self._job)
        except StoppedError:
            raise
        except ChildError as error:
            raise LoadError(error.message) from error
        except OSError as error:
            raise LoadError(str(error)) from error
        return process

    def _check_open(self, closings: int) -> None:
        if closings != self._closings:
            raise StoppedError


class _Process:
    """A running `engine_child.py`, and what it has answered."""

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
        self._stdin = self._child.stdin
        self._answers: SimpleQueue[_Answer | None] = SimpleQueue()
        arguments = (self._child.stdout, self._answers)
        threading.Thread(target=_listen, args=arguments, daemon=True).start()
        self.end = weakref.finalize(self, _end, self._child, self._stdin, self._errors)

    def load(self, job: dict[str, Any]) -> None:
        self._ask({**job, "path": sys.path, "timeout_s": LOAD_S})

    def speak(self, text: str, timeout_s: float) -> Speech:
        head, samples = self._ask({"say": text, "timeout_s": timeout_s})
        return Speech(samples, int(head["rate"]))

    def _ask(self, job: dict[str, Any]) -> _Answer:
        try:
            self._stdin.write(json.dumps(job).encode() + b"\n")
            self._stdin.flush()
            answer = self._answers.get(timeout=job["timeout_s"])
        except Empty:
            raise ChildError(f"no answer in {job['timeout_s']:g} seconds") from None
        except (OSError, ValueError):  # it has crashed since, or was closed
            answer = None
        if answer is None:
            if not self.end.alive:
                raise StoppedError
            self._errors.seek(0)
            reason = _last_line(self._errors.read())
            raise ChildError(f"{reason} (exit code {self._child.wait()})")
        if message := answer[0].get("refused"):
            raise SpeechError(message, answer[0]["hint"])
        if message := answer[0].get("failed"):
            raise ChildError(message)
        return answer


def _listen(stdout: IO[bytes], answers: "SimpleQueue[_Answer | None]") -> None:
    """Read answers: a line that says how many bytes of sound come, and those; None at the end."""
    with stdout, contextlib.suppress(ValueError):
        while line := stdout.readline():
            head = json.loads(line)
            samples = stdout.read(head["bytes"])
            answers.put((head, samples) if len(samples) == head["bytes"] else None)
    answers.put(None)


def _end(child: "subprocess.Popen[bytes]", stdin: IO[bytes], errors: IO[bytes]) -> None:
    child.kill()
    child.wait()
    with contextlib.suppress(OSError):
        stdin.close()
    errors.close()


def _last_line(stderr: bytes) -> str:
    """The last line that a child wrote to standard error."""
    lines = stderr[-_LAST_BYTES:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"
