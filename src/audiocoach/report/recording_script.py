"""A routine as a script: every phrase that somebody says in it who records it themselves."""

from collections.abc import Collection, Iterator, Sequence
from csv import writer
from dataclasses import dataclass
from io import StringIO

from audiocoach.config.resolve import NamedVoice, Settings
from audiocoach.i18n.normalise import clean_text, normalise
from audiocoach.plan import Plan
from audiocoach.plan.model import Speaker
from audiocoach.renderer.clips import clips_of
from audiocoach.timeline import ClipSpec
from audiocoach.tts import parse_voice
from audiocoach.tts.recorded import file_stem
from audiocoach.tts.registry import RECORDED


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

    settings: Settings
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
        return _said(self.settings, text)


def script(settings: Settings, plan: Plan) -> Script:
    """A planned session as a script; raises SpeechError for what is no voice.

    Where somebody else counts: of those who are recorded, or of the coach if nobody is yet.
    """
    speakers, lines = _recorded(settings), dict[str, Line]()
    for line in _lines(settings, plan, speakers):
        lines.setdefault(line.file, line)
    return Script(settings, plan, tuple(lines.values()), speakers)


def _lines(settings: Settings, plan: Plan, speakers: frozenset[Speaker]) -> Iterator[Line]:
    full = {cue.variants[0] for interval in plan.intervals for cue in interval.cues if cue.variants}
    for clip in clips_of(plan):
        if _is_said_by(clip, speakers):
            phrase = _said(settings, clip.text)
            text = clean_text(clip.text)
            yield Line(f"{file_stem(phrase)}.wav", phrase, text, clip.text not in full)


def _is_said_by(clip: ClipSpec, speakers: Collection[Speaker]) -> bool:
    return clip.kind == "speech" and clip.speaker in speakers


def _said(settings: Settings, text: str) -> str:
    return normalise(text, settings.language, tuple(settings.routine.pronounce.items()))


def _recorded(settings: Settings) -> frozenset[Speaker]:
    voices: dict[Speaker, NamedVoice | None] = {
        "coach": settings.voice,
        "counter": settings.counter,
    }
    recorded = (speaker for speaker, voice in voices.items() if voice and _is_recorded(voice.name))
    return frozenset(recorded) or frozenset({"coach"})


def _is_recorded(voice: str) -> bool:
    return parse_voice(voice).engine == RECORDED


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
