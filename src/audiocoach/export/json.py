"""The Timeline as JSON, version 1: what other tools may rely on."""

import json

from audiocoach.plan.model import Play, Speaker
from audiocoach.timeline.model import VERSION, Dropped, PlacedCue, PlacedInterval, Timeline


def to_json(timeline: Timeline) -> str:
    """The Timeline's contract, version 1, as one JSON object with a line end."""
    return json.dumps(to_dict(timeline), ensure_ascii=False, indent=1) + "\n"


def to_dict(timeline: Timeline) -> dict[str, object]:
    """The Timeline's contract as plain values."""
    return {
        "version": VERSION,
        "routine": timeline.routine,
        "title": timeline.title,
        "language": timeline.language,
        "duration_ms": timeline.duration_ms,
        **({"voices": dict(timeline.voices)} if timeline.voices else {}),
        "intervals": [_interval(placed) for placed in timeline.intervals],
        "cues": [_cue(cue) | _voice(timeline, cue.play, cue.speaker) for cue in timeline.cues],
        "chapters": [
            {"start_ms": chapter.start_ms, "end_ms": chapter.end_ms, "title": chapter.title}
            for chapter in timeline.chapters
        ],
        "dropped": [
            _dropped(cue) | _voice(timeline, "speech", cue.speaker) for cue in timeline.dropped
        ],
    }


def _interval(placed: PlacedInterval) -> dict[str, object]:
    of = placed.interval
    return {
        "start_ms": placed.start_ms,
        "end_ms": placed.end_ms,
        "kind": of.kind,
        "section": of.section,
        "exercise": of.exercise,
        "side": of.side,
        "round": of.round,
        "rounds": of.rounds,
        "set": of.set,
        "sets": of.sets,
        "reps": of.reps,
        "rep_ms": of.rep_ms,
        "where": str(of.where),
    }


def _cue(cue: PlacedCue) -> dict[str, object]:
    return {
        "start_ms": cue.start_ms,
        "end_ms": cue.end_ms,
        "play": cue.play,
        "text": cue.text if cue.play == "speech" else None,
        "sound": cue.text if cue.play == "sound" else None,
        "why": cue.role,
    }


def _dropped(cue: Dropped) -> dict[str, object]:
    return {"at_ms": cue.at_ms, "text": cue.text, "why": cue.role, "reason": cue.reason}


def _voice(timeline: Timeline, play: Play, speaker: Speaker) -> dict[str, object]:
    """Who says it, where there are two; a tone is nobody's."""
    if not timeline.voices:
        return {}
    return {"voice": speaker if play == "speech" else None}
