"""Where the data that comes with audiocoach lives: in the wheel, or beside `src` in a checkout."""

from pathlib import Path

_INSTALLED = Path(__file__).parent / "shipped"
_CHECKOUT = Path(__file__).parents[2]


def shipped_folder(name: str) -> Path:
    """The folder `routines` or `sounds` that this installation carries."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root / name
