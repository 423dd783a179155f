"""Episodes → every file of their site."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from audiocoach.export.sidecars import to_podcast_chapters, to_webvtt
from audiocoach.site.model import Episode, SiteFile

_ASSETS = Path(__file__).parent / "assets"


def site_files(episodes: Sequence[Episode]) -> Iterator[SiteFile]:
    """Every file of the site that offers these episodes, each path once."""
    script, style = _asset("player.js", "text/javascript"), _asset("style.css", "text/css")
    yield from (script, style)
    for number, episode in enumerate(episodes):
        page = _page(episode, script.path, style.path).encode()
        yield SiteFile(f"{episode.name}.html", "text/html; charset=utf-8", page)
        if not number:
            yield SiteFile("index.html", "text/html; charset=utf-8", page)
        yield from _episode_files(episode)


def _asset(name: str, media_type: str) -> SiteFile:
    content = (_ASSETS / name).read_bytes()
    stem, suffix = name.split(".")
    path = f"{stem}.{sha256(content).hexdigest()[:8]}.{suffix}"
    return SiteFile(path, f"{media_type}; charset=utf-8", content, is_immutable=True)


def _episode_files(episode: Episode) -> Iterator[SiteFile]:
    stem, timeline = episode.stem, episode.timeline
    track = f"{stem}.mp3"
    yield SiteFile(track, "audio/mpeg", episode.audio, is_immutable=True)
    texts = (
        (".chapters.json", "application/json+chapters", to_podcast_chapters(timeline, track)),
        (".vtt", "text/vtt; charset=utf-8", to_webvtt(timeline, track)),
        (".json", "application/json", _data(episode)),
    )
    for suffix, media_type, text in texts:
        yield SiteFile(stem + suffix, media_type, text.encode(), is_immutable=True)
    if episode.cover:
        suffix = ".png" if episode.cover.mime == "image/png" else ".jpg"
        cover = episode.cover
        yield SiteFile(stem + suffix, cover.mime, cover.data, is_immutable=True)


def _data(episode: Episode) -> str:
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


def _page(episode: Episode, script: str, style: str) -> str:
    title = escape(episode.timeline.title)
    return f"""<!doctype html>
<html lang="{escape(episode.timeline.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
<main>
<h1>{title}</h1>
<audio controls src="{episode.stem}.mp3"></audio>
<p><a href="{episode.stem}.mp3" download="{episode.name}.mp3">Save to this phone</a></p>
</main>
</html>
"""
