"""The tracks of a site, and the files that it consists of."""

from pathlib import Path
from typing import NamedTuple

from msgspec import Struct

from audiocoach.mp3.tags import Picture
from audiocoach.site.names import episode_name
from audiocoach.support.files import file_sha256
from audiocoach.timeline import Timeline

_SHORT = 8
"""How many figures of a digest a file's name has."""


class Episode(Struct, frozen=True, kw_only=True):
    """A finished track as a site offers it."""

    name: str
    """What the routine is called, as it stands in addresses."""
    audio: Path
    """Its MP3."""
    size_bytes: int
    sha256: str
    """Of the MP3, in hexadecimal figures."""
    timeline: Timeline
    summary: str = ""
    """The routine's summary."""
    cover: Picture | None = None
    programme: str = ""
    """The programme that it is a session of; empty for a routine's track."""
    number: int = 0
    """Of the session in its programme, from 1."""

    @property
    def stem(self) -> str:
        """What its files begin with: another one for every content, so they never change."""
        return stem_of(self.name, self.sha256)


class Site(Struct, frozen=True, kw_only=True):
    """What holds for a whole site, and stands on every page."""

    title: str = "audiocoach"
    feed: str = ""
    """The path of its podcast feed; empty where it has none."""
    is_private: bool = False
    """Whether search engines are asked to leave it out."""


class SiteFile(NamedTuple):
    """One file of a site."""

    path: str
    """Relative to the site, with `/`."""
    media_type: str
    content: bytes | Path
    """What is in it, or the file that holds this."""
    is_immutable: bool = False
    """Whether its name changes with its content, so that it may be kept for ever."""


def stem_of(name: str, sha256: str) -> str:
    """What the files of a track begin with."""
    return f"{name}.{sha256[:_SHORT]}"


def make_episode(
    audio: Path, timeline: Timeline, summary: str = "", cover: Picture | None = None
) -> Episode:
    """The episode of the MP3 `audio`; raises OSError."""
    return Episode(
        name=episode_name(timeline.routine),
        audio=audio,
        size_bytes=audio.stat().st_size,
        sha256=file_sha256(audio),
        timeline=timeline,
        summary=summary,
        cover=cover,
    )
