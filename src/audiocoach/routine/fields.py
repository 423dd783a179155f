"""Scalar values of the language: text in, small frozen values out.

Each `read_*` raises InvalidValueError, which says what is wrong and what to write instead.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from audiocoach.defaults import DEFAULTS, LIMITS, PROFILES
from audiocoach.errors import InvalidValueError
from audiocoach.i18n.languages import NAMES, primary
from audiocoach.i18n.normalise import has_words
from audiocoach.support.durations import MS_PER_HOUR, MS_PER_MINUTE, format_duration, parse_duration
from audiocoach.support.messages import nearest, quote

DASH = r"\s*[-\u2010-\u2015\u2212]\s*"
"""Between two figures: a hyphen, a dash of any length, or a minus."""
_RANGE = re.compile(rf"{DASH}|\s+to\s+")
_BARE = re.compile(r"[0-9.]+")
_ONE_UNIT = re.compile(r"[0-9.]+\s*([A-Za-z]+|['\"])")
_SETS_OF_REPS = re.compile(r"([1-9][0-9]*)\s*[x×*]\s*([1-9][0-9]*)")
_AS_NEEDED = re.compile(r"as needed \(max ([^()]+)\)", re.IGNORECASE)
_WHOLE, _HALVES = re.compile(r"[0-9]{1,2}"), re.compile(r"[0-9]{1,2}(\.[05])?")
_MOST_EFFORT = 10
_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}")
_PHASE = r"(?:[0-9]{1,2}(?:\.[0-9])?s?|[Xx])"
_BETWEEN_PHASES = (DASH, r"\s*/\s*", r"\s*:\s*", r"\s*,\s*", r"\s+", r"\.(?![0-9]{2})")
_NO_REST = ("none", "no", "no rest")
NONE = "none"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a routine or a mode may be called."""
_COUNTS, _LENGTHS = "'10' or '6-10'", "'90s' or '30-60s'"
_LEVELS = {"low": 0, "mid": 50, "high": 100}


class Span(NamedTuple):
    """A range, or a single value where both ends are the same. Counts, or milliseconds."""

    low: int
    high: int
    as_needed: bool = False
    """Of a rest: it may be cut short, and the track be paused for a longer one."""
    open_ended: bool = False
    """Of reps: as many more as are possible."""

    def at(self, level: str) -> int:
        """The value at `low`, `mid`, `high` or a percentage, rounded down."""
        return self.low + (self.high - self.low) * read_level(level) // 100


class Tempo(NamedTuple):
    """Milliseconds of each phase of a rep."""

    eccentric: int
    bottom: int
    concentric: int
    top: int

    def __str__(self) -> str:
        return "-".join(f"{ms / 1000:g}" for ms in self)


class Moment(NamedTuple):
    """When in a set: `half` of it, the beginning of a `rep`, or `ms` from its start."""

    kind: str
    value: int = 0


def is_read(read: Callable[[str], object], text: str) -> bool:
    """Whether that reader takes that text."""
    try:
        read(text)
    except InvalidValueError:
        return False
    return True


def read_line(text: str) -> str:
    """Read one short line, which is only shown."""
    return _bounded(text, LIMITS.line)


def read_text(text: str) -> str:
    """Read a few sentences, which are only shown."""
    return _bounded(text, LIMITS.text)


def read_phrase(text: str) -> str:
    """Read a name: one short line, which is spoken."""
    return _speakable(read_line(text))


def read_reminder(text: str) -> str:
    """Read a reminder: a sentence or two, which are spoken."""
    return _speakable(_bounded(text, LIMITS.reminder))


def read_sentences(text: str) -> str:
    """Read an explanation: a few sentences, which are spoken."""
    return _speakable(read_text(text))


def read_flag(text: str) -> bool:
    """Read `true` or `false`."""
    return read_word(("true", "false"), text) == "true"


def one_of(*words: str) -> Callable[[str], str]:
    """Make a reader that takes one of `words`."""
    return partial(read_word, words)


def read_word(words: tuple[str, ...], text: str) -> str:
    """Read one of `words`."""
    if text not in words:
        known = "' or '".join(words)
        raise InvalidValueError(f"{text!r} is not known here", f"write '{known}'")
    return text


read_profile = one_of(*PROFILES)
"""Reads how much the coach says."""


def read_count(text: str) -> Span:
    """Read a whole number or a range of them: `10`, `6-10`."""
    if match := _SETS_OF_REPS.fullmatch(text.strip()):
        hint = f"write 'sets: {match[1]}' and 'reps: {match[2]}'"
        raise InvalidValueError(f"{text!r} is two numbers, and one is wanted", hint)
    ends = _ends(text, "whole number", _COUNTS)
    return _span(text, *map(_one_count, ends))


def read_length(text: str) -> int:
    """Read a duration, in milliseconds: `90`, `90s`, `1:30`."""
    return parse_duration(text)


def read_long_length(text: str) -> int:
    """Read a duration of up to 31 days, in milliseconds: `48 h`."""
    return parse_duration(text, limit_ms=31 * 24 * MS_PER_HOUR)


