"""Something for pyttsx3 to speak with."""

import ctypes.util
import sys
from pathlib import Path

import espeakng_loader
import pytest


def lend(patch: pytest.MonkeyPatch) -> None:
    """The espeak-ng of a package, on a Linux that has none of its own."""
    if sys.platform == "linux" and not ctypes.util.find_library("espeak-ng"):
        folder = Path(espeakng_loader.get_library_path()).parent
        patch.setenv("LD_LIBRARY_PATH", str(folder))
        patch.setenv("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
