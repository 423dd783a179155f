"""Frames of MP3: headers read and printed, streams split and joined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mp3_studio import FORMAT, encode, tone

from audiocoach.errors import TrackError
from audiocoach.mp3.frames import (
    VERSIONS,
    FrameFormat,
    FrameHeader,
    Mode,
    main_data_begin,
    parse_header,
    split_frames,
)

# header, format, samples per frame, bytes of the frame, bytes of side info
HEADERS = [
    ("fff384c4", FrameFormat(24_000, 64_000, Mode.MONO), 576, 192, 9),
    ("fff344c4", FrameFormat(24_000, 32_000, Mode.MONO), 576, 96, 9),
    ("fffb54c4", FrameFormat(48_000, 64_000, Mode.MONO), 1152, 192, 17),
    ("fffb9064", FrameFormat(44_100, 128_000, Mode.JOINT_STEREO), 1152, 417, 32),
    ("fffb9264", FrameFormat(44_100, 128_000, Mode.JOINT_STEREO), 1152, 418, 32),
    ("fffbe404", FrameFormat(48_000, 320_000, Mode.STEREO), 1152, 960, 32),
    ("fff38084", FrameFormat(22_050, 64_000, Mode.DUAL_CHANNEL), 576, 208, 17),
    ("fff388c4", FrameFormat(16_000, 64_000, Mode.MONO), 576, 288, 9),
    ("ffe318c4", FrameFormat(8_000, 8_000, Mode.MONO), 576, 72, 9),
]
NOT_HEADERS = [
    ("49443304", "no frame sync"),
    ("ffeb84c4", "a reserved MPEG version"),
    ("fff584c4", "not Layer III"),
    ("fff784c4", "not Layer III"),
    ("fff284c4", "a CRC-protected frame"),
    ("fff304c4", "a free-format bitrate"),
    ("fff3f4c4", "a forbidden bitrate"),
    ("fff38cc4", "a reserved sample rate"),
    ("fff384c6", "a reserved emphasis"),
    ("fff384", "4 bytes, not 3"),
    ("fff384c400", "4 bytes, not 5"),
]

formats = st.sampled_from(
    [
        FrameFormat(sample_rate, 1000 * bitrate, mode)
        for version in VERSIONS
        for sample_rate in version.sample_rates
        for bitrate in version.bitrates
        for mode in Mode
    ]
)
bits = st.integers(0, 1)
headers = st.builds(
    FrameHeader,
    formats,
    padding=bits,
    private=bits,
    mode_extension=st.integers(0, 3),
    copyright=bits,
    original=bits,
    emphasis=st.sampled_from([0, 1, 3]),
)


@pytest.mark.parametrize(("printed", "format_", "samples", "frame_bytes", "side_info"), HEADERS)
def test_a_header_says_how_long_its_frame_is(
    printed: str, format_: FrameFormat, samples: int, frame_bytes: int, side_info: int
) -> None:
    header = parse_header(bytes.fromhex(printed))
    assert header.format == format_
    assert header.format.samples_per_frame == samples
    assert header.format.side_info_bytes == side_info
    assert header.frame_bytes == frame_bytes
    assert bytes(header).hex() == printed


@pytest.mark.parametrize(("printed", "refusal"), NOT_HEADERS)
def test_what_is_not_a_usable_header_is_refused_by_name(printed: str, refusal: str) -> None:
    with pytest.raises(TrackError, match=refusal):
        parse_header(bytes.fromhex(printed))


@given(headers)
def test_a_printed_header_reads_the_same(header: FrameHeader) -> None:
    assert parse_header(bytes(header)) == header


@given(st.binary(min_size=4, max_size=4))
def test_four_bytes_are_refused_or_print_the_same(data: bytes) -> None:
    try:
        header = parse_header(data)
    except TrackError:
        return
    assert bytes(header) == data


@pytest.mark.parametrize(("sample_rate", "bitrate"), [(96_000, 64_000), (24_000, 320_000)])
def test_a_format_outside_the_tables_is_refused(sample_rate: int, bitrate: int) -> None:
    with pytest.raises(TrackError, match=f"MP3 .*{sample_rate} Hz"):
        FrameFormat(sample_rate, bitrate)


def test_a_format_names_itself() -> None:
    assert str(FrameFormat(48_000, 96_000, Mode.JOINT_STEREO)) == (
        "48000 Hz joint stereo at 96 kbit/s"
    )


@given(formats, st.lists(st.tuples(bits, st.binary(max_size=20)), max_size=8))
def test_splitting_then_joining_is_the_identity(
    format_: FrameFormat, parts: list[tuple[int, bytes]]
) -> None:
    frames = []
    for padding, data in parts:
        header = FrameHeader(format_, padding=padding)
        frames.append((bytes(header) + data).ljust(header.frame_bytes, b"\xff"))
    assert split_frames(b"".join(frames)) == tuple(frames)


def test_encoded_frames_are_cut_where_the_encoder_cut_them() -> None:
    frames = encode(tone(0))
    assert split_frames(b"".join(frames)) == frames


SILENT = FORMAT.silent_frame
NOT_STREAMS = [
    (SILENT + b"junk" + SILENT, "byte 192: .*no frame sync"),
    (SILENT + b"\xff\xf3", "byte 192: .*4 bytes, not 2"),
    (SILENT + SILENT[:-2], "byte 192: the frame is 2 bytes short"),
    (SILENT + FrameFormat(24_000, 48_000).silent_frame, "byte 192: .*48 kbit/s after .*64 kbit/s"),
]


@pytest.mark.parametrize(("stream", "refusal"), NOT_STREAMS)
def test_a_bad_stream_is_refused_with_its_place(stream: bytes, refusal: str) -> None:
    with pytest.raises(TrackError, match=refusal):
        split_frames(stream)


@pytest.mark.parametrize(
    ("printed", "back"),
    [
        ("fff384c40080", 0),
        ("fff384c40100", 1),
        ("fff384c4ff00", 255),
        ("fffb54c4007f", 0),
        ("fffb54c40080", 1),
        ("fffb54c4ff80", 511),
    ],
)
def test_side_info_says_how_far_back_the_sound_begins(printed: str, back: int) -> None:
    assert main_data_begin(bytes.fromhex(printed)) == back


def test_only_the_bit_reservoir_reaches_back() -> None:
    assert not any(map(main_data_begin, encode(tone(0))))
    assert any(map(main_data_begin, encode(tone(0), reservoir=True)))
