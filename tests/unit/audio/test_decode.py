"""The one opener of sound: what it gives, what it refuses, and what it never opens."""

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from sound_files import decaying, write_encoded, write_wav

from audiocoach.audio.decode import DecodingError, NoSoundError, Pcm, TooLongError, decode
from audiocoach.defaults import LIMITS, SoundLimits

SPEECH = Pcm("s16", "mono")
MUSIC = Pcm("fltp", "stereo", 48_000, 4_800)
PLAYLIST = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDAT"
    b"x\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


def lasting(most_ms: int) -> SoundLimits:
    return replace(LIMITS.utterance, lasts_ms=most_ms)


def wav(tmp_path: Path, rate: int = 22_050, length_ms: int = 500, channels: int = 1) -> bytes:
    path = tmp_path / "sound.wav"
    write_wav(path, decaying(rate, length_ms), rate, channels)
    return path.read_bytes()


def test_without_a_rate_the_file_s_own_is_told_and_no_sample_changes(tmp_path: Path) -> None:
    blocks = list(decode(BytesIO(wav(tmp_path)), SPEECH, LIMITS.utterance))
    assert {block.rate for block in blocks} == {22_050}
    samples = np.concatenate([block.samples for block in blocks], axis=1)
    assert np.array_equal(samples[0], (decaying(22_050, 500) * 32767).astype("<i2"))


def test_what_is_wanted_is_given_in_blocks_of_the_length_that_is_wanted(tmp_path: Path) -> None:
    blocks = list(decode(BytesIO(wav(tmp_path, 44_100)), MUSIC, LIMITS.song))
    assert {block.rate for block in blocks} == {48_000}
    assert [block.samples.shape for block in blocks[:-1]] == [(2, 4_800)] * (len(blocks) - 1)
    assert sum(block.samples.shape[1] for block in blocks) == pytest.approx(24_000, abs=30)


@pytest.mark.parametrize("lenient", [False, True])
def test_a_playlist_is_refused_and_what_it_names_is_not_opened(
    tmp_path: Path, *, lenient: bool
) -> None:
    song = tmp_path / "song.ts"
    song.write_bytes(wav(tmp_path))
    (tmp_path / "list.ffconcat").write_text(f"ffconcat version 1.0\nfile {song}\n", "utf-8")
    (tmp_path / "list.m3u8").write_text(PLAYLIST.format(song.as_uri()), "utf-8")
    for name in ("list.ffconcat", "list.m3u8"):
        with (tmp_path / name).open("rb") as file, pytest.raises(DecodingError):
            list(decode(file, SPEECH, LIMITS.utterance, lenient=lenient))


def test_a_picture_has_no_sound() -> None:
    with pytest.raises(NoSoundError, match="there is no sound in it"):
        list(decode(BytesIO(PNG), SPEECH, LIMITS.utterance))


@pytest.mark.parametrize("content", [b"", b"words " * 99])
def test_what_is_no_sound_is_told_in_ffmpeg_s_words(content: bytes) -> None:
    with pytest.raises(DecodingError) as caught:
        list(decode(BytesIO(content), SPEECH, LIMITS.utterance))
    assert str(caught.value)
    assert "Errno" not in str(caught.value)


def test_no_more_is_given_than_is_wanted(tmp_path: Path) -> None:
    content = wav(tmp_path, length_ms=3_000)
    assert list(decode(BytesIO(content), SPEECH, lasting(3_000)))
    with pytest.raises(TooLongError):
        list(decode(BytesIO(content), SPEECH, lasting(2_900)))


def test_sound_that_changes_its_form_is_refused_or_followed(tmp_path: Path) -> None:
    parts = []
    for rate in (44_100, 32_000):
        write_encoded(tmp_path / f"{rate}.mp3", "libmp3lame", decaying(rate, 1_000), rate)
        parts.append((tmp_path / f"{rate}.mp3").read_bytes())
    content = b"".join(parts)
    with pytest.raises(DecodingError):
        list(decode(BytesIO(content), MUSIC, LIMITS.song))
    lengths = [
        block.samples.shape[1]
        for block in decode(BytesIO(content), MUSIC, LIMITS.song, lenient=True)
    ]
    assert sum(lengths) == pytest.approx(2 * 48_000, abs=9_600)
