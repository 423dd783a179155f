"""Words as the name of a file that every file system takes, and as it compares them."""

from unicodedata import normalize

_UNSAFE = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))
_DEVICES = frozenset(
    (
        *("con", "prn", "aux", "nul", "conin$", "conout$"),
        *(f"{port}{digit}" for port in ("com", "lpt") for digit in "123456789¹²³"),
    )
)
"""What Windows keeps for itself, with any suffix."""
MOST_BYTES = 100


def file_name(words: str) -> str:
    """`words` without what a file system refuses, and not too long; empty where nothing is left."""
    spaced = " ".join(words.translate(_UNSAFE).split())
    printable = "".join(char for char in spaced if char.isprintable())
    return printable.encode("utf-8", "ignore")[:MOST_BYTES].decode(errors="ignore").rstrip(". ")


def lone_file_name(words: str, otherwise: str) -> str:
    """`file_name` where nothing stands before it: no hidden file, no device; or `otherwise`."""
    name = file_name(words).lstrip(". ")
    if is_device(name):
        return f"{name}_" if "." not in name else f"_{name}"
    return name or otherwise


def is_device(name: str) -> bool:
    """Whether Windows keeps the name of a file for itself."""
    return name.partition(".")[0].strip().lower() in _DEVICES


def same_file(name: str) -> str:
    """A name as file systems compare it that know no case, and no forms of an accent."""
    return normalize("NFC", normalize("NFC", name).casefold())
