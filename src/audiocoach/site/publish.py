"""Episodes → a folder of static files for any web host, which is added to in place."""

import os
import re
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.cache.locks import locked
from audiocoach.errors import CoachError
from audiocoach.site.data import cover_file, episode_files, pointer_file
from audiocoach.site.digests import Digests
from audiocoach.site.feed import FEED, Channel, Issue, feed_xml
from audiocoach.site.ledger import (
    LATEST_S,
    Entry,
    check_timelines,
    kept_episodes,
    remembered_path,
    to_remembered,
)
from audiocoach.site.model import Episode, Site, SiteFile
from audiocoach.site.names import MOST_EPISODES
from audiocoach.site.pictures import square_art
from audiocoach.site.place import Place, Publishing, find_place, keep_robots_out
from audiocoach.site.shell import page_files
from audiocoach.site.update import update

_ART = ".art.jpg"
_OF_TRACK = (".mp3", ".chapters.json", ".vtt", remembered_path(""))
"""What each track has."""
_MOST_DRAWN = 12
"""Pictures of tracks that stay: each takes as long as all else of a track."""
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
    pages = _Pages(place, digests, frozenset(episode.stem for episode in kept))
    files = {file.path: file for file in pages.files(everything, dates)}
    check_timelines(place.folder, _lengths(files))
    entries = tuple(_entry(episode, old.get(episode.name), files) for episode in everything)
    written = update(
        place.folder, before, files, entries, dates, digests=digests, force=settings.force
    )
    digests.keep()
    notes = keep_robots_out(folder) if before.is_private else ()
    if place.base_url and not any(path.endswith(_ART) for path in files):
        notes = (
            *notes,
            "the feed has no picture, as no track has a cover; directories ask for one",
        )
    if pages.undrawn:
        more = f"{pages.undrawn} tracks that were there have no picture in the feed yet"
        notes = (*notes, f"{more}; publish again for the next {_MOST_DRAWN}")
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


class _Pages(Struct):
    """Makes the files of a site; of a track that stays, those that are there stay, too.

    What was made with it from the first, like a cover that was made small then, is not made again.
    """

    place: Place
    digests: Digests
    kept: Collection[str]
    """The stems of the tracks that stay."""
    undrawn: int = 0
    """How many of them have no picture in the feed yet, and get none now."""
    drawn: int = 0

    def files(self, episodes: Sequence[Episode], dates: Mapping[str, int]) -> Iterator[SiteFile]:
        """Every file, each path once or the last time as it is to be."""
        ledger = self.place.ledger
        feed = FEED if self.place.base_url else ""
        site = Site(feed=feed, is_private=ledger.is_private)
        yield from map(
            self._as_it_was,
            page_files(episodes, replace(site, title=ledger.title) if ledger.title else site),
        )
        for episode in episodes:
            yield from self._of_episode(episode)
        if feed:
            yield from self._feed(episodes, dates)

    def _of_episode(self, episode: Episode) -> Iterator[SiteFile]:
        """The files of one track, but its page."""
        there = [self._there(f"{episode.stem}{suffix}") for suffix in _OF_TRACK]
        if episode.stem in self.kept and None not in there:
            yield from filter(None, there)
            cover = cover_file(episode)
            yield from (self._as_it_was(cover),) if cover else ()
            yield pointer_file(episode)
            return
        timeline = to_remembered(episode.timeline)
        path = remembered_path(episode.stem)
        yield from map(self._as_it_was, episode_files(episode))
        yield self._as_it_was(SiteFile(path, "application/json", timeline, is_immutable=True))

    def _feed(self, episodes: Sequence[Episode], dates: Mapping[str, int]) -> Iterator[SiteFile]:
        issues = []
        for episode in episodes:
            art = self._art(episode)
            if art:
                yield art
            date = dates[episode.stem]
            issues.append(Issue(episode=episode, published_s=date, art=art.path if art else ""))
        ledger = self.place.ledger
        artists = (episode.timeline.artist for episode in reversed(episodes))
        channel = Channel(
            title=ledger.title or _TITLE,
            author=ledger.author or next(filter(None, artists), _AUTHOR),
            base_url=self.place.base_url,
            is_private=ledger.is_private,
        )
        yield SiteFile(FEED, "application/rss+xml", feed_xml(channel, issues))

    def _art(self, episode: Episode) -> SiteFile | None:
        """The episode's picture in the feed, drawn once, and of few that stay at a time."""
        if episode.cover is None:
            return None
        path = f"{episode.stem}{_ART}"
        if there := self._there(path):
            return there
        if episode.stem in self.kept:
            if self.drawn >= _MOST_DRAWN:
                self.undrawn += 1
                return None
            self.drawn += 1
        return SiteFile(path, "image/jpeg", square_art(episode.cover).data, is_immutable=True)

    def _as_it_was(self, file: SiteFile) -> SiteFile:
        """The file that is there, where a track that stays has it."""
        if not file.is_immutable or ".".join(file.path.split(".")[:2]) not in self.kept:
            return file
        return self._there(file.path) or file

    def _there(self, path: str) -> SiteFile | None:
        """A file of the folder that is as we wrote it."""
        known, there = self.place.ledger.files.get(path, ()), self.place.folder / path
        if not (known and there.is_file() and self.digests.of(there) in known):
            return None
        return SiteFile(path, "", there, is_immutable=True)
