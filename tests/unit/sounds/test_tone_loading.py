"""Files of all kinds, and what is made of them; hostile ones among them."""

from io import BytesIO
from pathlib import Path

import av
import numpy as np
import pytest
from sound_files import Samples, decaying, write_encoded, write_wav

from audiocoach.audio import SAMPLE_RATE
from audiocoach.errors import SoundError
from audiocoach.sounds import Tone, loading, tone_digest
from audiocoach.sounds.loading import load_tone

FORMATS = {
    "tone.wav": "pcm_s24le",
    "tone.mp3": "libmp3lame",
    "tone.ogg": "libopus",
    "tone.flac": "flac",
    "tone.m4a": "aac",
    "tone.aiff": "pcm_s16be",
    "tone.mka": "pcm_f32le",
}


def peak_ms(samples: Samples) -> float:
    """Where it is first as loud as a fifth of its peak."""
    loudness = np.abs(samples)
    return float(np.argmax(loudness > loudness.max() / 5)) * 1000 / SAMPLE_RATE


@pytest.mark.parametrize("file", FORMATS)
def test_any_format_is_decoded_and_begins_at_once(tmp_path: Path, file: str) -> None:
    silence = np.zeros(48 * 300)
    sound = np.concatenate([silence, decaying(48_000, 200), silence])
    loaded = load_tone(write_encoded(tmp_path / file, FORMATS[file], sound)) / 32768
    assert peak_ms(loaded) <= 1
    assert 200 <= len(loaded) / 24 <= 330
    expected = decaying(length_ms=150)
    match = np.correlate(loaded[: 24 * 160], expected, "full").max()
    alike = match / np.linalg.norm(loaded[: 24 * 160]) / np.linalg.norm(expected)
    assert alike > 0.97


