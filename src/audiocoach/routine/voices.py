"""What a routine, which may be a stranger's, may not want of its voices."""

from audiocoach.errors import Problem, SpeechError
from audiocoach.routine.document import Mapping, Node, Scalar
from audiocoach.routine.fields import quoted
from audiocoach.speech import parse_voice
from audiocoach.speech.engine import ENGINES, engine_of
from audiocoach.speech.voice_files import is_name

_KEYS = ("voice", "counter")


def check_voices(root: Mapping) -> list[Problem]:
    """What can be no voice anywhere, or is for the user alone to bring.

    Whether a voice is there is told where it is to speak: there may be another by then.
    """
    return [problem for key in _KEYS for problem in _check(key, root.values.get(key))]


def _check(key: str, voice: Node | None) -> list[Problem]:
    if not isinstance(voice, Scalar) or not voice.text.strip():
        return []
    try:
        return _check_engine(key, voice, engine_of(voice.text))
    except SpeechError as error:
        message, _, hint = str(error).rpartition("; ")
        return [Problem(voice.where, f"'{key}': {message}", hint)]


def _check_engine(key: str, voice: Scalar, engine: str) -> list[Problem]:
    """A file, wherever it lies, is refused: a model is a program of sorts and may name more files.

    Of engines that packages bring nothing is known here.
    """
    if engine not in ENGINES:
        return []
    entry = ENGINES[engine]
    if entry.own:
        return [_refused(key, voice, entry.own, "it")]
    name = parse_voice(voice.text).name
    if entry.files and not is_name(name):
        return [_refused(key, voice, "a voice's file", "the file")]
    return []


def _refused(key: str, voice: Scalar, what: str, it: str) -> Problem:
    message = f"a routine cannot name {what}, as {quoted(voice.text)} does"
    hint = f"write the name of an installed voice, and name {it} with --{key}"
    return Problem(voice.where, message, hint)
