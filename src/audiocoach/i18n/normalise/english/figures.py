"""English figures: tempos and schemes, times, units, ranges, fractions; then numbers as words."""

import re

from audiocoach.i18n.normalise.english.numerals import cardinal, ordinal
from audiocoach.i18n.normalise.english.table import DIGITS, TABLE, any_of, letter
from audiocoach.i18n.normalise.rules import (
    TO,
    Rule,
    alternatives,
    separate_digits,
    separate_numbers,
)

_UNITS = {
    name: plurals.split("|") for names, plurals in TABLE["units"].items() for name in names.split()
}
_PARTS = {2: "half", 3: "third", 4: "quarter", 5: "fifth", 6: "sixth", 8: "eighth"}
_OUT_OF = 10

_NUMBER = r"\d+(?:,\d{3})*(?:\.\d+|:[0-5]\d)?"
_LONG_UNITS = alternatives(unit for unit in _UNITS if len(unit) > 1 and unit != "in")
_UNIT = rf"(?:(?i:{_LONG_UNITS})|[smhg°%])"
_UNIT_AT_ONCE = "[SMHGWLwl]"
"""Units that stand right after their number; with a space they are another word, or a side."""
_FORMS = "|".join(dict.fromkeys(form for forms in _UNITS.values() for form in forms))
_MASS = r"\d[\d.,]*\s?(?:kg|lbs?|cm|mm|in|ft|m|km|mi)(?!\w)"
_BEFORE_NOUN = rf"(?:(?=(?: +|-)(?i:{any_of('nouns')})(?!\w))(?P<noun>)|)"
"""Matches nothing, under the name of `noun` if one follows."""
_TALL_FT, _INCHES_A_FOOT = range(4, 8), 12
_LASTS = "(?:amrap|emom|cap|hold|rest|plank|sprint|pause|hang|work|jog|recover(?:y|ies)?)"
_LASTS_BEFORE = re.compile(
    rf"(?:(?i:\b(?:{_LASTS}|every|for))\W+|\d ?[x×] ?(?:\d+['′\"”″]\s?/\s?)?)$"
)
_LASTS_AFTER = re.compile(rf"\W*(?i:{_LASTS}|on|off)\b")
_TIME = r"\d{1,2}:[0-5]\d"
_TIMES = rf"(?<![\w:.])(?P<low>{_TIME})(?:{TO}(?P<high>{_TIME}))?"


def _unit(match: re.Match[str]) -> str:
    number, gap, unit = match["number"], match["gap"], (match["unit"] or match["once"]).lower()
    part = re.fullmatch(r"(\d+)/(\d+)", number)
    one = number == "1" or (part and _is_part(int(part[1]), int(part[2]))) or gap == "-"
    return f"{number} {_UNITS[unit][0 if one or match['noun'] is not None else 1]}"


def _is_part(top: int, bottom: int) -> bool:
    return 0 < top < bottom and bottom in _PARTS


def _clock(match: re.Match[str]) -> str:
    numbers = [int(number) for number in match.groups() if number]
    nouns = ("hour", "minute", "second")[-len(numbers) :]
    parts = [
        f"{n} {noun}{'' if n == 1 else 's'}" for n, noun in zip(numbers, nouns, strict=True) if n
    ]
    return " ".join(parts) or "0 seconds"


def _time_of_day(match: re.Match[str]) -> str:
    hour, minutes, half = match.groups()
    past = "" if minutes in (None, "00") else f" {_past(minutes)}"
    return f"{int(hour)}{past} {letter(half.upper())} M"


def _primes(match: re.Match[str]) -> str:
    """`1'30"` as a length, `5'10"` as somebody's height."""
    large, small = int(match["large"]), int(match["small"])
    is_height = large in _TALL_FT and small < _INCHES_A_FOOT
    return f"{large}ft {small}in" if is_height else f"{large} min {small}s"


def _prime(match: re.Match[str]) -> str:
    """`30"` as seconds where work or rest lasts so long, and as inches elsewhere."""
    text, (start, end) = match.string, match.span()
    lasts = _LASTS_BEFORE.search(text, 0, start) or _LASTS_AFTER.match(text, end)
    units = (" min", "ft") if match["prime"] in "'′" else ("s", "in")
    return f"{match['number']}{units[0 if lasts else 1]}"


def _pace(match: re.Match[str]) -> str:
    """`5:30/km` as `5 30 per kilometre`."""
    low, high = match["low"], match["high"]
    ends = [_minutes_and_seconds(low)]
    if high:
        ends = [low.removesuffix(":00") if ":00" in low else ends[0], _minutes_and_seconds(high)]
    of = {"k": "km", "mile": "mi"}.get(match["of"], match["of"])
    if of[:1].isdigit():
        per = f" per {of.removesuffix('m').strip()} metres"
    else:
        per = f" per {_UNITS[of][0]}" if of else ""
    return " to ".join(ends) + per


