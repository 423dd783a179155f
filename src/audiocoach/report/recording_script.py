"""A routine as a script: every phrase that somebody says in it who records it themselves."""

from collections.abc import Collection, Iterator, Sequence
from csv import writer
from dataclasses import dataclass
from io import StringIO

from audiocoach.compiler import Options, compile_session
from audiocoach.config.resolve import customise
from audiocoach.i18n.languages import counter_of, language_of, voice_of
from audiocoach.plan import Plan, plan_session
from audiocoach.plan.model import Speaker
from audiocoach.renderer.clips import clips_of
from audiocoach.routine.catalog import find
from audiocoach.routine.model import Routine
from audiocoach.timeline import ClipSpec
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
    speakers: frozenset[Speaker]
    """Who of the plan says them."""

    def has(self, clip: ClipSpec) -> bool:
        """Whether the clip is one of those to record."""
        return _is_said_by(clip, self.speakers)

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
    plan = compile_session(name, options).plan if options.wishes.fit else plan_session(routine)
    speakers, lines = _recorded(routine), dict[str, Line]()
    for line in _lines(routine, plan, speakers):
        lines.setdefault(line.file, line)
    return Script(routine, plan, tuple(lines.values()), speakers)


def _lines(routine: Routine, plan: Plan, speakers: frozenset[Speaker]) -> Iterator[Line]:
    full = {cue.variants[0] for interval in plan.intervals for cue in interval.cues if cue.variants}
    for clip in clips_of(plan):
        if _is_said_by(clip, speakers):
            phrase = _said(routine, clip.text)
            yield Line(f"{file_stem(phrase)}.wav", phrase, plain(clip.text), clip.text not in full)


def _is_said_by(clip: ClipSpec, speakers: Collection[Speaker]) -> bool:
    return clip.kind == "speech" and clip.speaker in speakers


def _said(routine: Routine, text: str) -> str:
    return normalise(text, language_of(routine), tuple(routine.pronounce.items()))


def _recorded(routine: Routine) -> frozenset[Speaker]:
    voices: dict[Speaker, str | None] = {
        "coach": voice_of(routine),
        "counter": counter_of(routine),
    }
    recorded = (speaker for speaker, voice in voices.items() if voice and _is_recorded(voice))
    return frozenset(recorded) or frozenset({"coach"})


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
