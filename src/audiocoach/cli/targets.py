"""Where tracks are written."""

from collections.abc import Sequence
from pathlib import Path

from audiocoach.errors import CoachError
from audiocoach.routine.fields import slug

_SUFFIX = ".mp3"


def targets(names: Sequence[str], out: Path | None) -> list[Path]:
    """The file of each routine's track, no two the same; `out` is a file, or a folder."""
    paths = _paths(names, out)
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice:
        raise CoachError(f"two tracks would be {twice}; build them one by one, each with its --out")
    return paths


def _paths(names: Sequence[str], out: Path | None) -> list[Path]:
    if out is None:
        return [Path("out") / _file(name) for name in names]
    if out.suffix.lower() == _SUFFIX and not out.is_dir():
        if len(names) > 1:
            raise CoachError(f"{out} is one file for {len(names)} tracks; give a folder as --out")
        return [out]
    if out.suffix and not out.is_dir():
        raise CoachError(
            f"{out}: tracks are MP3 files; end the name in {_SUFFIX}, or give a folder"
        )
    return [out / _file(name) for name in names]


def _file(name: str) -> str:
    return (slug(Path(name).stem) or "routine") + _SUFFIX
