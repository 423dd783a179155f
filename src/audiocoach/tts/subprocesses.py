"""Other programs that speak: one phrase, one child process, and what it wrote as samples."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
import wave
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import SEEK_END
from pathlib import Path
from struct import Struct
from typing import BinaryIO

from audiocoach.tts.base import Speech

_SAMPLE_BYTES = 2
_LAST_BYTES = 4096
_CHUNK = Struct("<4sI")
_UNKNOWN = 0x7FFF_0000
"""Bytes that the head of a WAV file promises, or more, where it was written to a pipe."""


class ChildError(Exception):
    """The child process gave no sound; the text says why."""


class StoppedError(ChildError):
    """It was not let finish."""

    def __init__(self) -> None:
        super().__init__("it was stopped")


@dataclass(frozen=True, slots=True)
class Done:
    """A child that has ended by itself."""

    code: int
    out: Path
    """What it wrote to standard output."""
    last_words: str
    """The last line that it wrote to standard error."""


class Children:
    """The programs that one voice runs at the moment."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[bytes]] = set()
        self._stopped: set[subprocess.Popen[bytes]] = set()

    def run(
        self,
        command: Sequence[str],
        given: bytes,
        folder: Path,
        timeout_s: float,
        cwd: Path | None = None,
    ) -> Done:
        """Run a program with `given` on its standard input; what it says lies in `folder`.

        All goes through files: a pipe that a child of the child holds open would outlast the
        time-out. Raises OSError, or ChildError after the time-out, when the child is killed.
        """
        heard, out, errors = (folder / name for name in ("heard", "out", "errors"))
        heard.write_bytes(given)
        with heard.open("rb") as stdin, out.open("wb") as stdout, errors.open("wb") as stderr:
            child = subprocess.Popen(  # noqa: S603 (an argument list, never a shell)
                command, stdin=stdin, stdout=stdout, stderr=stderr, cwd=cwd
            )
            code = self._wait(child, timeout_s)
        return Done(code, out, last_line(errors.read_bytes()))

    def stop(self) -> None:
        """Kill those that run now; whoever waits for one gets a ChildError."""
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


def last_line(said: bytes) -> str:
    """Of what a child wrote to standard error."""
    lines = said[-_LAST_BYTES:].decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "no reason given"


def written(done: Done, file: Path) -> Path:
    """The file, if the child has ended well and written it; raises ChildError."""
    if done.code != 0:
        raise ChildError(f"{done.last_words} (exit code {done.code})")
    if not file.is_file():
        raise ChildError("no file was written")
    return file


def decode(file: Path) -> Speech:
    """A file's sound; raises ChildError when it is not sound, in both senses, or OSError."""
    speech = _decode_wave(file) or _decode_any(file)
    if not speech.samples.strip(b"\0"):
        raise ChildError("it came out silent")
    return speech


def _decode_wave(file: Path) -> Speech | None:
    """Nothing when it is not 16-bit mono."""
    with file.open("rb") as opened:
        if opened.read(12)[:4] != b"RIFF":
            return None
        _check_whole(opened)
    try:
        with wave.open(str(file), "rb") as sound:
            if (sound.getnchannels(), sound.getsampwidth()) != (1, _SAMPLE_BYTES):
                return None
            return Speech(sound.readframes(sound.getnframes()), sound.getframerate())
    except (wave.Error, EOFError):  # it knows whole numbers only
        return None


def _check_whole(file: BinaryIO) -> None:
    """From the first chunk of a WAV file on; a decoder would take what is there of half a file."""
    while len(head := file.read(_CHUNK.size)) == _CHUNK.size:
        name, size = _CHUNK.unpack(head)
        start = file.tell()
        end = file.seek(0, SEEK_END)
        if name == b"data" and end - start < size < _UNKNOWN:
            raise ChildError("the file is cut short")
        file.seek(start + size + size % 2)


def _decode_any(file: Path) -> Speech:
    """AIFF, which macOS writes whatever the name, and all that FFmpeg reads; mixed down to mono."""
    from audiocoach.audio.decode import DecodingError, Pcm
    from audiocoach.audio.decode import decode as decode_blocks

    try:
        with file.open("rb") as opened:
            blocks = list(decode_blocks(opened, Pcm("s16", "mono")))
    except DecodingError as error:  # or its form changes
        raise ChildError(f"the file is no sound: {error}") from error
    if not blocks:
        raise ChildError("the file holds no sound")
    return Speech(b"".join(block.samples.tobytes() for block in blocks), blocks[0].rate)


_PREFIX = "audiocoach-speech-"
_STALE_SECONDS = 24 * 3600


def passing_folder() -> Path:
    """A new, empty folder, the caller's to remove; raises OSError."""
    sweep(tempfile.gettempdir())
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


@contextlib.contextmanager
def briefly() -> Iterator[Path]:
    """A new, empty folder for as long as it takes; raises OSError."""
    folder = passing_folder()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def sweep(parent: str) -> None:
    """Remove, once a process, what was left in `parent` longer than a day ago."""
    stale = time.time() - _STALE_SECONDS
    with contextlib.suppress(OSError), os.scandir(parent) as entries:
        for entry in entries:
            if entry.name.startswith(_PREFIX) and _is_stale(entry, stale):
                shutil.rmtree(entry.path, ignore_errors=True)


def _is_stale(entry: "os.DirEntry[str]", stale: float) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False) and entry.stat().st_mtime < stale
    except OSError:  # another has swept it
        return False
