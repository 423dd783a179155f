"""What others call the keys of the language: what is read as ours, and what to say of the rest.

A key is read as another only where it can mean nothing else; docs/language.md has the table.
"""

from collections.abc import Mapping
from typing import NamedTuple

from audiocoach.routine.model import Block, Exercise, Mode, Node, Routine, Step
from audiocoach.support.yaml_nodes import Node as YamlNode
from audiocoach.support.yaml_nodes import ScalarNode, SequenceNode

_Table = Mapping[str, tuple[str, ...]]

_OF_GROUPS: _Table = {
    "rest": ("rest_between_exercises", "rest_time", "rest_period", "rest_seconds", "pause"),
    "round_rest": ("rest_between_rounds",),
    "exercises": (
        "main", "main_part", "main_set", "workout", "intervals", "exercise", "moves", "movements",
        "items",
    ),
}  # fmt: skip
SAME: Mapping[type[Node], _Table] = {
    Routine: {
        "title": ("name", "workout"),
        "coach": ("author", "trainer", "instructor"),
        "source": ("url", "link"),
        "summary": ("description",),
        "warmup": ("warm_up",),
        "cooldown": ("cool_down", "warm_down"),
        **_OF_GROUPS,
    },
    Block: {
        "superset": ("super_set", "triset", "tri_set", "giant_set"),
        "block": ("section", "group"),
        "title": ("name",),
        **_OF_GROUPS,
    },
    Exercise: {
        "name": ("exercise", "move", "movement", "pose"),
        "reps": ("repetitions",),
        "set_rest": ("rest_between_sets", "pause_between_sets"),
        "rest": ("rest_after", "rest_time", "rest_period", "rest_seconds"),
        "sides": ("side",),
        "weight": ("load",),
        "needs": ("equipment",),
        "how": ("instructions", "description", "technique", "how_to"),
        "cues": ("coaching_cues", "reminders"),
    },
    Step: {"rest": ("pause", "break")},
    Mode: {
        "summary": ("description",),
        "reps": ("repetitions",),
        "rest": _OF_GROUPS["rest"],
        "round_rest": _OF_GROUPS["round_rest"],
    },
}
"""By type of node: a key, and what else is read as it, in small letters and with `_`."""
_OF_ROUNDS = {"sets": "rounds", "set_rest": "round_rest", "rest_between_sets": "round_rest"}
"""In a superset and in a circuit, where a set is all of it."""
_MEANT = {
    kind: [(other, key) for key, others in table.items() for other in others]
    for kind, table in SAME.items()
}


class Doubt(NamedTuple):
    """A key that could mean several things: the likeliest, "" for none, and what to write."""

    meant: str
    hint: str
    value: str = ""
    """What stands for its value, which may be none of the likeliest key."""


_TIMED = Doubt("work", "write 'work: {value}', or 'hold: {value}' where nothing moves")
_ORDERS = "'sides: each' (all right, then all left) or 'sides: alternating'"
_SIDED = Doubt("sides", f"write {_ORDERS}", "each")
_REPS_OF_SIDES = Doubt("reps", "write 'reps: {value}' and " + _ORDERS)
_LASTS = Doubt(
    "", "it lasts as long as what is in it, and '--fit 20m' makes a track of that length"
)
_ONLY_READ = Doubt("", "write it under 'notes', which are for the reader")
_SAY = Doubt("", "write '- say: …' as the first item of its list")
_SETS = "or 'sets: {value}' on each exercise"
_ROUNDS = Doubt("rounds", "write 'rounds: {value}' to do the whole list that often, " + _SETS)
_RESTS = Doubt(
    "round_rest", "write 'round_rest' for the rest between rounds, or 'set_rest' on an exercise"
)


def _each(doubt: Doubt, *keys: str) -> dict[str, Doubt]:
    return dict.fromkeys(keys, doubt)


_DOUBTS: Mapping[type[Node], Mapping[str, Doubt]] = {
    Routine: {
        **_each(_LASTS, "time", "duration", "length", "total_time", "minutes"),
        **_each(_ONLY_READ, "goal", "difficulty", "type", "category", "tags", "focus"),
        **_each(_ROUNDS, "sets", "repeat"),
        **_each(_RESTS, "set_rest", "rest_between_sets"),
    },
    Block: {
        **_each(_LASTS, "time", "duration", "length", "minutes"),
        **_each(_ROUNDS, "sets", "repeat"),
        **_each(_RESTS, "set_rest", "rest_between_sets"),
        **_each(_SAY, "description", "instructions", "notes", "how"),
    },
    Exercise: {
        **_each(_TIMED, "time", "duration", "length", "seconds", "secs"),
        "minutes": Doubt(
            "work", "write 'work: {value} min', or 'hold: {value} min' where nothing moves"
        ),
        **_each(_SIDED, "unilateral", "each_side", "per_side", "both_sides", "alternating"),
        "kg": Doubt("weight", "write 'weight: {value} kg'"),
        **_each(Doubt("weight", "write 'weight: {value} lb'"), "lb", "lbs"),
        "rest_between_reps": Doubt("", "write a 'tempo' whose last figure is that pause"),
        **_each(
            Doubt("", "write 'how: …' for what is spoken before it, or '# …' for a remark"),
            "notes", "note", "comment",
        ),
        **_each(
            Doubt("rest", "write 'rest' for the rest after it, or 'tempo' for a pause in each rep"),
            "pause", "break",
        ),
        **_each(Doubt("sets", "write 'sets: {value}'"), "rounds", "repeat"),
    },
}  # fmt: skip
_SHORT = 12


def plain(key: str) -> str:
    """A key in small letters, with `_` between its words: `Round Rest` is `round_rest`."""
    return "_".join(key.lower().replace("-", " ").replace("_", " ").split())


def same_as(key: str, value: YamlNode, kind: type[Node], first: str) -> str | None:
    """The key of ours that `key` can only mean in a node of that kind which begins with `first`."""
    if kind is Block and first in ("superset", "circuit") and key in _OF_ROUNDS:
        return _OF_ROUNDS[key]
    meant = [ours for other, ours in _MEANT.get(kind, ()) if other == key]
    listed = isinstance(value, SequenceNode) and "exercises" in meant
    return next((ours for ours in meant if (ours == "exercises") == listed), None)


def begins(key: str) -> str | None:
    """The first key of an item that `key` can only mean there."""
    for kind, openers in ((Exercise, ("name",)), (Block, ("superset", "block")), (Step, ("rest",))):
        for ours in openers:
            if key in SAME[kind][ours]:
                return ours
    return None


def doubt(key: str, value: YamlNode, kind: type[Node]) -> Doubt | None:
    """What to say of a key that is none of ours, if that is known."""
    found = _DOUBTS.get(kind, {}).get(plain(key))
    if not found:
        return None
    text = value.text if isinstance(value, ScalarNode) else ""
    if found is _SIDED and text[:1].isdecimal():
        found = _REPS_OF_SIDES
    shown = text if 0 < len(text) <= _SHORT and text.isprintable() else "…"
    return found._replace(hint=found.hint.replace("{value}", shown))
