"""The Info frame: what it says is read again, and trims a track to the sample."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mp3_studio import FORMAT, RATE, SILENCE, decode, encoded_tone, file_of
from msgspec.structs import replace

from audiocoach.errors import TrackError
from audiocoach.mp3.crc import crc16
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.mp3.info import Info, frames_for, info_frame, read_info
from audiocoach.mp3.splice import Frames, Segment, Splice
from audiocoach.mp3.tags import TrackTags, id3_tag

HALF_HOUR = 30 * 60 * RATE
INFO = Info(FORMAT, 75_002, 576, 0xBEEF)
# format, bytes of its Info frame: at low bitrates a longer frame than the audio's has to carry it
FORMATS = [
    (FORMAT, 192),
    (FrameFormat(24_000, 48_000), 192),
    (FrameFormat(24_000, 56_000, Mode.JOINT_STEREO), 192),
    (FrameFormat(48_000, 64_000), 192),
    (FrameFormat(48_000, 128_000, Mode.JOINT_STEREO), 384),
    (FrameFormat(48_000, 320_000, Mode.STEREO), 960),
    (FrameFormat(8_000, 8_000), 216),
]


def silent_file(samples: int, format_: FrameFormat = FORMAT) -> bytes:
    filler = Frames.silence(format_)
    return file_of(Splice(frames_for(samples, format_).frame_count, filler, ()), samples)


@given(st.integers(1152, 10**9), st.sampled_from([format_ for format_, _ in FORMATS]))
def test_the_padding_covers_the_decoder_and_wastes_less_than_a_frame(
    samples: int, format_: FrameFormat
) -> None:
    frame_count, padding = frames_for(samples, format_)
    assert Info(format_, frame_count, padding, 0).samples == samples
    assert 529 <= padding < 529 + format_.samples_per_frame


def test_half_an_hour_is_75_002_frames() -> None:
    assert frames_for(HALF_HOUR, FORMAT) == (75_002, 576)


def test_a_track_shorter_than_a_frame_is_refused() -> None:
    with pytest.raises(TrackError, match="575 samples is shorter than one frame of 576"):
        frames_for(575, FORMAT)


@pytest.mark.parametrize(("format_", "size"), FORMATS)
def test_an_info_frame_reads_as_it_was_written(format_: FrameFormat, size: int) -> None:
    info = replace(INFO, format=format_)
    frame = info_frame(info)
    assert len(frame) == size
    assert read_info(frame) == info
    assert read_info(frame + b"what follows") == info


def test_every_field_is_where_the_specification_puts_it() -> None:
    frame = info_frame(INFO)
    total = (192 + 75_002 * 192).to_bytes(4, "big")
    assert frame[:13].hex() == "fff384c4" + 9 * "00"
    assert frame[13:21] == b"Info\0\0\0\x0f"
    assert frame[21:29] == (75_002).to_bytes(4, "big") + total
    assert list(frame[29:129:25]) == [0, 64, 128, 192]
    assert sorted(frame[29:129]) == list(frame[29:129])
    assert frame[133:144] == b"LAME3.100\x01\0"
    assert frame[152:157].hex() == "0040240240"
    assert frame[161:167] == total + b"\xbe\xef"
    assert frame[167:169] == crc16(frame[:167]).to_bytes(2, "big")
    assert not any(frame[169:])


@pytest.mark.parametrize("padding", [0, 528, 4096])
def test_a_padding_no_player_can_trim_is_refused(padding: int) -> None:
    with pytest.raises(TrackError, match=f"padding of {padding} "):
        replace(INFO, padding=padding)


def test_a_delay_beyond_12_bits_is_refused() -> None:
    with pytest.raises(TrackError, match="delay of 4096 "):
        replace(INFO, delay=4096)


def test_a_damaged_info_frame_is_refused() -> None:
    frame = bytearray(info_frame(INFO))
    frame[24] ^= 1
    with pytest.raises(TrackError, match="CRC is wrong"):
        read_info(bytes(frame))


def test_an_ordinary_frame_is_no_info_frame() -> None:
    with pytest.raises(TrackError, match="not an Info frame"):
        read_info(FORMAT.silent_frame)


@pytest.mark.parametrize(
    "samples",
    [
        576,
        577,
        1151,
        1152,
        24_000,
        24_001,
        123_457,
        pytest.param(HALF_HOUR, marks=pytest.mark.long),
    ],
)
def test_a_track_decodes_to_exactly_its_samples(samples: int) -> None:
    heard = decode(silent_file(samples))
    assert len(heard) == samples
    assert not heard.any()


@pytest.mark.parametrize("format_", [format_ for format_, _ in FORMATS], ids=str)
def test_so_it_does_in_every_format(format_: FrameFormat) -> None:
    assert len(decode(silent_file(100_003, format_))) == 100_003


@pytest.fixture(scope="module")
def track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds and one sample, with a tag and two tones."""
    samples = 240_001
    segments = (Segment(10, encoded_tone(5)), Segment(300, encoded_tone(7)))
    splice = Splice(frames_for(samples, FORMAT).frame_count, SILENCE, segments)
    path = tmp_path_factory.mktemp("mp3") / "track.mp3"
    path.write_bytes(id3_tag(TrackTags("Übung", 10_000)) + file_of(splice, samples))
    return path


def output_of(*command: str | Path) -> str:
    if not shutil.which(command[0]):
        pytest.skip(f"{command[0]} is not installed")
    run = subprocess.run(command, check=True, capture_output=True)
    return (run.stdout + run.stderr).decode(errors="replace")


def test_ffmpeg_has_nothing_to_say(track: Path) -> None:
    assert output_of("ffmpeg", "-v", "warning", "-i", track, "-f", "null", "-") == ""


def test_mpg123_plays_every_sample(track: Path, tmp_path: Path) -> None:
    raw = tmp_path / "track.raw"
    assert output_of("mpg123", "-q", "-O", raw, track) == ""
    assert raw.stat().st_size == 2 * 240_001


def test_mp3val_finds_a_sound_file(track: Path) -> None:
    report = output_of("mp3val", track)
    assert "420 MPEG frames (MPEG 2 Layer III), +ID3v2, CBR" in report
    assert "WARNING" not in report
