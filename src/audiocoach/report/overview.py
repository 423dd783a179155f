"""A session as a person wants to read it: its shape in one line, then what happens when."""

from audiocoach.defaults import CUEING
from audiocoach.report.stages import cues_by_interval, describe_interval
from audiocoach.support.durations import MS_PER_SECOND, format_clock, format_duration, round_to
from audiocoach.support.tables import Row, align_columns, fold
from audiocoach.timeline.model import PlacedInterval, Timeline

_WIDTH, _SHORTEST = 72, 24
"""Of the line that shows the session's shape."""
_MARKS = {"work": "█", "rest": "░", "transition": "▒", "prepare": "▒", "intro": "·", "outro": "·"}
_LEGEND = "█ work   ░ rest   ▒ get ready"
_ASCII = {"█": "#", "░": ".", "▒": "-", "·": "|", "×": "x", "“": '"', "”": '"'}


def overview_text(
    timeline: Timeline, *, cues: bool = False, ascii_only: bool = False, width: int | None = None
) -> str:
    """Title, shape and table of a session; with `cues`, all that is said in it but the counts.

    Its lines have at most `width` characters, if that is told.
    """
    length = min(_WIDTH, max(_SHORTEST, width or _WIDTH))
    end = _format_seconds(timeline.duration_ms)
    head = " · ".join(filter(None, [timeline.title, timeline.artist, end]))
    half = _format_seconds(timeline.duration_ms // 2)
    scale = "0:00" + half.center(length - 4 - len(end)) + end
    table = align_columns(_table_rows(timeline, cues=cues), width)
    title = "\n".join(fold(head, width)) if width else head
    text = f"{title}\n\n{_strip(timeline, length)}\n{scale}\n{_LEGEND}\n\n{table}"
    return "".join(_ASCII.get(char, char) for char in text) if ascii_only else text


def _strip(timeline: Timeline, length: int) -> str:
    """The session in one line, each character for what takes most of that part of it."""
    step = timeline.duration_ms / length
    return "".join(_mark(timeline, index * step, (index + 1) * step) for index in range(length))


def _mark(timeline: Timeline, start_ms: float, end_ms: float) -> str:
    shares: dict[str, float] = {}
    for placed in timeline.intervals:
        share = min(end_ms, placed.end_ms) - max(start_ms, placed.start_ms)
        mark = _MARKS[placed.interval.kind]
        shares[mark] = shares.get(mark, 0) + max(0, share)
    return max(shares, key=lambda mark: shares[mark])


def _table_rows(timeline: Timeline, *, cues: bool) -> list[Row]:
    rows: list[Row] = []
    shown = [cue for cue in timeline.spoken if cues and cue.role != "count"]
    for placed, spoken in cues_by_interval(timeline, shown):
        interval = placed.interval
        start, length = _format_seconds(placed.start_ms), format_duration(_length_ms(placed))
        kind_shown = interval.kind.upper() if interval.kind == "work" else interval.kind
        rows.append((start, kind_shown, length, describe_interval(interval)))
        rows += [(_format_seconds(cue.start_ms), "", "", f"“{cue.text}”") for cue in spoken]
    return rows


def _length_ms(placed: PlacedInterval) -> int:
    """An interval's length as it is written, or else in whole seconds."""
    if placed.interval.grows:
        return round_to(placed.end_ms - placed.start_ms, MS_PER_SECOND)
    return placed.interval.length_ms


def _format_seconds(ms: int) -> str:
    """A position as `m:ss`, or `h:mm:ss` from an hour on."""
    ms += CUEING.grid_ms // 2  # for the frame of what is due at a whole second may come before it
    return format_clock(ms - ms % MS_PER_SECOND).removesuffix(".000")
