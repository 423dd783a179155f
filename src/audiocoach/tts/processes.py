"""Other processes that speak: a program run for one phrase, or one that stays for many.

What hangs, crashes or prints there does so there: here it is one ChildError. Each begins a group of
processes, so that what it has started ends with it where it is ended.
"""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from time import monotonic
from typing import IO, Any, NamedTuple, TypeVar

from msgspec.structs import asdict

from audiocoach.defaults import LIMITS
from audiocoach.errors import SpeechError
from audiocoach.support.sizes import too_big
from audiocoach.tts.base import EngineError, Speech, Voice, count_words

LOAD_S = 60.0
TIMEOUT_S, TIMEOUT_A_WORD_S = 20.0, 1.0
CLOSE_S = 2.0
"""For an engine to put away what it has; what it asks for then is nobody's error."""
_CHILD = "import sys; sys.path[:] = {!a}; from audiocoach.tts.engine_child import main; main()"
"""The program of an engine's process, which finds the modules that this one finds."""
_LAST_BYTES = 4096
_LINE_BYTES = 1_000_000
"""A line of JSON: the list of voices, or a note."""
_LOOK_S = 0.25
"""How often is looked how much a program has written."""
_ENDING_S = 1.0
"""For a process that has closed its output to end, and for its last words to arrive."""
_T = TypeVar("_T")
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
                command, stdin=source, stdout=stdout, stderr=stderr, cwd=cwd, **_own_group()
            )
            code = self._wait(child, folder, timeout_s)
        return FinishedChild(code, out, _last_line(_end_of(errors)))

    def stop(self) -> None:
        """Kill those that run now; `run` raises ChildError where it waits for one."""
        for child in tuple(self._running):
            self._stopped.add(child)
            _kill(child)

    def _wait(self, child: "subprocess.Popen[bytes]", folder: Path, timeout_s: float) -> int:
        self._running.add(child)
        try:
            code = _wait_and_look(child, folder, timeout_s)
        finally:
            self._running.discard(child)
            _kill(child)
            child.wait()
        if child in self._stopped:
            self._stopped.discard(child)
            raise StoppedError
        return code


def _wait_and_look(child: "subprocess.Popen[bytes]", folder: Path, timeout_s: float) -> int:
    """The exit code; ChildError once it takes too long, or has written too much."""
    deadline = monotonic() + timeout_s
    while (left_s := deadline - monotonic()) > 0:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.wait(min(left_s, _LOOK_S))
        written = sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file())
        if why := too_big(written, LIMITS.written_bytes):
            raise ChildError(f"what it wrote {why}")
    raise ChildError(f"no answer in {timeout_s:g} seconds")


