import ctypes.util
import sys
from pathlib import Path

import espeakng_loader
import pytest


@pytest.fixture
def system_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives pyttsx3 something to speak with on a Linux that has no espeak-ng of its own."""
    if sys.platform == "linux" and not ctypes.util.find_library("espeak-ng"):
        folder = Path(espeakng_loader.get_library_path()).parent
        monkeypatch.setenv("LD_LIBRARY_PATH", str(folder))
        monkeypatch.setenv("ESPEAK_DATA_PATH", espeakng_loader.get_data_path())
