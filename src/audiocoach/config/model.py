"""The user's preferences, which count where a request does not say otherwise."""

from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from audiocoach.config.output import DRAWN, Sound
from audiocoach.config.overrides import UserOverrides
from audiocoach.tts.base import UserVoices

_NOTHING = UserOverrides()


class Config(Struct, frozen=True):
    """What a config file says: `load_config` reads one, and `Config()` changes nothing."""

    every: UserOverrides = _NOTHING
    routines: Mapping[str, UserOverrides] = field(default_factory=dict)
    modes: Mapping[str, UserOverrides] = field(default_factory=dict)
    out: str | None = None
    """The file or folder of tracks, as written: with a `/` at its end it is a folder."""
    format: str | None = None
    bitrate: int | None = None
    """Bits a second, where the format has a choice of them."""
    stereo: bool = False
    cover: str = DRAWN
    """`drawn`, `none`, or the path of a picture, which is relative to the config file."""
    cache: int | None = None
    """The bound of the cache, in bytes."""
    sidecars: tuple[str, ...] = ()
    sound: Sound = field(default_factory=Sound)
    music: Path | None = None
    """A file or a folder; a relative path starts at the config file."""
    user_voices: UserVoices = field(default_factory=UserVoices)
    """The programs that speak; never those of a working folder, which may be a stranger's."""
    within: Path | None = None
    """The folder that nothing it names may lie outside of, where a stranger may have written it."""
    files: tuple[Path, ...] = ()
    """The files that say so, which nothing is written over."""

    def of(self, name: str) -> tuple[UserOverrides, ...]:
        """The overrides that apply to the routine `name`, the most general first."""
        tables = (table[name] for table in (self.modes, self.routines) if name in table)
        return (self.every, *tables)
