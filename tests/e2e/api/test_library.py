"""The library as a program uses it: what may be given, what comes of it, and what is refused."""

import dataclasses
import inspect
import io
import json
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec
import pytest
from quick_build import ROUTINE
from sound_files import tune, write_song

import audiocoach as ac
from audiocoach.config.load import FILE_VARIABLE


@pytest.fixture(autouse=True, scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIOCOACH_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "quick.yaml").write_text(ROUTINE, "utf-8")
    return tmp_path


class Pipe(io.RawIOBase):
    """A file that can only be written to, from front to back."""

    def __init__(self) -> None:
        self.chunks: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.chunks.append(bytes(cast("bytes", data)))
        return len(self.chunks[-1])


def refusal(call: Callable[[], object]) -> ac.CoachError:
    with pytest.raises(ac.CoachError) as refused:
        call()
    return refused.value


def test_one_line_makes_a_track_and_tells_of_it(here: Path) -> None:
    report = ac.build("quick.yaml", "quick.mp3", reps=3, rest="4s")
    assert report.path == Path("quick.mp3")
    assert report.size_bytes == (here / "quick.mp3").stat().st_size
    assert report.duration_ms == report.timeline.duration_ms == report.session.duration_ms
    assert report.loudness_lufs == pytest.approx(-16, abs=0.5)
    assert report.true_peak_dbtp < -1
    assert report.dropped == report.timeline.dropped
    assert report.files == {}
    assert report.notes == ("--reps 3 leaves 'March' as it was (without counted reps)",)
    work = [
        placed.interval for placed in report.timeline.intervals if placed.interval.kind == "work"
    ]
    assert work[0].reps == 3


def test_a_routine_is_a_name_a_file_or_a_value_and_text_and_path_are_alike(here: Path) -> None:
    routine = ac.load("quick.yaml")
    assert routine == ac.load(here.relative_to(here) / "quick.yaml")
    parsed = ac.parse(ROUTINE, name="quick.yaml")
    assert (parsed.title, parsed.slug, parsed.where.file) == (routine.title, "quick", "quick.yaml")
    sessions = [ac.compile(each) for each in ("quick.yaml", Path("quick.yaml"), routine, parsed)]
    assert len({ac.to_json(session.timeline) for session in sessions}) == 1
    ac.render(sessions[0], "a.mp3")
    ac.render(sessions[0], here / "b.mp3")
    assert Path("a.mp3").read_bytes() == Path("b.mp3").read_bytes()
    assert "jeffers-pull" in ac.routine_names()
    assert ac.load("jeffers-pull").slug == "jeffers-pull"


def test_compiling_writes_no_track(here: Path) -> None:
    session = ac.compile("quick.yaml", ac.Overrides(reps=3), voice="en-gb")
    assert [path.name for path in here.iterdir()] == ["quick.yaml"]
    assert session.duration_ms == session.timeline.duration_ms
    assert session.dropped == session.timeline.dropped
    assert session.settings.voice.name == "en-gb"
    assert json.loads(ac.to_json(session.timeline)) == ac.to_dict(session.timeline)


def test_compiled_and_rendered_is_as_built(here: Path) -> None:
    ac.build("quick.yaml", "built.opus", reps="1-3", level="high", output=ac.Output(stereo=True))
    session = ac.compile("quick.yaml", reps="1-3", level="high")
    ac.render(session, "rendered.opus", ac.Output(stereo=True))
    assert (here / "built.opus").read_bytes() == (here / "rendered.opus").read_bytes()


