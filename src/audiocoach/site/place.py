"""The folder that a site is published into, and the options that it keeps."""

import os
import re
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.errors import CoachError, TrackError
from audiocoach.site.ledger import Ledger, read_ledger
from audiocoach.support.files import is_folder, list_folder, write_atomic
from audiocoach.support.messages import suggest
from audiocoach.support.paths import read_bounded

_ROBOTS = "robots.txt"
_KEEP_OUT = b"User-agent: *\nDisallow: /\n"
_LONGEST = 200
_TOKEN_BYTES = 16
_TOKEN = rf"[0-9a-f]{{{2 * _TOKEN_BYTES}}}"


class Publishing(Struct, frozen=True, kw_only=True):
    """How a site is published. None keeps what was given the last time."""

    base_url: str | None = None
    """The address of the folder, as `read_base_url` reads it; without one there is no feed."""
    title: str | None = None
    author: str | None = None
    is_private: bool = False
    """Whether it is in a folder that nobody guesses, and asks search engines to leave it out."""
    remove: tuple[str, ...] = ()
    """Names of tracks to take off the site."""
    force: bool = False
    """Whether files that audiocoach did not write are replaced, too."""

    def __post_init__(self) -> None:
        for what, text in (("title", self.title), ("author", self.author)):
            if text and len(text) > _LONGEST:
                message = f"the {what} has {len(text)} characters"
                raise CoachError(message, f"write {_LONGEST} at most")


class Place(Struct, frozen=True):
    """The folder of a site, and what is known of it."""

    folder: Path
    ledger: Ledger
    base_url: str
    """The address of the very folder."""


def find_place(folder: Path, settings: Publishing) -> Place:
    """Where a site is, or is to be, in a folder; raises CoachError where it cannot be there."""
    inner, known = _find_ledger(folder, settings)
    names = [entry.name for entry in known.entries]
    for name in settings.remove:
        if name not in names:
            hint = suggest(name, names) if names else None
            raise CoachError(f"there is no '{name}' on the site in {folder}", hint)
    ledger = replace(
        known,
        title=settings.title or known.title,
        author=settings.author or known.author,
        base_url=settings.base_url or known.base_url,
        is_private=settings.is_private,
    )
    within = f"{inner.name}/" if settings.is_private else ""
    return Place(inner, ledger, ledger.base_url and ledger.base_url + within)


def _find_ledger(folder: Path, settings: Publishing) -> tuple[Path, Ledger]:
    """The very folder of the site, and what was written there before."""
    if not is_folder(folder) and os.path.lexists(folder):
        raise TrackError(f"{folder} is a file", "name a folder to publish into")
    public = None if settings.force and not _is_ledger(folder) else read_ledger(folder)
    private = [
        each
        for each in list_folder(folder)
        if re.fullmatch(_TOKEN, each.name) and not each.is_symlink() and _is_ledger(each)
    ]
    if len(private) > 1:
        message = f"{folder}: there are {len(private)} private sites in this folder"
        raise TrackError(message, "leave one of them there")
    if not settings.is_private:
        if private:
            message = f"{folder}: the site in this folder is private"
            raise TrackError(message, "add --private, or publish into another folder")
        return folder, public or Ledger()
    if public:
        message = f"{folder}: the site in this folder is public already"
        raise TrackError(message, "publish in private into another folder")
    if not private:
        return folder / token_hex(_TOKEN_BYTES), Ledger()
    return private[0], read_ledger(private[0]) or Ledger()


def _is_ledger(folder: Path) -> bool:
    try:
        return read_ledger(folder) is not None
    except CoachError:
        return False


def keep_robots_out(folder: Path) -> tuple[str, ...]:
    """Ask search engines to leave out a private site, which they do not have to know of."""
    path = folder / _ROBOTS
    if not os.path.lexists(path):
        write_atomic(path, [_KEEP_OUT])
        return ()
    with suppress(CoachError):
        if read_bounded(path, len(_KEEP_OUT)) == _KEEP_OUT:
            return ()
    return (f"{path} is yours, and is left as it is: see that it keeps robots out",)
