"""Every language says all that English says, in every plural, and in its own words."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import babel
import pytest
import yaml
from babel.plural import PluralRule
from paths import ROOT
from sampling import sampled

import audiocoach.i18n.phrases
from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.i18n.languages import NAMES, plural, primary
from audiocoach.i18n.normalise import normalise
from audiocoach.i18n.phrases import load_phrases
from audiocoach.tts import open_engine, parse_voice

FOLDER = Path(audiocoach.i18n.phrases.__file__).parent
OTHERS = sorted(set(NAMES) - {"en"})
ENGLISH = load_phrases("en").templates
_FIELD = re.compile(r"\{(\w+)\}")
_SAMPLE = {"n": 2, "of": 3, "rir": "1-2", "rpe": "7.5-8"}


def texts(template: Any) -> list[str]:  # noqa: ANN401 (as YAML has it)
    """A template's forms; of plurals, those of one category after those of another."""
    if isinstance(template, dict):
        return [text for each in template.values() for text in texts(each)]
    return template if isinstance(template, list) else [template]


def words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{3,}", _FIELD.sub(" ", text).lower()))


def plurals() -> Iterator[tuple[str, str]]:
    for language in NAMES:
        for key, template in load_phrases(language).templates.items():
            if isinstance(template, dict):
                yield language, key


def test_there_is_a_file_a_name_and_a_voice_for_each() -> None:
    assert sorted(file.stem for file in FOLDER.glob("*.yaml")) == sorted(NAMES)
    assert (
        {primary(tag) for tag in DEFAULTS.voices} == set(NAMES) == set(DEFAULTS.voices) & set(NAMES)
    )


@pytest.mark.parametrize("language", OTHERS)
def test_it_has_the_keys_of_english_in_the_same_order(language: str) -> None:
    keys = list(load_phrases(language).templates)
    assert not set(ENGLISH) - set(keys), f"{language}.yaml lacks a phrase that en.yaml has"
    assert keys == list(ENGLISH), f"write the phrases of {language}.yaml in the order of en.yaml"


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_of_the_same_kind_with_as_many_forms(language: str) -> None:
    for key, template in load_phrases(language).templates.items():
        assert type(template) is type(ENGLISH[key]), key
        if isinstance(template, list):
            assert len(template) == len(ENGLISH[key]), key


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_has_the_fields_of_the_english_one(language: str) -> None:
    for key, template in load_phrases(language).templates.items():
        if isinstance(template, dict):
            assert {f for t in texts(template) for f in _FIELD.findall(t)} == {
                f for t in texts(ENGLISH[key]) for f in _FIELD.findall(t)
            }, key
            continue
        pairs = zip(texts(template), texts(ENGLISH[key]), strict=True)
        assert all(sorted(_FIELD.findall(a)) == sorted(_FIELD.findall(b)) for a, b in pairs), key


@pytest.mark.parametrize("language", NAMES)
def test_a_shorter_form_is_shorter(language: str) -> None:
    for key, template in load_phrases(language).templates.items():
        if isinstance(template, list) and key != "encourage":
            # A name is about as long as a dose.
            lengths = [len(_FIELD.sub("12345678901", text)) for text in template]
            assert lengths == sorted(lengths, reverse=True), key


@pytest.mark.parametrize("language", OTHERS)
def test_no_phrase_is_left_in_english(language: str) -> None:
    same = {
        key
        for key, template in load_phrases(language).templates.items()
        if texts(template) == texts(ENGLISH[key]) and any(map(words, texts(template)))
    }
    names = {"kind_emom", "kind_amrap", "kind_ladder"}  # as they are called in gyms everywhere
    # "set" is Dutch; "minute", "introduction", "calorie" and "mile" are French; yards are yards
    shared = {"sets", "chapter_set", "chapter_intro", "minutes", "calories"}
    shared |= {"distance_mi", "distance_yd"}
    # "tempo" and "reps" are said in most gyms; "effort", "date" and "notes" are French
    shared |= {"sheet_tempo", "sheet_reps", "sheet_effort", "sheet_date", "sheet_notes"}
    assert same <= names | shared
    english = {"the", "and", "each", "side", "rest", "round", "next", "left", "for", "with", "of"}
    said = {
        word
        for t in load_phrases(language).templates.values()
        for x in texts(t)
        for word in words(x)
    }
    assert not said & english


@pytest.mark.parametrize(("language", "key"), [*plurals()])
def test_it_has_every_plural_that_a_number_within_the_limits_takes(language: str, key: str) -> None:
    numbers = [*range(LIMITS.count + 1), *(f"{n}.5" for n in range(12))]
    assert set(load_phrases(language).templates[key]) == (
        {plural(language, n) for n in range(LIMITS.count + 1)} | {"other"}
    )
    assert {plural(language, n) for n in numbers} <= set(load_phrases(language).templates[key])


@pytest.mark.parametrize("language", NAMES)
def test_the_plural_is_babels(language: str) -> None:
    rule: PluralRule = babel.Locale(language).plural_form
    assert [plural(language, n) for n in range(131)] == [rule(n) for n in range(131)]


