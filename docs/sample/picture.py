"""A session as a picture: its strip, in the colours of its cover, over its sample as a score.

In the score time runs from left to right, in a row for what is told, one for the set, and one for
the rest. Words stand where they are said; tones are as long as they are wide.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import cos, exp, pi
from typing import NamedTuple

from excerpt import Excerpt
from svg import Canvas, Point, Span, width_of, wrapped

from audiocoach import PlacedCue, Timeline
from audiocoach.renderer.cover import Arc, shape_of
from audiocoach.renderer.cover_theme import blend, theme_for
from audiocoach.support.durations import MS_PER_SECOND, format_clock, whole_seconds

_WIDTH, _HEIGHT, _MARGIN = 880, 618, 36
_INNER = _WIDTH - 2 * _MARGIN
_TITLE, _LEGEND = 54, 82
_STRIP_TOP, _STRIP_BOTTOM, _GAP = 98, 136, 2
_NECK, _SCORE_TOP, _BLEED = 164, 188, 16
_MARK_EVERY_MS = 300_000
_ROWS = {"Get ready": (214, 274), "Work": (358, 436), "Rest": (496, 546)}
"""The heights of a row's title, and of the line on which its tones stand."""
_LOUD = {"tick": 4, "down": 8, "up": 8, "pip": 13, "start": 19, "rest": 19, "round": 19}
"""How high tones are at their start: the more they say, the higher."""
_NARROWEST, _DECAY = 5, 3
_HILL, _SHADE, _STEPS = 42, 0.35, 16
_SMALL, _LARGE, _TITLE_SIZE, _LINE, _PADDING = 13, 16, 30, 17, 10
_PHASES, _WORDS = 48, 62
"""How high above the line the words of a set stand."""
_SHORT_MS = 2_000
"""A sentence that is over sooner shares a bubble with the next."""


class _Row(NamedTuple):
    """A row of the score: the sample from `start_ms` to `end_ms`."""

    title: str
    top: float
    base: float
    start_ms: int
    end_ms: int
    per_ms: float
    cues: Sequence[PlacedCue]

    def x(self, at_ms: float) -> float:
        """Where a moment is."""
        return _MARGIN + (at_ms - self.start_ms) * self.per_ms

    @property
    def tones(self) -> list[PlacedCue]:
        return [cue for cue in self.cues if cue.play == "sound"]

    @property
    def words(self) -> list[PlacedCue]:
        return [cue for cue in self.cues if cue.play == "speech"]


def draw(session: Timeline, sample: Excerpt) -> str:
    """The picture as SVG."""
    picture = _Picture(session, sample)
    picture.session_itself()
    picture.zoom()
    for row in _rows(sample):
        picture.row(row)
    picture.legend()
    return str(picture.canvas)


def _rows(sample: Excerpt) -> Iterator[_Row]:
    """The set has a row; what comes before and after it has one each."""
    timeline = sample.timeline
    work = next(each for each in timeline.intervals if each.interval.kind == "work")
    counted_in = max(each.at_ms for each in sample.stretches if each.at_ms <= work.start_ms)
    bounds = (0, counted_in, work.end_ms, timeline.duration_ms)
    per_ms = _INNER / max(end_ms - start_ms for start_ms, end_ms in pairwise(bounds))
    for (title, heights), (start_ms, end_ms) in zip(_ROWS.items(), pairwise(bounds), strict=True):
        cues = [cue for cue in timeline.cues if start_ms <= cue.start_ms < end_ms]
        yield _Row(title, *heights, start_ms, end_ms, per_ms, cues)


