"""The language as a JSON Schema, made from the model: for editors, which then complete and check.

Values are what YAML makes of a routine: `90` is a number there, `90s` a text. The schema takes
whatever the model takes; what only the whole file can contradict is left to `audiocoach check`.
"""

import json
from collections.abc import Iterable, Mapping
from functools import partial
from itertools import combinations
from typing import Any

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.routine import amounts, fields
from audiocoach.routine.keys import EXCLUSIVE, HOLDS, block_has, keys_of, rank
from audiocoach.routine.kinds import (
    BLOCK_KINDS,
    ITEM_KEYS,
    STEP_KEYS,
    Choice,
    Keyed,
    Kind,
    One,
    Pairs,
    Reader,
    Several,
    kinds_of,
    readers_in,
    required,
)
from audiocoach.routine.model import ITEM, Block, Exercise, Node, Routine, SetSpec, Step, TimedCue
from audiocoach.support import headers
from audiocoach.support.durations import MS_PER_SECOND, UNIT_WORDS
from audiocoach.support.fielddocs import field_docs

Schema = dict[str, Any]


_NUMBER = r"[0-9]{1,9}(\.[0-9]{1,9})?"
_CLOCK = r"([0-9]{1,9}:[0-5][0-9]|[0-9]{1,9}):[0-5][0-9](\.[0-9]{1,9})?"
_UNIT = f"({'|'.join(UNIT_WORDS)})"
_LENGTH = rf"({_CLOCK}|({_NUMBER}\s*{_UNIT}\s*)+|{_NUMBER})"
_LENGTHS = rf"{_LENGTH}(\s*[-–]\s*{_LENGTH})?"
_RATE = r"[0-9:.]+[^/]*(/| per | an? )\s*[0-9.]*\s*[A-Za-z]+"
_EFFORT = r"[0-9]{1,2}(\.[05])?(\s*[-–]\s*[0-9]{1,2}(\.[05])?)?"
_PHASE = r"([Xx]|[0-9]{1,2}(\.[0-9])?)"
_DASH = r"\s*[-–]\s*"


def _scalar(types: str | list[str], pattern: str, **bounds: float) -> Schema:
    return {"type": types, **bounds, "pattern": rf"^\s*{pattern}\s*$"}


_number = partial(_scalar, ["number", "string"])
_whole = partial(_scalar, ["integer", "string"], minimum=1)
_word = partial(_scalar, "string")


def _text(most: int) -> Schema:
    return {"type": ["string", "number"], "pattern": r"\S", "maxLength": most}


_ANY_TEXT: Schema = {"type": ["string", "number"], "pattern": r"\S"}
_VALUES: Mapping[Reader, Schema] = {
    fields.read_line: _text(LIMITS.line),
    fields.read_text: _text(LIMITS.text),
    fields.read_phrase: _text(LIMITS.line),
    fields.read_reminder: _text(LIMITS.reminder),
    fields.read_sentences: _text(LIMITS.text),
    fields.read_count: _whole(rf"[0-9]+({_DASH}[0-9]+)?", maximum=LIMITS.count),
    fields.read_gap: _number(rf"({fields.NONE}|{_LENGTH})", minimum=0),
    amounts.read_reps: _whole(
        rf"([Mm]ax( reps)?|[0-9]+({_DASH}[0-9]+)?\s*\+?)", maximum=LIMITS.count
    ),
    amounts.read_hold: _number(
        rf"({_LENGTHS}|[0-9]+({_DASH}[0-9]+)?\s*[Bb]reaths?)", exclusiveMinimum=0
    ),
    fields.read_long_length: _number(_LENGTH, minimum=0),
    fields.read_cap: _number(_LENGTH, exclusiveMinimum=0),
    fields.read_lead: _number(rf"({fields.NONE}|{_LENGTH})", exclusiveMinimum=0),
    fields.read_pips: _whole(rf"({fields.NONE}|[0-9]{{1,2}})", maximum=LIMITS.countdown),
    fields.read_lengths: _number(_LENGTHS, minimum=0),
    amounts.read_work: _number(_LENGTHS, exclusiveMinimum=0),
    fields.read_rest: _number(
        rf"({fields.NONE}|{_LENGTHS}|[Aa]s needed \(max {_LENGTH}\))", minimum=0
    ),
    fields.read_tempo: _word(rf"{_PHASE}({_DASH}{_PHASE}){{2,3}}"),
    amounts.read_calories: _whole(rf"[0-9]+({_DASH}[0-9]+)?\s*([a-z]+)?", maximum=LIMITS.count),
    amounts.read_distance: _word(rf"{_NUMBER}\s*[A-Za-z]+"),
    amounts.read_pace: _number(
        rf"({'|'.join(DEFAULTS.paces)}|{_LENGTH}|{_RATE})",
        minimum=LIMITS.shortest_rep_ms / MS_PER_SECOND,
    ),
    fields.read_rpe: _number(_EFFORT, minimum=1, maximum=10),
    fields.read_rir: _number(_EFFORT, minimum=0, maximum=10),
    fields.read_flag: {"enum": [True, False, "true", "false"]},
    fields.read_level_name: _word(r"(low|mid|high|[0-9]{1,3}\s*%)"),
    fields.read_moment: _number(rf"(start|half|rep [0-9]{{1,3}}|{_LENGTH})", minimum=0),
}
"""By the function that reads a value, the texts and numbers that it takes."""

