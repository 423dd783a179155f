"""Which files a path of music means, in the order in which they are played."""

from collections import Counter
from hashlib import sha256
from pathlib import Path

from audiocoach.errors import MusicError
from audiocoach.support.files import explain_os_error
from audiocoach.support.paths import is_within

SUFFIXES = frozenset((
    ".aac", ".ac3", ".aif", ".aifc", ".aiff", ".alac", ".ape", ".au", ".caf", ".dsf", ".flac",
    ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mp4", ".mpc", ".oga", ".ogg", ".opus", ".tta",
    ".wav", ".webm", ".wma", ".wv",
))  # fmt: skip
_SHOWN = 3


def music_files(
    path: Path, shuffle: int | None = None, within: Path | None = None
) -> tuple[Path, ...]:
    """The file, or the folder's files of music by name; in another order for each `shuffle`.

    MusicError where there is none, or where one leads out of the folder `within`.
    """
    try:
        if not path.is_dir():
            return (_checked(path),)
        entries = sorted(file for file in path.iterdir() if file.is_file())
    except OSError as error:
        raise unreadable(path, error) from error
    # Hidden ones are such as the `._song.mp3` that macOS leaves on memory sticks.
    shown = (file for file in entries if not file.name.startswith("."))
    files = [file for file in shown if file.suffix.lower() in SUFFIXES]
    if not files:
        kinds = Counter(file.suffix.lower() or "no suffix" for file in entries).most_common(_SHOWN)
        only = "only " + ", ".join(f"{count} × {kind}" for kind, count in kinds)
        raise MusicError(
            f"{path}: there is no music in this folder, {only if kinds else 'it holds no files'}",
            "give one with MP3, FLAC, M4A, OGG, Opus or WAV files in it",
        )
    for file in files:
        if within and not is_within(file, within):
            raise MusicError(
                f"{file}: leads outside the routine's own folder", "copy the file there"
            )
    if shuffle is not None:  # by a hash, which is the same on every platform
        files.sort(key=lambda file: sha256(f"{shuffle}\n{file.name}".encode()).digest())
    return tuple(files)


def _checked(path: Path) -> Path:
    if not path.exists():
        raise MusicError(f"{path}: there is no such file or folder of music")
    if not path.is_file():
        raise MusicError(f"{path}: this is a device", "give a file of music, or a folder of them")
    if not path.stat().st_size:
        raise MusicError(f"{path}: the file is empty", "give a file with music in it")
    return path


def unreadable(path: Path, error: OSError) -> MusicError:
    """The error for a file that the system does not let read."""
    return MusicError(f"{path}: the music cannot be read ({explain_os_error(error)})")
