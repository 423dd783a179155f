"""What a routine, which may be a stranger's, may not want of a voice."""

from audiocoach.errors import Problem, SpeechError
from audiocoach.routine.document import Node, Scalar
from audiocoach.routine.fields import quoted
from audiocoach.speech import parse_voice
from audiocoach.speech.engine import ENGINES
from audiocoach.speech.voice_files import is_name


def check_voice(voice: Node | None) -> list[Problem]:
    """A file, wherever it lies, as a model is a program of sorts and may name more files.

    Nor what the user alone brings.

    What is no voice at all is told where it is to speak: there may be another by then.
    """
    if not isinstance(voice, Scalar):
        return []
    try:
        meant = parse_voice(voice.text)
    except SpeechError:
        return []
    entry = ENGINES.get(meant.engine)
    if entry is None or not (entry.own or (entry.files and not is_name(meant.name))):
        return []
    what, it = (entry.own, "it") if entry.own else ("a voice's file", "the file")
    message = f"a routine cannot name {what}, as {quoted(voice.text)} does"
    hint = f"write the name of an installed voice, and name {it} with --voice"
    return [Problem(voice.where, message, hint)]
