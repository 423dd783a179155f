"""What tests of engines share."""

import pytest
from fake_engines import lend_system_voices


@pytest.fixture
def system_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Gives pyttsx3 something to speak with on a Linux that has no espeak-ng of its own."""
    lend_system_voices(monkeypatch)
