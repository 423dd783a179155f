"""Sound from outside: whatever a file says or holds, no more of it is read than it may be."""

import struct
import sys
import wave
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import av
import numpy as np
import pytest
from msgspec.structs import replace
from quick_build import routine_in
from sampling import sampled
from sound_files import decaying, record, write_encoded, write_wav

from audiocoach.audio.decode import BeyondLimitsError, DecodingError, Pcm, TooLongError, decode
from audiocoach.config.load import FILE_VARIABLE
from audiocoach.defaults import LIMITS
from siege import assert_civil, audiocoach, limited

MEMORY_MB, CPU_S = 1_200, 20
"""Addresses, of which libraries and threads take most; twenty hours of sound take 4 GB."""
RATE = 8_000


@cache
def _hours_of_silence() -> bytes:
    """A FLAC of twenty hours in 140 kB: frames of silence, each of 65,535 samples."""
    file = BytesIO()
    with av.open(file, "w", format="flac") as container:
        stream = container.add_stream("flac", rate=RATE, layout="mono")
        assert isinstance(stream, av.AudioStream)
        stream.codec_context.options = {"frame_size": "65535"}
        stream.codec_context.open()
        silence = av.AudioFrame.from_ndarray(np.zeros((1, 65_535), np.int16), "s16", "mono")
        silence.sample_rate = RATE
        for _ in range(20 * 3_600 * RATE // 65_535):
            container.mux(stream.encode(silence))
        container.mux(stream.encode(None))
    return file.getvalue()


def hours_of_silence(path: Path) -> None:
    path.write_bytes(_hours_of_silence())


def silent_hours_untold(path: Path) -> None:
    """The same, with a head that does not tell its length."""
    hours_of_silence(path)
    content = bytearray(path.read_bytes())
    content[21] &= 0xF0  # of 36 bits
    content[22:26] = bytes(4)
    path.write_bytes(content)


def riff(path: Path, size: int, *, rate: int = 44_100, claimed: int | None = None) -> None:
    """A WAV file with so many bytes of silence, none of which take room on the disk."""
    said = size if claimed is None else claimed
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", min(said + 36, 2**32 - 1), b"WAVE", b"fmt ",
                       16, 1, 1, rate, rate * 2, 2, 16)  # fmt: skip
    with path.open("wb") as file:
        file.write(head + struct.pack("<4sI", b"data", said))
        file.truncate(44 + size)


def gigabyte(path: Path) -> None:
    riff(path, 1_000_000_000)


def five_gigabytes(path: Path) -> None:
    riff(path, 5_000_000_000, claimed=0xFFFF_FFFF)


def claimed_gigabytes(path: Path) -> None:
    riff(path, 60_000_000, rate=16_000, claimed=0x7FFF_FFF0)


def one_sample_a_second(path: Path) -> None:
    write_wav(path, decaying(), 1)


def many_channels(path: Path) -> None:
    write_wav(path, decaying(), 24_000, 64)


def monkeys_audio(samples: int, frames: int = 1) -> bytes:
    """A file of Monkey's Audio: frames of so many samples that say of themselves to be silent."""
    silence = struct.pack("<II", 0x8000_0000, 3) + bytes(64)
    size, first = len(silence), 76 + 4 * frames
    head = struct.pack("<4sHHIIIIIII16s", b"MAC ", 3990, 0, 52, 24, 4 * frames, 0, size * frames,
                       0, 0, bytes(16))  # fmt: skip
    form = struct.pack("<HHIIIHHI", 1000, 0, samples, samples, frames, 16, 2, 44_100)
    seeks = struct.pack(f"<{frames}I", *(first + size * number for number in range(frames)))
    return head + form + seeks + silence * frames


def hour_in_a_frame(path: Path) -> None:
    """Which FFmpeg would give all at once: 150 bytes become 800 MB."""
    path.write_bytes(monkeys_audio(200_000_000))


