"""What builds, but may not be meant: what a colleague would ask before the first session.

Every check is pure and yields problems that are no errors. What is merely unusual is let be: each
line costs a coach's time, and one false alarm makes all others unread.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from audiocoach.config.music import Music
from audiocoach.config.resolve import resolve_music, where_music
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import Problem, Where
from audiocoach.i18n.normalise import unused_words
from audiocoach.plan import Interval, Plan
from audiocoach.routine.keys import keys_of
from audiocoach.routine.model import Block, Exercise, Routine, TimedCue
from audiocoach.routine.tree import walk
from audiocoach.support.durations import (
    MS_PER_MINUTE,
    MS_PER_SECOND,
    format_duration,
    whole_minutes,
)
from audiocoach.support.messages import quote
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import Dropped

_LONGEST_WORK_MS = 10 * MS_PER_MINUTE
_LONGEST_UNRESTED_MS = 50 * MS_PER_MINUTE
_REST_MS = MS_PER_MINUTE
"""The shortest rest worth the name."""
_COUNTED_BY_HEART = 50
"""Reps that a listener follows even when they come faster than one a second."""


Doubts = Iterator[tuple[str, str]]
"""What is doubtful of one item, each with what to do about it."""


class PlannedSet(NamedTuple):
    """A work interval as it is planned, and its exercise as it is written."""

    interval: Interval
    exercise: Exercise


def lint(routine: Routine, plan: Plan, timeline: Timeline) -> list[Problem]:
    """Everything doubtful of a session, in the file's order; RoutineError for music outside."""
    items = [place.item for place in walk(routine)]
    exercises = {item.where: item for item in items if isinstance(item, Exercise)}
    sets = [
        PlannedSet(interval, exercises[interval.where])
        for interval in plan.intervals
        if interval.kind == "work" and interval.where in exercises
    ]
    uncountable = list(check_counts(sets))
    reported = {problem.where for problem in uncountable}
    problems = [
        *plan.advice,
        *(problem for problem in check_dropped(timeline.dropped) if problem.where not in reported),
        *uncountable,
        *check_set_lengths(sets),
        *check_changes(plan, sets),
        *check_rests(timeline),
        *check_pronunciations(routine, plan),
        *check_music(routine),
    ]
    for item in items:
        if isinstance(item, Exercise):
            doubts = [*check_sides(item), *check_weight(item)]
        elif isinstance(item, Block):
            doubts = [*check_single_item(item), *check_cap(item)]
        else:
            continue
        problems += [Problem(item.where, message, hint) for message, hint in doubts]
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.where, problem.message))


# The session


_ROLES_IN_WORK = ("count", "tempo", "switch", "halfway", "remaining")


def check_dropped(dropped: Iterable[Dropped]) -> Iterator[Problem]:
    """Words that do not fit where they belong; all with one role at one place are one problem."""
    groups: dict[tuple[Where, str], dict[str, Dropped]] = {}
    for cue in dropped:
        groups.setdefault((cue.where, cue.role), {}).setdefault(cue.text, cue)
    for (where, role), cues in groups.items():
        first, *others = cues.values()
        more = f", nor for {len(others)} more" if others else ""
        message = f"no room for '{first.text}' ({role}): {first.reason}{more}"
        longer = "slower pace" if role in _ROLES_IN_WORK else "longer rest"
        yield Problem(where, message, f"a {longer} makes room")


