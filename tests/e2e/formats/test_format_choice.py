"""Which file is meant by `--format`, the end of `--out`, one's own file; and what cannot be."""

from pathlib import Path
from typing import NamedTuple, Unpack

import av
import pytest
import typer
from command_line import ok, refused

from audiocoach.cli.options import path_of
from audiocoach.config.model import Config
from audiocoach.config.output import FORMATS, Output, OutputKeywords, OutputSettings, read_bitrate
from audiocoach.config.resolve import resolve_output
from audiocoach.errors import CoachError

NO_HABITS = Config()


class Wanted(NamedTuple):
    """What a command says of its file: `--out`, and the rest."""

    out: str | None
    output: Output


def wanted_file(out: str | None = None, **given: Unpack[OutputKeywords]) -> Wanted:
    return Wanted(out, Output(**given))


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    return tmp_path


def target(wanted: Wanted, config: Config = NO_HABITS) -> str:
    return path_of("leg-day", wanted.out, config, wanted.output).as_posix()


def decided(wanted: Wanted, config: Config) -> OutputSettings:
    return resolve_output(wanted.output, config, wanted.out)


@pytest.mark.parametrize(
    ("wanted", "config", "path"),
    [
        (wanted_file(), Config(), "out/leg-day.mp3"),
        (wanted_file(format="wav"), Config(), "out/leg-day.wav"),
        (wanted_file(format="flac"), Config(out="p.mp3"), "p.flac"),
        (wanted_file(), Config(out="p.mp3", format="flac"), "p.flac"),
        (wanted_file(), Config(out="p.m4b"), "p.m4b"),
        (wanted_file(out="a.m4a"), Config(), "a.m4a"),
        (wanted_file(out="a.M4B"), Config(), "a.M4B"),
        (wanted_file(out="tracks"), Config(), "tracks/leg-day.mp3"),
        (wanted_file(out="v1.2/"), Config(), "v1.2/leg-day.mp3"),
        (wanted_file(out="a.wav/", format="opus"), Config(), "a.wav/leg-day.opus"),
        (wanted_file(out="tracks", format="flac"), Config(), "tracks/leg-day.flac"),
        (wanted_file(), Config(format="m4a"), "out/leg-day.m4a"),
        (wanted_file(format="ogg"), Config(format="m4a"), "out/leg-day.ogg"),
        (wanted_file(out="a.opus"), Config(format="m4a"), "a.opus"),
        (wanted_file(), Config(out="v1.2/", format="m4a"), "v1.2/leg-day.m4a"),
        (wanted_file(), Config(out="mine.flac"), "mine.flac"),
    ],
)
def test_what_is_asked_for_where(wanted: Wanted, config: Config, path: str) -> None:
    assert target(wanted, config) == path
    chosen = decided(wanted, config).format
    assert Path(path).suffix.lower() in FORMATS[chosen].suffixes


HABITS = Config(format="m4a", bitrate=100_000, stereo=True, cover="mine.png")


@pytest.mark.parametrize(
    ("wanted", "output"),
    [
        (
            wanted_file(),
            OutputSettings(format="m4a", bitrate=100_000, stereo=True, cover="mine.png"),
        ),
        (
            wanted_file(bitrate=96_000, stereo=False, cover="drawn"),
            OutputSettings(format="m4a", bitrate=96_000, stereo=False, cover="drawn"),
        ),
        (
            wanted_file(out="a.mp3", cover="none"),
            OutputSettings(format="mp3", bitrate=None, stereo=True, cover="none"),
        ),
        (
            wanted_file(format="opus"),
            OutputSettings(format="opus", bitrate=100_000, stereo=True, cover="mine.png"),
        ),
        (wanted_file(format="flac"), OutputSettings(format="flac", stereo=True, cover="mine.png")),
        (wanted_file(format="wav"), OutputSettings(format="wav", stereo=True)),
    ],
)
def test_habits_hold_as_far_as_a_format_can_have_them(
    wanted: Wanted, output: OutputSettings
) -> None:
    assert decided(wanted, HABITS) == output


