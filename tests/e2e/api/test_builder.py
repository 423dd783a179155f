"""One Builder for many tracks: what stays open, several threads, progress, and cancelling."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from quick_build import ROUTINE, use_cache
from sampling import sampled
from sound_files import tune, write_song

import audiocoach as ac
from audiocoach import compiler
from audiocoach.cache import Store, database
from audiocoach.config.resolve import NamedVoice
from audiocoach.tts import Engine, UserVoices, Voice, open_engine
from audiocoach.tts.base import Program

VOICES = ("en-us", "en-gb", "en-us+f2", "en-us@200")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    use_cache(tmp_path / "cache", monkeypatch)
    (tmp_path / "quick.yaml").write_text(ROUTINE, "utf-8")
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The voices that were opened, and `closed` for each that was closed."""
    noted: list[str] = []

    def open_noted(voice: Voice, own: UserVoices) -> Engine:
        engine = open_engine(voice, own)
        noted.append(str(voice))
        close = engine.close

        def close_noted() -> None:
            noted.append("closed")
            close()

        monkeypatch.setattr(engine, "close", close_noted, raising=False)
        return engine

    monkeypatch.setattr(compiler, "open_engine", open_noted)
    return noted


class Cancelled:
    """A request to cancel that comes after so many looks."""

    def __init__(self, looks: int) -> None:
        self.looks = looks

    def is_set(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def test_voices_stay_open_and_are_closed_once(opened: list[str]) -> None:
    with ac.Builder() as builder:
        for name in ("a.mp3", "b.mp3", "c.opus"):
            builder.build("quick.yaml", name)
        assert opened == ["espeak:en-us@170"]
    assert opened == ["espeak:en-us@170", "closed"]


def test_a_single_call_closes_what_it_opens(opened: list[str]) -> None:
    ac.build("quick.yaml", "a.mp3")
    assert opened == ["espeak:en-us@170", "closed"]
    ac.compile("quick.yaml")
    assert opened[2:] == ["espeak:en-us@170", "closed"]


def test_one_builder_gives_the_bytes_that_single_calls_give(here: Path) -> None:
    with ac.Builder() as builder:
        for voice in VOICES:
            builder.build("quick.yaml", f"one-{voice}.mp3", voice=voice)
    for voice in VOICES:
        ac.build("quick.yaml", f"single-{voice}.mp3", voice=voice)
        assert (here / f"one-{voice}.mp3").read_bytes() == (
            here / f"single-{voice}.mp3"
        ).read_bytes()


def test_threads_may_share_a_builder(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [(voice, reps) for voice in VOICES for reps in (2, 3)]
    with ac.Builder() as builder, ThreadPoolExecutor(4) as threads:
        made = [
            threads.submit(
                builder.build, "quick.yaml", here / f"{reps}-{voice}.mp3", voice=voice, reps=reps
            )
            for voice, reps in jobs
        ]
        reports = [each.result() for each in made]
    use_cache(here / "alone", monkeypatch)
    for report, (voice, reps) in zip(reports, jobs, strict=True):
        ac.build("quick.yaml", here / "alone.mp3", voice=voice, reps=reps)
        assert report.path.read_bytes() == (here / "alone.mp3").read_bytes()


def test_the_cache_may_be_cleared_between_tracks(here: Path) -> None:
    from audiocoach.cache.maintenance import clear

    with ac.Builder() as builder:
        first = builder.build("quick.yaml", "a.mp3")
        clear()
        second = builder.build("quick.yaml", "b.mp3")
    assert first.clips.made == second.clips.made > 0
    assert (here / "a.mp3").read_bytes() == (here / "b.mp3").read_bytes()


def test_a_cache_that_cannot_be_used_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "file").write_text("in the way")
    use_cache(here / "file", monkeypatch)
    told: list[str] = []
    with ac.Builder(warn=told.append) as builder:
        report = builder.build("quick.yaml", "a.mp3")
        again = builder.build("quick.yaml", "b.mp3")
    (warning,) = told
    assert "cannot be used" in warning
    assert report.notes == again.notes == (warning,)
    assert again.clips.made == 0, "what is kept in memory is kept from track to track"


def test_a_closed_builder_refuses(here: Path) -> None:
    with ac.Builder() as builder:
        session = builder.compile("quick.yaml")
    calls: list[Callable[[], object]] = [
        lambda: builder.build("quick.yaml", "a.mp3"),
        lambda: builder.compile("quick.yaml"),
        lambda: builder.render(session, "a.mp3"),
        lambda: builder.preview("Hello.", "a.mp3"),
    ]
    for call in calls:
        with pytest.raises(ac.CoachError, match="this Builder is closed"):
            call()
    assert not (here / "a.mp3").exists()
    ac.render(session, "a.mp3")


def test_progress_is_told_of_each_stage(here: Path) -> None:
    write_song(here / "song.wav", tune(6), 44_100)
    told: list[tuple[str, int, int]] = []

    def progress(what: str, done: int, total: int) -> None:
        told.append((what, done, total))

    ac.build("quick.yaml", "a.mp3", progress=progress)
    ac.build("quick.yaml", "a.opus", progress=progress)
    ac.build("quick.yaml", "b.mp3", music="song.wav", progress=progress)
    assert list(dict.fromkeys(what for what, _, _ in told)) == [
        "Speaking",
        "Encoding",
        "Writing",
        "Mixing",
    ]
    assert all(0 <= done <= total for _, done, total in told)


@pytest.mark.parametrize("name", sampled(["a.mp3", "a.opus", "a.wav"], "a.mp3"))
def test_cancelling_at_any_time_leaves_nothing_behind(here: Path, name: str) -> None:
    """Whenever it is cancelled; and a later build is as if nothing had been."""
    (here / "a.lrc").write_text("as it was")
    output = ac.Output(sidecars="lrc")
    cancelled = 0
    with ac.Builder() as builder:
        for looks in range(200):
            try:
                builder.build("quick.yaml", name, output=output, cancel=Cancelled(looks))
            except ac.CancelledError:
                cancelled += 1
                assert not (here / name).exists()
                assert (here / "a.lrc").read_text() == "as it was"
                assert not list(here.glob("*.part"))
            else:
                break
        else:
            pytest.fail("it was cancelled every time")
    assert cancelled >= 3
    ac.build("quick.yaml", f"again-{name}")
    assert (here / name).read_bytes() == (here / f"again-{name}").read_bytes()


def test_an_event_cancels_from_another_thread(here: Path) -> None:
    event = threading.Event()
    with pytest.raises(ac.CancelledError) as cancelled:
        ac.build("quick.yaml", "a.mp3", progress=lambda *_: event.set(), cancel=event)
    assert isinstance(cancelled.value, ac.CoachError)
    assert not (here / "a.mp3").exists()
    event.clear()
    ac.build("quick.yaml", "a.mp3", cancel=event)


def test_who_cancels_disturbs_nobody_else(here: Path) -> None:
    event = threading.Event()
    with ac.Builder() as builder, ThreadPoolExecutor(2) as threads:
        stopped = threads.submit(
            builder.build,
            "quick.yaml",
            here / "stopped.mp3",
            progress=lambda *_: event.set(),
            cancel=event,
        )
        other = threads.submit(builder.build, "quick.yaml", here / "other.mp3", reps=3)
        assert isinstance(stopped.exception(), ac.CancelledError)
        report = other.result()
    ac.build("quick.yaml", "alone.mp3", reps=3)
    assert report.path.read_bytes() == (here / "alone.mp3").read_bytes()
    assert not (here / "stopped.mp3").exists()


def test_an_open_file_gets_nothing_of_a_cancelled_track(here: Path) -> None:
    session = ac.compile("quick.yaml")
    with (here / "out.wav").open("wb") as file, pytest.raises(ac.CancelledError):
        ac.render(session, file, ac.Output(format="wav"), cancel=Cancelled(4))
    assert (here / "out.wav").stat().st_size == 0


def test_a_sentence_is_tried(here: Path) -> None:
    with ac.Builder() as builder:
        builder.preview("Ten seconds.", "say.mp3", voice="en-gb")
        with pytest.raises(ac.CoachError, match="the coach does not speak 'xx'"):
            builder.preview("Ten seconds.", "say.mp3", language="xx")
        with pytest.raises(ac.CoachError, match="there is nothing to say"):
            builder.preview(" ", "say.mp3")
    assert (here / "say.mp3").stat().st_size > 1_000


def test_an_error_of_closing_hides_no_other_and_leaves_nothing_open() -> None:
    closed: list[str] = []

    class Item:
        def __init__(self, name: str) -> None:
            self.name = name

        def close(self) -> None:
            closed.append(self.name)
            raise OSError(self.name)

    def fail() -> None:
        with compiler.Pool().lease() as lease:
            lease.open(1, lambda: Item("a"))
            lease.open(2, lambda: Item("b"))
            raise ValueError("the first")

    with pytest.raises(ValueError, match="the first"):
        fail()
    assert sorted(closed) == ["a", "b"]


def test_programs_of_two_configs_are_two_voices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Though both configs call theirs by one name."""
    opened: list[UserVoices] = []

    def open_noted(_: Voice, own: UserVoices) -> Engine:
        opened.append(own)
        return open_engine(Voice("espeak", "en-us"))

    monkeypatch.setattr(compiler, "open_engine", open_noted)
    configs = [UserVoices({"me": Program((name,), Path())}) for name in ("first", "second")]
    with compiler.Pool().lease() as lease, Store(None) as store:
        session_compiler = compiler.SessionCompiler(lease, store, lambda *_: None)
        for own in (*configs, configs[0]):
            session_compiler.open_voice(NamedVoice("command:me"), own)
    assert opened == configs


@pytest.mark.slow
def test_a_cache_that_was_locked_for_a_moment_is_used_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "WAIT_SECONDS", 0.05)
    with ac.Builder() as builder:
        builder.build("quick.yaml", "a.mp3", reps=2)
        other = sqlite3.connect(next((here / "cache").glob("*.sqlite")))
        other.execute("BEGIN EXCLUSIVE")
        builder.build("quick.yaml", "b.mp3", voice="en-gb")
        other.rollback()
        other.close()
        builder.build("quick.yaml", "c.mp3", voice="en-gb")
    assert ac.build("quick.yaml", "d.mp3", voice="en-gb").clips.made == 0
