"""What `build` is asked for, and building it."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from audiocoach.cli import printing
from audiocoach.cli.attempts import Attempts
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

    def build(self, attempts: Attempts) -> None:
        """Build what is attempted, and print what became of them."""
        with open_builder(quiet=self.quiet) as builder:
            tracks = self._found(attempts, builder)
            for at, (track, path) in enumerate(tracks, 1):
                if attempts.wants(track.name):
                    with attempts.trying(track.named.asked):
                        self._build(track, path, attempts, builder, (at, len(tracks)))

    def _found(self, attempts: Attempts, builder: "Builder") -> list[tuple[Wanted, Path]]:
        """The tracks of what can be read, each with its file: no two have the same."""
        place = None if self.is_streamed else self.out
        settings = output_of(place, builder.config, self.output)
        tracks: list[Wanted] = []
        for name in attempts.names:
            with attempts.trying(name):
                tracks += [*wanted_of(name, self.overrides, self.sessions, builder)]
        attempts.found(tracks)
        if self.is_streamed:
            printing.check_stream(len(tracks))
        named = [track.named for track in tracks]
        return [*zip(tracks, resolve_paths(named, place, builder.config, settings), strict=True)]

    def _build(
        self,
        track: Wanted,
        path: Path,
        attempts: Attempts,
        builder: "Builder",
        place: tuple[int, int],
    ) -> None:
        if attempts.watched:
            files = builder.made_from(track.routine, track.overrides, self.output, music=self.music)
            attempts.files[track.name] = {*attempts.files.get(track.name, ()), *files, *track.files}
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
            attempts.written.append(report.written_to)
        if self.quiet:
            printing.path(report)
        else:
            printing.notes(report.notes)
            printing.summary(report)
