"""The JSON Schema takes what the model takes, refuses what it can see is wrong, and is fresh."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from generated import WRITTEN, Written
from hypothesis import given
from msgspec.structs import fields
from paths import DOCS, ROOT

from audiocoach.defaults import Cueing, RoutineDefaults
from audiocoach.routine.catalog import template
from audiocoach.routine.keys import keys_of
from audiocoach.routine.model import Block, Exercise, Mode, Routine, Step
from audiocoach.routine.schema import routine_schema, schema_text
from audiocoach.support.fielddocs import field_docs

SCHEMA = routine_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FILES = [*(ROOT / "routines").glob("*.yaml"), *(ROOT / "tests/goldens").glob("*.yaml")]


def errors(data: object) -> list[str]:
    return [str(error.json_path) for error in VALIDATOR.iter_errors(data)]


def exercise(**keys: object) -> dict[str, Any]:
    return {"title": "T", "exercises": [{"name": "Row", **keys}]}


def test_it_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_the_one_in_docs_is_fresh(golden: Callable[[Path, str], None]) -> None:
    golden(DOCS / "routine.schema.json", schema_text())


@pytest.mark.parametrize("path", sorted(FILES), ids=lambda path: path.stem)
def test_it_takes_every_routine_there_is(path: Path) -> None:
    assert errors(yaml.safe_load(path.read_text("utf-8"))) == []


def test_it_takes_the_template() -> None:
    assert errors(yaml.safe_load(template("leg-day"))) == []


@pytest.mark.slow
@given(WRITTEN)
def test_it_takes_whatever_the_model_takes(written: Written) -> None:
    assert errors(yaml.safe_load(yaml.safe_dump(written))) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"reps": 10},
        {"reps": "6-10"},
        {"reps": "6 – 10", "tempo": "3-1-X-0"},
        {"reps": 10, "pace": "ballistic"},
        {"reps": 10, "pace": 2.5},
        {"work": 40},
        {"work": "1:30"},
        {"work": "1m30s", "rest": "30-60s"},
        {"work": "1.5 min", "rest": 0},
        {"hold": "30s", "rest": "as needed (max 90s)"},
        {"hold": "1:00:00", "cues": "Breathe"},
        {"reps": 10, "tempo": "3-0-1", "rest": "none", "sides": "each", "switch": "none"},
        {"reps": 10, "how": "a" * 1_000, "cues": ["a" * 400, {"at": "1s", "say": "a" * 400}]},
        {"reps": 10, "cues": ["Breathe", {"at": "half", "say": "Slow"}]},
        {"work": "40s", "cues": [{"at": "20s", "sound": "switch"}]},
        {"work": "40s", "cues": [{"at": "20s", "sound": "switch", "say": "Other leg"}]},
        {"reps": 8, "sides": "right"},
        {"reps": "max", "cap": "45s"},
        {"reps": [5, "5+"], "cap": 30},
        {"hold": "5 breaths", "breath": "5s"},
        {"distance": "400 m", "pace": "5:00/km"},
        {"distance": "1.5 miles", "pace": "8:30 per mile"},
        {"distance": "500m", "work": "2 min"},
        {"calories": 15, "pace": "12/min"},
        {"sets": [{"reps": 5, "weight": "60 kg"}, {"reps": "5+", "rest": "2 min"}]},
        {"reps": 10, "weight": 16, "sides": "each", "switch": "8s", "first": "left"},
    ],
    ids=lambda keys: str(keys)[:60],
)
def test_it_takes_values_as_people_write_them(keys: dict[str, object]) -> None:
    assert errors(exercise(**keys)) == []


@pytest.mark.parametrize(
    "keys",
    [
        {"rep": 10},
        {"reps": 0},
        {"reps": "ten"},
        {"reps": 5.5},
        {"reps": 10, "work": "40s"},
        {"reps": 10, "tempo": "3-1-1-0", "pace": "3s"},
        {"reps": 10, "tempo": "3-1"},
        {"reps": 10, "cues": "a" * 401},
        {"reps": 10, "cues": [{"at": "half", "say": "a" * 401}]},
        {"reps": 10, "how": "a" * 1_001},
        {"reps": 10, "weight": "a" * 121},
        {"reps": 10, "pace": "slow"},
        {"reps": 10, "pace": 0.1},
        {"reps": 10, "sides": "both"},
        {"reps": 10, "first": "left"},
        {"reps": 10, "weight": "16 kg", "drops": ["16 kg", "12 kg"]},
        {"reps": 10, "rpe": 8, "rir": 2},
        {"reps": 10, "rpe": 11},
        {"work": "soon"},
        {"work": 0},
        {"hold": "40 parsecs"},
        {"reps": 10, "how": ""},
        {"reps": 10, "how": None},
        {"reps": 10, "cues": []},
        {"reps": 10, "cues": [{"at": "half"}]},
        {"reps": 10, "superset": "Both"},
        {"reps": 10, "exercises": []},
        {"reps": 10, "\0where": "x"},
    ],
    ids=lambda keys: str(keys)[:60],
)
def test_it_refuses_what_is_wrong_with_an_exercise(keys: dict[str, object]) -> None:
    assert errors(exercise(**keys))


@pytest.mark.parametrize(
    "data",
    [
        [],
        "only a text",
        {"exercises": [{"name": "Row", "reps": 3}]},
        {"title": "T"},
        {"title": "T", "exercises": []},
        {"title": "T", "exercises": "Row"},
        {"title": "T", "exercises": [{"reps": 3}]},
        {"title": "T", "exercises": [{"superset": "S"}]},
        {"title": "T", "slug": "t", "exercises": [{"name": "Row", "reps": 3}]},
        {"title": "T", "round_rest": "1 min", "exercises": [{"name": "Row", "reps": 3}]},
        {
            "title": "T",
            "exercises": [
                {"superset": "S", "circuit": "C", "exercises": [{"name": "Row", "reps": 3}]}
            ],
        },
        {"title": "T", "exercises": [{"say": "Breathe", "sound": "pip"}]},
        {"title": "T", "exercises": [{"emom": "10 min", "exercises": [{"say": "Go"}]}]},
        {
            "title": "T",
            "exercises": [{"ladder": [3, 2], "rounds": 2, "exercises": [{"name": "A"}]}],
        },
    ],
    ids=str,
)
def test_it_refuses_what_is_wrong_with_a_routine(data: object) -> None:
    assert errors(data)


@pytest.mark.parametrize("model", [Routine, Block, Exercise, Step, Mode])
def test_every_key_is_explained(model: type[Routine]) -> None:
    assert set(keys_of(model)) - set(field_docs(model)) == set()


@pytest.mark.parametrize("defaults", [RoutineDefaults, Cueing])
def test_every_default_is_explained(defaults: type[RoutineDefaults]) -> None:
    assert {field.name for field in fields(defaults)} - set(field_docs(defaults)) == set()


def test_internal_keys_are_not_shown() -> None:
    assert not {"where", "slug"} & set(SCHEMA["properties"])
    assert "\\u0000" not in schema_text()
