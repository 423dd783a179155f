"""Episodes → a folder of static files for any web host, which is added to in place."""

import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.errors import CoachError
from audiocoach.site.feed import FEED, Channel, Issue, feed_xml
from audiocoach.site.files import site_files
from audiocoach.site.ledger import (
    LATEST_S,
    Entry,
    digest_of,
    kept_episode,
    remembered_path,
    to_remembered,
)
from audiocoach.site.model import Episode, Site, SiteFile
from audiocoach.site.names import MOST_EPISODES
from audiocoach.site.pictures import square_art
from audiocoach.site.place import Place, Publishing, find_place, keep_robots_out
from audiocoach.site.update import update

_ART = ".art.jpg"
_TITLE, _AUTHOR = "Workouts", "audiocoach"


class PublishReport(Struct, frozen=True, kw_only=True):
    """What was done to the site."""

    folder: Path
    """Where its pages are: of a private site a folder in the one that was named."""
    address: str
    """The address of the site; empty where it is not known."""
    feed: str
    """The address of its feed; empty where it has none."""
    tracks: int
    new: tuple[str, ...]
    rebuilt: tuple[str, ...]
    removed: tuple[str, ...]
    retitled: tuple[tuple[str, str, str], ...]
    """Names whose track has another title now, with the former one and this."""
    written: int
    """Files that are new or changed."""
    files: int
    notes: tuple[str, ...] = ()


def publish(episodes: Sequence[Episode], folder: Path, settings: Publishing) -> PublishReport:
    """Add the episodes to the site in `folder`, or begin one; raises CoachError.

    The tracks that are there stay, unless one of the same name takes its place or it is to be
    removed. Files that nobody changed are not written again, and ours alone are removed.
    """
    place = find_place(folder, settings)
    before, old = place.ledger, {entry.name: entry for entry in place.ledger.entries}
    built = {episode.name for episode in episodes}
    if both := built.intersection(settings.remove):
        message = f"'{min(both)}' is to be published and to be removed"
        raise CoachError(message, "leave out one of the two")
    stay = [entry for entry in before.entries if entry.name not in {*built, *settings.remove}]
    everything = [*episodes, *(kept_episode(place.folder, entry) for entry in stay)]
    if not everything:
        message = f"{folder}: there would be nothing on this site"
        raise CoachError(message, "name a routine to publish, or delete the folder")
    if len(everything) > MOST_EPISODES:
        message = f"a site has {MOST_EPISODES} tracks at most, not {len(everything)}"
        raise CoachError(message, "take some off it with --remove")
    dates = _date_all(everything, old, before.dates)
    everything = _in_order(everything, dates)
    made = {file.path: file for file in _all_files(everything, dates, place)}
    files = {path: _as_it_was(file, place, stay) for path, file in made.items()}
    entries = tuple(_entry(episode, old.get(episode.name), files) for episode in everything)
    written = update(place.folder, before, files, entries, dates, force=settings.force)
    notes = keep_robots_out(folder) if before.is_private else ()
    if place.base_url and not any(path.endswith(_ART) for path in files):
        notes = (
            *notes,
            "the feed has no picture, as no track has a cover; directories ask for one",
        )
    feed = f"{place.base_url}{FEED}" if place.base_url else ""
    return PublishReport(
        folder=place.folder,
        address=place.base_url,
        feed=feed,
        tracks=len(entries),
        new=tuple(entry.name for entry in entries if entry.name not in old),
        rebuilt=tuple(
            entry.name
            for entry in entries
            if entry.name in old and old[entry.name].stem != entry.stem
        ),
        removed=settings.remove,
        retitled=tuple(
            (entry.name, old[entry.name].title, entry.title)
            for entry in entries
            if entry.name in old and old[entry.name].title != entry.title
        ),
        written=written,
        files=len(files),
        notes=notes,
    )


