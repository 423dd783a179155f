"""English words that are not said as they are written: shouts, abbreviations, letters, sides."""

import re
from collections.abc import Iterator

from audiocoach.i18n.normalise.english.table import CAPITALS, DIGITS, TABLE, any_of, letter
from audiocoach.i18n.normalise.rules import Rule, alternatives, lower_shouted, with_letter_cases


def _plural(said: str) -> str:
    return f"{said}es" if said.endswith("s") else f"{said}s"


_COUNTABLE: dict[str, str] = TABLE["countable"]


def _abbreviations() -> Iterator[tuple[str, str]]:
    """Those in small letters with a capital, too, and those of things in the plural."""
    for word, said in TABLE["abbreviations"].items():
        if word.islower():
            yield word.capitalize(), f"{said[0].upper()}{said[1:]}"
        yield word, said
    for word, said in _COUNTABLE.items():
        yield f"{word}s", _plural(said)
        yield word, said


_ABBREVIATIONS = with_letter_cases(dict(_abbreviations()))
_TITLES: dict[str, str] = TABLE["titles"]
_SENTENCE_ENDS = frozenset(("etc.", "ea.", "max."))
"""Abbreviations that stand at the end of a sentence as often as not."""
_SEVERAL = re.compile(r"(?<![\d.])(?!1 )\d+ $")
_COUNTED = re.compile(r"\s*(?:$|[,;.:+&)(]| (?:and|then|plus|at|with)\b)")
_SIDES = {"L": "left", "R": "right"}
_SIDE = r"(?P<{}>(?:\d+\s?)?)(?P<{}>[LR])"
_BODY = "(?i:(?:arm|leg|side|hand|foot|knee|hip|shoulder|elbow|quad|hamstring|glute|calf)s?)"
_ROMAN = {"I": 1, "V": 5, "X": 10}


def _roman(match: re.Match[str]) -> str:
    values = [_ROMAN[figure] for figure in match["roman"]]
    after = [*values[1:], 0]
    number = sum(-one if one < more else one for one, more in zip(values, after, strict=True))
    return f"{match['before']}{number}"


def _side(match: re.Match[str]) -> str:
    return _SIDES[match[0]]


def _sides(match: re.Match[str]) -> str:
    """`L/R` as `left, right`, and `10L/10R` with its numbers."""
    return f"{match['n']}{_SIDES[match['one']]}, {match['m']}{_SIDES[match['other']]}"


def _abbreviation(match: re.Match[str]) -> str:
    word, text, (start, end) = match[0], match.string, match.span()
    after = text[end:].lstrip()
    if word in _COUNTABLE and _SEVERAL.search(text, 0, start) and _COUNTED.match(text, end):
        return _plural(_COUNTABLE[word])
    ends = word.endswith(".") and (
        not after or (word.lower() in _SENTENCE_ENDS and after[0].isupper())
    )
    return _ABBREVIATIONS[word] + "." * ends


def _spelt(match: re.Match[str]) -> str:
    """`RDL` as `R D L`, and `RDLs` with an s."""
    return " ".join(map(letter, match["letters"])) + ("'s" if match["plural"] else "")


CAPITALISED = (
    Rule(r"(?<!\w)(?:[A-Z]\.){2,}", lambda match: " ".join(map(letter, match[0][::2])), "."),
    Rule(r"\bIT(?= [Bb]ands?\b)", "I T", "I"),
    Rule(r"(?<![\w-])[A-Z](?:-[A-Z])+(?![\w-])", lambda match: match[0].replace("-", " "), "-"),
    Rule(
        r"(?<=[A-Za-z] )(?P<before>)(?P<roman>III?|IV|VI{1,3}|IX|XI{1,3})(?![\w'])", _roman, "IVX"
    ),
    Rule(rf"\b(?P<before>(?i:{any_of('roman_after')}) )(?P<roman>[IV])(?!\w)", _roman, "IV"),
    lower_shouted(
        {*_ABBREVIATIONS, *TABLE["letters"].split()}, frozenset(TABLE["shouted"].split())
    ),
)

SIDES = (
    Rule(
        rf"(?<![\w.]){_SIDE.format('n', 'one')}\s?(?:[/|,-]|plus|and)\s?"
        rf"{_SIDE.format('m', 'other')}(?!\w)",
        _sides,
        "L",
    ),
    Rule(r"(?<=[a-z\d)] )[LR](?=\s*(?:[.,;:!?…)\]/+]|$))|(?<=\()[LR](?=\))", _side, "LR"),
    Rule(rf"(?<!\w)[LR](?=[ -]{_BODY}(?!\w)|:| then\b)", _side, "LR"),
)

ABBREVIATED = (
    Rule(r"(?<![A-Za-z\d])(\d+)(?=[A-Z]{2})", r"\1 ", DIGITS),  # 3RFT
    Rule(r"(?<=\d)(?=ea(?!\w))", " ", DIGITS),  # 8ea
    Rule(r"(?<=\w )w\.?(?= \w)", "with", "w"),
    Rule(r"(?<!\w)[wW]/\s?(?=\w)(?!o\b|in\b)", "with ", "/"),
    Rule(rf"(?<!\w)(?:{alternatives(_ABBREVIATIONS)})(?!\w)", _abbreviation),
    Rule(
        rf"(?<!\w)({'|'.join(_TITLES)})\.? (?=[A-Z])",
        lambda match: f"{_TITLES[match[1]]} ",
        "MDS",
    ),
    Rule(r"(?<!\w)Z ?([1-7])(?!\w)", r"zone \1", "Z"),
    Rule(r"(?<!\w)W(\d+) ?D(\d+)(?!\w)", r"week \1 day \2", "W"),
    Rule(r"(?<!\w)(?P<letters>[A-Z]{2,5})(?P<plural>'?s|)(?![A-Za-z_'])", _spelt, CAPITALS),
    Rule(r"(?<!\w)A(?=\d|\s*(?:[.,;:!?…)\]/]|$)|[ -]skips?\b)", f"{letter('A')} ", "A"),
    Rule(rf"(?i:\b({any_of('lettered')})) A(?!\w)", rf"\1 {letter('A')}", "A"),
)
