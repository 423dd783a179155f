"""The order of precedence: the request, the user's file, the routine, the defaults.

Every other room receives what is decided here. The nearest to the moment wins: what the routine
extends, the routine, its mode, the user's file, what is asked for the whole routine, what is asked
for one place of it.
"""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.config.destinations import format_at
from audiocoach.config.effects import notes_on_effects
from audiocoach.config.model import Config
from audiocoach.config.music import OFF, Music
from audiocoach.config.output import DRAWN, FORMATS, Output, OutputSettings
from audiocoach.config.overrides import NUMBERS, Overrides, UserOverrides
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import (
    CoachError,
    MusicError,
    Problem,
    RoutineError,
    TrackError,
    Where,
    with_hint,
)
from audiocoach.i18n.languages import NAMES, look_up, primary
from audiocoach.routine.catalog import is_known, names
from audiocoach.routine.customise import in_mode, shuffle, use_equipment, with_leads
from audiocoach.routine.fields import Span, read_language
from audiocoach.routine.keys import keys_of
from audiocoach.routine.model import MusicByKind, Node, Routine, counter_of, language_of
from audiocoach.routine.overrides import (
    Values,
    change_places,
    change_places_where_possible,
    check_targets,
    override,
    override_where_possible,
)
from audiocoach.routine.texts import count_spoken
from audiocoach.sounds.choice import KitChoice
from audiocoach.support.messages import nearest, quote
from audiocoach.support.paths import is_within, leads_out, real
from audiocoach.support.resources import shipped_folder
from audiocoach.tts.base import UserVoices
from audiocoach.tts.registry import default_voice, foreign_note, in_language

_T = TypeVar("_T")
_WORDS = ("level", "profile", "language", "sounds")
_VOICES = ("voice", "counter")
_NEAR = 0.8
"""How much of a name has to agree with another, which may as well be that of a file elsewhere."""


class NamedVoice(NamedTuple):
    """The name of a voice, and where it is named."""

    name: str
    named_in: str = ""
    """The routine's file and key, as a message begins, where its author names the voice."""
    note: str = ""
    """What to know of it: that it stands in for the voice of the language, or cannot speak it."""


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that is decided about a session before it is planned and spoken."""

    routine: Routine
    """As the mode, the user's file and the request have changed it."""
    language: str
    """The tag of the coach's language."""
    voice: NamedVoice
    counter: NamedVoice | None
    """The voice of the counts, where it is another one."""
    sounds: KitChoice
    """The kit of tones."""
    user_voices: UserVoices
    """The user's own voices, and who stands in for them in this language."""
    untranslated: str = ""
    """What to know of the author's words, where the coach speaks another language than they do."""
    fit: Span | None = None
    """Milliseconds that the whole track is to last."""
    rounds: Span | None = None
    """The rounds that are asked for, if any are."""
    mode: str | None = None
    """The name of the routine's mode, where it has any."""
    left: tuple[str, ...] = ()
    """What options leave as it was, where they change only a part."""

    @property
    def words(self) -> dict[str, str]:
        """What the placeholders in the place of its track stand for."""
        routine = self.routine
        included = routine.folder == shipped_folder("routines")
        return {
            "name": routine.slug,
            "title": routine.title,
            "folder": "included" if included or not routine.folder else real(routine.folder).name,
            "mode": self.mode or "default",
            "language": self.language,
        }

    @property
    def notes(self) -> list[str]:
        """What to know of which file it is, of who speaks, and of what stays as it was written."""
        voices = [voice.note for voice in (self.voice, self.counter) if voice]
        return [*filter(None, [self.routine.found, *self.left, *voices, self.untranslated])]


