"""The files that a track is made from, which no command writes over."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from audiocoach.config.model import Config
from audiocoach.config.music import Music
from audiocoach.config.output import DRAWN, NO_COVER
from audiocoach.config.resolve import NamedVoice, Settings
from audiocoach.errors import CoachError
from audiocoach.renderer.music.files import music_files
from audiocoach.routine.model import Routine
from audiocoach.sounds.choice import KitFolder
from audiocoach.support.files import expand_home
from audiocoach.support.ownership import Input
from audiocoach.support.resources import shipped_folder
from audiocoach.tts.registry import voice_paths

if TYPE_CHECKING:
    from audiocoach.programme.course import Course


def routine_file(routine: Routine) -> Path | None:
    """The file that somebody wrote the routine in; None for one of ours, and for a text."""
    folder = routine.folder
    if folder is None or folder == shipped_folder("routines"):
        return None
    return next(iter(routine.files), None)


def written_inputs(settings: Settings, config: Config) -> Iterator[Input]:
    """What somebody wrote: the routine with its bases, and the user's settings."""
    yield from (Input("the routine", file) for file in settings.routine.files)
    yield from (Input("your settings", file) for file in config.files)


def course_inputs(course: "Course") -> Iterator[Input]:
    """What somebody wrote: a programme, and its routines with their bases."""
    if course.programme.file:
        yield Input("the programme", course.programme.file)
    for routine in course.routines.values():
        yield from (Input("a routine of it", file) for file in routine.files)


def heard_inputs(settings: Settings, music: Music | None) -> Iterator[Input]:
    """What is heard in the track: tones, the files of voices, music."""
    if isinstance(settings.sounds, KitFolder):
        yield Input("the kit of tones", settings.sounds.path)
    for named in filter(None, (settings.voice, settings.counter)):
        yield from voice_inputs(named)
    for path in filter(None, (music.path, music.rest) if music else ()):
        try:
            files = music_files(path)
        except CoachError:
            continue  # told by who plays it
        yield from (Input("the music", file) for file in files)


def voice_inputs(named: NamedVoice) -> Iterator[Input]:
    """The file with what describes it, or the folder, that a voice is."""
    for text, is_model in voice_paths(named.name):
        path = expand_home(text)
        yield Input("a voice" if is_model else "recordings", path)
        if is_model:
            from audiocoach.tts.piper_voices import config_of

            yield Input("a voice", config_of(path))


def cover_inputs(cover: str) -> Iterator[Input]:
    """The picture, where it is a file."""
    if cover not in (DRAWN, NO_COVER):
        yield Input("the cover", Path(cover))
