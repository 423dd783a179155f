"""Turn a workout written in YAML into one MP3 that coaches you through it.

from audiocoach import Options, build
build("jeffers-pull", Path("pull.mp3"), Options())
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiocoach.build import Built, Options, compile_timeline
    from audiocoach.errors import CoachError, RoutineError
    from audiocoach.listing.contract import to_json
    from audiocoach.timeline.model import Timeline

__all__ = [
    "Built",
    "CoachError",
    "Options",
    "RoutineError",
    "Timeline",
    "compile_timeline",
    "to_json",
]

_HOMES = {
    "CoachError": "audiocoach.errors",
    "RoutineError": "audiocoach.errors",
    "Timeline": "audiocoach.timeline.model",
    "to_json": "audiocoach.listing.contract",
}


def __getattr__(name: str) -> object:
    """Each name from its home, imported when it is asked for: `--help` needs none of them."""
    if name not in __all__:
        raise AttributeError(f"module 'audiocoach' has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "audiocoach.build")), name)
