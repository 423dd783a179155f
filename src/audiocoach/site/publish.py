"""Episodes → a folder of static files for any web host, which is added to in place."""

import os
import re
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from audiocoach.cache.locks import locked
from audiocoach.errors import CoachError
from audiocoach.site.contents import ART, MOST_DRAWN, Contents
from audiocoach.site.digests import Digests
from audiocoach.site.feed import FEED
from audiocoach.site.ledger import (
    LATEST_S,
    Entry,
    check_timelines,
    kept_episodes,
    remembered_path,
)
from audiocoach.site.model import Episode, SiteFile
from audiocoach.site.names import MOST_EPISODES
from audiocoach.site.place import Publishing, find_place, keep_robots_out
from audiocoach.site.update import update


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
    removed. Files that nobody changed are not written again, and ours alone are removed. While one
    process does that, another waits.
    """
    with locked(folder, "publishing into"):
        return _publish(episodes, folder, settings)


def _publish(episodes: Sequence[Episode], folder: Path, settings: Publishing) -> PublishReport:
    place = find_place(folder, settings)
    before, old = place.ledger, {entry.name: entry for entry in place.ledger.entries}
    built = {episode.name for episode in episodes}
    if both := built.intersection(settings.remove):
        message = f"'{min(both)}' is to be published and to be removed"
        raise CoachError(message, "leave out one of the two")
    stay = [entry for entry in before.entries if entry.name not in {*built, *settings.remove}]
    if (count := len(episodes) + len(stay)) > MOST_EPISODES:
        message = f"a site has {MOST_EPISODES} tracks at most, not {count}"
        raise CoachError(message, "take some off it with --remove")
    digests = Digests(place.folder)
    kept = kept_episodes(place.folder, stay, digests)
    everything = [*episodes, *kept]
    if not everything:
        message = f"{folder}: there would be nothing on this site"
        raise CoachError(message, "name a routine to publish, or delete the folder")
    dates = _date_all(everything, old, before.dates)
    everything = _in_order(everything, dates)
    contents = Contents(place, digests, frozenset(episode.stem for episode in kept))
    files = {file.path: file for file in contents.files(everything, dates)}
    check_timelines(place.folder, _lengths(files))
    entries = tuple(_entry(episode, old.get(episode.name), files) for episode in everything)
    written = update(
        place.folder, before, files, entries, dates, digests=digests, force=settings.force
    )
    digests.keep()
    notes = keep_robots_out(folder) if before.is_private else ()
    if place.base_url and not any(path.endswith(ART) for path in files):
        notes = (
            *notes,
            "the feed has no picture, as no track has a cover; directories ask for one",
        )
    if contents.undrawn:
        more = f"{contents.undrawn} tracks that were there have no picture in the feed yet"
        notes = (*notes, f"{more}; publish again for the next {MOST_DRAWN}")
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


def _lengths(files: Mapping[str, SiteFile]) -> int:
    """The bytes of all timelines."""
    contents = [file.content for path, file in files.items() if path.endswith(remembered_path(""))]
    return sum(len(each) if isinstance(each, bytes) else each.stat().st_size for each in contents)


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
