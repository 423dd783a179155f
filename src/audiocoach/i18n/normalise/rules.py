"""What the rules of every language are made of, and the rules that most languages share."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from types import MappingProxyType
from typing import NamedTuple
from unicodedata import normalize

from audiocoach.i18n.languages import plural
from audiocoach.i18n.normalise.agreement import AGREEMENT, number_in_words

_CONTROL = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], " ")
_INVISIBLE = dict.fromkeys([0xAD, 0x200B, 0x2060, 0xFEFF, *range(0x202A, 0x202F)], "")
_UNSPOKEN = str.maketrans({**_CONTROL, **_INVISIBLE})

TO = "[-–]"  # hyphen, en dash
_NUMBER = r"\d+(?:,\d+)?"
_OUT_OF = 10
_LONG = ("HIIT", "AMRAP", "EMOM")


class Rule(NamedTuple):
    """A regular expression, and what replaces each match."""

    pattern: str
    replacement: str | Callable[[re.Match[str]], str]
    signs: str = ""
    """Characters: what it matches has one of them. A text without is passed by, in no time."""

    def apply(self, text: str) -> str:
        """The text with its matches replaced."""
        if self.signs and not any(map(text.__contains__, self.signs)):
            return text
        return _compiled(self.pattern).sub(self.replacement, text)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def clean_text(text: str) -> str:
    """The text without control and invisible characters; every run of white space is one space.

    espeak would end at a NUL and obey what follows a U+0001.
    """
    return " ".join(text.translate(_UNSPOKEN).split())


_PICTURE = (
    "[\u2300-\u23ff\u25a0-\u2795\u2798-\u27a0\u27a2-\u27bf\u2b00-\u2bff\ufe0e\ufe0f\u200d\u20e3"
    "\U0001f000-\U0001faff\U000e0020-\U000e007f]"
)
_PICTURES = re.compile(rf"(\s*{_PICTURE}+(?=\s*[.,;:!?]))|{_PICTURE}+")


def drop_pictures(text: str) -> str:
    """The text without emoji, which have no words; nothing if it has nothing else."""
    if not _PICTURES.search(text):
        return text
    return _PICTURES.sub(lambda match: "" if match[1] else " ", text).lstrip(" .,;:!?")


def expand_vulgar(match: re.Match[str]) -> str:
    """`½` as `1/2`, apart from a whole number before it."""
    return " " + normalize("NFKC", match[0]).replace("\N{FRACTION SLASH}", "/") + " "


def separate_numbers(match: re.Match[str]) -> str:
    """`3-1-X-0` as `3, 1, X, 0`."""
    return ", ".join(re.findall(r"\d+|X", match[0].upper()))


def separate_digits(match: re.Match[str]) -> str:
    """`20X1` as `2, 0, X, 1`."""
    return ", ".join(match[0].upper())


def alternatives(words: Iterable[str]) -> str:
    """A pattern that finds any of `words`; of two that begin alike, the longer."""
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def with_letter_cases(abbreviations: Mapping[str, str]) -> dict[str, str]:
    """The abbreviations, and those in small letters that are long enough to be no other word."""
    cases = {case: abbreviations[word] for word in _LONG for case in (word.lower(), word.title())}
    return {**abbreviations, **cases}


_CAPITAL = "[A-ZÀ-ÖØ-ÞА-ЯЁ]"
_SHOUTED = rf"{_CAPITAL}+(?:['’]{_CAPITAL}+)*"
_VOWELS = frozenset("AEIOUYÀÁÂÃÄÅÆÈÉÊËÌÍÎÏÒÓÔÕÖØÙÚÛÜÝАЕЁИОУЫЭЮЯ")
_LONG_SHOUT = 4
"""Letters of which a word in capitals is no abbreviation, where it has a vowel."""


def lower_shouted(abbreviations: Collection[str], short: Collection[str] = ()) -> Rule:
    """Words in capitals as words, which a voice might spell: `YOU DID IT` as `You did it`.

    A word alone is one if it is long or among `short`, which are in small letters. What is among
    `abbreviations`, or has no vowel, stays.
    """

    def is_word(word: str) -> bool:
        other = len(word) == 1 or word in abbreviations or set(word) <= set("IVX")
        return not other and not _VOWELS.isdisjoint(word)

    def lowered(match: re.Match[str]) -> str:
        run, before = match[0], match.string[: match.start()].rstrip()
        words = [word for word in re.findall(_SHOUTED, run) if is_word(word)]
        sure = len(words) > 1

        def lower(found: re.Match[str]) -> str:
            word = found[0]
            if sure and word == "A" and found.end() < len(run):
                return "a"
            if not is_word(word) or not (sure or len(word) >= _LONG_SHOUT or word.lower() in short):
                return word
            said_before = before + run[: found.start()].rstrip()
            begins = not said_before or said_before.endswith((".", "!", "?", "…", ":"))
            return word.capitalize() if begins else word.lower()

        return re.sub(_SHOUTED, lower, run)

    return Rule(rf"(?<!\w){_SHOUTED}(?:[^\w]+{_SHOUTED})*(?!\w)", lowered)


class LanguageRules(NamedTuple):
    """A language's words for what is written in figures and signs, as its YAML file has them.

    A plural is a text of its variants, parted by `|`, in the order of `categories`.
    """

    language: str
    to: str
    """Between the ends of a range, with a `{}` for each of them."""
    by: str
    """Between sets and reps."""
    times: str
    """A plural: so many times."""
    and_word: str
    or_word: str
    number: str
    about: str
    out_of: str
    """Of a mark, as 8 of 10."""
    half: str
    and_a_half: str
    """After a whole number."""
    oclock: str
    """What follows a time of day, which is no length: a pattern."""
    parts: Mapping[int, str]
    """Plurals of what is a third and so on, by what one is divided by."""
    zone: str
    """Of effort: what `Z2` is the second of."""
    paces: Mapping[str, str]
    """What a time is for, as in `5:00/km`, by the unit; with a `{}` for how many of it."""
    units: Mapping[str, str]
    """Plurals by the unit as it is written, in small letters; several parted by a space."""
    abbreviations: Mapping[str, str]
    """How abbreviations are said."""
    categories: Sequence[str] = ("one", "other")
    """The language's plural categories by CLDR."""
    clock: Sequence[str] = ("h", "min", "s")
    """The units of hours, minutes and seconds."""
    agreeing: Mapping[str, str] = MappingProxyType({})
    """Nouns, patterns parted by spaces, by the gender of the number before them."""
    genitive_after: str = ""
    """Words after which a number is in the genitive."""
    first: Sequence[tuple[str, str]] = ()
    """More rules, as patterns and replacements, before the others."""
    last: Sequence[tuple[str, str]] = ()

    def plural_for(self, n: str, plurals: str) -> str:
        """Of the variants of a plural, the one that goes with the number `n`."""
        variants = plurals.split("|")
        category = plural(self.language, n.replace(",", "."))
        return variants[self.categories.index(category)] if len(variants) > 1 else plurals

    def fraction_of(self, plurals: str) -> str:
        """Of the variants of a plural, the one that goes with a fraction of one."""
        return plurals.split("|")[-1 if "few" in self.categories else 0]


