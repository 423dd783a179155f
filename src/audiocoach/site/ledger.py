"""What publishing wrote into a folder, so that the next time knows what it may change."""

import contextlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, InvalidValueError, TrackError, Where
from audiocoach.i18n.languages import NAMES
from audiocoach.mp3.tags import Picture
from audiocoach.site.address import read_base_url
from audiocoach.site.digests import Digests
from audiocoach.site.model import Episode, stem_of
from audiocoach.site.names import MOST_EPISODES, is_episode_name
from audiocoach.site.pictures import PAGE_BYTES
from audiocoach.support.files import explain_os_error, file_sha256, write_atomic
from audiocoach.support.paths import read_bounded
from audiocoach.timeline import Timeline

LEDGER = "site.json"
_MOST_BYTES = 8 * 1024 * 1024
_MOST_FILES = 20 * MOST_EPISODES
_MOST_TIMELINE_BYTES = 8 * 1024 * 1024
_MOST_TIMELINES_BYTES = 48 * 1024 * 1024
"""Of all tracks: those of about 180 hours."""
_MOST_CHAPTERS = 50_000
_NOWHERE = Where("", 0, 0)
LATEST_S = 253_402_300_799
"""The last second of the year 9999."""
_VERSION = 1
_MOST_CUES = 100_000


class Entry(Struct, frozen=True, kw_only=True):
    """A track of the site."""

    name: str
    title: str
    stem: str
    sha256: str
    size_bytes: int
    previous: str = ""
    """The stem of the track before it, whose files stay for who is in the middle of them."""
    summary: str = ""
    cover: str = ""
    """The path of its cover."""
    programme: str = ""
    number: int = 0


class Ledger(Struct, frozen=True, kw_only=True):
    """A published site: who it is, its tracks, and every file that was written for it."""

    audiocoach_site: int = _VERSION
    """The version of this file."""
    title: str = ""
    author: str = ""
    base_url: str = ""
    is_private: bool = False
    entries: tuple[Entry, ...] = ()
    dates: Mapping[str, int] = MappingProxyType({})
    """When each stem was first published, in seconds since 1970."""
    files: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    """The SHA-256 of each file; two, where one may have been replaced by the other."""
    spare: tuple[str, ...] = ()
    """Files that the pages before these named."""


def read_ledger(folder: Path) -> Ledger | None:
    """The ledger of a folder, None where none is; raises CoachError for another's file."""
    path = folder / LEDGER
    if not path.is_symlink() and not path.exists():
        return None
    data = read_bounded(path, _MOST_BYTES)
    hint = "publish into another folder, or replace it with --force"
    try:
        ledger = msgspec.json.decode(data, type=Ledger)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"{path} is there already, and audiocoach did not make it"
        raise TrackError(message, hint) from error
    if ledger.audiocoach_site != _VERSION:
        raise TrackError(f"{path}: another version of audiocoach wrote this", hint)
    previous = (entry.previous for entry in ledger.entries)
    if not all(map(_is_flat, (*ledger.files, *previous))):
        raise TrackError(f"{path}: this names files outside its folder", hint)
    if not (
        len(ledger.entries) <= MOST_EPISODES
        and len(ledger.files) <= _MOST_FILES
        and all(map(_is_as_written, ledger.entries))
        and all(0 <= date <= LATEST_S for date in ledger.dates.values())
        and _is_address(ledger.base_url)
    ):
        raise TrackError(f"{path}: audiocoach did not write what is in this", hint)
    return ledger


def _is_as_written(entry: Entry) -> bool:
    """Whether a track's name and those of its files are such as we give."""
    stem = stem_of(entry.name, entry.sha256)
    covers = ("", *(f"{stem}{suffix}" for suffix in (".png", ".jpg")))
    is_session = 0 <= entry.number <= LIMITS.count if entry.programme else entry.number == 0
    is_named = is_episode_name(entry.name) and entry.stem == stem
    return is_named and is_session and entry.cover in covers


def _is_address(base_url: str) -> bool:
    try:
        return not base_url or read_base_url(base_url) == base_url
    except InvalidValueError:
        return False


def write_ledger(folder: Path, ledger: Ledger) -> None:
    """Write the ledger of a folder, if it is another one; raises TrackError."""
    data = msgspec.json.format(msgspec.json.encode(ledger, order="deterministic"), indent=1)
    path = folder / LEDGER
    if not path.is_file() or file_sha256(path) != sha256(data).hexdigest():
        write_atomic(path, [data])


