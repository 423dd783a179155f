"""What a track is made from, as hashes: as long as they are the same, so is the track."""

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from audiocoach.compiler import SessionCompiler
from audiocoach.config.model import Config
from audiocoach.inputs import course_inputs, cover_inputs, heard_inputs, written_inputs
from audiocoach.programme.training import TrainingPlan
from audiocoach.roster.model import NOTHING, Task
from audiocoach.support.files import is_folder
from audiocoach.support.ownership import Input
from audiocoach.support.resources import shipped_folder, version

_PACKAGES = (
    ("av", None),
    ("babel", None),
    ("lameenc", None),
    ("mutagen", None),
    ("num2words", None),
    ("numpy", None),
    ("pillow", "PIL"),
    ("PyYAML", "yaml"),
)
_READ_WHOLE_BYTES = 1 << 20
"""A larger file is known by its size and its time."""


class Fingerprints:
    """Hashes of what tracks are made from; each file is read once."""

    def __init__(self, config: Config, compiler: SessionCompiler) -> None:
        self._config, self._compiler = config, compiler
        self._files: dict[Path, str] = {}
        self._voices: dict[object, str] = {}

    def inputs(self, task: Task) -> list[Input]:
        """Every file that a track is made from."""
        return [
            *written_inputs(task.settings, self._config),
            *heard_inputs(task.settings, task.music),
            *cover_inputs(task.output.cover),
        ]

    def made_from(self, task: Task, asked: object, inputs: Iterable[Input]) -> dict[str, str]:
        """The hashes by what they are of; `asked` is all that the client's row says."""
        by_kind: dict[str, list[str]] = {"sounds": [self._voices_of(task)]}
        kinds = {"the routine": "routine", "your settings": "settings"}
        for what, path in inputs:
            by_kind.setdefault(kinds.get(what, "sounds"), []).append(self._file(path))
        asked = (asked, task.output, task.music, task.sidecars, task.timeline, task.split)
        if task.beside != NOTHING:
            asked = (*asked, task.beside, task.person)
        return {
            "program": program(),
            "row": _digest([repr(asked), task.path]),
            **{kind: _digest(hashes) for kind, hashes in sorted(by_kind.items())},
        }

    def of_calendar(self, plan: TrainingPlan, base_url: str | None) -> str:
        """The hash of what a calendar is made from."""
        written = (self._file(each.path) for each in course_inputs(plan.course))
        statuses = (session.status for session in plan.sessions)
        return _digest([*written, *statuses, str(base_url), str(plan.asked)])

    def _voices_of(self, task: Task) -> str:
        settings = task.settings
        key = (settings.voice, settings.counter, settings.user_voices.fallback_voice)
        if key not in self._voices:
            named = filter(None, (settings.voice, settings.counter))
            opened = [self._compiler.open_voice(each, settings.user_voices) for each in named]
            known = [f"{each.engine.identity} {each.voice}" for each in opened]
            self._voices[key] = _digest([*known, settings.user_voices.fallback_voice])
        return self._voices[key]

    def _file(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = _digest(_contents(path))
        return self._files[path]


def _contents(path: Path) -> Iterator[str]:
    """What is in a file, or in a folder of files; of what is large, how large and how old it is."""
    files = sorted(path.rglob("*")) if is_folder(path) else [path]
    for file in files:
        status = file.stat()
        yield file.name
        if file.is_dir():
            continue
        if status.st_size > _READ_WHOLE_BYTES:
            yield f"{status.st_size} {status.st_mtime_ns}"
        else:
            yield sha256(file.read_bytes()).hexdigest()


@cache
def program() -> str:
    """A hash of all of our own code and sounds, and of the packages that make sound with it."""
    packages = [f"{name} {_version(name, module)}" for name, module in _PACKAGES]
    source = Path(__file__).parents[1]
    folders = (source, shipped_folder("sounds"))
    files = (file for folder in folders for file in sorted(folder.rglob("*")) if _is_ours(file))
    return _digest([*packages, *(content for file in files for content in _contents(file))])


def _is_ours(file: Path) -> bool:
    return file.suffix != ".pyc" and file.is_file()


def _version(package: str, module: str | None) -> str:
    from audiocoach.errors import CoachError

    try:
        return version(package, module)
    except CoachError:
        return "none"


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogateescape")).hexdigest()[:32]