@pytest.mark.parametrize("language", NAMES)
def test_what_babel_names_beyond_that_is_for_millions_alone(language: str) -> None:
    named = set(babel.Locale(language).plural_form.tags) | {"other"}
    used = set(load_phrases(language).templates["reps"])
    assert named - used <= {"many"}
    assert named == used or babel.Locale(language).plural_form(1_000_000) == "many"


@pytest.mark.parametrize("language", sampled([*NAMES], "es", "ru"))
def test_its_voice_speaks_all_of_it(language: str) -> None:
    wording = load_phrases(language)
    fields = dict.fromkeys(
        (f for t in wording.templates.values() for x in texts(t) for f in _FIELD.findall(x)), "12"
    )
    with open_engine(parse_voice(DEFAULTS.voices[language])) as engine:
        for key, template in wording.templates.items():
            if key == "decimal":
                continue
            variants = (
                texts(template)
                if key == "encourage"
                else wording.variants(key, **(fields | _SAMPLE))
            )
            for text in variants[:1]:
                speech = engine.speak(normalise(text, language))
                assert len(speech.samples) > speech.rate * 0.2, text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "1 second|2.5 seconds|90 seconds|1 minute|2 minutes 30 seconds|48 hours"),
        ("de", "1 Sekunde|2,5 Sekunden|90 Sekunden|1 Minute|2 Minuten 30 Sekunden|48 Stunden"),
        ("fr", "1 seconde|2,5 secondes|90 secondes|1 minute|2 minutes 30 secondes|48 heures"),
        ("ru", "1 секунда|2,5 секунды|90 секунд|1 минута|2 минуты 30 секунд|48 часов"),
    ],
)
def test_lengths_are_said_as_people_say_them(language: str, said: str) -> None:
    lengths = (1_000, 2_500, 90_000, 60_000, 150_000, 48 * 3_600_000)
    assert [load_phrases(language).duration(ms) for ms in lengths] == said.split("|")


def test_things_in_a_row_take_the_plural_of_the_last() -> None:
    russian, english = load_phrases("ru"), load_phrases("en")
    assert russian.say("reps", n="21, 15 и 9") == "21, 15 и 9 повторений"
    assert russian.say("reps", n="5, 4 и 3") == "5, 4 и 3 повторения"
    assert english.say("reps", n="3, 2 and 1") == "3, 2 and 1 reps"
    assert load_phrases("fr").duration(1_500) == "1,5 seconde"


def test_a_region_has_the_words_of_its_language() -> None:
    assert load_phrases("de-AT").say("right") == "rechts"
    assert load_phrases("pt-BR").templates == load_phrases("pt").templates


@pytest.mark.parametrize(
    ("language", "key", "values", "said"),
    [
        ("es", "halfway", {}, "A la mitad."),
        ("es", "remaining", {"time": "10 segundos"}, "Quedan 10 segundos."),
        ("es", "remaining", {"time": "1 minuto"}, "Queda 1 minuto."),
        ("pt", "remaining", {"time": "10 segundos"}, "Faltam 10 segundos."),
        ("pt", "remaining", {"time": "1 minuto"}, "Falta 1 minuto."),
        ("fr", "halfway", {}, "À mi-chemin."),
        ("it", "halfway", {}, "A metà."),
        ("it", "kind_for_time", {}, "A cronometro"),
        ("it", "with_rir", {"dose": "8", "rir": "2"}, "8, 2 ripetizioni in riserva"),
        ("nl", "phase_top", {}, "hou vast"),
        ("nl", "kind_for_time", {}, "Tegen de klok"),
        ("de", "rounds_of", {"n": 3, "moves": "4 Übungen"}, "3 Runden mit je 4 Übungen"),
        ("ru", "rounds_of", {"n": 3, "moves": "4 упражнения"}, "3 круга по 4 упражнения"),
    ],
)
def test_it_is_said_as_people_say_it(
    language: str, key: str, values: dict[str, str], said: str
) -> None:
    counted = values.get("rir") or values.get("time") or 1
    assert load_phrases(language).say(key, **{"n": counted, **values}) == said


def test_russian_encouragement_is_no_adverb_of_degree() -> None:
    assert "Мощно." in load_phrases("ru").all("encourage")


def repeated(node: yaml.Node | None) -> Iterator[str]:
    """Keys that are there twice, of which PyYAML reads the last without a word."""
    if isinstance(node, yaml.MappingNode):
        keys = [key.value for key, _ in node.value]
        yield from (key for key in keys if keys.count(key) > 1)
    if isinstance(node, yaml.CollectionNode):
        for each in node.value:
            for inner in each if isinstance(each, tuple) else (each,):
                yield from repeated(inner)


@pytest.mark.parametrize("folder", ["i18n/phrases", "i18n/normalise", "i18n/lexicon", "site/words"])
def test_nothing_is_said_twice(folder: str) -> None:
    files = sorted((ROOT / "src/audiocoach" / folder).glob("*.yaml"))
    assert len(files) == len(NAMES)
    for file in files:
        assert not [*repeated(yaml.compose(file.read_bytes(), yaml.CSafeLoader))], file


def test_a_key_that_is_there_twice_is_found() -> None:
    assert [*repeated(yaml.compose("a: 1\nb: [{c: 1, c: 2}]\nd: {e: 1}"))] == ["c", "c"]
