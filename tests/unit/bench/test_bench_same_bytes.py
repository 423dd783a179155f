"""The bench of same bytes: what it calls a difference, and what a sample of it holds."""

import json
import sys
from pathlib import Path

import pytest
import same_bytes
from paths import ROOT
from same_bytes import FILES, OPTIONS, Record, compare_records, list_cases, sample

TRACK = ["a1", "b2"]
BEFORE: Record = {
    "row --format mp3": TRACK,
    "row --format opus": ["c3", "b2"],
    "row --fit 1m": ["error: too short"],
}
EVERY = 15


def test_equal_records_have_no_difference(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare_records(BEFORE, dict(BEFORE)) == 0
    assert capsys.readouterr().out == "3 builds (1 refused), 0 differ\n"


@pytest.mark.parametrize(
    ("name", "after"),
    [
        ("row --format mp3", ["a1", "other timeline"]),
        ("row --format mp3", ["other track", "b2"]),
        ("row --format mp3", ["error: refused now"]),
        ("row --fit 1m", TRACK),
        ("row --fit 1m", ["error: another message"]),
        ("plank --format mp3", TRACK),
    ],
)
def test_whatever_is_not_the_same_is_listed(
    name: str, after: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare_records(BEFORE, {**BEFORE, name: after}) == 1
    listed = capsys.readouterr().out
    assert listed.startswith(f"{name}\n  before {BEFORE.get(name)}\n  after  {after}\n")
    assert listed.endswith(", 1 differ\n")


def test_a_build_that_is_gone_differs(capsys: pytest.CaptureFixture[str]) -> None:
    after = {name: hashes for name, hashes in BEFORE.items() if name != "row --format opus"}
    assert compare_records(BEFORE, after) == 1
    assert "row --format opus\n  before ['c3', 'b2']\n  after  None\n" in capsys.readouterr().out


def test_nothing_compared_is_no_success() -> None:
    assert compare_records({}, {}) == 1


def test_a_whole_record_is_compared_with_one_of_a_sample() -> None:
    whole = {f"row --reps {number:02}": [str(number)] for number in range(4 * EVERY - 4)}
    part = {name: whole[name] for name in sample(whole, EVERY)}
    assert len(part) == 4
    assert compare_records(whole, part, EVERY) == compare_records(part, whole, EVERY) == 0
    assert compare_records(part, part) == 0
    assert compare_records(whole, part) == 1
    part[min(part)] = ["other"]
    assert compare_records(whole, part, EVERY) == 1


def test_the_sample_that_readme_names_holds_something_of_everything() -> None:
    assert f"--sample {EVERY}" in (ROOT / "bench/README.md").read_text("utf-8")
    names = [" ".join(case) for case in list_cases(ROOT, Path())]
    assert len(names) == len(set(names)) > 300
    chosen = sample(names, EVERY)
    assert len(chosen) < 35
    for words in (*map(" ".join, OPTIONS), *(f"--format {it}" for it in FILES), "--music"):
        assert any(words.removesuffix(" --bitrate 96k") in name for name in chosen), words
    routines = {name.split()[0] for name in names}
    assert {name.split()[0] for name in chosen} == routines


def test_the_command_line_compares_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, after = tmp_path / "before.json", tmp_path / "after.json"
    before.write_text(json.dumps(BEFORE))
    after.write_text(json.dumps({**BEFORE, "row --fit 1m": TRACK}))
    monkeypatch.setattr(sys, "argv", ["same_bytes.py", "compare", str(before), str(after)])
    with pytest.raises(SystemExit) as ended:
        same_bytes.main()
    assert ended.value.code == 1
    assert "row --fit 1m\n" in capsys.readouterr().out
