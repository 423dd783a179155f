"""LRC: what is said as synced lyrics, a line each at its hundredth of a second."""

from audiocoach.timeline import Timeline
from audiocoach.times import MS_PER_MINUTE, MS_PER_SECOND

_PLAIN = str.maketrans("[]\r\n", "()  ")
"""A bracket would begin another tag, and LRC has no escapes."""


def text(timeline: Timeline, _track: str) -> str:
    """Title, coach and length; then the words."""
    seconds = timeline.duration_ms // MS_PER_SECOND
    tags = {
        "ti": timeline.title,
        "ar": timeline.artist or "",
        "length": f"{seconds // 60}:{seconds % 60:02d}",
        "re": "audiocoach",
    }
    head = [f"[{tag}:{value.translate(_PLAIN)}]\n" for tag, value in tags.items() if value]
    lines = [f"[{_stamp(cue.start_ms)}]{cue.said.translate(_PLAIN)}\n" for cue in timeline.spoken]
    return "".join(head + lines)


def _stamp(ms: int) -> str:
    """`mm:ss.xx`; minutes go on beyond 99, as the format knows no hours."""
    minutes, rest = divmod(ms, MS_PER_MINUTE)
    seconds, rest = divmod(rest, MS_PER_SECOND)
    return f"{minutes:02d}:{seconds:02d}.{rest // 10:02d}"
