"""Measures what lies beside a client's track: `python bench/beside.py`.

The sheet, the site and the calendar that `batch` writes, beside the track itself, which is built
from what is known already. One process does it all, in processor time. Nothing is asserted.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from machine import machine
from table import lined_up

import audiocoach as ac
from audiocoach.calendar.files import renew_calendar
from audiocoach.programme.course import Course
from audiocoach.programme.sessions import plan_sessions
from audiocoach.programme.training import Known
from audiocoach.sheet.files import write_sheet
from audiocoach.sheet.page import sheet_of
from audiocoach.site.model import make_episode
from audiocoach.site.place import Publishing
from audiocoach.site.publish import publish

CLIENTS = 24
DOSES = 4
ROUTINE, PROGRAMME = "jeffers-pull", "stronger-back"
AIM_MS = 20
_SITE = Publishing(base_url="https://example.org/", is_private=True)


def each_ms(work: Callable[[int], object], clients: int) -> float:
    """Milliseconds of the processor for each client."""
    began = time.process_time()
    for number in range(clients):
        work(number)
    return (time.process_time() - began) / clients * 1000


def tracks(folder: Path, builder: ac.Builder, clients: int) -> Iterator[tuple[str, float]]:
    """Each row of a track, its sheet and its site."""
    reports: dict[int, ac.BuildReport] = {}

    def build(number: int, more: int = 0) -> None:
        path, reps = folder / f"{number}.mp3", 5 + (number + more) % DOSES
        reports[number] = builder.build(ROUTINE, path, voice="espeak", reps=reps)

    def site(number: int) -> None:
        report = reports[number]
        episode = make_episode(report.path, report.timeline, "", report.cover)
        publish([episode], folder / f"{number}", _SITE)

    each_ms(build, clients)
    yield "the track itself, warm", each_ms(build, clients)
    yield (
        "its sheet",
        each_ms(
            lambda n: write_sheet(
                folder / f"{n}.html", sheet_of(reports[n].session.routine, "Anna"), force=True
            ),
            clients,
        ),
    )
    yield "a site, begun", each_ms(site, clients)
    yield "a site, nothing changed", each_ms(site, clients)
    each_ms(lambda number: build(number, 1), clients)
    yield "a site, another track", each_ms(site, clients)


def calendars(folder: Path, clients: int) -> Iterator[tuple[str, float]]:
    """Each row of a calendar."""
    course, known = ac.load_programme(PROGRAMME, log=ac.Log()).course, Known()

    def renew(log: ac.Log, number: int) -> None:
        planned = ac.TrainingPlan(course, plan_sessions(course, log), known=known)
        renew_calendar(folder / f"{number}.ics", planned, client=f"c{number}")

    steps = {
        "a calendar, begun": ac.Log(),
        "a calendar, nothing changed": ac.Log(),
        "a calendar, a session done": ac.Log(frozenset({1})),
        "a calendar, one comes again": ac.Log(frozenset({1}), frozenset({2})),
    }
    for what, log in steps.items():
        yield what, each_ms(lambda number, log=log: renew(log, number), clients)  # type: ignore[misc]
    own = "a calendar, begun, with reps of their own"
    yield own, each_ms(lambda number: _own(course, folder, number), clients)


def _own(course: Course, folder: Path, number: int) -> None:
    asked = ac.Overrides(reps=5 + number)
    planned = ac.TrainingPlan(course, plan_sessions(course), asked=asked)
    renew_calendar(folder / f"own-{number}.ics", planned, client=f"o{number}")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="how many (%(default)s)")
    clients = parser.parse_args().clients
    print(f"{machine()}\n")
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        os.environ["AUDIOCOACH_CACHE"] = str(folder / "cache")
        (folder / "out").mkdir()
        with ac.Builder() as builder:
            found = [*tracks(folder / "out", builder, clients), *calendars(folder, clients)]
    rows = [("of the processor, for each", "ms", "target")]
    rows += [(what, f"{ms:.1f}", _aim(what, ms)) for what, ms in found]
    print(lined_up(rows), end="")


def _aim(what: str, ms: float) -> str:
    if not what.startswith("a calendar"):
        return ""
    return f"<= {AIM_MS} ms" + ("" if ms <= AIM_MS else ": NOT MET")


if __name__ == "__main__":
    main()