def resolve(
    routine: Routine, config: Config, overrides: Overrides, *, effects: bool = True
) -> Settings:
    """Decide everything about a session; raises CoachError for a change without effect.

    What changes leave as it was takes longer to find out than all the rest, and is not asked for
    without `effects`.
    """
    tables = config.of(routine.slug)
    changed = customise(routine, overrides, tables)
    asked = _asking_for_mode((*tables, UserOverrides(overrides))).overrides.mode
    left: Iterable[str] = ()
    if effects:
        left = notes_on_effects(overrides, lambda other: customise(routine, other, tables))
    language, counter = language_of(changed), counter_of(changed)
    usual, note = default_voice(language)
    if changed.voice is None:
        voice = NamedVoice(usual, note=note)
        if note:
            changed = _with(changed, {"voice": usual})
    else:
        voice = _named(routine, "voice", changed.voice, language)
    return Settings(
        routine=changed,
        language=language,
        voice=voice,
        counter=_named(routine, "counter", counter, language) if counter else None,
        sounds=changed.sounds or DEFAULTS.sounds,
        user_voices=replace(config.user_voices, fallback_voice=usual),
        untranslated=_note_untranslated(routine, language),
        fit=overrides.fit,
        rounds=overrides.rounds,
        mode=asked or next(iter(routine.modes), None),
        left=(*left, *_note_other_name(routine, config)),
    )


def _note_other_name(routine: Routine, config: Config) -> Iterator[str]:
    """Which tables of the user's file may be meant for the routine, but name no routine."""
    for table, tables in (("routines", config.routines), ("mode", config.modes)):
        for name, overrides in tables.items():
            is_near = name != routine.slug and nearest(name, [routine.slug], _NEAR)
            if is_near and not is_known(name):
                hint = f"did you mean '{routine.slug}'?"
                yield f"{overrides.file}: '{table}.{name}' names no routine here; {hint}"


def _note_untranslated(routine: Routine, language: str) -> str:
    """Which words of the author stay as they are in the coach's language; empty in their own."""
    spoken = primary(language)
    if spoken == primary(language_of(routine)):
        return ""
    kept = ", ".join(f"{key} ({count})" for key, count in count_spoken(routine).items())
    named = NAMES[spoken][0].title()
    translated = f"{routine.slug}-{spoken}"
    hint = f"write them in {named} in a routine that extends it"
    if translated in names():
        hint = f"'{translated}' is all in {named}"
    title = quote(routine.title)
    message = f"the coach speaks {named}, and these words of {title} stay as they are: {kept}"
    return with_hint(message, hint)


def _named(
    routine: Routine, key: Literal["voice", "counter"], voice: str, language: str
) -> NamedVoice:
    is_authors = getattr(routine, key) == voice
    named_in = f"{routine.where_of(key)}: '{key}': " if is_authors else ""
    return NamedVoice(in_language(voice, language), named_in, foreign_note(voice, language))


def customise(
    routine: Routine, overrides: Overrides, tables: Sequence[UserOverrides] = ()
) -> Routine:
    """Apply `overrides` to the routine; raises CoachError for one without effect.

    `tables` of the user's file hold for many routines, the most general first, and change what
    they can.
    """
    every = (*tables, UserOverrides(overrides))
    nearest = _asking_for_mode(every)
    with _told_of(nearest.file):
        routine = in_mode(routine, nearest.overrides.mode)
    for table in tables:
        routine = override_where_possible(routine, _values(table.overrides))
    for table in tables:
        if table.for_one_routine:
            with _told_of(table.file):
                check_targets(routine, table.overrides.places)
        routine = change_places_where_possible(routine, table.overrides.places)
    routine = change_places(override(routine, _values(overrides)), overrides.places)
    if overrides.level and not has_ranges(routine):
        raise CoachError(f"--level changes nothing in '{routine.slug}': there is no range in it")
    words = {key: _last(getattr(table.overrides, key) for table in every) for key in _WORDS}
    routine = _with(routine, words)
    language = language_of(routine)
    voices = {key: _last(voice_in(table, key, language) for table in every) for key in _VOICES}
    routine = _with(routine, voices)
    routine = with_leads(routine, (lead for table in every for lead in table.overrides.leads))
    return shuffle(use_equipment(routine, overrides.equipment), overrides.seed)


def _asking_for_mode(tables: Sequence[UserOverrides]) -> UserOverrides:
    """The last table that asks for a mode."""
    return next((table for table in reversed(tables) if table.overrides.mode), UserOverrides())


def voice_in(table: UserOverrides, key: str, language: str) -> str | None:
    """The `voice` or the `counter` that a table asks for in a language, if any."""
    voice: str | None = getattr(table.overrides, key)
    return voice or look_up(table.voices.get(key, {}), language)


def resolve_voice(config: Config, voice: str | None, language: str) -> NamedVoice:
    """The voice that is asked for, else the user's for the language, else the language's own.

    Raises InvalidValueError where nobody is asked for and the coach does not speak the language.
    """
    if asked := voice or voice_in(config.every, "voice", language):
        return NamedVoice(in_language(asked, language))
    usual, note = default_voice(read_language(language))
    return NamedVoice(usual, note=note)


