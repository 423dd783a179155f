"""What builds, but may not be meant: what a colleague would ask before the first session.

Every check is pure and yields problems that are no errors. What is merely unusual is let be: each
line costs a coach's time, and one false alarm makes all others unread. So a check stays only if it
is right nine times in ten about routines as people write them.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import NamedTuple

from audiocoach.config.music import Music
from audiocoach.config.resolve import resolve_music, where_music
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import Problem, Where
from audiocoach.i18n.normalise import unused_words
from audiocoach.plan import Interval, Plan
from audiocoach.plan.model import Words
from audiocoach.routine.customise import idle_mode_keys, is_for_rounds
from audiocoach.routine.fields import Span
from audiocoach.routine.lifts import is_ballistic
from audiocoach.routine.model import Block, Exercise, Group, Routine, Step
from audiocoach.routine.prose import item_for
from audiocoach.routine.texts import texts_of
from audiocoach.routine.tree import walk
from audiocoach.support.durations import (
    MS_PER_MINUTE,
    MS_PER_SECOND,
    format_duration,
)
from audiocoach.support.messages import quote
from audiocoach.timeline import Timeline
from audiocoach.timeline.model import Dropped

_LONGEST_WORK_MS = 10 * MS_PER_MINUTE
_COUNTED_BY_HEART = 50
"""Counts that a listener follows even when they come faster than one a second."""
_ARTICLE = 2
"""The letters of a word that names nothing: `a bench`."""


Doubts = Iterator[tuple[str, str]]
"""What is doubtful of one item, each with what to do about it."""


class PlannedSet(NamedTuple):
    """A work interval as it is planned, and its exercise as it is written."""

    interval: Interval
    exercise: Exercise


def lint(routine: Routine, plan: Plan, timeline: Timeline) -> list[Problem]:
    """Everything doubtful of a session, in the file's order; RoutineError for music outside."""
    places = [*walk(routine)]
    exercises = {
        place.item.where: place.item for place in places if isinstance(place.item, Exercise)
    }
    sets = [
        PlannedSet(interval, exercises[interval.where])
        for interval in plan.intervals
        if interval.kind == "work" and interval.where in exercises
    ]
    uncountable = list(check_counts(sets))
    reported = {problem.where for problem in uncountable}
    problems = [
        *plan.advice,
        *(problem for problem in check_dropped(timeline) if problem.where not in reported),
        *check_moments(plan),
        *uncountable,
        *check_set_lengths(sets),
        *check_warm_up(routine, sets),
        *check_changes(plan, sets),
        *check_pronunciations(routine, plan),
        *check_music(routine),
        *check_spoken_times(routine),
        *check_modes(routine),
    ]
    for _, item, group in places:
        if isinstance(item, Exercise):
            doubts = [*check_sides(item, group), *check_weight(item)]
        elif isinstance(item, Block):
            doubts = [*check_single_item(item), *check_cap(item)]
        else:
            continue
        problems += [Problem(item.where, message, hint) for message, hint in doubts]
    return sorted(dict.fromkeys(problems), key=lambda problem: (problem.where, problem.message))


# The session


def check_modes(routine: Routine) -> Iterator[Problem]:
    """What a mode says for rounds that the routine does not have."""
    for name, key, _ in idle_mode_keys(routine):
        if is_for_rounds(routine, key):
            message = f"'{key}' of the mode '{name}' waits for more rounds than one"
            yield Problem(routine.where_of("modes"), message, "delete it, or write 'rounds: 2'")


def check_dropped(timeline: Timeline) -> Iterator[Problem]:
    """Words without room that somebody misses; all with one role at one place are one problem."""
    groups: dict[tuple[Where, str], dict[str, Dropped]] = {}
    for cue in timeline.dropped:
        if not cue.is_spare:
            text = cue.words.text if cue.words else cue.text
            groups.setdefault((cue.where, cue.role), {}).setdefault(text, cue)
    for (where, role), cues in groups.items():
        text, first = next(iter(cues.items()))
        more = f", nor for {len(cues) - 1} more" if len(cues) > 1 else ""
        message = f"no room for {quote(text)} ({role}): {first.reason}{more}"
        yield Problem(where, message, _make_room(first, timeline))


def _make_room(gone: Dropped, timeline: Timeline) -> str:
    if gone.role == "count":
        return "a slower pace makes room"
    index = bisect_right(timeline.intervals, gone.at_ms, key=attrgetter("start_ms")) - 1
    if timeline.intervals[index].interval.kind == "work":
        return "say it in fewer words, or work longer"
    return "a longer rest makes room"


