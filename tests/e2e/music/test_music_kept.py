"""The decoded sound of songs: kept for the next build, within bounds, and the same either way."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sound_files import tune, write_mp3

from audiocoach.cache import Store
from audiocoach.renderer.music import songs
from audiocoach.renderer.music.songs import Song, decode_song, measure_songs
from audiocoach.renderer.stereo import Stereo

MEGABYTE = 1_000_000
SECONDS = 25
"""Three blocks."""
BLOCK_BYTES = 10 * 48_000 * 2 * 2


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_mp3(tmp_path_factory.mktemp("songs") / "song.mp3", tune(SECONDS))


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The files that were decoded meanwhile."""
    found: list[Path] = []

    def watched(path: Path) -> Iterator[Stereo]:
        found.append(path)
        return decode_song(path)

    monkeypatch.setattr(songs, "decode_song", watched)
    return found


def measured(file: Path, store: Store) -> Song:
    (song,) = measure_songs([file], 1_000, store)
    return song


def played(song: Song) -> Stereo:
    return np.concatenate([*song.pieces()], axis=1)


def dropped(store: Store, *numbers: int) -> None:
    """Blocks by their numbers, in the order in which they were kept."""
    connection = store._connect()  # noqa: SLF001 (what another build does)
    with connection:
        rows = connection.execute("SELECT key FROM kept WHERE key GLOB 'sound-*' ORDER BY body")
        keys = [key for (key,) in rows]
        for number in numbers:
            connection.execute("DELETE FROM kept WHERE key = ?", [keys[number]])


def kinds(store: Store) -> list[str]:
    rows = store._connect().execute("SELECT key FROM kept ORDER BY key")  # noqa: SLF001
    return [key.partition("-")[0] for (key,) in rows]


def test_a_song_is_decoded_once(file: Path, tmp_path: Path, decoded: list[Path]) -> None:
    with Store(tmp_path) as store:
        first = played(measured(file, store))
    with Store(tmp_path) as store:
        again = played(measured(file, store))
    assert decoded == [file]
    assert np.array_equal(first, again)


def test_it_is_the_sound_of_the_file(file: Path, tmp_path: Path) -> None:
    with Store(tmp_path) as store:
        song = measured(file, store)
        sound = np.concatenate([*decode_song(file)], axis=1) * np.float32(song.gain)
        assert song.samples == sound.shape[1]
        assert np.abs(played(song) - sound).max() < 10 ** (-90 / 20)


@pytest.mark.parametrize("gone", [(0,), (1,), (2,), (0, 1, 2)])
def test_what_is_no_longer_kept_is_decoded_again_and_sounds_the_same(
    gone: tuple[int, ...], file: Path, tmp_path: Path, decoded: list[Path]
) -> None:
    with Store(tmp_path) as store:
        whole = played(measured(file, store))
        dropped(store, *gone)
        assert np.array_equal(played(measured(file, store)), whole)
        assert decoded == [file, file]
        assert kinds(store) == ["song", "sound", "sound", "sound"]


@pytest.mark.parametrize("folder", [None, "missing"])
def test_a_store_in_memory_keeps_no_sound(
    folder: str | None, file: Path, tmp_path: Path, decoded: list[Path]
) -> None:
    """Not even one that has to stand in when sound is to be kept."""
    with Store(tmp_path / folder if folder else None) as store:
        played(measured(file, store))
        assert kinds(store) == ["song"]
    assert decoded == [file, file]


def test_a_build_keeps_as_much_as_half_of_the_cache_holds(
    file: Path, tmp_path: Path, decoded: list[Path]
) -> None:
    with Store(tmp_path, 5 * BLOCK_BYTES) as store:
        part = played(measured(file, store))
        assert kinds(store) == ["song", "sound", "sound"]
    with Store(None) as store:
        assert np.array_equal(played(measured(file, store)), part)
    assert decoded == [file] * 4


def test_sound_goes_before_clips_do(file: Path, tmp_path: Path) -> None:
    bound = 8 * MEGABYTE
    with Store(tmp_path, bound) as store:
        store.write({"clip-1": bytes(MEGABYTE)})
    with Store(tmp_path, bound) as store:
        measured(file, store)
        assert kinds(store) == ["clip", "song", "sound", "sound"]
    with Store(tmp_path, bound) as store:
        store.write({f"clip-{number}": bytes(MEGABYTE) for number in range(2, 7)})
        assert kinds(store) == ["clip"] * 6 + ["song"]
