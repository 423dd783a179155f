"""What was probably meant, and what certainly was not."""

import pytest

from audiocoach.i18n.languages import NAMES
from audiocoach.routine.catalog import names
from audiocoach.support.messages import did_you_mean, nearest, suggest
from audiocoach.tts.espeak import voices

COMMANDS = ("build", "show", "list", "check", "new", "copy", "explain", "schema", "play", "say")
OPTIONS = ("--reps", "--rest", "--round-rest", "--rounds", "--voice", "--quiet", "--fit", "--out")
KEYS = ("reps", "work", "sets", "rest", "set-rest", "rounds", "pace", "tempo", "weight", "leads")
KITS = ("bells", "default", "wood")
LANGUAGES = tuple(NAMES)
ROUTINES = ("jeffers-pull", "jamison-back", "pull-circuit", "emom-twelve", "tabata-four")
VOICES = ("en", "en-us", "en-gb", "es-mx", "es", "pt-br", "de", "uk", "xex", "ia", "heart", "joe")
EXERCISES = ("alternating-single-arm-bent-over-row", "bent-over-row-to-march", "dumbbells")


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("biuld", COMMANDS, "build"),
        ("bild", COMMANDS, "build"),
        ("lst", COMMANDS, "list"),
        ("shwo", COMMANDS, "show"),
        ("copi", COMMANDS, "copy"),
        ("--rep", OPTIONS, "--reps"),
        ("--voise", OPTIONS, "--voice"),
        ("--quit", OPTIONS, "--quiet"),
        ("--roundrest", OPTIONS, "--round-rest"),
        ("--round_rest", OPTIONS, "--round-rest"),
        ("ret", KEYS, "rest"),
        ("wieght", KEYS, "weight"),
        ("setrest", KEYS, "set-rest"),
        ("bels", KITS, "bells"),
        ("wod", KITS, "wood"),
        ("jefers-pull", ROUTINES, "jeffers-pull"),
        ("jefferspull", ROUTINES, "jeffers-pull"),
        ("Jeffers", ROUTINES, "jeffers-pull"),
        ("pull-jeffers-2", ROUTINES, "jeffers-pull"),
        ("emom", ROUTINES, "emom-twelve"),
        ("en-su", VOICES, "en-us"),
        ("en-uss", VOICES, "en-us"),
        ("en_GB", VOICES, "en-gb"),
        ("en-xx", VOICES, "en"),
        ("en-uk", VOICES, "en"),
        ("pt-xx", ("pt", "pt-br"), "pt"),
        ("hart", VOICES, "heart"),
        ("joee", VOICES, "joe"),
        ("roww", EXERCISES, "bent-over-row-to-march"),
        ("dumbel", EXERCISES, "dumbbells"),
    ],
)
def test_a_slip_is_near(word: str, known: tuple[str, ...], meant: str) -> None:
    assert nearest(word, known) == meant


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("foo", COMMANDS),
        ("paint", COMMANDS),
        ("--force", OPTIONS),
        ("--colour", OPTIONS),
        ("out", KEYS),
        ("speed", KEYS),
        ("lunges", KEYS),
        ("drums", KITS),
        ("leg-day", ROUTINES),
        ("bear", ROUTINES),
        ("en-xx", ("es-mx", "uk", "xex")),
        ("de-xx", ("es-mx", "en-gb")),
        ("fr-ca", ("pt-br", "es-mx", "ia")),
        ("en-uk", ("uk", "en-us", "en-gb")),
        ("xx", VOICES),
        ("brian", VOICES),
        ("jp", LANGUAGES),
        ("ja", LANGUAGES),
        ("klingon", LANGUAGES),
        ("f9", ("f1", "f2", "m1")),
        ("banana", EXERCISES),
        ("", (*COMMANDS, *VOICES)),
        ("-", COMMANDS),
        ("build" * 30, COMMANDS),
    ],
)
def test_what_only_shares_letters_is_not(word: str, known: tuple[str, ...]) -> None:
    assert nearest(word, known) is None


def test_every_name_is_near_itself() -> None:
    spoken = [voice.name for voice in voices()]
    for known in (COMMANDS, OPTIONS, KEYS, KITS, LANGUAGES, ROUTINES, names(), spoken):
        assert [nearest(name.upper(), known) for name in known] == [*known]


def test_a_hint_lists_what_there_is_where_nothing_is_near() -> None:
    assert did_you_mean("drums", KITS) is None
    assert suggest("drums", KITS) == "there is: bells, default, wood"
    assert suggest("bels", KITS) == "did you mean 'bells'? there is: bells, default, wood"
