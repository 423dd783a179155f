"""What is written and what is said for it, a table for each language."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from normalised import SAID, TABLES, rows

from audiocoach.i18n.languages import NAMES
from audiocoach.i18n.normalise import normalise


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_is_written_is_said(language: str, golden: Callable[[Path, str], None]) -> None:
    written = [written for written, _ in rows(language)]
    assert len(set(written)) == len(written) >= (400 if language == "en" else 60)
    said = "".join(f"{each}{SAID}{normalise(each, language)}\n" for each in written)
    golden(TABLES / f"{language}.txt", said)


@pytest.mark.parametrize("language", sorted(NAMES))
def test_a_table_shows_what_is_said_of_the_gym(language: str) -> None:
    assert {"AMRAP", "RDL", "3x10", "2/3", "1:30"} <= {written for written, _ in rows(language)}


@pytest.mark.parametrize("language", sorted(NAMES))
def test_what_is_said_stays(language: str) -> None:
    said = [said for _, said in rows(language)]
    assert [normalise(each, language) for each in said] == said


@pytest.mark.parametrize("language", sorted(NAMES))
def test_no_figure_or_sign_is_lost(language: str) -> None:
    assert not [written for written, said in rows(language) if not said]


@given(
    st.sampled_from(sorted(NAMES)),
    st.text(alphabet="0123456789 .,:-–/x×X%&~#*½⅞kgslbminhtrсчхгуд→>w\n\0", max_size=40),
)
def test_any_text_gives_one_tidy_line(language: str, text: str) -> None:
    said = normalise(text, language)
    assert said == " ".join(said.split())
    assert said.isprintable()