def read_lengths(text: str) -> Span:
    """Read a duration or a range; `30-60s` and `1-2 min` have one unit for both ends."""
    low, high = _ends(text, "duration", _LENGTHS)
    if bool(_BARE.fullmatch(low)) != bool(_BARE.fullmatch(high)):
        unit = _ONE_UNIT.fullmatch(high)
        if not unit:
            hint = "write both ends alike, like '30s-60s'"
            raise InvalidValueError(f"the range {text!r} is unclear", hint)
        low += unit[1]
    return _span(text, read_length(low), read_length(high))


def read_positive_lengths(text: str) -> Span:
    """Read a duration or a range, none of it 0."""
    span = read_lengths(text)
    if span.low == 0:
        raise InvalidValueError(f"{text!r} is no time at all", "write something longer")
    return span


def read_cap(text: str) -> int:
    """Read a duration that is not 0, and no range, in milliseconds."""
    span = read_positive_lengths(text)
    if span.low != span.high:
        hint = "write it like '10 min'"
        raise InvalidValueError(f"{text!r} is a range, and one duration is wanted", hint)
    return span.low


def read_rest(text: str) -> Span:
    """Read a duration, a range, `none`, or `as needed (max 90s)`."""
    if text.strip().lower() in _NO_REST:
        return Span(0, 0)
    if not text.lower().startswith("as needed"):
        return read_lengths(text)
    most = _AS_NEEDED.fullmatch(text)
    if not most:
        hint = "a track cannot wait, so write 'as needed (max 90s)'"
        raise InvalidValueError(f"{quote(text)} does not say how long at most", hint)
    length_ms = read_cap(most[1])
    return Span(length_ms, length_ms, as_needed=True)


def read_gap(text: str) -> int:
    """Read a duration, in milliseconds; `none` is 0."""
    return 0 if text.strip().lower() in _NO_REST else read_length(text)


def read_lead(text: str) -> int:
    """Read a duration that is not 0, in milliseconds; `none` is 0."""
    return 0 if text == NONE else read_cap(text)


def read_pips(text: str) -> int:
    """Read how many seconds are counted down; `none` is 0."""
    if text == NONE:
        return 0
    if not text.isdecimal() or not 1 <= int(text) <= LIMITS.countdown:
        hint = f"write a number from 1 to {LIMITS.countdown}, or '{NONE}'"
        raise InvalidValueError(f"{text!r} is no countdown", hint)
    return int(text)


def read_level(text: str) -> int:
    """Read a level as per cent of the way from the low to the high end of a range."""
    if text in _LEVELS:
        return _LEVELS[text]
    if (match := re.fullmatch(r"([0-9]{1,3})\s*%", text)) and int(match[1]) <= 100:  # noqa: PLR2004
        return int(match[1])
    hint = "write 'low', 'mid', 'high' or a percentage"
    raise InvalidValueError(f"{text!r} is not a level", hint)


def read_level_name(text: str) -> str:
    """Read a level: `low`, `mid`, `high` or a percentage; it stays as it is written."""
    read_level(text)
    return text


def read_tempo(text: str) -> Tempo:
    """Read `3-1-1-0`: seconds of eccentric, bottom, concentric, top; `X` is explosive.

    Without the last one it is 0. `3110`, `3/1/1/0` and the like are read, too.
    """
    phases = _phases(text.strip())
    if not phases:
        raise InvalidValueError(f"{text!r} is not a tempo", _not_a_tempo(text.strip()))
    no_way_up = phases[2] == "0"
    if no_way_up and (len(phases) == 3 or text.strip().isdecimal()):  # noqa: PLR2004
        hint = "write seconds of eccentric-bottom-concentric, like '3-1-1', or 'X' for explosive"
        raise InvalidValueError(f"the way up takes no time in {text!r}", hint)
    tempo = Tempo(*map(_phase, (*phases, "0")[:4]))
    _long_enough(sum(tempo), text)
    return tempo


def _phases(text: str) -> list[str]:
    """The three or four phases of a tempo; empty for what is none."""
    if re.fullmatch("[0-9Xx]{3,4}", text):
        return [*text]
    for between in _BETWEEN_PHASES:
        phases = re.split(between, text)
        if len(phases) in (3, 4) and all(re.fullmatch(_PHASE, phase) for phase in phases):
            return phases
    phases = _RANGE.split(text)
    return phases if len(phases) == 4 and all(phases) else []  # noqa: PLR2004


def _not_a_tempo(text: str) -> str:
    """What to write instead of that text."""
    figures = "seconds of eccentric-bottom-concentric-top, like '3-1-1-0'"
    if text in DEFAULTS.paces:
        return f"write 'pace: {text}', or {figures}"
    try:
        pace = format_duration(parse_duration(text, MS_PER_MINUTE))
    except ValueError:
        return f"write {figures}"
    return f"write 'pace: {pace}' for the time of a whole rep, or {figures}"


