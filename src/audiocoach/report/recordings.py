"""Recordings of one's own voice: the script to speak from, and how good a folder of them is."""

from collections.abc import Collection, Mapping, Sequence
from csv import writer
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.compiler import SessionCompiler
from audiocoach.config.resolve import NamedVoice, Settings
from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise import clean_text, normalise, without_phonemes
from audiocoach.plan import Plan
from audiocoach.plan.model import Cue, Speaker, Words
from audiocoach.renderer.attacks import find_attacks, words_on_beats
from audiocoach.renderer.clips import clips_of, gather
from audiocoach.support import headers
from audiocoach.support.files import is_folder
from audiocoach.support.messages import csv_cell, nearest
from audiocoach.support.tables import Row, align_columns
from audiocoach.timeline import ClipSpec, Timeline, lay_out
from audiocoach.tts import parse_voice
from audiocoach.tts.recorded import GUESSES, Recordings, file_stem, read_recordings
from audiocoach.tts.registry import RECORDED, fallback_voice
from audiocoach.tts.takes import Take, judge

_SIMILARITY = 0.6
"""How much of two names has to match, for the file of one to be taken for the other's."""
_PHRASE_SHOWN = 60
_SHORTER = "too long: there is no room for it, and a shorter one is said"


# The script


class ScriptLine(NamedTuple):
    """One phrase to record."""

    file: str
    """The name to give its recording."""
    phrase: str
    """As a voice is given it."""
    written: str
    """As it is read from a sheet: `Kettlebell`, where a voice is given `Kettelbell`."""
    optional: bool
    """Whether it is said only where a fuller phrase has no room."""


class Script(NamedTuple):
    """A planned session as what there is to record of it."""

    settings: Settings
    plan: Plan
    lines: tuple[ScriptLine, ...]
    """Every phrase once, in order of first use."""
    speakers: frozenset[Speaker]
    """Whose phrases they are."""


def write_script(settings: Settings, plan: Plan) -> Script:
    """The script of a planned session; raises SpeechError for what is no voice.

    With a counter, it has the phrases of those who are recorded, or the coach's if nobody is yet.
    """
    voices: dict[Speaker, NamedVoice | None]
    voices = {"coach": settings.voice, "counter": settings.counter}
    speakers: frozenset[Speaker] = frozenset(
        speaker
        for speaker, voice in voices.items()
        if voice and parse_voice(voice.name).engine == RECORDED
    ) or frozenset({"coach"})
    fullest = _fullest(plan)
    lines: dict[str, ScriptLine] = {}
    for clip in clips_of(plan):
        if _is_said_by(clip, speakers):
            phrase, optional = _phrase_of(clip.text, settings), clip.text not in fullest
            file = f"{file_stem(phrase)}.wav"
            lines.setdefault(file, ScriptLine(file, phrase, clean_text(clip.text), optional))
    return Script(settings, plan, tuple(lines.values()), speakers)


def _fullest(plan: Plan) -> set[str]:
    """The fullest variant of each cue; of what is said once, that where it is wanted first."""
    texts: dict[Words | Cue, str] = {}
    for interval in plan.intervals:
        for cue in interval.cues:
            texts.setdefault(cue.words if cue.words and cue.once else cue, cue.variants[0])
    return {*texts.values()}


def _is_said_by(clip: ClipSpec, speakers: Collection[Speaker]) -> bool:
    return clip.kind == "speech" and clip.speaker in speakers


def _phrase_of(text: str, settings: Settings) -> str:
    """A text of the plan as a voice is given it that reads no phonemes, as people do not."""
    pronounce = tuple(settings.routine.pronounce.items())
    return without_phonemes(normalise(text, settings.language, pronounce))


def script_as_csv(lines: Sequence[ScriptLine]) -> str:
    """A table of the phrases and their files, which is also an index of recordings."""
    text = StringIO()
    rows = writer(text, lineterminator="\n")
    rows.writerow(headers.SCRIPT_COLUMNS)
    for line in lines:
        # An index is looked up by letters and figures alone: an apostrophe changes no phrase.
        rows.writerow((line.file, csv_cell(line.phrase), "optional" if line.optional else ""))
    return text.getvalue()


def script_as_sheet(lines: Sequence[ScriptLine]) -> str:
    """The phrases to be read aloud from a screen: what is optional comes last."""
    required = [line.written for line in lines if not line.optional]
    optional = [line.written for line in lines if line.optional]
    more = ["Shorter, where time is short:", *optional] if optional else []
    return headers.SCRIPT_SHEET + "".join(f"{phrase}\n\n" for phrase in (*required, *more))


# The check


class CheckedPhrase(NamedTuple):
    """A phrase of the script, and its recording."""

    line: ScriptLine
    file: Path | None
    take: Take
    no_room: str = ""
    """Why the recording has no room in the track, if it has none."""

    @property
    def verdict(self) -> str:
        """In words: `good`, or everything that is not."""
        if self.file is None:
            return "missing, optional" if self.line.optional else "missing"
        if self.take.unusable:
            return f"UNUSABLE: {self.take.unusable}"
        return "; ".join(filter(None, (self.no_room, *self.take.doubts))) or "good"


