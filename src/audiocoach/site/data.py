"""An episode → its files: track, chapters, captions, cover, and which of its versions is newest."""

import json
from collections.abc import Iterator

from audiocoach.export.sidecars import to_podcast_chapters, to_webvtt
from audiocoach.site.model import Episode, SiteFile
from audiocoach.site.pictures import page_cover


def episode_files(episode: Episode) -> Iterator[SiteFile]:
    """Every file that belongs to this track alone, but its page."""
    stem, timeline = episode.stem, episode.timeline
    track = f"{stem}.mp3"
    yield SiteFile(track, "audio/mpeg", episode.audio, is_immutable=True)
    texts = (
        (".chapters.json", "application/json+chapters", to_podcast_chapters(timeline, track)),
        (".vtt", "text/vtt; charset=utf-8", to_webvtt(timeline, track)),
    )
    for suffix, media_type, text in texts:
        yield SiteFile(stem + suffix, media_type, text.encode(), is_immutable=True)
    if cover := cover_file(episode):
        yield cover
    yield pointer_file(episode)


def cover_file(episode: Episode) -> SiteFile | None:
    """Its cover as pages show it."""
    picture = page_cover(episode.cover) if episode.cover else None
    if picture is None:
        return None
    suffix = ".png" if picture.mime == "image/png" else ".jpg"
    return SiteFile(episode.stem + suffix, picture.mime, picture.data, is_immutable=True)


def pointer_file(episode: Episode) -> SiteFile:
    """By which a page that was kept finds the track as it is now."""
    pointer = {"track": episode.stem, "title": episode.timeline.title}
    text = json.dumps(pointer, ensure_ascii=False)
    return SiteFile(f"{episode.name}.json", "application/json", text.encode())
