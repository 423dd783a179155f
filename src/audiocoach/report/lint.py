"""What builds, but may not be meant: what a colleague would ask before the first session.

Every function is pure and yields problems that are no errors. What is merely unusual is let be:
each line costs a coach's time, and one false alarm makes all others unread.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from audiocoach.config.music import Music
from audiocoach.config.resolve import resolve_music, where_music
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import Problem, Where
from audiocoach.i18n.normalise.pronunciation import unused_words
from audiocoach.plan import Interval, Plan
from audiocoach.routine.model import Block, Exercise, Routine, TimedCue
from audiocoach.routine.tree import walk
from audiocoach.support.durations import (
    MS_PER_MINUTE,
    MS_PER_SECOND,
    format_duration,
    whole_minutes,
)
from audiocoach.support.messages import quote
from audiocoach.timeline import Dropped, Timeline

_LONGEST_WORK_MS = 10 * MS_PER_MINUTE
_LONGEST_UNRESTED_MS = 50 * MS_PER_MINUTE
_REST_MS = MS_PER_MINUTE
_COUNTED_BY_HEART = 50
"""Reps that a listener follows even when they come faster than one a second."""

_Advice = Iterator[Problem]


def lint(routine: Routine, plan: Plan, timeline: Timeline) -> list[Problem]:
    """Everything doubtful of a session, in the file's order; RoutineError for music outside."""
    works = _works(routine, plan)
    fast = list(too_fast_to_count(works))
    told = {problem.where for problem in fast}
    found = [
        *plan.advice,
        *(problem for problem in no_room(timeline.dropped) if problem.where not in told),
        *fast,
        *too_long(works),
        *too_short_a_change(plan, works),
        *never_rested(timeline),
        *never_said(routine, plan),
        *no_music(routine),
    ]
    for place in walk(routine):
        if isinstance(place.item, Exercise):
            found += [*one_side(place.item), *both_sides(place.item), *weight(place.item)]
        elif isinstance(place.item, Block):
            found += [*alone(place.item), *over_at_once(place.item)]
    return sorted(dict.fromkeys(found), key=lambda problem: (problem.where, problem.message))


def never_said(routine: Routine, plan: Plan) -> _Advice:
    """Words whose pronunciation is given, and that are not there."""
    said = [form for each in plan.intervals for cue in each.cues for form in cue.variants]
    for word in unused_words(routine.pronounce, [*said, *_texts(routine)]):
        message = f"{quote(word)} of 'pronounce' is nowhere in the routine"
        yield Problem(routine.where, message, "check how it is spelt, or delete it")


def no_music(routine: Routine) -> _Advice:
    """Music that is not there, or not yet: who builds it may bring their own."""
    music = resolve_music(routine, Music())
    for path in filter(None, (music.path, music.rest) if music else ()):
        if not path.exists():
            message = f"there is no music {quote(path.name)} where this says"
            yield Problem(where_music(routine), message, "put it there, or play other with --music")


def _texts(routine: Routine) -> Iterator[str]:
    for node in (routine, *(place.item for place in walk(routine))):
        for value in vars(node).values():
            for text in value if isinstance(value, tuple) else (value,):
                if isinstance(text, str | TimedCue):
                    yield text if isinstance(text, str) else text.say


class Work(NamedTuple):
    """A set as it is planned, and the exercise as it is written."""

    interval: Interval
    exercise: Exercise


def _works(routine: Routine, plan: Plan) -> list[Work]:
    items = (place.item for place in walk(routine))
    written = {item.where: item for item in items if isinstance(item, Exercise)}
    return [
        Work(interval, written[interval.where])
        for interval in plan.intervals
        if interval.kind == "work" and interval.where in written
    ]


_IN_WORK = ("count", "tempo", "switch", "halfway", "remaining")


def no_room(dropped: Iterable[Dropped]) -> _Advice:
    """Words that do not fit where they belong; all of a kind at a place are one."""
    kinds: dict[tuple[Where, str], dict[str, Dropped]] = {}
    for cue in dropped:
        kinds.setdefault((cue.where, cue.role), {}).setdefault(cue.text, cue)
    for (where, role), cues in kinds.items():
        first, *others = cues.values()
        more = f", nor for {len(others)} more" if others else ""
        message = f"no room for '{first.text}' ({role}): {first.reason}{more}"
        slower = "a slower pace makes room"
        yield Problem(where, message, slower if role in _IN_WORK else "a longer rest makes room")


