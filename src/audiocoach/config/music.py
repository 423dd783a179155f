"""Which music is wanted under the voice. Imports nothing heavy: the command line makes one."""

from dataclasses import dataclass
from os import PathLike
from pathlib import Path

from audiocoach.defaults import MUSIC

OFF = "off"
"""Instead of a path: no music, whatever the routine says."""


@dataclass(frozen=True, slots=True)
class Music:
    """Files of music, or folders of them; with `rest`, `path` is played in work alone."""

    path: Path | None = None
    rest: Path | None = None
    duck_db: float = MUSIC.duck_db
    """By how much the music goes down under words and tones."""
    shuffle: int | None = None
    """Another order of folders for each number; by name without one."""
    within: Path | None = None
    """Where all of its files have to be: a stranger's routine plays nothing else."""

    def __init__(
        self,
        path: str | PathLike[str] | None = None,
        rest: str | PathLike[str] | None = None,
        duck_db: float = MUSIC.duck_db,
        shuffle: int | None = None,
        within: Path | None = None,
    ) -> None:
        for name, value in (
            ("path", None if path is None else Path(path)),
            ("rest", None if rest is None else Path(rest)),
            ("duck_db", duck_db),
            ("shuffle", shuffle),
            ("within", within),
        ):
            object.__setattr__(self, name, value)
