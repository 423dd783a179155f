"""The pages of a site as HTML. Everything that matters is in them; a script only adds to it."""

from collections.abc import Sequence
from typing import NamedTuple

from audiocoach.i18n.phrases import load_phrases
from audiocoach.renderer.cover_theme import Theme, theme_for
from audiocoach.site.colours import Palette, as_hex, dark, light, theme_name
from audiocoach.site.manifest import NAME as MANIFEST
from audiocoach.site.markup import attributes, data_block, text
from audiocoach.site.model import Episode, Site
from audiocoach.site.player_data import player_data, work_path
from audiocoach.site.policy import PAGE_POLICY
from audiocoach.site.words import Words, load_words
from audiocoach.support.durations import MS_PER_MINUTE, MS_PER_SECOND, round_to

_COVER_SIDE = 600


class Look(NamedTuple):
    """The files that every page shares, by their paths."""

    style: str
    script: str
    icon: str
    touch_icon: str


class Shown(NamedTuple):
    """A track as pages show it."""

    episode: Episode
    cover: str | None
    """The path of its picture."""


_SIGNS = {
    "previous": "M6 5h2.5v14H6zM20 5v14L9.5 12z",
    "next": "M15.5 5H18v14h-2.5zM4 5l10.5 7L4 19z",
    "play": "M7 4.5v15L20 12z",
    "pause": "M6 4.5h4.5v15H6zM13.500 4.500H18v15h-4.500z",
}
"""The signs on buttons, drawn in a square of 24."""


def track_page(shown: Shown, site: Site, look: Look, pages: list[str]) -> str:
    """The page of one track; `pages` are the names under which the site has it."""
    episode = shown.episode
    timeline = episode.timeline
    words = load_words(timeline.language)
    files = [look.style, look.script, look.icon, look.touch_icon]
    files += [shown.cover] if shown.cover else []
    body = (
        f'<main class="track">\n{_heading(shown)}{_now(episode, words)}'
        f"{_actions(episode, words)}{_chapters(episode, words)}"
        f"{_feed_link(site, words)}</main>\n"
        f"{_dock(episode, words)}{data_block('track', player_data(episode, pages, files))}\n"
    )
    theme = theme_for(timeline.title)
    head = _head(timeline.title, episode.summary, theme, look) + _site_head(site)
    return _document(timeline.language, theme, head, body)


def list_page(tracks: Sequence[Shown], site: Site, look: Look) -> str:
    """The page that lists the tracks of a site, in the language of the first."""
    language = tracks[0].episode.timeline.language
    words = load_words(language)
    title = words.tracks if site.title == Site().title else site.title
    rows = "".join(_row(shown) for shown in tracks)
    body = f'<main class="tracks">\n<h1>{text(title)}</h1>\n<ul>\n{rows}</ul>\n'
    body += f"{_feed_link(site, words)}</main>\n"
    theme = theme_for(tracks[0].episode.timeline.title)
    head = _head(title, "", theme, look) + _site_head(site)
    return _document(language, theme, head, body)


