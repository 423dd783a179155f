"""One sentence in a voice, as it would be heard in a track: the way to try a voice."""

from audiocoach.compiler import SessionCompiler
from audiocoach.config.resolve import NamedVoice
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import CoachError, Where
from audiocoach.i18n.normalise import has_words
from audiocoach.renderer.clips import Clips, Source, gather
from audiocoach.sounds import open_kit
from audiocoach.timeline import ClipSpec, PlacedCue, Timeline
from audiocoach.tts import UserVoices

_LONGEST = 1_000
_AROUND_MS = 300
"""Quiet before and after it, for players that swallow a beginning."""


def compile_preview(
    text: str, voice: NamedVoice, language: str, users: UserVoices, compiler: SessionCompiler
) -> tuple[Timeline, Clips]:
    """A track of that sentence alone, and its one clip; raises CoachError."""
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise CoachError("this is no text that can be said", "write it in UTF-8")
    if not has_words(text):
        raise CoachError("there is nothing to say", "write a sentence in quotes")
    if len(text) > _LONGEST:
        raise CoachError(
            f"that is {len(text):,} characters", f"{_LONGEST:,} are enough to try a voice"
        )
    source = Source(compiler.open_voice(voice, users), open_kit(DEFAULTS.sounds), language)
    clip = ClipSpec(text)
    clips = gather([clip], source, compiler.store, compiler.progress)
    end = _AROUND_MS + clips.lengths[clip]
    cue = PlacedCue(_AROUND_MS, end, "speech", text, "announce", Where("", 1, 1))
    timeline = Timeline(
        routine="say",
        title=text,
        artist=None,
        language=language,
        duration_ms=end + _AROUND_MS,
        intervals=(),
        cues=(cue,),
        chapters=(),
        dropped=(),
    )
    return timeline, clips
