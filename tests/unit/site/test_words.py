from string import Formatter

import pytest
from msgspec.structs import asdict

from audiocoach.i18n.languages import NAMES
from audiocoach.site.words import load_words

ENGLISH = asdict(load_words("en"))


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", NAMES)
def test_every_language_has_every_word(language: str) -> None:
    words = asdict(load_words(language))
    for key, text in words.items():
        assert text.strip() == text != "", key
        assert fields(text) == fields(ENGLISH[key]), key
        if language != "en" and key not in {"position", "player", "pause"}:
            assert text != ENGLISH[key], key


def test_words_fit_on_the_buttons_of_a_phone() -> None:
    for language in NAMES:
        words = load_words(language)
        assert max(map(len, (words.save, words.keep, words.remove, words.load))) <= 30, language


@pytest.mark.parametrize("tag", ["de-AT", "pt-BR"])
def test_a_region_has_the_words_of_its_language(tag: str) -> None:
    assert load_words(tag) == load_words(tag[:2])


def test_another_language_has_english_ones() -> None:
    assert load_words("ja") == load_words("en")