def test_a_session_is_rendered_though_the_cache_is_gone(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = ac.compile("quick.yaml")
    ac.render(session, "first.mp3")
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(here / "another"))
    report = ac.render(session, "second.mp3")
    assert report.track.encoded == report.track.segments > 0
    assert (here / "first.mp3").read_bytes() == (here / "second.mp3").read_bytes()


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ({"reps": 8}, {"reps": ac.Span(8, 8)}),
        ({"reps": "6-10"}, {"reps": ac.Span(6, 10)}),
        ({"rest": "45s"}, {"rest": ac.Span(45_000, 45_000)}),
        ({"rest": "1:30"}, {"rest": ac.Span(90_000, 90_000)}),
        ({"rest": 45}, {"rest": ac.Span(45_000, 45_000)}),
        ({"round_rest": 1.5}, {"round_rest": ac.Span(1_500, 1_500)}),
        ({"fit": "25m"}, {"fit": ac.Span(1_500_000, 1_500_000)}),
        ({"equipment": "dumbbell"}, {"equipment": ("dumbbell",)}),
        ({"equipment": ["a", "b"]}, {"equipment": ("a", "b")}),
        ({"sounds": "wood"}, {"sounds": "wood"}),
        ({"reps": None}, {"reps": None}),
    ],
)
def test_overrides_are_written_as_people_write_them(
    given: dict[str, object], meant: dict[str, object]
) -> None:
    overrides = ac.Overrides(**given)  # type: ignore[arg-type]
    assert {name: getattr(overrides, name) for name in meant} == meant
    assert dataclasses.replace(overrides, seed=3).seed == 3
    again = dataclasses.replace(overrides)
    assert again == overrides


def test_places_and_leads_are_texts_or_mappings() -> None:
    texts = ac.Overrides(places=["row.reps=3", "march.work=9s"], leads="call=15s")
    pairs = ac.Overrides(places={"row.reps": 3, "march.work": "9s"}, leads={"call": "15s"})
    assert texts.leads == pairs.leads
    assert [change[:3] for change in texts.places] == [change[:3] for change in pairs.places]


@pytest.mark.parametrize(
    ("call", "message", "hint"),
    [
        (lambda: ac.Overrides(repz=8), "Overrides has no 'repz'", "did you mean 'reps'?"),  # type: ignore[call-arg]
        (lambda: ac.build("quick.yaml", "a.mp3", repz=8), "no 'repz'", "did you mean 'reps'?"),  # type: ignore[call-arg]
        (lambda: ac.compile("quick.yaml", rset="9s"), "no 'rset'", "did you mean"),  # type: ignore[call-arg]
        (lambda: ac.Output(bitrat=3), "Output has no 'bitrat'", "did you mean 'bitrate'?"),  # type: ignore[call-arg]
        (lambda: ac.Music("gym", shufle=3), "Music has no 'shufle'", "did you mean 'shuffle'?"),  # type: ignore[call-arg]
        (
            lambda: ac.build("quick.yaml", "a.mp3", bitrate=96_000),  # type: ignore[call-arg]
            "'bitrate' is a keyword of Output",
            "write output=Output(bitrate=…)",
        ),
        (
            lambda: ac.build("quick.yaml", "a.mp3", ac.Overrides(reps=8), reps=9),
            "'reps' is asked for twice",
            "leave one of them out",
        ),
        (lambda: ac.Overrides(reps="eight"), "reps: 'eight' is not a", "write it like '10'"),
        (lambda: ac.Overrides(rest="soon"), "rest: 'soon' is not a duration", "write it like"),
        (lambda: ac.Overrides(reps=True), "reps: True is no value", "write a number or a text"),
        (lambda: ac.Overrides(seed="x"), "seed: 'x' is no whole number", "write one like 3"),  # type: ignore[arg-type]
        (lambda: ac.Overrides(sounds="woof"), "sounds: there is no kit", "did you mean 'wood'?"),
        (lambda: ac.Overrides(places="halo"), "places: 'halo' changes no place", "write it like"),
        (lambda: ac.Output(format="mp4"), "format: 'mp4' is not a format", "write one of mp3"),
        (lambda: ac.Output(sidecars="txt"), "sidecars: 'txt' is no sidecar", "write one or more"),
        (lambda: ac.Output(loudness=-3), "loudness: '-3' is out of range", "write a level"),
        (lambda: ac.Output(stereo="yes"), "stereo: 'yes' is neither", "write True or False"),  # type: ignore[arg-type]
        (lambda: ac.Music("gym", duck_db=99), "duck_db: '99' is out of range", "from 0 to 60"),
        (
            lambda: ac.build("quick.yaml", "a.xyz"),
            "'a.xyz' ends like no format",
            "end it in one of .mp3",
        ),
        (lambda: ac.build("quick.yaml", "a"), "'a' has no suffix", "end it in .mp3"),
        (lambda: ac.build("quick.yaml", "."), "'.' is a folder", "name a file in it"),
        (
            lambda: ac.build("quick.yaml", "a.opus", output=ac.Output(format="mp3")),
            "'a.opus' is opus by its name and mp3 by the format asked for",
            "leave one of them out",
        ),
        (
            lambda: ac.build("quick.yaml", "a.wav", output=ac.Output(bitrate="96k")),
            "wav has no bitrate",
            "leave out",
        ),
        (
            lambda: ac.build("quick.yaml", "a.mp3", music=ac.Music(shuffle=3)),
            "there is no music to duck or to shuffle",
            "name some",
        ),
        (
            lambda: ac.build("quick.yaml", io.StringIO()),  # type: ignore[arg-type]
            "a track is bytes",
            "open it with 'wb'",
        ),
        (
            lambda: ac.build("quick.yaml", None),  # type: ignore[arg-type]
            "None is no file",
            "give a path",
        ),
        (lambda: ac.build("quick.yaml", "a.wav/"), "'a.wav' is a folder", "name a file in it"),
        (
            lambda: ac.compile("quick.yaml", {"reps": 8}),  # type: ignore[arg-type]
            "'dict' is no Overrides",
            "write Overrides(reps=8)",
        ),
        (
            lambda: ac.build("quick.yaml", io.BytesIO(), output=ac.Output(split=True)),
            "nothing can be written beside an open file",
            "give a path",
        ),
        (lambda: ac.load("jefers-pull"), "no routine is named", "did you mean 'jeffers-pull'?"),
    ],
)
def test_nothing_given_is_ignored(
    here: Path, call: Callable[[], object], message: str, hint: str
) -> None:
    error = refusal(call)
    assert message in error.message
    assert hint in (error.hint or "") or hint in error.message
    assert [path.name for path in here.iterdir()] == ["quick.yaml"]


