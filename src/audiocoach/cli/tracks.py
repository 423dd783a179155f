"""What `build` is asked for, and building it."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.cli import printing
from audiocoach.cli.batch import Batch
from audiocoach.cli.options import open_builder, output_of
from audiocoach.config.destinations import STDOUT, Named, resolve_paths
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.routine.model import Routine

if TYPE_CHECKING:
    from audiocoach.api import Builder


class _Track(NamedTuple):
    """A routine, how it was asked for, and the file of its track."""

    routine: Routine
    asked: str
    path: Path


class Tracks(NamedTuple):
    """How the tracks of one command are made, and where they go."""

    overrides: Overrides
    output: Output
    music: Music
    out: str | None
    force: bool
    quiet: bool

    @property
    def is_streamed(self) -> bool:
        """Whether the track goes to standard output."""
        return self.out == STDOUT

    def build(self, batch: Batch) -> None:
        """Build those of a batch, and print what became of them."""
        with open_builder(quiet=self.quiet) as builder:
            tracks = self._found(batch, builder)
            for at, track in enumerate(tracks, 1):
                if batch.wants(track.asked):
                    with batch.trying(track.asked):
                        self._build(track, batch, builder, (at, len(tracks)))

    def _found(self, batch: Batch, builder: "Builder") -> list[_Track]:
        """The routines that can be read, each with its file: no two have the same."""
        from audiocoach.api import load

        place = None if self.is_streamed else self.out
        settings = output_of(place, builder.config, self.output)
        routines: list[Routine] = []
        named: list[Named] = []
        for name in batch.names:
            with batch.trying(name):
                routine = load(name)
                named.append(Named(name, builder.resolve(routine, self.overrides).words))
                routines.append(routine)
        paths = resolve_paths(named, place, builder.config, settings)
        asked = (track.asked for track in named)
        return [*map(_Track, routines, asked, paths)]

    def _build(
        self, track: _Track, batch: Batch, builder: "Builder", place: tuple[int, int]
    ) -> None:
        routine, asked, path = track
        if batch.watched:
            batch.files[asked] = builder.made_from(
                routine, self.overrides, self.output, music=self.music
            )
        bar = printing.progress(routine.slug, *place, quiet=self.quiet)
        to = None if self.is_streamed else path
        with printing.destination(to) as file, bar as progress:
            report = builder.build(
                routine,
                file,
                self.overrides,
                self.output,
                music=self.music,
                force=self.force,
                progress=progress,
            )
        if report.written_to:
            batch.written.append(report.written_to)
        if self.quiet:
            printing.path(report)
        else:
            printing.notes(report.notes)
            printing.summary(report)
