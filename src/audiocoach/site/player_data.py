"""What a page's script shows as the track plays. Times are whole milliseconds."""

from itertools import groupby

from msgspec.structs import asdict

from audiocoach.plan.model import Role
from audiocoach.site.model import Episode
from audiocoach.site.words import load_words
from audiocoach.timeline import PlacedInterval

_ASIDES: frozenset[Role] = frozenset(
    {"count", "countdown", "tempo", "switch", "halfway", "remaining", "encourage"}
)
"""What a screen reader need not say besides: it comes too often, and is over at once."""
_STRIP = 1000
"""How many parts the strip of a track has."""
_SCRIPT_WORDS = (
    "play", "pause", "save_hint", "keep_hint", "keeping", "kept", "not_kept", "newer",
)  # fmt: skip


def player_data(episode: Episode, pages: list[str], files: list[str]) -> dict[str, object]:
    """Everything about a track that its page has not in its markup.

    `pages` are the names of its page, `files` what that needs besides the track.
    """
    timeline = episode.timeline
    words = asdict(load_words(timeline.language))
    return {
        "name": episode.name,
        "stem": episode.stem,
        "size": episode.size_bytes,
        "duration": timeline.duration_ms,
        "pages": pages,
        "files": files,
        "cues": [
            [cue.start_ms, cue.end_ms, cue.text, int(cue.role in _ASIDES)]
            for cue in timeline.spoken
        ],
        "words": {name: words[name] for name in _SCRIPT_WORDS},
    }


def work_path(episode: Episode) -> str:
    """Work as it lies in the track: rectangles in a drawing 1000 wide and 10 high, as SVG path."""
    timeline = episode.timeline
    parts = []
    for is_work, run in groupby(timeline.intervals, key=_is_work):
        if is_work:
            placed = [*run]
            bounds = (placed[0].start_ms, placed[-1].end_ms)
            start, end = (at * _STRIP // timeline.duration_ms for at in bounds)
            parts.append(f"M{start} 0H{max(end, start + 1)}V10H{start}z")
    return "".join(parts)


def _is_work(placed: PlacedInterval) -> bool:
    return placed.interval.kind == "work"
