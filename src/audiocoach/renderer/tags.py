"""What players show of a track: its names, its chapters, its words and its cover."""

from collections.abc import Mapping
from types import MappingProxyType

from audiocoach.cache import Store
from audiocoach.config.output import OutputSettings
from audiocoach.i18n.languages import primary
from audiocoach.mp3.tags import UNSTATED, Line, Lyrics, TrackTags
from audiocoach.renderer import cover
from audiocoach.timeline import Timeline

ISO_639_2: Mapping[str, str] = MappingProxyType(
    {
        "de": "deu",
        "en": "eng",
        "es": "spa",
        "fr": "fra",
        "it": "ita",
        "nl": "nld",
        "pt": "por",
        "ru": "rus",
    }
)
"""ID3's name of each language that the coach speaks."""


def tags_of(timeline: Timeline, output: OutputSettings, store: Store) -> TrackTags:
    """The tags of a whole track; CoachError for a cover that cannot be read."""
    shape = cover.shape_of(timeline)
    return TrackTags(
        timeline.title,
        timeline.duration_ms,
        timeline.chapters,
        artist(timeline),
        lyrics=lyrics(timeline, 0, timeline.duration_ms),
        cover=cover.choose(output.cover, shape, store) if output.of.cover else None,
    )


def artist(timeline: Timeline) -> str:
    """Whom players name as the artist."""
    return timeline.artist or "audiocoach"


def lyrics(timeline: Timeline, start_ms: int, end_ms: int) -> Lyrics:
    """The words that begin in [start_ms, end_ms), timed from `start_ms`; the text has no counts."""
    cues = [cue for cue in timeline.spoken if start_ms <= cue.start_ms < end_ms]
    return Lyrics(
        lines=tuple(Line(cue.start_ms - start_ms, cue.text) for cue in cues),
        text="\n".join(cue.text for cue in cues if cue.role != "count"),
        language=ISO_639_2.get(primary(timeline.language), UNSTATED),
    )
