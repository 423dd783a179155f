"""The tables of what means something where, against the model."""

import inspect

from audiocoach.routine.keys import (
    EXCLUSIVE,
    HOLDS,
    IDLE_IN,
    IDLE_ON,
    KEYS,
    LISTS,
    block_has,
    keys_of,
    with_article,
)
from audiocoach.routine.kinds import BLOCK_KINDS, ITEM_KEYS, kinds_of, readers_in
from audiocoach.routine.model import (
    Block,
    Exercise,
    Leads,
    Mode,
    Routine,
    Step,
)


def test_the_tables_name_kinds_and_keys_that_are() -> None:
    assert {*IDLE_ON, *IDLE_IN, *HOLDS} <= {*BLOCK_KINDS}
    assert {key for keys in IDLE_ON.values() for key in keys} <= {*keys_of(Block)}
    assert {key for keys in IDLE_IN.values() for key in keys} <= {*keys_of(Exercise)}
    assert {word for words in HOLDS.values() for word in words} <= {*ITEM_KEYS}


def test_a_kind_takes_its_own_keys() -> None:
    assert [kind for kind in BLOCK_KINDS if block_has(kind, "every")] == ["emom"]
    assert [kind for kind in BLOCK_KINDS if block_has(kind, "work")] == ["tabata"]
    assert not block_has("emom", "rest")
    assert block_has("for_time", "rounds")
    assert not block_has("amrap", "rounds")
    assert not block_has("amrap", "emom")


def test_a_kind_has_its_article() -> None:
    assert [with_article(kind) for kind in ("emom", "tabata")] == ["an 'emom'", "a 'tabata'"]


def test_a_key_is_read_alike_wherever_it_stands() -> None:
    for key, (read, nodes) in KEYS.items():
        ones = [next(readers_in(kinds_of(node)[key])) for node in nodes]
        assert {one.function for one in ones} == {inspect.unwrap(read)}


def test_every_key_of_the_language_is_in_the_table() -> None:
    nodes = (Routine, Exercise, Block, Mode, Step, Leads)
    held = {"exercises", "leads", "modes"}
    assert {*KEYS} | held == {key for node in nodes for key in keys_of(node)}
    assert {*LISTS} <= {*keys_of(Routine)}
    assert {key for keys in EXCLUSIVE for key in keys} <= {*keys_of(Exercise)}