def _minutes_and_seconds(time: str) -> str:
    minutes, seconds = time.split(":")
    if seconds == "00":
        return f"{int(minutes)} minute{'' if int(minutes) == 1 else 's'}"
    return f"{int(minutes)} {_past(seconds)}"


def _past(figures: str) -> str:
    """`05` as `oh 5`."""
    return figures.replace("0", "oh ", 1) if figures[0] == "0" else figures


def _range(match: re.Match[str]) -> str:
    low, high = (float(match[side].replace(":", ".").replace(",", "")) for side in ("low", "high"))
    unit = match["unit"] or ""
    between = " to " if low < high else " " if low == high else ", "
    return f"{match['low']}{unit}{between}{match['high']}"


def _spaced_range(match: re.Match[str]) -> str:
    """`10 - 12` as a range, unless it is `Set 1 - 10 reps`."""
    word, low, high = match["word"] or "", match["low"], match["high"]
    numbered = re.fullmatch(rf"(?i:{any_of('numbered')}) ", word)
    return f"{word}{low}{', ' if numbered or int(low) >= int(high) else ' to '}{high}"


def _fraction(match: re.Match[str]) -> str:
    whole, top, bottom = match["whole"], int(match["top"]), int(match["bottom"])
    before = f"{whole} " if whole else ""
    if top == bottom:
        return f"{before}{top} {bottom}"  # the 90/90 stretch
    if bottom == _OUT_OF and 0 < top < bottom:
        return f"{before}{top} out of {bottom}"
    if not _is_part(top, bottom):
        return f"{before}{top}, {bottom}"
    part = _PARTS[bottom]
    if whole:
        article = "an" if part == "eighth" else "a"
        return f"{whole} and {f'{top} {part}s' if top > 1 else f'{article} {part}'}"
    if match["noun"] is not None:
        return part if top == 1 else f"{top} {part}"
    return f"one {part}" if top == 1 else f"{top} {part}s"


def _per(match: re.Match[str]) -> str:
    return f"{match['of']} per {TABLE['one_of'].get(match['per'].lower(), match['per'])}"


def _in_words(match: re.Match[str]) -> str:
    """The number as words, apart from letters that touch it."""
    text, start, end = match.string, *match.span()
    words = ordinal(match["number"]) if match["nth"] else cardinal(match["number"])
    if text[start - 1 : start].isalpha():
        words = f" {words}"
    # A hyphen binds one word to the next, and not several: "one-arm", "one hundred rep".
    if hyphen := match["hyphen"]:
        return words + (" " if {" ", "-"} & set(words) else hyphen)
    return f"{words} " if text[end : end + 1].isalpha() else words


PRIMES = (
    Rule(
        r"(?<!\w)(?P<large>\d+)['′] ?(?P<small>\d\d?)(?:[\"”″]|''|(?<=\d\d)(?!\w))", _primes, "'′"
    ),
    Rule(r"(?P<number>\d+)\s?(?P<prime>[\"”″]|'')(?!\w)", _prime, "\"”″'"),
    Rule(r"(?P<number>\d+)\s?(?P<prime>[′'])(?=\W|$)", _prime, "′'"),
)

SCHEMES = (
    # Tempo 3-1-1-0, 3.1.1.0 and 20X1; also 21-15-9, 5/3/1 and 4:0:2. Before ranges, which have two
    # ends.
    Rule(rf"(?<![\w.-])\d+(?:{TO}(?:\d+|[xX]\b)){{2,}}(?!\d)", separate_numbers, "-–"),
    Rule(r"(?<![\w./])\d+(?:/(?:\d+|[xX]\b)){2,}(?![\d/])", separate_numbers, "/"),
    Rule(r"(?<![\w.:])\d(?::(?:\d|[xX])\b){2,}(?![\d:])", separate_numbers, ":"),
    Rule(r"(?<![\d.])\d+(?:\.(?:\d+|[xX])\b){2,}(?!\.?\d)", separate_numbers, "."),
    Rule(r"\b\d\dX\d\b|(?<=[Tt]empo )[\dxX]{4}\b", separate_digits, DIGITS),
    Rule(r"\b(?i:(sets?|rounds?))\s+[x×]\s*(?=\d)", r"\1 of ", "x×"),
    Rule(rf"(?<=\d)(?<!:\d\d)\s?[xX×]\s?(?=\d+(?![\w.])(?!\s?{_UNIT}(?!\w)))", " by ", "xX×"),
    Rule(r"(?<=\d)\s*[xX×](?=\s*\d|\W|$)|(?<!\w)[x×](?=\s?\d)", " times ", "xX×"),
    Rule(r"(?<![\w.]):?(\d):(\d)(?![\d:])", r"\1 to \2", ":"),  # a ratio
    Rule(r"(?<![\w:.])(\d\d):(\d\d)(?= (?:intervals?|work|ratio|split)\b)", r"\1 to \2", ":"),
    Rule(r"(?<=[a-z])\s?:\s?(?=rest\b)", " to ", ":"),  # work:rest
    Rule(r"(?<!\w)5\.(1[0-5])([a-d])(?!\w)", r"5 \1\2", "5"),  # a climb
    Rule(r"(?<=\d)[a-d](?![\w/])", lambda match: f" {letter(match[0].upper())}", DIGITS),
    Rule(r"(?<!\w)([A-Z])(\d+)[-–]\1(\d+)(?!\w)", r"\1\2 to \1\3", "-–"),
)

