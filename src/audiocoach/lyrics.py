"""What is said in a stretch of the Timeline, as players show it from a tag."""

from collections.abc import Mapping
from types import MappingProxyType

from audiocoach.languages import primary
from audiocoach.mp3 import UNSTATED, Line, Lyrics
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


def lyrics(timeline: Timeline, start_ms: int, end_ms: int) -> Lyrics:
    """The words that begin in [start_ms, end_ms), counted from there; none counts in the text."""
    said = [cue for cue in timeline.spoken if start_ms <= cue.start_ms < end_ms]
    return Lyrics(
        lines=tuple(Line(cue.start_ms - start_ms, cue.said) for cue in said),
        text="\n".join(cue.said for cue in said if cue.why != "count"),
        language=ISO_639_2.get(primary(timeline.language), UNSTATED),
    )
