"""The chapters as JSON of the podcast namespace, version 1.2."""

import json

from audiocoach.timeline import Timeline
from audiocoach.times import MS_PER_SECOND

_VERSION = "1.2.0"


def text(timeline: Timeline, track: str) -> str:
    """One object; times are seconds."""
    whole = {
        "version": _VERSION,
        "author": timeline.artist,
        "title": timeline.title,
        "fileName": track,
        "chapters": [
            {
                "startTime": chapter.start_ms / MS_PER_SECOND,
                "endTime": chapter.end_ms / MS_PER_SECOND,
                "title": chapter.title,
            }
            for chapter in timeline.chapters
        ],
    }
    known = {key: value for key, value in whole.items() if value is not None}
    return json.dumps(known, ensure_ascii=False, indent=1) + "\n"