def build_rules(words: LanguageRules) -> tuple[Rule, ...]:
    """The rules of a language with these words, in order."""
    abbreviations = with_letter_cases(words.abbreviations)
    return (
        *(Rule(*row) for row in words.first),
        lower_shouted(abbreviations),
        *_signs(words),
        *_counts(words),
        *_measures(words),
        Rule(
            rf"(?<!\w)(?:{alternatives(abbreviations)})(?!\w)",
            lambda match: abbreviations[match[0]],
        ),
        Rule(r"(?<=[^\W\d_])/(?=[^\W\d_])", ", "),  # left/right
        *_agreements(words),
        *(Rule(*row) for row in words.last),
    )


def _agreements(words: LanguageRules) -> Iterator[Rule]:
    """The number before a noun in its gender, and after a preposition in the genitive."""

    def agreeing(agree: Callable[[int], str | None], match: re.Match[str]) -> str:
        return f"{agree(int(match[1])) or match[1]} "

    def genitive(match: re.Match[str]) -> str:
        return f"{match[1]} {number_in_words(int(match[2]), words.language, case='g')}"

    for gender, nouns in words.agreeing.items():
        pattern = rf"(?<![\w.,:/-])(\d+) (?=(?:{_any_of(nouns)})(?!\w))"
        yield Rule(pattern, partial(agreeing, AGREEMENT[words.language][gender]))
    if prepositions := words.genitive_after:
        yield Rule(rf"(?i:\b({_any_of(prepositions)})) (\d+)(?![\w,.:/-]*\d)", genitive)


def _any_of(patterns: str) -> str:
    return "|".join(patterns.split())


def _signs(words: LanguageRules) -> tuple[Rule, ...]:
    return (
        Rule(r"[*\N{BULLET}]+", " "),
        Rule(r"\s*&\s*", f" {words.and_word} "),
        Rule(r"\s*(?:[→➡]|[-=]>)\s*", ", "),
        Rule(r"#\s?(?=\d)", f"{words.number} "),
        Rule(r"~\s?(?=\d)", f"{words.about} "),
        Rule(r"[¼-¾⅐-⅞]", expand_vulgar),
        # 1.000 is a thousand, and 2.5 was written by someone used to English.
        Rule(r"(?<![\d.,])(\d{1,3})\.(\d{3})(?![\d.])", r"\1\2"),
        Rule(r"(?<![\d.,])(\d+)\.(\d{1,2})(?![\d.,]\d|\d)", r"\1,\2"),
    )