def check_counts(sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """More reps, and faster ones, than anyone counts along."""
    for interval, exercise in sets:
        beat_ms = (interval.rep_ms or 0) * (2 if interval.side == "alternating" else 1)
        counted = any(cue.role == "count" for cue in interval.cues)
        if counted and (interval.reps or 0) > _COUNTED_BY_HEART and beat_ms < MS_PER_SECOND:
            beat = format_duration(beat_ms)
            message = f"{interval.reps} reps of {beat} are too fast to count along"
            hint = f"time them: 'work: {format_duration(interval.length_ms)}' instead of 'reps'"
            yield Problem(exercise.where, message, hint)


def check_set_lengths(sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """One stretch of work longer than anyone is coached through without a break."""
    for interval, exercise in sets:
        if interval.length_ms > _LONGEST_WORK_MS:
            message = f"one set of this takes {format_duration(interval.length_ms)}"
            yield Problem(exercise.where, message, "check the unit, or break it up with 'sets'")


def check_changes(plan: Plan, sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """Other equipment within less time than there is where the author says nothing."""
    exercises = {each.interval.where: each.exercise for each in sets}
    before: Exercise | None = None
    pause_ms = 0
    for interval in plan.intervals:
        after = exercises.get(interval.where) if interval.kind == "work" else None
        if not after:
            pause_ms += interval.length_ms
            continue
        if before and pause_ms < DEFAULTS.transition_ms and _needs_change(before, after):
            time = format_duration(pause_ms) if pause_ms else "no time"
            message = f"{time} to change from {_equipment(before)} to {_equipment(after)}"
            yield Problem(after.where, message, "write a 'rest' or 'transition' of 10s or more")
        before, pause_ms = after, 0


def _equipment(exercise: Exercise) -> str:
    return " and ".join(filter(None, [*exercise.needs, exercise.weight]))


def _needs_change(before: Exercise, after: Exercise) -> bool:
    """Whether other things are needed, or one weight cannot serve for both."""
    if before.needs and after.needs and not {*before.needs} & {*after.needs}:
        return True
    if not before.weight or not after.weight or before.weight == after.weight:
        return False
    one, other = _read_masses(before.weight), _read_masses(after.weight)
    if len(one) != 1 or len(other) != 1:
        return True
    (low, high), (other_low, other_high) = one[0].kilograms, other[0].kilograms
    return high < other_low or other_high < low


def check_rests(timeline: Timeline) -> Iterator[Problem]:
    """Most of an hour without a rest worth the name."""
    rested_ms = 0
    for placed in timeline.intervals:
        interval, unrested_ms = placed.interval, placed.end_ms - rested_ms
        if interval.kind == "rest" and interval.length_ms >= _REST_MS:
            rested_ms = placed.end_ms
        elif interval.kind == "work" and unrested_ms > _LONGEST_UNRESTED_MS:
            minutes = whole_minutes(unrested_ms)
            message = f"{minutes} minutes without a rest of a minute, when this ends"
            yield Problem(interval.where, message, "write a 'rest' or 'round_rest' of 1 min")
            rested_ms = placed.end_ms


# The routine


def check_pronunciations(routine: Routine, plan: Plan) -> Iterator[Problem]:
    """Words whose pronunciation is given, but that nobody says."""
    spoken = [text for interval in plan.intervals for cue in interval.cues for text in cue.variants]
    for word in unused_words(routine.pronounce, [*spoken, *_texts_of(routine)]):
        message = f"{quote(word)} of 'pronounce' is nowhere in the routine"
        yield Problem(routine.where, message, "check how it is spelt, or delete it")


def _texts_of(routine: Routine) -> Iterator[str]:
    for node in (routine, *(place.item for place in walk(routine))):
        for value in (getattr(node, key) for key in keys_of(type(node))):
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str | TimedCue):
                    yield text if isinstance(text, str) else text.say


def check_music(routine: Routine) -> Iterator[Problem]:
    """Music that is not there, or not yet: whoever builds the routine may bring their own."""
    music = resolve_music(routine, Music())
    for path in filter(None, (music.path, music.rest) if music else ()):
        if not path.exists():
            message = f"there is no music {quote(path.name)} where this says"
            yield Problem(where_music(routine), message, "put it there, or play other with --music")


# Exercises


_ONE_SIDE = re.compile(
    r"\b((single|one)[- ](arm|leg|hand|side)\w*|(each|per)[- ]side|unil[aá]ter[aá]l\w*"
    r"|ein(arm|bein|händ|seit)ig\w*|(pro|je) Seite"
    r"|(a|con) una? (mano|brazo|pierna)|por lado"
    r"|(à|d['’]|sur) ?une? (bras|main|jambe)|par côté"
    r"|(a|con|su) una? (mano|braccio|gamba)|per lato|monopodalic\w*"
    r"|com uma? (mão|braço|perna)"
    r"|(met )?één (arm|hand|been)|(een|één)(arm|hand|ben)ige?|per (kant|zijde)"
    r"|одн(ой|ою) (рукой|ногой|руке|ноге)|на каждую сторону)\b",
    re.IGNORECASE,
)
"""In the languages of the coach: a name may be in any of them."""
_NAMED_SIDE = re.compile(
    r"\b(left|right|links?e?|rechts?e?|izquierd\w*|derech\w*|gauche|droite?|sinistr[aoe]"
    r"|destr[aoe]|esquerd\w*|direit\w*|лев\w{1,3}|прав\w{1,3})\b",
    re.IGNORECASE,
)
_ALTERNATING = re.compile(r"altern|wechsel|afwissel|поочер|черед", re.IGNORECASE)
_BOTH_SIDES = re.compile(r"\b(double|bilateral|(two|both)[- ](arm|leg|hand)\w*)\b", re.IGNORECASE)
_STILL_SIDED = re.compile(r"altern|lunge|split|step|march|seesaw|renegade|gorilla", re.IGNORECASE)
"""Two bells do not mean two sides at once in these."""


def check_sides(exercise: Exercise) -> Doubts:
    """A name that speaks of one side, and no sides; or of both sides at once, and sides."""
    name, sides = exercise.name, exercise.sides
    one, both = _ONE_SIDE.search(name), _BOTH_SIDES.search(name)
    if one and not sides and not _NAMED_SIDE.search(name):
        each = "" if _ALTERNATING.search(name) else " or 'sides: each'"
        message = f"the name says '{one[0]}', but there are no 'sides'"
        yield message, f"add 'sides: alternating'{each}"
    if both and sides and not one and not _STILL_SIDED.search(name):
        message = f"the name says '{both[0]}', but there is 'sides: {sides}'"
        yield message, "delete 'sides', or change the name"


class Mass(NamedTuple):
    """A weight as it is written: a range, or the same figure twice."""

    low: float
    high: float
    unit: str

    @property
    def kilograms(self) -> tuple[float, float]:
        """Both ends of the range."""
        factor = _KILOGRAMS[self.unit]
        return self.low * factor, self.high * factor


_KILOGRAMS = {"kg": 1.0, "lb": 0.4536}
_HEAVIEST = {"kg": 200, "lb": 440}
_STEP = 0.25
"""The smallest plates that are made, in either unit."""
_FIGURE = r"([0-9]+(?:\.[0-9]+)?)"
_FIGURES = re.compile(rf"{_FIGURE}(?:\s*[-–]\s*{_FIGURE})?")
_MASS = re.compile(rf"{_FIGURES.pattern}\s*(?:(kg|kilo)|lb|pound)[a-z]*\b", re.IGNORECASE)


def _read_masses(text: str | None) -> list[Mass]:
    return [
        Mass(float(mass[1]), float(mass[2] or mass[1]), "kg" if mass[3] else "lb")
        for mass in _MASS.finditer(text or "")
    ]


def check_weight(exercise: Exercise) -> Doubts:
    """A weight without a unit, or one that nobody has at home, nor in a gym."""
    written = exercise.weight or ""
    if _FIGURES.fullmatch(written):
        yield f"the weight '{written}' has no unit", f"write '{written} kg' or '{written} lb'"
    figures = [(figure, mass.unit) for mass in _read_masses(written) for figure in mass[:2]]
    for figure, unit in dict.fromkeys(figures):
        if not figure:
            yield f"a weight of 0 {unit}", "delete it, where the body is the weight"
        elif figure > _HEAVIEST[unit]:
            yield f"{figure:g} {unit} is more than anyone swings", "check the figure and its unit"
        elif figure % _STEP:
            nearest = f"the nearest is {max(0.5, round(figure * 2) / 2):g} {unit}"
            yield f"nobody makes a weight of {figure:g} {unit}", nearest


# Blocks


def check_single_item(block: Block) -> Doubts:
    """A superset or a circuit of one exercise."""
    kind = "superset" if block.superset else "circuit"
    if (block.superset or block.circuit) and len(block.exercises) == 1:
        message = f"the {kind} {quote(block.heading)} holds one exercise"
        yield message, f"add another, or write it without the {kind}"


def check_cap(block: Block) -> Doubts:
    """An AMRAP or a `for_time` block of seconds that was meant in minutes."""
    for key, cap_ms in (("amrap", block.amrap), ("for_time", block.for_time)):
        if cap_ms and cap_ms < MS_PER_MINUTE:
            message = f"the '{key}' is over after {format_duration(cap_ms)}"
            yield message, f"write '{cap_ms // MS_PER_SECOND} min' for minutes"
