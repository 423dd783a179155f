"""The coach and the music as one: levelled, ducked, mixed and limited, a second at a time."""

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from audiocoach.audio import SAMPLE_RATE
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
from audiocoach.renderer.stereo import PER_MS, RATE, STEP_MS, Reader, Stereo, filtered
from audiocoach.timeline import Timeline

_PIECE_MS = 1_000
"""The length mixed at a time; music pauses where it is not heard for so long."""
_STEPS = _PIECE_MS // STEP_MS
_GRID_MS = 4
"""How often an envelope is looked up; between, it is a straight line."""
_RAMP = np.arange(_GRID_MS * PER_MS, dtype=np.float32) / np.float32(_GRID_MS * PER_MS)
_CENTRE = np.float32(np.sqrt(0.5))
"""The voice in either channel: as loud in both as it is in one."""
_LIMITER = f"limit={10 ** (MUSIC.limit_db / 20):.6f}:attack=5:release=60:level=disabled:latency=1"

OVER_MUSIC = Mix(
    gain_db=MUSIC.voice_lufs - SPEECH_LUFS, floor_dbfs=-math.inf, beats_db=MUSIC.beats_db
)
"""Of the coach over music: what is under it is no noise floor, and the sum is levelled."""

_DUAL = ("pan", "stereo|c0=c0|c1=c0")
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

    def pieces(self) -> Iterator[Stereo]:
        """All of it at 48 kHz, shape (2, n), to the sample; a second or less at a time."""
        duration_ms = self.timeline.duration_ms
        placed = group(self.timeline.cues, fades_in=False)
        coach = coach_samples(placed, duration_ms, OVER_MUSIC, self.clips, self.store)
        return mix(coach, self.beds, duration_ms, self.gain)


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


def mix(
    coach: Iterable[Samples], beds: Sequence[Bed], duration_ms: int, gain: float
) -> Iterator[Stereo]:
    """The whole track to the sample: `coach`, mono at 24 kHz, over `beds`, in stereo at 48 kHz.

    `gain` is a factor for the sum. Peaks are held below `MUSIC.limit_db`.
    """
    return filtered(_summed(coach, beds, duration_ms, gain), [("alimiter", _LIMITER)])


def _summed(
    coach: Iterable[Samples], beds: Sequence[Bed], duration_ms: int, gain: float
) -> Iterator[Stereo]:
    # FFmpeg's resampler begins and ends on the sample.
    mono = (piece.reshape(1, -1) for piece in coach if len(piece))
    stereo = filtered(mono, [("aresample", str(RATE)), _DUAL], SAMPLE_RATE)
    voice = Reader(piece * _CENTRE for piece in stereo)
    decks = [(bed, Reader(play(bed.songs))) for bed in beds]
    for start_ms in range(0, duration_ms, _PIECE_MS):
        length_ms = min(_PIECE_MS, duration_ms - start_ms)
        piece = voice.read(length_ms * PER_MS) * np.float32(gain)
        for bed, deck in decks:
            levels = bed.levels(_grid(start_ms, length_ms)) * gain
            if levels.any():
                piece += _shaped(deck.read(length_ms * PER_MS), levels)
        yield piece


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
    ducked = ducking(timeline, music.duck_db)
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
