"""Files beside a track: the Timeline as players and other programs read it. Timeline in, text out.

The formats are imported as they are asked for: the command line needs no more than their names.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audiocoach.timeline import Timeline

SUFFIXES: Mapping[str, str] = MappingProxyType(
    {
        "lrc": ".lrc",
        "vtt": ".vtt",
        "cue": ".cue",
        "json": ".chapters.json",  # NAME.json is the timeline
        "csv": ".csv",
    }
)
"""What a sidecar's name ends in, in place of the track's own suffix."""


def read_sidecars(text: str) -> tuple[str, ...]:
    """`lrc, vtt` as names, each once; raises ValueError with the names there are."""
    names = tuple(dict.fromkeys(part.strip().lower() for part in text.split(",")))
    for name in names:
        if name not in SUFFIXES:
            raise ValueError(f"{name!r} is no sidecar; write one or more of {', '.join(SUFFIXES)}")
    return names


def sidecar_text(name: str, timeline: "Timeline", track: str) -> str:
    """The sidecar `name` of the track whose file is called `track`."""
    from audiocoach.sidecars import captions, cue_sheet, podcast, synced, timetable

    writers = {
        "lrc": synced.text,
        "vtt": captions.text,
        "cue": cue_sheet.text,
        "json": podcast.text,
        "csv": timetable.text,
    }
    return writers[name](timeline, track)
