"""What the user wants wherever nothing else is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from audiocoach.config.output import DRAWN, Sound
from audiocoach.config.overrides import UserOverrides
from audiocoach.tts.base import UserVoices

_NOTHING = UserOverrides()


@dataclass(frozen=True, slots=True)
class Config:
    """What the file says; nothing where there is none."""

    every: UserOverrides = _NOTHING
    routines: Mapping[str, UserOverrides] = field(default_factory=dict)
    modes: Mapping[str, UserOverrides] = field(default_factory=dict)
    out: str | None = None
    """Where tracks go, as written: with a `/` at its end it is a folder."""
    format: str | None = None
    bitrate: int | None = None
    """Bits a second, where the format has a choice of them."""
    stereo: bool = False
    cover: str = DRAWN
    """As in an `OutputSettings`; a file that is written is relative to this one."""
    cache: int | None = None
    """How many bytes may be kept."""
    sidecars: tuple[str, ...] = ()
    sound: Sound = field(default_factory=Sound)
    music: Path | None = None
    """A file or a folder; what is written is relative to the file."""
    user_voices: UserVoices = field(default_factory=UserVoices)
    """The programs that speak; never those of a working folder, which may be a stranger's."""

    def of(self, name: str) -> tuple[UserOverrides, ...]:
        """What holds for the routine `name`, the most general first."""
        tables = (table[name] for table in (self.modes, self.routines) if name in table)
        return (self.every, *tables)
