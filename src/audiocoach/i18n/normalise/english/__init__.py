"""English: rules of its own, which leave words and marks of punctuation, and nothing to guess.

Engines differ in what they make of a figure, a sign or an abbreviation: to one of them 10/12 is a
date, and so is "March 20". So all of it becomes words here; the words are in `en.yaml`.
"""

import re
from unicodedata import category, numeric

from audiocoach.i18n.normalise.english import figures, words
from audiocoach.i18n.normalise.rules import Rule, expand_vulgar


def _without_sign(match: re.Match[str]) -> str:
    """Nothing of a sign that has no words; letters and their accents stay, of any script.

    So do private characters, which stand for phonemes.
    """
    sign = match[0]
    return sign if sign.isalpha() or category(sign)[0] == "M" or category(sign) == "Co" else " "


def _in_our_figures(match: re.Match[str]) -> str:
    """A figure of another script or kind as we write it: `٣`, `③` and `Ⅲ` as `3`."""
    letter = match[0]
    if letter.isdecimal():
        return str(int(letter))
    return f" {round(numeric(letter), 3):.15g} " if category(letter) in {"No", "Nl"} else letter


def _one_mark(match: re.Match[str]) -> str:
    return "?" if "?" in match[0] else "!"


_SIGNS = (
    Rule(r"[^\D0-9]", _in_our_figures),
    Rule(r"[’‘`´]", "'", "’‘`´"),
    *figures.PRIMES,
    Rule(r"[*\N{BULLET}·]+", " ", "*\N{BULLET}·"),
    Rule(r"\bC&J\b", "clean and jerk", "&"),
    Rule(r"\s*&\s*", " and ", "&"),
    Rule(r"\s*(?:[→➡⇒]|[-=]>)\s*", ", ", "→➡⇒>"),
    Rule(r"#\s?(?=\d)", "number ", "#"),
    Rule(r"\b[Nn]os?\.\s?(?=\d|of\b)", "number ", "."),
    Rule(r"[~≈]\s?(?=\d)", "about ", "~≈"),
    Rule(r"(?:≥|>=)\s?(?=\d)", "at least ", "≥>"),
    Rule(r"(?:≤|<=)\s?(?=\d)", "at most ", "≤<"),
    Rule(r">\s?(?=\d)", "more than ", ">"),
    Rule(r"<\s?(?=\d)", "less than ", "<"),
    Rule(r"(?:±|\+/-)\s?(?=\d)", "plus or minus ", "±+"),
    Rule(r"(?<![^\s(])[-−](?=\d)", "minus ", "-−"),
    Rule(r"\s*@\s*", " at ", "@"),
    Rule(r"\s*\+\s*", " plus ", "+"),
    Rule(r"(?<=\w)\s*=\s*(?=\w)", " equals ", "="),
    Rule(r"[¼-¾⅐-⅞]", expand_vulgar),
    Rule(r"(?<![\w.])\.(?=\d)", "0.", "."),
)

_PUNCTUATION = (
    Rule(r"\s*(?:[()\[\]{}/|]|(?<!\w)-+(?!\w)|-{2,}|[–—])+\s*", ", ", "()[]{}/|-–—"),
    Rule(r"\.{2,}", "…", "."),
    Rule(r"[^a-zA-Z ',.;:!?…-]", _without_sign),
    Rule(r"(?<![^\W_])[-']+|[-']+(?![^\W_])|(?<=[a-z])-(?=[A-Z] [A-Z]\b)", " ", "-'"),
    Rule(r"[\s,;:]+(?=[,;:.!?…])", ""),
    Rule(r"[.!?…]*[!?][.!?…]*", _one_mark, "!?"),
    Rule(r"(?<=[.!?…])[\s,;:.…]*[,;:.…]", "", ".!?…"),
    Rule(r"^[\s,;:.!?]+|[\s,;:]+$", ""),
    Rule(r"(?<=[.!?…] )[a-z]", lambda match: match[0].upper(), ".!?…"),  # where engines part
)

RULES = (
    *_SIGNS,
    *words.CAPITALISED,
    *figures.SCHEMES,
    *words.SIDES,
    *figures.LENGTHS,
    *figures.MEASURES,
    *words.ABBREVIATED,
    Rule(r"[^\W\d_a-zA-Z]", _in_our_figures),
    *figures.NUMBERS,
    *_PUNCTUATION,
)
