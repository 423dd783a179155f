"""Engines that other packages bring, as entry points: `NAME = "module"` in `audiocoach.engines`.

Such a module has `open_voice(voice: Voice) -> Engine`, and may have
`voices() -> Iterable[VoiceInfo]`.
importlib.metadata takes 30 ms, so it is asked for engines that are not ours, and for lists.
"""

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from audiocoach.errors import CoachError, SpeechError
from audiocoach.tts.base import CheckedEngine, Engine, EngineError, Speech, Voice, VoiceInfo
from audiocoach.tts.processes import EngineProcess

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "audiocoach.engines"
_T = TypeVar("_T")


def entry_points_by_name() -> Mapping[str, list["EntryPoint"]]:
    """The engines that installed packages offer; several packages may offer one name."""
    from importlib.metadata import entry_points

    by_name: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        by_name.setdefault(point.name, []).append(point)
    return by_name


def find(name: str) -> "EntryPoint | None":
    """The plugin of that name, if there is one; raises SpeechError where there are several."""
    points = entry_points_by_name().get(name, [])
    if len(points) > 1:
        message = f"the engine {name!r} is in several packages: {describe(points)}"
        raise SpeechError(message, "uninstall all but one")
    return next(iter(points), None)


def describe(points: "Iterable[EntryPoint]") -> str:
    """The packages of entry points, with their versions."""
    dists = [point.dist for point in points]
    return ", ".join(f"{dist.name} {dist.version}" for dist in dists if dist) or "a package"


def open_plugin(point: "EntryPoint", voice: Voice) -> Engine:
    """The plugin's engine, with its package in the identity; raises SpeechError."""
    return PluginEngine(_open(point, voice), voice, describe([point]))


def load_voice(voice: Voice) -> Callable[[str], Speech]:
    """What the plugin speaks with, in the engine's own process; raises SpeechError."""
    point = find(voice.engine)
    if point is None:  # uninstalled meanwhile
        raise SpeechError(f"there is no engine {voice.engine!r}")
    return partial(_speak, _open(point, voice))


def voices(point: "EntryPoint") -> tuple[VoiceInfo, ...]:
    """The voices of a plugin's engine, as far as it tells them; raises SpeechError."""
    list_voices = getattr(_load(point), "voices", tuple)
    with _blaming(point, "it did not list its voices"):
        return tuple(
            voice if isinstance(voice, VoiceInfo) else VoiceInfo(str(voice))
            for voice in list_voices()
        )


class PluginEngine(CheckedEngine):
    """A plugin's engine, of which nothing is taken on trust: it speaks in a process of its own."""

    def __init__(self, engine: Engine, voice: Voice, package: str) -> None:
        super().__init__(voice)
        self._engine = engine
        self._package = package
        self._process = EngineProcess(__name__, voice)

    @property
    def identity(self) -> str:
        """Also the package's name and version, so that a newer one speaks anew."""
        identity = self._call(lambda: self._engine.identity, "its identity")
        return " ".join(f"{self._package} {identity}".split())

    def identity_of(self, text: str) -> str:
        """The plugin's identity for this phrase, if it has one."""
        if not (ask := getattr(self._engine, "identity_of", None)):
            return self.identity
        identity = self._call(lambda: ask(text), "its identity")
        return " ".join(f"{self._package} {identity}".split())

    def note(self, texts: Iterable[str]) -> str | None:
        """The plugin's note, if it has any."""
        ask = getattr(self._engine, "note", None)
        note = self._call(lambda: ask(texts), "its note") if ask else None
        return None if note is None else " ".join(str(note).split())

    def close(self) -> None:
        """Stop what is being spoken, and close the plugin's engine."""
        self._process.close()
        self._call(self._engine.close, "its end")

    def _synthesise(self, line: str) -> Speech:
        return self._process.speak(line)

    def _call(self, function: Callable[[], _T], subject: str) -> _T:
        try:
            return function()
        except CoachError:
            raise
        except (Exception, SystemExit) as error:
            name = f"{self._voice.engine}:{self._voice.name}"
            raise SpeechError(f"{name} of {self._package}: {subject}: {_reason(error)}") from error


def _open(point: "EntryPoint", voice: Voice) -> Engine:
    with _blaming(point, f"it could not open {voice.name!r}"), redirect_stdout(sys.stderr):
        engine: Engine = _load(point).open_voice(voice)
    if missing := [name for name in ("identity", "speak", "close") if not hasattr(engine, name)]:
        raise _unusable(point, f"its engine has no {missing[0]!r}")
    return engine


def _load(point: "EntryPoint") -> Any:  # noqa: ANN401 (a plugin's module)
    with _blaming(point, "it could not be imported"):
        module = point.load()
    if not callable(getattr(module, "open_voice", None)):
        raise _unusable(point, f"{point.value!r} has no function 'open_voice'")
    return module


def _speak(engine: Engine, text: str) -> Speech:
    try:
        speech = engine.speak(text)
    except CoachError:
        raise
    except Exception as error:
        raise EngineError(_reason(error)) from error
    if not isinstance(speech, Speech):
        raise EngineError(f"it gave no Speech but a {type(speech).__name__}")
    return speech


@contextmanager
def _blaming(point: "EntryPoint", failure: str) -> Iterator[None]:
    """Tell what a plugin raises as its failure; our own errors say enough themselves."""
    try:
        yield
    except CoachError:
        raise
    except (Exception, SystemExit) as error:
        raise _unusable(point, f"{failure} ({_reason(error)})") from error


def _unusable(point: "EntryPoint", why: str) -> SpeechError:
    return SpeechError(f"the engine {point.name!r} of {describe([point])} cannot be used: {why}")


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
