"""Rules from a table of words: what most languages have in common."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from audiocoach.languages import plural
from audiocoach.speech.text.common import TO, Rule, any_of, digits, figures, vulgar

_NUMBER = r"\d+(?:,\d+)?"
_OUT_OF = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """A language's words for what is written in figures and signs.

    A plural is a text of its forms, parted by `|`, in the order of `categories`.
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

    def forms(self, n: str, forms: str) -> str:
        """The plural that goes with a number."""
        each = forms.split("|")
        category = plural(self.language, n.replace(",", "."))
        return each[self.categories.index(category)] if len(each) > 1 else forms

    def part_of(self, forms: str) -> str:
        """The form that goes with a part of one."""
        return forms.split("|")[-1 if "few" in self.categories else 0]


def rules(tongue: Tongue) -> tuple[Rule, ...]:
    """A language's rules, in order."""
    units = {name: forms for names, forms in tongue.units.items() for name in names.split()}
    unit = f"(?i:{any_of(units)})"
    return (
        *_signs(tongue),
        *_counts(tongue),
        *_measures(tongue, units, unit),
        *_words(tongue),
        *(
            Rule(rf"(?<![\w.,:/-])(\d+) (?=(?:{nouns})(?!\w))", _agreeing(agree))
            for nouns, agree in tongue.agreeing.items()
        ),
    )


def _signs(tongue: Tongue) -> tuple[Rule, ...]:
    return (
        Rule(r"[*\N{BULLET}]+", " "),
        Rule(r"\s*&\s*", f" {tongue.and_} "),
        Rule(r"\s*(?:\N{RIGHTWARDS ARROW}|[-=]>)\s*", ", "),
        Rule(r"#\s?(?=\d)", f"{tongue.number} "),
        Rule(r"~\s?(?=\d)", f"{tongue.about} "),
        Rule(r"[¼-¾⅐-⅞]", vulgar),
        # 1.000 is a thousand, and 2.5 was written by someone used to English.
        Rule(r"(?<![\d.,])(\d{1,3})\.(\d{3})(?![\d.])", r"\1\2"),
        Rule(r"(?<![\d.,])(\d+)\.(\d{1,2})(?![\d.,]\d|\d)", r"\1,\2"),
    )


def _counts(tongue: Tongue) -> tuple[Rule, ...]:
    def times(found: re.Match[str]) -> str:
        return f"{found['n']} {tongue.forms(found['n'], tongue.times)} "

    def ranged(found: re.Match[str]) -> str:
        low, high = (found[end].replace(",", ".") for end in ("low", "high"))
        one = f"{found['low']}{found['unit'] or ''}"
        return (tongue.to if float(low) < float(high) else "{}, {}").format(one, found["high"])

    return (
        Rule(rf"(?<![\w.-])\d+(?:{TO}(?:\d+|[xX]\b)){{2,}}(?!\d)", figures),
        Rule(r"\b\d\dX\d\b|(?<=[Tt]empo )[\dxX]{4}\b|(?<=[Тт]емп )[\dxX]{4}\b", digits),
        Rule(r"(?<=\d)\s?[xX×хХ]\s?(?=\d+(?![\w.,])(?!\s?(?:kg|lb|кг)))", f" {tongue.by} "),
        Rule(r"(?P<n>\d+)\s?[xX×хХ](?=\s|\W|\d|$)", times),
        Rule(
            rf"(?<![\w.,:/-])(?P<low>{_NUMBER})(?P<unit>\s?(?:kg|lbs?|%|s|min))?"
            rf"{TO}(?P<high>{_NUMBER})(?![\d:])",
            ranged,
        ),
    )


def _measures(tongue: Tongue, units: Mapping[str, str], unit: str) -> tuple[Rule, ...]:
    def measured(found: re.Match[str]) -> str:
        n, forms = found["n"], units[found["unit"].lower()]
        if "/" in n:  # one and a half of them, or half of one
            return f"{n} {tongue.forms('1,5', forms) if ' ' in n else tongue.part_of(forms)}"
        return f"{n} {tongue.forms(n, forms)}"

    def timed(found: re.Match[str]) -> str:
        names = tongue.clock[-len([part for part in found.groups() if part]) :]
        numbers = [str(int(part)) for part in found.groups() if part]
        said = [
            f"{n} {tongue.forms(n, units[name])}"
            for n, name in zip(numbers, names, strict=True)
            if n != "0"
        ]
        return " ".join(said) or f"0 {tongue.forms('0', units[tongue.clock[-1]])}"

    return (
        Rule(rf"(?<=\w)\s/\s(?=\d[\d.,]*\s?{unit}(?!\w))", f" {tongue.or_} "),
        Rule(r"(?<=\d)m(?=\d+s\b)", " min "),
        Rule(
            r"(?<![\w:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\w:])"
            rf"(?!\s?(?:{tongue.oclock})\b)(?:\s?min\b)?",
            timed,
        ),
        Rule(
            rf"(?<![\w.,/])(?P<n>(?:\d+ )?\d+/\d+|{_NUMBER})(?:\s*|-)(?P<unit>{unit})(?![\w/])"
            r"(?:\.(?=\s\w)|-(?=\w))?",
            lambda found: measured(found) + (" " if found[0].endswith("-") else ""),
        ),
        Rule(
            r"(?<![\w./,])(?:(?P<whole>\d+) )?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})(?![\w/])",
            lambda found: _fraction(tongue, found),
        ),
    )


def _fraction(tongue: Tongue, found: re.Match[str]) -> str:
    whole, top, bottom = found["whole"], int(found["top"]), int(found["bottom"])
    before = f"{whole} " if whole else ""
    if (top, bottom) == (1, 2):
        return before + (tongue.and_a_half if whole else tongue.half)
    if bottom == _OUT_OF and top <= bottom:
        return f"{before}{top} {tongue.out_of} {bottom}"
    if not 0 < top < bottom or bottom not in tongue.parts:
        return f"{before}{top}, {bottom}"
    joined = f"{whole} {tongue.and_} " if whole else ""
    return f"{joined}{top} {tongue.forms(str(top), tongue.parts[bottom])}"


def _words(tongue: Tongue) -> tuple[Rule, ...]:
    words = rf"(?<!\w)(?:{any_of(tongue.words)})(?!\w)"
    return (
        Rule(words, lambda found: tongue.words[found[0]]),
        Rule(r"(?<=[^\W\d_])/(?=[^\W\d_])", ", "),
    )


def _agreeing(agree: Callable[[int], str | None]) -> Callable[[re.Match[str]], str]:
    def said(found: re.Match[str]) -> str:
        return f"{agree(int(found[1])) or found[1]} "

    return said
