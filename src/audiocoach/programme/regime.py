"""One way to do a routine within a programme: what is fixed in it, and what grows."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from msgspec import Struct, field

from audiocoach.config.overrides import Overrides
from audiocoach.defaults import DEFAULTS
from audiocoach.programme.climb import Dial, place_change, ranges_in, turn
from audiocoach.programme.fields import LENGTHS, By, Growth, Mass
from audiocoach.programme.weights import weight_after
from audiocoach.routine.amounts import Breaths
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Routine
from audiocoach.routine.overrides import PlaceChange
from audiocoach.support.durations import MS_PER_SECOND

_Places = dict[tuple[str, str], PlaceChange]


class GrowingWeight(NamedTuple):
    """The weight of one exercise."""

    target: str
    start: Mass
    growth: Growth
    plates: tuple[Mass, ...]
    bells: tuple[Mass, ...]

    def steps(self, weeks: int, sessions: int) -> int:
        """How often it has grown after so many weeks, and sessions of its routine."""
        return (weeks if self.growth.unit == "week" else sessions) // self.growth.each

    def after(self, steps: int) -> Mass:
        """The weight, once it has grown so often."""
        return weight_after(self.growth, self.start, steps, self.plates, self.bells)


class Progress(NamedTuple):
    """How far one has come: what counts in the climb, and in weights."""

    steps: int = 0
    weeks: int = 0
    sessions: int = 0


class Regime(Struct, frozen=True, eq=False):
    """A routine with changes that hold for some sessions, and dials that turn from one to another.

    Sessions at the same place of the climb share their overrides.
    """

    routine: Routine
    """As its file has it."""
    base: Routine
    """As its mode has it."""
    fixed: Mapping[str, Any]
    """Keywords of `Overrides`."""
    more: Mapping[str, By]
    """Numbers that are so much more or less than they would be."""
    places: tuple[PlaceChange, ...] = ()
    dials: tuple[Dial, ...] = ()
    top: int = 0
    """How many steps of the dials there are."""
    weights: tuple[GrowingWeight, ...] = ()
    known: dict[tuple[int, ...], Overrides] = field(default_factory=dict)

    def overrides(self, progress: Progress) -> Overrides:
        """What is asked of the routine for whoever has come so far."""
        grown = [each.steps(progress.weeks, progress.sessions) for each in self.weights]
        key = (min(progress.steps, self.top), *grown)
        if key not in self.known:
            self.known[key] = self._overrides(key[0], grown)
        return self.known[key]

    def _overrides(self, step: int, grown: Iterable[int]) -> Overrides:
        values = dict(self.fixed)
        places: _Places = {(each.target, each.key): each for each in self.places}
        for dial, position in zip(self.dials, turn(self.dials, step), strict=True):
            for each in dial.ranges:
                value = each.at(position * dial.step)
                if each.target:
                    places[each.target, dial.key] = place_change(each.target, dial.key, value)
                else:
                    values[dial.key] = value
        for key, by in self.more.items():
            self._add(key, by, values, places)
        for weight, steps in zip(self.weights, grown, strict=True):
            text = str(weight.after(steps))
            change = PlaceChange(weight.target, "weight", text, f"{weight.target}.weight={text}")
            places[weight.target, "weight"] = change
        return Overrides(**values, places=tuple(places.values()))

    def _add(self, key: str, by: By, values: dict[str, Any], places: _Places) -> None:
        """Put in so much more or less of a number than there is in `values` or in the routine."""
        if key in values or key == "rounds":
            one = Span(DEFAULTS.rounds, DEFAULTS.rounds)
            values[key] = _moved(values.get(key) or self.base.rounds or one, by, key)
            return
        for target, written in ranges_in(self.base, key):
            change = places.get((target, key))
            value = change.value if change else written
            if value.low:  # as many reps as possible are no number
                places[target, key] = place_change(target, key, _moved(value, by, key))


def _moved(value: Any, by: By, key: str) -> Any:  # noqa: ANN401 (a Span, or Breaths)
    """Both ends of a range so much higher or lower, but not down to nothing."""
    least = MS_PER_SECOND if key in LENGTHS else 1
    low, high = (max(least, end + by.amount) for end in (value.low, value.high))
    return Breaths(low, high) if isinstance(value, Breaths) else value._replace(low=low, high=high)
