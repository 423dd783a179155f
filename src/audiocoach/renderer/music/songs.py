"""A file of music, heard through once: how long it is, how loud, and by how much to change that."""

import math
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import file_digest
from io import SEEK_END, BufferedReader
from itertools import count, cycle, pairwise
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from audiocoach.audio.decode import (
    BeyondLimitsError,
    DecodingError,
    NoSoundError,
    Pcm,
    decode,
)
from audiocoach.cache import Store, key
from audiocoach.defaults import LIMITS, MUSIC
from audiocoach.errors import MusicError
from audiocoach.renderer.levels import gated
from audiocoach.renderer.music.files import unreadable
from audiocoach.renderer.music.sound import KeptSound, length_of, packed, unpacked
from audiocoach.renderer.stereo import (
    K_WEIGHTED,
    PER_MS,
    RATE,
    STEP,
    STEP_MS,
    Reader,
    Stereo,
    filtered,
    silence,
    step_powers,
)
from audiocoach.support.durations import format_duration
from audiocoach.support.resources import version
from audiocoach.support.sizes import too_big
from audiocoach.support.threads import most_threads, spread

_STEREO = Pcm("fltp", "stereo", RATE, RATE)
"""Blocks of a second: each has its price."""
_INSTEAD = "give an MP3, FLAC, M4A, OGG, Opus or WAV file"
_USUAL = f"{_INSTEAD} of at most {format_duration(LIMITS.song.lasts_ms)} in stereo"


class Song(Struct, frozen=True, eq=False):
    """One file of music, and what is known of its sound."""

    path: Path
    samples: int
    """Its length at 48 kHz."""
    gain: float
    """The factor that brings it to the level of a bed."""
    powers: NDArray[np.float64]
    """The power of its K-weighted sound in each 100 ms, at that level."""
    sound: "SongSound"

    def pieces(self) -> Iterator[Stereo]:
        """Its sound at its level; MusicError if it is not kept, and the file has changed."""
        return (unpacked(block, self.gain) for block in self.sound.blocks(self.samples))


class SongSound(Struct, frozen=True):
    """The blocks of a file, kept or decoded: the same ones either way."""

    path: Path
    origin: str
    """Names all that can change them."""
    kept: KeptSound

    def decoded(self, first: int = 0) -> Iterator[bytes]:
        """All blocks from a `first` one on, each kept from now on."""
        for number, block in enumerate(packed(decode_song(self.path))):
            if number >= first:
                self.kept.keep(self._key(number), block)
                yield block

    def blocks(self, samples: int) -> Iterator[bytes]:
        """All blocks of so many samples: those that are kept, and the rest decoded."""
        for number in count():
            if samples <= 0:
                return
            block = self.kept.read(self._key(number))
            if block is None:
                yield from self.decoded(number)
                return
            samples -= length_of(block)
            yield block

    def _key(self, number: int) -> str:
        return key("sound", f"{self.origin}\n{number}")


def measure_songs(paths: Sequence[Path], needed_ms: int, store: Store) -> tuple[Song, ...]:
    """As many of the files as play in `needed_ms`; measured where `store` knows them not.

    MusicError names the file that is no music, or silent, or shorter than a second.
    """
    songs: list[Song] = []
    sound = KeptSound(store)
    for first in range(0, len(paths), at_once := most_threads()):
        batch = paths[first : first + at_once]
        origins = dict(zip(batch, spread(_origin, batch), strict=True))
        sounds = {path: SongSound(path, origins[path], sound) for path in batch}
        keys = {path: key("song", origin) for path, origin in origins.items()}
        kept = store.read(keys.values())
        fresh = [path for path in batch if keys[path] not in kept]
        measured = spread(_measured, [sounds[path] for path in fresh])
        made = dict(zip(fresh, measured, strict=True))
        store.write({keys[path]: body for path, body in made.items()})
        songs += [_song(sounds[path], kept.get(keys[path]) or made[path]) for path in batch]
        if sum(song.samples * 1000 / RATE - MUSIC.crossfade_ms for song in songs) >= needed_ms:
            break
    return tuple(songs)


def _origin(path: Path) -> str:
    """What all that is known of a file depends on: its content, and what decodes and measures."""
    with _opened(path) as file:
        if why := too_big(file.seek(0, SEEK_END), LIMITS.song.file_bytes):
            raise MusicError(f"{path}: it {why}", _USUAL)
        file.seek(0)
        content = file_digest(file, "sha256").hexdigest()
    return f"av {version('av')}\n{content}"


