"""One sentence in a voice, as it would be heard in a track: the way to try one."""

from dataclasses import dataclass, field
from pathlib import Path

from audiocoach.cache import Store
from audiocoach.config.output import OutputSettings
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import CoachError, Where
from audiocoach.renderer.clips import OpenVoice, Source, gather, silent
from audiocoach.renderer.track import render
from audiocoach.sounds import open_kit
from audiocoach.timeline import ClipSpec, PlacedCue, Timeline
from audiocoach.tts import UserVoices, Voice, open_engine

_LONGEST = 1_000
_AROUND_MS = 300
"""Quiet before and after it, for players that swallow a beginning."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence, who says it, and in which language it is written."""

    text: str
    voice: Voice
    language: str
    own: UserVoices = field(default_factory=UserVoices)


def preview(said: Said, path: Path, output: OutputSettings, store: Store) -> None:
    """Write it to `path`; raises CoachError."""
    _check(said.text)
    with open_engine(said.voice, said.own) as engine:
        source = Source(OpenVoice(engine, said.voice), open_kit(DEFAULTS.sounds), said.language)
        clip = ClipSpec(said.text)
        clips = gather([clip], source, store, silent)
        timeline = _timeline(said, clips.lengths[clip])
        render(timeline, clips, store, output, path)


def _check(text: str) -> None:
    if not text.strip():
        raise CoachError("there is nothing to say; write a sentence in quotes")
    if len(text) > _LONGEST:
        raise CoachError(
            f"that is {len(text):,} characters; {_LONGEST:,} are enough to try a voice"
        )


def _timeline(said: Said, lasts_ms: int) -> Timeline:
    end = _AROUND_MS + lasts_ms
    cue = PlacedCue(_AROUND_MS, end, "speech", said.text, "announce", Where("", 1, 1))
    return Timeline(
        routine="say",
        title=said.text,
        artist=None,
        language=said.language,
        duration_ms=end + _AROUND_MS,
        intervals=(),
        cues=(cue,),
        chapters=(),
        dropped=(),
    )
