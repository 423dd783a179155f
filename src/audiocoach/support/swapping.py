"""One folder in the place of another: in one step where the system has it, else never hidden."""

import errno
import os
import sys
from pathlib import Path

_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD, and RENAME_EXCHANGE of Linux, which is RENAME_SWAP of macOS."""
_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
"""Of a system, or a disk, that cannot exchange names."""


def swap(new: Path, folder: Path) -> Path:
    """Put `new` in the place of `folder`; where the former folder is now. Raises OSError.

    Where that takes two steps, the former folder is beside the new one under a name that people
    see, so that what is killed between the two leaves it there.
    """
    if exchange(new, folder):
        return new
    former = free_name(folder.with_name(f"{folder.name} (before)"))
    folder.rename(former)
    try:
        new.rename(folder)
    except OSError:
        former.rename(folder)
        raise
    return former


def exchange(one: Path, other: Path) -> bool:
    """Exchange the names of two folders at once; whether the system can. Raises OSError."""
    if sys.platform not in ("linux", "darwin"):
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "linux":
            failed = library.renameat2(_HERE, names[0], _HERE, names[1], _EXCHANGE)
        else:
            failed = library.renamex_np(*names, _EXCHANGE)
    except AttributeError:  # an old C library
        return False
    if failed and (code := ctypes.get_errno()) not in _UNKNOWN:
        raise OSError(code, os.strerror(code), str(other))
    return not failed


def move_all(former: Path, folder: Path) -> None:
    """Move everything in a folder into another, under names that are free there."""
    for entry in [*former.iterdir()]:
        entry.rename(free_name(folder / entry.name))


def free_name(path: Path) -> Path:
    """The path, or one like it, where nothing is."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.stem} {number}{path.suffix}")
    return free
