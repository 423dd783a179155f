"""Whose words and whose voice: `language` in a routine, in one's own file, on the command line."""

import sys
from pathlib import Path
from subprocess import run

import pytest
from command_line import refused
from command_line import run as run_here
from quick_build import routine_in, use_cache
from sampling import sampled

from audiocoach.config.load import FILE_VARIABLE
from audiocoach.config.model import Config
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise, resolve, resolve_voice
from audiocoach.errors import RoutineError
from audiocoach.i18n.languages import voice_for
from audiocoach.plan import Plan, plan_session
from audiocoach.routine.fields import read_language
from audiocoach.routine.read import read_bytes
from audiocoach.tts import open_engine, parse_voice

WRITTEN = """\
title: Ziehen
language: {language}
rounds: 2
exercises:
  - {{name: Rudern, reps: 8, sides: each}}
  - {{emom: 2 min, exercises: [{{name: Schwung, reps: 5}}]}}
"""


def planned(language: str, voice: str | None = None, asked: str | None = None) -> Plan:
    text = WRITTEN.format(language=language) + (f"voice: {voice}\n" if voice else "")
    routine = read_bytes(text.encode(), "mine.yaml").named("mine")
    return plan_session(customise(routine, Overrides(language=asked)))


def heard(plan: Plan) -> list[str]:
    return [form for each in plan.intervals for cue in each.cues for form in cue.variants]


@pytest.fixture(autouse=True)
def no_config(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "")


def test_a_routine_is_coached_in_its_language_by_a_voice_of_it() -> None:
    plan = planned("de-AT")
    assert (plan.language, plan.voice) == ("de-AT", "espeak:de@170")
    assert "Als Nächstes: Schwung. 5 Wiederholungen." in heard(plan)
    assert "Seite wechseln, links." in heard(plan)
    assert "EMOM, jede Minute." in heard(plan)
    assert next(interval.chapter for interval in plan.intervals) == "Einführung"


def test_an_option_changes_the_phrases_alone() -> None:
    plan = planned("de", asked="fr")
    assert (plan.language, plan.voice) == ("fr", "espeak:fr@160")
    assert "Ensuite : Schwung. 5 répétitions." in heard(plan)
    assert [each.exercise for each in plan.intervals] == [
        each.exercise for each in planned("de").intervals
    ]


def test_a_voice_that_is_asked_for_speaks_any_language() -> None:
    assert planned("de", "en-gb@150").voice == "en-gb@150"


@pytest.mark.parametrize(
    ("language", "asked", "voice"),
    [
        ("de-AT", "espeak", "espeak:de@170"),
        ("ru", "Espeak", "espeak:ru@155"),
        ("pt", "espeak@190", "espeak:pt-br@190"),
        ("en", "espeak", "espeak"),
        ("de", "espeak:en-us", "espeak:en-us"),
        ("de", "system", "system"),
    ],
)
def test_espeak_alone_is_its_voice_of_the_language(language: str, asked: str, voice: str) -> None:
    routine = read_bytes(WRITTEN.format(language=language).encode(), "mine.yaml")
    settings = resolve(routine, Config(), Overrides(voice=asked, counter=asked))
    assert settings.counter
    assert {settings.voice.name, settings.counter.name} == {voice}
    assert resolve_voice(Config(), asked, language).name == voice


@pytest.mark.parametrize(
    ("tag", "voice"),
    [
        ("en", "hibari:heart@180"),
        ("en-AU", "hibari:heart@180"),
        ("es", "espeak:es@175"),
        ("es-MX", "espeak:es-419@180"),
        ("pt", "espeak:pt-br@175"),
        ("pt-PT", "espeak:pt@175"),
        ("fr-CH", "espeak:fr-ch@160"),
        ("de-Latn-CH", "espeak:de@170"),
    ],
)
def test_a_tag_has_the_voice_of_its_longest_known_beginning(tag: str, voice: str) -> None:
    assert voice_for(tag) == voice
    with open_engine(parse_voice(voice)) as engine:
        assert engine.speak("1, 2, 3").samples


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("klingon", "it speaks de, en, es"),
        ("german", "did you mean 'de'? it speaks de, en"),
        ("Deutsch", "did you mean 'de'?"),
        ("francais", "did you mean 'fr'?"),
        ("de_AT", "did you mean 'de-AT'?"),
        ("xx-DE", "it speaks"),
        ("rus", "did you mean 'ru'?"),
    ],
)
def test_a_language_that_is_not_spoken_is_named_with_those_that_are(
    written: str, hint: str
) -> None:
    with pytest.raises(RoutineError) as caught:
        read_bytes(WRITTEN.format(language=written).encode(), "mine.yaml")
    (problem,) = caught.value.problems
    assert str(problem).startswith(f"mine.yaml:2:11: the coach does not speak '{written}'")
    assert hint in str(problem)


@pytest.mark.parametrize("tag", ["de", "DE", "de-AT", "pt-BR", "ru-RU"])
def test_tags_are_read_as_they_are_written(tag: str) -> None:
    assert read_language(tag) == tag


def told_what_stays(language: str, *options: str) -> str:
    """What is shown of an English routine, with the one warning of what stays English in it."""
    done = run_here("show", "jeffers-pull", "--cues", *options)
    assert done.returncode == 0
    assert done.stderr.startswith(f"warning: the coach speaks {language}, and these words of ")
    assert done.stderr.count("\n") == 1
    return done.stdout


def test_every_command_takes_the_option() -> None:
    shown = told_what_stays("Spanish", "--language", "es")
    assert "Ronda 2 de 3." in shown
    assert "Round" not in shown
    assert "Alternating single-arm bent-over row" in shown
    said = refused(2, "build", "jeffers-pull", "--language", "spainish")
    assert "did you mean 'es'?" in " ".join(said.split())


def test_ones_own_file_chooses_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.toml"
    own.write_text('language = "it"\n', "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(own))
    assert "Giro 2 di 3." in told_what_stays("Italian")
    assert "Ronde 2 van 3." in told_what_stays("Dutch", "--language", "nl")
    own.write_text('language = "tlh"\n', "utf-8")
    assert f"{own}:1:1: 'language': the coach does not speak 'tlh'" in refused(
        1, "show", "jeffers-pull"
    )


@pytest.mark.parametrize("routine", sampled(["quick", "jeffers-pull"], "quick"))
def test_an_english_track_imports_no_library_for_languages(
    routine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_cache(tmp_path / "cache", monkeypatch)
    name = str(routine_in(tmp_path)) if routine == "quick" else routine
    probe = (
        "import sys\nfrom audiocoach import build\n"
        f"build({name!r}, {str(tmp_path / 'track.mp3')!r})\n"
        "print(*sys.modules)"
    )
    for _ in ("cold", "warm"):
        done = run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
        assert not {"babel", "num2words"} & set(done.stdout.split())