def _counts(words: LanguageRules) -> tuple[Rule, ...]:
    def times(match: re.Match[str]) -> str:
        return f"{match['n']} {words.plural_for(match['n'], words.times)} "

    def ranged(match: re.Match[str]) -> str:
        low, high = (match[end].replace(",", ".") for end in ("low", "high"))
        one = f"{match['low']}{match['unit'] or ''}"
        return (words.to if float(low) < float(high) else "{}, {}").format(one, match["high"])

    return (
        Rule(rf"(?<![\w.-])\d+(?:{TO}(?:\d+|[xX]\b)){{2,}}(?!\d)", separate_numbers),
        Rule(r"\b\d\dX\d\b|(?<=[Tt]empo )[\dxX]{4}\b|(?<=[Тт]емп )[\dxX]{4}\b", separate_digits),
        Rule(r"(?<=\d)\s?[xX×хХ]\s?(?=\d+(?![\w.,])(?!\s?(?:kg|lb|кг)))", f" {words.by} "),
        Rule(r"(?P<n>\d+)\s?[xX×хХ](?=\s|\W|\d|$)", times),
        Rule(
            rf"(?<![\w.,:/-])(?P<low>{_NUMBER})(?P<unit>\s?(?:kg|lbs?|%|s|min))?"
            rf"{TO}(?P<high>{_NUMBER})(?![\d:])",
            ranged,
        ),
    )


def _measures(words: LanguageRules) -> tuple[Rule, ...]:
    units = {name: plurals for names, plurals in words.units.items() for name in names.split()}
    unit = f"(?i:{alternatives(units)})"

    def measured(match: re.Match[str]) -> str:
        n, plurals = match["n"], units[match["unit"].lower()]
        if "/" not in n:
            return f"{n} {words.plural_for(n, plurals)}"
        several = " " in n  # one and a half of them, not half of one
        return f"{n} {words.plural_for('1,5', plurals) if several else words.fraction_of(plurals)}"

    def timed(match: re.Match[str]) -> str:
        names = words.clock[-len([part for part in match.groups() if part]) :]
        numbers = [str(int(part)) for part in match.groups() if part]
        parts = [
            f"{n} {words.plural_for(n, units[name])}"
            for n, name in zip(numbers, names, strict=True)
            if n != "0"
        ]
        return " ".join(parts) or f"0 {words.plural_for('0', units[words.clock[-1]])}"

    return (
        _paces(words),
        Rule(r"(?<!\w)Z ?(?=[1-7](?!\w))", f"{words.zone} ", "Z"),
        Rule(rf"(?<=\w)\s/\s(?=\d[\d.,]*\s?{unit}(?!\w))", f" {words.or_word} "),
        Rule(r"(?<=\d)m(?=\d+s\b)", " min "),
        Rule(
            r"(?<![\w:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\w:])"
            rf"(?!\s?(?:{words.oclock})\b)(?:\s?min\b)?",
            timed,
        ),
        Rule(
            rf"(?<![\w.,/])(?P<n>(?:\d+ )?\d+/\d+|{_NUMBER})(?:\s*|-)(?P<unit>{unit})(?![\w/])"
            r"(?:\.(?=\s\w)|-(?=\w))?",
            lambda match: measured(match) + (" " if match[0].endswith("-") else ""),
        ),
        Rule(
            r"(?<![\w./,])(?:(?P<whole>\d+) )?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})(?![\w/])",
            lambda match: _fraction(words, match),
        ),
    )


def _paces(words: LanguageRules) -> Rule:
    """`4:30-5:00/km` as `4:30 to 5:00 per kilometre`, whose times are read as lengths."""
    paces = {name: said for names, said in words.paces.items() for name in names.split()}

    def paced(match: re.Match[str]) -> str:
        low, high = match["low"], match["high"]
        time = words.to.format(low, high) if high else low
        return f"{time} {paces[match['unit']].format(match['of'] or 1)}"

    clock = r"\d{1,2}:[0-5]\d"
    return Rule(
        rf"(?<![\w:.])(?P<low>{clock})(?:{TO}(?P<high>{clock}))?\s?/\s?"
        rf"(?:(?P<of>\d+)\s?)?(?P<unit>{alternatives(paces)})(?!\w)",
        paced,
        ":",
    )


def _fraction(words: LanguageRules, match: re.Match[str]) -> str:
    whole, top, bottom = match["whole"], int(match["top"]), int(match["bottom"])
    before = f"{whole} " if whole else ""
    if (top, bottom) == (1, 2):
        return before + (words.and_a_half if whole else words.half)
    if bottom == _OUT_OF and top <= bottom:
        return f"{before}{top} {words.out_of} {bottom}"
    if not 0 < top < bottom or bottom not in words.parts:
        return f"{before}{top}, {bottom}"
    joined = f"{whole} {words.and_word} " if whole else ""
    return f"{joined}{top} {words.plural_for(str(top), words.parts[bottom])}"
