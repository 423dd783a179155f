"""What each session of a programme is, whatever was done before, and what has no effect in any."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.config.overrides import NUMBERS
from audiocoach.config.resolve import customise, has_ranges
from audiocoach.errors import CoachError, InvalidValueError, Problem
from audiocoach.programme.climb import Dial, dials_of, ranges_in, top_of
from audiocoach.programme.dates import Day, days_of
from audiocoach.programme.fields import By, Growth, read_mass
from audiocoach.programme.model import Changes, Programme, Ranges
from audiocoach.programme.regime import GrowingWeight, Progress, Regime
from audiocoach.programme.weights import is_too_heavy
from audiocoach.routine.customise import in_mode
from audiocoach.routine.fields import read_level
from audiocoach.routine.keys import keys_of
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.overrides import (
    PlaceChange,
    change_places,
    read_place_change,
    targets,
    without_effect,
)
from audiocoach.routine.tree import walk
from audiocoach.support.messages import quote

_CHANGES = keys_of(Changes)
_LEVEL, _MODE = "--level", "--mode"
"""As what is `Asked` is called, beside the programme's keys."""
_IN_A_WEEK = " "
"""Stands in what says a change that does not hold for all weeks: `deload level`."""
_WORDS = ("fit", "profile")
"""Changes that have an effect on every routine."""

_EXAMPLES = {"reps": "6-10", "work": "30-45s", "sets": "3-5", "rounds": "3-5"}
"""A range of what climbs through ranges of the programme's own."""


class Slot(NamedTuple):
    """A session, as far as it is the same whatever was done before."""

    when: Day
    routine: str
    """Its name, as the programme has it."""
    regime: Regime
    climbs: bool
    """Whether it counts in the climb, and its week."""
    is_light: bool
    """Whether its week is lighter than the others."""


class Asked(NamedTuple):
    """What is asked of all sessions of a programme, and is decided before any is planned."""

    mode: str | None = None
    level: str | None = None
    """How much of what the programme asks for."""


class _Shared(NamedTuple):
    """What all regimes of a routine in one mode share: it does not change from week to week."""

    base: Routine
    places: tuple[PlaceChange, ...]
    dials: tuple[Dial, ...]
    weights: tuple[GrowingWeight, ...]