def _measured(sound: SongSound) -> bytes:
    """Its length in samples, then its powers, as the store keeps them."""
    length, powers, rest = 0, array("d"), silence(0)
    for piece in filtered(map(unpacked, sound.decoded()), K_WEIGHTED):
        length += piece.shape[1]
        joined = np.concatenate([rest, piece], axis=1)
        whole = joined.shape[1] // STEP * STEP
        powers.extend(step_powers(joined[:, :whole]))
        rest = joined[:, whole:]
    powers.extend(step_powers(np.pad(rest, ((0, 0), (0, -rest.shape[1] % STEP)))))
    return array("d", [length, *powers]).tobytes()


def _song(sound: SongSound, body: bytes) -> Song:
    path, figures = sound.path, np.frombuffer(body, np.float64)
    samples, powers = int(figures[0]), figures[1:]
    if samples < MUSIC.shortest_ms * RATE // 1000:
        raise MusicError(f"{path}: this is shorter than a second", "give a longer piece of music")
    loudness = gated([*powers, 0.0])
    if loudness == -math.inf:
        raise MusicError(f"{path}: there is nothing to hear in this file", "give another")
    gain = 10 ** (min(MUSIC.bed_lufs - loudness, MUSIC.most_gain_db) / 20)
    return Song(path, samples, gain, powers * gain**2, sound)


def decode_song(path: Path) -> Iterator[Stereo]:
    """The file's sound, stereo at 48 kHz, in pieces; damaged parts of it are left out.

    MusicError for a file without any.
    """
    heard = False
    with _opened(path) as file:
        try:
            for block in decode(file, _STEREO, LIMITS.song, lenient=True):
                heard = True
                yield np.nan_to_num(block.samples, copy=False, posinf=0, neginf=0)
        except NoSoundError as error:
            raise MusicError(f"{path}: there is no sound in this file", _INSTEAD) from error
        except BeyondLimitsError as error:
            raise MusicError(f"{path}: {error}", _USUAL) from error
        except DecodingError as error:
            raise MusicError(f"{path}: this is not a file of music", _INSTEAD) from error
    if not heard:
        raise MusicError(f"{path}: nothing in this file can be played", _INSTEAD)


@contextmanager
def _opened(path: Path) -> Iterator[BufferedReader]:
    """The open file; MusicError where there is none, or where it cannot be read."""
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError as error:
        raise MusicError(f"{path}: there is no such file or folder of music") from error
    except OSError as error:
        raise unreadable(path, error) from error


def play(songs: Sequence[Song]) -> Iterator[Stereo]:
    """The songs one after another, crossfaded, again and again without end."""
    faded = silence(0)
    for song, after in pairwise(cycle(songs)):
        reader = Reader(song.pieces())
        yield _crossfaded(faded, reader.read(faded.shape[1]))
        left = song.samples - faded.shape[1] - (fade := overlap(song, after))
        for start in range(0, left, RATE):
            yield reader.read(min(RATE, left - start))
        faded = reader.read(fade)


def powers(songs: Sequence[Song], steps: int) -> NDArray[np.float64]:
    """The power of what `play` gives in its first `steps` of 100 ms, near enough to level by."""
    heard = np.zeros(steps)
    start = 0
    for song, after in pairwise(cycle(songs)):
        first = round(start / PER_MS / STEP_MS)
        if first >= steps:
            return heard
        stretch = song.powers[: steps - first]
        part = heard[first : first + len(stretch)]
        # In a crossfade, one's power rises as the other's falls.
        np.maximum(part, stretch, out=part)
        start += song.samples - overlap(song, after)
    return heard


def overlap(song: Song, after: Song) -> int:
    """The length of their crossfade in samples, shorter where a song is short."""
    return min(MUSIC.crossfade_ms * PER_MS, song.samples // 3, after.samples // 3)


def _crossfaded(ending: Stereo, beginning: Stereo) -> Stereo:
    """A crossfade of equal power, for two songs know nothing of each other."""
    angle = np.linspace(0, np.pi / 2, ending.shape[1], dtype=np.float32)
    return ending * np.cos(angle) + beginning * np.sin(angle)
