"""How loud the music is at every moment, from the timeline alone, as breakpoints.

Between two points the value is on a straight line; before the first and after the last it stays.
"""

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import NamedTuple

from audiocoach.defaults import MUSIC
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import PlacedCue


class Point(NamedTuple):
    """A value at a time: decibels, or a share of the whole."""

    at_ms: int
    value: float


class Span(NamedTuple):
    """A stretch of the track, [start_ms, end_ms)."""

    start_ms: int
    end_ms: int


Envelope = tuple[Point, ...]


def ducking(timeline: Timeline, words_db: float) -> tuple[Envelope, ...]:
    """In decibels, the lowest of them at each moment: one for each depth that anything asks for.

    Music has come down when a sound begins. It stays down in a short gap, and in a longer one comes
    back as far as the gap is long, so that fast counts are no pump.
    """
    heard = [(_depth_db(cue, words_db), Span(cue.start_ms, cue.end_ms)) for cue in timeline.cues]
    # What asks for more asks for less, too: between a word and a tone there is no bump.
    return tuple(
        _down([span for asked_db, span in heard if asked_db >= depth_db], depth_db)
        for depth_db in sorted({depth_db for depth_db, _ in heard if depth_db})
    )


def _depth_db(cue: PlacedCue, words_db: float) -> float:
    return words_db if cue.play == "speech" else min(words_db, MUSIC.tones_duck_db[cue.text])


def _down(spans: Iterable[Span], depth_db: float) -> Envelope:
    """`-depth_db` in all spans, 0 far from them."""
    merged = _merged(spans, MUSIC.held_ms)
    points = [Point(merged[0].start_ms - MUSIC.attack_ms, 0.0)]
    for span, after in pairwise(merged):
        gap_ms = after.start_ms - span.end_ms
        share = min(1.0, (gap_ms - MUSIC.held_ms) / (MUSIC.free_ms - MUSIC.held_ms))
        level = -depth_db * (1 - share)
        points += [Point(span.start_ms, -depth_db), Point(span.end_ms, -depth_db)]
        points += [Point(span.end_ms + MUSIC.release_ms, level)]
        points += [Point(after.start_ms - MUSIC.attack_ms, level)]
    points += [Point(merged[-1].start_ms, -depth_db), Point(merged[-1].end_ms, -depth_db)]
    return (*points, Point(merged[-1].end_ms + MUSIC.release_ms, 0.0))


def _merged(spans: Iterable[Span], gap_ms: int) -> list[Span]:
    """The spans in order, those no farther apart than `gap_ms` joined to one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start_ms - merged[-1].end_ms <= gap_ms:
            merged[-1] = Span(merged[-1].start_ms, max(merged[-1].end_ms, span.end_ms))
        else:
            merged.append(span)
    return merged


def fades(duration_ms: int) -> Envelope:
    """Shares from 0 to 1: music fades in at the beginning and out at the end."""
    return _present([Span(0, duration_ms)], min(MUSIC.fade_ms, duration_ms // 3))


def work(timeline: Timeline) -> tuple[Span, ...]:
    """When people work: work intervals, and transitions, which are not rest."""
    runs = groupby(timeline.intervals, lambda at: at.interval.kind in ("work", "transition"))
    stretches = [list(intervals) for is_work, intervals in runs if is_work]
    return tuple(Span(stretch[0].start_ms, stretch[-1].end_ms) for stretch in stretches)


def within(spans: Iterable[Span]) -> Envelope:
    """Shares: 1 in `spans`, 0 elsewhere; a short fade lies over each border."""
    length = MUSIC.change_ms
    around = (Span(start - length // 2, end + length // 2) for start, end in spans)
    return _present(_merged(around, length), length)


def _present(spans: Iterable[Span], fade_ms: int) -> Envelope:
    points: list[Point] = []
    for start_ms, end_ms in spans:
        fade = min(fade_ms, (end_ms - start_ms) // 2)
        points += [Point(start_ms, 0.0), Point(start_ms + fade, 1.0)]
        points += [Point(end_ms - fade, 1.0), Point(end_ms, 0.0)]
    return tuple(points) or (Point(0, 0.0),)
