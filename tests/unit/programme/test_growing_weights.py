"""Weights that grow are what plates can make; to find that out for all sessions costs little."""

from itertools import product

from audiocoach.programme.fields import Growth, Mass
from audiocoach.programme.weights import sums_of, weight_after


def test_a_weight_is_the_heaviest_that_plates_make() -> None:
    plates = (Mass(1_250, "kg"), Mass(3_500, "kg"), Mass(4_750, "kg"))
    made = {
        sum(2 * n * plate.thousandths for n, plate in zip(counts, plates, strict=True))
        for counts in product(range(25), repeat=3)
    }
    growth = Growth(None, Mass(1_100, "kg"), 1, "session")
    for times in range(50):
        grown = weight_after(growth, Mass(20_000, "kg"), times, plates, ())
        assert grown.thousandths == 20_000 + max(sum_ for sum_ in made if sum_ <= times * 1_100)


def test_what_plates_make_is_found_out_few_times() -> None:
    plates = tuple(Mass(1_001 + n, "kg") for n in range(30))
    sums_of.cache_clear()
    for by in (1_300, 1_371):
        growth = Growth(None, Mass(by, "kg"), 1, "session")
        for times in range(728):
            weight_after(growth, Mass(1_000, "kg"), times, plates, ())
    assert sums_of.cache_info().misses <= 20