_HEARD = {"anyOf": [{"required": ["say"]}, {"required": ["sound"]}]}
"""What is heard at a moment: words or a tone."""
_TOGETHER = {"round_rest": "rounds", "first": "sides", "switch": "sides"}
"""Keys that have no effect without another."""


def routine_schema() -> Schema:
    """The schema of a routine's file, draft 2020-12."""
    root = _object(Routine, _keys(Routine))
    required = root.pop("required")
    return {
        **headers.SCHEMA,
        "title": "A routine for audiocoach",
        **root,
        "anyOf": [{"required": required}, {"required": ["extends"]}],
        "$defs": {
            "item": _one_of(ITEM_KEYS),
            "exercise": _object(Exercise, _keys(Exercise)),
            **{kind: _block(kind) for kind in BLOCK_KINDS},
            "step": _object(Step, _keys(Step)) | {"minProperties": 1, "maxProperties": 1},
            **{_name(reader): schema for reader, schema in _VALUES.items()},
        },
    }


def schema_text() -> str:
    """The schema as it is written to a file."""
    return json.dumps(routine_schema(), ensure_ascii=False, indent=1) + "\n"


def _keys(model: type[Node]) -> list[str]:
    """The keys of a node in the order in which an editor offers them."""
    return sorted(keys_of(model), key=rank)


def _block(word: str) -> Schema:
    """A kind of block: the keys and the items that it may have."""
    block = _object(Block, [key for key in _keys(Block) if block_has(word, key)], word)
    if word in HOLDS:
        block["properties"]["exercises"]["items"] = _one_of(HOLDS[word])
    return block


def _one_of(words: Iterable[str]) -> Schema:
    """Items that begin with one of `words`."""
    names = ("exercise" if word == "name" else word for word in words)
    named = ("step" if name in STEP_KEYS else name for name in names)
    return {"oneOf": [_ref(name) for name in dict.fromkeys(named)]}


def _name(reader: Reader) -> str:
    return reader.__name__.removeprefix("read_")


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _object(model: type[Node], keys: list[str], word: str | None = None) -> Schema:
    """`model` as an object with `keys`, of which `word` must be there."""
    kinds, docs = kinds_of(model), field_docs(model)
    needed = [key for key in keys if key == word or key in required(model)]
    return {
        "description": " ".join((model.__doc__ or "").split()),
        "type": "object",
        **({"required": needed} if needed else {}),
        "additionalProperties": False,
        **(_rules(keys) if model in (Routine, Block, Exercise, SetSpec) else {}),
        **(_HEARD if model is TimedCue else {}),
        "properties": {
            key: ({"description": docs[key]} if key in docs else {}) | _schema(kinds[key])
            for key in keys
        },
    }


def _rules(keys: list[str]) -> Schema:
    """Which of `keys` need another, and which exclude each other."""
    needs = {key: [other] for key, other in _TOGETHER.items() if {key, other} <= {*keys}}
    every = dict.fromkeys(pair for group in EXCLUSIVE for pair in combinations(group, 2))
    pairs = [pair for pair in every if {*pair} <= {*keys}]
    apart = {"not": {"anyOf": [{"required": [*pair]} for pair in pairs]}}
    return ({"dependentRequired": needs} if needs else {}) | (apart if pairs else {})


def _schema(kind: Kind) -> Schema:
    """The schema of the values of that kind."""
    match kind:
        case One(function=partial(args=(words,))):
            return {"enum": list(words)}
        case One(function):
            return _ref(_name(function)) if function in _VALUES else _ANY_TEXT
        case Several(item, or_one):
            items = {"type": "array", "minItems": 1, "items": _schema(item)}
            return {"anyOf": [*map(_schema, readers_in(item)), items]} if or_one else items
        case Pairs(value):
            return {"type": "object", "additionalProperties": _schema(value)}
        case Keyed(node):
            return _object(node, _keys(node))
        case Choice(options=options):
            return _ref("item") if kind is ITEM else {"anyOf": [*map(_schema, options)]}
