"""The words of `en.yaml`, as patterns that find them."""

from pathlib import Path
from typing import Any

from audiocoach.i18n.languages import read_table

TABLE: dict[str, Any] = read_table(Path(__file__).parents[1], "en")
DIGITS = "0123456789"
CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LETTER_A = "eigh"
"""The letter A, so that no voice takes it for the article."""


def any_of(key: str) -> str:
    """A pattern that finds any of the words, themselves patterns, that the table has there."""
    return f"(?:{'|'.join(TABLE[key].split())})"


def letter(capital: str) -> str:
    """How a letter is written, for a voice to say its name."""
    return _LETTER_A if capital == "A" else capital
