"""Routines for hypothesis: every construct of the language in any combination that makes sense."""

from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import assume
from hypothesis import strategies as st

from audiocoach.errors import RoutineError
from audiocoach.plan.unroll import unroll
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes

Written = dict[str, Any]

_NAMES = st.sampled_from(["Row", "Single-arm row", "Alternating bent-over row to march", "Halo"])
_HOW = st.sampled_from(
    [
        "Hinge.",
        "Hinge at the hips, keep the back flat and pull the bell. " * 3,
        "Stand tall, approx. hip-wide. Ready? Pull the bell to your ribs! Then lower it slowly…",
    ]
)
_MOMENTS = st.sampled_from(["start", "half", "7s", "50s"])
_REMINDERS = st.sampled_from(["Elbow close", "Flat back", "Breathe out", "Long neck. Soft knees."])
_TIMED = st.one_of(
    st.fixed_dictionaries({"at": _MOMENTS, "say": _REMINDERS}),
    st.fixed_dictionaries({"at": _MOMENTS, "sound": st.sampled_from(["switch", "round"])}),
    st.fixed_dictionaries({"at": _MOMENTS, "sound": st.just("pip"), "say": _REMINDERS}),
)
_AT_REPS = st.just([{"at": "rep 3", "say": "Keep your back flat"}, {"at": "rep 9", "say": "Now"}])
_CUES = st.lists(st.one_of(_REMINDERS, _REMINDERS, _TIMED), min_size=1, max_size=3)


def _seconds(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(lambda n: f"{n}s")


def _spans(low: int, high: int) -> st.SearchStrategy[str]:
    pairs = st.tuples(st.integers(low, high), st.integers(low, high)).map(sorted)
    return st.one_of(
        st.integers(low, high).map(str), pairs.map(lambda pair: f"{pair[0]}-{pair[1]}")
    )


_PACING: st.SearchStrategy[Written] = st.one_of(
    st.just({}),
    st.sampled_from(["grind", "standard", "ballistic", "0.7s", "7s"]).map(lambda p: {"pace": p}),
    st.sampled_from(["2-0-2-0", "3-1-X-0", "0-0-1-0"]).map(lambda tempo: {"tempo": tempo}),
    st.just({"phases": {"row": "2s", "stand up tall": "1s", "right": "1.5s"}}),
    st.just({"pace": "2.5s", "phases": ["pull", "lower"]}),
    st.just({"tempo": "2-0-2-0", "phases": ["pull", "lower"]}),
)
_COUNTED = st.one_of(
    _spans(1, 12),
    st.lists(_spans(1, 6), min_size=2, max_size=3),
    st.sampled_from(["max", "3+", ["3", "2+"]]),
)
_DOSE: st.SearchStrategy[Written] = st.one_of(
    st.tuples(_COUNTED, _PACING).map(lambda both: {"reps": both[0], **both[1]}),
    _seconds(1, 70).map(lambda time: {"work": time}),
    _seconds(1, 70).map(lambda time: {"hold": time}),
    st.integers(1, 9).map(lambda n: {"hold": f"{n} breaths"}),
    st.sampled_from(
        [
            {"distance": "200 m", "pace": "5:00/km"},
            {"distance": "0.1 mi", "work": "30s"},
            {"calories": "4", "pace": "12/min"},
        ]
    ),
)
_SIDES: st.SearchStrategy[Written] = st.one_of(
    st.just({}),
    st.sampled_from(["left", "right"]).map(lambda side: {"sides": "alternating", "first": side}),
    _seconds(0, 9).map(lambda switch: {"sides": "each", "switch": switch}),
    st.sampled_from(["left", "right"]).map(lambda side: {"sides": side}),
)
_REST = st.one_of(_seconds(0, 40), st.just("as needed (max 20s)"))
_LOAD: st.SearchStrategy[Written] = st.one_of(
    st.just({}), st.just({"weight": "5-15 lb"}), st.just({"drops": ["20 kg", "16 kg", "12 kg"]})
)
_EFFORT: st.SearchStrategy[Written] = st.sampled_from(
    [{}, {"rpe": "7.5-8"}, {"target": "60-90% FTP"}, {"effort": "the last two should be hard"}]
)
_SHORT = st.just("R")
_NEEDS = st.sampled_from(["a bench", ["a bench", "a box"]])
_SETS: st.SearchStrategy[Written] = st.one_of(
    st.just({}), _seconds(0, 30).map(lambda rest: {"sets": "2", "set_rest": rest})
)


def _optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Written]:
    return st.fixed_dictionaries({}, optional=keys)


