"""The weeks of a programme: a table to read, and the same as JSON."""

import json
from collections.abc import Iterator

from audiocoach.errors import CoachError
from audiocoach.i18n.phrases import load_phrases
from audiocoach.programme.catalog import find, programme_names
from audiocoach.programme.dates import show_date
from audiocoach.programme.dose import COUNTED, TIMED, Dose
from audiocoach.programme.lengths import Lengths
from audiocoach.programme.rests import check_rests
from audiocoach.programme.sessions import ProgrammeSession
from audiocoach.programme.training import TrainingPlan
from audiocoach.programme.words import describe_numbers
from audiocoach.support.durations import format_duration
from audiocoach.support.messages import counted
from audiocoach.support.tables import Row, align_columns

_ENGLISH = "en"


def list_programmes(width: int | None = None) -> str:
    """The programmes that can be planned by name, a row each."""
    rows = [_listed(name) for name in programme_names()]
    return align_columns(rows, width) if rows else "no programmes\n"


def _listed(name: str) -> Row:
    try:
        programme = find(name)
    except CoachError as error:
        return name, "cannot be read", str(error).splitlines()[0]
    return name, counted(programme.weeks, "week"), programme.programme


def programme_text(plan: TrainingPlan, width: int | None = None) -> str:
    """A row for each session, week by week: when, what, how much, how long, and what is new.

    Within `width` characters the columns wrap; None is any width.
    """
    programme, sessions = plan.course.programme, plan.sessions
    weeks, days = programme.weeks, len(sessions)
    head = f"{programme.programme} · {counted(weeks, 'week')}, {counted(days, 'session')}"
    lengths = Lengths(plan)
    rows = (_row(plan, session, lengths) for session in sessions)
    return f"{head}\n\n{align_columns(rows, width)}"


def programme_json(plan: TrainingPlan) -> str:
    """The sessions as JSON."""
    programme = plan.course.programme
    lengths = Lengths(plan)
    table = {
        "version": 1,
        "programme": programme.slug,
        "title": programme.programme,
        "zone": programme.zone,
        "sessions": [
            {
                "number": session.number,
                "week": session.week,
                "day": session.day,
                "date": session.date.isoformat(),
                "at": programme.at.strftime("%H:%M") if programme.at else None,
                "routine": session.routine,
                "status": session.status,
                "lighter": session.is_light,
                "dose": describe_dose(plan, session),
                "minutes": lengths.minutes(session),
                "news": describe_news(plan, session),
            }
            for session in plan.sessions
        ],
        "advice": [str(problem) for problem in check_rests(plan.course, plan.sessions)],
    }
    return json.dumps(table, ensure_ascii=False, indent=1) + "\n"


def describe_session(plan: TrainingPlan, session: ProgrammeSession) -> str:
    """`session 8, week 3, day 2, Wed 2027-01-20: jamison-back, 3 rounds, 8 reps`."""
    when = f"session {session.number}, week {session.week}, day {session.day}"
    dose = describe_dose(plan, session)
    return f"{when}, {show_date(session.date)}: {', '.join(filter(None, (session.routine, dose)))}"


def describe_dose(plan: TrainingPlan, session: ProgrammeSession) -> str:
    """`3 rounds, 6-10 reps, single-arm-row 18.5 kg`."""
    dose = plan.dose(session)
    weights = [
        f"{change.target} {change.value}"
        for change in plan.overrides(session).places
        if change.key == "weight"
    ]
    return ", ".join([*_numbers(dose), *weights])


def describe_news(plan: TrainingPlan, session: ProgrammeSession) -> str:
    """What is new since the last time of its routine: `1 more round, 4 fewer reps`."""
    changed = plan.changed(session)
    if session.is_light or not changed:
        return ""
    numbers = describe_numbers(changed, load_phrases(_ENGLISH))
    weights = (f"{name} {weight}" for name, weight in changed.weights.items())
    return ", ".join(dict.fromkeys([*numbers, *weights]))


def _row(plan: TrainingPlan, session: ProgrammeSession, lengths: Lengths) -> Row:
    at = session.programme.at
    return (
        f"week {session.week}" if session.day == 1 else "",
        f"{session.number:3}",
        show_date(session.date) + (f" {at:%H:%M}" if at else ""),
        session.routine,
        describe_dose(plan, session),
        f"{lengths.minutes(session)} min",
        _status(session) or ("lighter" if session.is_light else describe_news(plan, session)),
    )


def _status(session: ProgrammeSession) -> str:
    names = {"done": "done", "again": "done, comes again", "missed": "missed", "ahead": ""}
    return names[session.status]


def _numbers(dose: Dose) -> Iterator[str]:
    for key in COUNTED:
        values = dose.numbers[key].values()
        if values and (key != "rounds" or max(values) > 1):
            low, high = min(values), max(values)
            span = f"{low}" if low == high else f"{low}-{high}"
            yield f"{span} {key if high != 1 else key[:-1]}"
    for key in TIMED:
        values = dose.numbers[key].values()
        if values:
            ends = dict.fromkeys((min(values), max(values)))
            yield f"{key} {'-'.join(map(format_duration, ends))}"
