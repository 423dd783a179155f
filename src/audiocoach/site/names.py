"""What tracks are called in addresses and in folders, on any system."""

from collections.abc import Iterable
from unicodedata import normalize

from audiocoach.errors import CoachError
from audiocoach.support.filenames import lone_file_name, same_file
from audiocoach.support.messages import slug

MOST_EPISODES = 500
"""So many tracks has a site at most."""
_LONGEST = 60
_LONGEST_PROGRAMME = 54
"""Of its sessions' names, which have a number, too."""
_TAKEN = frozenset({"404", "feed", "index", "manifest", "robots", "site", "sw"})
"""Names of files that a site has besides its tracks."""


def episode_name(routine: str) -> str:
    """The name of a routine as a file may have it: `index` is `index-track`."""
    name = lone_file_name(slug(normalize("NFC", routine))[:_LONGEST].strip("-"), "track")
    return f"{name}-track" if name in _TAKEN else name


def session_name(programme: str, number: int) -> str:
    """The name of a programme's session: `stronger-back-07`, whatever it trains."""
    return episode_name(f"{episode_name(programme)[:_LONGEST_PROGRAMME].strip('-')}-{number:02}")


def is_episode_name(name: str) -> bool:
    """Whether a name may be one that `episode_name` has given."""
    return bool(name) and lone_file_name(name, "") == name and name not in _TAKEN


def check_names(tracks: Iterable[tuple[str, str]]) -> None:
    """Raise CoachError where two tracks have one name; each has what was typed before it."""
    found: dict[str, str] = {}
    for typed, name in tracks:
        same = same_file(name)
        if same in found:
            message = f"'{found[same]}' and '{typed}' would both be {name}.html"
            raise CoachError(message, "give one of the routines another name")
        found[same] = typed
    if len(found) > MOST_EPISODES:
        message = f"a site has {MOST_EPISODES} tracks at most, not {len(found)}"
        raise CoachError(message, "choose some of them, sessions of a programme with --week")
