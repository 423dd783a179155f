"""Plan and Timeline as text and as JSON: one printer for `show`, for goldens and for docs."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiocoach.listing.contract import to_dict, to_json
    from audiocoach.listing.dumps import plan_text, timeline_text
    from audiocoach.listing.overview import overview_text

__all__ = ["overview_text", "plan_text", "timeline_text", "to_dict", "to_json"]

_HOMES = {
    "overview_text": "overview",
    "plan_text": "dumps",
    "timeline_text": "dumps",
    "to_dict": "contract",
    "to_json": "contract",
}


def __getattr__(name: str) -> object:
    """Each name from its home when it is asked for: what only wants `columns` needs no plan."""
    if name not in _HOMES:
        raise AttributeError(f"module 'audiocoach.listing' has no attribute {name!r}")
    return getattr(import_module(f"audiocoach.listing.{_HOMES[name]}"), name)