class SlotMaker(Struct):
    """Makes the slots of a programme, and notes what has no effect where."""

    programme: Programme
    routines: Mapping[str, Routine]
    """By their names, as the programme has them."""
    problems: list[Problem] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)
    shared: dict[tuple[str, str | None], _Shared] = field(default_factory=dict)
    regimes: dict[tuple[str, int, bool], Regime] = field(default_factory=dict)
    asked: Asked = Asked()
    effects: dict[str, dict[str, str]] = field(default_factory=dict)
    """By key, what it does in each routine: empty if something, else why it does not."""

    def slots(self) -> Iterator[Slot]:
        """Every session, in order."""
        programme, deload = self.programme, self.programme.deload
        for when in days_of(programme):
            own = programme.week.get(when.week)
            is_light = bool(deload and when.week % deload.every == 0)
            name = own.routine if own and own.routine else None
            if not name:
                names = programme.rotate or (programme.routine or "",)
                name = names[(when.number - 1) % len(names)]
            key = (name, when.week if own else 0, is_light)
            climbs = not is_light and not (own and (own.routine or own.level))
            if key not in self.regimes:
                self.regimes[key] = self._regime(name, when.week, climbs=climbs, is_light=is_light)
            yield Slot(when, name, self.regimes[key], climbs, is_light)

    def _regime(self, name: str, week: int, *, climbs: bool, is_light: bool) -> Regime:
        """The regime of a routine in a week."""
        routine = self.routines[name]
        wanted, said = self._wanted(name, week, is_light=is_light)
        mode = wanted.pop("mode", None)
        shared = self._shared_by(name, mode)
        base = shared.base
        fixed = {key: wanted[key] for key in NUMBERS if key in wanted}
        more = {key: by for key, by in fixed.items() if isinstance(by, By)}
        fixed = {key: span for key, span in fixed.items() if key not in more}
        idle = without_effect(base, fixed)
        for key in fixed:
            self._note(said[key], name, idle.get(key, ""))
        for key in more:
            there = key == "rounds" or any(ranges_in(base, key))
            self._note(said[key], name, "" if there else f"no exercise has '{key}'")
        values = {key: span for key, span in fixed.items() if key not in idle}
        values |= {key: wanted[key] for key in _WORDS if key in wanted}
        for key in _WORDS:
            if key in wanted:
                self._note(said[key], name, "")
        dials = tuple(each for each in shared.dials if each.key not in fixed)
        if _IN_A_WEEK in said.get("level", ""):  # which is one of the ranges that are climbed
            if isinstance(self.programme.climb, Ranges):
                values |= {dial.key: each.span for dial in dials for each in dial.ranges}
            dials = ()
        if self.asked.level and dials:
            self._note(_LEVEL, name, "")
            dials = tuple(dial.up_to(self.asked.level) for dial in dials)
        regime = Regime(
            routine=routine,
            base=base,
            fixed=values | ({"mode": mode} if mode else {}),
            more=more,
            places=shared.places,
            dials=dials,
            top=top_of(dials),
            weights=shared.weights,
        )
        if climbs:
            self._note_climb(name, shared.dials)
        return self._checked(regime, name, wanted.get("level"), said)

    def _wanted(
        self, name: str, week: int, *, is_light: bool
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """What is wanted of a routine in a week, and by which key; a mode is one that it has."""
        wanted, said = _changes(self.programme, week, is_light=is_light)
        asked, modes = self.asked, self.routines[name].modes
        if "mode" in wanted:
            mode = wanted["mode"]
            self._note(said["mode"], name, "" if mode in modes else f"it has no mode {quote(mode)}")
        if asked.mode:
            why = "" if asked.mode in modes else f"it has no mode {quote(asked.mode)}"
            self._note(_MODE, name, why)
            wanted["mode"] = wanted.get("mode") if why else asked.mode
        if wanted.get("mode") not in modes:
            wanted.pop("mode", None)
        if asked.level:
            wanted["level"] = _share(asked.level, wanted.get("level", "high"))
            said.setdefault("level", _LEVEL)
        return wanted, said

    def _shared_by(self, name: str, mode: str | None) -> _Shared:
        """What the regimes of a routine in a mode share, found once."""
        key = (name, mode)
        if key not in self.shared:
            base = in_mode(self.routines[name], mode)
            places, weights = tuple(self._places(name, base)), tuple(self._weights(name, base))
            self.shared[key] = _Shared(base, places, dials_of(self.programme, base), weights)
        return self.shared[key]

    def _note_climb(self, name: str, dials: Sequence[Dial]) -> None:
        climb, turned = self.programme.climb, {dial.key for dial in dials}
        for key in climb.order if isinstance(climb, Ranges) else climb or ():
            why = "" if key in turned else f"it has no range of '{key}'"
            self._note(f"climb {key}", name, why)

    def _checked(
        self, regime: Regime, name: str, level: str | None, said: Mapping[str, str]
    ) -> Regime:
        """The regime with its level, if it has an effect; notes what the routine refuses."""
        try:
            done = customise(regime.routine, regime.overrides(Progress()))
        except CoachError as error:
            message = f"{name}: {error.message}"
            self._problem("rotate" if self.programme.rotate else "routine", message, error.hint)
            return regime
        if level is None:
            return regime
        has_effect = has_ranges(done)
        for key in dict.fromkeys((said["level"], *([_LEVEL] if self.asked.level else []))):
            self._note(key, name, "" if has_effect else "there is no range in it")
        if not has_effect:
            return regime
        return replace(regime, fixed={**regime.fixed, "level": level}, known={})

    def _places(self, name: str, base: Routine) -> Iterator[PlaceChange]:
        """The changes of single places that the routine has."""
        known = targets(base)
        for key, value in self.programme.set.items():
            if isinstance(value, Growth):
                continue
            change = read_place_change(f"{key}={value}")
            if change.target not in known:
                self._note(f"set {key}", name, f"nothing in it is called {quote(change.target)}")
                continue
            self._note(f"set {key}", name, "")
            try:
                base = change_places(base, [change])
            except CoachError as error:
                self._problem(f"set {key}", f"{name}: {error.message}", error.hint)
                continue
            yield change

    def _weights(self, name: str, base: Routine) -> Iterator[GrowingWeight]:
        """The weights that grow in the routine."""
        programme = self.programme
        items = {place.path: place.item for place in walk(base)}
        known = {target: items[path] for target, path in targets(base).items()}
        for key, growth in programme.set.items():
            if not isinstance(growth, Growth):
                continue
            target = read_place_change(f"{key}=1").target
            item = known.get(target)
            if not isinstance(item, Exercise):
                why = "is called" if item is None else "that lifts a weight is called"
                self._note(f"set {key}", name, f"nothing in it {why} {quote(target)}")
                continue
            self._note(f"set {key}", name, "")
            try:
                start = growth.start or read_mass(item.weight or "")
            except InvalidValueError:
                said = quote(item.weight) if item.weight else "no weight"
                hint = f"""write where it begins: "16 {growth.by.unit} +{growth.by} each week\""""
                self._problem(f"set {key}", f"{name} says {said} for {quote(target)}", hint)
                continue
            weight = GrowingWeight(target, start, growth, programme.plates, programme.bells)
            if self._grows(f"set {key}", weight):
                yield weight

    def _grows(self, key: str, weight: GrowingWeight) -> bool:
        """Whether a weight grows, and not beyond all bounds; notes why not."""
        programme, growth = self.programme, weight.growth
        most = weight.steps(programme.weeks - 1, programme.weeks * len(programme.days) - 1)
        if weight.start.unit != growth.by.unit:
            message = f"the routine says {weight.start}, and it grows in {growth.by.unit}"
            self._problem(key, message, "write both in one unit")
        elif is_too_heavy(growth, weight.start, most):
            message = f"it grows to {weight.start} and {most} times {growth.by}"
            self._problem(key, message, "let it grow by less")
        elif weight.after(most) == weight.start:
            what = "bell" if weight.bells else "plate" if weight.plates else "step"
            message = f"it stays at {weight.start}: there is no {what} for so little more"
            self._problem(key, message, "let it grow by more, or sooner")
        else:
            return True
        return False

    def _problem(self, key: str, message: str, hint: str | None) -> None:
        problem = Problem(self.programme.where_of(key), message, hint)
        if problem not in self.problems:
            self.problems.append(problem)

    def _note(self, key: str, routine: str, why_not: str) -> None:
        """What a key does in a routine. In one of several regimes is enough."""
        whys = self.effects.setdefault(key, {})
        whys[routine] = why_not and whys.get(routine, why_not)

    def check_asked(self) -> None:
        """Raise CoachError for what is asked for and changes nothing in any routine."""
        for key in (_MODE, _LEVEL):
            whys = self.effects.get(key, {})
            if whys and all(whys.values()):
                reasons = "; ".join(f"{name}: {why}" for name, why in whys.items())
                slug = self.programme.slug
                raise CoachError(f"{key} changes nothing in '{slug}' ({reasons})")

    def check_effects(self) -> None:
        """Note keys that change nothing in any routine, and advise of those that do in some."""
        for key, whys in self.effects.items():
            idle = {name: why for name, why in whys.items() if why}
            if not idle:
                continue
            called = quote(key.rpartition(" ")[2])
            reasons = "; ".join(f"{name}: {why}" for name, why in idle.items())
            where = self.programme.where_of(key)
            if len(idle) == len(whys):
                message = f"{called} changes nothing ({reasons})"
                self._problem(key, message, f"delete it{self._or_range(key)}")
            elif not key.startswith("set "):  # of several routines, one has that exercise
                self.advice.append(Problem(where, f"{called} changes not all ({reasons})"))

    def _or_range(self, key: str) -> str:
        """What else to do with what climbs through the routines' ranges, and finds none."""
        kind, _, name = key.partition(" ")
        example = _EXAMPLES.get(name)
        if kind != "climb" or not example or isinstance(self.programme.climb, Ranges):
            return ""
        own = f"{name}: {example}"
        return f", or write a range, like '{own}', in the routine or in 'climb: {{{own}}}'"


def _share(level: str, of: str) -> str:
    """So much of a level: half of 60% is 30%."""
    return f"{read_level(level) * read_level(of) // 100}%"


def _changes(
    programme: Programme, week: int, *, is_light: bool
) -> tuple[dict[str, Any], dict[str, str]]:
    """What is wanted in a week, and by which key; the week itself has the last word."""
    levels: list[tuple[str, Changes | None]] = [("", programme)]
    if is_light:
        levels.append(("deload ", programme.deload))
    levels.append((f"week {week} ", programme.week.get(week)))
    wanted: dict[str, Any] = {}
    said: dict[str, str] = {}
    for prefix, changes in levels:
        for key in _CHANGES:
            value = getattr(changes, key, None)
            if value is not None:
                wanted[key], said[key] = value, prefix + key
    return wanted, said
