"""The coach and the music as one: levelled, ducked, mixed and limited, a stretch at a time.

Each stretch is mixed with as much of its neighbours as filters remember and foresee: by any thread,
and with the same samples as if all were mixed at once.
"""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import partial, reduce
from itertools import count
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE, SAMPLES_PER_MS, filters
from audiocoach.audio.filters import Samples
from audiocoach.audio.recipe import SPEECH_LUFS
from audiocoach.cache import Store
from audiocoach.config.music import Music
from audiocoach.defaults import MUSIC
from audiocoach.renderer.assemble import coach_samples
from audiocoach.renderer.clips import Clips
from audiocoach.renderer.levels import gated, placed_powers, steps_of
from audiocoach.renderer.music.envelopes import Envelope, Point, ducking, fades, within, work
from audiocoach.renderer.music.files import music_files
from audiocoach.renderer.music.songs import Song, measure_songs, play, powers
from audiocoach.renderer.segments import group
from audiocoach.renderer.settings import Mix
from audiocoach.renderer.stereo import (
    CHANNELS,
    PER_MS,
    RATE,
    STEP_MS,
    Cut,
    Reader,
    Stereo,
    Stretch,
    Window,
    filtered,
    silence,
)
from audiocoach.timeline import Timeline

_PIECE_MS = 1_000
"""Music pauses where it is not heard for so long."""
_STEPS = _PIECE_MS // STEP_MS
_SETTLING_MS = 400
"""Mixed on either side of a stretch: a multiple of what resampler and limiter remember, foresee."""
_GRID_MS = 4
"""How often an envelope is looked up; between, it is a straight line."""
_RAMP = np.arange(_GRID_MS * PER_MS, dtype=np.float32) / np.float32(_GRID_MS * PER_MS)
_CENTRE = np.float32(np.sqrt(0.5))
"""The voice in either channel: as loud in both as it is in one."""
_LIMIT = 10 ** (MUSIC.limit_db / 20)
_LIMITER = f"limit={_LIMIT:.6f}:attack=5:release=60:level=disabled:latency=1"
_HELD = 100 * PER_MS
"""So far from a peak a limiter does nothing: more than its attack and its release."""

OVER_MUSIC = Mix(
    gain_db=MUSIC.voice_lufs - SPEECH_LUFS, floor_dbfs=-math.inf, beats_db=MUSIC.beats_db
)
"""Of the coach over music: what is under it is no noise floor, and the sum is levelled."""

_AT = attrgetter("at_ms")

Levels = NDArray[np.float64]


class MusicMix(NamedTuple):
    """The coach over music, ready to be mixed as often as one likes."""

    timeline: Timeline
    clips: Clips
    store: Store
    beds: "tuple[Bed, ...]"
    gain: float
    """What brings the sum to its loudness, as a factor."""

    def stretches(self, cut: Cut) -> Iterator[Stretch]:
        """The track at 48 kHz, to the sample; each stretch is mixed when it is called."""
        timeline = self.timeline
        placed = group(timeline.cues, fades_in=False)
        coach = coach_samples(placed, timeline.duration_ms, OVER_MUSIC, self.clips, self.store)
        return mix(coach, self.beds, self.gain, cut)


def music_mix(
    timeline: Timeline, clips: Clips, store: Store, music: Music, loudness_lufs: float
) -> MusicMix:
    """The coach over `music`, which is measured; MusicError for what cannot be played."""
    beds, duration_ms = beds_for(timeline, music, store), timeline.duration_ms
    total = _coach(timeline, clips, store)
    for bed in beds:
        total += _heard(bed, duration_ms)[: len(total)]
    gain = 10 ** ((loudness_lufs - gated(list(total))) / 20)
    return MusicMix(timeline, clips, store, beds, float(gain))


class Bed(NamedTuple):
    """Songs, when they are heard, and how far they go down under the coach."""

    songs: tuple[Song, ...]
    shares: tuple[Envelope, ...]
    """Each from 0 to 1; the songs are as loud as all of them together allow."""
    ducking: tuple[Envelope, ...]
    """Each in decibels; the songs are as soft as the lowest asks for."""

    def levels(self, times_ms: Levels) -> Levels:
        """The amplitude of its songs, as a factor, at each of `times_ms`."""
        ducked = (_along(envelope, times_ms) for envelope in self.ducking)
        level = 10 ** (reduce(np.minimum, ducked, np.zeros(len(times_ms))) / 20)
        for share in self.shares:
            # Two shares that add up to 1 are two sounds of equal power.
            level *= np.sin(_along(share, times_ms) * (np.pi / 2))
        return level


def _along(envelope: Envelope, times_ms: Levels) -> Levels:
    """Its values at each of `times_ms`, which rise: a long track has many points elsewhere."""
    first = max(0, bisect_right(envelope, times_ms[0], key=_AT) - 1)
    stop = bisect_left(envelope, times_ms[-1], key=_AT) + 1
    at, values = zip(*envelope[first:stop], strict=True)
    return np.asarray(np.interp(times_ms, at, values))


def mix(coach: Iterable[Samples], beds: Sequence[Bed], gain: float, cut: Cut) -> Iterator[Stretch]:
    """The track: `coach`, mono at 24 kHz, over `beds`, in stereo at 48 kHz.

    `gain` is a factor for the sum. Peaks are held below `MUSIC.limit_db`. What a stretch is made of
    is read here, in order; any thread may mix it.
    """
    wider = cut._replace(around_ms=cut.around_ms + _SETTLING_MS)
    mono = (piece.reshape(1, -1) for piece in coach)
    voice = wider.windows(Reader(mono, channels=1), SAMPLES_PER_MS)
    music = [(bed, wider.windows(Reader(_played(bed, cut.total_ms)), PER_MS)) for bed in beds]
    for start_ms, window in zip(count(0, cut.length_ms), voice, strict=False):
        parts = _Parts(start_ms, window, [(bed, next(sound)) for bed, sound in music])
        yield partial(_mixed, parts, gain, cut.around_ms)