def _in_order(episodes: Iterable[Episode], dates: Mapping[str, int]) -> list[Episode]:
    """The newest first; sessions of one programme together, in the order in which they are done."""
    newest: dict[str, int] = {}
    for episode in episodes:
        group = episode.programme or episode.stem
        newest[group] = max(newest.get(group, 0), dates[episode.stem])

    def turn(episode: Episode) -> tuple[int, str, int, str]:
        newest_of = newest[episode.programme or episode.stem]
        return -newest_of, episode.programme or episode.name, episode.number, episode.name

    return sorted(episodes, key=turn)


def _entry(episode: Episode, old: Entry | None, files: Collection[str]) -> Entry:
    covers = (f"{episode.stem}{suffix}" for suffix in (".png", ".jpg"))
    previous = ""
    if old:
        previous = old.previous if old.stem == episode.stem else old.stem
    return Entry(
        name=episode.name,
        title=episode.timeline.title,
        stem=episode.stem,
        sha256=episode.sha256,
        size_bytes=episode.size_bytes,
        previous=previous,
        summary=episode.summary,
        cover=next((path for path in covers if path in files), ""),
        programme=episode.programme,
        number=episode.number,
    )


def _date_all(
    episodes: Sequence[Episode], old: Mapping[str, Entry], dates: Mapping[str, int]
) -> dict[str, int]:
    """When each track was first published, a second apart where that is now, the first last.

    Of sessions the first is first. A track that replaces another is later than that one, whatever
    the clock says.
    """
    now, given = _now(), {}
    for number, episode in enumerate(sorted(episodes, key=lambda each: -each.number)):
        date = dates.get(episode.stem)
        if date is None:
            former = old.get(episode.name)
            least = dates.get(former.stem, 0) + 1 if former else 0
            date = max(now - number, least)
        given[episode.stem] = date
    return given


def _now() -> int:
    text = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not text:
        return int(time.time())
    if not re.fullmatch("[0-9]{1,12}", text) or int(text) > LATEST_S:
        raise CoachError(f"SOURCE_DATE_EPOCH is {text[:20]!r}", "it has to be whole seconds")
    return int(text)


def _all_files(
    episodes: Sequence[Episode], dates: Mapping[str, int], place: Place
) -> Iterator[SiteFile]:
    ledger = place.ledger
    feed = FEED if place.base_url else ""
    site = Site(feed=feed, is_private=ledger.is_private)
    yield from site_files(episodes, replace(site, title=ledger.title) if ledger.title else site)
    for episode in episodes:
        path = remembered_path(episode.stem)
        kept = to_remembered(episode.timeline)
        yield SiteFile(path, "application/json", kept, is_immutable=True)
    if not feed:
        return
    issues = []
    for episode in episodes:
        art = _art(episode, place) if episode.cover else None
        if art:
            yield art
        date = dates[episode.stem]
        issues.append(Issue(episode=episode, published_s=date, art=art.path if art else ""))
    artists = (episode.timeline.artist for episode in reversed(episodes))
    channel = Channel(
        title=ledger.title or _TITLE,
        author=ledger.author or next(filter(None, artists), _AUTHOR),
        base_url=place.base_url,
        is_private=ledger.is_private,
    )
    yield SiteFile(FEED, "application/rss+xml", feed_xml(channel, issues))


def _art(episode: Episode, place: Place) -> SiteFile | None:
    """The episode's picture in the feed, which is drawn once."""
    if episode.cover is None:
        return None
    path = f"{episode.stem}{_ART}"
    is_there = _is_ours(place, path)
    content = place.folder / path if is_there else square_art(episode.cover).data
    return SiteFile(path, "image/jpeg", content, is_immutable=True)


def _as_it_was(file: SiteFile, place: Place, stay: Sequence[Entry]) -> SiteFile:
    """What a track that stays has had from the first, like a cover that was made small then."""
    if not file.is_immutable or not any(file.path.startswith(f"{each.stem}.") for each in stay):
        return file
    return file._replace(content=place.folder / file.path) if _is_ours(place, file.path) else file


def _is_ours(place: Place, path: str) -> bool:
    """Whether a file of the folder is as we wrote it."""
    known, there = place.ledger.files.get(path, ()), place.folder / path
    return bool(known) and there.is_file() and digest_of(there) in known
