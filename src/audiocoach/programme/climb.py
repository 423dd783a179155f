"""What grows from session to session: an odometer, whose first dial turns fastest."""

from collections.abc import Iterator, Sequence
from math import prod
from typing import NamedTuple

from audiocoach.programme.fields import LENGTHS
from audiocoach.programme.model import Programme, Ranges
from audiocoach.routine.amounts import Breaths
from audiocoach.routine.fields import Span
from audiocoach.routine.keys import idle_in
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.overrides import PlaceChange, targets, without_effect
from audiocoach.routine.tree import MAIN, walk
from audiocoach.support.durations import MS_PER_SECOND, ceil_to, format_duration

LENGTH_STEP = 5 * MS_PER_SECOND
"""By how much a length climbs at a time; what is counted climbs by one."""


class Climbed(NamedTuple):
    """A range that is climbed, of one exercise; of the whole routine, where `target` is empty."""

    target: str
    span: Span | Breaths

    def at(self, offset: int) -> Span | Breaths:
        """The value so far above its low end, but not above its high one."""
        value = min(self.span.low + offset, self.span.high)
        if isinstance(self.span, Breaths):
            return Breaths(value, value)
        return self.span._replace(low=value, high=value)

    def up_to(self, level: str, step: int) -> "Climbed":
        """The same, ending at a level of the range, whole steps from its low end."""
        low, high = self.span.low, self.span.at(level)
        high = high if high == self.span.high else low + (high - low) // step * step
        return self._replace(span=self.span._replace(high=high))


class Dial(NamedTuple):
    """All that one key of a climb turns."""

    key: str
    ranges: tuple[Climbed, ...]

    @property
    def step(self) -> int:
        """How far a position is from the next."""
        breaths = all(isinstance(each.span, Breaths) for each in self.ranges)
        return LENGTH_STEP if self.key in LENGTHS and not breaths else 1

    def up_to(self, level: str) -> "Dial":
        """The dial with ranges that end at a level of theirs."""
        return self._replace(ranges=tuple(each.up_to(level, self.step) for each in self.ranges))

    @property
    def positions(self) -> int:
        """How many there are, each of which changes something."""
        most = max(each.span.high - each.span.low for each in self.ranges)
        return ceil_to(most, self.step) // self.step + 1


def dials_of(programme: Programme, routine: Routine) -> tuple[Dial, ...]:
    """The dials that turn something in a routine, as its mode has it, in the programme's order."""
    climb = programme.climb
    if climb is None:
        return ()
    if isinstance(climb, Ranges):
        spans = {key: getattr(climb, key) for key in climb.order}
        idle = without_effect(routine, spans)
        return tuple(
            Dial(key, (Climbed("", span),)) for key, span in spans.items() if key not in idle
        )
    taken = set(programme.set)  # what has one value of its own does not climb
    found = ((key, tuple(_ranges(routine, key, taken))) for key in climb)
    return tuple(Dial(key, ranges) for key, ranges in found if ranges)


def turn(dials: Sequence[Dial], step: int) -> tuple[int, ...]:
    """The position of each dial after so many steps; at the top they stay."""
    step = min(step, top_of(dials))
    positions = []
    for dial in dials:
        step, position = divmod(step, dial.positions)
        positions.append(position)
    return tuple(positions)


def top_of(dials: Sequence[Dial]) -> int:
    """How many steps there are to the top."""
    return prod(dial.positions for dial in dials) - 1


def place_change(target: str, key: str, value: Span | Breaths) -> PlaceChange:
    """A new value of an exercise, with how one would ask for it."""
    low = value.low
    text = format_duration(low) if key in LENGTHS and isinstance(value, Span) else str(low)
    return PlaceChange(target, key, value, f"{target}.{key}={text}")


def ranges_in(routine: Routine, key: str) -> Iterator[tuple[str, Span | Breaths]]:
    """Every exercise of the main part, by its place, that has one value or one range of a key."""
    paths = {path: target for target, path in targets(routine).items()}
    for path, item, group in walk(routine, MAIN):
        value = getattr(item, key, None) if isinstance(item, Exercise) else None
        if isinstance(value, Span | Breaths) and key not in idle_in(group):
            yield paths[path], value


def _ranges(routine: Routine, key: str, taken: set[str]) -> Iterator[Climbed]:
    if key == "rounds":
        if routine.rounds and routine.rounds.low < routine.rounds.high:
            yield Climbed("", routine.rounds)
        return
    for target, span in ranges_in(routine, key):
        if span.low < span.high and f"{target}.{key}" not in taken:
            yield Climbed(target, span)
