"""What `build` is asked for, and building it."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.cli import printing
from audiocoach.cli.batch import Batch
from audiocoach.cli.options import open_builder, output_of
from audiocoach.cli.wanted import Wanted, wanted_of
from audiocoach.config.destinations import STDOUT, resolve_paths
from audiocoach.config.music import Music
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.programme.choice import Choice

if TYPE_CHECKING:
    from audiocoach.api import Builder


class Tracks(NamedTuple):
    """How the tracks of one command are made, and where they go."""

    overrides: Overrides
    output: Output
    music: Music
    sessions: Choice
    """Which of a programme's."""
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
            for at, (track, path) in enumerate(tracks, 1):
                if batch.wants(track.name):
                    with batch.trying(track.named.asked):
                        self._build(track, path, batch, builder, (at, len(tracks)))

    def _found(self, batch: Batch, builder: "Builder") -> list[tuple[Wanted, Path]]:
        """The tracks of what can be read, each with its file: no two have the same."""
        place = None if self.is_streamed else self.out
        settings = output_of(place, builder.config, self.output)
        tracks: list[Wanted] = []
        for name in batch.names:
            with batch.trying(name):
                tracks += [*wanted_of(name, self.overrides, self.sessions, builder)]
        batch.found(tracks)
        if self.is_streamed:
            printing.check_stream(len(tracks))
        named = [track.named for track in tracks]
        return [*zip(tracks, resolve_paths(named, place, builder.config, settings), strict=True)]

    def _build(
        self,
        track: Wanted,
        path: Path,
        batch: Batch,
        builder: "Builder",
        place: tuple[int, int],
    ) -> None:
        if batch.watched:
            files = builder.made_from(track.routine, track.overrides, self.output, music=self.music)
            batch.files[track.name] = {*batch.files.get(track.name, ()), *files, *track.files}
        bar = printing.progress(track.named.words["name"], *place, quiet=self.quiet)
        to = None if self.is_streamed else path
        with printing.destination(to) as file, bar as progress:
            report = builder.build(
                track.routine,
                file,
                track.overrides,
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