class _Picture:
    def __init__(self, session: Timeline, sample: Excerpt) -> None:
        self.session, self.sample = session, sample
        self.theme = theme_for(session.title)
        self.canvas = Canvas(_WIDTH, _HEIGHT, f"{session.title}: the session, and its sample")
        self.canvas.box(0, 0, _WIDTH, _HEIGHT, self.theme.ground, 18)

    def session_itself(self) -> None:
        """Its title, and all of it in one line: work in the colour of its exercise, rest dim."""
        canvas, theme, session = self.canvas, self.theme, self.session
        title = Span(session.title, theme.text, _TITLE_SIZE, bold=True)
        canvas.text((_MARGIN, _TITLE), title, Span(session.artist or "", theme.dim, _LARGE))
        length = Span(_clock(session.duration_ms), theme.text, _TITLE_SIZE, bold=True)
        canvas.text((_WIDTH - _MARGIN, _TITLE), length, anchor="end")
        arcs = shape_of(session).arcs
        last, whole = max(arc.colour for arc in arcs), arcs[-1].end
        for start, end, colour in _joined(arcs):
            x, stop = (_MARGIN + at / whole * _INNER for at in (start, end))
            height = _STRIP_BOTTOM - _STRIP_TOP
            canvas.box(x, _STRIP_TOP, stop - x - _GAP, height, theme.of(colour, last), 5)
        x = float(_MARGIN)
        work = (each.interval.exercise for each in session.intervals)
        for colour, name in enumerate([*dict.fromkeys(filter(None, work)), "Rest"], 1):
            canvas.box(x, _LEGEND - 10, 11, 11, theme.of(colour % (last + 1), last), 3)
            canvas.text((x + 18, _LEGEND), self._small(name))
            x += 18 + width_of(name, _SMALL) + 20

    def zoom(self) -> None:
        """Where in the session the sample is from, widening into the ground of the score."""
        canvas, theme, session = self.canvas, self.theme, self.session
        per_ms = _INNER / session.duration_ms
        stop = _MARGIN + self.sample.stretches[-1].end_ms * per_ms
        left, right = _MARGIN - _BLEED, _WIDTH - _MARGIN + _BLEED
        top, bottom = _STRIP_BOTTOM + 4, _HEIGHT - _BLEED
        ground = blend(theme.ground, theme.rest, 0.4)
        neck = [(_MARGIN, _NECK), (_MARGIN, top), (stop, top), (stop, _NECK)]
        canvas.shape([*neck, (right, _SCORE_TOP), (left, _SCORE_TOP)], ground)
        canvas.box(left, _SCORE_TOP, right - left, bottom - _SCORE_TOP, ground)
        length = f"The sample: {whole_seconds(self.sample.timeline.duration_ms)} seconds"
        at = (_WIDTH - _MARGIN, _ROWS["Get ready"][0])
        canvas.text(at, self._small(length), anchor="end")
        for at_ms in range(_MARK_EVERY_MS, session.duration_ms, _MARK_EVERY_MS):
            x = _MARGIN + at_ms * per_ms
            canvas.text((x, _STRIP_BOTTOM + 18), self._small(_clock(at_ms)))

    def row(self, row: _Row) -> None:
        """A row of the score."""
        canvas, theme = self.canvas, self.theme
        title = Span(row.title, theme.text, _SMALL, bold=True)
        canvas.text((_MARGIN, row.top), title, self._small(_clock(row.start_ms)))
        canvas.line((_MARGIN, row.base), (row.x(row.end_ms), row.base), theme.rest)
        for points in _hills(row):
            canvas.shape(points, theme.first, _SHADE)
        for cue in row.tones:
            x, width = row.x(cue.start_ms), (cue.end_ms - cue.start_ms) * row.per_ms
            colour = theme.dim if cue.clip.is_beat else theme.text
            canvas.shape(_tone(x, row.base, width, _LOUD[cue.text]), colour)
        if row.title == "Work":
            self._words(row)
            self._cuts(row)
        else:
            self._sentences(row)

    def legend(self) -> None:
        """What the shapes of the score are, beside its last row."""
        base, x = float(_ROWS["Rest"][1]), _WIDTH / 2
        tone, beat = _tone(x, base, 12, _LOUD["start"]), _tone(x + 110, base, 0, _LOUD["up"])
        hill = _hill(base + _HILL / 2, x + 210, x + 268, x + 326)
        self.canvas.shape(tone, self.theme.text)
        self.canvas.shape(beat, self.theme.dim)
        self.canvas.shape(hill, self.theme.first, _SHADE)
        for at, name in ((24, "a tone"), (124, "a beat"), (332, "a rep")):
            self.canvas.text((x + at, base + 5), self._small(name))

    def _words(self, row: _Row) -> None:
        """Words of the set; the names of phases are lower than others."""
        for cue in row.words:
            if cue.role == "tempo":
                span, high = self._small(cue.text), _PHASES
            else:
                span, high = Span(cue.text, self.theme.text, _LARGE, bold=True), _WORDS
            self.canvas.text((row.x(cue.start_ms), row.base - high), span)

    def _cuts(self, row: _Row) -> None:
        """Where something of the set is left out."""
        for before, after in pairwise(self.sample.stretches):
            if row.start_ms < after.at_ms < row.end_ms:
                x = row.x(after.at_ms)
                self.canvas.line((x, row.base - 76), (x, row.base + 16), self.theme.dim, "2 4")
                later = f"{whole_seconds(after.start_ms - before.end_ms)} s later"
                self.canvas.text((x + 7, row.base + 23), self._small(later))

    def _sentences(self, row: _Row) -> None:
        """What is told, in bubbles that are as long as it is said."""
        for start_ms, end_ms, text in _told(row.words):
            x, width = row.x(start_ms), (end_ms - start_ms) * row.per_ms
            lines = wrapped(text, _SMALL, width - 2 * _PADDING)
            height = len(lines) * _LINE + _PADDING + 4
            top = row.base - height / 2
            self.canvas.box(x, top, width, height, self.theme.rest, 8)
            for number, line in enumerate(lines, 1):
                at = (x + _PADDING, top + number * _LINE + 3)
                self.canvas.text(at, Span(line, self.theme.text, _SMALL))

    def _small(self, words: str) -> Span:
        """A text that is not read first."""
        return Span(words, self.theme.dim, _SMALL)


