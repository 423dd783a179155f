"""The tables of what means something where, against the model."""

from audiocoach.routine.model import BLOCK_WORDS, ITEM_WORDS, Block, Exercise
from audiocoach.routine.validate import HELD, IDLE, IDLE_WITHIN, article, takes


def test_the_tables_name_kinds_and_keys_that_are() -> None:
    assert {*IDLE, *IDLE_WITHIN, *HELD} <= {*BLOCK_WORDS}
    assert {key for keys in IDLE.values() for key in keys} <= {*Block.model_fields}
    assert {key for keys in IDLE_WITHIN.values() for key in keys} <= {*Exercise.model_fields}
    assert {word for words in HELD.values() for word in words} <= {*ITEM_WORDS}


def test_a_kind_takes_its_own_keys() -> None:
    assert [kind for kind in BLOCK_WORDS if takes(kind, "every")] == ["emom"]
    assert [kind for kind in BLOCK_WORDS if takes(kind, "work")] == ["tabata"]
    assert not takes("emom", "rest")
    assert takes("for_time", "rounds")
    assert not takes("amrap", "rounds")
    assert not takes("amrap", "emom")


def test_a_kind_has_its_article() -> None:
    assert [article(kind) for kind in ("emom", "tabata")] == ["an 'emom'", "a 'tabata'"]
