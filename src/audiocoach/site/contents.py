"""What is in the folder of a published site: pages, the files of tracks, and a feed."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.site.data import cover_file, episode_files, pointer_file
from audiocoach.site.digests import Digests
from audiocoach.site.feed import FEED, Channel, Issue, feed_xml
from audiocoach.site.ledger import remembered_path, to_remembered
from audiocoach.site.model import Episode, Site, SiteFile
from audiocoach.site.pictures import square_art
from audiocoach.site.place import Place
from audiocoach.site.shell import page_files

ART = ".art.jpg"
_OF_TRACK = (".mp3", ".chapters.json", ".vtt", remembered_path(""))
"""What each track has."""
MOST_DRAWN = 12
"""Pictures of tracks that stay: each takes as long as all else of a track."""
_TITLE, _AUTHOR = "Workouts", "audiocoach"


class Contents(Struct):
    """Makes the files of a published site; those of a track that stays are left as they are.

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
        is_kept = episode.stem in self.kept
        there = [self._there(f"{episode.stem}{each}") for each in _OF_TRACK if is_kept]
        if is_kept and None not in there:
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
        path = f"{episode.stem}{ART}"
        if there := self._there(path):
            return there
        if episode.stem in self.kept:
            if self.drawn >= MOST_DRAWN:
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
