"""The music under the voice, as it is asked for. Imports nothing heavy, for the command line."""

from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TypedDict, Unpack

from audiocoach.config.output import read_duck
from audiocoach.defaults import MUSIC
from audiocoach.errors import InvalidValueError
from audiocoach.support.keywords import fill_fields, read_scalar, read_whole

OFF = "off"
"""Instead of a path: no music, whatever the routine says."""


class MusicKeywords(TypedDict, total=False):
    """What a `Music` is made of besides its path."""

    rest: str | PathLike[str] | None
    duck_db: float | str | None
    shuffle: int | None
    within: Path | None


@dataclass(frozen=True, slots=True, init=False)
class Music:
    """Music under the voice: `Music("gym/")`, or `Music("fast.mp3", rest="calm/", duck_db=9)`.

    Without a path, options for the music that the user's file or the routine names. Raises
    CoachError for a keyword it has not, and for a value that cannot be read.
    """

    path: Path | None = None
    """A file, or a folder of them; `off` for none, whatever else names one."""
    rest: Path | None = None
    """A file or a folder for rests; `path` is played during work alone then."""
    duck_db: float | None = None
    """By how many decibels the music goes down under words; under tones it goes down less."""
    shuffle: int | None = None
    """Shuffles a folder: each number gives another order; None plays its files by name."""
    within: Path | None = None
    """The folder that no file may lie outside of: a stranger's routine plays nothing else."""

    def __init__(
        self, path: str | PathLike[str] | None = None, **given: Unpack[MusicKeywords]
    ) -> None:
        fill_fields(self, {"path": path, **given}, read_music)

    @property
    def is_named(self) -> bool:
        """Whether it names any music itself."""
        return self.path is not None or self.rest is not None

    @property
    def has_options(self) -> bool:
        """Whether it changes how music is played."""
        return self.shuffle is not None or self.duck_db is not None

    @property
    def words_duck_db(self) -> float:
        """By how much it goes down under words, where nothing is asked for, too."""
        return MUSIC.duck_db if self.duck_db is None else self.duck_db


def read_music(name: str, value: object) -> object:
    """The value of a field; raises InvalidValueError."""
    if name == "duck_db":
        return read_duck(read_scalar(value))
    if name == "shuffle":
        return read_whole(value)
    if not isinstance(value, str | PathLike):
        raise InvalidValueError(f"{value!r} is no path", "write a file or a folder")
    return Path(value)
