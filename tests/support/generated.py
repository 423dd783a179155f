"""Routines for hypothesis: every construct of the language in any combination that makes sense."""

from typing import Any

import yaml
from hypothesis import strategies as st

from audiocoach.routine.model import Routine
from audiocoach.routine.reading import read_bytes

Written = dict[str, Any]

_NAMES = st.sampled_from(["Row", "Single-arm row", "Alternating bent-over row to march", "Halo"])
_HOW = st.sampled_from(["Hinge.", "Hinge at the hips, keep the back flat and pull the bell. " * 3])
_CUES = st.lists(
    st.sampled_from(["Elbow close", "Flat back", "Breathe out"]), min_size=1, max_size=3
)


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
)
_DOSE: st.SearchStrategy[Written] = st.one_of(
    st.tuples(_spans(1, 12), _PACING).map(lambda both: {"reps": both[0], **both[1]}),
    _seconds(1, 70).map(lambda time: {"work": time}),
    _seconds(1, 70).map(lambda time: {"hold": time}),
)
_SIDES: st.SearchStrategy[Written] = st.one_of(
    st.just({}),
    st.sampled_from(["left", "right"]).map(lambda side: {"sides": "alternating", "first": side}),
    _seconds(0, 9).map(lambda switch: {"sides": "each", "switch": switch}),
)
_SETS: st.SearchStrategy[Written] = st.one_of(
    st.just({}), _seconds(0, 30).map(lambda rest: {"sets": "2", "set_rest": rest})
)


def _optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Written]:
    return st.fixed_dictionaries({}, optional=keys)


def _merged(*parts: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return st.tuples(*parts).map(lambda all_: {key: v for part in all_ for key, v in part.items()})


_EXERCISE = _merged(
    _NAMES.map(lambda name: {"name": name}),
    _DOSE,
    _SIDES,
    _SETS,
    _optional(how=_HOW, cues=_CUES, weight=st.just("5-15 lb"), rest=_seconds(0, 40)),
)
_GROUP = _optional(rest=_seconds(0, 90), transition=_seconds(0, 15))
_ROUNDS: st.SearchStrategy[Written] = st.one_of(
    st.just({}),
    st.tuples(_spans(1, 3), _seconds(0, 60)).map(
        lambda both: {"rounds": both[0], "round_rest": both[1]}
    ),
)


def _block(items: st.SearchStrategy[Written]) -> st.SearchStrategy[Written]:
    return _merged(
        st.sampled_from(["superset", "circuit", "block"]).map(lambda kind: {kind: f"My {kind}"}),
        _GROUP,
        _ROUNDS,
        st.lists(items, min_size=1, max_size=3).map(lambda items: {"exercises": items}),
    )


_ITEMS = st.recursive(_EXERCISE, _block, max_leaves=4)
WRITTEN = _merged(
    st.just({"title": "Generated"}),
    _GROUP,
    _ROUNDS,
    _optional(warmup=_HOW, repeat_after=st.just("2 days"), equipment=st.just(["a bell", "a mat"])),
    st.lists(_ITEMS, min_size=1, max_size=4).map(lambda items: {"exercises": items}),
)


def read(written: Written) -> Routine:
    """What an author wrote, read as a file would be."""
    text = yaml.safe_dump(written, sort_keys=False, allow_unicode=True)
    return read_bytes(text.encode(), "generated.yaml").named("generated")


ROUTINES = WRITTEN.map(read)