def test_the_suffix_decides_the_format(here: Path) -> None:
    for name, beginning in (("a.mp3", b"ID3"), ("a.OGG", b"OggS"), ("a.flac", b"fLaC")):
        ac.build("quick.yaml", name)
        assert (here / name).read_bytes().startswith(beginning)
    ac.build("quick.yaml", "track", output=ac.Output(format="mp3"))
    assert (here / "track").read_bytes() == (here / "a.mp3").read_bytes()


@pytest.mark.parametrize("format_", ["mp3", "opus", "m4a"])
def test_an_open_file_gets_the_same_bytes(here: Path, format_: str) -> None:
    output, session = ac.Output(format=format_), ac.compile("quick.yaml")
    ac.render(session, f"a.{format_}", output)
    expected = (here / f"a.{format_}").read_bytes()
    seekable, pipe = io.BytesIO(), Pipe()
    report = ac.render(session, seekable, output)
    ac.render(session, cast("BinaryIO", pipe), output)
    assert seekable.getvalue() == b"".join(pipe.chunks) == expected
    assert report.size_bytes == len(expected)
    assert report.written_to is None
    assert "no path" in refusal(lambda: report.path).message


def test_an_open_file_is_written_from_where_it_stands_with_music_too(here: Path) -> None:
    write_song(here / "song.wav", tune(6), 44_100)
    session = ac.compile("quick.yaml")
    ac.render(session, "a.mp3", music=here / "song.wav")
    file = io.BytesIO()
    file.write(b"before")
    ac.render(session, file, music="song.wav")
    assert file.getvalue() == b"before" + (here / "a.mp3").read_bytes()
    plain = ac.render(session, "plain.mp3", music="off")
    assert plain.path.read_bytes() != (here / "a.mp3").read_bytes()


def test_what_is_wanted_beside_the_track(here: Path) -> None:
    output = ac.Output(sidecars=["lrc", "vtt"], timeline=True, split=True)
    report = ac.build("quick.yaml", "a.mp3", output=output)
    names = {name: path.as_posix() for name, path in report.files.items()}
    assert names == {"lrc": "a.lrc", "vtt": "a.vtt", "timeline": "a.json", "split": "a/a.m3u8"}
    assert (here / "a.json").read_text("utf-8") == ac.to_json(report.timeline)


