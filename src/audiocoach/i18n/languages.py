"""Languages by their BCP 47 tags: what they are called, who speaks them, how they count."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from audiocoach.defaults import DEFAULTS

NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "de": ("german", "deutsch"),
        "en": ("english",),
        "es": ("spanish", "español", "castellano"),
        "fr": ("french", "français"),
        "it": ("italian", "italiano"),
        "nl": ("dutch", "nederlands"),
        "pt": ("portuguese", "português"),
        "ru": ("russian", "русский"),
    }
)
"""The languages that the coach speaks, and what else people call them."""


def primary(tag: str) -> str:
    """The language of a tag, without its region: `de` of `de-AT`."""
    return tag.lower().partition("-")[0]


@cache
def read_table(folder: Path, language: str) -> dict[str, Any]:
    """The YAML file that `folder` has for a language such as `de`; empty where there is none."""
    path = folder / f"{language}.yaml"
    if not path.exists():
        return {}
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    table: dict[str, Any] = yaml.load(path.read_bytes(), Loader=loader)  # noqa: S506 (safe)
    return table


def voice_for(tag: str) -> str:
    """The voice of a language, and that of the default one where it has none."""
    return look_up(DEFAULTS.voices, tag) or DEFAULTS.voices[DEFAULTS.language]


def look_up(table: Mapping[str, str], tag: str) -> str | None:
    """What a table by small tags has for the longest beginning of a tag, as RFC 4647 says."""
    wanted = tag.lower()
    while wanted not in table and "-" in wanted:
        wanted = wanted.rpartition("-")[0]
    return table.get(wanted)


def plural(tag: str, number: float | str) -> str:
    """The plural category by CLDR of a number, which may be a text like `2.5`."""
    language = primary(tag)
    if language == "en":  # what Babel would say, without the time it takes to import
        return "one" if number in (1, "1") else "other"
    return _category(language, str(number))


@cache
def _category(language: str, number: str) -> str:
    from decimal import Decimal

    from babel import Locale

    return Locale(language).plural_form(Decimal(number))
