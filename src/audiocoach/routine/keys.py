"""The keys of the language: where each stands, how it is read, what it excludes, what is idle.

`KEYS` is derived from the model; the tables below it say what no annotation can.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from audiocoach.routine.kinds import BLOCK_KINDS, STEP_KEYS, Reader, kinds_of, readers_in
from audiocoach.routine.model import (
    Block,
    Exercise,
    Group,
    Leads,
    Mode,
    Node,
    Routine,
    Step,
)


class Key(NamedTuple):
    """What there is to know of a key, wherever it stands."""

    read: Reader
    """Reads one value, as it is checked in a routine's file."""
    nodes: tuple[type[Node], ...]
    """The types of nodes that have it."""


def keys_of(node: type[Node]) -> tuple[str, ...]:
    """Every key that an author may write in a node of that type, in the model's order."""
    return tuple(kinds_of(node))


def written(node: Node) -> dict[str, Any]:
    """The keys that an author wrote in a node of single values, and what they hold."""
    values = {key: getattr(node, key) for key in keys_of(type(node))}
    return {key: value for key, value in values.items() if value is not None}


def rank(key: str) -> int:
    """Sorts keys as they are best read: what a node is comes first, the list in it last."""
    if key in ("title", "name", *BLOCK_KINDS):
        return -1
    return key == "exercises"


def _table() -> Iterator[tuple[str, Key]]:
    types = (Routine, Exercise, Block, Mode, Step, Leads)
    for key in dict.fromkeys(key for node in types for key in keys_of(node)):
        nodes = tuple(node for node in types if key in kinds_of(node))
        if one := next(readers_in(kinds_of(nodes[0])[key]), None):
            yield key, Key(one.read, nodes)


KEYS: Mapping[str, Key] = dict(_table())
"""Every key that holds values rather than nodes."""

LISTS = ("warmup", "exercises", "cooldown")
"""Keys that hold a list of items, in the order in which they are done."""
DOSES = ("reps", "work", "hold")
"""How much of an exercise: counted, timed, or timed and still."""
COVERED = ("distance", "calories")
"""How much of an exercise that is timed by its pace, or by its `work`."""
PACING = ("tempo", "pace")
"""How fast reps are counted."""
LOADS = (("weight", "drops"), ("rpe", "rir"), ("rpe", "effort"), ("rir", "effort"))
"""How heavy and how hard."""
ONE_SIDE = ("right", "left")
"""The values of `sides` for work of one side only."""
EXCLUSIVE = (DOSES, ("reps", "hold", *COVERED), PACING, *LOADS)
"""Keys of which a node has one at most."""

RESULTS = ("weight", "rpe", "rir", "target")
"""What is to be used or reached in a set, besides its dose."""

_Reasons = Mapping[str, str]
"""A key, and why it has no effect."""

_PACING_KEYS = (*PACING, "starts", "count", "breath")
_OWN_PACE = "everyone goes at their own pace"
_TIMED = "its intervals are timed"
_MINUTES = "what is left of each minute is the rest"


def _because(why: str, *keys: str) -> dict[str, str]:
    return dict.fromkeys(keys, why)


_OF_A_TASK = _because(_OWN_PACE, "rest", "round_rest", "transition", *_PACING_KEYS)
IDLE_ON: Mapping[str, _Reasons] = {
    "ladder": _because("its numbers are its rounds", "rounds"),
    "tabata": _because(_TIMED, *_PACING_KEYS) | _because("'rest' is between them", "round_rest"),
    "emom": _because("its length says how often", "rounds")
    | _because(_MINUTES, "rest", "round_rest"),
    "amrap": _because("nobody knows how many there will be", "rounds") | _OF_A_TASK,
    "for_time": {key: why for key, why in _OF_A_TASK.items() if key != "round_rest"},
}
"""By kind of block, the keys that have no effect on it."""
_IN_A_TASK = _because(
    _OWN_PACE, "sets", "set_rest", "drops", "rest", "switch", "phases", *_PACING_KEYS
) | _because("each name is said once", "short")
IDLE_IN: Mapping[str, _Reasons] = {
    "ladder": _because(
        "its numbers are the reps of every exercise", *DOSES, *COVERED, "sets", "drops"
    ),
    "tabata": _because(
        _TIMED, *DOSES, *COVERED, "sets", "set_rest", "drops", "rir", "phases", *_PACING_KEYS
    )
    | _because("'rest' of the block is between them", "rest", "switch"),
    "emom": _because(_MINUTES, "rest") | _because("a minute has one", "sets", "set_rest"),
    "amrap": _IN_A_TASK,
    "for_time": _IN_A_TASK,
}
"""By kind of block, the keys that have no effect on an exercise in its list."""
ONLY_ON: Mapping[str, tuple[str, ...]] = {
    "every": ("emom",),
    "work": ("tabata",),
    "title": ("ladder", "emom", "amrap", "for_time"),
}
"""Keys of a block that only some kinds have."""
HOLDS: Mapping[str, tuple[str, ...]] = {
    "ladder": ("name", *STEP_KEYS),
    "tabata": ("name",),
    "emom": ("name", "superset", "circuit", "block"),
    "amrap": ("name",),
    "for_time": ("name",),
}
"""By kind of block, the first keys of the items that it may hold; other kinds hold all."""


def block_has(kind: str, key: str) -> bool:
    """Whether a block of that kind has that key, and it has an effect."""
    if key in BLOCK_KINDS:
        return key == kind
    return kind in ONLY_ON.get(key, (kind,)) and key not in IDLE_ON.get(kind, ())


def idle_in(group: Group) -> Mapping[str, str]:
    """The keys without effect on an exercise in the group's list, and why."""
    return IDLE_IN.get(group.kind, {}) if isinstance(group, Block) else {}


def with_article(kind: str) -> str:
    """A kind of block as a sentence names it: `an 'emom'`."""
    return f"{'an' if kind[0] in 'ae' else 'a'} '{kind}'"
