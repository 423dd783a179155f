"""Turn a workout written in YAML into one track that coaches you through it.

    import audiocoach as ac
    ac.build("jeffers-pull", "pull.mp3", reps=8, rest="45s")

Each name is imported from its home when it is first asked for: `import audiocoach` costs nothing.
"""

TYPE_CHECKING = False
"""As of `typing`, which `python -m audiocoach` would take from the working folder here."""

if TYPE_CHECKING:
    from audiocoach.api import Builder as Builder
    from audiocoach.api import BuildReport as BuildReport
    from audiocoach.api import build as build
    from audiocoach.api import compile as compile  # noqa: A004 (the word of the trade)
    from audiocoach.api import load as load
    from audiocoach.api import parse as parse
    from audiocoach.api import render as render
    from audiocoach.api import routine_names as routine_names
    from audiocoach.calendar.write import to_ics as to_ics
    from audiocoach.compiler import Session as Session
    from audiocoach.config.load import load_config as load_config
    from audiocoach.config.model import Config as Config
    from audiocoach.config.music import Music as Music
    from audiocoach.config.output import Output as Output
    from audiocoach.config.overrides import Overrides as Overrides
    from audiocoach.config.resolve import Settings as Settings
    from audiocoach.errors import CacheError as CacheError
    from audiocoach.errors import CancelledError as CancelledError
    from audiocoach.errors import CoachError as CoachError
    from audiocoach.errors import MusicError as MusicError
    from audiocoach.errors import Problem as Problem
    from audiocoach.errors import RoutineError as RoutineError
    from audiocoach.errors import SoundError as SoundError
    from audiocoach.errors import SpeechError as SpeechError
    from audiocoach.errors import TrackError as TrackError
    from audiocoach.errors import Where as Where
    from audiocoach.export.json import to_dict as to_dict
    from audiocoach.export.json import to_json as to_json
    from audiocoach.plan.model import Interval as Interval
    from audiocoach.programme.catalog import programme_names as programme_names
    from audiocoach.programme.course import Course as Course
    from audiocoach.programme.dose import Difference as Difference
    from audiocoach.programme.dose import Dose as Dose
    from audiocoach.programme.log import Log as Log
    from audiocoach.programme.log import note_done as note_done
    from audiocoach.programme.log import note_undone as note_undone
    from audiocoach.programme.log import read_log as read_log
    from audiocoach.programme.model import Programme as Programme
    from audiocoach.programme.sessions import ProgrammeSession as ProgrammeSession
    from audiocoach.programme.sessions import next_session as next_session
    from audiocoach.programme.training import TrainingPlan as TrainingPlan
    from audiocoach.programme.training import load_programme as load_programme
    from audiocoach.renderer.track import RenderReport as RenderReport
    from audiocoach.routine.fields import Span as Span
    from audiocoach.routine.model import Routine as Routine
    from audiocoach.timeline.model import Chapter as Chapter
    from audiocoach.timeline.model import Dropped as Dropped
    from audiocoach.timeline.model import PlacedCue as PlacedCue
    from audiocoach.timeline.model import PlacedInterval as PlacedInterval
    from audiocoach.timeline.model import Timeline as Timeline

_MODULES = {
    "api": "BuildReport Builder build compile load parse render routine_names",
    "calendar.write": "to_ics",
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
    "programme.catalog": "programme_names",
    "programme.course": "Course",
    "programme.dose": "Difference Dose",
    "programme.log": "Log note_done note_undone read_log",
    "programme.model": "Programme",
    "programme.sessions": "ProgrammeSession next_session",
    "programme.training": "TrainingPlan load_programme",
    "renderer.track": "RenderReport",
    "routine.fields": "Span",
    "routine.model": "Routine",
    "timeline.model": "Chapter Dropped PlacedCue PlacedInterval Timeline",
}
_HOMES = {name: module for module, names in _MODULES.items() for name in names.split()}

__all__ = sorted(_HOMES)  # noqa: PLE0605 (checkers see the aliases above)


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'audiocoach' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(f"audiocoach.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
