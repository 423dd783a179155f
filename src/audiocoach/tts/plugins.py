"""Engines that other packages bring, as entry points: `NAME = "module"` in `audiocoach.engines`.

Such a module has `open_voice(voice: Voice) -> Engine`, and may have
`voices() -> Iterable[VoiceInfo]`.
importlib.metadata takes 30 ms, so it is asked for engines that are not ours, and for lists.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
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
    engine = PluginEngine(point, voice)
    engine.open()
    return engine


def voices(point: "EntryPoint") -> tuple[VoiceInfo, ...]:
    """The voices of a plugin's engine, as far as it tells them; raises SpeechError."""
    process = EngineProcess(__name__, Voice(point.name, ""), load_plugin.__name__)
    try:
        rows = process.ask(Guest.voices.__name__)
    except EngineError as error:
        raise _unusable(point, f"it did not list its voices ({error})") from error
    finally:
        process.close()
    return tuple(
        VoiceInfo(name, tuple(languages), gender, title) for name, languages, gender, title in rows
    )


class PluginEngine(CheckedEngine):
    """A plugin's engine, of which nothing is taken on trust: it is in a process of its own."""

    def __init__(self, point: "EntryPoint", voice: Voice) -> None:
        super().__init__(voice)
        self._point = point
        self._process = EngineProcess(__name__, voice)

    def open(self) -> None:
        """Begin the process, which opens the voice; raises SpeechError."""
        try:
            self._process.load()
        except EngineError as error:
            why = f"it could not open {self._voice.name!r} ({error})"
            raise _unusable(self._point, why) from error

    @property
    def identity(self) -> str:
        """Also the package's name and version, so that a newer one speaks anew."""
        return self._with_package(self._ask("its identity", Guest.identity.__name__))

    def identity_of(self, text: str) -> str:
        """The plugin's identity for this phrase, if it has one."""
        return self._with_package(self._ask("its identity", Guest.identity_of.__name__, text))

    def note(self, texts: Iterable[str]) -> str | None:
        """The plugin's note, if it has any, or why there is none: the track is made by then."""
        try:
            note = self._ask("its note", Guest.note.__name__, [*texts])
        except SpeechError as error:
            note = error
        return None if note is None else " ".join(str(note).split())

    def close(self) -> None:
        """Stop what is being spoken, or close the plugin's engine; either way its process ends."""
        self._process.close(Guest.close.__name__)

    def _synthesise(self, line: str) -> Speech:
        return self._process.speak(line)

    def _with_package(self, identity: str) -> str:
        return " ".join(f"{describe([self._point])} {identity}".split())

    def _ask(self, subject: str, method: str, *arguments: object) -> Any:  # noqa: ANN401
        try:
            return self._process.ask(method, *arguments)
        except EngineError as error:
            raise _failed(self._voice, self._point, subject, error.message) from error


# In the plugin's process


def load_voice(voice: Voice) -> "Guest":
    """The plugin with a voice of its own opened; raises SpeechError."""
    guest = load_plugin(voice)
    guest.open()
    return guest


def load_plugin(voice: Voice) -> "Guest":
    """The plugin, of which no voice is opened; raises SpeechError."""
    point = find(voice.engine)
    if point is None:  # uninstalled meanwhile
        raise SpeechError(f"there is no engine {voice.engine!r}")
    return Guest(point, voice)


class Guest:
    """A plugin in its own process: what it raises is told as its failure."""

    def __init__(self, point: "EntryPoint", voice: Voice) -> None:
        self._point, self._voice = point, voice
        self._engine: Any = None

    def open(self) -> None:
        """Open the voice."""
        self._engine = _open(self._point, self._voice)

    def __call__(self, text: str) -> Speech:
        """Speak."""
        return _speak(self._engine, text)

    def identity(self) -> str:
        """What can change the sound, apart from voice and text."""
        return self._identity(lambda: self._engine.identity)

    def identity_of(self, text: str) -> str:
        """The same of one phrase."""
        ask = getattr(self._engine, "identity_of", None)
        return self._identity(lambda: ask(text)) if ask else self.identity()

    def note(self, texts: list[str]) -> str | None:
        """What a person should know, if anything."""
        ask = getattr(self._engine, "note", None)
        note = self._call(lambda: ask(texts), "its note") if ask else None
        return None if note is None else str(note)

    def close(self) -> None:
        """Close the engine."""
        self._call(self._engine.close, "its end")

    def voices(self) -> list[tuple[str, list[str], str, str]]:
        """Its voices, as far as it tells them, as JSON has them."""
        list_voices = getattr(_load(self._point), "voices", tuple)
        with _blaming(self._point, "it did not list its voices"):
            listed = [
                voice if isinstance(voice, VoiceInfo) else VoiceInfo(str(voice))
                for voice in list_voices()
            ]
            return [
                (str(name), [*map(str, languages)], str(gender), str(title))
                for name, languages, gender, title in listed
            ]

    def _identity(self, ask: Callable[[], object]) -> str:
        identity = self._call(ask, subject := "its identity")
        if not isinstance(identity, str):
            why = f"it gave no text but a {type(identity).__name__}"
            raise _failed(self._voice, self._point, subject, why)
        return identity.encode("utf-8", "backslashreplace").decode()

    def _call(self, function: Callable[[], _T], subject: str) -> _T:
        try:
            return function()
        except CoachError:
            raise
        except (Exception, SystemExit) as error:
            raise _failed(self._voice, self._point, subject, _reason(error)) from error


def _open(point: "EntryPoint", voice: Voice) -> Engine:
    with _blaming(point, f"it could not open {voice.name!r}"):
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


def _failed(voice: Voice, point: "EntryPoint", subject: str, why: str) -> SpeechError:
    name = f"{voice.engine}:{voice.name} of {describe([point])}"
    return SpeechError(f"{name}: {subject}: {why}")


def _reason(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}".rstrip(": ")