@pytest.mark.parametrize("rate", [8000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_other_rates_and_channels_are_converted(tmp_path: Path, rate: int, channels: int) -> None:
    tone = write_wav(tmp_path / "tone.wav", decaying(rate), rate, channels)
    loaded, expected = load_tone(tone) / 32768, decaying()
    assert len(loaded) == len(expected)
    assert np.max(np.abs(loaded[48:-48] - expected[48:-48])) < 0.01


def test_silence_before_the_attack_goes_and_the_end_is_whole(tmp_path: Path) -> None:
    hiss = np.resize([0.0002, -0.0002], 24 * 30 + 10)
    loaded = load_tone(write_wav(tmp_path / "late.wav", np.concatenate([hiss, decaying()])))
    assert len(loaded) == 24 * 101
    assert np.argmax(np.abs(loaded) > 1000) <= 24
    assert not loaded[-14:].any()


def test_most_of_the_silence_after_it_goes(tmp_path: Path) -> None:
    sound = np.concatenate([decaying(), np.zeros(24 * 3000)])
    assert len(load_tone(write_wav(tmp_path / "long.wav", sound))) == 24 * 200


def test_what_ends_at_once_is_faded(tmp_path: Path) -> None:
    sound = 0.5 * np.sin(2 * np.pi * 1000 * np.arange(24 * 100) / 24_000)
    loaded = np.abs(load_tone(write_wav(tmp_path / "cut.wav", sound)) / 32768)
    assert loaded[-24 * 3 : -24 * 2].max() > 0.4
    assert loaded[-1] < 0.01


@pytest.mark.parametrize(
    ("samples", "message"),
    [
        (np.zeros(2400), r"tone.wav: is silent; raise its level, or choose another file$"),
        (np.zeros(0), r"tone.wav: is silent"),
        (decaying() / 1000, r"tone.wav: is silent"),
        (np.ones(SAMPLE_RATE * 6), r"tone.wav: lasts longer than 5 s; cut it to 5 s or less$"),
        (np.ones(SAMPLE_RATE * 600), r"tone.wav: has more than 16 MB; cut it to 5 s or less$"),
    ],
)
def test_a_sound_that_is_no_tone(tmp_path: Path, samples: Samples, message: str) -> None:
    with pytest.raises(SoundError, match=message):
        load_tone(write_wav(tmp_path / "tone.wav", samples))


def test_five_seconds_are_a_tone(tmp_path: Path) -> None:
    assert len(load_tone(write_wav(tmp_path / "tone.wav", np.ones(SAMPLE_RATE * 5) / 2))) == 120_000


def test_no_more_than_five_seconds_of_ten_minutes_are_decoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    minute = np.tile(decaying(), 600)
    tone = write_encoded(tmp_path / "tone.mp3", "libmp3lame", minute, SAMPLE_RATE)
    tone.path.write_bytes(tone.path.read_bytes() * 10)
    taken: list[int] = []

    class Counted(BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            taken.append(len(piece := super().read(size)))
            return piece

    monkeypatch.setattr(loading, "BytesIO", Counted)
    with pytest.raises(SoundError, match=r"mp3: lasts longer than 5 s; cut it to 5 s or less$"):
        load_tone(tone)
    assert 0 < sum(taken) < tone.path.stat().st_size / 20


@pytest.mark.parametrize("keep", [0, 10, 30, 43])
def test_a_file_cut_short(tmp_path: Path, keep: int) -> None:
    tone = write_wav(tmp_path / "tone.wav", decaying())
    tone.path.write_bytes(tone.path.read_bytes()[:keep])
    with pytest.raises(SoundError, match=r"tone.wav: not readable as a sound \(.+\); save it as W"):
        load_tone(tone)


NO_SOUNDS = {
    "a text": b"This is the sound of a gong.\n" * 50,
    "a header alone": b"ID3" + bytes(5000),
    "nothing": b"",
    "zeros": bytes(5000),
    "a page": b"<html><body>404</body></html>",
    "noise": bytes(range(256)) * 40,
    "a sound without an end": b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0",
}


@pytest.mark.parametrize("content", NO_SOUNDS.values(), ids=NO_SOUNDS)
def test_a_file_of_another_kind(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "pip.wav").write_bytes(content)
    with pytest.raises(SoundError, match=r"pip.wav: (not readable as a sound|there is no sound)"):
        load_tone(Tone("pip", "", tmp_path / "pip.wav", 0))


def test_a_picture_has_no_sound(tmp_path: Path) -> None:
    with av.open(
        str(tmp_path / "pip.png"), "w", format="image2", options={"update": "1"}
    ) as picture:
        stream = picture.add_stream("png", rate=1)
        stream.width = stream.height = 16
        stream.pix_fmt = "rgb24"
        frame = av.VideoFrame.from_ndarray(np.zeros((16, 16, 3), np.uint8), format="rgb24")
        picture.mux(stream.encode(frame))
        picture.mux(stream.encode(None))
    with pytest.raises(SoundError, match=r"pip.png: there is no sound in it; choose another file$"):
        load_tone(Tone("pip", "", tmp_path / "pip.png", 0))


PLAYLISTS = {
    "ffconcat": "ffconcat version 1.0\nfile secret.wav\n",
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{}\n#EXT-X-ENDLIST\n",
}


@pytest.mark.parametrize("playlist", PLAYLISTS.values(), ids=PLAYLISTS)
def test_a_playlist_opens_no_other_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, playlist: str
) -> None:
    monkeypatch.chdir(tmp_path)
    secret = write_wav(tmp_path / "secret.wav", decaying())
    (tmp_path / "pip.wav").write_text(playlist.format(secret.path.as_uri()))
    with pytest.raises(SoundError, match=r"pip.wav: not readable as a sound"):
        load_tone(Tone("pip", "", tmp_path / "pip.wav", 0))


# Digests


def test_a_digest_follows_the_bytes_and_the_level(tmp_path: Path) -> None:
    tone = write_wav(tmp_path / "a.wav", decaying())
    same = write_wav(tmp_path / "b.wav", decaying())
    louder = Tone(tone.name, tone.meaning, tone.path, -2)
    other = write_wav(tmp_path / "c.wav", decaying() / 2)
    assert tone_digest(tone) == tone_digest(same)
    assert len({tone_digest(tone), tone_digest(louder), tone_digest(other)}) == 3


def test_a_digest_of_a_file_that_went_away(tmp_path: Path) -> None:
    with pytest.raises(SoundError, match=r"pip.wav: cannot be read: no such file"):
        tone_digest(Tone("pip", "", tmp_path / "pip.wav", 0))
