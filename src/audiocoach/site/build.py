"""Routines, and sessions of programmes → the episodes of a site, each built into one folder."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from msgspec.structs import replace

from audiocoach.api import Builder, BuildReport
from audiocoach.cache.origins import other_origin, remember_origin
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.errors import TrackError
from audiocoach.renderer.clips import Progress
from audiocoach.routine.model import Routine
from audiocoach.site.model import Episode, make_episode
from audiocoach.site.names import check_names
from audiocoach.support.paths import shown_path


class Page(NamedTuple):
    """A track to build, and the page that it will have."""

    asked: str
    """How it was asked for."""
    name: str
    """What the page is called, as it stands in addresses."""
    routine: Routine
    overrides: Overrides
    origin: Path | None
    """The file that says what it is, if that is somebody's."""
    programme: str = ""
    """The programme that it is a session of."""
    number: int = 0

    @property
    def file(self) -> str:
        """The page's file."""
        return f"{self.name}.html"


def build_episodes(  # noqa: PLR0913 (what is built, how, and where to)
    builder: Builder,
    pages: Sequence[Page],
    folder: Path,
    *,
    music: Music | None = None,
    progress: Progress | None = None,
    tell: Callable[[BuildReport], object] = lambda _: None,
) -> list[Episode]:
    """Build each page's MP3 into `folder`; raises CoachError, before any is built for a name.

    What each build was like is given to `tell`.
    """
    check_names((page.asked, page.name) for page in pages)
    episodes, output = [], Output(format="mp3")
    for number, page in enumerate(pages):
        audio = folder / f"{number}.mp3"
        report = builder.build(
            page.routine, audio, page.overrides, output, music=music, progress=progress
        )
        remember_origin(audio, None)  # the page's is known, and this file goes
        tell(report)
        summary = report.session.routine.summary or ""
        episode = make_episode(audio, report.timeline, summary, report.cover)
        changes = {"name": page.name, "programme": page.programme, "number": page.number}
        episodes.append(replace(episode, **changes))
    return episodes


def check_origins(pages: Iterable[Page], folder: Path) -> None:
    """Raise CoachError where a page that is there is that of another file."""
    for page in pages:
        path = folder / page.file
        if former := other_origin(path, page.origin):
            message = f"{path}: this was made from another routine, {shown_path(former)}"
            raise TrackError(message, "rename one of the two, or replace it with --force")


def remember_origins(pages: Iterable[Page], folder: Path) -> None:
    """Keep in mind which file each page of a site was made from."""
    for page in pages:
        remember_origin(folder / page.file, page.origin)
