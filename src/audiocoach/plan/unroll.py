"""Routine → its session: every set, side, rest and change in order, ranges resolved."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from audiocoach.defaults import LIMITS, SESSION
from audiocoach.errors import Problem, RoutineError, Where
from audiocoach.languages import language_of
from audiocoach.phrases import phrases
from audiocoach.plan import formats, naming
from audiocoach.plan.formats import Found
from audiocoach.plan.sets import exercise_slots, pause
from audiocoach.plan.settings import NO_REST, Rest, Setting
from audiocoach.plan.slots import NewRound, Session, Slot, Turn
from audiocoach.routine.leading import leads_of
from audiocoach.routine.model import Block, Exercise, Item, Routine, Step
from audiocoach.times import say_short


def unroll(routine: Routine, level: str) -> Session:
    """The whole session; raises RoutineError beyond the limits, before it fills memory."""
    gathered = _Gathered()
    setting = Setting(level, phrases(language_of(routine)))
    for found in _sections(routine, setting):
        gathered.take(found)
    return Session(
        slots=tuple(gathered.slots),
        rounds=len(_reps_of_rounds(routine, setting)),
        after=tuple(gathered.steps),
        advice=tuple(dict.fromkeys(gathered.advice)),
        leads=leads_of(routine),
    )


@dataclass(slots=True)
class _Gathered:
    """What a walk came upon so far; `steps` wait for the slot in which they are heard."""

    slots: list[Slot] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)
    total_ms: int = 0
    reps: int = 0
    taken: int = 0

    def take(self, found: Found) -> None:
        self.taken += 1
        if isinstance(found, Slot):
            self._take_slot(found)
        elif isinstance(found, Step):
            self.steps.append(found)
        else:
            self.advice.append(found)
        self._check_limits(found.where)

    def _take_slot(self, slot: Slot) -> None:
        if not slot.length_ms:
            self.taken -= 1
            return
        self.total_ms += slot.length_ms
        if slot.move:
            self.reps += slot.length_ms // slot.move.rep_ms if slot.move.rep_ms else 0
        self.slots.append(replace(slot, before=tuple(self.steps)) if self.steps else slot)
        self.steps.clear()

    def _check_limits(self, where: Where) -> None:
        said = None
        if self.total_ms > LIMITS.session_ms:
            said = f"the session gets longer than {say_short(LIMITS.session_ms)} here"
        elif self.taken > LIMITS.intervals:
            said = f"the session has more than {LIMITS.intervals:,} sets and rests from here on"
        elif self.reps > LIMITS.reps:
            said = f"the session has more than {LIMITS.reps:,} reps from here on"
        if said:
            raise RoutineError([Problem(where, said, "use fewer rounds, sets or reps")])


def _sections(routine: Routine, outer: Setting) -> Iterator[Found]:
    """Warm-up, main part and cool-down, with the routine's rest between them."""
    around = replace(outer.within(routine), round=None)
    if isinstance(routine.warmup, tuple):
        yield from _list(routine.warmup, replace(around, section="warmup"))
        yield _between(routine.warmup, replace(around, section="main"), routine.where)
    yield from _rounds(routine, outer)
    if isinstance(routine.cooldown, tuple):
        yield _between(routine.exercises, replace(around, section="cooldown"), routine.where)
        yield from _list(routine.cooldown, replace(around, section="cooldown"))


def _between(items: Sequence[Item], setting: Setting, where: Where) -> Slot:
    return pause(_rest_after(_last(items), setting.rest, setting), setting, where)


def _rounds(group: Routine | Block, outer: Setting) -> Iterator[Found]:
    setting = outer.within(group)
    own = _rest_after(_last(group.exercises), setting.rest, setting)
    round_rest = setting.resting(group.round_rest, own)
    if isinstance(group, Block) and group.superset and group.rest is None:
        setting = replace(setting, rest=NO_REST)
    rounds = _reps_of_rounds(group, setting)
    for number, reps in enumerate(rounds, 1):
        turn = Turn(number, len(rounds)) if len(rounds) > 1 else setting.round
        found = _list(group.exercises, replace(setting, round=turn, reps=reps or setting.reps))
        if turn and number > 1:
            title = naming.heading(group, setting.words) if isinstance(group, Block) else None
            found = _marked(found, begins=NewRound(turn, title))
        yield from found
        if number < len(rounds):
            yield pause(round_rest, replace(setting, round=None), group.where)


def _reps_of_rounds(group: Routine | Block, setting: Setting) -> tuple[int | None, ...]:
    """What a ladder gives each of its rounds; None in rounds of other kinds."""
    if isinstance(group, Block) and group.ladder:
        return tuple(setting.at(count) for count in group.ladder)
    return (None,) * (setting.at(group.rounds) if group.rounds else SESSION.rounds)


def _marked(
    found: Iterator[Found], *, opens: Block | None = None, begins: NewRound | None = None
) -> Iterator[Found]:
    """With the first work among what is found marked as such."""
    for each in found:
        if isinstance(each, Slot) and each.move:
            inner = each.opens if opens is None else (opens, *each.opens)
            yield replace(each, opens=inner, begins=begins or each.begins)
            break
        yield each
    yield from found


def _list(items: Sequence[Item], setting: Setting) -> Iterator[Found]:
    """The things of a list in turn, with a pause between each two of them."""
    before: Exercise | Block | None = None
    step: Step | None = None
    for item in items:
        if isinstance(item, Step):
            step = item if item.rest else step
            if not item.rest:
                yield item
            continue
        if before:
            rest = _rest_after(before, setting.rest, setting)
            own = setting.resting(step.rest if step else None, rest)
            yield pause(own, setting, step.where if step else item.where)
        yield from _item(item, setting)
        before, step = item, None


def _last(items: Sequence[Item]) -> Exercise | Block:
    return next(item for item in reversed(items) if not isinstance(item, Step))


def _rest_after(item: Exercise | Block, group: Rest, setting: Setting) -> Rest:
    return setting.resting(item.rest if isinstance(item, Exercise) else None, group)


def _item(item: Exercise | Block, setting: Setting) -> Iterator[Found]:
    if isinstance(item, Exercise):
        yield from exercise_slots(item, setting)
    else:
        yield from _marked(_block(item, setting), opens=item)


def _block(block: Block, setting: Setting) -> Iterator[Found]:
    match block.kind:
        case "tabata":
            return formats.tabata(block, setting)
        case "emom":
            return formats.emom(block, setting, _item)
        case "amrap" | "for_time":
            return formats.task(block, setting)
        case _:
            return _rounds(block, setting)