def _clock(ms: int) -> str:
    return format_clock(ms - ms % MS_PER_SECOND).removesuffix(".000")


def _told(words: Sequence[PlacedCue]) -> Iterator[tuple[int, int, str]]:
    """Sentences, and when they are said."""
    held: list[PlacedCue] = []
    for cue in words:
        held.append(cue)
        if cue.end_ms - held[0].start_ms >= _SHORT_MS or cue is words[-1]:
            yield held[0].start_ms, cue.end_ms, " ".join(each.text for each in held)
            held = []


def _hills(row: _Row) -> Iterator[list[Point]]:
    """The weight in each rep: up from one tone to the next, and down to the one after that."""
    phases = [cue for cue in row.tones if cue.text in ("start", "up", "down")]
    ends = [*(cue.start_ms for cue in phases[1:]), row.end_ms, row.end_ms]
    for cue, (top_ms, end_ms) in zip(phases, pairwise(ends), strict=False):
        if cue.text != "down":
            yield _hill(row.base, row.x(cue.start_ms), row.x(top_ms), row.x(end_ms))


def _hill(base: float, start: float, top: float, end: float) -> list[Point]:
    turn = [pi * step / _STEPS for step in range(_STEPS + 1)]
    up = [(start + (top - start) * at / pi, 1 - cos(at)) for at in turn]
    down = [(top + (end - top) * at / pi, 1 + cos(at)) for at in turn]
    return [(x, base - high * _HILL / 2) for x, high in up + down]


def _tone(x: float, base: float, width: float, loud: float) -> list[Point]:
    """A tone as it fades away."""
    length = max(width, _NARROWEST)
    fading = [(step / _STEPS, loud * exp(-_DECAY * step / _STEPS)) for step in range(_STEPS + 1)]
    above = [(x + length * at, base - high) for at, high in fading]
    return above + [(x, 2 * base - y) for x, y in reversed(above)]


def _joined(arcs: tuple[Arc, ...]) -> list[Arc]:
    """The arcs without those of no length, and neighbours that are not work as one."""
    joined: list[Arc] = []
    for arc in arcs:
        if joined and not arc.colour and not joined[-1].colour:
            joined[-1] = joined[-1]._replace(end=arc.end)
        elif arc.start < arc.end:
            joined.append(arc)
    return joined
