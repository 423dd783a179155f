"""A script held against a folder of recordings: what is there, how good it is, what nobody uses."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from audiocoach.compiler import SessionCompiler
from audiocoach.config.resolve import NamedVoice
from audiocoach.errors import SpeechError
from audiocoach.plan.model import Speaker
from audiocoach.renderer.clips import clips_of, gather
from audiocoach.report.recording_script import Line, Script
from audiocoach.support.columns import Row, aligned
from audiocoach.support.files import is_folder
from audiocoach.timeline import ClipSpec, Timeline, lay_out
from audiocoach.tts import parse_voice
from audiocoach.tts.recorded import Recordings, file_stem, read_recordings
from audiocoach.tts.registry import RECORDED, fallback_voice
from audiocoach.tts.takes import Take, judge

_NEAR = 0.6
_PHRASE_SHOWN = 60
_SHORTER = "too long: there is no room for it, and a shorter one is said"


@dataclass(frozen=True, slots=True)
class Judged:
    """A phrase of the script, and its recording."""

    line: Line
    file: Path | None
    take: Take
    slot: str = ""
    """Why it has no room in the track, if it has none."""

    @property
    def verdict(self) -> str:
        """In words: `good`, or everything that is not."""
        if self.file is None:
            return "missing, optional" if self.line.optional else "missing"
        if self.take.unusable:
            return f"UNUSABLE: {self.take.unusable}"
        return "; ".join(filter(None, (self.slot, *self.take.doubts))) or "good"


@dataclass(frozen=True, slots=True)
class RecordingCheck:
    """Every phrase, judged; and recordings of none of them, each with the file it may be for."""

    folder: Path
    phrases: tuple[Judged, ...]
    unused: Mapping[Path, str]

    @property
    def unusable(self) -> int:
        """How many recordings cannot be heard."""
        return sum(bool(each.take.unusable) for each in self.phrases)

    def text(self) -> str:
        """A table, a line for each phrase and each file that is not used; and their sum."""
        rows = [*map(self._phrase, self.phrases), *self._strays()]
        return f"{aligned(rows)}\n{self._sum()}\n"

    def _phrase(self, judged: Judged) -> Row:
        file = self._name(judged.file) if judged.file else judged.line.file
        lasts = f"{judged.take.lasts_ms / 1000:.1f} s" if judged.take.lasts_ms else "-"
        return file, lasts, judged.verdict, _short(judged.line.phrase)

    def _strays(self) -> Iterator[Row]:
        for file, near in self.unused.items():
            guess = f"; did you mean {near}?" if near else ""
            yield self._name(file), "-", f"of no phrase{guess}", ""

    def _name(self, file: Path) -> str:
        return str(file.relative_to(self.folder))

    def _sum(self) -> str:
        there = sum(each.file is not None for each in self.phrases)
        said = f"{there} of {len(self.phrases)} phrases are recorded"
        missing = sum(each.file is None and not each.line.optional for each in self.phrases)
        counts = {"to record": missing, "unusable": self.unusable, "not used": len(self.unused)}
        return ", ".join([said, *(f"{count} {what}" for what, count in counts.items() if count)])


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= _PHRASE_SHOWN else f"{phrase[: _PHRASE_SHOWN - 1]}…"


def check_recordings(script: Script, folder: Path, compiler: SessionCompiler) -> RecordingCheck:
    """Every recording of the script in `folder`, heard and measured. Raises CoachError."""
    if not is_folder(folder):
        raise SpeechError(f"{folder}: there is no such folder of recordings")
    recordings = read_recordings(folder)
    takes = _takes(script, recordings, compiler)
    slots = _slots(script, takes, compiler)
    phrases = tuple(
        Judged(line, recordings.find(line.phrase), takes.get(stem, Take()), slots.get(stem, ""))
        for line in script.lines
        for stem in [file_stem(line.phrase)]
    )
    return RecordingCheck(folder, phrases, _unused(phrases, recordings))


def _takes(script: Script, recordings: Recordings, compiler: SessionCompiler) -> dict[str, Take]:
    """By the stems of their phrases."""
    takes: dict[str, Take] = {}
    for done, line in enumerate(script.lines, 1):
        if file := recordings.find(line.phrase):
            takes[file_stem(line.phrase)] = judge(file, line.phrase)
        compiler.progress("Listening", done, len(script.lines))
    return takes


def _slots(script: Script, takes: Mapping[str, Take], compiler: SessionCompiler) -> dict[str, str]:
    """Why recordings have no room, by the stems of their phrases."""
    usable = {stem for stem, take in takes.items() if not take.unusable}
    timeline = _laid_out(script, takes, compiler)
    heard = {cue.text for cue in timeline.spoken}
    full = (cue.variants[0] for each in script.plan.intervals for cue in each.cues if cue.variants)
    why = {text: _SHORTER for text in full if text not in heard}
    why |= {gone.text: f"too long: {gone.reason}" for gone in timeline.dropped}
    by_stem = {file_stem(script.said(text)): reason for text, reason in why.items()}
    return {stem: reason for stem, reason in by_stem.items() if stem in usable}


def _laid_out(script: Script, takes: Mapping[str, Take], compiler: SessionCompiler) -> Timeline:
    """What is not recorded lasts as long as the voice takes that speaks it."""
    settings = script.settings
    heard = replace(
        settings,
        voice=_speaking(script, "coach", settings.voice),
        counter=settings.counter and _speaking(script, "counter", settings.counter),
    )
    source = compiler.source(heard)
    spoken = gather(clips_of(script.plan), source, compiler.store, compiler.progress)
    lengths: dict[ClipSpec, int] = {}
    for clip, length_ms in spoken.lengths.items():
        take = takes.get(file_stem(script.said(clip.text))) if script.has(clip) else None
        lengths[clip] = take.lasts_ms if take and take.lasts_ms else length_ms
    return lay_out(script.plan, lengths)


def _speaking(script: Script, speaker: Speaker, named: NamedVoice) -> NamedVoice:
    """Who is heard where there is no recording."""
    if speaker not in script.speakers:
        return named
    voice, own = parse_voice(named.name), script.settings.user_voices
    is_recorded = voice.engine == RECORDED
    return NamedVoice(str(fallback_voice(voice, own)) if is_recorded else own.fallback_voice)


def _unused(phrases: tuple[Judged, ...], recordings: Recordings) -> dict[Path, str]:
    used = {each.file for each in phrases}
    missing = {file_stem(each.line.phrase): each.line for each in phrases if each.file is None}
    every = {file_stem(each.line.phrase): each.line for each in phrases}
    found: dict[Path, str] = {}
    for file in recordings.files:
        if file in used:
            continue
        stem = file_stem(file.stem)
        near = [get_close_matches(stem, lines, 1, _NEAR) for lines in (missing, every)]
        line = next((every[stem] for stems in near for stem in stems), None)
        found[file] = f"{Path(line.file).stem}{file.suffix}" if line else ""
    return found
