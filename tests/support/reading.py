"""Routines from their text, and what is said of those that are none."""

import pytest

from audiocoach.errors import RoutineError
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes


def read(text: str) -> Routine:
    """The routine in a text, whose file is called `f`."""
    return read_bytes(text.encode(), "f")


def told(text: str) -> str:
    """What is wrong with a text that is refused."""
    with pytest.raises(RoutineError) as refused:
        read(text)
    return str(refused.value)
