"""New values in a routine: all over it, or in one place. Routine in, routine out."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any, NamedTuple

from msgspec.structs import replace

from audiocoach.errors import CoachError, InvalidValueError
from audiocoach.routine.amounts import Rate
from audiocoach.routine.fields import Span, Tempo
from audiocoach.routine.keys import (
    COVERED,
    DOSES,
    KEYS,
    PACING,
    block_has,
    idle_in,
    keys_of,
    with_article,
)
from audiocoach.routine.model import (
    Block,
    Exercise,
    Group,
    Item,
    Routine,
    SetSpec,
    Step,
    TimedCue,
)
from audiocoach.routine.tree import MAIN, Path, Place, map_items, walk
from audiocoach.support.messages import quote, slug, suggest

Values = Mapping[str, Any]
"""By the keys of a `Mode`, what is wanted all over a routine, as the model holds it."""


def override(routine: Routine, values: Values) -> Routine:
    """The routine with `values` all over it; raises CoachError for one that changes nothing."""
    for key, why in without_effect(routine, values).items():
        option = "--" + key.replace("_", "-")
        timed = [f"'--mode {name}'" for name, mode in routine.modes.items() if mode.work]
        hint = f"they are with {' or '.join(timed)}" if key == "work" and timed else None
        raise CoachError(f"{option} changes nothing in '{routine.slug}': {why}", hint)
    return override_where_possible(routine, values)


def without_effect(routine: Routine, values: Values) -> dict[str, str]:
    """The keys of `values` that would change nothing, and why."""
    if not values:
        return {}
    return {key: why for key, why in _idle_keys(routine, values) if key in values}


def override_where_possible(routine: Routine, values: Values) -> Routine:
    """The routine with as much of `values` all over it as has an effect."""

    def changed(place: Place) -> Item:
        item = place.item
        if isinstance(item, Step):
            return replace(item, **_new_rest(item, values))
        if isinstance(item, Block):
            block = map_items(item, changed, MAIN, place.path)
            return replace(block, **_of_group(item, values))
        update = _new_rest(item, values) | _new_dose(item, values)
        idle = idle_in(place.group)
        return replace(item, **{key: update[key] for key in update if key not in idle})

    update = _of_group(routine, values)
    keys = ("rounds", "title", "summary", "transition")
    update |= {key: values[key] for key in keys if key in values}
    if "notes" in values:
        update["notes"] = (*routine.notes, *values["notes"])
    if "rest" in values and routine.rest is None:
        update["rest"] = values["rest"]
    return replace(map_items(routine, changed, MAIN), **update)


def _idle_keys(routine: Routine, values: Values) -> Iterator[tuple[str, str]]:
    """The keys that have no effect on anything in the routine, and why."""
    places = list(walk(routine, MAIN))
    nodes = [routine, *(place.item for place in places)]
    exercises = [
        (place.item, idle_in(place.group)) for place in places if isinstance(place.item, Exercise)
    ]
    if not any(counts_reps(exercise) for exercise, _ in exercises):
        yield "reps", "no exercise counts reps"
    for key in PACING:
        value = values.get(key)
        of = value.of if isinstance(value, Rate) else None
        if not any(key not in idle and _has_use(each, key, value) for each, idle in exercises):
            yield key, f"no {of} takes its time from a pace" if of else "no exercise counts reps"
    if not any("sets" not in idle and not _lists_sets(exercise) for exercise, idle in exercises):
        yield "sets", "every exercise lists the reps of its sets, or its block has none"
    if not any(_has_use(exercise, "work", None) for exercise, _ in exercises):
        yield "work", "no exercise is timed"
    if not any(exercise.hold for exercise, _ in exercises):
        yield "hold", "no exercise is held"
    if routine.rest and not any(map(_rests, nodes)):
        yield "rest", "every rest in it is 0"
    if not any(isinstance(node, Group) and _rests_between_rounds(node, values) for node in nodes):
        yield "round_rest", "there are no rests between rounds, or they are 0"


def _new_rest(node: Routine | Item, values: Values) -> dict[str, Any]:
    """The new rest as an update of what has one that is not 0."""
    return {"rest": values["rest"]} if "rest" in values and _rests(node) else {}


def _of_group(group: Group, values: Values) -> dict[str, Any]:
    """The values that are for a routine or a block, as an update of it."""
    update = _new_rest(group, values)
    if "round_rest" in values and _rests_between_rounds(group, values):
        update["round_rest"] = values["round_rest"]
    if "transition" in values and group.transition is not None:
        update["transition"] = values["transition"]
    return update


def _new_dose(exercise: Exercise, values: Values) -> dict[str, Any]:
    """The values that are for an exercise counted, timed or held as this one is, as an update."""
    keys = ("reps", *PACING, *DOSES)
    update: dict[str, Any] = {}
    for key in dict.fromkeys(keys):
        if key in values and _has_use(exercise, key, values[key]):
            update |= _replaced(exercise, key, values[key])
    if "sets" in values and not _lists_sets(exercise):
        update["sets"] = values["sets"]
    return update


def _has_use(exercise: Exercise, key: str, value: object) -> bool:
    """Whether an exercise is dosed or paced by that key, and by such a value of it."""
    covered = next((each for each in COVERED if getattr(exercise, each)), None)
    if key == "pace" and isinstance(value, Rate):
        return covered == value.of and not exercise.work
    if key in PACING:
        return counts_reps(exercise)
    return not covered and any(getattr(each, key) is not None for each in _with_sets(exercise))


def counts_reps(exercise: Exercise) -> bool:
    """Whether any of its sets is counted."""
    return any(each.reps is not None for each in _with_sets(exercise))


def _with_sets(exercise: Exercise) -> tuple[Exercise | SetSpec, ...]:
    """The exercise, and each of its sets that says something of its own."""
    return exercise, *exercise.listed_sets


def _replaced(node: Exercise | Block, key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    """A new value for a key, and None for what it takes the place of, as an update."""
    listed = node.listed_sets if isinstance(node, Exercise) else ()
    if listed and key == "sets":  # how many there are is in the list
        return {}
    update = _replaced_in(node, key, value)
    return update | {"sets": _same_in_all(listed, key)} if listed else update


def _same_in_all(sets: tuple[SetSpec, ...], key: str) -> tuple[SetSpec, ...]:
    """The sets without what each of them says of that key."""
    alike = {"reps": ("reps", "cap"), **dict.fromkeys(PACING, PACING)}.get(key, (key,))
    gone = dict.fromkeys(each for each in alike if each in keys_of(SetSpec) and each != "rest")
    *before, last = (replace(each, **gone) for each in sets)
    if key == "set_rest":
        before = [replace(each, rest=None) for each in before]
    return *before, replace(last, rest=None) if key == "rest" else last


def _replaced_in(node: Exercise | Block, key: str, value: Any) -> dict[str, Any]:  # noqa: ANN401
    if key in PACING:
        unnamed = {"phases": ()} if key == "tempo" and not _names(node, value) else {}
        return dict.fromkeys(PACING) | {key: value} | unnamed
    if key == "reps" and isinstance(node, Exercise):
        sets = 0 if isinstance(node.reps, Span) else len(node.reps or ())
        cap = node.cap if value.open_ended else None
        gone = dict.fromkeys((*DOSES, *COVERED)) | _without_rate(node)
        return gone | {key: (value,) * sets if sets else value, "cap": cap}
    if key in COVERED:
        return dict.fromkeys(("reps", "hold", *COVERED)) | {key: value}
    return {key: value}


def _without_rate(node: Exercise) -> dict[str, Any]:
    """What an exercise that is counted now loses with its distance, as an update."""
    return {"pace": None} if isinstance(node.pace, Rate) else {}


def uncounted(exercise: Exercise) -> dict[str, Any]:
    """What an exercise loses when it is timed instead of counted, as an update."""
    cues = [
        cue.say if isinstance(cue, TimedCue) and cue.at.kind == "rep" else cue
        for cue in exercise.cues
    ]
    gone = dict.fromkeys(("reps", "cap", *PACING))
    sets = tuple(replace(each, **gone) for each in exercise.listed_sets)
    return {"cues": tuple(filter(None, cues)), "sets": sets or exercise.sets, "phases": ()} | gone


def _names(node: Exercise | Block, tempo: Tempo) -> bool:
    """Whether what it calls the parts of a rep, if anything, are as many as the tempo has."""
    if isinstance(node, Block):
        return True
    return len(node.phases) in (0, len([each for each in tempo if each]))


def _rests(node: Routine | Item) -> bool:
    return bool(node.rest and node.rest.high)


def _rests_between_rounds(group: Group, values: Values) -> bool:
    """Whether it has several rounds; a rest between them that is not written is not 0."""
    if group.round_rest and not group.round_rest.high:
        return False
    if isinstance(group, Block):
        rests = group.kind != "for_time" or group.round_rest is not None
        return rests and block_has(group.kind, "round_rest") and _rounds_of(group) > 1
    return (values["rounds"].high if "rounds" in values else _rounds_of(group)) > 1


def _rounds_of(group: Group) -> int:
    """How many rounds it has at most."""
    if isinstance(group, Block) and group.ladder:
        return len(group.ladder)
    return group.rounds.high if group.rounds else 1


def _lists_sets(exercise: Exercise) -> bool:
    """Whether its sets, or the reps of each, are a list."""
    return any(
        each is not None and not isinstance(each, Span) for each in (exercise.sets, exercise.reps)
    )


def _most_sets(exercise: Exercise) -> int:
    return exercise.sets.high if isinstance(exercise.sets, Span) else len(exercise.sets or (1,))


def _is_open(exercise: Exercise) -> bool:
    """Whether as many reps as possible are done in one of its sets."""
    reps = [each.reps for each in _with_sets(exercise)]
    spans = [span for each in reps for span in ((each,) if isinstance(each, Span) else each or ())]
    return any(span.open_ended for span in spans)


# In one place

PLACE_KEYS = (
    "reps", "cap", "work", "hold", "distance", "calories", "sets", "set_rest", "rest", "rounds",
    "round_rest", "tempo", "pace", "sides", "switch", "transition", "weight", "target",
)  # fmt: skip
"""Keys that can be changed in one place."""
_DEPENDENT = ("set_rest", "round_rest", "switch", "cap", *PACING)
"""Keys that have an effect only beside another."""
_SHAPE = re.compile(r"([^.=]+)\.([^.=]+)=(.*)", re.DOTALL)


class PlaceChange(NamedTuple):
    """A new value for a key of one exercise or block."""

    target: str
    """Its slug, numbered where several have it."""
    key: str
    value: Any
    text: str
    """How it was asked for."""


def read_place_change(text: str) -> PlaceChange:
    """Read `halo.reps=8`; raises InvalidValueError."""
    shape = _SHAPE.fullmatch(text.strip())
    if not shape:
        raise InvalidValueError(f"{quote(text)} changes no place", "write it like 'halo.reps=8'")
    target, key = slug(shape[1]), re.sub(r"[\s-]+", "_", shape[2].strip())
    if key not in PLACE_KEYS:
        message = f"{quote(text)}: unknown key {quote(key)}"
        raise InvalidValueError(message, suggest(key, PLACE_KEYS))
    try:
        return PlaceChange(target, key, KEYS[key].read(shape[3].strip()), text)
    except InvalidValueError as error:
        raise InvalidValueError(f"{quote(text)}: {error.message}", error.hint) from error


def targets(routine: Routine) -> dict[str, Path]:
    """The place of every exercise and block by its slug; equal slugs are numbered in order."""
    slugs: dict[Path, str] = {}
    for path, item, _ in walk(routine):
        if not isinstance(item, Step):
            kind = "block" if isinstance(item, Block) else "exercise"
            slugs[path] = slug(item.heading) or kind
    times = Counter(slugs.values())
    unique = {name for name in times if times[name] == 1}
    numbers = {name: count(1) for name in times}
    known: dict[str, Path] = {}
    for path, name in slugs.items():
        numbered = (f"{name}-{number}" for number in numbers[name])
        free = (target for target in numbered if target not in unique)
        known[name if name in unique else next(free)] = path
    return known


def change_places(routine: Routine, changes: Sequence[PlaceChange]) -> Routine:
    """The routine with `changes` in it; raises CoachError for one that has no place or effect."""
    if not changes:
        return routine
    paths = check_targets(routine, changes)
    for change in changes:
        routine = _change_place(routine, paths[change.target], change)
    items = {place.path: place.item for place in walk(routine)}
    for change in changes:
        if why := _why_idle(items[paths[change.target]], change.key):
            raise CoachError(f"{quote(change.text)} has no effect: {why}")
    return routine


def change_places_where_possible(routine: Routine, changes: Sequence[PlaceChange]) -> Routine:
    """The routine with those of `changes` in it that have a place and an effect."""
    for change in sorted(changes, key=lambda change: change.key in _DEPENDENT):
        try:
            routine = change_places(routine, [change])
        except CoachError:
            continue
    return routine


def check_targets(routine: Routine, changes: Sequence[PlaceChange]) -> dict[str, Path]:
    """Every target there is; raises CoachError for a change that has another."""
    known = targets(routine)
    for target, _, _, text in changes:
        if target in known:
            continue
        message = f"{quote(text)}: nothing in '{routine.slug}' is called {quote(target)}"
        numbered = [name for name in known if re.fullmatch(rf"{re.escape(target)}-\d+", name)]
        if numbered:
            raise CoachError(f"{message} alone", f"there are: {', '.join(numbered)}")
        raise CoachError(message, suggest(target, known))
    return known


def _change_place(routine: Routine, path: Path, change: PlaceChange) -> Routine:
    def changed(place: Place) -> Item:
        item = place.item
        if isinstance(item, Step) or place.path != path[: len(place.path)]:
            return item
        if isinstance(item, Block) and place.path != path:
            return map_items(item, changed, path=place.path)
        _check_key(item, change, place.group)
        update = _replaced(item, change.key, change.value)
        if isinstance(item, Exercise) and change.key in ("work", "hold"):
            update = uncounted(item) | dict.fromkeys(DOSES) | update
        return replace(item, **update)

    return map_items(routine, changed)


def _check_key(item: Exercise | Block, change: PlaceChange, group: Group) -> None:
    """Raises CoachError for a key that the item has not, there where it is."""
    known = [key for key in PLACE_KEYS if type(item) in KEYS[key].nodes]
    kind = "an exercise"
    if isinstance(item, Block):
        known = [key for key in known if block_has(item.kind, key)]
        kind = with_article(item.kind)
    elif why := idle_in(group).get(change.key):
        raise CoachError(f"{quote(change.text)} has no effect: {why}")
    if change.key not in known:
        message = f"'{change.target}' is {kind}, which has no '{change.key}'"
        raise CoachError(f"{quote(change.text)}: {message}", f"it has: {', '.join(known)}")


def _why_idle(item: Item, key: str) -> str | None:
    """Why a value that was changed has no effect there, if it has none."""
    if isinstance(item, Block):
        return "it has one round" if key == "round_rest" and _rounds_of(item) == 1 else None
    if isinstance(item, Step):
        return None
    one_set = not _lists_sets(item) and _most_sets(item) == 1
    reasons = {
        "switch": item.sides != "each" and "it does not do one side after the other",
        "sets": _lists_sets(item) and "it lists the reps of each set",
        "set_rest": one_set and "it has one set",
        "cap": not _is_open(item) and "all of its reps are counted",
        "tempo": item.reps is None and "it is timed",
        "pace": not _has_use(item, "pace", item.pace) and "it is timed otherwise",
    }
    return reasons.get(key) or None
