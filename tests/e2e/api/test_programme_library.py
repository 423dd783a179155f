"""Programmes from a Python program."""

from pathlib import Path

import pytest

import audiocoach as ac

WEEKS = """\
programme: Quick weeks
start: 2027-03-22
weeks: 2
days: [mon]
routine: jamison-back
climb: [reps]
"""


@pytest.fixture(autouse=True)
def folder(working_folder: Path) -> Path:
    """A working folder with a programme."""
    (working_folder / "weeks.yaml").write_text(WEEKS, "utf-8")
    return working_folder


def test_a_programme_is_found_by_its_name_and_its_file(folder: Path) -> None:
    assert ac.programme_names() == ["stronger-back", "weeks"]
    for named in ("weeks", "weeks.yaml", folder / "weeks.yaml"):
        weeks = ac.load_programme(named)
        assert [str(session.date) for session in weeks.sessions] == ["2027-03-22", "2027-03-29"]
        assert weeks.course.advice == ()
    with pytest.raises(ac.CoachError, match="no programme is named 'weks'; did you mean 'weeks'"):
        ac.load_programme("weks")


def test_the_log_of_a_client_counts_or_another_that_is_given() -> None:
    ac.note_done("weeks", 1, client="anna", again=True)
    reps = [
        [next(iter(weeks.dose(each).numbers["reps"].values())) for each in weeks.sessions]
        for weeks in (
            ac.load_programme("weeks"),
            ac.load_programme("weeks", client="anna"),
            ac.load_programme("weeks", log=ac.Log(again=frozenset({1}))),
            ac.load_programme("weeks", ac.Overrides(reps=9)),
        )
    ]
    assert reps == [[6, 7], [6, 6], [6, 6], [9, 9]]
    assert ac.note_undone("weeks", 1, client="anna")
    assert ac.read_log("weeks", client="anna") == ac.Log()


def test_a_session_is_a_routine_with_overrides() -> None:
    weeks = ac.load_programme("weeks", log=ac.Log(done=frozenset({1})))
    session = ac.next_session(weeks.sessions)
    assert session is not None
    assert session.number == 2
    changed = weeks.changed(session)
    assert changed is not None
    assert changed.numbers == {"reps": 1}
    made = ac.compile(weeks.routine(session), weeks.overrides(session), profile="minimal")
    assert made.timeline.title == "Quick weeks, week 2, day 1"


def test_a_calendar_is_bytes_and_continues_the_former() -> None:
    first = ac.to_ics(ac.load_programme("weeks"), base_url="https://example.org/gym")
    assert b"URL:https://example.org/gym/weeks-02.html\r\n" in first
    again = ac.load_programme("weeks", log=ac.Log(again=frozenset({1})))
    second = ac.to_ics(again, first, base_url="https://example.org/gym")
    assert second.count(b"SEQUENCE:1\r\n") == 1
    for options in ({"base_url": "nowhere"}, {"client": "anna"}):
        with pytest.raises(ac.CoachError):
            ac.to_ics(again, first, **options)
