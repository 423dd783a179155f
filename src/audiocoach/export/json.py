"""The Timeline as JSON, version 1: what other tools may rely on. docs/timeline.md describes it."""

import json

from audiocoach.plan.model import Play, Speaker
from audiocoach.support.headers import TIMELINE_VERSION
from audiocoach.timeline.model import Timeline

_INTERVAL_FIELDS = (
    "kind", "section", "exercise", "side", "round", "rounds", "set", "sets", "reps", "rep_ms",
    "countdown",
)  # fmt: skip


def to_json(timeline: Timeline) -> str:
    """The timeline as one JSON object, version 1, with a line end."""
    return json.dumps(to_dict(timeline), ensure_ascii=False, indent=1) + "\n"


def to_dict(timeline: Timeline) -> dict[str, object]:
    """The timeline as the plain values of its JSON object."""
    return {
        "version": TIMELINE_VERSION,
        "routine": timeline.routine,
        "title": timeline.title,
        "language": timeline.language,
        "duration_ms": timeline.duration_ms,
        **({"voices": dict(timeline.voices)} if timeline.voices else {}),
        "intervals": [
            {
                "start_ms": placed.start_ms,
                "end_ms": placed.end_ms,
                **{field: getattr(placed.interval, field) for field in _INTERVAL_FIELDS},
                "where": str(placed.interval.where),
            }
            for placed in timeline.intervals
        ],
        "cues": [
            {
                "start_ms": cue.start_ms,
                "end_ms": cue.end_ms,
                "play": cue.play,
                "text": cue.text if cue.play == "speech" else None,
                "sound": cue.text if cue.play == "sound" else None,
                "why": cue.role,
                **_voice(timeline, cue.play, cue.speaker),
            }
            for cue in timeline.cues
        ],
        "chapters": [chapter._asdict() for chapter in timeline.chapters],
        "dropped": [
            {
                "at_ms": cue.at_ms,
                "text": cue.text,
                "why": cue.role,
                "reason": cue.reason,
                "where": str(cue.where),
                **_voice(timeline, "speech", cue.speaker),
            }
            for cue in timeline.dropped
        ],
    }


def _voice(timeline: Timeline, play: Play, speaker: Speaker) -> dict[str, object]:
    """Who says it, if there are two voices; a tone is nobody's."""
    if not timeline.voices:
        return {}
    return {"voice": speaker if play == "speech" else None}