def many_chunks(path: Path) -> None:
    """A WAV file of nothing but heads of chunks."""
    path.write_bytes(b"RIFF\xff\xff\xff\x7fWAVE" + struct.pack("<4sI", b"junk", 0) * 7_000_000)


class Attack(NamedTuple):
    """A file, and what the error says."""

    write: Callable[[Path], None]
    why: str


ATTACKS: dict[str, Attack] = {
    "twenty hours of FLAC": Attack(hours_of_silence, "lasts longer than {most}"),
    "twenty hours that do not say so": Attack(silent_hours_untold, "lasts longer than {most}"),
    "a sparse gigabyte": Attack(gigabyte, " has more than "),
    "gigabytes in the head": Attack(claimed_gigabytes, "lasts longer than {most}"),
    "one sample a second": Attack(one_sample_a_second, "sample rate is 1 Hz; 4,000 to 768,000"),
    "64 channels": Attack(many_channels, "it has 64 channels; at most 8 are read"),
    "a million chunks": Attack(many_chunks, "too many pieces without sound"),
}
SAMPLE = ("one sample a second",)
SPEAK = "import shutil, sys\nshutil.copyfile('attack', sys.argv[1])\n"
OWN = "voice = 'command:mine'\n[voices.mine]\ncommand = [{python!r}, 'speak.py', '{{wav}}']\n"


def refused(folder: Path, *words: str) -> str:
    """The one line of error that a command under limits ends with."""
    environment = {
        "AUDIOCOACH_CACHE": str(folder / "cache"),
        FILE_VARIABLE: str(folder / "own.toml"),
    }
    (folder / "own.toml").touch()
    done = limited(
        audiocoach(*words),
        memory_mb=MEMORY_MB,
        cpu_s=CPU_S,
        folder=folder,
        environment=environment,
    )
    said = assert_civil(done)
    assert done.returncode == 1, done
    assert said.startswith("error: "), said
    assert said.count("\n") == 1
    return said


@pytest.mark.parametrize("attack", sampled(ATTACKS, *SAMPLE))
def test_what_a_program_hands_back(tmp_path: Path, attack: Attack) -> None:
    attack.write(tmp_path / "attack")
    (tmp_path / "speak.py").write_text(SPEAK, "utf-8")
    (tmp_path / "own.toml").write_text(OWN.format(python=sys.executable), "utf-8")
    said = refused(tmp_path, "say", "one", "--out", "one.mp3")
    assert said.startswith("error: command:mine could not speak 'one': ")
    assert attack.why.format(most="15m") in said


@pytest.mark.parametrize("attack", sampled(ATTACKS, *SAMPLE))
def test_a_recording(tmp_path: Path, attack: Attack) -> None:
    (tmp_path / "me").mkdir()
    attack.write(tmp_path / "me/one.wav")
    said = refused(tmp_path, "say", "one", "--voice", "recorded:me", "--out", "one.mp3")
    assert "one.wav: " in said
    assert attack.why.format(most="15m") in said


@pytest.mark.parametrize("attack", sampled(ATTACKS, *SAMPLE))
def test_a_tone(tmp_path: Path, attack: Attack) -> None:
    (tmp_path / "kit").mkdir()
    attack.write(tmp_path / "kit/pip.wav")
    said = refused(tmp_path, "build", str(routine_in(tmp_path)), "--sounds", "kit")
    assert "pip.wav: " in said
    told = (attack.why.format(most="5 s"), "has more than 16 MB", "not readable as a sound")
    assert any(each in said for each in told)


SONGS: dict[str, Attack] = {
    "twenty hours of FLAC": Attack(hours_of_silence, "it lasts longer than 6h"),
    "twenty hours that do not say so": Attack(silent_hours_untold, "it lasts longer than 6h"),
    "one sample a second": Attack(one_sample_a_second, "its sample rate is 1 Hz"),
    "64 channels": Attack(many_channels, "it has 64 channels"),
    "an hour in one frame": Attack(hour_in_a_frame, "it has 200,000,000 samples in one frame"),
    "five gigabytes": Attack(lambda path: riff(path, 5_000_000_000, claimed=0xFFFF_FFFF),
                       "it has more than 4,096 MB"),
    "a million chunks": Attack(many_chunks, "too many pieces without sound"),
}  # fmt: skip


