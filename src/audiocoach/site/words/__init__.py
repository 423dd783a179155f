"""The words of the pages, in the languages of the coach: one YAML file for each."""

from functools import cache
from pathlib import Path

from msgspec import Struct, convert

from audiocoach.defaults import DEFAULTS
from audiocoach.i18n.languages import primary, read_table

_FOLDER = Path(__file__).parent


class Words(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language's words; `{…}` stands for what is filled in."""

    play: str
    pause: str
    back: str
    forward: str
    previous: str
    next: str
    position: str
    player: str
    now: str
    """Above the words that are being said."""
    chapters: str
    tracks: str
    """The title of a list of tracks."""
    podcast: str
    """A link to the feed of a site."""
    save: str
    save_hint: str
    """What can be done where a browser keeps nothing for a page."""
    keep: str
    keep_hint: str
    keeping: str
    """With `{percent}`."""
    kept: str
    remove: str
    not_kept: str
    """It could not be kept."""
    not_played: str
    """The track could not be fetched."""
    newer: str
    """There is a new version of the track."""
    load: str
    """A button that shows it."""
    keys: str
    """What the keyboard does."""


@cache
def load_words(language: str) -> Words:
    """The words of `language`, a tag, or English ones where there are none."""
    table = read_table(_FOLDER, primary(language)) or read_table(_FOLDER, DEFAULTS.language)
    return convert(table, Words)
