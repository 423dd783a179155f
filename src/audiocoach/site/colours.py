"""The colours of a page: those of its cover, as light and as dark, each legible on its ground."""

from collections.abc import Iterable
from typing import NamedTuple

from audiocoach.renderer.cover_theme import Colour, Theme, blend

_TEXT_CONTRAST = 4.6
"""WCAG 2.2 asks for 4.5 between words and what they stand on."""
_STEPS = 50
_WHITE: Colour = (255, 255, 255)
_BLACK: Colour = (0, 0, 0)


class Palette(NamedTuple):
    """One way to show a page; each name is that of a property in its style."""

    ground: Colour
    card: Colour
    line: Colour
    ink: Colour
    dim: Colour
    accent: Colour
    """For words and outlines."""
    fill: Colour
    """The cover's colour as it is, for buttons."""
    on_fill: Colour

    @property
    def css(self) -> str:
        """Its declarations."""
        named = self._asdict().items()
        return "".join(f"--{name.replace('_', '-')}:{as_hex(colour)};" for name, colour in named)


def dark(theme: Theme) -> Palette:
    """As the cover is."""
    ground, card = theme.ground, blend(theme.ground, theme.text, 0.08)
    return Palette(
        ground=ground,
        card=card,
        line=blend(ground, theme.text, 0.2),
        ink=theme.text,
        dim=_legible(theme.dim, (ground, card), _WHITE),
        accent=_legible(theme.first, (ground, card), _WHITE),
        fill=theme.first,
        on_fill=_legible(ground, (theme.first,), _BLACK),
    )


def light(theme: Theme) -> Palette:
    """The cover's words as paper, its ground as ink."""
    ground, card = theme.text, _WHITE
    return Palette(
        ground=ground,
        card=card,
        line=blend(ground, theme.ground, 0.16),
        ink=theme.ground,
        dim=_legible(blend(theme.ground, ground, 0.4), (ground, card), _BLACK),
        accent=_legible(theme.first, (ground, card), _BLACK),
        fill=theme.first,
        on_fill=_legible(theme.ground, (theme.first,), _BLACK),
    )


def as_hex(colour: Colour) -> str:
    """A colour as style sheets write it."""
    return "#{:02x}{:02x}{:02x}".format(*colour)


def theme_name(theme: Theme) -> str:
    """What a page calls its theme."""
    return as_hex(theme.first)[1:]


def themes_css(themes: Iterable[Theme]) -> str:
    """The rules that give pages of these themes their colours, each once."""
    rules = []
    for name, theme in {theme_name(theme): theme for theme in themes}.items():
        place = f':root[data-theme="{name}"]'
        rules.append(f"{place}{{{light(theme).css}}}\n")
        rules.append(f"@media (prefers-color-scheme:dark){{{place}{{{dark(theme).css}}}}}\n")
    return "".join(rules)


def contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours as WCAG counts it, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Colour) -> float:
    red, green, blue = (
        share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 (sRGB)
        for share in (level / 255 for level in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _legible(colour: Colour, grounds: Iterable[Colour], towards: Colour) -> Colour:
    """`colour`, moved towards black or white as far as it takes to be read on each ground."""
    grounds = tuple(grounds)
    moved = (blend(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(
        (it for it in moved if min(contrast(it, each) for each in grounds) >= _TEXT_CONTRAST),
        towards,
    )
