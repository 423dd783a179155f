"""English is said in words: nothing is left that a voice could read in its own way."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from normalised import TABLES, rows
from num2words import num2words
from paths import ROUTINES
from phonemes import espeak_phonemes, hibari_guess, hibari_phonemes
from sampling import sampled

import audiocoach
import audiocoach.i18n.normalise
from audiocoach.i18n.normalise import clean_text, normalise
from audiocoach.i18n.normalise.english.numerals import cardinal, ordinal

PHONEMES = TABLES / "en.phonemes.tsv"
LEXICON = Path(audiocoach.i18n.normalise.__file__).parents[1] / "lexicon/en.yaml"
SAID = [said for _, said in rows("en")]
PLAIN = re.compile(r"(?:[^\W\d_]|[ ',.;:!?…-])*")
SHIPPED = sorted(
    file.stem for file in ROUTINES.glob("*.yaml") if not file.stem.endswith(("-de", "-es"))
)


def spoken(routine: str) -> list[str]:
    cues = audiocoach.compile(routine).timeline.cues
    return [normalise(cue.text) for cue in cues if cue.play == "speech"]


@pytest.mark.parametrize("said", SAID)
def test_what_is_said_is_words_and_marks(said: str) -> None:
    assert PLAIN.fullmatch(said)
    assert not re.search(r"\b[A-Z]{2,}\b", said)


@pytest.mark.parametrize("routine", sampled(SHIPPED, "jeffers-pull", "first-runs"))
def test_a_shipped_routine_is_said_in_words(routine: str) -> None:
    assert [said for said in spoken(routine) if not PLAIN.fullmatch(said)] == []


@given(st.text(max_size=60))
def test_any_text_is_said_in_words(text: str) -> None:
    said = normalise(text.translate(dict.fromkeys(range(0xE000, 0xF900))))
    assert PLAIN.fullmatch("".join(filter(str.isascii, said)))
    assert not re.search(r"\d", said, re.ASCII)


@given(st.integers(0, 999_999_999_999))
def test_numbers_are_those_of_num2words_as_americans_say_them(n: int) -> None:
    for words, to in ((cardinal(f"{n}"), "cardinal"), (ordinal(f"{n:,}"), "ordinal")):
        assert words == num2words(n, to=to).replace(" and ", " ").replace(",", "")


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ("2.50", "two point five zero"),
        (".5", "zero point five"),
        ("007", "seven"),
        ("1" + "0" * 12, "one" + " zero" * 12),
    ],
)
def test_decimals_and_what_is_too_long(figures: str, words: str) -> None:
    assert cardinal(figures) == words


def test_a_number_of_any_length_is_read() -> None:
    assert normalise("9" * 5_000).split() == ["nine"] * 5_000


@pytest.mark.parametrize("figures", ["7", "10/12", "3/4", "2024", "1,000", "20kg", "5:30", "1-2-3"])
def test_no_figure_after_a_word_becomes_a_date(figures: str) -> None:
    """To hibari "March 20" is a day, and to espeak 1500 is no year."""
    assert not re.search(r"\d", normalise(f"March {figures}"))


def test_hibari_finds_nothing_to_write_out() -> None:
    normalize = pytest.importorskip("hibari.g2p.normalize").normalize
    said = [*SAID, *(text for routine in SHIPPED for text in spoken(routine))]
    assert [text for text in said if normalize(text) != text] == []


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("Say no.", "Say number."),
        ("Wall Sat.", "Wall Saturday."),
        ("Part C", "Part 100"),
    ],
)
def test_of_words_it_takes_some_for_others(said: str, read: str) -> None:
    """So its engine is not to let it."""
    normalize = pytest.importorskip("hibari.g2p.normalize").normalize
    assert normalise(said) == said
    assert normalize(said) == read


@pytest.mark.long
def test_how_voices_read_it(golden: Callable[[Path, str], None]) -> None:
    """Each text with the phonemes of hibari and of espeak; then each word that hibari guesses."""
    pytest.importorskip("hibari")
    said = list(dict.fromkeys(SAID))
    lines = [(text, hibari_phonemes(text), espeak_phonemes(text)) for text in said]
    guessed = sorted(
        {word for _, by_hibari, _ in lines for word in re.findall("⟨(.+?)⟩", by_hibari)}
    )
    lines += [(f"⟨{word}⟩", hibari_guess(word), espeak_phonemes(word)) for word in guessed]
    golden(PHONEMES, "".join("\t".join(line) + "\n" for line in lines))


@pytest.mark.long
@pytest.mark.parametrize(("written", "said"), yaml.safe_load(LEXICON.read_bytes()).items())
def test_a_word_of_the_lexicon_is_misread_by_a_voice(written: str, said: str) -> None:
    pytest.importorskip("hibari")
    assert normalise(said) == said
    assert espeak_phonemes(written) != espeak_phonemes(said) or (
        hibari_guess(written) != hibari_guess(said)
    )


@pytest.mark.parametrize(
    ("language", "written", "said"),
    [
        ("de", "NICHT SCHNELL, Arme lang", "Nicht schnell, Arme lang"),
        ("de", "KB SWING", "Kettelbell swing"),
        ("es", "DESCANSA YA", "Descansa ya"),
        ("fr", "ALLEZ, PLUS HAUT", "Allez, plus haut"),
        ("ru", "ДАВАЙ ЕЩЁ", "Давай ещё"),
        ("de", "USB III", "USB III"),
    ],
)
def test_a_shout_is_no_abbreviation(language: str, written: str, said: str) -> None:
    assert normalise(written, language) == said


@pytest.mark.parametrize("language", ["de", "en", "es", "fr", "it", "nl", "pt", "ru"])
@pytest.mark.parametrize(
    ("written", "said"),
    [("Go 💪. Go", "Go. Go"), ("🔥 Go 🔥", "Go"), ("🎉: Go", "Go"), ("👩‍🚀🇩🇪⏱★", ""), ("🎉", "")],
)
def test_emoji_are_left_out(language: str, written: str, said: str) -> None:
    assert normalise(written, language) == said


def test_a_text_that_is_only_shown_keeps_them() -> None:
    assert clean_text("Go 💪") == "Go 💪"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("١٢ reps", "twelve reps"),
        ("१२kg", "twelve kilograms"),
        ("１０/side", "ten per side"),
        ("Row ② and ⑫", "Row two and twelve"),
        ("Phase Ⅳ", "Phase four"),
        ("²", "two"),
        ("三", "三"),
    ],
)
def test_figures_of_other_scripts_are_numbers(written: str, said: str) -> None:
    assert normalise(written) == said
