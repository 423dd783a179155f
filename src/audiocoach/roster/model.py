"""What a roster says of each client, and what becomes of it."""

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct, field

from audiocoach.config.music import Music
from audiocoach.config.output import Output, OutputSettings
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import Settings
from audiocoach.errors import Problem, RosterError, Where

TRACK = "track"
"""What a receipt calls the track among a client's files."""


class Client(Struct, frozen=True, kw_only=True):
    """One row of a roster: who trains, what, and how it is changed for them."""

    id: str
    where: Where
    """Where the row begins."""
    cells: Mapping[str, Where] = field(default_factory=dict)
    """Where the value of each of its columns stands."""
    name: str = ""
    """What the coach calls them."""
    routine: str = ""
    """A routine's name, or a file's path."""
    programme: str = ""
    """A programme's, instead of one routine: the client's next session of it is built."""
    session: int | None = None
    """The number of the session, if it is not the next."""
    greet: str | None = None
    """The phrase with which the coach begins, if any."""
    out: str | None = None
    """The file of the track within the place of all of them, if not ID.mp3."""
    overrides: Overrides = Overrides()
    output: Output = Output()
    music: Music = Music()

    def where_of(self, column: str) -> Where:
        """Where the value of a column stands; the row, if it has none."""
        return self.cells.get(column, self.where)

    def wrong(self, column: str, message: str, hint: str | None = None) -> RosterError:
        """What is wrong with one cell."""
        return RosterError([Problem(self.where_of(column), f"'{column}': {message}", hint)])


class Beside(Struct, frozen=True, kw_only=True):
    """What is asked for beside each track."""

    sheet: bool = False
    calendar: bool = False
    """Of who has a programme."""
    site: bool = False
    base_url: str | None = None
    """Where the folder of all tracks will be on the web."""


NOTHING = Beside()


class Task(Struct, frozen=True, kw_only=True):
    """A track to build: all that is decided about it, so that a worker reads no roster."""

    id: str
    settings: Settings
    output: OutputSettings
    music: Music
    sidecars: tuple[str, ...] = ()
    timeline: bool = False
    split: bool = False
    to: str
    """The folder or the address of all tracks."""
    path: str
    """The track's path in it, with `/`."""
    force: bool = False
    """Whether a file there is replaced, whoever made it."""
    person: str = ""
    """What the client is called."""
    beside: Beside = Beside()
    """What is wanted beside the track."""
    cache_bytes: int | None = None
    """The bound of the cache."""
    program: str = ""
    """Which audiocoach and packages it is for, as another's track may be another."""


class File(Struct, frozen=True, kw_only=True):
    """A file that was written."""

    path: str
    """In the place of all tracks, with `/`."""
    size: int
    sha256: str
    modified: int | None = None
    """When, in nanoseconds, where the place tells: what was not written since needs no look."""


class Found(NamedTuple):
    """What a place tells of a file without reading it."""

    size: int
    modified: int | None = None
    """In nanoseconds."""


class Result(Struct, frozen=True, kw_only=True):
    """What became of a task: its files by what they are, or why there are none."""

    id: str
    files: Mapping[str, File] = field(default_factory=dict)
    duration_ms: int = 0
    notes: tuple[str, ...] = ()
    """What to know of the track."""
    error: str = ""
