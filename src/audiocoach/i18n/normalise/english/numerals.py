"""English numbers in words, as Americans say them: `one hundred five`, `twenty-first`.

num2words has them too, with an "and", and takes 45 ms to import: as long as a build takes that has
nothing new to say.
"""

from audiocoach.i18n.normalise.english.table import TABLE

_ONES: list[str] = TABLE["ones"].split()
_TENS: list[str] = TABLE["tens"].split()
_SCALES: list[str] = TABLE["scales"].split()
_LIMIT = 1_000 ** (len(_SCALES) + 1)
_IRREGULAR: dict[str, str] = TABLE["ordinals"]


def cardinal(figures: str) -> str:
    """A number in words: `20`, `1,000` or `2.5`; figure by figure if it is beyond billions."""
    whole, _, decimals = figures.replace(",", "").partition(".")
    # Python refuses to read thousands of figures as one number.
    long = len(whole.lstrip("0")) >= len(str(_LIMIT))
    words = _one_by_one(whole) if long else _whole(int(whole or 0))
    return f"{words} point {_one_by_one(decimals)}" if decimals else words


def ordinal(figures: str) -> str:
    """The place that a number is in a row: `third` of `3`."""
    words = cardinal(figures)
    last = words.replace("-", " ").rpartition(" ")[2]
    nth = f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th"
    return words.removesuffix(last) + _IRREGULAR.get(last, nth)


def _one_by_one(figures: str) -> str:
    return " ".join(_ONES[int(figure)] for figure in figures)


def _whole(n: int) -> str:
    if n < len(_ONES):
        return _ONES[n]
    if n < 100:  # noqa: PLR2004
        tens, ones = divmod(n, 10)
        return _TENS[tens - 2] + (f"-{_ONES[ones]}" if ones else "")
    if n < 1_000:  # noqa: PLR2004
        many, rest = divmod(n, 100)
        scale = "hundred"
    else:
        power = (len(str(n)) - 1) // 3
        many, rest = divmod(n, 1_000**power)
        scale = _SCALES[power - 1]
    return f"{_whole(many)} {scale}" + (f" {_whole(rest)}" if rest else "")
