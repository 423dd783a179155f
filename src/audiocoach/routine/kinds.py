"""Which keys mean something in which kind of block, and what may stand in its list.

A key that would have no effect is an error; these tables say why it would have none.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from audiocoach.defaults import SESSION
from audiocoach.errors import Problem
from audiocoach.routine import document, fields
from audiocoach.routine.document import Items, Scalar
from audiocoach.routine.model import BLOCK_WORDS, STEP_WORDS

_Reasons = Mapping[str, str]

_PLAIN = ("superset", "circuit", "block")
_PACING = ("tempo", "pace", "starts", "count")
_OWN_PACE = "everyone goes at their own pace"
_TIMED = "its intervals are timed"
_MINUTES = "what is left of each minute is the rest"


def _because(why: str, *keys: str) -> dict[str, str]:
    return dict.fromkeys(keys, why)


_OF_A_TASK = _because(_OWN_PACE, "rest", "round_rest", "transition", *_PACING)
IDLE: Mapping[str, _Reasons] = MappingProxyType(
    {
        "ladder": _because("its numbers are its rounds", "rounds"),
        "tabata": _because(_TIMED, *_PACING) | _because("'rest' is between them", "round_rest"),
        "emom": _because("its length says how often", "rounds")
        | _because(_MINUTES, "rest", "round_rest"),
        "amrap": _because("nobody knows how many there will be", "rounds") | _OF_A_TASK,
        "for_time": _OF_A_TASK,
    }
)
"""Keys without effect on a kind of block."""
_ONLY_ON: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "every": ("emom",),
        "work": ("tabata",),
        "title": ("ladder", "emom", "amrap", "for_time"),
    }
)
_IN_A_TASK = _because(_OWN_PACE, "sets", "set_rest", "drops", "rest", "switch", *_PACING)
IDLE_WITHIN: Mapping[str, _Reasons] = MappingProxyType(
    {
        "ladder": _because(
            "its numbers are the reps of every exercise", "reps", "work", "hold", "sets", "drops"
        ),
        "tabata": _because(
            _TIMED, "reps", "work", "hold", "sets", "set_rest", "drops", "rir", *_PACING
        )
        | _because("'rest' of the block is between them", "rest", "switch"),
        "emom": _because(_MINUTES, "rest") | _because("a minute has one", "sets", "set_rest"),
        "amrap": _IN_A_TASK,
        "for_time": _IN_A_TASK,
    }
)
"""Keys without effect on an exercise in a kind of block."""
HELD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ladder": ("name", *STEP_WORDS),
        "tabata": ("name",),
        "emom": ("name", *_PLAIN),
        "amrap": ("name",),
        "for_time": ("name",),
    }
)
"""How items may begin in a kind of block; in others all may."""


def article(kind: str) -> str:
    """The kind as a sentence names it."""
    return f"{'an' if kind[0] in 'ae' else 'a'} '{kind}'"


def takes(kind: str, key: str) -> bool:
    """Whether a block of that kind has that key."""
    if key in BLOCK_WORDS:
        return key == kind
    return kind in _ONLY_ON.get(key, (kind,)) and key not in IDLE.get(kind, ())


def check_keys(block: document.Mapping, kind: str) -> Iterator[Problem]:
    """Keys that mean nothing on a block of this kind."""
    for key, where in block.keys.items():
        why = IDLE.get(kind, {}).get(key)
        if key in _ONLY_ON and kind not in _ONLY_ON[key]:
            why = "its title is already there" if key == "title" else _elsewhere(key)
        if why:
            yield Problem(where, f"'{key}' has no effect on {article(kind)}: {why}", "delete it")


def _elsewhere(key: str) -> str:
    return f"it belongs to {article(_ONLY_ON[key][0])}"


def check_within(item: document.Mapping, word: str, kind: str) -> Iterator[Problem]:
    """An item, by its first word, in the list of a block of a kind."""
    if word not in HELD.get(kind, (word,)):
        things = "exercises, supersets, circuits and blocks" if kind == "emom" else "exercises"
        message = f"'{word}' cannot stand in {article(kind)}, which holds {things}"
        yield Problem(item.where, message, "move it out, or use a 'block'")
    if word != "name":
        return
    for key, where in item.keys.items():
        if why := IDLE_WITHIN.get(kind, {}).get(key):
            yield Problem(where, f"'{key}' has no effect in {article(kind)}: {why}", "delete it")
    if kind in ("amrap", "emom") and isinstance(item.values.get("reps"), Items):
        message = f"a list of reps has no effect in {article(kind)}"
        yield Problem(item.keys["reps"], message, "write one number")


def check_every(block: document.Mapping, kind: str) -> Iterator[Problem]:
    """An EMOM lasts a whole number of its slots."""
    length, every = block.values.get("emom"), block.values.get("every")
    if kind != "emom" or not isinstance(length, Scalar):
        return
    try:
        total_ms = fields.read_cap(length.text)
        every_ms = fields.read_cap(every.text) if isinstance(every, Scalar) else SESSION.every_ms
    except ValueError:
        return
    if total_ms % every_ms:
        slot = every.text if isinstance(every, Scalar) else "1 min"
        message = f"{fields.quoted(length.text)} is no whole number of slots of {slot}"
        yield Problem(length.where, message, f"write a multiple of {slot}, or another 'every'")
