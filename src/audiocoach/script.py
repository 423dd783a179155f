"""A routine as a script: every phrase that somebody says in it who records it themselves."""

from collections.abc import Iterator
from csv import writer
from dataclasses import dataclass
from io import StringIO

from audiocoach.clips import sayables
from audiocoach.languages import counter_of, language_of, voice_of
from audiocoach.plan import Plan, plan_session
from audiocoach.routine.catalog import find
from audiocoach.routine.customising import customise
from audiocoach.routine.model import Routine
from audiocoach.session import Options, compile_session
from audiocoach.speech import normalise, parse_voice
from audiocoach.speech.recorded import ENGINE, file_stem
from audiocoach.timeline import Take


@dataclass(frozen=True, slots=True)
class Line:
    """One phrase to record."""

    file: str
    phrase: str
    optional: bool
    """Whether it is said only where a fuller one has no room."""


def script(name: str, options: Options) -> list[Line]:
    """Every phrase of the routine `name` once, in order of first use; raises CoachError.

    Where somebody else counts: of those who are recorded, or of the coach if nobody is yet.
    """
    routine = customise(find(name), options.wishes, options.habits.of(find(name).slug))
    # How often it goes round in a given time is known only when it has been spoken.
    plan = compile_session(name, options).plan if options.fit_ms else plan_session(routine)
    lines: dict[str, Line] = {}
    for line in _lines(routine, plan):
        lines.setdefault(line.file, line)
    return list(lines.values())


def _lines(routine: Routine, plan: Plan) -> Iterator[Line]:
    full = {cue.forms[0] for interval in plan.intervals for cue in interval.cues if cue.forms}
    pronounce = tuple(routine.pronounce.items())
    recorded = _recorded(routine)
    for clip, text in sayables(plan):
        if clip in recorded:
            said = normalise(text, language_of(routine), pronounce)
            yield Line(f"{file_stem(said)}.wav", said, text not in full)


def _recorded(routine: Routine) -> set[Take]:
    voices: dict[Take, str | None] = {"speech": voice_of(routine), "counter": counter_of(routine)}
    recorded = {clip for clip, voice in voices.items() if voice and _is_recorded(voice)}
    return recorded or {"speech"}


def _is_recorded(voice: str) -> bool:
    return parse_voice(voice).engine == ENGINE


def table(lines: list[Line]) -> str:
    """CSV, which is also an index of recordings."""
    text = StringIO()
    rows = writer(text, lineterminator="\n")
    rows.writerow(("file", "phrase", "optional"))
    rows.writerows((line.file, line.phrase, "optional" if line.optional else "") for line in lines)
    return text.getvalue()


def sheet(lines: list[Line]) -> str:
    """To be read aloud from a screen: what is optional comes last."""
    wanted = [line.phrase for line in lines if not line.optional]
    others = [line.phrase for line in lines if line.optional]
    more = ["Shorter, where time is short:", *others] if others else []
    return "".join(f"{phrase}\n\n" for phrase in (*wanted, *more))
