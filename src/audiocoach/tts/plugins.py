"""Engines that other packages bring, as entry points: `NAME = "module"` in `audiocoach.engines`.

Such a module has `open_voice(voice: Voice) -> Engine`, and may have
`voices() -> Iterable[VoiceInfo]`.
importlib.metadata takes 30 ms, so it is asked for engines that are not ours, and for lists.
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import redirect_stdout
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from audiocoach.errors import CoachError, SpeechError
from audiocoach.tts.base import (
    ENGINES,
    Engine,
    Speech,
    Voice,
    VoiceInfo,
    checked,
    near,
    phrase_error,
)
from audiocoach.tts.engine_process import EngineProcess, LoadError
from audiocoach.tts.subprocesses import ChildError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "audiocoach.engines"
_T = TypeVar("_T")


def names() -> tuple[str, ...]:
    """The engines that plugins bring."""
    return tuple(sorted(_points().keys() - ENGINES.keys()))


def clashes() -> tuple[str, ...]:
    """What is wrong with plugins that are never asked, a sentence each."""
    return tuple(
        f"the engine {name!r} of {_packages(points)} is passed over: audiocoach has its own"
        for name, points in sorted(_points().items())
        if name in ENGINES
    )


def check(name: str) -> None:
    """Raise SpeechError where no plugin brings that engine, or two do."""
    _find(name)


def open_plugin(voice: Voice) -> Engine:
    """The engine with what its package is in its identity; raises SpeechError."""
    point = _find(voice.engine)
    return Plugged(_opened(point, voice), voice, _packages([point]))


def speaker(voice: Voice) -> Callable[[str], Speech]:
    """What the plugin speaks with; raises SpeechError."""
    return partial(_say, _opened(_find(voice.engine), voice))


def _opened(point: "EntryPoint", voice: Voice) -> Engine:
    try:
        with redirect_stdout(sys.stderr):
            engine: Engine = _load(point).open_voice(voice)
    except CoachError:
        raise
    except (Exception, SystemExit) as error:
        why = f"it could not open {voice.name!r} ({_reason(error)})"
        raise _unusable(point, why) from error
    if missing := [each for each in ("identity", "speak", "close") if not hasattr(engine, each)]:
        raise _unusable(point, f"its engine has no {missing[0]!r}")
    return engine


def _say(engine: Engine, text: str) -> Speech:
    try:
        speech = engine.speak(text)
    except CoachError:
        raise
    except Exception as error:
        raise ChildError(_reason(error)) from error
    if not isinstance(speech, Speech):
        raise ChildError(f"it gave no Speech but a {type(speech).__name__}")
    return speech


def voices(name: str) -> tuple[VoiceInfo, ...]:
    """The voices of a plugin's engine, as far as it tells them; raises SpeechError."""
    point = _find(name)
    told = getattr(_load(point), "voices", tuple)
    try:
        return tuple(
            each if isinstance(each, VoiceInfo) else VoiceInfo(str(each)) for each in told()
        )
    except (Exception, SystemExit) as error:
        raise _unusable(point, f"it did not list its voices ({_reason(error)})") from error


class Plugged(Engine):
    """A plugin's engine, of which nothing is taken on trust: it speaks in a process of its own."""

    def __init__(self, inner: Engine, voice: Voice, package: str) -> None:
        self._inner = inner
        self._voice = voice
        self._package = package
        self._host = EngineProcess(__name__, voice)

    @property
    def identity(self) -> str:
        """Also the package's name and version, so that a newer one speaks anew."""
        return self._line(self._told(lambda: self._inner.identity, "its identity"))

    def identity_of(self, text: str) -> str:
        """The plugin's for this phrase, if it tells."""
        of = getattr(self._inner, "identity_of", None)
        return self._line(self._told(lambda: of(text), "its identity")) if of else self.identity

    def note(self, texts: Iterable[str]) -> str | None:
        """The plugin's, if it has any."""
        note = getattr(self._inner, "note", None)
        said = self._told(lambda: note(texts), "its note") if note else None
        return None if said is None else " ".join(str(said).split())

    def speak(self, text: str) -> Speech:
        """As the plugin does. Raises SpeechError."""
        try:
            speech = self._host.speak(text)
        except (ChildError, LoadError) as error:
            raise phrase_error(self._voice, text, str(error)) from error
        return checked(speech, self._voice, text)

    def close(self) -> None:
        """As the plugin does; what is being spoken is stopped."""
        self._host.close()
        self._told(self._inner.close, "its end")

    def _line(self, identity: object) -> str:
        return " ".join(f"{self._package} {identity}".split())

    def _told(self, ask: Callable[[], _T], what: str) -> _T:
        try:
            return ask()
        except CoachError:
            raise
        except (Exception, SystemExit) as error:
            name = f"{self._voice.engine}:{self._voice.name}"
            raise SpeechError(f"{name} of {self._package}: {what}: {_reason(error)}") from error


def _points() -> Mapping[str, list["EntryPoint"]]:
    from importlib.metadata import entry_points

    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return found


def _find(name: str) -> "EntryPoint":
    found = _points()
    if name not in found:
        known = [*ENGINES, *found]
        there = f"; there is: {', '.join(known)}"
        raise SpeechError(f"there is no engine {name!r}" + (near(name, known) or there))
    point, *others = found[name]
    if others:
        message = f"the engine {name!r} is in several packages: {_packages(found[name])}"
        raise SpeechError(f"{message}; uninstall all but one")
    return point


def _load(point: "EntryPoint") -> Any:  # noqa: ANN401 (a stranger's module)
    try:
        module = point.load()
    except (Exception, SystemExit) as error:
        raise _unusable(point, f"it could not be imported ({_reason(error)})") from error
    if not callable(getattr(module, "open_voice", None)):
        raise _unusable(point, f"{point.value!r} has no function 'open_voice'")
    return module


def _unusable(point: "EntryPoint", why: str) -> SpeechError:
    return SpeechError(f"the engine {point.name!r} of {_packages([point])} cannot be used: {why}")


def _packages(points: "Iterable[EntryPoint]") -> str:
    dists = [point.dist for point in points]
    return ", ".join(f"{dist.name} {dist.version}" for dist in dists if dist) or "a package"


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
