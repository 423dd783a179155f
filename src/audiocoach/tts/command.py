"""Any program as a voice: one phrase, one run. Only the user's own file names one.

Not pure: a program may do anything. The same arguments and files count as the same voice.
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise import clean_text
from audiocoach.support.files import expand_home, temporary_folder
from audiocoach.support.messages import did_you_mean
from audiocoach.tts.base import CheckedEngine, Engine, Program, Speech, Voice, VoiceInfo
from audiocoach.tts.processes import ChildError, ChildProcesses, FinishedChild
from audiocoach.tts.speech_files import read_speech

WAV, TEXT, WPM = "{wav}", "{text}", "{wpm}"
NOTE = "programs that your own file names in [voices.NAME]"
_PLACEHOLDER = re.compile("|".join(map(re.escape, (WAV, TEXT, WPM))))
_VERSION = 1
"""Raise it when the code here and in `speech_files` makes other samples of the same words."""
_SCRIPTS = (".bat", ".cmd")
_SHOWN_BYTES = 20


def open_voice(voice: Voice, programs: Mapping[str, Program]) -> Engine:
    """Raises SpeechError when there is no such program."""
    program = programs.get(voice.name)
    if program is None:
        example = f"write it as [voices.{voice.name}] with command = [...]"
        raise SpeechError(
            f"your own file names no program {voice.name!r}",
            did_you_mean(voice.name, programs) or example,
        )
    return CommandEngine(voice, program, _find_program(voice, program))


def voices(programs: Mapping[str, Program]) -> tuple[VoiceInfo, ...]:
    """The user's programs."""
    return tuple(VoiceInfo(name, title=program.arguments[0]) for name, program in programs.items())


class CommandEngine(CheckedEngine):
    """One of the user's programs. Holds nothing between phrases."""

    def __init__(self, voice: Voice, program: Program, path: Path) -> None:
        super().__init__(voice)
        self._program = program
        self._path = path
        self._children = ChildProcesses()

    @property
    def identity(self) -> str:
        """Its arguments, and size and time of the files among them: another program, another voice.

        In one line, as `repr` has it.
        """
        arguments = self._program.arguments
        files = [self._path, *(self._program.folder / argument for argument in arguments[1:])]
        return f"command {_VERSION} {arguments!r} {[*map(_size_and_time, files)]!r}"

    def close(self) -> None:
        """Stop what is being spoken."""
        self._children.stop()

    def _synthesise(self, line: str) -> Speech:
        with temporary_folder() as folder:
            return read_speech(self._run(line, folder))

    def _run(self, line: str, folder: Path) -> Path:
        """The file that it wrote, or what it wrote to standard output."""
        file, program = folder / "phrase.wav", self._program
        # What begins with a sign may be taken for an option, and a routine's text must not be one.
        word = line if line[0].isalnum() else f" {line}"
        values = {WAV: str(file), TEXT: word, WPM: str(self._voice.wpm)}
        arguments = [
            _PLACEHOLDER.sub(lambda match: values[match[0]], argument)
            for argument in program.arguments[1:]
        ]
        stdin = b"" if _has(program, TEXT) else f"{line}\n".encode()
        command = (str(self._path), *arguments)
        child = self._children.run(command, stdin, folder, program.timeout_s, program.folder)
        return child.require_file(file if _has(program, WAV) else _piped(child))


def _piped(child: FinishedChild) -> Path:
    """What it wrote to standard output, if that is a WAV file alone."""
    with child.stdout.open("rb") as file:
        head = file.read(_SHOWN_BYTES)
    if child.code == 0 and not head:
        raise ChildError("nothing was written", f"let it write WAV to standard output or to {WAV}")
    if child.code == 0 and not head.startswith(b"RIFF"):
        shown = clean_text(head.decode("ascii", "replace"))
        raise ChildError(f"standard output begins with {shown!r}", "let it write only WAV there")
    return child.stdout


def _has(program: Program, placeholder: str) -> bool:
    return any(placeholder in argument for argument in program.arguments[1:])


def _find_program(voice: Voice, program: Program) -> Path:
    """The file of the program: by its path, from the folder it is run in, or by its name alone."""
    name = program.arguments[0]
    beside = program.folder / expand_home(name)
    path = shutil.which(str(beside) if Path(name).name != name else name)
    if path is None:
        raise SpeechError(f"command:{voice.name}: there is no program {name!r} that can be run")
    if path.lower().endswith(_SCRIPTS) and _has(program, TEXT):
        message = f"command:{voice.name}: {name!r} would read {TEXT} as commands"
        raise SpeechError(message, "let it read standard input")
    return Path(path).absolute()


def _size_and_time(path: Path) -> tuple[str, int, int] | None:
    try:
        stat = path.stat() if path.is_file() else None
    except (OSError, ValueError):
        return None
    return (str(path), stat.st_size, stat.st_mtime_ns) if stat else None
