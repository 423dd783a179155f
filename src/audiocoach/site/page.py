"""Episodes → the pages that play them, with the script and the style that pages share."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

from audiocoach.site.model import Episode, Site, SiteFile

_ASSETS = Path(__file__).parent / "assets"


def page_files(episodes: Sequence[Episode], site: Site) -> Iterator[SiteFile]:
    """A page for each track, the one that a site opens with, and what they are made of."""
    script, style = _asset("player.js", "text/javascript"), _asset("style.css", "text/css")
    yield from (script, style)
    for number, episode in enumerate(episodes):
        page = _page(episode, site, script.path, style.path).encode()
        yield SiteFile(f"{episode.name}.html", "text/html; charset=utf-8", page)
        if not number:
            yield SiteFile("index.html", "text/html; charset=utf-8", page)


def _asset(name: str, media_type: str) -> SiteFile:
    content = (_ASSETS / name).read_bytes()
    stem, suffix = name.split(".")
    path = f"{stem}.{sha256(content).hexdigest()[:8]}.{suffix}"
    return SiteFile(path, f"{media_type}; charset=utf-8", content, is_immutable=True)


def _page(episode: Episode, site: Site, script: str, style: str) -> str:
    title = escape(episode.timeline.title)
    return f"""<!doctype html>
<html lang="{escape(episode.timeline.language)}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{_site_head(site)}<link rel="stylesheet" href="{style}">
<script type="module" src="{script}"></script>
<main>
<h1>{title}</h1>
<audio controls src="{episode.stem}.mp3"></audio>
<p><a href="{episode.stem}.mp3" download="{episode.name}.mp3">Save to this phone</a></p>
</main>
</html>
"""


def _site_head(site: Site) -> str:
    """What stands in the head of every page of a published site."""
    robots = '<meta name="robots" content="noindex">\n' if site.is_private else ""
    if not site.feed:
        return robots
    kind = 'rel="alternate" type="application/rss+xml"'
    return f'{robots}<link {kind} title="{escape(site.title)}" href="{site.feed}">\n'
