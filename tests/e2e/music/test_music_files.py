"""Files of music, good and bad."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
from sound_files import tune, write_mp3, write_song

from audiocoach.cache import Store
from audiocoach.errors import MusicError
from audiocoach.renderer.music.files import music_files
from audiocoach.renderer.music.songs import decode_song, measure_songs, overlap, play, powers


def heard(path: Path) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.concatenate(list(decode_song(path)), axis=1)


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as store:
        yield store


def refusal(path: Path) -> str:
    with Store(None) as store, pytest.raises(MusicError) as caught:
        measure_songs(music_files(path), 60_000, store)
    return str(caught.value)


def test_a_missing_path(tmp_path: Path) -> None:
    path = tmp_path / "no.mp3"
    assert refusal(path) == f"{path}: there is no such file or folder of music"


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.mp3").touch()
    assert "the file is empty" in refusal(tmp_path / "empty.mp3")


@pytest.mark.parametrize("name", ["words.mp3", "words.txt", "words.wav"])
def test_a_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("These are words.\n" * 2_000, "utf-8")
    said = refusal(path)
    assert said.startswith(f"{path}: ")
    assert "give an MP3" in said


def test_a_playlist_in_disguise(tmp_path: Path) -> None:
    write_mp3(tmp_path / "own.mp3", tune(2))
    text = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nown.mp3\n#EXT-X-ENDLIST\n"
    (tmp_path / "list.mp3").write_text(text, "utf-8")
    assert "give an MP3" in refusal(tmp_path / "list.mp3")


def test_a_picture(tmp_path: Path) -> None:
    with av.open(str(tmp_path / "cover.mp4"), "w") as container:
        stream = container.add_stream("mpeg4", rate=25)
        assert isinstance(stream, av.VideoStream)
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        frame = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        container.mux([*stream.encode(frame), *stream.encode(None)])
    assert "there is no sound in this file" in refusal(tmp_path / "cover.mp4")


def test_a_folder_without_music(tmp_path: Path) -> None:
    assert "it holds no files" in refusal(tmp_path)
    (tmp_path / "notes.txt").touch()
    (tmp_path / "more.txt").touch()
    (tmp_path / "cover.jpg").touch()
    assert "only 2 × .txt, 1 × .jpg" in refusal(tmp_path)


def test_silence_and_a_moment(tmp_path: Path) -> None:
    silent = write_song(tmp_path / "silent.wav", np.zeros((2, 96_000), np.float32), 48_000)
    assert "nothing to hear" in refusal(silent)
    assert "shorter than a second" in refusal(write_mp3(tmp_path / "short.mp3", tune(0.5)))


def test_a_folder_plays_by_name_or_by_lot(tmp_path: Path) -> None:
    for name in ("b.mp3", "a.flac", "c.MP3", "._a.flac", "cover.jpg", "d.ogg", "e.wav", "f.m4a"):
        (tmp_path / name).touch()
    names = [path.name for path in music_files(tmp_path)]
    assert names == ["a.flac", "b.mp3", "c.MP3", "d.ogg", "e.wav", "f.m4a"]
    orders = {tuple(path.name for path in music_files(tmp_path, seed)) for seed in range(5)}
    assert len(orders) > 1
    assert all(sorted(order) == names for order in orders)
    assert music_files(tmp_path, 3) == music_files(tmp_path, 3)


def test_a_truncated_file_plays_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = write_mp3(tmp_path / "whole.mp3", tune(10))
    cut = tmp_path / "cut.mp3"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2 + 101])
    length, expected = heard(cut).shape[1] / 48_000, 5.0
    assert length == pytest.approx(expected, abs=0.2)
    assert np.array_equal(heard(cut)[:, :96_000], heard(whole)[:, :96_000])


def test_damage_in_the_middle_is_left_out(tmp_path: Path) -> None:
    whole = write_mp3(tmp_path / "whole.mp3", tune(10)).read_bytes()
    middle = len(whole) // 2
    bad = tmp_path / "bad.mp3"
    bad.write_bytes(whole[:middle] + bytes(range(1, 255)) * 40 + whole[middle + 10_160 :])
    assert heard(bad).shape[1] / 48_000 > 8


def test_cover_art_comes_first(tmp_path: Path) -> None:
    path = tmp_path / "cover.mkv"
    with av.open(str(path), "w") as container:
        video = container.add_stream("mjpeg", rate=1)
        assert isinstance(video, av.VideoStream)
        video.width = video.height = 64
        video.pix_fmt = "yuvj420p"
        audio = container.add_stream("flac", rate=44_100)
        assert isinstance(audio, av.AudioStream)
        audio.layout = "stereo"
        picture = av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), "rgb24")
        container.mux([*video.encode(picture.reformat(format="yuvj420p")), *video.encode(None)])
        plane = np.rint(tune(3).T * 32_767).astype("<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(plane, "s16", "stereo")
        frame.sample_rate, frame.pts = 44_100, 0
        container.mux([*audio.encode(frame), *audio.encode(None)])
    with av.open(str(path)) as container:
        assert container.streams[0].type == "video"
    assert heard(path).shape[1] == pytest.approx(3 * 48_000, abs=100)


def test_rate_and_channels_change_midway(tmp_path: Path) -> None:
    """Streams of MP3 joined end to end, as radio recorders leave them."""
    first = write_mp3(tmp_path / "a.mp3", tune(3, rate=44_100)).read_bytes()
    second = write_mp3(tmp_path / "b.mp3", tune(3, rate=32_000)[:1], 32_000).read_bytes()
    third = write_mp3(tmp_path / "c.mp3", tune(3, rate=48_000), 48_000).read_bytes()
    path = tmp_path / "joined.mp3"
    path.write_bytes(first + second + third)
    samples = heard(path)
    assert samples.shape[1] / 48_000 == pytest.approx(9, abs=0.3)
    spectrum = np.abs(np.fft.rfft(samples[0, 4 * 48_000 : 5 * 48_000]))
    assert np.argmax(spectrum) == pytest.approx(110, abs=2)


@pytest.mark.parametrize("channels", [1, 6])
def test_other_numbers_of_channels_become_two(tmp_path: Path, channels: int) -> None:
    samples = np.repeat(tune(2, rate=48_000)[:1], channels, axis=0)
    path = write_song(tmp_path / "other.wav", samples, 48_000)
    left, right = heard(path)
    assert len(left) == 96_000
    assert np.allclose(left, right, atol=1e-4)
    assert np.abs(left).max() > 0.1


def test_each_file_is_brought_to_one_level_by_one_gain(tmp_path: Path, store: Store) -> None:
    loud = write_mp3(tmp_path / "a.mp3", tune(6))
    quiet = write_mp3(tmp_path / "b.mp3", tune(6, 87) * np.float32(1 / 8))
    found = measure_songs([loud, quiet], 60_000, store)
    assert found[1].gain > 4 * found[0].gain
    assert np.mean(found[0].powers) == pytest.approx(np.mean(found[1].powers), rel=0.3)


def test_a_file_is_measured_once(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_mp3(tmp_path / "a.mp3", tune(3))
    (first,) = measure_songs([path], 60_000, store)
    moved = path.rename(tmp_path / "other name.mp3")
    monkeypatch.setattr("audiocoach.renderer.music.songs.decode_song", None)
    (second,) = measure_songs([moved], 60_000, store)
    assert (second.samples, second.gain) == (first.samples, first.gain)


@pytest.mark.parametrize("seconds", [1.1, 2.0, 7.0])
def test_short_music_is_looped_without_a_gap_or_a_jump(
    tmp_path: Path, store: Store, seconds: float
) -> None:
    path = write_song(tmp_path / "a.wav", tune(seconds, rate=48_000), 48_000)
    (song,) = measure_songs([path], 60_000, store)
    pieces, length, needed = [], 0, 20 * 48_000
    for piece in play([song]):
        pieces.append(piece)
        length += piece.shape[1]
        if length > needed:
            break
    samples = np.concatenate(pieces, axis=1)[:, :needed]
    levels = np.sqrt(np.mean(samples.reshape(2, -1, 24_000) ** 2, axis=2))
    assert levels.min() > levels.max() / 3
    steps = np.abs(np.diff(samples)).max()
    assert steps <= 1.5 * np.abs(np.diff(tune(seconds, rate=48_000))).max() * song.gain
    assert overlap(song, song) <= song.samples // 3
    assert (powers([song], 200) > 0).all()


@pytest.mark.slow
def test_two_hours_of_music_stay_small(tmp_path: Path) -> None:
    """Decoded, in a process of its own, it would take 2.7 GB at once."""
    pytest.importorskip("resource")
    path = write_mp3(tmp_path / "a.mp3", tune(20))
    code = f"""
import resource
from itertools import islice
from pathlib import Path
from audiocoach.renderer.music.songs import play, measure_songs
from audiocoach.cache import Store
found = measure_songs([Path({str(path)!r})] * 3, 7_200_000, Store(None))
base = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
length = sum(piece.shape[1] for piece in islice(play(found), 600))
print(length, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - base)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    length, grown = map(int, done.stdout.split())
    assert length > 400 * 48_000
    assert grown < 20_000 * (1024 if sys.platform == "darwin" else 1)
