"""Where the user's own file lies."""

import os
from pathlib import Path

FILE_VARIABLE = "AUDIOCOACH_CONFIG"
_FILE = "audiocoach.toml"


def found() -> Path | None:
    """The file that AUDIOCOACH_CONFIG names, else that of the working folder, else the user's."""
    named = os.environ.get(FILE_VARIABLE)
    if named is not None:
        return Path(named) if named else None
    here, own = Path(_FILE), home()
    return here if here.exists() else own if own.exists() else None


def home() -> Path:
    """The user's, whether it is there or not."""
    from platformdirs import user_config_path

    return user_config_path("audiocoach", appauthor=False) / _FILE
