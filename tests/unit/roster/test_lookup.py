"""What rows of a roster share."""

import pytest

from audiocoach.config.model import Config
from audiocoach.config.overrides import Overrides
from audiocoach.errors import Where
from audiocoach.roster.lookup import Lookup
from audiocoach.roster.model import Client


def client(number: int, overrides: Overrides | None = None) -> Client:
    """A client of a programme."""
    where = Where("clients.csv", number, 1)
    asked = overrides or Overrides()
    return Client(id=f"c{number}", where=where, programme="stronger-back", overrides=asked)


@pytest.mark.usefixtures("working_folder")
def test_who_asks_the_same_of_a_programme_shares_what_is_known_of_it() -> None:
    lookup = Lookup(Config())
    first = lookup.plan(client(1)).known
    assert lookup.plan(client(2)).known is first
    own = lookup.plan(client(3, Overrides(reps=8))).known
    assert own is not first
    for reps in range(100, 163):
        lookup.plan(client(4, Overrides(reps=reps)))
        assert lookup.plan(client(1)).known is first
    assert lookup.plan(client(5, Overrides(reps=8))).known is not own
