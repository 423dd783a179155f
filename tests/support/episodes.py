"""Episodes of made-up sound, and what a published folder offers."""

import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from audiocoach.mp3.tags import Picture
from audiocoach.site.model import Episode, make_episode
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import Chapter

BASE = "https://coach.example/gym/"
_SECOND = 1000


def an_episode(  # noqa: PLR0913 (what tests choose)
    folder: Path,
    name: str = "legs",
    sound: str = "one",
    *,
    title: str = "Leg day",
    chapters: int = 3,
    cover: bytes | None = None,
    summary: str = "For legs.",
) -> Episode:
    """An episode called `name`, of a file that holds the word `sound`."""
    audio = folder / f"{name}-{sound}.mp3"
    audio.write_bytes(f"ID3 the sound of {name}: {sound}".encode())
    marks = tuple(
        Chapter(n * 60 * _SECOND + 500, (n + 1) * 60 * _SECOND + 500, f"{title} {n} <&")
        for n in range(chapters)
    )
    timeline = Timeline(
        routine=name,
        title=title,
        artist=None,
        language="en",
        duration_ms=chapters * 60 * _SECOND + 700,
        intervals=(),
        cues=(),
        chapters=marks,
        dropped=(),
    )
    picture = None if cover is None else Picture("image/png", cover)
    return make_episode(audio, timeline, summary, picture)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and what is in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def feed_of(folder: Path) -> ET.Element:
    """The channel of a site's feed."""
    channel = ET.fromstring((folder / "feed.xml").read_bytes()).find("channel")  # noqa: S314 (ours)
    assert channel is not None
    return channel


def broken_links(folder: Path, base: str = BASE) -> list[str]:
    """What pages, pointers and feed name of the site that is not in its folder, or not as told."""
    return [named for named in _named(folder, base) if not (folder / named).is_file()]


def _named(folder: Path, base: str) -> Iterator[str]:
    for page in folder.glob("*.html"):
        for named in re.findall(r'(?:src|href)="([^"#:]+)"', page.read_text("utf-8")):
            yield unquote(unescape(named))
    for path in folder.glob("*.json"):
        if path.name.count(".") == 1 and path.name != "site.json":
            yield json.loads(path.read_bytes())["track"] + ".mp3"
    if (folder / "feed.xml").exists():
        for element in feed_of(folder).iter():
            for address in (element.get("url"), element.get("href"), element.text):
                if address and address.startswith(base) and address != base:
                    path_ = unquote(address.removeprefix(base))
                    yield path_
                    if length := element.get("length"):
                        assert (folder / path_).stat().st_size == int(length)
