"""What the rules of every language are made of."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple
from unicodedata import normalize

from audiocoach.i18n.languages import plural

_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F)], "")
_UNSPOKEN = str.maketrans({**_CONTROL, **_INVISIBLE})

TO = "[-–]"  # hyphen, en dash
Say = Callable[[str], str]
"""Text in, text out."""


class Rule(NamedTuple):
    """A regular expression, and what is said for what it finds."""

    written: str
    said: str | Callable[[re.Match[str]], str]


def compiled(rules: Iterable[Rule]) -> tuple[Say, ...]:
    """Rules as functions, to be tried in order."""
    return tuple(partial(re.compile(rule.written).sub, rule.said) for rule in rules)


def plain(text: str) -> str:
    """Without control and invisible characters; every run of white space is one space.

    espeak would end at a NUL and obey what follows a U+0001.
    """
    return " ".join(text.translate(_UNSPOKEN).split())


def vulgar(found: re.Match[str]) -> str:
    """`½` as `1/2`, apart from a whole number before it."""
    return " " + normalize("NFKC", found[0]).replace("\N{FRACTION SLASH}", "/") + " "


def figures(found: re.Match[str]) -> str:
    """`3-1-X-0` as `3, 1, X, 0`."""
    return ", ".join(re.findall(r"\d+|X", found[0].upper()))


def digits(found: re.Match[str]) -> str:
    """`20X1` as `2, 0, X, 1`."""
    return ", ".join(found[0].upper())


def any_of(words: Iterable[str]) -> str:
    """A pattern of any of `words`; of two that begin alike, the longer."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def letter_cases(words: Iterable[str], said: dict[str, str]) -> dict[str, str]:
    """`words` long enough to be no other, so written in small letters too."""
    return {form: said[word] for word in words for form in (word.lower(), word.title())}


_NUMBER = r"\d+(?:,\d+)?"
_OUT_OF = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageRules:
    """A language's words for what is written in figures and signs.

    A plural is a text of its variants, parted by `|`, in the order of `categories`.
    """

    language: str
    categories: tuple[str, ...] = ("one", "other")
    to: str
    """Between the ends of a range, with a `{}` for each of them."""
    by: str
    """Between sets and reps."""
    times: str
    """A plural: so many times."""
    and_: str
    or_: str
    number: str
    about: str
    out_of: str
    """Of a mark, as 8 of 10."""
    half: str
    and_a_half: str
    """After a whole number."""
    parts: Mapping[int, str]
    """Plurals of what is a third and so on, by what one is divided by."""
    units: Mapping[str, str]
    """Plurals by the unit as it is written, in small letters; several parted by a space."""
    clock: tuple[str, str, str]
    """The units of hours, minutes and seconds."""
    oclock: str = "Uhr"
    """What follows a time of day, which is no length: a pattern."""
    words: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations."""
    agreeing: Mapping[str, Callable[[int], str | None]] = field(default_factory=dict)
    """How a number is said before nouns; a pattern of them, and None where figures will do."""

    def variants(self, n: str, variants: str) -> str:
        """The plural that goes with a number."""
        each = variants.split("|")
        category = plural(self.language, n.replace(",", "."))
        return each[self.categories.index(category)] if len(each) > 1 else variants

    def part_of(self, variants: str) -> str:
        """The form that goes with a part of one."""
        return variants.split("|")[-1 if "few" in self.categories else 0]


def rules(rules: LanguageRules) -> tuple[Rule, ...]:
    """A language's rules, in order."""
    units = {name: variants for names, variants in rules.units.items() for name in names.split()}
    unit = f"(?i:{any_of(units)})"
    return (
        *_signs(rules),
        *_counts(rules),
        *_measures(rules, units, unit),
        *_words(rules),
        *(
            Rule(rf"(?<![\w.,:/-])(\d+) (?=(?:{nouns})(?!\w))", _agreeing(agree))
            for nouns, agree in rules.agreeing.items()
        ),
    )


def _signs(rules: LanguageRules) -> tuple[Rule, ...]:
    return (
        Rule(r"[*\N{BULLET}]+", " "),
        Rule(r"\s*&\s*", f" {rules.and_} "),
        Rule(r"\s*(?:\N{RIGHTWARDS ARROW}|[-=]>)\s*", ", "),
        Rule(r"#\s?(?=\d)", f"{rules.number} "),
        Rule(r"~\s?(?=\d)", f"{rules.about} "),
        Rule(r"[¼-¾⅐-⅞]", vulgar),
        # 1.000 is a thousand, and 2.5 was written by someone used to English.
        Rule(r"(?<![\d.,])(\d{1,3})\.(\d{3})(?![\d.])", r"\1\2"),
        Rule(r"(?<![\d.,])(\d+)\.(\d{1,2})(?![\d.,]\d|\d)", r"\1,\2"),
    )


