"""Measures how long a year of many programmes takes to plan: `python bench/programmes.py`.

Each client has a programme of their own as text, three times a week for a year, and a log of what
was done: it is read, checked with its routines, and every session planned, with its date and all
that is asked of its routine. No sound is made. One thread does it all, in processor time.
"""

import argparse
import time
from functools import cache

from table import lined_up

from audiocoach.programme.course import open_course
from audiocoach.programme.log import Log
from audiocoach.programme.read import read_bytes
from audiocoach.programme.sessions import plan_sessions
from audiocoach.routine.catalog import find

CLIENTS = 1_000
AIM_S = 10
ROUTINES = ("jamison-back", "pull-circuit", "five-by-five", "jeffers-pull", "core-circuit")
TEXT = """\
programme: The year of client {number}
start: 2027-{month:02}-01
weeks: 52
days: [mon, wed, fri]
at: "18:30"
zone: Europe/Berlin
rotate: [{routines}]
climb: {{rounds: 2-4, reps: 5-10}}
deload: {{every: {every}, rounds: -1}}
week: {{3: {{rest: 45s}}}}
"""


def programme_of(number: int) -> str:
    """The programme of a client."""
    pair = (ROUTINES[number % 5], ROUTINES[(number // 5 + 1 + number) % 5])
    routines = ", ".join(dict.fromkeys(pair))
    return TEXT.format(
        number=number, month=number % 12 + 1, routines=routines, every=number % 5 + 3
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=CLIENTS, help="how many (%(default)s)")
    clients = parser.parse_args().clients
    load = cache(find)
    steps = [0.0, 0.0, 0.0]
    sessions = 0
    for number in range(clients):
        data, log = programme_of(number).encode(), Log(frozenset(range(1, number % 156)))
        times = [time.process_time()]
        programme = read_bytes(data, "client.yaml")
        times.append(time.process_time())
        course = open_course(programme, load)
        times.append(time.process_time())
        planned = plan_sessions(course, log)
        sessions += sum(each.starts is not None for each in planned)
        times.append(time.process_time())
        steps = [
            total + after - before
            for total, before, after in zip(steps, times, times[1:], strict=False)
        ]
    whole = sum(steps)
    aim = f"<= {AIM_S} s" if clients == CLIENTS else ""
    missed = ": NOT MET" if aim and whole > AIM_S else ""
    names = ("read", "check with the routines", "plan the sessions")
    rows = [("", "time", "µs a session", "target")]
    rows += [
        (name, f"{each:.2f} s", f"{each / sessions * 1e6:.0f}", "")
        for name, each in zip(names, steps, strict=True)
    ]
    rows.append(
        (
            f"{clients:,} clients, {sessions:,} sessions",
            f"{whole:.2f} s",
            f"{whole / sessions * 1e6:.0f}",
            aim + missed,
        )
    )
    print(lined_up(rows), end="")


if __name__ == "__main__":
    main()
