"""Any program as a voice: one phrase, one run. Only the user's own file names one.

Not pure: who knows what a program does. The same arguments and files count as the same voice.
"""

import re
import shutil
from pathlib import Path

from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise.rules import plain
from audiocoach.support.files import expand_home
from audiocoach.tts.base import (
    Engine,
    Program,
    Speech,
    UserVoices,
    Voice,
    VoiceInfo,
    checked,
    near,
    phrase_error,
)
from audiocoach.tts.subprocesses import ChildError, Children, Done, briefly, decode, written

WAV, TEXT, WPM = "{wav}", "{text}", "{wpm}"
NOTE = "programs that your own file names in [voices.NAME]"
_PLACE = re.compile("|".join(map(re.escape, (WAV, TEXT, WPM))))
_VERSION = 1
"""Of what is written here: raise it when the same words come out as other samples."""
_SCRIPTS = (".bat", ".cmd")
_SHOWN_BYTES = 20


def open_voice(voice: Voice, own: UserVoices) -> Engine:
    """Raises SpeechError when there is no such program."""
    program = own.programs.get(voice.name)
    if program is None:
        wanted = f"your own file names no program {voice.name!r}"
        example = f"write it as [voices.{voice.name}] with command = [...]"
        raise SpeechError(wanted + (near(voice.name, own.programs) or f"; {example}"))
    return CommandEngine(voice, program, _found(voice, program))


def voices(own: UserVoices) -> tuple[VoiceInfo, ...]:
    """The user's programs."""
    return tuple(
        VoiceInfo(name, title=program.arguments[0]) for name, program in own.programs.items()
    )


class CommandEngine(Engine):
    """One of the user's programs. Holds nothing between phrases."""

    def __init__(self, voice: Voice, program: Program, path: Path) -> None:
        self._voice = voice
        self._program = program
        self._path = path
        self._children = Children()

    @property
    def identity(self) -> str:
        """Its arguments, and size and time of the files among them: another program, another voice.

        In one line, as `repr` has it.
        """
        arguments = self._program.arguments
        files = [self._path, *(self._program.folder / each for each in arguments[1:])]
        return f"command {_VERSION} {arguments!r} {[*map(_stamp, files)]!r}"

    def speak(self, text: str) -> Speech:
        """Takes a process. Raises SpeechError."""
        said = plain(text)
        if not said:
            raise phrase_error(self._voice, text, "there is nothing in it to say")
        try:
            with briefly() as folder:
                speech = decode(self._run(said, folder))
        except (OSError, ValueError, ChildError) as error:
            raise phrase_error(self._voice, text, str(error)) from error
        return checked(speech, self._voice, text)

    def close(self) -> None:
        """Stop what is being spoken."""
        self._children.stop()

    def _run(self, said: str, folder: Path) -> Path:
        """The file that it wrote, or what it wrote to standard output."""
        file, program = folder / "phrase.wav", self._program
        # What begins with a sign may be taken for an option: a stranger's text must not be one.
        word = said if said[0].isalnum() else f" {said}"
        filled = {WAV: str(file), TEXT: word, WPM: str(self._voice.wpm)}
        arguments = [
            _PLACE.sub(lambda found: filled[found[0]], each) for each in program.arguments[1:]
        ]
        given = b"" if _has(program, TEXT) else f"{said}\n".encode()
        command = (str(self._path), *arguments)
        done = self._children.run(command, given, folder, program.timeout_s, program.folder)
        return written(done, file if _has(program, WAV) else _piped(done))


def _piped(done: Done) -> Path:
    """What it wrote to standard output, if that is a WAV file alone."""
    with done.out.open("rb") as file:
        head = file.read(_SHOWN_BYTES)
    if done.code == 0 and not head:
        raise ChildError(f"nothing was written; let it write WAV to standard output or to {WAV}")
    if done.code == 0 and not head.startswith(b"RIFF"):
        said = plain(head.decode("ascii", "replace"))
        raise ChildError(f"standard output begins with {said!r}; let it write only WAV there")
    return done.out


def _has(program: Program, place: str) -> bool:
    return any(place in each for each in program.arguments[1:])


def _found(voice: Voice, program: Program) -> Path:
    """The file of the program: by its path, from the folder it is run in, or by its name alone."""
    name = program.arguments[0]
    beside = program.folder / expand_home(name)
    found = shutil.which(str(beside) if Path(name).name != name else name)
    if found is None:
        raise SpeechError(f"command:{voice.name}: there is no program {name!r} that can be run")
    if found.lower().endswith(_SCRIPTS) and _has(program, TEXT):
        why = f"{name!r} would read {TEXT} as commands"
        raise SpeechError(f"command:{voice.name}: {why}; let it read standard input")
    return Path(found).absolute()


def _stamp(path: Path) -> tuple[str, int, int] | None:
    try:
        found = path.stat() if path.is_file() else None
    except (OSError, ValueError):
        return None
    return (str(path), found.st_size, found.st_mtime_ns) if found else None
