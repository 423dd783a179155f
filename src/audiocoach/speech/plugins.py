"""Engines that other packages bring, as entry points: `NAME = "module"` in `audiocoach.engines`.

Such a module has `open_voice(voice: Voice) -> Engine`, and may have `voices() -> Iterable[Offer]`.
importlib.metadata takes 30 ms, so it is asked for engines that are not ours, and for lists.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from audiocoach.errors import CoachError, SpeechError
from audiocoach.speech.engine import ENGINES, Engine, Speech, Voice, failed, near
from audiocoach.speech.offers import Offer

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "audiocoach.engines"


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
    module = _load(point)
    try:
        engine = module.open_voice(voice)
    except CoachError:
        raise
    except Exception as error:
        why = f"it could not open {voice.name!r} ({_reason(error)})"
        raise _unusable(point, why) from error
    if missing := [each for each in ("identity", "speak", "close") if not hasattr(engine, each)]:
        raise _unusable(point, f"its engine has no {missing[0]!r}")
    return Plugged(engine, voice, _packages([point]))


def voices(name: str) -> tuple[Offer, ...]:
    """The voices of a plugin's engine, as far as it tells them; raises SpeechError."""
    point = _find(name)
    told = getattr(_load(point), "voices", tuple)
    try:
        return tuple(each if isinstance(each, Offer) else Offer(str(each)) for each in told())
    except Exception as error:
        raise _unusable(point, f"it did not list its voices ({_reason(error)})") from error


class Plugged(Engine):
    """A plugin's engine, of which nothing is taken on trust."""

    def __init__(self, inner: Engine, voice: Voice, package: str) -> None:
        self._inner = inner
        self._voice = voice
        self._package = package

    @property
    def identity(self) -> str:
        """Also the package's name and version, so that a newer one speaks anew."""
        return " ".join(f"{self._package} {self._inner.identity}".split())

    def speak(self, text: str) -> Speech:
        """As the plugin does. Raises SpeechError."""
        try:
            speech = self._inner.speak(text)
        except CoachError:
            raise
        except Exception as error:
            raise failed(self._voice, text, _reason(error)) from error
        if not isinstance(speech, Speech):
            raise failed(self._voice, text, f"it gave no Speech but a {type(speech).__name__}")
        return speech

    def close(self) -> None:
        """As the plugin does."""
        self._inner.close()


def _points() -> Mapping[str, list["EntryPoint"]]:
    from importlib.metadata import entry_points

    found: dict[str, list[EntryPoint]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, []).append(point)
    return found


def _find(name: str) -> "EntryPoint":
    found = _points()
    if name not in found:
        raise SpeechError(f"there is no engine {name!r}" + near(name, [*ENGINES, *found]))
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