def _is_flat(name: str) -> bool:
    """Whether a name is that of an entry of the folder itself, on any system."""
    return name not in (".", "..") and not any(sign in name for sign in "/\\:\0")


def remembered_path(stem: str) -> str:
    """The file that keeps an episode's timeline."""
    return f"{stem}.timeline.json"


def to_remembered(timeline: Timeline) -> bytes:
    """A timeline as it is kept: without where its author wrote what, which is nobody's to read."""
    cues = tuple(replace(cue, where=_NOWHERE) for cue in timeline.cues)
    intervals = tuple(
        placed._replace(interval=replace(placed.interval, where=_NOWHERE, cues=()))
        for placed in timeline.intervals
    )
    bare = replace(timeline, cues=cues, intervals=intervals, dropped=())
    return msgspec.json.encode(bare, order="deterministic")


def kept_episodes(folder: Path, entries: Sequence[Entry], digests: Digests) -> list[Episode]:
    """The episodes of the folder that are not built again; raises CoachError.

    What all of them say together has a bound, as pages and feed are made of it each time.
    """
    size, chapters, episodes = 0, 0, []
    for entry in entries:
        with contextlib.suppress(OSError):
            size += (folder / remembered_path(entry.stem)).stat().st_size
        check_timelines(folder, size, chapters)
        episodes.append(_kept_episode(folder, entry, digests))
        chapters += len(episodes[-1].timeline.chapters)
    check_timelines(folder, size, chapters)
    return episodes


def check_timelines(folder: Path, size: int, chapters: int = 0) -> None:
    """Raise TrackError where the tracks of a site are longer together than it can hold."""
    if size > _MOST_TIMELINES_BYTES or chapters > _MOST_CHAPTERS:
        message = f"{folder}: that is too much for one site, which holds about 180 hours"
        raise TrackError(message, "take tracks off it with --remove, or begin another site")


def _kept_episode(folder: Path, entry: Entry, digests: Digests) -> Episode:
    """An episode of the folder that is not built again; raises CoachError where it cannot be."""
    audio = folder / f"{entry.stem}.mp3"
    hint = f"publish '{entry.name}' again, or --remove {entry.name}"
    try:
        if not audio.is_file() or digests.of(audio) != entry.sha256:
            raise TrackError(f"{audio} is not there as it was", hint)
        kept = _read_own(folder / remembered_path(entry.stem), _MOST_TIMELINE_BYTES)
        timeline = msgspec.json.decode(kept, type=Timeline)
        if not _is_playable(timeline):
            raise TrackError(f"{audio} has a timeline that is none of ours", hint)
        cover = _read_own(folder / entry.cover, PAGE_BYTES) if entry.cover else b""
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        message = f"{entry.name}: another version of audiocoach published this track"
        raise TrackError(message, hint) from error
    except OSError as error:
        raise TrackError(f"{audio}: {explain_os_error(error)}", hint) from error
    except CoachError as error:
        raise TrackError(error.message, hint) from error
    mime = "image/png" if entry.cover.endswith(".png") else "image/jpeg"
    return Episode(
        name=entry.name,
        audio=audio,
        size_bytes=entry.size_bytes,
        sha256=entry.sha256,
        timeline=timeline,
        summary=entry.summary,
        cover=Picture(mime, cover) if cover else None,
        programme=entry.programme,
        number=entry.number,
    )


def _read_own(path: Path, most: int) -> bytes:
    """A file of the folder itself: what a link leads to would be published."""
    if path.is_symlink():
        raise TrackError(f"{path} is a link")
    data = read_bounded(path, most)
    if len(data) > most:
        raise TrackError(f"{path} is larger than any of ours")
    return data


def _is_playable(timeline: Timeline) -> bool:
    """Whether a timeline keeps to the limits of a session, as far as pages need it."""
    parts = (timeline.intervals, timeline.chapters)
    return (
        timeline.language in NAMES
        and 0 < timeline.duration_ms <= 2 * LIMITS.session_ms
        and all(len(part) <= 2 * LIMITS.intervals for part in parts)
        and len(timeline.cues) <= _MOST_CUES
    )
