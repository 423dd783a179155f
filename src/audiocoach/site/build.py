"""Routines → the episodes of a site, each built into one folder."""

from collections.abc import Sequence
from pathlib import Path

from audiocoach.api import Builder
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.renderer.clips import Progress
from audiocoach.routine.catalog import expand_folders
from audiocoach.site.model import Episode, make_episode
from audiocoach.site.names import check_names


def build_episodes(  # noqa: PLR0913 (what is built, how, and where to)
    builder: Builder,
    names: Sequence[str],
    folder: Path,
    overrides: Overrides,
    *,
    music: Music | None = None,
    progress: Progress | None = None,
) -> list[Episode]:
    """Build each routine's MP3 into `folder`; raises CoachError, before any is built for a name."""
    asked = list(dict.fromkeys(expand_folders(names)))
    check_names((name, builder.resolve(name, overrides).routine.slug) for name in asked)
    episodes = []
    for number, name in enumerate(asked):
        audio = folder / f"{number}.mp3"
        report = builder.build(
            name, audio, overrides, Output(format="mp3"), music=music, progress=progress
        )
        summary = report.session.routine.summary or ""
        episodes.append(make_episode(audio, report.timeline, summary, report.cover))
    return episodes
