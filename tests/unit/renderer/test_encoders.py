"""Whichever LAME encodes: frames that stand alone, and the same sound at the same place."""

import math
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from audiocoach.audio import lame
from audiocoach.errors import TrackError
from audiocoach.mp3.frames import FrameFormat, Mode, main_data_begin, split_frames
from audiocoach.renderer import encoding, settings
from audiocoach.renderer.encoding import ENCODERS, LAG, decode
from audiocoach.renderer.settings import LAME_QUALITY, Mix, encoder
from audiocoach.support.resources import version

Planes = NDArray[np.float32]

FORMATS = (
    FrameFormat(24_000, 64_000),
    FrameFormat(24_000, 24_000),
    FrameFormat(24_000, 160_000),
    FrameFormat(24_000, 96_000, Mode.JOINT_STEREO),
    FrameFormat(48_000, 128_000, Mode.STEREO),
    FrameFormat(48_000, 160_000, Mode.JOINT_STEREO),
)
SECONDS = 4
ALIKE_DB = 0.005
"""By which the share of sound in noise may differ between two builds of LAME."""


@pytest.fixture(params=ENCODERS)
def package(request: pytest.FixtureRequest) -> str:
    if request.param == lame.PACKAGE and not lame.module():
        pytest.skip("there is no LAME to call in lameenc here")
    return str(request.param)


@pytest.fixture
def forget() -> Iterator[Callable[[], None]]:
    """Forgets which module was found, before what another test finds, and after."""
    yield lame.module.cache_clear
    lame.module.cache_clear()


def sound(format_: FrameFormat) -> Planes:
    """Two gliding voices, the second of them in the second channel, and a knock in both."""
    at = np.arange(SECONDS * format_.sample_rate) / format_.sample_rate
    low = sum(np.sin(2 * np.pi * 150 * n * (at + 0.01 * np.sin(5 * at))) / n for n in range(1, 20))
    high = np.sin(2 * np.pi * 440 * (at + 0.002 * np.sin(9 * at)))
    knock = np.exp(-300 * np.abs(at - SECONDS / 2)) * np.sin(2 * np.pi * 900 * at)
    planes = np.stack([0.08 * low + 0.3 * knock, 0.1 * high + 0.3 * knock])
    loudness = 1 + np.sin(3 * at)
    return np.asarray(planes[: format_.channels] * loudness, np.float32)


def encoded(package: str, planes: Planes, format_: FrameFormat) -> bytes:
    pieces = (planes[:, at : at + 20_000] for at in range(0, planes.shape[1], 20_000))
    return b"".join(ENCODERS[package](pieces, format_, LAME_QUALITY))


def lost_db(planes: Planes, heard: Planes) -> float:
    """How far below the sound that is which was lost."""
    error = heard[:, : planes.shape[1]] - planes[:, : heard.shape[1]]
    return 10 * math.log10(float((error**2).sum()) / float((planes**2).sum()))


@pytest.mark.parametrize("format_", FORMATS, ids=str)
def test_every_frame_stands_alone(package: str, format_: FrameFormat) -> None:
    planes = sound(format_)
    frames = split_frames(encoded(package, planes, format_))
    assert {len(frame) for frame in frames} == {format_.frame_bytes}
    assert {main_data_begin(frame) for frame in frames} == {0}
    assert len(frames) * format_.samples_per_frame >= planes.shape[1] + LAG


@pytest.mark.parametrize("format_", FORMATS, ids=str)
def test_what_is_heard_is_as_loud_and_on_the_sample(package: str, format_: FrameFormat) -> None:
    planes = sound(format_)
    heard = decode(encoded(package, planes, format_))[:, : planes.shape[1]]
    assert heard.shape == planes.shape
    assert float((heard * planes).sum() / (planes**2).sum()) == pytest.approx(1, abs=0.002)
    moved = {by: lost_db(planes, np.roll(heard, by, axis=1)) for by in (-1, 0, 1)}
    assert min(moved, key=moved.__getitem__) == 0
    assert moved[0] < -15


@pytest.mark.parametrize("format_", FORMATS, ids=str)
def test_all_encoders_lose_as_little(package: str, format_: FrameFormat) -> None:
    planes = sound(format_)
    heard, like = (decode(encoded(each, planes, format_)) for each in (package, "av"))
    assert lost_db(planes, heard) == pytest.approx(lost_db(planes, like), abs=ALIKE_DB)


def test_pieces_are_heard_as_one(package: str) -> None:
    format_ = FORMATS[-1]
    planes = sound(format_)
    whole = b"".join(ENCODERS[package]([planes], format_, LAME_QUALITY))
    assert encoded(package, planes, format_) == whole
    assert encoded(package, planes[:, :0], format_) == b"".join(
        ENCODERS[package]([], format_, LAME_QUALITY)
    )


@pytest.mark.parametrize("package", ENCODERS)
def test_lameenc_encodes_where_lame_can_be_called_in_it(
    package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lame, "module", lambda: package == lame.PACKAGE)
    assert encoder() == package
    used = {name: lambda *_, name=name: iter([name.encode()]) for name in ENCODERS}
    monkeypatch.setattr(encoding, "ENCODERS", used)
    assert encoding.encode(np.zeros(10, np.float32), FORMATS[0]) == package.encode()


def test_the_encoder_and_the_decoder_are_in_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = set()
    for there in (True, False):
        for newer in ("lameenc", "av", ""):
            monkeypatch.setattr(lame, "module", lambda there=there: there)
            monkeypatch.setattr(
                settings, "version", lambda name, newer=newer: "99" if name == newer else "1"
            )
            keys.add(Mix(0, -75).key("segment", ""))
    # A lameenc that does not encode changes nothing.
    assert len(keys) == 3 + 2


@pytest.mark.skipif(sys.platform != "linux", reason="lameenc's LAME is called on Linux alone")
@pytest.mark.parametrize(
    ("body", "has_lame"), [(b"lame_set_quality", False), (b"lame_set_disable_reservoir", True)]
)
def test_a_module_that_only_borrows_lame_is_left_alone(
    body: bytes,
    has_lame: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    forget: Callable[[], None],
) -> None:
    """One that was linked with the system's library names no more of it than lameenc calls."""
    file = tmp_path / "lameenc.so"
    file.write_bytes(body)
    monkeypatch.syspath_prepend(str(tmp_path))
    forget()
    assert lame.module() == (file if has_lame else None)


def test_elsewhere_and_without_lameenc_ffmpeg_s_encodes(
    monkeypatch: pytest.MonkeyPatch, forget: Callable[[], None]
) -> None:
    for system in ("win32", "darwin"):
        forget()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "platform", system)
            assert encoder() == "av"
    forget()
    monkeypatch.setattr(lame, "find_spec", lambda _: None)
    assert encoder() == "av"


@pytest.mark.skipif(not lame.module(), reason="there is no LAME to call in lameenc here")
def test_the_version_of_a_module_without_a_folder_is_found() -> None:
    from importlib import metadata

    assert version("lameenc") == metadata.version("lameenc")


class Refusing:
    """A LAME without memory."""

    def __getitem__(self, name: str) -> Callable[..., int]:
        return lambda *_: -10 if name == "lame_set_brate" else 0

    def __getattr__(self, name: str) -> Callable[..., int]:
        return self[name]


def test_what_lame_refuses_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lame, "_library", Refusing)
    with pytest.raises(TrackError, match="LAME did not encode this"):
        list(lame.encode([], FORMATS[0], LAME_QUALITY))
