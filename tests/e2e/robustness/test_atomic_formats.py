"""A file of any format is there whole or not at all, and takes no more memory the longer it is."""

import errno
import signal
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command_line import finish, start
from msgspec.structs import replace
from quick_build import assert_built, assert_refused, litter, routine_in, use_cache
from sampling import sampled

from audiocoach.audio.filters import Planes
from audiocoach.errors import SpeechError, TrackError
from audiocoach.mp3.tags import Picture, TrackTags
from audiocoach.renderer.containers import WRITERS
from audiocoach.renderer.muxing import AudioStream
from audiocoach.support.files import fill_atomic

OLD = b"an older track"
RATE = 24_000
posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limits and no kill -9")


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


def noise(seconds: int, *, fails: Exception | None = None) -> AudioStream:
    def blocks() -> Iterator[Planes]:
        rng = np.random.default_rng(1)
        for _ in range(seconds):
            yield rng.uniform(-0.3, 0.3, (2, RATE)).astype(np.float32)
        if fails:
            raise fails

    return AudioStream(blocks(), RATE, 2, seconds * RATE)


@pytest.mark.parametrize("format_", WRITERS)
@pytest.mark.parametrize("error", [SpeechError("no voice"), OSError(28, "No space left")])
def test_an_error_midway_leaves_the_old_file(
    tmp_path: Path, format_: str, error: Exception
) -> None:
    target = tmp_path / f"track.{format_}"
    target.write_bytes(OLD)
    tags = TrackTags("Noise", 3000)
    told = type(error) if isinstance(error, SpeechError) else TrackError
    with pytest.raises(told):
        fill_atomic(target, lambda it: WRITERS[format_](it, noise(3, fails=error), tags, 48_000))
    assert target.read_bytes() == OLD
    assert litter(tmp_path) == []


@pytest.mark.parametrize("format_", ["m4a", "flac"])
def test_a_disk_that_is_full_when_the_cover_comes(format_: str) -> None:
    class Full(BytesIO):
        limit = 1 << 40

        def write(self, data: Any) -> int:  # noqa: ANN401 (bytes of any kind)
            if self.tell() + len(data) > self.limit:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(data)

    tags = TrackTags("Noise", 1000)
    bare, full = Full(), Full()
    WRITERS[format_](bare, noise(1), tags, 48_000)
    full.limit = len(bare.getvalue()) + 1000
    cover = Picture("image/png", bytes(20_000))
    with pytest.raises(OSError, match="No space left"):
        WRITERS[format_](full, noise(1), replace(tags, cover=cover), 48_000)


LIMITED = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
KILLED = """
import os, signal
import audiocoach.renderer.assemble as assemble
_between = assemble._between
count = []
def die_later(*args):
    count.append(1)
    if len(count) > 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return _between(*args)
assemble._between = die_later
"""


@pytest.mark.long
@posix
def test_a_full_disk_and_a_kill_midway(tmp_path: Path, cache: Path) -> None:
    def child(format_: str, first: str) -> tuple[int, bytes]:
        target = tmp_path / f"track.{format_}"
        target.write_bytes(OLD)
        program = f"{first}\nfrom audiocoach.cli import main\nmain()"
        arguments = ("build", str(routine_in(tmp_path)), "--out", str(target), "--force")
        done = finish(start((sys.executable, "-c", program, *arguments), tmp_path, cache))
        if done.returncode == 1:
            assert_refused(done, str(target), "cannot be written", "file too large")
            assert litter(tmp_path) == []
        elif done.returncode == 0:
            assert_built(done)
        return done.returncode, target.read_bytes()

    assert child("m4a", "")[0] == 0
    # Above what the speech engine puts aside, below what the track needs.
    assert child("wav", LIMITED.format(700_000)) == (1, OLD)
    assert child("m4a", KILLED) == (-signal.SIGKILL, OLD)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, as Linux has it")
@pytest.mark.parametrize("format_", sampled(["flac", "wav"], "wav"))
def test_ten_times_as_long_in_the_same_memory(tmp_path: Path, format_: str) -> None:
    """Stereo noise at 48 kHz would take 690 MB an hour as floats."""
    program = """
import sys
import numpy as np
from pathlib import Path
from audiocoach.renderer.containers import WRITERS
from audiocoach.renderer.muxing import AudioStream
from audiocoach.support.files import fill_atomic
from audiocoach.mp3.tags import TrackTags
seconds, format_, target = int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
block = np.random.default_rng(1).uniform(-.1, .1, (2, 48000)).astype(np.float32)
noise = AudioStream((block for _ in range(seconds)), 48000, 2, seconds * 48000)
fill_atomic(target, lambda file: WRITERS[format_](file, noise, TrackTags("", seconds * 1000), 0))
(peak,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(peak.split()[1])
"""

    def peak_kib(seconds: int) -> int:
        target = str(tmp_path / f"noise.{format_}")
        command = (sys.executable, "-c", program, str(seconds), format_, target)
        done = finish(start(command, tmp_path, tmp_path))
        assert done.returncode == 0, done.stderr
        return int(done.stdout)

    assert peak_kib(300) - peak_kib(30) < 10 * 1024
