"""Episodes → a podcast feed: RSS 2.0 with the tags of Apple, the Podcast Index and Podlove.

https://help.apple.com/itc/podcasts_connect/#/itcb54353390 · https://podcastindex.org/namespace/1.0
· https://podlove.org/simple-chapters
"""

import re
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.etree import ElementTree as ET

from msgspec import Struct

from audiocoach.site.address import address_in
from audiocoach.site.model import Episode
from audiocoach.support.durations import format_timestamp, whole_seconds

FEED = "feed.xml"
_NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "podcast": "https://podcastindex.org/namespace/1.0",
    "psc": "http://podlove.org/simple-chapters",
}
_GUIDS = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The Podcast Index's namespace for the addresses of feeds."""
_MOST_DESCRIPTION = 4000
"""Bytes of a description, after Apple."""
_NOT_XML = "[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"


class Issue(Struct, frozen=True, kw_only=True):
    """An episode as the feed offers it."""

    episode: Episode
    published_s: int
    """When this track was first published, in seconds since 1970."""
    art: str = ""
    """The path of its picture."""


class Channel(Struct, frozen=True, kw_only=True):
    """What the feed says of itself."""

    title: str
    author: str
    base_url: str
    is_private: bool = False
    """Whether directories are asked to leave it out."""

    @property
    def url(self) -> str:
        """The address of the feed."""
        return address_in(self.base_url, FEED)


def guid_of(episode: Episode) -> str:
    """What an app knows a track by: another one for every content."""
    return f"{episode.name}.{episode.sha256}"


def feed_xml(channel: Channel, issues: Sequence[Issue]) -> bytes:
    """The feed of these episodes, in their order; well-formed, whatever their titles are."""
    rss = ET.Element("rss", {"version": "2.0"} | _declared())
    head = ET.SubElement(rss, "channel")
    first = issues[0].episode.timeline
    art = next((issue.art for issue in issues if issue.art), "")
    titles = ", ".join(issue.episode.timeline.title for issue in issues)
    _add(head, "title", channel.title)
    _add(head, "link", channel.base_url)
    _add(head, "description", _cut(f"{channel.title}: {titles}"))
    _add(head, "language", first.language)
    _add(head, "generator", "audiocoach")
    _add(head, "lastBuildDate", _date(max(issue.published_s for issue in issues)))
    itself = {"href": channel.url, "rel": "self", "type": "application/rss+xml"}
    _add(head, "atom:link", **itself)
    _add(head, "itunes:author", channel.author)
    programmes = {issue.episode.programme for issue in issues}
    is_serial = len(programmes) == 1 and "" not in programmes
    _add(head, "itunes:type", "serial" if is_serial else "episodic")
    _add(head, "itunes:explicit", "false")
    category = _add(head, "itunes:category", text="Health & Fitness")
    _add(category, "itunes:category", text="Fitness")
    if art:
        picture = address_in(channel.base_url, art)
        _add(head, "itunes:image", href=picture)
        image = _add(head, "image")
        for name, value in (("url", picture), ("title", channel.title), ("link", channel.base_url)):
            _add(image, name, value)
    if channel.is_private:
        _add(head, "itunes:block", "Yes")
        _add(head, "podcast:block", "yes")
    address = channel.url.split("://", 1)[1].rstrip("/")
    _add(head, "podcast:guid", str(uuid.uuid5(_GUIDS, address)))
    _add(head, "podcast:locked", "yes")
    for issue in issues:
        item = _add_item(head, channel, issue)
        if is_serial:
            _add(item, "itunes:episode", str(issue.episode.number))
    ET.indent(rss)
    xml: bytes = ET.tostring(rss, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _add_item(head: ET.Element, channel: Channel, issue: Issue) -> ET.Element:
    episode, timeline = issue.episode, issue.episode.timeline

    def address(path: str) -> str:
        return address_in(channel.base_url, path)

    item = _add(head, "item")
    _add(item, "title", timeline.title)
    _add(item, "link", address(f"{episode.name}.html"))
    _add(item, "guid", guid_of(episode), isPermaLink="false")
    _add(item, "pubDate", _date(issue.published_s))
    lines = _described(episode)
    _add(item, "description", _short(lines))
    _add(item, "content:encoded", _as_html(lines))
    track = {"url": address(f"{episode.stem}.mp3"), "length": str(episode.size_bytes)}
    _add(item, "enclosure", **track, type="audio/mpeg")
    _add(item, "itunes:title", timeline.title)
    _add(item, "itunes:author", timeline.artist or channel.author)
    _add(item, "itunes:duration", str(whole_seconds(timeline.duration_ms)))
    _add(item, "itunes:episodeType", "full")
    _add(item, "itunes:explicit", "false")
    if issue.art:
        _add(item, "itunes:image", href=address(issue.art))
    words = {"url": address(f"{episode.stem}.vtt"), "language": timeline.language}
    _add(item, "podcast:transcript", **words, type="text/vtt", rel="captions")
    chapters = address(f"{episode.stem}.chapters.json")
    _add(item, "podcast:chapters", url=chapters, type="application/json+chapters")
    table = _add(item, "psc:chapters", version="1.2")
    for chapter in timeline.chapters:
        _add(table, "psc:chapter", start=format_timestamp(chapter.start_ms), title=chapter.title)
    return item


def _described(episode: Episode) -> list[str]:
    """The summary, then a line for each chapter with its time, which apps make a link of."""
    chapters = episode.timeline.chapters
    lines = [f"({_time(chapter.start_ms)}) {chapter.title}" for chapter in chapters]
    return [episode.summary or episode.timeline.title, *lines]


def _as_html(lines: Sequence[str]) -> str:
    """The first line as a paragraph, the others as one more."""
    summary, *rest = (escape(line, quote=False) for line in lines)
    return f"<p>{summary}</p>" + (f"<p>{'<br>'.join(rest)}</p>" if rest else "")


def _short(lines: Sequence[str]) -> str:
    """The same with as many lines as fit into a description."""
    count = len(lines)
    while count > 1 and len(_as_html(lines[:count]).encode("utf-8", "replace")) > _MOST_DESCRIPTION:
        count -= 1
    return _as_html(lines[:count])


def _cut(text: str) -> str:
    """A text in no more bytes than a description may have."""
    data = text.encode("utf-8", "replace")
    return text if len(data) <= _MOST_DESCRIPTION else f"{data[:3900].decode(errors='ignore')}…"


def _declared() -> dict[str, str]:
    return {f"xmlns:{prefix}": url for prefix, url in _NAMESPACES.items()}


def _add(_parent: ET.Element, _tag: str, _content: str = "", **attributes: str) -> ET.Element:
    """An element in another one, without the characters that XML has no way to write."""
    known = {name: _clean(value) for name, value in attributes.items()}
    element = ET.SubElement(_parent, _tag, known)
    element.text = _clean(_content) or None
    return element


def _clean(text: str) -> str:
    return re.sub(_NOT_XML, "", text.replace("\r", "\n"))


def _date(seconds: int) -> str:
    """As in letters, RFC 2822."""
    return format_datetime(datetime.fromtimestamp(seconds, UTC), usegmt=True)


def _time(ms: int) -> str:
    """`h:mm:ss`: of two figures alone, apps do not know whether they begin with minutes."""
    return format_timestamp(ms).partition(".")[0].removeprefix("0")