def test_a_folder_that_is_there_may_have_any_name(here: Path) -> None:
    (here / "v1.2").mkdir()
    assert target(wanted_file(out="v1.2")) == "v1.2/leg-day.mp3"


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        (wanted_file(out=""), "it is empty; give a file or a folder"),
        (wanted_file(out=" "), "it is empty"),
        (
            wanted_file(out="a.mp4"),
            "'a.mp4' ends like no format; end it in one of .mp3, .m4a, .opus, ",
        ),
        (wanted_file(out="v1.2"), "or in / if it is a folder"),
        (
            wanted_file(out="a.mp3", format="wav"),
            "'a.mp3' is mp3 by its name and wav by the format asked for; leave one of them out",
        ),
        (wanted_file(format="wav", bitrate=96_000), "wav has no bitrate, it keeps every sample"),
        (wanted_file(out="a.flac", bitrate=96_000), "flac has no bitrate"),
        (
            wanted_file(format="ogg", bitrate=96_000),
            "ogg has no bitrate, it keeps to a quality instead",
        ),
        (
            wanted_file(bitrate=100_000),
            "mp3 has no bitrate of 100k; write one of 32k, 40k, 48k, 56k",
        ),
        (
            wanted_file(format="m4a", bitrate=320_000),
            "m4a has no bitrate of 320k; write one from 24k",
        ),
        (
            wanted_file(format="wav", cover="mine.png"),
            "wav has no place for a cover; leave out --cover",
        ),
    ],
)
def test_what_cannot_be_is_wrong_usage(wanted: Wanted, said: str) -> None:
    with pytest.raises(typer.BadParameter) as told:
        target(wanted)
    assert said in told.value.message


def test_a_format_that_there_is_not() -> None:
    with pytest.raises(CoachError, match="there is no format 'mp4'; there is: mp3, m4a, opus"):
        OutputSettings(format="mp4")


@pytest.mark.parametrize("text", ["96k", "96", " 96K ", "96.0k"])
def test_a_bitrate_as_people_write_it(text: str) -> None:
    assert read_bitrate(text) == 96_000


@pytest.mark.parametrize("text", ["", "k", "fast", "-96k", "96kk", "96000", "9,6k", "٩٦k"])
def test_what_is_no_bitrate(text: str) -> None:
    with pytest.raises(ValueError, match="write it like '96k'"):
        read_bitrate(text)


def test_the_command_makes_what_is_asked_for(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    routine = "title: Quick\nexercises:\n  - name: Row\n    work: 5s\n"
    (here / "quick.yaml").write_text(routine)
    (here / "mine.jpg").write_bytes(b"\xff\xd8\xff\xe0 a picture")
    words = ("build", "quick.yaml", "--format", "m4a", "--bitrate", "48k", "--stereo")
    said = ok(*words, "--cover", "mine.jpg", "--out", "v1.2/")
    assert said.startswith(str(Path("v1.2/quick.m4a")))
    assert b"a picture" in (here / "v1.2/quick.m4a").read_bytes()
    (here / "own.toml").write_text('format = "m4a"\ncover = "mine.jpg"\nstereo = true\n')
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "own.toml")
    for channels in (2, 1):
        ok("build", "quick.yaml", "--out", "own/", *["--mono"][: 2 - channels])
        made = here / "own/quick.m4a"
        assert b"a picture" in made.read_bytes()
        with av.open(str(made)) as container:
            assert container.streams.audio[0].channels == channels
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    wrong = ("build", "quick.yaml", "--format", "wav", "--out", "a.mp3")
    assert "leave one of them out" in refused(2, *wrong)
    assert "there is no such file" in refused(1, "build", "quick.yaml", "--cover", "none.png")
    assert "is not a format" in refused(2, "build", "quick.yaml", "--format", "aac")
    assert "it is empty" in refused(2, "build", "quick.yaml", "--out", "")
    assert not (here / "out").exists()