@pytest.mark.parametrize("attack", sampled(SONGS, *SAMPLE))
def test_a_song(tmp_path: Path, attack: Attack) -> None:
    attack.write(tmp_path / "song.wav")
    said = refused(tmp_path, "build", str(routine_in(tmp_path)), "--music", "song.wav")
    assert said.startswith("error: song.wav: ")
    assert attack.why in said


def test_a_song_that_does_not_tell_its_length_is_not_decoded_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six hours of it would take ten seconds, of a hundred."""
    silent_hours_untold(tmp_path / "song.flac")
    monkeypatch.setattr("audiocoach.audio.decode._frames", lambda *_, **__: pytest.fail("decoded"))
    blocks = decode(
        BytesIO((tmp_path / "song.flac").read_bytes()), Pcm("fltp", "stereo"), LIMITS.song
    )
    with pytest.raises(TooLongError, match="it lasts longer than 6h"):
        next(blocks)


@pytest.mark.long
def test_an_hour_s_mix_is_music(tmp_path: Path) -> None:
    song = write_encoded(tmp_path / "mix.flac", "flac", np.tile(decaying(48_000), 600))
    content = song.path.read_bytes()
    blocks = decode(BytesIO(content), Pcm("fltp", "stereo", 48_000), LIMITS.song, lenient=True)
    assert sum(block.samples.shape[1] for block in blocks) == 48_000 * 60


# The opener itself


SPEECH = Pcm("s16", "mono")


def content(seconds: int, rate: int = 16_000) -> BytesIO:
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(bytes(seconds * rate * 2))
    return file


def test_no_more_samples_are_given_than_the_limit() -> None:
    most = replace(LIMITS.utterance, decoded_bytes=100_000)
    given: list[int] = []
    with pytest.raises(BeyondLimitsError, match=r"^it has more than 0\.1 MB of samples$"):
        given.extend(block.samples.nbytes for block in decode(content(10), SPEECH, most))
    assert 50_000 < sum(given) <= 100_000


@pytest.mark.parametrize("lenient", [False, True])
def test_no_more_is_read_once_there_is_no_time(*, lenient: bool) -> None:
    most = replace(LIMITS.utterance, decoding_s=0)
    with pytest.raises(BeyondLimitsError, match=r"^it takes longer than 0 s to decode$"):
        next(decode(content(1), SPEECH, most, lenient=lenient))


def test_what_a_caller_does_with_the_sound_takes_no_time_of_decoding(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from audiocoach.audio import decode as module

    now = [0.0]
    monkeypatch.setattr(module, "monotonic", lambda: now[0])
    for _ in decode(content(10), SPEECH, LIMITS.utterance):
        now[0] += 60


def test_a_stated_length_is_believed_before_anything_is_decoded(tmp_path: Path) -> None:
    hours_of_silence(tmp_path / "hours.flac")
    with (tmp_path / "hours.flac").open("rb") as file:
        with pytest.raises(TooLongError, match=r"^it lasts longer than 6h$"):
            list(decode(file, SPEECH, LIMITS.song))
        assert file.tell() < 200_000


def test_a_codec_that_makes_sound_of_nothing_is_not_read() -> None:
    g723 = b"\x42\0"  # a number of a codec that is not in the list
    file = BytesIO(content(1).getvalue()[:20] + g723 + content(1).getvalue()[22:])
    with pytest.raises(DecodingError, match=r"^the codec g723_1 is not read$"):
        list(decode(file, SPEECH, LIMITS.utterance))


def test_monkey_s_audio_is_read() -> None:
    blocks = decode(BytesIO(monkeys_audio(294_912, 3)), Pcm("s16", "mono"), LIMITS.song)
    assert sum(block.samples.shape[1] for block in blocks) == 3 * 294_912


# Folders of recordings


def test_a_table_of_recordings_that_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "me/index.csv").mkdir(parents=True)
    said = refused(tmp_path, "say", "one", "--voice", "recorded:me")
    assert "index.csv: this is a folder, not a file" in said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
@pytest.mark.parametrize("kind", ["pipe", "device"])
def test_a_table_of_recordings_that_never_ends(tmp_path: Path, kind: str) -> None:
    import os

    (tmp_path / "me").mkdir()
    table = tmp_path / "me/index.csv"
    if kind == "pipe":
        os.mkfifo(table)
    else:
        table.symlink_to("/dev/zero")
    said = refused(tmp_path, "say", "one", "--voice", "recorded:me")
    assert "index.csv: this is a device, not a file" in said


class Table(NamedTuple):
    """An index, and what the error says."""

    text: str
    why: str


TABLES = {
    "18 MB": Table("phrase,file\n" + "one,one.wav\n" * 1_500_000, "it has more than 1 MB"),
    "many columns": Table("x," * 250_000 + "\n" + "a\n" * 240_000, "a row is a phrase and a file"),
    "many names": Table(
        "phrase,file\n" + "".join(f"{n},{n}.wav\n" for n in range(50_000)),
        "10,000 recordings are read, and no more",
    ),
}


@pytest.mark.parametrize("table", sampled(TABLES, "many columns"))
def test_a_table_of_recordings_of_any_size(tmp_path: Path, table: Table) -> None:
    (tmp_path / "me").mkdir()
    (tmp_path / "me/index.csv").write_text(table.text, "utf-8")
    assert table.why in refused(tmp_path, "say", "one", "--voice", "recorded:me")


@pytest.mark.parametrize("count", [pytest.param(9_000, marks=pytest.mark.long), 600])
def test_names_that_are_nearly_right_are_guessed_in_no_time(tmp_path: Path, count: int) -> None:
    (tmp_path / "me").mkdir()
    long = "-".join(f"word{n}" for n in range(9))
    for number in range(count):
        (tmp_path / f"me/{long}-{number}.wav").touch()
    rows = "".join(f"{long} {n} x: {long}-{n}x.wav\n" for n in range(min(count, 1_500)))
    (tmp_path / "me/index.yaml").write_text(rows, "utf-8")
    environment = {"AUDIOCOACH_CACHE": str(tmp_path / "cache")}
    command = audiocoach("say", "one", "--voice", "recorded:me")
    done = limited(command, memory_mb=MEMORY_MB, cpu_s=8, folder=tmp_path, environment=environment)
    said = assert_civil(done)
    assert done.returncode == 1, done
    assert "did you mean" in said
    assert len(said) < 100_000


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "me").mkdir()
    record(tmp_path / "secret.wav")
    (tmp_path / "me/one.wav").symlink_to(tmp_path / "secret.wav")
    said = refused(tmp_path, "say", "two", "--voice", "recorded:me")
    assert said == "error: me/one.wav: leads outside the folder; copy the file into me\n"


def test_a_row_that_leads_through_a_link_is_refused(tmp_path: Path) -> None:
    (tmp_path / "me").mkdir()
    (tmp_path / "other").mkdir()
    record(tmp_path / "other/secret.wav")
    (tmp_path / "me/takes").symlink_to(tmp_path / "other")
    (tmp_path / "me/index.csv").write_text("phrase,file\none,takes/secret.wav\n", "utf-8")
    said = refused(tmp_path, "say", "two", "--voice", "recorded:me")
    assert "me/takes/secret.wav: leads outside the folder; copy the file into me" in said


def test_a_link_within_the_folder_is_a_recording(tmp_path: Path) -> None:
    from audiocoach.tts.recorded import read_recordings

    record(tmp_path / "take-7.wav")
    (tmp_path / "one.wav").symlink_to("take-7.wav")
    assert read_recordings(tmp_path).find("one") == tmp_path / "one.wav"
