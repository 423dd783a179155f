"""A session of a given length: rounds first, then rests, to the millisecond or not at all."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import inf, log
from typing import NamedTuple, Protocol, TypeVar

from msgspec.structs import replace

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import CoachError, RoutineError
from audiocoach.plan.slots import Slot
from audiocoach.plan.unroll import unroll
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Routine
from audiocoach.support.durations import MS_PER_SECOND, format_clock, format_duration

_TRIES = 4
_INTRO_VARIES_MS = 30_000
"""How much the length of intro, preparation and outro may differ from one session to another."""


class Fit(NamedTuple):
    """How a session is brought to a length."""

    extra_ms: int
    """How much longer all its rests together become; negative if shorter."""
    target_ms: int
    """The length of the whole track, which its intro and outro tell."""


class Body(NamedTuple):
    """How long a session is without intro, preparation and outro, its rests as they are written."""

    length_ms: int
    least_ms: int
    """By how much all its rests together may change at the least; a negative number."""
    most_ms: int
    """By how much they may change at the most, which is as long as they are."""


class Near(NamedTuple):
    """A length that a session can have."""

    length_ms: int
    rounds: int

    def __str__(self) -> str:
        rounds = f"{self.rounds} {'round' if self.rounds == 1 else 'rounds'}"
        return f"{format_clock(self.length_ms)} with {rounds}"


class UnfitError(CoachError):
    """Raised for a length that no rounds and rests reach: `near` has the nearest ones."""

    def __init__(self, target_ms: int, near: Sequence[Near]) -> None:
        verb = "the nearest are" if len(near) > 1 else "the nearest is"
        told = " and ".join(map(str, near))
        message = f"--fit {format_duration(target_ms)} cannot be met by its rounds and rests"
        super().__init__(f"{message}; {verb} {told}" if near else message)
        self.target_ms, self.near = target_ms, near


class Timed(Protocol):
    """Anything that has a length in time."""

    @property
    def duration_ms(self) -> int:
        """The length of the whole track."""


_Session = TypeVar("_Session", bound=Timed)
MeasureBody = Callable[[int], Body | None]
"""Measures the body of a session with so many rounds; None if there are too many."""
Build = Callable[[int, int], _Session]
"""Builds the session with so many rounds, and so many more milliseconds of rest."""


def candidate_rounds(routine: Routine, asked: Span | None) -> list[range]:
    """The numbers of rounds to try: the author's range first, then any; or those asked for."""
    if asked:
        return [range(asked.low, asked.high + 1)]
    if not routine.rounds:
        return [range(DEFAULTS.rounds, DEFAULTS.rounds + 1)]
    any_number = range(1, LIMITS.count + 1)
    low, high = routine.rounds.low, routine.rounds.high
    return [range(low, high + 1), any_number] if low < high else [any_number]


def with_rounds(routine: Routine, rounds: int) -> Routine:
    """The routine with so many rounds."""
    return replace(routine, rounds=Span(rounds, rounds))


def measure_body(routine: Routine, rounds: int) -> Body | None:
    """The body of the routine with so many rounds; None beyond the limits."""
    try:
        slots = unroll(with_rounds(routine, rounds), routine.level or DEFAULTS.level).slots
    except RoutineError:
        return None
    return Body(sum(slot.length_ms for slot in slots), *bound_extra(slots))


def fit_length(
    target_ms: int, tiers: Sequence[range], measure: MeasureBody, build: "Build[_Session]"
) -> _Session:
    """The session that lasts exactly `target_ms`; raises UnfitError with the nearest lengths.

    `tiers` are the numbers of rounds to try, as `candidate_rounds` gives them.
    """
    first = tiers[0].start
    body = measure(first)
    around_ms = build(first, 0).duration_ms - (body.length_ms if body else 0)
    body_ms = target_ms - around_ms
    for tier in tiers:
        # The rounds just below and above the length, that first whose rests change less.
        crossing = _first_reaching(tier, body_ms, measure)
        bodies = {rounds: measure(rounds) for rounds in (crossing, crossing - 1) if rounds in tier}
        known = [(rounds, body) for rounds, body in bodies.items() if body]
        for rounds, body in sorted(known, key=lambda each: _rest_change(each[1], body_ms)):
            extra_ms = body_ms - body.length_ms
            if session := _fit_rests(target_ms, extra_ms, body, partial(build, rounds)):
                return session
    raise UnfitError(target_ms, [*_nearest(crossing, bodies, build)])


def _first_reaching(tier: range, body_ms: int, measure: MeasureBody) -> int:
    """The first number of rounds in `tier` whose body lasts so long; past its end if none does."""
    low, high = tier.start, tier.stop
    while low < high:
        middle = (low + high) // 2
        body = measure(middle)
        if body and body.length_ms < body_ms:
            low = middle + 1
        else:
            high = middle
    return low