def read_pace(text: str) -> int:
    """Read milliseconds of one rep of one side: from seconds, or a class such as `grind`."""
    if text in DEFAULTS.paces:
        return DEFAULTS.paces[text]
    try:
        pace = read_length(text)
    except ValueError:
        classes = "', '".join(DEFAULTS.paces)
        hint = f"write '3s', or one of '{classes}'"
        if _phases(text.strip()):
            hint = f"write 'tempo: {text.strip()}'"
        raise InvalidValueError(f"{text!r} is not a pace", hint) from None
    return _long_enough(pace, text)


def read_rpe(text: str) -> str:
    """Read a rate of perceived exertion, written plainly: `8`, `7.5`, `7-8`."""
    return _effort(text, _HALVES, 1, "an RPE", "write '8', '7.5' or '7-8', from 1 to 10")


def read_rir(text: str) -> str:
    """Read reps in reserve, written plainly: `2`, `1-2`."""
    return _effort(text, _WHOLE, 0, "reps in reserve", "write '2' or '1-2', from 0 to 10")


def read_moment(text: str) -> Moment:
    """Read a moment of a set: `start`, `half`, `rep 5`, or a duration from the start."""
    if text in ("start", "half", "halfway"):
        return Moment("ms") if text == "start" else Moment("half")
    if match := re.fullmatch(r"rep (\d{1,3})", text):
        return Moment("rep", max(1, int(match[1])))
    try:
        return Moment("ms", read_length(text))
    except ValueError:
        hint = "write 'start', 'half', 'rep 5', or a time from the start like '20s'"
        raise InvalidValueError(f"{quote(text)} is no moment of a set", hint) from None


def read_language(text: str) -> str:
    """Read a BCP 47 tag of a language that the coach speaks: `de`, `de-AT`."""
    tag = text.replace("_", "-")
    meant = tag if _TAG.fullmatch(tag) and primary(tag) in NAMES else None
    if meant == text:
        return text
    by_name = {name: code for code, names in NAMES.items() for name in names}
    if not meant and (near := nearest(text, [*NAMES, *by_name])):
        meant = by_name.get(near, near)
    hint = (f"did you mean '{meant}'? " if meant else "") + f"it speaks {', '.join(NAMES)}"
    raise InvalidValueError(f"the coach does not speak {quote(text)}", hint)


def _one_count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise InvalidValueError(f"{text!r} is not a whole number", f"write it like {_COUNTS}")
    count = int(text) if len(text) < 12 else LIMITS.count + 1  # noqa: PLR2004
    if not 1 <= count <= LIMITS.count:
        hint = f"write a number from 1 to {LIMITS.count:,}"
        raise InvalidValueError(f"{text} is out of bounds", hint)
    return count


def _effort(text: str, figure: re.Pattern[str], least: int, kind: str, hint: str) -> str:
    ends = _RANGE.split(text.strip())
    if len(ends) > 2 or not all(map(figure.fullmatch, ends)):  # noqa: PLR2004
        raise InvalidValueError(f"{text!r} is not {kind}", hint)
    low, high = float(ends[0]), float(ends[-1])
    if low > high:
        raise InvalidValueError(f"the range {text!r} is upside down", "write its smaller end first")
    if low < least or high > _MOST_EFFORT:
        raise InvalidValueError(f"{text!r} is not {kind}", hint)
    return "-".join(f"{float(end):g}" for end in ends)


def _ends(text: str, kind: str, example: str) -> tuple[str, str]:
    ends = _RANGE.split(text.strip())
    if len(ends) > 2 or not all(ends):  # noqa: PLR2004
        raise InvalidValueError(f"{text!r} is not a {kind} or a range", f"write it like {example}")
    return ends[0], ends[-1]


def _span(text: str, low: int, high: int) -> Span:
    if low > high:
        raise InvalidValueError(f"the range {text!r} is upside down", "write its smaller end first")
    return Span(low, high)


def _phase(text: str) -> int:
    if text in ("X", "x"):
        return DEFAULTS.explosive_ms
    if not re.fullmatch(_PHASE, text):
        hint = "write seconds like '2' or '1.5', or 'X' for explosive"
        raise InvalidValueError(f"{text!r} is no phase of a tempo", hint)
    return read_length(text)


def _long_enough(rep_ms: int, text: str) -> int:
    if rep_ms < LIMITS.shortest_rep_ms:
        least = format_duration(LIMITS.shortest_rep_ms)
        raise InvalidValueError(f"{text!r} is too fast to follow", f"a rep takes {least} at least")
    return rep_ms


def _speakable(text: str) -> str:
    if has_words(text):
        return text
    raise InvalidValueError(f"{quote(text)} has nothing that can be spoken", "write a word with it")


def _bounded(text: str, limit: int) -> str:
    words = " ".join(text.split())
    if not words:
        raise InvalidValueError("there is no text", "write some")
    if len(words) > limit:
        hint = f"{limit} at most, so that it can be spoken"
        raise InvalidValueError(f"the text has {len(words)} characters", hint)
    return words
