"""What the font of covers can write: the letters of all the languages of the coach, and more."""

import unicodedata

RANGES = (
    (0x0020, 0x007E),
    (0x00A0, 0x0148),
    (0x014A, 0x017F),  # Latin, as Europe writes it
    (0x0192, 0x0192),
    (0x0218, 0x021B),  # Romanian
    (0x0384, 0x03CE),  # Greek
    (0x0400, 0x045F),
    (0x0490, 0x0491),  # Cyrillic
    (0x1E80, 0x1E85),
    (0x1E9E, 0x1E9E),  # Welsh; the capital ß
    (0x1EA0, 0x1EF9),  # Vietnamese
    (0x2010, 0x2027),
    (0x2030, 0x203A),
    (0x2044, 0x2044),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
    (0x2150, 0x215E),
    (0x2190, 0x2193),
    (0x2212, 0x2212),
    (0x221E, 0x221E),
    (0x2248, 0x2248),
    (0x2260, 0x2260),
    (0x2264, 0x2265),  # marks, fractions, arrows
)
"""Code points, first and last; what is assigned in them and printable is in the font."""


def spelt(text: str) -> str:
    """`text` in letters that the font has: else without their accents, else left out."""
    spelling = ""
    for letter in unicodedata.normalize("NFC", text):
        parts = letter if _has(letter) else unicodedata.normalize("NFKD", letter)
        spelling += "".join(filter(_has, parts))
    return spelling


def unwritten(text: str) -> str:
    """The letters and digits of `text` of which nothing is written; the words they are in."""
    return " ".join(word for word in text.split() if any(map(_is_lost, word)))


def _is_lost(letter: str) -> bool:
    return letter.isalnum() and not spelt(letter)


def _has(letter: str) -> bool:
    code = ord(letter)
    return letter.isprintable() and any(first <= code <= last for first, last in RANGES)