def test_the_users_file_counts_where_it_is_given_alone(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "audiocoach.toml").write_text('reps = 4\nsidecar = "lrc"\nstereo = true\n', "utf-8")
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    plain = ac.build("quick.yaml", "plain.mp3")
    assert plain.files == {}
    (first, *_) = (each for each in plain.timeline.intervals if each.interval.kind == "work")
    assert first.interval.reps == 2
    (here / "other.toml").write_text("reps = 3\n", "utf-8")
    configs = {name: ac.load_config(name) for name in ("audiocoach.toml", "other.toml")}
    reps = {
        config: next(
            placed.interval.reps
            for placed in ac.compile("quick.yaml", config=read).timeline.intervals
            if placed.interval.kind == "work"
        )
        for config, read in configs.items()
    }
    assert reps == {"audiocoach.toml": 4, "other.toml": 3}
    found = ac.load_config()
    assert found.within == Path()
    assert msgspec.structs.replace(found, within=None) == ac.load_config(Path("audiocoach.toml"))
    built = ac.build("quick.yaml", "own.mp3", config=ac.load_config())
    assert set(built.files) == {"lrc"}
    assert built.size_bytes > plain.size_bytes
    mono = ac.build("quick.yaml", "b.mp3", output=ac.Output(stereo=False), config=ac.load_config())
    assert mono.size_bytes < built.size_bytes


def test_problems_of_a_routine_are_fields() -> None:
    with pytest.raises(ac.RoutineError) as refused:
        ac.parse("title: a\nexercises:\n  - {name: Row, repz: 3}\n", name="draft")
    (problem, *_) = refused.value.problems
    assert (problem.where.file, problem.where.line) == ("draft", 3)
    assert problem.where.column == 17
    assert "repz" in problem.message
    assert problem.hint


# What is exported


def test_all_that_is_exported_is_there_documented_and_frozen() -> None:
    assert [*ac.__all__] == sorted(ac.__all__, key=lambda name: name)
    for name in ac.__all__:
        value = getattr(ac, name)
        assert inspect.getdoc(value), name
        if parameters := getattr(value, "__dataclass_params__", None):
            assert parameters.frozen, name
    assert set(ac.__all__) <= set(dir(ac))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = ac.nothing


def test_methods_and_functions_are_documented() -> None:
    for owner in (ac.Builder, ac.BuildReport, ac.Session, ac.Timeline, ac.Overrides):
        for name, member in vars(owner).items():
            if not name.startswith("_") and (
                inspect.isfunction(member) or isinstance(member, property)
            ):
                assert inspect.getdoc(member), f"{owner.__name__}.{name}"


def test_errors_are_one_family() -> None:
    errors = [getattr(ac, name) for name in ac.__all__ if name.endswith("Error")]
    assert all(issubclass(error, ac.CoachError) for error in errors)


def test_no_module_hides_an_exported_name() -> None:
    modules = {module.name for module in pkgutil.iter_modules(ac.__path__)}
    assert not modules & set(ac.__all__)


def test_the_package_is_imported_at_once() -> None:
    code = (
        "import sys, time\nbegun = time.process_time()\nimport audiocoach\n"
        "print(time.process_time() - begun)\n"
        "print(sorted(name for name in sys.modules if name.startswith('audiocoach')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, modules = done.stdout.splitlines()
    assert float(seconds) < 0.03
    assert modules == "['audiocoach']"


def test_an_open_file_that_takes_a_part_at_a_time_gets_all(here: Path) -> None:
    class Trickle(io.RawIOBase):
        def __init__(self) -> None:
            self.taken = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:  # noqa: ANN401 (any buffer)
            self.taken += bytes(data[:1000])
            return min(len(data), 1000)

    trickle = Trickle()
    report = ac.build("quick.yaml", cast("BinaryIO", trickle))
    ac.build("quick.yaml", here / "a.mp3")
    assert bytes(trickle.taken) == (here / "a.mp3").read_bytes()
    assert report.size_bytes == len(trickle.taken)


def test_what_is_none_is_not_asked_for() -> None:
    assert ac.Overrides(reps=8).but(reps=None, rest=None) == ac.Overrides(reps=8)
