"""An episode → its files: track, chapters, captions, cover, and what the player shows."""

import json
from collections.abc import Iterator

from audiocoach.export.sidecars import to_podcast_chapters, to_webvtt
from audiocoach.site.model import Episode, SiteFile


def episode_files(episode: Episode) -> Iterator[SiteFile]:
    """Every file that belongs to this track alone, but its page."""
    stem, timeline = episode.stem, episode.timeline
    track = f"{stem}.mp3"
    yield SiteFile(track, "audio/mpeg", episode.audio, is_immutable=True)
    texts = (
        (".chapters.json", "application/json+chapters", to_podcast_chapters(timeline, track)),
        (".vtt", "text/vtt; charset=utf-8", to_webvtt(timeline, track)),
        (".json", "application/json", _shown(episode)),
    )
    for suffix, media_type, text in texts:
        yield SiteFile(stem + suffix, media_type, text.encode(), is_immutable=True)
    if episode.cover:
        suffix = ".png" if episode.cover.mime == "image/png" else ".jpg"
        cover = episode.cover
        yield SiteFile(stem + suffix, cover.mime, cover.data, is_immutable=True)
    yield SiteFile(f"{episode.name}.json", "application/json", _pointer(episode).encode())


def _pointer(episode: Episode) -> str:
    """By which a page that was kept finds the track as it is now."""
    pointer = {"track": episode.stem, "title": episode.timeline.title}
    return json.dumps(pointer, ensure_ascii=False)


def _shown(episode: Episode) -> str:
    """What the player shows as the track plays; times are whole milliseconds."""
    timeline = episode.timeline
    return json.dumps(
        {
            "title": timeline.title,
            "artist": timeline.artist,
            "duration_ms": timeline.duration_ms,
            "chapters": [chapter._asdict() for chapter in timeline.chapters],
            "cues": [[cue.start_ms, cue.end_ms, cue.text] for cue in timeline.spoken],
        },
        ensure_ascii=False,
    )
