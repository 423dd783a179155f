"""A routine as a script: every phrase that somebody says in it who records it themselves."""

from collections.abc import Iterator, Sequence
from csv import writer
from dataclasses import dataclass
from io import StringIO

from audiocoach.compiler import Options, compile_session
from audiocoach.i18n.languages import counter_of, language_of, voice_of
from audiocoach.plan import Plan, plan_session
from audiocoach.renderer.clips import sayables
from audiocoach.routine.catalog import find
from audiocoach.routine.customise import customise
from audiocoach.routine.model import Routine
from audiocoach.timeline import Take
from audiocoach.tts import normalise, parse_voice, plain
from audiocoach.tts.recorded.engine import ENGINE
from audiocoach.tts.recorded.folder import file_stem


@dataclass(frozen=True, slots=True)
class Line:
    """One phrase to record."""

    file: str
    phrase: str
    """As a voice is given it."""
    written: str
    """As it is read from a sheet: `Kettlebell`, where a voice is given `Kettelbell`."""
    optional: bool
    """Whether it is said only where a fuller one has no room."""


@dataclass(frozen=True, slots=True)
class Script:
    """A routine as it is to be spoken."""

    routine: Routine
    plan: Plan
    lines: tuple[Line, ...]
    """Every phrase once, in order of first use."""
    takes: frozenset[Take]
    """Which clips of the plan say them."""

    def said(self, text: str) -> str:
        """A text of the plan as a phrase."""
        return _said(self.routine, text)


def script(name: str, options: Options) -> Script:
    """The routine `name` as a script; raises CoachError.

    Where somebody else counts: of those who are recorded, or of the coach if nobody is yet.
    """
    found = find(name)
    routine = customise(found, options.wishes, options.config.of(found.slug))
    # How often it goes round in a given time is known only when it has been spoken.
    plan = compile_session(name, options).plan if options.fit_ms else plan_session(routine)
    takes, lines = _recorded(routine), dict[str, Line]()
    for line in _lines(routine, plan, takes):
        lines.setdefault(line.file, line)
    return Script(routine, plan, tuple(lines.values()), takes)


def _lines(routine: Routine, plan: Plan, takes: frozenset[Take]) -> Iterator[Line]:
    full = {cue.variants[0] for interval in plan.intervals for cue in interval.cues if cue.variants}
    for clip, text in sayables(plan):
        if clip in takes:
            said = _said(routine, text)
            yield Line(f"{file_stem(said)}.wav", said, plain(text), text not in full)


def _said(routine: Routine, text: str) -> str:
    return normalise(text, language_of(routine), tuple(routine.pronounce.items()))


def _recorded(routine: Routine) -> frozenset[Take]:
    voices: dict[Take, str | None] = {"speech": voice_of(routine), "counter": counter_of(routine)}
    recorded = (clip for clip, voice in voices.items() if voice and _is_recorded(voice))
    return frozenset(recorded) or frozenset({"speech"})


def _is_recorded(voice: str) -> bool:
    return parse_voice(voice).engine == ENGINE


def table(lines: Sequence[Line]) -> str:
    """CSV, which is also an index of recordings."""
    text = StringIO()
    rows = writer(text, lineterminator="\n")
    rows.writerow(("file", "phrase", "optional"))
    rows.writerows((line.file, line.phrase, "optional" if line.optional else "") for line in lines)
    return text.getvalue()


def sheet(lines: Sequence[Line]) -> str:
    """To be read aloud from a screen: what is optional comes last."""
    wanted = [line.written for line in lines if not line.optional]
    others = [line.written for line in lines if line.optional]
    more = ["Shorter, where time is short:", *others] if others else []
    return "".join(f"{phrase}\n\n" for phrase in (*wanted, *more))