def _rest_change(body: Body, body_ms: int) -> float:
    """How far the rests would have to stretch or shrink, alike for twice and for half."""
    rest_ms = body.most_ms + body_ms - body.length_ms
    return abs(log(rest_ms / body.most_ms)) if body.most_ms and rest_ms > 0 else inf


def _fit_rests(
    target_ms: int, extra_ms: int, body: Body, build: Callable[[int], _Session]
) -> _Session | None:
    """The session that lasts exactly `target_ms` with about so much more rest, or None."""
    _, least_ms, most_ms = body
    if not least_ms - _INTRO_VARIES_MS <= extra_ms <= most_ms + _INTRO_VARIES_MS:
        return None
    for _ in range(_TRIES):
        extra_ms = min(max(extra_ms, least_ms), most_ms)
        session = build(extra_ms)
        missing_ms = target_ms - session.duration_ms
        if not missing_ms:
            return session
        extra_ms += missing_ms
    return None


def _nearest(
    crossing: int, bodies: Mapping[int, Body | None], build: "Build[_Session]"
) -> Iterator[Near]:
    """The longest session with fewer rounds, and the shortest with more."""
    for rounds in (crossing - 1, crossing):
        if body := bodies.get(rounds):
            extra_ms = body.least_ms if rounds == crossing else body.most_ms
            yield Near(build(rounds, extra_ms).duration_ms, rounds)


def fit_or_settle(target_ms: int, fit: Callable[[int], _Session]) -> _Session:
    """What `fit` makes of a length; raises UnfitError for nearest lengths that it makes, too.

    The coach tells the length that is asked for, which makes each session a little different.
    """
    try:
        return fit(target_ms)
    except UnfitError as error:
        settled = [_settle(near, fit) for near in error.near]
        near = dict.fromkeys(filter(None, settled))
        raise UnfitError(target_ms, [*near] or error.near) from error


def _settle(near: Near, fit: Callable[[int], object]) -> Near | None:
    """A length close by that can be asked for, as what follows from asking; None if none does."""
    for _ in range(_TRIES):
        try:
            fit(near.length_ms)
        except UnfitError as error:
            length_ms = near.length_ms
            closer = sorted(error.near, key=lambda other: abs(other.length_ms - length_ms))
            if not closer:
                return None
            near = closer[0]
        else:
            return near
    return None


# Rests


def bound_extra(slots: Iterable[Slot]) -> tuple[int, int]:
    """By how much all rests together may change: each to half, or to twice, what is written."""
    rests = [slot.length_ms for slot in slots if _can_stretch(slot)]
    return -sum(length // 2 for length in rests), sum(rests)


def stretch_rests(slots: Sequence[Slot], extra_ms: int) -> tuple[Slot, ...]:
    """The slots with their rests changed by `extra_ms` in all, which is within their bounds."""
    lengths = iter(spread([slot.length_ms for slot in slots if _can_stretch(slot)], extra_ms))
    return tuple(
        replace(slot, length_ms=next(lengths)) if _can_stretch(slot) else slot for slot in slots
    )


def _can_stretch(slot: Slot) -> bool:
    """Whether it is a rest of its own: one in an EMOM or a tabata is what the clock leaves."""
    return slot.kind == "rest" and slot.unit == "set"


def spread(lengths: Sequence[int], extra_ms: int) -> list[int]:
    """`lengths` in proportion, `extra_ms` more in all, in whole seconds as far as that goes.

    None becomes longer than twice, or shorter than half, what it was.
    """
    total = sum(lengths)
    if not extra_ms or not total:
        return [*lengths]
    exact = [length * (total + extra_ms) // total for length in lengths]
    whole = [ms - ms % MS_PER_SECOND for ms in exact]
    changed = [max(ms, length - length // 2) for ms, length in zip(whole, lengths, strict=True)]
    left_ms = total + extra_ms - sum(changed)
    nearest = sorted(range(len(lengths)), key=lambda index: changed[index] - exact[index])
    while left_ms >= MS_PER_SECOND:
        before_ms = left_ms
        for index in nearest:
            if left_ms >= MS_PER_SECOND and changed[index] + MS_PER_SECOND <= 2 * lengths[index]:
                changed[index] += MS_PER_SECOND
                left_ms -= MS_PER_SECOND
        if left_ms == before_ms:
            break
    # What is no whole second goes to the longest, where it is heard the least.
    for index in sorted(range(len(changed)), key=lambda index: -changed[index]):
        length = lengths[index]
        step_ms = min(left_ms, 2 * length - changed[index])
        step_ms = max(step_ms, length - length // 2 - changed[index])
        changed[index] += step_ms
        left_ms -= step_ms
    return changed
