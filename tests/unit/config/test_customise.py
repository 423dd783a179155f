from typing import Unpack

import pytest
from customised import EVERYTHING, exactly, exercises, named, read
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from audiocoach.config.overrides import OverrideKeywords, Overrides, UserOverrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.routine.fields import Span
from audiocoach.routine.model import Block, Exercise, Routine, Step, counter_of

SHUFFLED = """\
title: Mixed
shuffle: true
exercises:
  - {name: A, reps: 1}
  - say: In the middle.
  - {name: B, reps: 1}
  - {name: C, reps: 1}
  - rest: 20s
  - circuit: D
    shuffle: true
    exercises: [{name: E, reps: 1}, {name: F, reps: 1}, {name: G, reps: 1}]
  - block: H
    exercises: [{name: I, reps: 1}, {name: J, reps: 1}]
"""


def table(
    *, file: str = "", for_one_routine: bool = False, **overrides: Unpack[OverrideKeywords]
) -> UserOverrides:
    return UserOverrides(Overrides(**overrides), file=file, for_one_routine=for_one_routine)


def refusal(
    asked: Overrides, tables: tuple[UserOverrides, ...] = (), text: str = EVERYTHING
) -> str:
    with pytest.raises(CoachError) as refused:
        customise(read(text), asked, tables)
    return str(refused.value)


# Which wish wins


def test_no_wish_changes_nothing() -> None:
    assert customise(read(), Overrides()) == read()


def test_the_nearest_wish_wins() -> None:
    general = table(reps=11, places="halo.reps=12")
    own = table(reps=13, places="halo.reps=14", for_one_routine=True)
    flags = Overrides(reps=15, places="halo.reps=16")
    steps = [
        ((Overrides(), ()), 8),
        ((Overrides(), (table(reps=11),)), 11),
        ((Overrides(), (general,)), 12),
        ((Overrides(), (general, table(reps=13))), 12),
        ((Overrides(), (general, own)), 14),
        ((Overrides(reps=15), (general, own)), 15),
        ((flags, (general, own)), 16),
    ]
    for (asked, tables), expected in steps:
        assert named(customise(read(), asked, tables), "Halo").reps == exactly(expected)


def test_a_mode_comes_before_the_users_file_and_after_the_routine() -> None:
    timed = Overrides(mode="timed")
    habit = table(work=50)
    flag = Overrides(mode="timed", work="20s")
    assert named(customise(read(), timed), "Row").work == Span(30_000, 60_000)
    assert named(customise(read(), timed, [habit]), "Row").work == exactly(50_000)
    assert named(customise(read(), flag, [habit]), "Row").work == exactly(20_000)


def test_a_mode_level_and_voice_are_asked_for_by_the_last_that_says() -> None:
    config = (table(mode="timed", level="low", voice="a"), table(level="high"))
    routine = customise(read(), Overrides(), config)
    assert (routine.title, routine.level, routine.voice) == ("On the clock", "high", "a")
    wishes = Overrides(mode="counted", level="20%", voice="b")
    routine = customise(read(), wishes, config)
    assert (routine.title, routine.level, routine.voice) == ("Everything", "20%", "b")


def test_who_counts_is_asked_for_by_the_last_that_says() -> None:
    routine = read("title: a\ncounter: a\nexercises: [{name: b, reps: 3}]\n")
    config = (table(counter="b"), table(voice="c"))
    assert counter_of(customise(routine, Overrides())) == "a"
    assert counter_of(customise(routine, Overrides(), config)) == "b"
    assert counter_of(customise(routine, Overrides(counter="d"), config)) == "d"
    assert counter_of(customise(routine, Overrides(counter="none"), config)) is None


def test_habits_without_effect_are_passed_over() -> None:
    text = "title: a\nrest: 0\nexercises: [{name: b, hold: 9s}]\n"
    habit = table(reps=1, work="1s", rest="1s", round_rest="1s", places="none.reps=3", level="high")
    routine = customise(read(text), Overrides(), [habit])
    assert routine == replace(read(text), level="high")


