"""Routines → the episodes of a site, each built into one folder."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from audiocoach.api import Builder, BuildReport, load
from audiocoach.cache.origins import other_origin, remember_origin
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.errors import TrackError
from audiocoach.inputs import routine_file
from audiocoach.renderer.clips import Progress
from audiocoach.routine.catalog import expand_folders
from audiocoach.site.model import Episode, make_episode
from audiocoach.site.names import check_names, episode_name
from audiocoach.support.paths import shown_path


def build_episodes(  # noqa: PLR0913 (what is built, how, and where to)
    builder: Builder,
    names: Sequence[str],
    folder: Path,
    overrides: Overrides,
    *,
    music: Music | None = None,
    progress: Progress | None = None,
    tell: Callable[[BuildReport], object] = lambda _: None,
) -> list[Episode]:
    """Build each routine's MP3 into `folder`; raises CoachError, before any is built for a name.

    What each build was like is given to `tell`.
    """
    asked = list(dict.fromkeys(expand_folders(names)))
    check_names((name, builder.resolve(name, overrides).routine.slug) for name in asked)
    episodes = []
    for number, name in enumerate(asked):
        audio = folder / f"{number}.mp3"
        report = builder.build(
            name, audio, overrides, Output(format="mp3"), music=music, progress=progress
        )
        remember_origin(audio, None)  # the page's is known, and this file goes
        tell(report)
        summary = report.session.routine.summary or ""
        episodes.append(make_episode(audio, report.timeline, summary, report.cover))
    return episodes


def find_origins(names: Sequence[str], folder: Path, *, force: bool) -> dict[str, Path | None]:
    """The page of each routine on a site, and the file that the routine is from.

    Raises CoachError where the page that is there is that of another file, unless with `force`.
    """
    origins = {}
    for name in expand_folders(names):
        routine = load(name)
        page, origin = f"{episode_name(routine.slug)}.html", routine_file(routine)
        if not force and (former := other_origin(folder / page, origin)):
            message = f"{folder / page}: this was made from another routine, {shown_path(former)}"
            raise TrackError(message, "rename one of the two, or replace it with --force")
        origins[page] = origin
    return origins


def remember_origins(folder: Path, origins: Mapping[str, Path | None]) -> None:
    """Keep in mind which routine each page of a site was made from."""
    for page, origin in origins.items():
        remember_origin(folder / page, origin)