def _document(language: str, theme: Theme, head: str, body: str) -> str:
    opening = attributes(lang=language, data_theme=theme_name(theme))
    return (
        f"<!doctype html>\n<html{opening}>\n<head>\n{head}</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _head(title: str, summary: str, theme: Theme, look: Look) -> str:
    described = f"<meta{attributes(name='description', content=summary)}>\n" if summary else ""
    colours = _ground("light", light(theme)) + _ground("dark", dark(theme))
    return (
        '<meta charset="utf-8">\n'
        f"<meta{attributes(http_equiv='Content-Security-Policy', content=PAGE_POLICY)}>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="color-scheme" content="light dark">\n'
        f"{colours}<title>{text(title)}</title>\n{described}"
        f"<link{attributes(rel='stylesheet', href=look.style)}>\n"
        f"<link{attributes(rel='manifest', href=MANIFEST)}>\n"
        f"<link{attributes(rel='icon', href=look.icon)}>\n"
        f"<link{attributes(rel='apple-touch-icon', href=look.touch_icon)}>\n"
        f"<script{attributes(type='module', src=look.script)}></script>\n"
    )


def _ground(scheme: str, palette: Palette) -> str:
    """The colour of what a browser shows around the page."""
    media, colour = f"(prefers-color-scheme: {scheme})", as_hex(palette.ground)
    return f"<meta{attributes(name='theme-color', media=media, content=colour)}>\n"


def _site_head(site: Site) -> str:
    """What stands in the head of every page of a published site."""
    robots = '<meta name="robots" content="noindex">\n' if site.is_private else ""
    if not site.feed:
        return robots
    feed = attributes(rel="alternate", type="application/rss+xml", title=site.title, href=site.feed)
    return f"{robots}<link{feed}>\n"


def _feed_link(site: Site, words: Words) -> str:
    if not site.feed:
        return ""
    return f'<p class="podcast"><a{attributes(href=site.feed)}>{text(words.podcast)}</a></p>\n'


def _heading(shown: Shown) -> str:
    episode = shown.episode
    timeline = episode.timeline
    cover = _picture(shown.cover, "cover", is_first=True) if shown.cover else ""
    artist = (
        f'<p class="artist" dir="auto">{text(timeline.artist)}</p>\n' if timeline.artist else ""
    )
    return (
        f'<header>\n{cover}<div>\n<h1 dir="auto">{text(timeline.title)}</h1>\n{artist}'
        f'<p class="length">{text(_length(episode))}</p>\n</div>\n</header>\n'
    )


def _picture(path: str, class_: str, *, is_first: bool = False) -> str:
    side = _COVER_SIDE
    loading = None if is_first else "lazy"
    first = "high" if is_first else None
    told = attributes(src=path, alt="", class_=class_, width=side, height=side, loading=loading)
    return f"<img{told}{attributes(fetchpriority=first)}>\n"


def _length(episode: Episode) -> str:
    """How long it takes, as one says it."""
    ms = episode.timeline.duration_ms
    whole_ms = round_to(ms, MS_PER_MINUTE) if ms >= 2 * MS_PER_MINUTE else ms
    return load_phrases(episode.timeline.language).duration(max(whole_ms, MS_PER_SECOND))


def _actions(episode: Episode, words: Words) -> str:
    """To save the track as a file, or to have the browser keep it where it can."""
    save = attributes(href=f"{episode.stem}.mp3", download=f"{episode.name}.mp3")
    return (
        f'<div class="actions">\n<a class="pill" id="save"{save}>{text(words.save)}</a>\n'
        f'<button class="pill strong" id="keep" type="button" hidden>{text(words.keep)}</button>\n'
        f'<button class="pill" id="remove" type="button" hidden>{text(words.remove)}</button>\n'
        f'<p id="hint" role="status">{text(words.save_hint)}</p>\n</div>\n'
        f'<p class="notice" id="newer" role="status" hidden><span id="newer-told"></span> '
        f'<button class="pill strong" id="load" type="button">{text(words.load)}</button></p>\n'
        f'<p class="notice" id="trouble" role="alert" hidden>{text(words.not_played)}</p>\n'
    )


def _now(episode: Episode, words: Words) -> str:
    """What is being said, large; until then, the summary.

    A screen reader is told less of it, in a place of its own.
    """
    first = next((chapter.title for chapter in episode.timeline.chapters), "")
    return (
        f'<section class="now"{attributes(aria_label=words.now)}>\n'
        f'<p id="chapter" dir="auto">{text(first)}</p>\n'
        f'<p id="cue" dir="auto" data-kind="summary">{text(episode.summary)}</p>\n'
        '<p class="unseen" id="told" role="status" aria-live="polite"></p>\n</section>\n'
    )


def _chapters(episode: Episode, words: Words) -> str:
    """Links into the file, which work without the script, too."""
    rows = "".join(
        f"<li><a{_chapter_link(episode, chapter.start_ms)}>"
        f'<span class="name" dir="auto">{text(chapter.title)}</span> '
        f'<span class="at">{_clock(chapter.start_ms)}</span></a></li>\n'
        for chapter in episode.timeline.chapters
    )
    return (
        f'<nav class="chapters" aria-labelledby="chapters">\n<h2 id="chapters">'
        f"{text(words.chapters)}</h2>\n<ol>\n{rows}</ol>\n"
        f'<p class="keys">{text(words.keys)}</p>\n</nav>\n'
    )


def _chapter_link(episode: Episode, start_ms: int) -> str:
    place = f"{episode.stem}.mp3#t={start_ms / MS_PER_SECOND:.3f}"
    return attributes(href=place, data_start=start_ms)


def _clock(ms: int) -> str:
    """`1:05`, `1:00:05`."""
    minutes, seconds = divmod(ms // MS_PER_SECOND, 60)
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def _dock(episode: Episode, words: Words) -> str:
    """The player, within reach of a thumb: the browser's own until the script replaces it."""
    duration_ms = episode.timeline.duration_ms
    slider = attributes(
        id="position", type="range", min=0, max=duration_ms // MS_PER_SECOND, value=0, step=1,
        aria_label=words.position, aria_valuetext="0:00",
    )  # fmt: skip
    svg = _svg(work_path(episode), viewBox="0 0 1000 10", preserveAspectRatio="none")
    return (
        f'<section class="dock"{attributes(aria_label=words.player)}>\n'
        f'<audio controls preload="metadata"{attributes(src=f"{episode.stem}.mp3")}></audio>\n'
        f'<div class="controls">\n<div class="strip"><div class="whole">{svg}</div>'
        f'<div class="played">{svg}</div><input{slider}></div>\n'
        f'<div class="times"><span id="elapsed">0:00</span>'
        f'<span id="left">−{_clock(duration_ms)}</span></div>\n<div class="buttons">\n'
        f"{_button('previous', words.previous, 'p', _sign('previous'))}"
        f"{_button('back', words.back, 'ArrowLeft', '−10')}"
        f"{_button('play', words.play, 'Space', _sign('play') + _sign('pause'))}"
        f"{_button('forward', words.forward, 'ArrowRight', '+10')}"
        f"{_button('next', words.next, 'n', _sign('next'))}"
        "</div>\n</div>\n</section>\n"
    )


def _button(name: str, label: str, key: str, shown: str) -> str:
    told = attributes(id=name, type="button", aria_label=label, title=label, aria_keyshortcuts=key)
    return f"<button{told}>{shown}</button>\n"


def _sign(name: str) -> str:
    return _svg(_SIGNS[name], class_=name, viewBox="0 0 24 24")


def _svg(path: str, **values: str) -> str:
    """A drawing that a screen reader passes over."""
    return f"<svg{attributes(**values, aria_hidden='true')}><path{attributes(d=path)}/></svg>"


def _row(shown: Shown) -> str:
    episode = shown.episode
    picture = _picture(shown.cover, "thumb") if shown.cover else ""
    return (
        f"<li><a{attributes(href=f'{episode.name}.html')}>{picture}"
        f'<span class="name" dir="auto"{attributes(lang=episode.timeline.language)}>'
        f"{text(episode.timeline.title)}</span> "
        f'<span class="length">{text(_length(episode))}</span></a></li>\n'
    )