def _values(overrides: Overrides) -> Values:
    return {key: value for key in NUMBERS if (value := getattr(overrides, key)) is not None}


def _with(routine: Routine, values: Mapping[str, Any]) -> Routine:
    return replace(routine, **{key: value for key, value in values.items() if value})


@contextmanager
def _told_of(file: str) -> Iterator[None]:
    """Let errors begin with the config file that asks for the change, if one does."""
    try:
        yield
    except CoachError as error:
        if not file:
            raise
        raise CoachError(f"{file}: {error.message}", error.hint) from error


def _last(values: Iterable[_T | None]) -> _T | None:
    return next((value for value in reversed([*values]) if value), None)


def has_ranges(value: object) -> bool:
    """Whether a range is in it anywhere; modes that are not taken are no tuple, and not seen."""
    if isinstance(value, Span):
        return value.low < value.high
    if isinstance(value, tuple):
        return any(map(has_ranges, value))
    keys = keys_of(type(value)) if isinstance(value, Node) else ()
    return any(has_ranges(getattr(value, key)) for key in keys)


def resolve_output(asked: Output, config: Config, out: str | None = None) -> OutputSettings:
    """The file to write: as is asked for, else as `out` ends, else as the user's file says.

    `out` is a file, or a folder if it ends in a separator, is one, or has no suffix; without it the
    user's own place counts, after the format that their file names. Raises TrackError for an `out`
    that ends like no format or contradicts the one that is asked for, and CoachError for what the
    format cannot have.
    """
    suffixed = format_at(config.out if out is None else out)
    if out is not None and asked.format and suffixed and suffixed != asked.format:
        message = f"'{out}' is {suffixed} by its name and {asked.format} by the format asked for"
        raise TrackError(message, "leave one of them out")
    at_out = suffixed if out is not None else None
    chosen = asked.format or at_out or config.format or suffixed or "mp3"
    # What is usual is passed over where the format cannot have it.
    row = FORMATS[chosen]
    usual_bitrate = config.bitrate if config.bitrate in row.bitrates else None
    usual_cover = config.cover if row.cover else DRAWN
    return OutputSettings(
        format=chosen,
        bitrate=asked.bitrate or usual_bitrate,
        stereo=config.stereo if asked.stereo is None else asked.stereo,
        cover=usual_cover if asked.cover is None else asked.cover,
        sound=config.sound.changed(asked.loudness, asked.floor),
    )


def resolve_music(
    routine: Routine, asked: Music, usual: Path | None = None, within: Path | None = None
) -> Music | None:
    """The music that is asked for, else the user's usual one, else the routine's, if any.

    Raises RoutineError for a path of the routine's that leads out of its folder, and MusicError for
    options of music where there is none.
    """
    music = _music_of(routine, asked, usual, within)
    if music is None and asked.has_options:
        raise MusicError("there is no music to duck or to shuffle", "name some, or ask for neither")
    return music


def _music_of(
    routine: Routine, asked: Music, usual: Path | None, within: Path | None
) -> Music | None:
    if asked.is_named:
        return None if asked.path == Path(OFF) else asked
    if usual:
        return None if usual.name == OFF else dataclasses.replace(asked, path=usual, within=within)
    if routine.music is None:
        return None
    named = routine.music
    if isinstance(named, MusicByKind):
        work, rest = (path and _beside(routine, path) for path in (named.work, named.rest))
    else:
        work, rest = _beside(routine, named), None
    return dataclasses.replace(asked, path=work or None, rest=rest or None, within=routine.folder)


def where_music(routine: Routine) -> Where:
    """Where the routine names its music, as far as that is known."""
    named = routine.music
    return named.where if isinstance(named, MusicByKind) else routine.where_of("music")


def _beside(routine: Routine, path: str) -> Path:
    """A path in the routine's own folder: a routine may be a stranger's."""
    folder = routine.folder
    if folder is None or leads_out(path) or not is_within(folder / path, folder):
        message = f"the music {quote(path)} is outside the routine's own folder"
        hint = "put it beside the routine, or play it with --music"
        raise RoutineError([Problem(where_music(routine), message, hint)])
    return folder / path
