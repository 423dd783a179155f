"""How a number is said before what it counts: `eine Runde`, `veintiuna series`, `две минуты`.

Each rule gives None where a voice reads the figures so anyway.
"""

from collections.abc import Callable, Mapping
from functools import cache, partial


@cache
def number_in_words(n: int, language: str, **form: str) -> str:
    """A number spelt out, in a `case` or `gender` of num2words where the language has some."""
    from num2words import num2words

    return str(num2words(n, lang=language, **form))


def _only_one(word: str, n: int) -> str | None:
    return word if n == 1 else None


def _spanish_feminine(n: int) -> str | None:
    """`una`, `veintiuna`, `doscientas`."""
    if n % 10 != 1 and n < 200:  # noqa: PLR2004
        return None
    words = number_in_words(n, "es")
    words = words.replace("ientos", "ientas").replace("quinientos", "quinientas")
    return f"{words[:-1]}a" if words.endswith("uno") else words


def _spanish_masculine(n: int) -> str | None:
    """`un`, `veintiún`, `treinta y un`."""
    if n % 10 != 1 or n % 100 == 11:  # noqa: PLR2004
        return None
    words = number_in_words(n, "es")
    return f"{words[:-3]}ún" if words.endswith("veintiuno") else words[:-1]


def _french_feminine(n: int) -> str | None:
    """`une`, `vingt et une`."""
    words = number_in_words(n, "fr") if n % 10 == 1 else ""
    return f"{words}e" if words.endswith("un") else None


def _portuguese_feminine(n: int) -> str | None:
    """`uma`, `vinte e duas`, `duzentas`."""
    if n % 10 not in (1, 2) and n < 200:  # noqa: PLR2004
        return None
    words = number_in_words(n, "pt_BR").replace("entos", "entas").split(" ")
    return " ".join([*words[:-1], {"um": "uma", "dois": "duas"}.get(words[-1], words[-1])])


def _russian(gender: str, units: tuple[int, ...], n: int) -> str | None:
    """`одна`, `двадцать две`."""
    agrees = n % 10 in units and n % 100 not in (11, 12)
    return number_in_words(n, "ru", gender=gender) if agrees else None


AGREEMENT: Mapping[str, Mapping[str, Callable[[int], str | None]]] = {
    "de": {"feminine": partial(_only_one, "eine"), "masculine": partial(_only_one, "ein")},
    "es": {"feminine": _spanish_feminine, "masculine": _spanish_masculine},
    "fr": {"feminine": _french_feminine},
    "it": {"feminine": partial(_only_one, "una"), "masculine": partial(_only_one, "un")},
    "pt": {"feminine": _portuguese_feminine},
    "ru": {"feminine": partial(_russian, "f", (1, 2)), "neuter": partial(_russian, "n", (1,))},
}
"""By language and the gender of what is counted; German neuters are masculine here."""
