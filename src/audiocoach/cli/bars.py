"""The bar that a terminal shows while a track is made."""

from time import monotonic
from typing import TYPE_CHECKING

from audiocoach.support.messages import printable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

_HIDDEN_S = 0.5
"""What is done sooner, as a build from the cache, shows no bar that would only flicker."""


class Bar:
    """The stage that a track is at; drawn by rich, which is imported when there is one to draw."""

    def __init__(self, track: str = "", place: str = "") -> None:
        """A bar that names the track, and its place among others: `2 of 3`."""
        self._track, self._place = printable(track), place
        self._began = monotonic()
        self._drawn: Progress | None = None
        self._stage: tuple[str, TaskID] | None = None

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that `done` of `total` are made."""
        if self._drawn is None:
            if monotonic() - self._began < _HIDDEN_S:
                return
            self._drawn = _drawn()
            self._drawn.start()
        if self._stage is None or self._stage[0] != stage:
            self._stage = stage, self._begun(self._drawn, stage, total)
        self._drawn.update(self._stage[1], completed=done, total=total)

    def _begun(self, drawn: "Progress", stage: str, total: int) -> "TaskID":
        """The one task, for another stage."""
        if self._stage:
            drawn.remove_task(self._stage[1])
        title = f"{self._track}: {stage}" if self._track else stage
        return drawn.add_task(title, total=total, place=self._place)

    def close(self) -> None:
        """Take the bar away."""
        if self._drawn:
            self._drawn.stop()


def _drawn() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.fields[place]}", markup=False),
        console=Console(stderr=True),
        transient=True,
    )
