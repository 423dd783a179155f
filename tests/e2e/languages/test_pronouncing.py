"""Words that are said otherwise than they are written: for the ear alone."""

from pathlib import Path

import pytest
import yaml
from command_line import ok, run

import audiocoach.i18n.normalise
from audiocoach.config.load import FILE_VARIABLE
from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import RoutineError
from audiocoach.i18n.normalise import normalise, pronounce
from audiocoach.plan import plan_session
from audiocoach.renderer.clips import OpenVoice, Source
from audiocoach.report.lint import check_pronunciations
from audiocoach.routine.read import read_bytes
from audiocoach.sounds import open_kit
from audiocoach.timeline import ClipSpec
from audiocoach.tts import open_engine, parse_voice

FOLDER = Path(audiocoach.i18n.normalise.__file__).parents[1] / "lexicon"
LEXICON = [
    (file.stem, written, said)
    for file in sorted(FOLDER.glob("*.yaml"))
    for written, said in yaml.safe_load(file.read_bytes()).items()
]
OWN = (("Jeffers", "Jeff urz"), ("row", "roe"), ("bent-over row", "bent over roe"))
ROUTINE = """\
title: Jeffers pull
pronounce: {{{words}}}
exercises:
  - {{name: Bent-over row, reps: 8}}
"""


def routine(words: str) -> bytes:
    return ROUTINE.format(words=words).encode()


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Jeffers row", "Jeff urz roe"),
        ("Row, ROW and row.", "roe, roe and roe."),
        ("jeffers", "jeffers"),
        ("Jefferson's rowing", "Jefferson's rowing"),
        ("A bent-over row", "A bent over roe"),
        ("Jeffers' row", "Jeff urz' roe"),
    ],
)
def test_whole_words_are_said_as_asked(written: str, said: str) -> None:
    assert pronounce(written, "en", OWN) == said


def test_a_letter_with_no_small_form_of_its_own_is_left_as_it_is() -> None:
    assert pronounce("Kıck it", "en", (("kick", "kik"),)) == "Kıck it"


def test_it_comes_before_all_other_rules() -> None:
    assert normalise("RDL, 20 kg", "en", (("RDL", "Romanian deadlift"),)) == (
        "Romanian deadlift, twenty kilograms"
    )
    assert normalise("2 KBs", "en", (("KBs", "10 lb bells"),)) == "two ten pound bells"


def test_a_routines_word_comes_before_the_languages() -> None:
    assert pronounce("Kettlebell", "de") == "Kettelbell"
    assert pronounce("Kettlebell", "de", (("kettlebell", "Kugel"),)) == "Kugel"
    assert pronounce("Kettlebell", "de-AT", (("Kettlebell", "Kugel"),)) == "Kugel"


@pytest.mark.parametrize("language", sorted({language for language, *_ in LEXICON} - {"en"}))
def test_every_word_of_a_lexicon_is_said_otherwise_for_it(language: str) -> None:
    with open_engine(parse_voice(DEFAULTS.voices[language])) as engine:
        for _, written, said in (row for row in LEXICON if row[0] == language):
            assert written == written.casefold(), written
            assert engine.speak(written).samples != engine.speak(said).samples, written


def test_it_is_in_a_clips_key_and_in_nothing_that_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "")
    plain, odd = tmp_path / "plain.yaml", tmp_path / "odd.yaml"
    plain.write_bytes(routine(""))
    odd.write_bytes(routine("Jeffers: Jeff urz the second of that name, row: roe"))
    shown = ok("show", str(odd), "--cues")
    assert "Jeffers pull" in shown
    assert "urz" not in shown
    assert "urz" not in ok("show", str(odd), "--json")
    assert ok("show", str(plain), "--cues") != shown  # it takes longer to say


def test_a_key_has_how_a_word_is_said() -> None:
    voice = parse_voice(DEFAULTS.voices["en"])
    with open_engine(voice) as engine:
        her, kit = OpenVoice(engine, voice), open_kit(DEFAULTS.sounds)
        plain, odd = Source(her, kit, "en"), Source(her, kit, "en", OWN)
        assert plain.key(ClipSpec("Jeffers")) != odd.key(ClipSpec("Jeffers"))
        assert plain.key(ClipSpec("Halo")) == odd.key(ClipSpec("Halo"))


def test_a_word_that_is_nowhere_is_worth_a_word() -> None:
    read = read_bytes(routine("Jeffers: x, Jamison: Jay me sun, reps: repetitions"), "mine.yaml")
    (found,) = check_pronunciations(read, plan_session(read))
    assert "'Jamison' of 'pronounce' is nowhere" in str(found)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Jeffers: ", "'Jeffers' has no value"),
        ("Jeffers: [a]", "'Jeffers' is one value"),
        ("'" + "x" * 121 + "': y", "120 at most"),
        ("Jeffers: " + "x" * 121, "120 at most"),
        (", ".join(f"a{n}: b" for n in range(LIMITS.words + 1)), "200 at most"),
    ],
)
def test_it_is_bounded_and_checked_as_other_texts(words: str, why: str) -> None:
    with pytest.raises(RoutineError) as caught:
        read_bytes(routine(words), "mine.yaml")
    assert len(caught.value.problems) == 1
    assert str(caught.value).startswith("mine.yaml:2:")
    assert why in str(caught.value)


def test_check_advises_it(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_bytes(routine("Jamison: Jay me sun"))
    done = run("check", str(tmp_path / "mine.yaml"))
    assert done.returncode == 0
    assert "'Jamison' of 'pronounce' is nowhere in the routine" in done.stderr
