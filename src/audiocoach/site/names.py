"""What tracks are called in addresses and in folders, on any system."""

from collections.abc import Iterable
from unicodedata import normalize

from audiocoach.errors import CoachError
from audiocoach.support.filenames import lone_file_name, same_file
from audiocoach.support.messages import slug

MOST_EPISODES = 500
"""So many tracks has a site at most."""
_LONGEST = 60
_TAKEN = frozenset({"404", "feed", "index", "manifest", "robots", "site", "sw"})
"""Names of files that a site has besides its tracks."""


def episode_name(routine: str) -> str:
    """The name of a routine as a file may have it: `index` is `index-track`."""
    name = lone_file_name(slug(normalize("NFC", routine))[:_LONGEST].strip("-"), "track")
    return f"{name}-track" if name in _TAKEN else name


def is_episode_name(name: str) -> bool:
    """Whether a name may be one that `episode_name` has given."""
    return bool(name) and lone_file_name(name, "") == name and name not in _TAKEN


def check_names(routines: Iterable[tuple[str, str]]) -> None:
    """Raise CoachError where two routines have one name; each has what was typed before it."""
    found: dict[str, str] = {}
    for typed, routine in routines:
        same = same_file(episode_name(routine))
        if same in found:
            message = f"'{found[same]}' and '{typed}' would both be {episode_name(routine)}.html"
            raise CoachError(message, "give one of the routines another name")
        found[same] = typed
    if len(found) > MOST_EPISODES:
        raise CoachError(f"a site has {MOST_EPISODES} tracks at most, not {len(found)}")
