"""English: rules of its own, as it is spoken by default."""

import re

from audiocoach.i18n.normalise.rules import (
    TO,
    Rule,
    expand_vulgar,
    separate_digits,
    separate_numbers,
    with_letter_cases,
)

_WORDS = {
    "HIIT": "hit",
    "AMRAP": "am rap",
    "EMOM": "ee mom",
    "RDL": "R D L",
    "RDLs": "R D L's",
    "RPE": "R P E",
    "RIR": "R I R",
    "KB": "kettlebell",
    "KBs": "kettlebells",
    "DB": "dumbbell",
    "DBs": "dumbbells",
    "BB": "barbell",
    "BW": "bodyweight",
    "OH": "overhead",
    "SL": "single-leg",
    "TGU": "Turkish get-up",
    "TGUs": "Turkish get-ups",
}
_WORDS = with_letter_cases(_WORDS)

_UNITS = {
    "kg": ("kilogram", "kilograms"),
    "lb": ("pound", "pounds"),
    "s": ("second", "seconds"),
    "sec": ("second", "seconds"),
    "min": ("minute", "minutes"),
    "h": ("hour", "hours"),
    "hr": ("hour", "hours"),
    "cm": ("centimetre", "centimetres"),
    "km": ("kilometre", "kilometres"),
    "km/h": ("kilometre per hour", "kilometres per hour"),
    "ft": ("foot", "feet"),
    "kcal": ("kilocalorie", "kilocalories"),
    "%": ("percent", "percent"),
}
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth"}
_OUT_OF = 10

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+|:[0-5]\d)?"
_UNIT = r"(?:(?i:km/h|kgs?|lbs?|secs?|mins?|hrs?|cm|km|ft|kcal)|[sh]|%)"
_IMPLEMENTS = "kettlebells?|bells?|dumbbells?|barbells?|bars?|plates?|vests?|balls?|weights?|box"


def _unit(match: re.Match[str]) -> str:
    number, gap, unit = match["number"], match["gap"], match["unit"].casefold()
    singular, plural = _UNITS.get(unit) or _UNITS[unit.removesuffix("s")]
    one = number == "1" or ("/" in number and " " not in number) or gap == "-"
    return f"{number} {singular if one else plural}"


def _clock(match: re.Match[str]) -> str:
    numbers = [int(number) for number in match.groups() if number]
    nouns = ("hour", "minute", "second")[-len(numbers) :]
    parts = [
        f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in zip(numbers, nouns, strict=True) if n
    ]
    return " ".join(parts) or "0 seconds"


def _range(match: re.Match[str]) -> str:
    low, high = (float(match[side].replace(":", ".").replace(",", "")) for side in ("low", "high"))
    unit = match["unit"] or ""
    return f"{match['low']}{unit}{' to ' if low < high else ', '}{match['high']}"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match["whole"], int(match["top"]), int(match["bottom"])
    before = f"{whole} " if whole else ""
    if not 0 < top < bottom or bottom not in (*_PARTS, _OUT_OF):
        return f"{before}{top}, {bottom}"
    if bottom == _OUT_OF:
        return f"{before}{top} out of {bottom}"
    return (f"{whole} and " if whole else "") + _part(top, _PARTS[bottom], article=bool(whole))


def _part(top: int, noun: str, *, article: bool) -> str:
    if top > 1:
        return f"{top} {noun}s"
    return f"{'an' if noun == 'eighth' else 'a'} {noun}" if article else f"one {noun}"


RULES = (
    Rule(r"[*\N{BULLET}]+", " "),
    Rule(r"\s*&\s*", " and "),
    Rule(r"\s*(?:\N{RIGHTWARDS ARROW}|[-=]>)\s*", ", "),
    Rule(r"#\s?(?=\d)", "number "),
    Rule(r"~\s?(?=\d)", "about "),
    Rule(r"[¼-¾⅐-⅞]", expand_vulgar),
    # Tempo 3-1-1-0 and 20X1; also 21-15-9. Before ranges, which have two ends.
    Rule(rf"(?<![\w.-])\d+(?:{TO}(?:\d+|[xX]\b)){{2,}}(?!\d)", separate_numbers),
    Rule(r"\b\d\dX\d\b|(?<=[Tt]empo )[\dxX]{4}\b", separate_digits),
    Rule(r"(?i:\b(sets?|rounds?)\s+[x×]\s*(?=\d))", r"\1 of "),
    Rule(r"(?<=\d)[xX×](?=\d+(?![\w.])(?!\s?(?:kg|lb)))", " by "),
    Rule(r"(?<=\d)\s*[xX×](?=\s*\d|\W|$)|(?<!\w)[x×](?=\s?\d)", " times "),
    Rule(r"(?<=\d)m(?=\d+s\b)", " min "),
    Rule(r"(?<![\w.])(\d{3,}) ?m\b(?!\w)", r"\1 metres"),  # of fewer it may be minutes
    Rule(r"(?<![\w.])(\d+)[ -]?in(?= (?:box|step|deficit|hurdle)\b)", r"\1 inch"),
    Rule(r"(?<![\w.])(\d+) ?RM\b", r"\1 rep max"),
    Rule(rf"(?<=\w)\s/\s(?=\d[\d.,]*\s?{_UNIT}(?!\w))", " or "),
    Rule(rf"(?<![\w.,-])(\d[\d.,]*) ?(?=(?:kg|lb|cm)s? (?:{_IMPLEMENTS})\b)", r"\1-"),
    Rule(
        rf"(?<![\w.,:/-])(?P<low>{_NUMBER})(?P<unit>\s?{_UNIT})?{TO}(?P<high>{_NUMBER})",
        _range,
    ),
    Rule(
        r"(?<![\w:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\w:])(?!\s?[ap]\.?m)(?:\s?mins?\b)?",
        _clock,
    ),
    Rule(
        rf"(?<![\w.,])(?P<number>(?:\d+ )?\d+/\d+|\d+(?:[.,]\d+)*)(?P<gap> *|-)(?P<unit>{_UNIT})"
        r"(?![\w/])(?:\.(?=\s[a-z]))?",
        _unit,
    ),
    Rule(
        r"(?<![\w./])(?:(?P<whole>\d+) )?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})(?![\w/])", _fraction
    ),
    Rule(rf"(?<!\w)(?:{'|'.join(sorted(_WORDS, reverse=True))})(?!\w)", lambda m: _WORDS[m[0]]),
    Rule(r"(?<!\w)w/o(?!\w)", "without"),
    Rule(r"(?<!\w)w/", "with "),
    Rule(r"\bvs\b\.?", "versus"),
    Rule(r"(?<=[^\W\d_])/(?=[^\W\d_])", ", "),  # left/right
)
