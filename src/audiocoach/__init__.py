"""Turn a workout written in YAML into one MP3 that coaches you through it.

from pathlib import Path
from audiocoach import Options, build
build("jeffers-pull", Path("pull.mp3"), Options())
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiocoach.api import Built, build
    from audiocoach.compiler import Options, compile_timeline
    from audiocoach.errors import CoachError, RoutineError
    from audiocoach.export.json import to_json
    from audiocoach.timeline.model import Timeline

__all__ = [
    "Built",
    "CoachError",
    "Options",
    "RoutineError",
    "Timeline",
    "build",
    "compile_timeline",
    "to_json",
]

_HOMES = {
    "Built": "audiocoach.api",
    "CoachError": "audiocoach.errors",
    "Options": "audiocoach.compiler",
    "RoutineError": "audiocoach.errors",
    "Timeline": "audiocoach.timeline.model",
    "build": "audiocoach.api",
    "compile_timeline": "audiocoach.compiler",
    "to_json": "audiocoach.export.json",
}


def __getattr__(name: str) -> object:
    """Each name from its home, imported when it is asked for: `--help` needs none of them."""
    if name not in _HOMES:
        raise AttributeError(f"module 'audiocoach' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
