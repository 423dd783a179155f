"""Episodes → every file of their site."""

from collections.abc import Iterator, Sequence

from audiocoach.site.data import episode_files
from audiocoach.site.model import Episode, Site, SiteFile
from audiocoach.site.shell import page_files

_SITE = Site()


def site_files(episodes: Sequence[Episode], site: Site = _SITE) -> Iterator[SiteFile]:
    """Every file of the site that offers these episodes, each path once."""
    yield from page_files(episodes, site)
    for episode in episodes:
        yield from episode_files(episode)