def _played(bed: Bed, total_ms: int) -> Iterator[Stereo]:
    """Its songs at their own level, when they are heard; else silence, and they pause."""
    deck, pause = Reader(play(bed.songs)), silence(_PIECE_MS * PER_MS)
    for start_ms in range(0, total_ms, _PIECE_MS):
        is_heard = bed.levels(_grid(start_ms, _PIECE_MS)).any()
        yield deck.read(_PIECE_MS * PER_MS) if is_heard else pause


class _Parts(NamedTuple):
    """What a stretch of the track is mixed of."""

    start_ms: int
    coach: Window
    music: Sequence[tuple[Bed, Window]]


def _mixed(parts: _Parts, gain: float, around_ms: int) -> Window:
    start_ms, coach, music = parts
    # FFmpeg's resampler begins and ends on the sample.
    voice = [coach.samples * (_CENTRE * np.float32(gain))]
    finer = filters.filtered(voice, [("aresample", str(RATE))], SAMPLE_RATE, RATE, channels=1)
    track = np.repeat(np.concatenate([*finer], axis=1), CHANNELS, axis=0)
    first_ms = start_ms - coach.before // SAMPLES_PER_MS
    for bed, window in music:
        for at_ms in range(0, track.shape[1] // PER_MS, _PIECE_MS):
            piece = slice(at_ms * PER_MS, (at_ms + _PIECE_MS) * PER_MS)
            sound = window.samples[:, piece]
            levels = bed.levels(_grid(first_ms + at_ms, sound.shape[1] // PER_MS)) * gain
            if levels.any():
                track[:, piece] += _shaped(sound, levels)
    before, length = min(around_ms, start_ms) * PER_MS, coach.length * RATE // SAMPLE_RATE
    first = (start_ms - first_ms) * PER_MS - before
    settled = _limited(track)[:, first : first + before + length + around_ms * PER_MS]
    return Window(settled, before, length)


def _limited(sound: Stereo) -> Stereo:
    """The sound, changed in place where its peaks are too high, and around there."""
    high = np.flatnonzero(np.abs(sound).max(axis=0) > _LIMIT)
    ends = np.flatnonzero(np.diff(high, append=np.inf) > 2 * _HELD)
    starts = np.append(0, ends[:-1] + 1)
    for first, last in zip(high[starts], high[ends], strict=True) if len(high) else ():
        part = slice(max(0, first - _HELD), last + _HELD)
        held = filtered([sound[:, part]], [("alimiter", _LIMITER)])
        sound[:, part] = np.concatenate([*held], axis=1)
    return sound


def _grid(start_ms: int, length_ms: int) -> Levels:
    """Times from the beginning of a piece to its end, `_GRID_MS` apart, in milliseconds."""
    steps = -(-length_ms // _GRID_MS)
    return start_ms + _GRID_MS * np.arange(steps + 1, dtype=np.float64)


def _shaped(sound: Stereo, levels: Levels) -> Stereo:
    if np.ptp(levels) == 0:
        return sound * np.float32(levels[0])
    low, high = levels[:-1, None].astype(np.float32), levels[1:, None].astype(np.float32)
    return sound * (low + (high - low) * _RAMP).reshape(-1)[: sound.shape[1]]


def _coach(timeline: Timeline, clips: Clips, store: Store) -> Levels:
    """The power of the coach over music in each 100 ms of a track."""
    cues = timeline.cues
    louder = [cue for cue in cues if cue.clip.is_beat], OVER_MUSIC.gain_db + OVER_MUSIC.beats_db
    others = [cue for cue in cues if not cue.clip.is_beat], OVER_MUSIC.gain_db
    powers = (
        np.array(steps_of(placed_powers(some, clips, store), timeline.duration_ms))
        * 10 ** (gain_db / 10)
        for some, gain_db in (louder, others)
    )
    return np.asarray(sum(powers))


def _heard(bed: Bed, duration_ms: int) -> Levels:
    """The power of a bed in each 100 ms of a track; its songs pause while it is not heard."""
    pieces = range(0, duration_ms + _PIECE_MS, _PIECE_MS)
    # A few hours of levels at once would be the largest thing in a build.
    levels = (bed.levels(_grid(start_ms, _PIECE_MS)[:-1]) for start_ms in pieces)
    shares = np.array([(level**2).reshape(_STEPS, -1).mean(axis=1) for level in levels])
    on = shares.any(axis=1)
    played = np.zeros_like(shares)
    played[on] = powers(bed.songs, int(on.sum()) * _STEPS).reshape(-1, _STEPS)
    return np.asarray((played * shares).reshape(-1))


def beds_for(timeline: Timeline, music: Music, store: Store) -> tuple[Bed, ...]:
    """One bed, or one for work and one for rest; MusicError names what cannot be played."""
    ducked = ducking(timeline, music.words_duck_db)
    faded = fades(timeline.duration_ms)

    def bed(path: Path, *shares: Envelope) -> Bed:
        files = music_files(path, music.shuffle, music.within)
        return Bed(measure_songs(files, timeline.duration_ms, store), (faded, *shares), ducked)

    if music.path and not music.rest:
        return (bed(music.path),)
    working = within(work(timeline))
    parts = ((music.path, working), (music.rest, opposite(working)))
    return tuple(bed(path, shares) for path, shares in parts if path)


def opposite(shares: Envelope) -> Envelope:
    """An envelope of what is heard where the other is not."""
    return tuple(Point(at_ms, 1 - value) for at_ms, value in shares)
