"""What is told where the coach speaks another language than the author."""

import pytest

from audiocoach.config.model import Config
from audiocoach.config.overrides import Overrides, UserOverrides
from audiocoach.config.resolve import resolve
from audiocoach.routine import catalog
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes


def told(routine: Routine, language: str | None = None, config: Config | None = None) -> list[str]:
    return resolve(routine, config or Config(), Overrides(language=language)).notes


def written(language: str) -> Routine:
    exercises = "exercises: [{name: Rudern, reps: 5, how: Beug dich vor., cues: [Eng, Gerade]}]"
    return read_bytes(f"title: Zug\n{language}\n{exercises}\n".encode(), "a.yaml").named("zug")


def test_it_says_which_words_stay() -> None:
    assert told(written("language: de"), "fr") == [
        (
            "the coach speaks French, and these words of 'Zug' stay as they are: title (1), "
            "name (1), how (1), cues (2); write them in French in a routine that extends it"
        )
    ]


def test_it_names_the_translation_that_there_is() -> None:
    (note,) = told(catalog.find("jeffers-pull"), "es-MX")
    assert note == (
        "the coach speaks Spanish, and these words of 'Jeffers pull' stay as they are: title (1), "
        "name (2), short (2), phases (4), how (2), cues (6), equipment (1); "
        "'jeffers-pull-es' is all in Spanish"
    )


@pytest.mark.parametrize("asked", [None, "de", "de-AT"])
def test_nothing_stays_in_the_authors_own_language(asked: str | None) -> None:
    assert told(written("language: de-CH"), asked) == []


def test_the_users_own_language_is_another_one_too() -> None:
    config = Config(every=UserOverrides(Overrides(language="fr")))
    assert "the coach speaks French" in told(written("language: de"), config=config)[0]
    assert told(written("language: fr"), config=config) == []
