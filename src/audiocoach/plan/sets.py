"""Exercise → slots: its sets, drops and sides, with the values in force where it stands."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.defaults import CUEING, DEFAULTS
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.i18n.phrases import Phrases
from audiocoach.plan.slots import (
    ONCE,
    ExerciseSet,
    Ordinal,
    Phase,
    Section,
    SetUnit,
    Slot,
    TimedTone,
    TimedWords,
)
from audiocoach.routine.amounts import CALORIE, Breaths, Rate
from audiocoach.routine.fields import Span, Tempo
from audiocoach.routine.keys import COVERED, DOSES, ONE_SIDE, PACING, RESULTS, written
from audiocoach.routine.lifts import first_phase
from audiocoach.routine.model import Block, Exercise, Routine, SetSpec, TimedCue
from audiocoach.support.durations import format_duration
from audiocoach.support.messages import quote


class Rest(NamedTuple):
    """A rest between two slots of work; one of 0 ms is a transition."""

    length_ms: int
    as_needed: bool = False


NO_REST = Rest(0)
_DEFAULT_REST = Rest(DEFAULTS.rest_ms)


class Scope(Struct, frozen=True):
    """The values in force at one place of a routine, from the nodes around it or the defaults."""

    level: str
    phrases: Phrases
    """For the names of blocks without a title."""
    rest: Rest = _DEFAULT_REST
    transition_ms: int = DEFAULTS.transition_ms
    rep_ms: int = DEFAULTS.paces[DEFAULTS.pace]
    tempo: Tempo | None = None
    starts: str | None = None
    """The first phase of a rep, where the author says so."""
    count: str = DEFAULTS.count
    breath_ms: int = DEFAULTS.breath_ms
    rates: tuple[Rate, ...] = ()
    """The paces of distances and calories, the innermost first."""
    reps: int | None = None
    """In a ladder, the reps of exercises that give none themselves."""
    round: Ordinal | None = ONCE
    """None between rounds and outside them."""
    section: Section = "main"

    def resolve(self, span: Span | Breaths) -> int:
        """The value in a range that the level asks for."""
        return span.at(self.level)

    def resolve_rest(self, span: Span | None, otherwise: Rest) -> Rest:
        """The rest that is written, or `otherwise` where none is."""
        return otherwise if span is None else Rest(self.resolve(span), span.as_needed)

    def enter(self, group: Routine | Block) -> "Scope":
        """The scope of the list in `group`."""
        transition_ms = self.transition_ms if group.transition is None else group.transition
        rest = self.resolve_rest(group.rest, self.rest)
        return replace(self.with_pace_of(group), rest=rest, transition_ms=transition_ms)

    def with_pace_of(self, node: Routine | Block | Exercise) -> "Scope":
        """The scope with the tempo or pace, breath, first phase and way of counting of `node`."""
        phases = isinstance(node, Exercise) and node.phases
        given = (node.starts, node.count, node.tempo, node.pace, node.breath)
        if not phases and given == (None,) * 5:
            return self
        scope = replace(
            self,
            starts=node.starts or self.starts,
            count=node.count or self.count,
            breath_ms=node.breath or self.breath_ms,
        )
        if node.tempo is not None:
            return replace(scope, tempo=node.tempo, rep_ms=sum(node.tempo))
        if isinstance(node.pace, Rate):
            return replace(scope, rates=(node.pace, *self.rates))
        pace = node.pace
        if pace is None and isinstance(node, Exercise) and isinstance(node.phases, dict):
            pace = sum(node.phases.values())
        return scope if pace is None else replace(scope, tempo=None, rep_ms=pace)

    def sets_of(self, exercise: Exercise) -> tuple[Exercise, ...]:
        """The exercise as it is in each of its sets: with one dose."""
        if exercise.listed_sets:
            return tuple(_in_set(exercise, spec) for spec in exercise.listed_sets)
        if isinstance(exercise.reps, Span) or exercise.reps is None:
            number = exercise.sets if isinstance(exercise.sets, Span) else Span(1, 1)
            return (exercise,) * self.resolve(number)
        return tuple(replace(exercise, reps=reps) for reps in exercise.reps)

    def make_set(self, exercise: Exercise) -> ExerciseSet:
        """One set of an exercise."""
        paced = self.with_pace_of(exercise)
        moments = [cue for cue in exercise.cues if isinstance(cue, TimedCue)]
        reps = paced.reps_of(exercise)
        rep_ms = paced.rep_ms if reps else None
        reps_of_both_sides = (reps or 0) * (2 if exercise.sides == "alternating" else 1)
        open_ms = _open_ms(exercise)
        breaths = self.resolve(exercise.hold) if isinstance(exercise.hold, Breaths) else None
        return ExerciseSet(
            name=exercise.name,
            short=exercise.short,
            length_ms=paced.time_of(exercise) + reps_of_both_sides * (rep_ms or 0) + open_ms,
            reps=reps,
            rep_ms=rep_ms,
            open_ms=open_ms,
            breaths=breaths,
            distance=exercise.distance,
            calories=self.resolve(exercise.calories) if exercise.calories else None,
            phases=tuple(paced.phases_of(exercise)) if reps else (),
            sides=exercise.sides,
            first=_first_side(exercise),
            switch_ms=DEFAULTS.switch_ms if exercise.switch is None else exercise.switch,
            still=exercise.hold is not None,
            weight=exercise.weight,
            rpe=exercise.rpe,
            rir=exercise.rir,
            target=exercise.target,
            how=_explain(exercise),
            how_of_sides=tuple(exercise.how.items()) if isinstance(exercise.how, dict) else (),
            count=paced.count,
            cues=tuple(cue for cue in exercise.cues if isinstance(cue, str)),
            timed=tuple(TimedWords(cue.at, cue.say, cue.where) for cue in moments if cue.say),
            tones=tuple(TimedTone(cue.at, cue.sound, cue.where) for cue in moments if cue.sound),
            where=exercise.where,
        )

    def reps_of(self, exercise: Exercise) -> int | None:
        """The reps of a set that are counted; None for one that is not counted."""
        if isinstance(exercise.reps, Span):
            return self.resolve(exercise.reps) or None
        timed = exercise.work or exercise.hold or exercise.distance or exercise.calories
        return None if timed else self.reps

    def time_of(self, exercise: Exercise) -> int:
        """The length of a set that is timed; 0 of one that is counted."""
        if isinstance(exercise.hold, Breaths):
            return self.resolve(exercise.hold) * self.breath_ms
        if time := exercise.work or exercise.hold:
            return self.resolve(time)
        return self._time_covered(exercise)

    def _time_covered(self, exercise: Exercise) -> int:
        """The time of a distance or of calories by the pace in force; 0 where there is none."""
        of, number = "", 0
        if exercise.distance:
            of, number = "distance", exercise.distance.tenths_mm
        elif exercise.calories:
            of, number = "calories", self.resolve(exercise.calories) * CALORIE
        rate = next((rate for rate in self.rates if rate.of == of), None)
        return rate.time_of(number) if rate else 0

    def make_work(
        self, exercise_set: ExerciseSet, side: str | None, ordinal: Ordinal, unit: SetUnit
    ) -> Slot:
        """One slot of work."""
        return Slot(
            kind="work",
            length_ms=exercise_set.length_ms,
            where=exercise_set.where,
            section=self.section,
            exercise_set=exercise_set,
            side=side,
            round=self.round,
            set=ordinal,
            unit=unit,
        )

    def make_pause(self, rest: Rest, where: Where, unit: SetUnit = "set") -> Slot:
        """A rest; a transition if the rest is 0."""
        return Slot(
            kind="rest" if rest.length_ms else "transition",
            length_ms=rest.length_ms or self.transition_ms,
            as_needed=rest.as_needed,
            where=where,
            round=self.round,
            section=self.section,
            unit=unit,
        )

    def phases_of(self, exercise: Exercise) -> Iterator[Phase]:
        """The phases of a rep that take time, in the order of the lift; raises RoutineError."""
        words: Sequence[str | None] = tuple(exercise.phases)
        if self.tempo is None:
            names, ends_ms = ["part"] * len(words), self._share_rep(exercise)
        else:
            phases = list(zip(Tempo._fields, self.tempo, strict=True))
            if self._first_phase(exercise) == "concentric":
                phases = phases[2:] + phases[:2]
            phases = [(name, length_ms) for name, length_ms in phases if length_ms]
            words = words or (None,) * len(phases)
            if len(words) != len(phases):
                raise RoutineError([_misnamed(exercise, len(phases), self.tempo)])
            names = [name for name, _ in phases]
            ends_ms = list(accumulate(length_ms for _, length_ms in phases))
        for name, word, (at_ms, end_ms) in zip(names, words, pairwise([0, *ends_ms]), strict=True):
            yield Phase(name, at_ms, end_ms - at_ms, word)

    def _share_rep(self, exercise: Exercise) -> list[int]:
        """When each phase of a rep ends that the author names: at its share of the rep."""
        phases = exercise.phases
        shares = [*phases.values()] if isinstance(phases, dict) else [1] * len(phases)
        return [self.rep_ms * share // sum(shares) for share in accumulate(shares)]

    def _first_phase(self, exercise: Exercise) -> str:
        """What the author says that a rep begins with, else what the name of the lift tells."""
        return self.starts or first_phase(exercise.name) or DEFAULTS.starts

    def doubts(self, exercise: Exercise) -> Iterator[Problem]:
        """What is not certain of the phases of its reps."""
        paced = self.with_pace_of(exercise)
        phases = paced.phases_of(exercise) if exercise.phases else ()
        short = [phase for phase in phases if phase.length_ms < CUEING.phase_word_ms]
        if short:
            lasts = format_duration(min(phase.length_ms for phase in short))
            words = ", ".join(quote(phase.word or "") for phase in short)
            message = f"no time to say {words} in a rep: a part of it lasts {lasts}"
            yield Problem(exercise.where, message, "name fewer phases, or give the rep more time")
        tempo = paced.tempo
        unsaid = not paced.starts and not exercise.phases and not first_phase(exercise.name)
        if unsaid and tempo and tempo.eccentric and tempo.concentric:
            message = f"{quote(exercise.name)} is taken to begin with the way down"
            hint = "add 'starts: concentric' if it begins with the lift, else 'starts: eccentric'"
            yield Problem(exercise.where, message, hint)


def _misnamed(exercise: Exercise, count: int, tempo: Tempo) -> Problem:
    named, has = len(exercise.phases), f"the tempo {tempo} has {count}"
    return Problem(exercise.where, f"'phases' names {named}, and {has}", f"name {count}")


def _explain(exercise: Exercise) -> str | None:
    """How hard it should be, as a sentence, then how it is done."""
    effort, how = exercise.effort, exercise.how if isinstance(exercise.how, str) else None
    if not effort:
        return how
    sentence = effort[0].upper() + effort[1:] + ("" if effort[-1] in ".!?…" else ".")
    return f"{sentence} {how}" if how else sentence


def _in_set(exercise: Exercise, spec: SetSpec) -> Exercise:
    """The exercise as one set of it says; each of its keys replaces those that contradict it."""
    own = written(spec)
    alike = ((*DOSES, *COVERED), PACING, ("rpe", "rir"))
    gone = {key: None for keys in alike if own.keys() & {*keys} for key in keys}
    return replace(exercise, **(gone | own | {"rest": exercise.rest, "sets": None}))


def _varied(sets: Sequence[Exercise]) -> tuple[str, ...]:
    return tuple(key for key in RESULTS if len({getattr(each, key) for each in sets}) > 1)


def rest_after_set(exercise: Exercise, number: int) -> Span | None:
    """The rest that is written for after one set of an exercise, from 1."""
    sets = exercise.listed_sets
    own = sets[number - 1].rest if number <= len(sets) else None
    is_last = number == len(sets)
    between = exercise.rest if exercise.set_rest is None or is_last else exercise.set_rest
    return between if own is None else own


def _open_ms(exercise: Exercise) -> int:
    """How long as many reps as possible are done."""
    if not isinstance(exercise.reps, Span) or not exercise.reps.open_ended:
        return 0
    return exercise.cap or (DEFAULTS.more_ms if exercise.reps.high else DEFAULTS.cap_ms)


def _first_side(exercise: Exercise) -> str:
    only = exercise.sides if exercise.sides in ONE_SIDE else None
    return only or exercise.first or DEFAULTS.first_side


def _amount_of(each: ExerciseSet) -> tuple[object, ...]:
    return each.reps, each.open_ms, each.length_ms, each.distance, each.calories, each.breaths


def unroll_exercise(exercise: Exercise, scope: Scope) -> Iterator[Slot | Problem]:
    """Every set of an exercise, with the rests between them, and what is doubtful of it.

    Raises RoutineError if it has no time.
    """
    if exercise.reps or scope.reps:
        yield from scope.doubts(exercise)
    sets = scope.sets_of(exercise)
    varied = _varied(sets)
    # Most are the same one many times: an exercise is made once, with all its reminders.
    made_of = {
        id(each): scope.make_set(each) for each in {id(each): each for each in sets}.values()
    }
    made = [made_of[id(each)] for each in sets]
    reps_of_sets = tuple(each.reps for each in made if each.reps and not each.open_ms)
    alike = len({_amount_of(each) for each in made}) == 1
    for number, each in enumerate(made, 1):
        if number > 1:
            rest = rest_after_set(exercise, number - 1)
            yield scope.make_pause(scope.resolve_rest(rest, scope.rest), exercise.where)
        exercise_set = replace(each, varied=varied, reps_of_sets=reps_of_sets, is_each_alike=alike)
        if not exercise_set.length_ms:
            message = f"nothing says how long '{exercise.name}' takes"
            hint = "add a 'pace' of its distance or calories, or 'work: 2 min' for its time"
            raise RoutineError([Problem(exercise.where, message, hint)])
        ordinal = Ordinal(number, len(sets))
        if not exercise.drops:
            yield from _unroll_sides(exercise_set, ordinal, scope, "set")
        for index, weight in enumerate(exercise.drops):
            if index:
                yield scope.make_pause(NO_REST, exercise.where)
            drops = () if index else exercise.drops[1:]
            drop = replace(exercise_set, weight=weight, drops=drops)
            yield from _unroll_sides(drop, ordinal, scope, "drop" if index else "set")


def _unroll_sides(
    exercise_set: ExerciseSet, ordinal: Ordinal, scope: Scope, unit: SetUnit
) -> Iterator[Slot]:
    for index, side in enumerate(exercise_set.sides_in_order):
        if index:
            switch = replace(scope, transition_ms=exercise_set.switch_ms)
            yield switch.make_pause(NO_REST, exercise_set.where)
        yield scope.make_work(exercise_set.of_side(side), side, ordinal, unit)