LENGTHS = (
    Rule(r"(?<![\w:.])(\d{1,2})(?::([0-5]\d))?\s?([aApP])\.?[mM]\b\.?(?=\W|$)", _time_of_day, "mM"),
    Rule(
        rf"{_TIMES}(?:\s?/\s?|\s?min\s?/\s?| per )(?P<of>(?:\d+ ?m|km|k|mile|mi)(?!\w))", _pace, ":"
    ),
    Rule(rf"{_TIMES}(?P<of>)(?= pace\b)", _pace, ":"),
    Rule(r"(?<=\d)m(?=\d+s\b)", " min ", "m"),
    Rule(r"(?<=\d)h([0-5]\d)(?!\w)", r" h \1 min", "h"),
    Rule(r"(?<!\w)r(?=\d\d(?!\w))", "rate ", "r"),  # of strokes
    Rule(rf"\b((?i:{any_of('minutes_before')}):? \d\d?) ?m(?!\w)", r"\1 min", DIGITS),
    Rule(rf"(?<![\w.])(\d\d?) ?m(?= (?i:{any_of('minutes_after')})\b)", r"\1 min", DIGITS),
    Rule(r"(?<![\w.])(\d+)[ -]?in(?= (?:box|step|deficit|hurdle))", r"\1 inch", DIGITS),
    Rule(r"(?<![\w.])(\d+)(?:in(?!\w)| in(?!\w| \w)\.?)", r"\1 inches", DIGITS),
    Rule(r"(?<=\d)\s?[kK](?=\s(?:steps|reps|m|metres|meters|feet|calories)\b)", " thousand", "kK"),
    Rule(r"(?<=\d)[kK](?!\w)", " K", "kK"),
    Rule(r"(?<![\w.])(\d+) ?RM\b", r"\1 rep max", "R"),
    Rule(r"(?<=\d\d) W(?!\w)", " watts", "W"),
)

MEASURES = (
    # A decimal comma, as spreadsheets of other languages write it; before three digits it is none.
    Rule(r"(?<![\w.,])(\d+),(\d|25|50|75)(?=\s?(?:kgs?|lbs?)(?!\w))", r"\1.\2", ","),
    Rule(rf"({_MASS})\s/\s(?={_MASS})", r"\1 or ", "/"),
    Rule(rf"\b((?i:{any_of('numbered')}) \d+)/(?=\d)", r"\1 of ", "/"),
    Rule(rf"(\d){TO}(?=\d (?:combo|punch))", r"\1 ", "-–"),
    Rule(
        rf"(?<![\w.,:/-])(?P<low>{_NUMBER})(?P<unit>\s?{_UNIT}|{_UNIT_AT_ONCE})?{TO}"
        rf"(?P<high>{_NUMBER})(?!:)",
        _range,
        "-–",
    ),
    Rule(
        rf"(?<![\w.,:/-])(?P<word>[A-Za-z]+ )?(?P<low>\d+) {TO} (?P<high>\d+)\b",
        _spaced_range,
        "-–",
    ),
    Rule(r"(?<![\w:.])(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)(?![\w:])(?:\s?mins?\b)?", _clock, ":"),
    Rule(
        rf"(?<![\w.,])(?P<number>(?:\d+ )?\d+/\d+|\d+(?:[.,]\d+)*)"
        rf"(?:(?P<gap> *|-)(?P<unit>{_UNIT})|(?P<once>{_UNIT_AT_ONCE}))"
        rf"(?!\w)(?:\.(?=\s[a-z]))?{_BEFORE_NOUN}",
        _unit,
        DIGITS,
    ),
    Rule(
        r"(?<![\w./])(?:(?P<whole>\d+) )?(?P<top>\d{1,4})/(?P<bottom>\d{1,4})(?![\w/])"
        rf"{_BEFORE_NOUN}",
        _fraction,
        "/",
    ),
    Rule(
        rf"(?P<of>\d|\b(?:{_FORMS}|times|reps?|sets?|rounds?|steps?|strokes?|breaths?))"
        rf"\s?/\s?(?P<per>(?i:{any_of('per')})(?!\w))",
        _per,
        "/",
    ),
)

NUMBERS = (
    Rule(
        r"(?P<number>(?:\d+(?:,\d{3})*)?\.\d+|\d+(?:,\d{3})+|\d+)(?:(?P<nth>st|nd|rd|th)(?!\w))?"
        r"(?P<hyphen>-(?=[a-zA-Z])|)",
        _in_words,
        DIGITS,
    ),
)