def _merged(*parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return st.tuples(*parts).map(lambda all_: {key: v for part in all_ for key, v in part.items()})


def _sensible(exercise: Written) -> Written:
    """Leaves out the keys that a list of reps contradicts."""
    gone = ("sets", "drops", "set_rest") if isinstance(exercise.get("reps"), list) else ()
    return {key: value for key, value in exercise.items() if key not in gone}


_NAMED = _NAMES.map(lambda name: {"name": name})
_SET_LISTS: list[list[Written]] = [
    [
        {"reps": "4", "weight": "60 kg", "rest": "9s"},
        {"work": "20s", "rpe": "8"},
        {"reps": "2+", "tempo": "2-0-1-0"},
        {"distance": "100 m", "pace": "5:00/km"},
    ],
    [
        {"hold": "3 breaths", "target": "zone 2", "rest": "none"},
        {"reps": "max", "cap": "15s", "rir": "1-2"},
        {"calories": "6", "work": "25s"},
        {"reps": "6-8", "pace": "1.5s", "weight": "16 kg"},
    ],
]
_LISTED: st.SearchStrategy[Written] = st.sampled_from(_SET_LISTS).map(lambda sets: {"sets": sets})
_EXERCISE = _merged(
    _NAMED,
    _DOSE,
    _SIDES,
    _SETS,
    _LOAD,
    _EFFORT,
    _optional(short=_SHORT, how=_HOW, cues=_CUES, rest=_REST, needs=_NEEDS),
).map(_sensible)
_HOW_OF_SIDES = {"right": "Right foot back. Stay low.", "left": "Left foot back."}
_SIDED = _merged(
    _NAMED,
    _DOSE,
    _seconds(0, 9).map(lambda switch: {"sides": "each", "switch": switch, "how": _HOW_OF_SIDES}),
    _optional(cues=_CUES, rest=_REST),
)
_WITH_SETS = _merged(
    _NAMED, _SIDES, _LISTED, _optional(short=_SHORT, how=_HOW, cues=_CUES, rest=_REST)
)
_WITH_REPS = _merged(
    _NAMED,
    st.tuples(_spans(1, 12), _PACING).map(lambda both: {"reps": both[0], **both[1]}),
    _SIDES,
    _AT_REPS.map(lambda cues: {"cues": cues}),
    _optional(short=_SHORT, how=_HOW),
)
_GROUP = _optional(rest=_REST, transition=_seconds(0, 15))
_STEPS = st.lists(
    st.sampled_from(
        [
            {"say": "Breathe in."},
            {"say": "Take the light bell. Is it near? Then stand tall."},
            {"sound": "round"},
            {"rest": "12s"},
        ]
    ),
    max_size=2,
)
_ROUNDS: st.SearchStrategy[Written] = st.one_of(
    st.just({}),
    st.tuples(_spans(1, 2), _seconds(0, 60)).map(
        lambda both: {"rounds": both[0], "round_rest": both[1]}
    ),
)


def _block(items: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return _merged(
        st.sampled_from(["superset", "circuit", "block"]).map(lambda kind: {kind: f"My {kind}"}),
        _GROUP,
        _ROUNDS,
        _listed(items, 3).map(lambda items: {"exercises": items}),
    ).map(_without_last_rest)


def _without_last_rest(group: Written) -> Written:
    """Leaves out the rest of the last item, where there is a rest between rounds."""
    if "round_rest" not in group:
        return group
    *_, last = (index for index, item in enumerate(group["exercises"]) if not _is_step(item))
    kept = [
        {key: item[key] for key in item if (key, index) != ("rest", last)}
        for index, item in enumerate(group["exercises"])
    ]
    return {**group, "exercises": kept}


def _is_step(item: Written) -> bool:
    return next(iter(item)) in ("rest", "say", "sound")


def _listed(items: st.SearchStrategy[Written], most: int) -> st.SearchStrategy[list[Written]]:
    """A list with steps before, between and after its items."""
    pairs = st.lists(st.tuples(_STEPS, items), min_size=1, max_size=most)
    return st.tuples(pairs, _STEPS).map(lambda both: [*_stepped(*both)])


def _stepped(pairs: list[tuple[list[Written], Written]], last: list[Written]) -> Iterator[Written]:
    """Yields steps and items, with no rest at either end and no two beside each other."""
    for index, (steps, item) in enumerate(pairs):
        yield from _allowed(steps, rests=index > 0)
        after = pairs[index + 1][0] if index + 1 < len(pairs) else []
        rests = any("rest" in step for step in after)
        yield {key: item[key] for key in item if not (rests and "name" in item and key == "rest")}
    yield from _allowed(last, rests=False)


def _allowed(steps: list[Written], *, rests: bool) -> list[Written]:
    return [*{next(iter(step)): step for step in steps if rests or "rest" not in step}.values()]


def _of(kind: str, value: st.SearchStrategy[Any], items: st.SearchStrategy[Written]) -> Any:  # noqa: ANN401
    exercises = st.lists(items, min_size=1, max_size=3)
    return st.tuples(value, exercises).map(lambda both: {kind: both[0], "exercises": both[1]})


def _tabata(written: Written) -> Written:
    """Gives a block rounds enough for every side."""
    turns = sum(1 + (item.get("sides") == "each") for item in written["exercises"])
    return {**written, "rounds": 2 * turns, "work": "12s"}


def _without(items: st.SearchStrategy[Written], *gone: str) -> st.SearchStrategy[Written]:
    return items.map(lambda item: {key: item[key] for key in item if key not in gone})


def _is_even(exercise: Written) -> bool:
    return not isinstance(exercise.get("reps"), list)


_SIMPLE = _without(_EXERCISE.filter(_is_even), "sets", "set_rest", "rest", "drops")
_TASKS = _without(_SIMPLE, "pace", "tempo", "switch", "phases", "short")
_OWN_PACE = _merged(
    _NAMED,
    st.sampled_from([{"distance": "400 m"}, {"calories": "12"}, {"reps": "max"}, {"reps": "21"}]),
    _optional(how=_HOW, cues=_CUES, weight=st.just("24 kg")),
)
_BARE = _merged(_NAMED, _SIDES, _EFFORT, _optional(how=_HOW, cues=_CUES, weight=st.just("8 kg")))
_FORMATS: st.SearchStrategy[Written] = st.one_of(
    _of("ladder", st.lists(_spans(1, 6), min_size=1, max_size=3), _BARE),
    _of("tabata", st.just("My tabata"), _without(_BARE, "switch")).map(_tabata),
    _of("tabata", st.just("Repeaters"), _without(_BARE, "switch"))
    .map(_tabata)
    .map(lambda block: {**block, "work": "7s", "rest": "3s"}),
    _of("emom", st.sampled_from(["1 min", "3 min"]), _SIMPLE),
    _of("emom", st.just("3 min"), _SIMPLE).map(lambda block: {**block, "every": "90s"}),
    _of("amrap", _seconds(20, 150), _TASKS),
    _of("for_time", _seconds(20, 150), _TASKS).map(lambda block: {**block, "rounds": 3}),
    _of("for_time", _seconds(20, 60), _OWN_PACE).map(
        lambda block: {**block, "rounds": 2, "round_rest": "20s"}
    ),
)
_ITEMS = st.recursive(
    st.one_of(_EXERCISE, _WITH_SETS, _WITH_REPS, _SIDED, _FORMATS), _block, max_leaves=4
)
_LEADS = _optional(
    prepare=st.one_of(st.just("none"), _seconds(1, 40)),
    next=st.one_of(st.just("none"), _seconds(1, 60)),
    call=st.sampled_from(["none", "3s", "5s", "15s", "30s"]),
    countdown=st.sampled_from(["none", "1", "5"]),
    halfway=st.sampled_from(["none", "5s", "40s"]),
    remaining=st.sampled_from(["none", "5s", "20s"]),
)
WRITTEN = _merged(
    st.just({"title": "Generated"}),
    _GROUP,
    _ROUNDS,
    _optional(
        warmup=st.one_of(_HOW, _listed(_ITEMS, 2)),
        cooldown=st.one_of(_HOW, _listed(_EXERCISE, 2)),
        repeat_after=st.just("2 days"),
        notes=st.just(["Only to be read.", {"say": "Rest as you need. Water is near."}]),
        equipment=st.just(["a bell", "a mat"]),
        leads=_LEADS,
        counter=st.just("en-us+f2@190"),
    ),
    _listed(_ITEMS, 4).map(lambda items: {"exercises": items}),
).map(_without_last_rest)


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice, without an anchor."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (of none)
        return True


def dump(written: Written) -> bytes:
    """The file of a routine."""
    return yaml.dump(written, Dumper=_Plain, sort_keys=False, allow_unicode=True).encode()


def read(written: Written) -> Routine:
    """Reads a routine as a file of it would be read."""
    return read_bytes(dump(written), "generated.yaml").named("generated")


@st.composite
def routines(draw: st.DrawFn) -> Routine:
    """A routine of no more than six hours; its strategy is short to print."""
    routine = read(draw(WRITTEN))
    try:
        unroll(routine, "mid")
    except RoutineError as error:
        assume("longer than 6h" not in str(error))
    return routine


ROUTINES = routines()
