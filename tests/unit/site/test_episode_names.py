"""What tracks are called in addresses and in folders, on any system."""

import pytest

from audiocoach.errors import CoachError
from audiocoach.site.names import MOST_EPISODES, check_names, episode_name, session_name


@pytest.mark.parametrize(
    ("routine", "name"),
    [
        ("jeffers-pull", "jeffers-pull"),
        ("Leg day!", "leg-day"),
        ("Rücken", "rücken"),
        ("Ru\u0308cken", "rücken"),
        ("../../etc/passwd", "etc-passwd"),
        ("...", "track"),
        ("index", "index-track"),
        ("site", "site-track"),
        ("CON", "con_"),
        ("lpt1", "lpt1_"),
    ],
)
def test_a_name_is_one_that_every_disk_takes(routine: str, name: str) -> None:
    assert episode_name(routine) == name


def test_a_long_name_leaves_room_for_what_follows_it() -> None:
    name = episode_name("背" * 300)
    assert len(f"{name}.12345678.chapters.json".encode()) <= 255


@pytest.mark.parametrize(
    ("programme", "number", "name"),
    [
        ("stronger-back", 7, "stronger-back-07"),
        ("Stronger back", 120, "stronger-back-120"),
        ("index", 1, "index-track-01"),
        ("x" * 300, 120, "x" * 54 + "-120"),
        ("", 1, "track-01"),
    ],
)
def test_a_session_is_called_by_its_programme_and_its_number(
    programme: str, number: int, name: str
) -> None:
    assert session_name(programme, number) == name == episode_name(name)


def test_two_routines_of_one_name_are_told_by_what_was_typed() -> None:
    with pytest.raises(CoachError, match=r"'anna/legs.yaml' and 'Legs.yaml' would both be legs"):
        check_names([("anna/legs.yaml", "legs"), ("Legs.yaml", "legs")])


def test_names_that_one_disk_takes_for_the_same_are_told() -> None:
    with pytest.raises(CoachError, match="would both be"):
        check_names([("a", "straße"), ("b", "strasse")])


def test_a_site_has_a_bound() -> None:
    with pytest.raises(CoachError, match=f"{MOST_EPISODES} tracks at most"):
        check_names((str(n), f"r{n}") for n in range(MOST_EPISODES + 1))
