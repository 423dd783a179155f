"""`script --check`: each phrase of a routine beside its recording, and recordings of nothing."""

import re
from pathlib import Path

import pytest
from command_line import ok, refused, run
from sound_files import record

from audiocoach.api import Builder, compile  # noqa: A004
from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.config.overrides import Overrides
from audiocoach.plan import Plan, plan_session
from audiocoach.report import recordings
from audiocoach.report.recordings import RecordingCheck, Script, check_recordings, write_script
from audiocoach.timeline import Attacks, Lengths, Timeline, lay_out

ROUTINE = """\
title: Row
exercises:
  - {name: Row, reps: 3, pace: 3s, how: Pull it to your ribs., cues: [Flat back]}
  - {name: March, work: 20s}
"""


@pytest.fixture
def routine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "me").mkdir()
    (tmp_path / "row.yaml").write_text(ROUTINE, "utf-8")
    return str(tmp_path / "row.yaml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "me"


def rehearsed(routine: str, folder: Path) -> RecordingCheck:
    with Builder() as builder, builder.compiler() as compiler:
        return check_recordings(script_of(routine), folder, compiler)


def script_of(routine: str, overrides: Overrides | None = None) -> Script:
    with Builder() as builder:
        settings = builder.resolve(routine, overrides)
    return write_script(settings, plan_session(settings.routine))


def verdicts(found: RecordingCheck) -> dict[str, str]:
    return {each.line.phrase: each.verdict for each in found.phrases}


def test_each_phrase_is_there_or_missing_or_optional(routine: str, folder: Path) -> None:
    lines = script_of(routine).lines
    for line in lines[1:]:
        record(folder / line.file, seconds=0.4)
    found = rehearsed(routine, folder)
    assert [each.line for each in found.phrases] == list(lines)
    first, *others = verdicts(found).values()
    assert first == "missing"
    assert set(others) == {"good"}
    record(folder / lines[0].file, seconds=0.4)
    optional = next(line for line in lines if line.optional)
    (folder / optional.file).unlink()
    assert verdicts(rehearsed(routine, folder))[optional.phrase] == "missing, optional"


def test_what_is_too_long_for_its_slot_is_told(routine: str, folder: Path) -> None:
    record(folder / "1.wav", seconds=3.5)
    record(folder / "row.wav", seconds=0.5)
    found = verdicts(rehearsed(routine, folder))
    assert found["one"].startswith("too long: needs 3.6 s, slot is ")
    call = "ten seconds. Row."
    record(folder / "10-seconds-row.wav", seconds=9)
    said = verdicts(rehearsed(routine, folder))[call]
    assert said.startswith("too long: there is no room for it, and a shorter one is said; long: ")


@pytest.mark.long
def test_who_is_not_recorded_lasts_as_long_as_in_the_track(
    routine: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[Timeline] = []

    def noted(plan: Plan, lengths: Lengths, attacks: Attacks) -> Timeline:
        checked.append(lay_out(plan, lengths, attacks))
        return checked[-1]

    monkeypatch.setattr(recordings, "lay_out", noted)
    for voice, counter in (("en-us@80", f"recorded:{folder}"), (f"recorded:{folder}+en-gb@90", "")):
        overrides = Overrides(voice=voice, counter=counter or None)
        with Builder() as builder, builder.compiler() as compiler:
            check_recordings(script_of(routine, overrides), folder, compiler)
        track = compile(routine, overrides).timeline
        first = [(cue.start_ms, cue.end_ms, cue.text) for cue in track.spoken[:3]]
        assert [(cue.start_ms, cue.end_ms, cue.text) for cue in checked[-1].spoken[:3]] == first


def test_the_table_is_aligned_and_lists_what_nothing_uses(routine: str, folder: Path) -> None:
    record(folder / "row.wav", seconds=0.4)
    record(folder / "halfwya.wav")
    record(folder / "zzz.flac")
    lines = ok("script", routine, "--check", str(folder)).splitlines()
    heading, _, *table, blank, summary = lines
    assert (heading, blank) == ("Recordings, as audiocoach hears them:", "")
    starts = {re.search(r"  (missing|good|of no)", line).start() for line in table}  # type: ignore[union-attr]
    assert len(starts) == 1
    stray = next(line for line in table if line.startswith("halfwya.wav"))
    assert stray.endswith("of no phrase; did you mean halfway.wav?")
    assert next(line for line in table if line.startswith("zzz")).endswith("of no phrase")
    assert re.fullmatch(r"1 of \d+ phrases are recorded, \d+ to record, 2 not used", summary)


def test_only_what_is_unusable_fails(routine: str, folder: Path) -> None:
    record(folder / "row.wav", seconds=0.4)
    ok("script", routine, "--check", str(folder))
    record(folder / "halfway.wav", level=0)
    done = run("script", routine, "--check", str(folder))
    assert (done.returncode, done.stderr) == (1, "")
    unusable = r"^halfway.wav +- +UNUSABLE: it came out silent +Halfway"
    assert re.search(unusable, done.stdout, re.MULTILINE)
    assert done.stdout.endswith(", 1 unusable\n")


def test_a_mistake_of_the_index_and_a_folder_that_is_not_there_are_errors(
    routine: str, folder: Path
) -> None:
    (folder / "index.yaml").write_text("Row: row.wav\n", "utf-8")
    said = refused(1, "script", routine, "--check", str(folder))
    assert said.startswith(f"error: {folder / 'index.yaml'}:1:6: there is no recording 'row.wav'")
    assert "there is no such folder" in refused(1, "script", routine, "--check", f"{folder}s")
    assert "--sheet" in refused(2, "script", routine, "--sheet", "--check", str(folder))


@pytest.mark.long
def test_it_can_be_written_to_a_file(routine: str, folder: Path, tmp_path: Path) -> None:
    file = tmp_path / "check.txt"
    assert ok("script", routine, "--check", str(folder), "--out", str(file)) == f"{file}\n"
    assert "phrases are recorded" in file.read_text("utf-8")
