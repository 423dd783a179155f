"""A session as a person wants to read it: its shape in one line, then what happens when."""

from audiocoach.report.stages import what
from audiocoach.support.columns import Row, aligned
from audiocoach.support.durations import format_clock, format_duration
from audiocoach.timeline.model import PlacedInterval, Timeline

_WIDTH = 72
_MARKS = {"work": "█", "rest": "░", "transition": "▒", "prepare": "▒", "intro": "·", "outro": "·"}
_PLAIN = {"█": "#", "░": ".", "▒": "-", "·": "|", "×": "x", "“": '"', "”": '"'}
_LEGEND = "█ work   ░ rest   ▒ get ready"
_NOT_SHOWN = ("count",)


def overview_text(timeline: Timeline, *, cues: bool = False, ascii_only: bool = False) -> str:
    """Title, shape and table of a session; with `cues`, what is said in it, counts left out."""
    head = " · ".join(filter(None, [timeline.title, timeline.artist, _short(timeline.duration_ms)]))
    shape = f"{_strip(timeline)}\n{_scale(timeline)}\n{_LEGEND}"
    text = f"{head}\n\n{shape}\n\n{_table(timeline, cues=cues)}"
    return "".join(_PLAIN.get(char, char) for char in text) if ascii_only else text


def _strip(timeline: Timeline) -> str:
    """One character for each part of the session: what there is most of in it."""
    step = timeline.duration_ms / _WIDTH
    return "".join(_mark(timeline, index * step, (index + 1) * step) for index in range(_WIDTH))


def _mark(timeline: Timeline, start: float, end: float) -> str:
    shares: dict[str, float] = {}
    for placed in timeline.intervals:
        share = min(end, placed.end_ms) - max(start, placed.start_ms)
        mark = _MARKS[placed.interval.kind]
        shares[mark] = shares.get(mark, 0) + max(0, share)
    return max(shares, key=lambda mark: shares[mark])


def _scale(timeline: Timeline) -> str:
    half, end = _short(timeline.duration_ms // 2), _short(timeline.duration_ms)
    return "0:00" + half.center(_WIDTH - 4 - len(end)) + end


def _short(ms: int) -> str:
    """A position to the second."""
    return format_clock(ms - ms % 1000).removesuffix(".000")


def _table(timeline: Timeline, *, cues: bool) -> str:
    rows: list[Row] = []
    said = iter(
        [cue for cue in timeline.cues if cue.play == "speech" and cue.role not in _NOT_SHOWN]
    )
    cue = next(said, None)
    for placed in timeline.intervals:
        rows.append(_row(placed))
        while cue and cue.start_ms < placed.end_ms:
            if cues:
                rows.append((_short(cue.start_ms), "", "", f"“{cue.text}”"))
            cue = next(said, None)
    return aligned(rows)


def _row(placed: PlacedInterval) -> Row:
    kind = placed.interval.kind
    length = format_duration(placed.end_ms - placed.start_ms)
    return (
        _short(placed.start_ms),
        kind.upper() if kind == "work" else kind,
        length,
        what(placed.interval),
    )