class RecordingCheck(Struct, frozen=True):
    """How good a folder of recordings is for one script."""

    folder: Path
    phrases: tuple[CheckedPhrase, ...]
    unused: Mapping[Path, str]
    """Recordings of no phrase, each with the name it may have been meant to have, or ''."""

    @property
    def unusable(self) -> int:
        """How many recordings cannot be heard."""
        return sum(bool(phrase.take.unusable) for phrase in self.phrases)

    def text(self) -> str:
        """A table with a line for each phrase and each unused file, then a summary."""
        rows: list[Row] = []
        for checked in self.phrases:
            file = checked.file.relative_to(self.folder) if checked.file else checked.line.file
            length = f"{checked.take.lasts_ms / 1000:.1f} s" if checked.take.lasts_ms else "-"
            phrase = checked.line.phrase
            short = phrase if len(phrase) <= _PHRASE_SHOWN else f"{phrase[: _PHRASE_SHOWN - 1]}…"
            rows.append((str(file), length, checked.verdict, short))
        for path, name in self.unused.items():
            guess = f"; did you mean {name}?" if name else ""
            rows.append((str(path.relative_to(self.folder)), "-", f"of no phrase{guess}", ""))
        absent = [checked.line for checked in self.phrases if checked.file is None]
        total, missing = len(self.phrases), sum(not line.optional for line in absent)
        counts = {"to record": missing, "unusable": self.unusable, "not used": len(self.unused)}
        summary = [f"{total - len(absent)} of {total} phrases are recorded"]
        summary += (f"{count} {what}" for what, count in counts.items() if count)
        return f"{headers.RECORDINGS_CHECK}{align_columns(rows)}\n{', '.join(summary)}\n"


def check_recordings(script: Script, folder: Path, compiler: SessionCompiler) -> RecordingCheck:
    """Listen to every recording of the script in `folder`, and measure it; raises CoachError."""
    if not is_folder(folder):
        raise SpeechError(f"{folder}: there is no such folder of recordings")
    recordings = read_recordings(folder)
    takes: dict[str, Take] = {}
    phrases: list[CheckedPhrase] = []
    for done, line in enumerate(script.lines, 1):
        file, take = recordings.find(line.phrase), Take()
        if file:
            take = takes[file_stem(line.phrase)] = judge(file, line.phrase)
        phrases.append(CheckedPhrase(line, file, take))
        compiler.progress("Listening", done, len(script.lines))
    no_room = _find_without_room(script, takes, compiler)
    checked = tuple(
        phrase._replace(no_room=no_room.get(file_stem(phrase.line.phrase), ""))
        for phrase in phrases
    )
    return RecordingCheck(folder, checked, _find_unused(checked, recordings))


def _find_without_room(
    script: Script, takes: Mapping[str, Take], compiler: SessionCompiler
) -> dict[str, str]:
    """The stems of recordings that have no room in the track, and why."""
    settings = script.settings
    usable = {stem for stem, take in takes.items() if not take.unusable}
    timeline = _lay_out_recordings(script, takes, compiler)
    spoken = {cue.text for cue in timeline.spoken}
    reasons = {text: _SHORTER for text in _fullest(script.plan) if text not in spoken}
    reasons |= {cue.text: f"too long: {cue.reason}" for cue in timeline.dropped}
    by_stem = {file_stem(_phrase_of(text, settings)): reason for text, reason in reasons.items()}
    return {stem: reason for stem, reason in by_stem.items() if stem in usable}


def _lay_out_recordings(
    script: Script, takes: Mapping[str, Take], compiler: SessionCompiler
) -> Timeline:
    """The session with the recordings; another voice speaks what is not recorded."""
    settings = script.settings
    spoken = replace(
        settings,
        voice=_voice_without_recording(script, "coach", settings.voice),
        counter=settings.counter and _voice_without_recording(script, "counter", settings.counter),
    )
    source = compiler.source(spoken)
    clips = gather(clips_of(script.plan), source, compiler.store, compiler.progress)
    lengths = dict(clips.lengths)
    attacks = dict(find_attacks(words_on_beats(script.plan), clips, compiler.store))
    for clip in lengths:
        take = takes.get(file_stem(_phrase_of(clip.text, settings)))
        if take and take.lasts_ms and _is_said_by(clip, script.speakers):
            lengths[clip], attacks[clip] = take.lasts_ms, take.attack_ms
    return lay_out(script.plan, lengths, attacks)


def _voice_without_recording(script: Script, speaker: Speaker, named: NamedVoice) -> NamedVoice:
    if speaker not in script.speakers:
        return named
    voice, user_voices = parse_voice(named.name), script.settings.user_voices
    if voice.engine == RECORDED:
        return NamedVoice(str(fallback_voice(voice, user_voices)))
    return NamedVoice(user_voices.fallback_voice)


def _find_unused(phrases: Sequence[CheckedPhrase], recordings: Recordings) -> dict[Path, str]:
    used = {phrase.file for phrase in phrases}
    every = {file_stem(phrase.line.phrase): phrase.line for phrase in phrases}
    missing = [file_stem(phrase.line.phrase) for phrase in phrases if phrase.file is None]
    unused: dict[Path, str] = {}
    for number, file in enumerate(file for file in recordings.files if file not in used):
        unused[file] = ""
        stem = file_stem(file.stem)
        if number < GUESSES and (
            meant := nearest(stem, missing, _SIMILARITY) or nearest(stem, every, _SIMILARITY)
        ):
            unused[file] = f"{Path(every[meant].file).stem}{file.suffix}"
    return unused