def _counts(rules: LanguageRules) -> tuple[Rule, ...]:
    def times(found: re.Match[str]) -> str:
        return f"{found['n']} {rules.variants(found['n'], rules.times)} "

    def ranged(found: re.Match[str]) -> str:
        low, high = (found[end].replace(",", ".") for end in ("low", "high"))
        one = f"{found['low']}{found['unit'] or ''}"
        return (rules.to if float(low) < float(high) else "{}, {}").format(one, found["high"])

    return (
        Rule(rf"(?<![\w.-])\d+(?:{TO}(?:\d+|[xX]\b)){{2,}}(?!\d)", figures),
        Rule(r"\b\d\dX\d\b|(?<=[Tt]empo )[\dxX]{4}\b|(?<=[Тт]емп )[\dxX]{4}\b", digits),
        Rule(r"(?<=\d)\s?[xX×хХ]\s?(?=\d+(?![\w.,])(?!\s?(?:kg|lb|кг)))", f" {rules.by} "),
        Rule(r"(?P<n>\d+)\s?[xX×хХ](?=\s|\W|\d|$)", times),
        Rule(
            rf"(?<![\w.,:/-])(?P<low>{_NUMBER})(?P<unit>\s?(?:kg|lbs?|%|s|min))?"
            rf"{TO}(?P<high>{_NUMBER})(?![\d:])",
            ranged,
        ),
    )


def _measures(rules: LanguageRules, units: Mapping[str, str], unit: str) -> tuple[Rule, ...]:
    def measured(found: re.Match[str]) -> str:
        n, variants = found["n"], units[found["unit"].lower()]
        if "/" in n:  # one and a half of them, or half of one
            return f"{n} {rules.variants('1,5', variants) if ' ' in n else rules.part_of(variants)}"
        return f"{n} {rules.variants(n, variants)}"

    def timed(found: re.Match[str]) -> str:
        names = rules.clock[-len([part for part in found.groups() if part]) :]
        numbers = [str(int(part)) for part in found.groups() if part]
        said = [
            f"{n} {rules.variants(n, units[name])}"
            for n, name in zip(numbers, names, strict=True)
            if n != "0"
        ]
        return " ".join(said) or f"0 {rules.variants('0', units[rules.clock[-1]])}"

    return (
        Rule(rf"(?<=\w)\s/\s(?=\d[\d.,]*\s?{unit}(?!\w))", f" {rules.or_} "),
        Rule(r"(?<=\d)m(?=\d+s\b)", " min "),
        Rule(
            r"(?<![\w:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\w:])"
            rf"(?!\s?(?:{rules.oclock})\b)(?:\s?min\b)?",
            timed,
        ),
        Rule(
            rf"(?<![\w.,/])(?P<n>(?:\d+ )?\d+/\d+|{_NUMBER})(?:\s*|-)(?P<unit>{unit})(?![\w/])"
            r"(?:\.(?=\s\w)|-(?=\w))?",
            lambda found: measured(found) + (" " if found[0].endswith("-") else ""),
        ),
        Rule(
            r"(?<![\w./,])(?:(?P<whole>\d+) )?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})(?![\w/])",
            lambda found: _fraction(rules, found),
        ),
    )


def _fraction(rules: LanguageRules, found: re.Match[str]) -> str:
    whole, top, bottom = found["whole"], int(found["top"]), int(found["bottom"])
    before = f"{whole} " if whole else ""
    if (top, bottom) == (1, 2):
        return before + (rules.and_a_half if whole else rules.half)
    if bottom == _OUT_OF and top <= bottom:
        return f"{before}{top} {rules.out_of} {bottom}"
    if not 0 < top < bottom or bottom not in rules.parts:
        return f"{before}{top}, {bottom}"
    joined = f"{whole} {rules.and_} " if whole else ""
    return f"{joined}{top} {rules.variants(str(top), rules.parts[bottom])}"


def _words(rules: LanguageRules) -> tuple[Rule, ...]:
    words = rf"(?<!\w)(?:{any_of(rules.words)})(?!\w)"
    return (
        Rule(words, lambda found: rules.words[found[0]]),
        Rule(r"(?<=[^\W\d_])/(?=[^\W\d_])", ", "),
    )


def _agreeing(agree: Callable[[int], str | None]) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        return f"{agree(int(found[1])) or found[1]} "

    return said