_ONE = re.compile(
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
"""In the languages of the coach: names are of any."""
_NAMED_SIDE = re.compile(
    r"\b(left|right|links?e?|rechts?e?|izquierd\w*|derech\w*|gauche|droite?|sinistr[aoe]"
    r"|destr[aoe]|esquerd\w*|direit\w*|лев\w{1,3}|прав\w{1,3})\b",
    re.IGNORECASE,
)
_ALTERNATING = re.compile(r"altern|wechsel|afwissel|поочер|черед", re.IGNORECASE)


def one_side(exercise: Exercise) -> _Advice:
    """A name that speaks of one side, and no sides."""
    said = _ONE.search(exercise.name)
    if not said or exercise.sides or _NAMED_SIDE.search(exercise.name):
        return
    each = "" if _ALTERNATING.search(exercise.name) else " or 'sides: each'"
    hint = f"add 'sides: alternating'{each}"
    yield Problem(exercise.where, f"the name says '{said[0]}', but there are no 'sides'", hint)


_BOTH = re.compile(r"\b(double|bilateral|(two|both)[- ](arm|leg|hand)\w*)\b", re.IGNORECASE)
_STILL_SIDED = re.compile(r"altern|lunge|split|step|march|seesaw|renegade|gorilla", re.IGNORECASE)
"""Two bells do not mean two sides at once in these."""


def both_sides(exercise: Exercise) -> _Advice:
    """A name that speaks of both sides at once, and sides."""
    said = _BOTH.search(exercise.name)
    if not said or not exercise.sides or _STILL_SIDED.search(exercise.name):
        return
    if _ONE.search(exercise.name):
        return
    message = f"the name says '{said[0]}', but there is 'sides: {exercise.sides}'"
    yield Problem(exercise.where, message, "delete 'sides', or change the name")


class Mass(NamedTuple):
    """A weight as written: one figure, or a range of them."""

    low: float
    high: float
    unit: str

    @property
    def kilograms(self) -> tuple[float, float]:
        """Both ends of it."""
        factor = _KILOGRAMS[self.unit]
        return self.low * factor, self.high * factor


_KILOGRAMS = {"kg": 1.0, "lb": 0.4536}
_MOST = {"kg": 200, "lb": 440}
_STEP = 0.25
"""The smallest plates that are made."""
_FIGURE = r"([0-9]+(?:\.[0-9]+)?)"
_MASS = re.compile(
    rf"{_FIGURE}(?:\s*[-–]\s*{_FIGURE})?\s*(?:(kg|kilo)|lb|pound)[a-z]*\b", re.IGNORECASE
)

_BARE = re.compile(rf"{_FIGURE}(?:\s*[-–]\s*{_FIGURE})?")
"""Figures, and nothing that says of what."""


def _masses(text: str | None) -> list[Mass]:
    return [
        Mass(float(mass[1]), float(mass[2] or mass[1]), "kg" if mass[3] else "lb")
        for mass in _MASS.finditer(text or "")
    ]


def weight(exercise: Exercise) -> _Advice:
    """A weight without a unit, or one that nobody has at home, nor in a gym."""
    if _BARE.fullmatch(exercise.weight or ""):
        message = f"the weight '{exercise.weight}' has no unit"
        yield Problem(
            exercise.where, message, f"write '{exercise.weight} kg' or '{exercise.weight} lb'"
        )
    for mass in _masses(exercise.weight):
        for figure in dict.fromkeys((mass.low, mass.high)):
            for message, hint in _doubts(figure, mass.unit):
                yield Problem(exercise.where, message, hint)


def _doubts(figure: float, unit: str) -> Iterator[tuple[str, str]]:
    if not figure:
        yield f"a weight of 0 {unit}", "delete it, where the body is the weight"
    elif figure > _MOST[unit]:
        yield f"{figure:g} {unit} is more than anyone swings", "check the figure and its unit"
    elif figure % _STEP:
        nearest = max(0.5, round(figure * 2) / 2)
        yield f"nobody makes a weight of {figure:g} {unit}", f"the nearest is {nearest:g} {unit}"


def alone(block: Block) -> _Advice:
    """A superset of one."""
    word = "superset" if block.superset else "circuit"
    if (block.superset or block.circuit) and len(block.exercises) == 1:
        message = f"the {word} {quote(block.heading)} holds one exercise"
        yield Problem(block.where, message, f"add another, or write it without the {word}")


def over_at_once(block: Block) -> _Advice:
    """A task whose cap was meant in minutes."""
    for key, cap_ms in (("amrap", block.amrap), ("for_time", block.for_time)):
        if cap_ms and cap_ms < MS_PER_MINUTE:
            message = f"the '{key}' is over after {format_duration(cap_ms)}"
            yield Problem(
                block.where, message, f"write '{cap_ms // MS_PER_SECOND} min' for minutes"
            )


def too_long(works: Iterable[Work]) -> _Advice:
    """One stretch of work longer than anyone is coached through without a break."""
    for interval, exercise in works:
        if interval.length_ms > _LONGEST_WORK_MS:
            message = f"one set of this takes {format_duration(interval.length_ms)}"
            yield Problem(exercise.where, message, "check the unit, or break it up with 'sets'")


def too_fast_to_count(works: Iterable[Work]) -> _Advice:
    """More reps, and faster ones, than anyone counts along."""
    for interval, exercise in works:
        beat_ms = (interval.rep_ms or 0) * (2 if interval.side == "alternating" else 1)
        counted = any(cue.role == "count" for cue in interval.cues)
        if counted and (interval.reps or 0) > _COUNTED_BY_HEART and beat_ms < MS_PER_SECOND:
            message = (
                f"{interval.reps} reps of {format_duration(beat_ms)} are too fast to count along"
            )
            hint = f"time them: 'work: {format_duration(interval.length_ms)}' instead of 'reps'"
            yield Problem(exercise.where, message, hint)


def too_short_a_change(plan: Plan, works: Iterable[Work]) -> _Advice:
    """Other equipment within less time than there is where the author says nothing."""
    exercises = {work.interval.where: work.exercise for work in works}
    before: Exercise | None = None
    pause_ms = 0
    for interval in plan.intervals:
        after = exercises.get(interval.where) if interval.kind == "work" else None
        if after and before and pause_ms < DEFAULTS.transition_ms and _differ(before, after):
            time = format_duration(pause_ms) if pause_ms else "no time"
            message = f"{time} to change from {_holding(before)} to {_holding(after)}"
            yield Problem(after.where, message, "write a 'rest' or 'transition' of 10s or more")
        before, pause_ms = (after, 0) if after else (before, pause_ms + interval.length_ms)


def _holding(exercise: Exercise) -> str:
    return " and ".join(filter(None, [*exercise.needs, exercise.weight]))


def _differ(before: Exercise, after: Exercise) -> bool:
    """Whether other things are needed, or one weight cannot serve for both."""
    if before.needs and after.needs and not {*before.needs} & {*after.needs}:
        return True
    if not before.weight or not after.weight or before.weight == after.weight:
        return False
    one, other = _masses(before.weight), _masses(after.weight)
    if len(one) != 1 or len(other) != 1:
        return True
    (low, high), (other_low, other_high) = one[0].kilograms, other[0].kilograms
    return high < other_low or other_high < low


def never_rested(timeline: Timeline) -> _Advice:
    """Most of an hour without a rest worth the name."""
    since_ms = 0
    for placed in timeline.intervals:
        length_ms = placed.end_ms - placed.start_ms
        if placed.interval.kind == "rest" and length_ms >= _REST_MS:
            since_ms = placed.end_ms
        elif placed.interval.kind == "work" and placed.end_ms - since_ms > _LONGEST_UNRESTED_MS:
            minutes = whole_minutes(placed.end_ms - since_ms)
            message = f"{minutes} minutes without a rest of a minute, when this ends"
            yield Problem(placed.interval.where, message, "write a 'rest' or 'round_rest' of 1 min")
            since_ms = placed.end_ms