class EngineProcess:
    """Speaks with what `load_voice(voice)` of `module` gives, a function from text to Speech.

    Its methods, if it has any, can be asked for what JSON can tell. The process begins with the
    first phrase, and begins anew after one that failed. Phrases of several threads wait for each
    other; `close` may be called meanwhile, and stops the one under way and those that wait.
    """

    def __init__(self, module: str, voice: Voice, load: str = "load_voice") -> None:
        self._job = {"module": module, "load": load, "voice": asdict(voice)}
        self._speaking = threading.Lock()
        self._process: _Process | None = None
        self._closings = 0

    def speak(self, text: str) -> Speech:
        """Raises ChildError, LoadError, or the SpeechError that was raised there."""
        timeout_s = TIMEOUT_S + TIMEOUT_A_WORD_S * count_words(text)
        return self._use(lambda process: process.speak(text, timeout_s))

    def load(self) -> None:
        """Begin the process now, if it has not begun; raises as `speak` does."""
        self._use(lambda _: None)

    def ask(self, method: str, *arguments: object) -> Any:  # noqa: ANN401 (what JSON can tell)
        """What a method of the loaded voice gives; raises as `speak` does."""
        return self._use(lambda process: process.ask(method, arguments, TIMEOUT_S))

    def close(self, method: str = "") -> None:
        """End the process, after a `method` of the loaded voice where it has nothing else to do.

        Raises the SpeechError that was raised there.
        """
        self._closings += 1
        process = self._process
        try:
            if method and process and self._speaking.acquire(blocking=False):
                try:
                    with contextlib.suppress(ChildError):
                        process.ask(method, (), CLOSE_S)
                finally:
                    self._speaking.release()
        finally:
            self._end()

    def _use(self, function: Callable[["_Process"], _T]) -> _T:
        closings = self._closings
        with self._speaking:
            try:
                return function(self._loaded_process(closings))
            except BaseException:
                self._end()
                raise

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
    """A running `engine_child`, and what it has answered."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(  # noqa: S603 (our own code)
            [sys.executable, "-P", "-c", _CHILD.format(sys.path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            **_own_group(),
        )
        assert self._child.stdin  # noqa: S101 (pipes)
        assert self._child.stdout  # noqa: S101
        assert self._child.stderr  # noqa: S101
        self._complaints = _Complaints(self._child.stderr)
        self._stdin = self._child.stdin
        self._answers: SimpleQueue[_Answer | None] = SimpleQueue()
        arguments = (self._child.stdout, self._answers)
        threading.Thread(target=_listen, args=arguments, daemon=True).start()
        self.end = weakref.finalize(self, _end, self._child, self._stdin)

    def load(self, job: dict[str, Any]) -> None:
        self._ask({**job, "timeout_s": LOAD_S})

    def speak(self, text: str, timeout_s: float) -> Speech:
        head, samples = self._ask({"say": text, "timeout_s": timeout_s})
        return Speech(samples, int(head["rate"]))

    def ask(self, method: str, arguments: Sequence[object], timeout_s: float) -> Any:  # noqa: ANN401
        head, _ = self._ask({"ask": method, "about": arguments, "timeout_s": timeout_s})
        return head["told"]

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
            code = _wait_or_kill(self._child)
            reason = _last_line(self._complaints.end())
            raise ChildError(f"{reason} (exit code {code})")
        if message := answer[0].get("refused"):
            raise SpeechError(message, answer[0]["hint"])
        if message := answer[0].get("failed"):
            raise ChildError(message)
        return answer


def _listen(stdout: IO[bytes], answers: "SimpleQueue[_Answer | None]") -> None:
    """Read answers: a line that says how many bytes of sound come, and those; None at the end."""
    with stdout, contextlib.suppress(ValueError, KeyError, TypeError):
        while line := stdout.readline(_LINE_BYTES + 1):
            if why := too_big(len(line), _LINE_BYTES):
                answers.put(({"failed": f"what it told {why}"}, b""))
                break
            head = json.loads(line)
            if why := too_big(head["bytes"], LIMITS.utterance.decoded_bytes):
                answers.put(({"failed": f"it {why} of samples"}, b""))
                break
            samples = stdout.read(head["bytes"])
            answers.put((head, samples) if len(samples) == head["bytes"] else None)
    answers.put(None)


class _Complaints:
    """What a process writes to standard error: all of it is read, and the end of it kept."""

    def __init__(self, stderr: IO[bytes]) -> None:
        self._kept = b""
        self._reading = threading.Thread(target=self._read, args=(stderr,), daemon=True)
        self._reading.start()

    def end(self) -> bytes:
        """What came last, of a process that has ended; others may hold its output open."""
        self._reading.join(_ENDING_S)
        return self._kept

    def _read(self, stderr: IO[bytes]) -> None:
        with stderr:
            while piece := os.read(stderr.fileno(), 1 << 16):
                self._kept = (self._kept + piece)[-_LAST_BYTES:]


def _own_group() -> dict[str, Any]:
    """For Popen: a group of its own for a process and all that it will start."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"process_group": 0}


def _kill(child: "subprocess.Popen[bytes]") -> None:
    """Kill a process with its group, unless it has ended: what it leaves running then is meant."""
    if child.poll() is not None:
        return
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            child.send_signal(signal.CTRL_BREAK_EVENT)  # reaches the group
        else:
            os.killpg(child.pid, signal.SIGKILL)
    child.kill()


def _wait_or_kill(child: "subprocess.Popen[bytes]") -> int:
    """The exit code of a process that gives no more answers."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        return child.wait(_ENDING_S)
    _kill(child)
    return child.wait()


def _end(child: "subprocess.Popen[bytes]", stdin: IO[bytes]) -> None:
    _kill(child)
    child.wait()
    with contextlib.suppress(OSError):
        stdin.close()


def _end_of(file: Path) -> bytes:
    with file.open("rb") as opened:
        opened.seek(max(0, file.stat().st_size - _LAST_BYTES))
        return opened.read(_LAST_BYTES)


def _last_line(stderr: bytes) -> str:
    """The last line that a child wrote to standard error."""
    lines = stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"
