"""Turn a workout written in YAML into one track that coaches you through it.

    import audiocoach as ac
    ac.build("jeffers-pull", "pull.mp3", reps=8, rest="45s")

Each name is imported from its home when it is first asked for: `import audiocoach` costs nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiocoach.api import (
        Builder,
        BuildReport,
        build,
        compile,  # noqa: A004 (the word of the trade)
        load,
        parse,
        render,
        routine_names,
    )
    from audiocoach.compiler import Session
    from audiocoach.config.load import load_config
    from audiocoach.config.model import Config
    from audiocoach.config.music import Music
    from audiocoach.config.output import Output
    from audiocoach.config.overrides import Overrides
    from audiocoach.config.resolve import Settings
    from audiocoach.errors import (
        CacheError,
        CancelledError,
        CoachError,
        MusicError,
        Problem,
        RoutineError,
        SoundError,
        SpeechError,
        TrackError,
        Where,
    )
    from audiocoach.export.json import to_dict, to_json
    from audiocoach.plan.model import Interval
    from audiocoach.renderer.track import RenderReport
    from audiocoach.routine.fields import Span
    from audiocoach.routine.model import Routine
    from audiocoach.timeline.model import Chapter, Dropped, PlacedCue, PlacedInterval, Timeline

__all__ = [
    "BuildReport",
    "Builder",
    "CacheError",
    "CancelledError",
    "Chapter",
    "CoachError",
    "Config",
    "Dropped",
    "Interval",
    "Music",
    "MusicError",
    "Output",
    "Overrides",
    "PlacedCue",
    "PlacedInterval",
    "Problem",
    "RenderReport",
    "Routine",
    "RoutineError",
    "Session",
    "Settings",
    "SoundError",
    "Span",
    "SpeechError",
    "Timeline",
    "TrackError",
    "Where",
    "build",
    "compile",
    "load",
    "load_config",
    "parse",
    "render",
    "routine_names",
    "to_dict",
    "to_json",
]

_MODULES = {
    "api": "BuildReport Builder build compile load parse render routine_names",
    "compiler": "Session",
    "config.load": "load_config",
    "config.model": "Config",
    "config.music": "Music",
    "config.output": "Output",
    "config.overrides": "Overrides",
    "config.resolve": "Settings",
    "errors": (
        "CacheError CancelledError CoachError MusicError Problem RoutineError SoundError"
        " SpeechError TrackError Where"
    ),
    "export.json": "to_dict to_json",
    "plan.model": "Interval",
    "renderer.track": "RenderReport",
    "routine.fields": "Span",
    "routine.model": "Routine",
    "timeline.model": "Chapter Dropped PlacedCue PlacedInterval Timeline",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'audiocoach' has no attribute {name!r}")
    value = getattr(import_module(f"audiocoach.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
