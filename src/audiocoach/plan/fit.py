"""A session of a given length: rounds first, then rests, to the millisecond or not at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from math import inf, log
from typing import NamedTuple, Protocol, TypeVar

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import CoachError, RoutineError
from audiocoach.plan.slots import Slot
from audiocoach.plan.unroll import unroll
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Routine
from audiocoach.support.durations import MS_PER_SECOND, format_clock, format_duration


class Fit(NamedTuple):
    """How a session is brought to a length."""

    extra_ms: int
    """What all its rests together gain, or lose."""
    lasts_ms: int
    """The whole track, as it is told at its beginning and end."""


class Bounds(NamedTuple):
    """What `extra_ms` may be."""

    least_ms: int
    most_ms: int


def bounds(slots: Iterable[Slot]) -> Bounds:
    """Between half and twice of what is written, each rest for itself."""
    rests = _lengths(slots)
    return Bounds(-sum(length // 2 for length in rests), sum(rests))


def stretched(slots: Sequence[Slot], extra_ms: int) -> tuple[Slot, ...]:
    """The slots with their rests changed by `extra_ms` in all, which is within their bounds."""
    lengths = iter(spread(_lengths(slots), extra_ms))
    return tuple(replace(slot, length_ms=next(lengths)) if _gives(slot) else slot for slot in slots)


def _lengths(slots: Iterable[Slot]) -> list[int]:
    return [slot.length_ms for slot in slots if _gives(slot)]


def _gives(slot: Slot) -> bool:
    """A rest that is what it is; within an EMOM or a tabata it is what the clock leaves."""
    return slot.kind == "rest" and slot.called == "set"


def spread(lengths: Sequence[int], extra_ms: int) -> list[int]:
    """`lengths` in proportion, `extra_ms` more in all, in whole seconds as far as that goes."""
    total = sum(lengths)
    if not extra_ms or not total:
        return [*lengths]
    exact = [length * (total + extra_ms) // total for length in lengths]
    whole = [ms - ms % MS_PER_SECOND for ms in exact]
    given = [max(ms, length - length // 2) for ms, length in zip(whole, lengths, strict=True)]
    left = total + extra_ms - sum(given)
    nearest = sorted(range(len(lengths)), key=lambda index: given[index] - exact[index])
    while left >= MS_PER_SECOND:
        before = left
        for index in nearest:
            if left >= MS_PER_SECOND and given[index] + MS_PER_SECOND <= 2 * lengths[index]:
                given[index] += MS_PER_SECOND
                left -= MS_PER_SECOND
        if left == before:
            break
    return _rest_of_it(given, lengths, left)


def _rest_of_it(given: list[int], lengths: Sequence[int], left_ms: int) -> list[int]:
    """What no whole second is: in the longest, where it is heard the least."""
    for index in sorted(range(len(given)), key=lambda index: -given[index]):
        length = lengths[index]
        step = min(left_ms, 2 * length - given[index])
        step = max(step, length - length // 2 - given[index])
        given[index] += step
        left_ms -= step
    return given


_TRIES = 4
_FRAME_VARIES_MS = 30_000
"""How far from an estimate a length may be: what is said before and after differs by less."""


class Made(Protocol):
    """A session in time."""

    @property
    def duration_ms(self) -> int:
        """Of the whole track."""


_Made = TypeVar("_Made", bound=Made)


class Body(NamedTuple):
    """A session without what is said before and after it, its rests as they are written."""

    length_ms: int
    rest_ms: int
    extra: Bounds


Bodies = Callable[[int], Body | None]
"""The body of so many rounds; None of too many."""
Make = Callable[[int, int], _Made]
"""The session of so many rounds, and so many more milliseconds of rest."""


def candidate_rounds(routine: Routine, asked: Span | None) -> list[range]:
    """How many rounds there may be; what the author would do comes first."""
    if asked:
        return [range(asked.low, asked.high + 1)]
    if not routine.rounds:
        return [range(DEFAULTS.rounds, DEFAULTS.rounds + 1)]
    any_number = range(1, LIMITS.count + 1)
    low, high = routine.rounds.low, routine.rounds.high
    return [range(low, high + 1), any_number] if low < high else [any_number]


def with_rounds(routine: Routine, rounds: int) -> Routine:
    """The routine with so many rounds."""
    return routine.model_copy(update={"rounds": Span(rounds, rounds)})


def measure_body(routine: Routine, rounds: int) -> Body | None:
    """The body of the routine with so many rounds; None beyond the limits."""
    try:
        slots = unroll(with_rounds(routine, rounds), routine.level or DEFAULTS.level).slots
    except RoutineError:
        return None
    room = bounds(slots)
    return Body(sum(slot.length_ms for slot in slots), room.most_ms, room)


def fit_length(target_ms: int, tiers: Sequence[range], body: Bodies, make: "Make[_Made]") -> _Made:
    """What `make` makes that lasts exactly `target_ms`; raises CoachError with what is nearest."""
    first = tiers[0].start
    known = body(first)
    frame_ms = make(first, 0).duration_ms - (known.length_ms if known else 0)
    for tier in tiers:
        for rounds in _nearest(tier, target_ms - frame_ms, body):
            if made := _landed(target_ms, rounds, frame_ms, body, make):
                return made
    raise CoachError(_refusal(target_ms, tiers[-1], frame_ms, body, make))


def _crossing(tier: range, wanted_ms: int, body: Bodies) -> int:
    """The first number of rounds in `tier` that lasts so long, or the one after its last."""
    low, high = tier.start, tier.stop
    while low < high:
        middle = (low + high) // 2
        found = body(middle)
        if found and found.length_ms < wanted_ms:
            low = middle + 1
        else:
            high = middle
    return low


def _nearest(tier: range, wanted_ms: int, body: Bodies) -> Iterator[int]:
    """The rounds on both sides of a length, that first whose rests change less."""
    crossing = _crossing(tier, wanted_ms, body)
    around = [rounds for rounds in (crossing, crossing - 1) if rounds in tier]
    yield from sorted(around, key=lambda rounds: _stretch(body(rounds), wanted_ms))


def _stretch(body: Body | None, wanted_ms: int) -> float:
    if not body:
        return inf
    rest_ms = body.rest_ms + wanted_ms - body.length_ms
    return abs(log(rest_ms / body.rest_ms)) if body.rest_ms and rest_ms > 0 else inf


def _landed(
    target_ms: int, rounds: int, frame_ms: int, body: Bodies, make: "Make[_Made]"
) -> _Made | None:
    """What lasts exactly so long with so many rounds, if it is within bounds."""
    found = body(rounds)
    if not found:
        return None
    least_ms, most_ms = found.extra
    extra_ms = target_ms - frame_ms - found.length_ms
    if not least_ms - _FRAME_VARIES_MS <= extra_ms <= most_ms + _FRAME_VARIES_MS:
        return None
    for _ in range(_TRIES):
        extra_ms = min(max(extra_ms, least_ms), most_ms)
        made = make(rounds, extra_ms)
        off_ms = target_ms - made.duration_ms
        if not off_ms:
            return made
        extra_ms += off_ms
    return None


def _refusal(target_ms: int, tier: range, frame_ms: int, body: Bodies, make: "Make[_Made]") -> str:
    crossing = _crossing(tier, target_ms - frame_ms, body)
    lengths = [
        (make(rounds, getattr(found.extra, bound)).duration_ms, rounds)
        for rounds, bound in ((crossing - 1, "most_ms"), (crossing, "least_ms"))
        if rounds in tier and (found := body(rounds))
    ]
    nearest = " and ".join(
        f"{format_clock(ms)} with {rounds} {'round' if rounds == 1 else 'rounds'}"
        for ms, rounds in lengths
    )
    said = "the nearest are" if len(lengths) > 1 else "the nearest is"
    target = format_duration(target_ms)
    return f"--fit {target} cannot be met by its rounds and rests; {said} {nearest}"
