"""The coach's wording: templates from one YAML file per language, filled in.

A template is a text, a list of texts from the fullest to the shortest, or a mapping by the plural
category of the value `n`.
"""

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from msgspec import Struct

from audiocoach.defaults import LIMITS
from audiocoach.i18n.languages import plural, primary, read_table
from audiocoach.support.durations import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND, round_to

_FOLDER = Path(__file__).parent
_FRACTIONS_TO_MS = 10_000
"""Nobody hears a tenth in a longer time."""
_FILLED = 1_000
"""Phrases that are kept as they were filled in: a session says most of its phrases many times."""


class Phrases(Struct, frozen=True):
    """One language's wording."""

    language: str
    templates: Mapping[str, Any]

    def say(self, key: str, **values: object) -> str:
        """The fullest form of a phrase."""
        return self.variants(key, **values)[0]

    def variants(self, key: str, **values: object) -> tuple[str, ...]:
        """Every form of a phrase, fullest first."""
        return _fill(self.language, key, tuple(values.items()))

    def all(self, key: str) -> tuple[str, ...]:
        """Phrases of equal standing, to choose from."""
        return tuple(self.templates[key])

    def duration(self, ms: int) -> str:
        """A length as people say it: `90 seconds`, `2 minutes 30 seconds`, `3 days`."""
        if ms >= _FRACTIONS_TO_MS:
            ms = round_to(ms, MS_PER_SECOND)
        if ms % MS_PER_SECOND:
            return self.say("seconds", n=self.number(ms / MS_PER_SECOND))
        if ms < 2 * MS_PER_MINUTE and ms != MS_PER_MINUTE:
            return self.say("seconds", n=ms // MS_PER_SECOND)
        if ms >= 72 * MS_PER_HOUR and ms % (24 * MS_PER_HOUR) == 0:
            return self.say("days", n=ms // (24 * MS_PER_HOUR))
        if ms >= 120 * MS_PER_MINUTE:
            return self.say("hours", n=round_to(ms, MS_PER_HOUR) // MS_PER_HOUR)
        minutes, seconds = divmod(ms // MS_PER_SECOND, 60)
        parts = [self.say("minutes", n=minutes)]
        return " ".join(parts + ([self.say("seconds", n=seconds)] if seconds else []))

    def number(self, number: float) -> str:
        """A number as it is written: `2.5`, `2,5`."""
        return f"{number:g}".replace(".", self.templates["decimal"])

    def listed(self, things: tuple[str, ...], key: str = "list") -> str:
        """`a`, `a and b`, `a, b and c`; of many, the first and how many more there are."""
        things = self.some(things)
        if len(things) < 2:  # noqa: PLR2004
            return "".join(things)
        return self.say(key, most=", ".join(things[:-1]), last=things[-1])

    def some(self, things: tuple[str, ...], most_text: int = LIMITS.listed_text) -> tuple[str, ...]:
        """As many as one listens to, of so many characters, and then how many more there are."""
        ends = accumulate(map(len, things[: LIMITS.listed]))
        count = max(1, sum(end <= most_text for end in ends)) if things else 0
        more = len(things) - count
        return things if not more else (*things[:count], self.say("more", n=more))


@cache
def load_phrases(language: str) -> Phrases:
    """The wording of `language`, a tag of a known one."""
    return Phrases(language, read_table(_FOLDER, primary(language)))


@lru_cache(_FILLED)
def _fill(language: str, key: str, items: tuple[tuple[str, object], ...]) -> tuple[str, ...]:
    template, values = load_phrases(language).templates[key], dict(items)
    if isinstance(template, dict):
        template = template[_category(language, values["n"])]
    if isinstance(template, str):
        return (template.format_map(values),)
    return tuple(dict.fromkeys([text.format_map(values) for text in template]))


def _category(language: str, counted: object) -> str:
    """Of a number, or of a text that holds some; several things go by the last number."""
    if isinstance(counted, int):
        return plural(language, counted)
    *others, last = re.findall(r"\d+(?:[.,]\d+)?", str(counted))
    number = "2" if others and last == "1" else last.replace(",", ".")
    return plural(language, number)