def check_moments(plan: Plan) -> Iterator[Problem]:
    """Words at a moment that comes after the work is over; they are said before it."""
    late: dict[Words, Problem | None] = {}
    for interval in plan.intervals:
        for cue in interval.cues if interval.kind == "work" else ():
            if cue.words and cue.anchor.hold == "near":
                length_ms, at_ms = interval.length_ms, cue.anchor.offset_ms
                time = f"this lasts {format_duration(length_ms)}"
                message = f"{quote(cue.words.text)} is for a moment after the end: {time}"
                problem = Problem(cue.where, message, "write an earlier 'at', or 'half'")
                is_late = at_ms >= length_ms and late.get(cue.words, problem)
                late[cue.words] = problem if is_late else None
    yield from filter(None, late.values())


def check_counts(sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """More counts, and faster ones, than anyone follows."""
    for interval, exercise in sets:
        counts = sum(cue.role == "count" for cue in interval.cues)
        if counts > _COUNTED_BY_HEART and interval.length_ms < counts * MS_PER_SECOND:
            beat = format_duration(interval.length_ms // counts)
            message = f"{interval.reps} reps of {beat} are too fast to count along"
            hint = f"time them: 'work: {format_duration(interval.length_ms)}' instead of 'reps'"
            yield Problem(exercise.where, message, hint)


_WARM_UP = re.compile(
    r"warm|aufwärm|calent|échauff|riscald|inwarmen|aquec|размин|mobili", re.IGNORECASE
)


def check_warm_up(routine: Routine, sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """Swings, cleans and the like, at their speed, with nothing before them to get warm."""
    said = (text for key, text in texts_of(routine) if key not in ("notes", "summary", "source"))
    if routine.warmup or any(map(_WARM_UP.search, said)):
        return
    for interval, exercise in sets:
        is_fast = (interval.rep_ms or 0) <= DEFAULTS.paces["ballistic"]
        if is_fast and is_ballistic(exercise.name):
            message = f"{quote(exercise.name)} is fast and heavy, and nothing is said of a warm-up"
            yield Problem(exercise.where, message, "add 'warmup: Warm up first.', or exercises")
            return


def check_set_lengths(sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """Very many reps at the usual pace, which the author did not write: they may be faster."""
    for interval, exercise in sets:
        is_usual = interval.rep_ms == DEFAULTS.paces[DEFAULTS.pace]
        if exercise.pace or exercise.tempo or not is_usual:
            continue
        if interval.length_ms > _LONGEST_WORK_MS:
            pace, time = format_duration(interval.rep_ms or 0), format_duration(interval.length_ms)
            message = f"{interval.reps} reps of {pace} take {time} without a break"
            yield Problem(
                exercise.where, message, "write their 'pace', or break them up with 'sets'"
            )


def check_changes(plan: Plan, sets: Iterable[PlannedSet]) -> Iterator[Problem]:
    """Other equipment within less time than it takes to put one down and take up the other."""
    exercises = {each.interval.where: each.exercise for each in sets}
    before: Exercise | None = None
    pause_ms = 0
    for interval in plan.intervals:
        after = exercises.get(interval.where) if interval.kind == "work" else None
        if not after:
            pause_ms += interval.length_ms
            continue
        if before and (change := _find_change(before, after)) and pause_ms < change.takes_ms:
            time = format_duration(pause_ms) if pause_ms else "no time"
            message = f"{time} to change from {change.one} to {change.other}"
            yield Problem(after.where, message, "write a 'rest' or 'transition' of 10s or more")
        before, pause_ms = after, 0


class _Change(NamedTuple):
    one: str | None
    other: str | None
    takes_ms: int


def _find_change(before: Exercise, after: Exercise) -> _Change | None:
    """What has to be put down and taken up, if other things are needed or one weight cannot serve.

    A weight that is no mass is a band, a target or a level: nothing that has to be put down.
    """
    if before.needs and after.needs and not _words(before.needs) & _words(after.needs):
        needs = " and ".join(before.needs), " and ".join(after.needs)
        return _Change(*needs, DEFAULTS.transition_ms // 2)
    one, other = _read_masses(before.weight), _read_masses(after.weight)
    if len(one) != 1 or len(other) != 1:
        return None
    (low, high), (other_low, other_high) = one[0].kilograms, other[0].kilograms
    is_drop = before.name == after.name and other_high < low
    if is_drop or (low <= other_high and other_low <= high):
        return None
    # Plates take longer than another thing.
    return _Change(before.weight, after.weight, DEFAULTS.transition_ms)


def _words(things: Iterable[str]) -> set[str]:
    """What the words of things begin with: `two dumbbells` are a `dumbbell` each."""
    words = (word.strip(",;").casefold() for thing in things for word in thing.split())
    return {word.rstrip("s") for word in words if len(word) > _ARTICLE}


# The routine


def check_pronunciations(routine: Routine, plan: Plan) -> Iterator[Problem]:
    """Words whose pronunciation is given, but that nobody says."""
    if routine.extends:
        return  # The base may say them.
    spoken = [text for cue in plan.cues for text in cue.texts]
    written = [text for _, text in texts_of(routine)]
    another_day = [text for pair in routine.substitutes.items() for text in pair]
    another_day += [mode.title for mode in routine.modes.values() if mode.title]
    for word in unused_words(routine.pronounce, [*spoken, *written, *another_day]):
        message = f"{quote(word)} of 'pronounce' is nowhere in the routine"
        yield Problem(routine.where, message, "check how it is spelt, or delete it")


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
    r"|(met )?[eé]én (arm|hand|been)|(een|één)(arm|hand|ben)ige?|per (kant|zijde)"
    r"|одн(ой|ою) (рукой|ногой|руке|ноге)|на каждую сторону)\b",
    re.IGNORECASE,
)
"""In the languages of the coach: a name may be in any of them."""
_NAMED_SIDE = re.compile(
    r"\b(left|right|links?e?|rechts?e?|izquierd\w*|derech\w*|gauche|droite?|sinistr[aoe]"
    r"|destr[aoe]|esquerd\w*|direit\w*|лев\w{1,3}|прав\w{1,3}"
    r"|(?-i:[LR])|[lr]t|(other|second|same) (side|arm|leg|hand)|injured|affected|operated|weak(er)?"
    r"|(andere|zweite|schwache|verletzte) (Seite|Hand)|(otro|segundo) lado|lesionad[ao]"
    r"|(autre|second|deuxième) côté|blessée?|altro lato|outro lado|andere (kant|zijde)"
    r"|друг(ая|ую|ой) (сторона|сторону|рукой|ногой))\b",
    re.IGNORECASE,
)
_ALTERNATING = re.compile(r"altern|wechsel|afwissel|поочер|черед", re.IGNORECASE)
_BOTH_SIDES = re.compile(
    r"\b(double|(?:two|both)[- ](?:arm|hand)\w*)( (?:kettlebell|kb|dumbbell|db|bell))?"
    r" (?:swing|clean|snatch|press|jerk|thruster|deadlift|front squat|goblet squat)\w*\b",
    re.IGNORECASE,
)
"""Lifts that both hands do at once; a `double pigeon` and a `two-handed chop` have sides."""
_STILL_SIDED = re.compile(
    r"altern|lunge|split|stagger|kneel|stance|step|march|offset|see-?saw|rotat", re.IGNORECASE
)
"""Two bells do not mean two sides at once in these."""


def check_sides(exercise: Exercise, group: Group) -> Doubts:
    """A name that speaks of one side, and no sides; or of both sides at once, and sides."""
    name, sides = exercise.name, exercise.sides
    one, both = _ONE_SIDE.search(name), _BOTH_SIDES.search(name)
    alternates = _ALTERNATING.search(name)
    # Where nothing is counted aloud, whoever reads the name knows when to change.
    is_uncounted = _is_self_paced(group) or (alternates and not exercise.reps)
    if one and not sides and not is_uncounted and not _NAMED_SIDE.search(name):
        hint = "add 'sides: alternating' or 'sides: each'"
        if alternates:
            hint = "add 'sides: alternating', with the reps of one side"
        yield f"the name says '{one[0]}', but there are no 'sides'", hint
    if both and sides and not one and not _STILL_SIDED.search(name):
        message = f"the name says '{both[1]}', but there is 'sides: {sides}'"
        yield message, "delete 'sides', or change the name"


def _is_self_paced(group: Group) -> bool:
    return isinstance(group, Block) and bool(group.amrap or group.for_time)


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
_ONE_BELL = re.compile(
    r"\b(swings?|halos?|goblet|get-?ups?|windmills?|kettlebells?|kb|pesas? rusas?)\b|гир|мах",
    re.IGNORECASE,
)
"""Moves with one weight in the hands."""
_HEAVIEST_BELL_KG, _HEAVIEST_KG = 100.0, 1_000.0
"""No heavier bells are sold, and only machines and sleds hold that much."""
_FIGURE = r"([0-9]+(?:\.[0-9]+)?)"
_FIGURES = re.compile(rf"{_FIGURE}(?:\s*[-–]\s*{_FIGURE})?")
_MASS = re.compile(rf"{_FIGURES.pattern}\s*(?:(kg|kilo)|lb|pound)[a-z]*\b", re.IGNORECASE)


def _read_masses(text: str | None) -> list[Mass]:
    return [
        Mass(float(mass[1]), float(mass[2] or mass[1]), "kg" if mass[3] else "lb")
        for mass in _MASS.finditer(text or "")
    ]


def check_weight(exercise: Exercise) -> Doubts:
    """A weight without a unit, or one that nobody can take up."""
    written = exercise.weight or ""
    if _FIGURES.fullmatch(written):
        yield f"the weight '{written}' has no unit", f"write '{written} kg' or '{written} lb'"
    is_bell = _ONE_BELL.search(exercise.name)
    most = _HEAVIEST_BELL_KG if is_bell else _HEAVIEST_KG
    for mass in dict.fromkeys(_read_masses(written)):
        if not mass.high:
            yield f"a weight of 0 {mass.unit}", "delete it, where the body is the weight"
        elif mass.kilograms[1] > most:
            message = (
                f"{mass.high:g} {mass.unit} is more than anyone {'swings' if is_bell else 'lifts'}"
            )
            yield message, "check the figure and its unit"


# Blocks


def check_single_item(block: Block) -> Doubts:
    """A superset of one exercise; a circuit of one is how people write intervals."""
    (first, *others) = (item for item in block.exercises if not isinstance(item, Step))
    if block.superset and isinstance(first, Exercise) and not others:
        message = f"the superset {quote(block.heading)} holds one exercise"
        yield message, "add another, or write it without the superset"


def check_cap(block: Block) -> Doubts:
    """An AMRAP or a `for_time` block too short for one round: minutes were meant."""
    for key, cap_ms in (("amrap", block.amrap), ("for_time", block.for_time)):
        if cap_ms and cap_ms < MS_PER_MINUTE and cap_ms < _quick_round_ms(block):
            message = f"the '{key}' is over after {format_duration(cap_ms)}"
            yield message, f"write '{cap_ms // MS_PER_SECOND} min' for minutes"


def _quick_round_ms(block: Block) -> int:
    """How long one round of a task takes, done fast."""
    length_ms = 0
    for exercise in block.exercises:
        if not isinstance(exercise, Exercise):
            continue
        if timed := exercise.work or exercise.hold:
            length_ms += timed.low
        elif reps := exercise.reps:
            first = reps[0] if isinstance(reps, tuple) and not isinstance(reps, Span) else reps
            length_ms += first.low * DEFAULTS.paces["ballistic"]
    return length_ms


# Warm-up


_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
}
_TIME = re.compile(
    rf"\b([0-9]+(?:\s*[-–]\s*[0-9]+)?|{'|'.join(_NUMBERS)})[\s-]*((?:min|мин)|(?:se[ckg]|сек))\w*",
    re.IGNORECASE,
)
_ON_ONES_OWN = re.compile(r"\b(pause|track|play|before|already|ready)\b", re.IGNORECASE)


def check_spoken_times(routine: Routine) -> Iterator[Problem]:
    """A warm-up of some minutes that is only spoken: the first exercise follows at once."""
    text = routine.warmup if isinstance(routine.warmup, str) else ""
    time = _TIME.search(text)
    if time and not _ON_ONES_OWN.search(text):
        line = item_for(text.rstrip(".").replace(" for ", " ")) or ""
        if "work:" not in line:
            unit = "min" if time[2].lower() in ("min", "мин") else "s"
            length = f"{_NUMBERS.get(time[1].lower(), time[1])} {unit}"
            line = f"- {{name: Warm-up, work: {length}}}"
        message = f"'{time[0]}' in 'warmup' is said, and no time is given for it"
        yield Problem(
            routine.where_of("warmup"), message, f"write a list under 'warmup', like '{line}'"
        )
