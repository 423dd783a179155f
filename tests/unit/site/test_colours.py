from collections.abc import Callable

import pytest

from audiocoach.renderer.cover_theme import Theme, theme_for
from audiocoach.site.colours import Palette, contrast, dark, light, theme_name, themes_css

THEMES = {theme_name(theme): theme for theme in (theme_for(str(n)) for n in range(100))}


def test_contrast_is_counted_as_wcag_does() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.005)
    assert contrast((255, 255, 255), (255, 255, 255)) == 1


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize("scheme", [light, dark])
def test_all_words_are_legible(theme: Theme, scheme: Callable[[Theme], Palette]) -> None:
    palette = scheme(theme)
    for words in (palette.ink, palette.dim, palette.accent):
        assert contrast(words, palette.ground) >= 4.5
        assert contrast(words, palette.card) >= 4.5
    assert contrast(palette.on_fill, palette.fill) >= 4.5


def test_every_cover_has_its_colours() -> None:
    assert len(THEMES) == 6
    css = themes_css([*THEMES.values(), *THEMES.values()])
    assert css.count(":root[data-theme=") == 12


def test_a_colour_that_can_be_read_is_left_as_it_is() -> None:
    theme = theme_for("Jeffers pull")
    assert dark(theme).accent == theme.first
    assert light(theme).fill == theme.first
