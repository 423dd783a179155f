"""Where neural voices are kept as files, and what they are called."""

import os
import re
from hashlib import file_digest
from pathlib import Path

FOLDER_VARIABLE = "AUDIOCOACH_VOICES"
_NAME = re.compile(r"[\w-]+")


def folder() -> Path:
    """The user's voices: what AUDIOCOACH_VOICES names, else a folder of their data."""
    if named := os.environ.get(FOLDER_VARIABLE):
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("audiocoach", appauthor=False) / "voices"


def is_name(text: str) -> bool:
    """Whether it is the name of a voice in that folder, and can be no path."""
    return _NAME.fullmatch(text) is not None


def digest(path: Path) -> str:
    """A hash of a file; 1 ms a megabyte. Raises OSError."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
