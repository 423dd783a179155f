"""What the tracks of a site share: its pages, their look, and what a phone installs."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from audiocoach.renderer.cover_theme import theme_for
from audiocoach.site.colours import dark, themes_css
from audiocoach.site.data import cover_file
from audiocoach.site.manifest import manifest
from audiocoach.site.model import Episode, Site, SiteFile
from audiocoach.site.page import Look, Shown, list_page, track_page
from audiocoach.site.worker import service_worker

_ASSETS = Path(__file__).parent / "assets"
_INDEX = "index.html"
_HTML = "text/html; charset=utf-8"


class _Assets(NamedTuple):
    """The files that every page shares."""

    style: SiteFile
    script: SiteFile
    icon: SiteFile
    large_icon: SiteFile
    maskable_icon: SiteFile
    touch_icon: SiteFile


def page_files(episodes: Sequence[Episode], site: Site) -> Iterator[SiteFile]:
    """A page for each track, the one that a site opens with, and what they are made of."""
    assets = _assets(episodes)
    look = Look(
        style=assets.style.path,
        script=assets.script.path,
        icon=assets.icon.path,
        touch_icon=assets.touch_icon.path,
    )
    covers = [cover_file(episode) for episode in episodes]
    shown = [
        Shown(episode, cover.path if cover else None)
        for episode, cover in zip(episodes, covers, strict=True)
    ]
    is_alone = len(shown) == 1
    pages = [_track_page(each, site, look, is_alone=is_alone) for each in shown]
    if is_alone:
        index = pages[0]._replace(path=_INDEX)
        shell = [index, *assets, *filter(None, covers)]
    else:
        index = _page(_INDEX, list_page(shown, site, look))
        shell = [index, *assets]
    described = _manifest(episodes, site, assets)
    yield from (index, *assets, described, *pages)
    yield service_worker([*shell, described])


def _track_page(shown: Shown, site: Site, look: Look, *, is_alone: bool) -> SiteFile:
    path = f"{shown.episode.name}.html"
    return _page(path, track_page(shown, site, look, [path, _INDEX] if is_alone else [path]))


def _page(path: str, html: str) -> SiteFile:
    return SiteFile(path, _HTML, html.encode())


def _assets(episodes: Sequence[Episode]) -> _Assets:
    themes = themes_css(theme_for(episode.timeline.title) for episode in episodes)
    style = (_ASSETS / "style.css").read_bytes() + themes.encode()
    return _Assets(
        style=_named("style.css", "text/css; charset=utf-8", style),
        script=_asset("player.js", "text/javascript; charset=utf-8"),
        icon=_asset("icon-192.png", "image/png"),
        large_icon=_asset("icon-512.png", "image/png"),
        maskable_icon=_asset("maskable-512.png", "image/png"),
        touch_icon=_asset("icon-180.png", "image/png"),
    )


def _asset(name: str, media_type: str) -> SiteFile:
    return _named(name, media_type, (_ASSETS / name).read_bytes())


def _named(name: str, media_type: str, content: bytes) -> SiteFile:
    """A file whose name changes with its content."""
    stem, suffix = name.split(".")
    path = f"{stem}.{sha256(content).hexdigest()[:8]}.{suffix}"
    return SiteFile(path, media_type, content, is_immutable=True)


def _manifest(episodes: Sequence[Episode], site: Site, assets: _Assets) -> SiteFile:
    timeline = episodes[0].timeline
    title = timeline.title if len(episodes) == 1 else site.title
    icons = (
        (assets.icon.path, 192, "any"),
        (assets.large_icon.path, 512, "any"),
        (assets.maskable_icon.path, 512, "maskable"),
    )
    return manifest(title, timeline.language, dark(theme_for(timeline.title)), icons)
