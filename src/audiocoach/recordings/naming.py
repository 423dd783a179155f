"""What the recording of a phrase is called."""

import re
from hashlib import sha256
from pathlib import Path
from unicodedata import normalize

SUFFIXES = (".wav", ".flac", ".mp3", ".m4a", ".aac", ".ogg", ".opus", ".aif", ".aiff", ".wma")
_LETTERS = 60
_SHORTENED = re.compile(rf".{{1,{_LETTERS}}}-[0-9a-f]{{6}}")


def file_stem(text: str) -> str:
    """`rest-ninety-seconds`: the name of a phrase's file; what is too long ends in a hash.

    A stem is its own.
    """
    words = re.findall(r"[^\W_]+", normalize("NFKC", text).casefold())
    stem = normalize("NFC", "-".join(words))
    if len(stem) <= _LETTERS or _SHORTENED.fullmatch(stem):
        return stem
    return f"{stem[:_LETTERS].rstrip('-')}-{sha256(stem.encode()).hexdigest()[:6]}"


def is_recording(path: Path) -> bool:
    """Whether it is a file of a kind that is read."""
    try:
        return path.suffix.lower() in SUFFIXES and path.is_file()
    except (OSError, ValueError):
        return False