def test_what_is_wrong_in_a_file_names_it() -> None:
    habit = table(file="audiocoach.toml", mode="tmed")
    assert refusal(Overrides(), (habit,)).startswith("audiocoach.toml: 'mine' has no mode 'tmed'; ")
    habit = table(file="a.toml", places="haloo.reps=3", for_one_routine=True)
    said = "a.toml: 'haloo.reps=3': nothing in 'mine' is called 'haloo'; did you mean 'halo'?"
    assert refusal(Overrides(), (habit,)).startswith(said)


# Level


def test_a_level_needs_a_range_somewhere() -> None:
    text = "title: a\nmodes: {x: {}, y: {reps: 3-5}}\nexercises: [{name: b, reps: 1}]\n"
    said = "--level changes nothing in 'mine': there is no range in it"
    assert refusal(Overrides(level="high"), text=text) == said
    assert customise(read(text), Overrides(level="high", mode="y")).level == "high"
    listed = "title: a\nexercises: [{name: b, reps: [1-2, 3]}]\n"
    assert customise(read(listed), Overrides(level="high")).level == "high"


# With


@pytest.mark.parametrize("thing", ["dumbbells", "dumbbell", "Dumbbells"])
def test_what_stands_in_takes_the_place(thing: str) -> None:
    routine = customise(read(), Overrides(equipment=(thing,)))
    assert routine.equipment == ("dumbbells", "mat")
    assert routine.substitutes == {}
    assert named(routine, "Plank").needs == ("dumbbells",)


def test_what_cannot_stand_in_lists_what_can() -> None:
    said = "'mine' names no 'dumbell' to use instead; did you mean 'dumbbells'? there is: dumbbells"
    assert refusal(Overrides(equipment=("dumbell",))) == said
    text = "title: a\nexercises: [{name: b, reps: 1}]\n"
    said = "'mine' names nothing to use instead, and so not 'rope'"
    assert refusal(Overrides(equipment=("rope",)), text=text) == said


# Shuffle


def order(routine: Routine | Block) -> list[str]:
    return [
        item.name if isinstance(item, Exercise) else "·" if isinstance(item, Step) else item.heading
        for item in routine.exercises
    ]


def test_the_same_seed_is_the_same_order() -> None:
    orders = {tuple(order(customise(read(SHUFFLED), Overrides(seed=7)))) for _ in range(3)}
    assert len(orders) == 1


def test_an_order_stays_from_version_to_version() -> None:
    drawn = [order(customise(read(SHUFFLED), Overrides(seed=seed))) for seed in (0, 1, 2)]
    assert ["".join(names) for names in drawn] == ["A·BD·HC", "D·HB·CA", "B·AC·HD"]
    assert order(customise(read(SHUFFLED), Overrides())) == drawn[0]


@given(st.integers(-5, 2**70))
def test_everything_is_there_once_and_steps_stay(seed: int) -> None:
    routine = customise(read(SHUFFLED), Overrides(seed=seed))
    names = order(routine)
    assert sorted(names) == sorted(order(read(SHUFFLED)))
    assert [index for index, name in enumerate(names) if name == "·"] == [1, 4]
    assert sorted(e.name for e in exercises(routine)) == list("ABCEFGIJ")
    still = next(item for item in routine.exercises if isinstance(item, Block) and item.block)
    assert order(still) == ["I", "J"]


def test_different_seeds_are_different_orders() -> None:
    orders = {tuple(order(customise(read(SHUFFLED), Overrides(seed=n)))) for n in range(1_500)}
    assert len(orders) == 120


def test_nothing_is_shuffled_that_does_not_ask_for_it() -> None:
    text = SHUFFLED.replace("true", "false")
    assert customise(read(text), Overrides()) == read(text)
    said = "--seed changes nothing in 'mine': nothing in it is shuffled"
    assert refusal(Overrides(seed=1), text=text) == said


def test_places_are_found_before_lists_are_shuffled() -> None:
    wishes = Overrides(places="a.reps=9", seed=3)
    assert named(customise(read(SHUFFLED), wishes), "A").reps == exactly(9)
