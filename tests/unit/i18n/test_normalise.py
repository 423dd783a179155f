"""One table: what is written, what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.i18n.normalise import normalise

ENGLISH = [
    # weights and lengths
    ("20kg", "twenty kilograms"),
    ("20 kg", "twenty kilograms"),
    ("20 kg bell", "twenty kilogram bell"),
    ("two 24kg kettlebells", "two twenty-four kilogram kettlebells"),
    ("100 kg / 220 lb", "one hundred kilograms or two hundred twenty pounds"),
    ("500m row", "five hundred metre row"),
    ("a 20in box", "a twenty inch box"),
    ("75% 1RM", "seventy-five percent one rep max"),
    ("5x5 Workout A", "five by five Workout eigh"),
    ("a 20-kg bell", "a twenty kilogram bell"),
    ("1 kg", "one kilogram"),
    ("2.5kg", "two point five kilograms"),
    ("1,000 kg", "one thousand kilograms"),
    ("16,5 kg", "sixteen point five kilograms"),
    ("10 lb, 15lbs", "ten pounds, fifteen pounds"),
    ("½ kg", "one half kilogram"),
    ("5 km at 8 km/h", "five kilometres at eight kilometres per hour"),
    ("1 ft", "one foot"),
    ("6 ft", "six feet"),
    ("50% of 20kcal", "fifty percent of twenty kilocalories"),
    # times
    ("90s", "ninety seconds"),
    ("1 s", "one second"),
    ("Hold 30 sec. Rest.", "Hold thirty seconds. Rest."),
    ("a 30 sec. hold", "a thirty second hold"),
    ("a 30-sec hold", "a thirty second hold"),
    ("2 min", "two minutes"),
    ("1 1/2 min", "one and a half minutes"),
    ("1h 5mins", "one hour five minutes"),
    ("1m30s", "one minute thirty seconds"),
    ("1:30", "one minute thirty seconds"),
    ("1:30 min", "one minute thirty seconds"),
    ("0:45", "forty-five seconds"),
    ("2:00", "two minutes"),
    ("0:00", "zero seconds"),
    ("1:00:01", "one hour one second"),
    ("at 10:30 am", "at ten thirty eigh M"),
    # ranges, and what only looks like one
    ("6-10 reps", "six to ten reps"),
    ("6–10 reps", "six to ten reps"),
    ("6-10kg", "six to ten kilograms"),
    ("20kg-24kg", "twenty kilograms to twenty-four kilograms"),
    ("1:30-2:00", "one minute thirty seconds to two minutes"),
    ("2.5-5 kg", "two point five to five kilograms"),
    ("90-90 stretch", "ninety ninety stretch"),
    ("Set 1 - 10 reps", "Set one, ten reps"),
    ("push-up, 1-arm row, T2-3", "push-up, one-arm row, T two-three"),
    # tempo and rep schemes
    ("3-1-1-0", "three, one, one, zero"),
    ("3-1-x-0", "three, one, X, zero"),
    ("20X1", "two, zero, X, one"),
    ("tempo 3110", "tempo three, one, one, zero"),
    ("21-15-9", "twenty-one, fifteen, nine"),
    ("10-8-6kg", "ten, eight, six kilograms"),
    # times
    ("3x10", "three by ten"),
    ("3 x 10", "three by ten"),
    ("3×10", "three by ten"),
    ("3x8-12", "three by eight to twelve"),
    ("2x24kg", "two times twenty-four kilograms"),
    ("3 sets x 10 reps", "three sets of ten reps"),
    ("2x a week", "two times a week"),
    ("repeat x4", "repeat times four"),
    ("extra box 4", "extra box four"),
    # fractions, and what only looks like one
    ("1/2", "one half"),
    ("2/3", "two thirds"),
    ("3/4 and 1/4", "three quarters and one quarter"),
    ("1 1/2", "one and a half"),
    ("2½", "two and a half"),
    ("1 1/8", "one and an eighth"),
    ("an 8/10 effort", "an eight out of ten effort"),
    ("Tabata 20/10", "Tabata twenty, ten"),
    ("90/90 stretch", "ninety ninety stretch"),
    # abbreviations
    ("HIIT, then hiit", "hit, then hit"),
    ("AMRAP", "amrap"),
    ("EMOM 10", "ee mom ten"),
    ("RDL or RDLs", "R D L or R D L's"),
    ("RPE 7-8, 2 RIR", "R P E seven to eight, two R I R"),
    ("KB swing, 2 KBs", "kettlebell swing, two kettlebells"),
    ("KB/DB row", "kettlebell, dumbbell row"),
    ("SL RDL vs. OH press", "single-leg R D L versus overhead press"),
    ("w/ band, w/o band, w/band", "with band, without band, with band"),
    ("oh, db, reps", "oh, dumbbell, reps"),
    # signs
    ("push & pull", "push and pull"),
    ("left/right", "left, right"),
    ("Row → press", "Row, press"),
    ("#1", "number one"),
    ("~10 reps", "about ten reps"),
    ("*slow*", "slow"),
    ("3x5 @ 20kg", "three by five at twenty kilograms"),
    # white space and what cannot be seen
    ("two\nlines\tand  spaces ", "two lines and spaces"),
    ("one\0two\x01three\x7f", "one two three"),
    ("ket\u00adtle\u200bbell\ufeff", "kettlebell"),
    ("20\u00a0kg", "twenty kilograms"),
    ("", ""),
    # already as said
    ("Rest, ninety seconds. Next: row.", "Rest, ninety seconds. Next: row."),
    ("Don’t stop at 10!", "Don't stop at ten!"),
]


@pytest.mark.parametrize(("written", "said"), ENGLISH, ids=[written for written, _ in ENGLISH])
def test_what_is_written_is_said(written: str, said: str) -> None:
    assert normalise(written) == said


@pytest.mark.parametrize("said", [said for _, said in ENGLISH])
def test_what_is_said_stays(said: str) -> None:
    assert normalise(said) == said


def test_an_accent_has_the_rules_of_its_language() -> None:
    assert normalise("20kg", "en-GB") == "twenty kilograms"


def test_a_language_without_rules_is_only_tidied() -> None:
    assert normalise(" 20kg\n& 3x10 ", "tlh") == "20kg & 3x10"


@given(st.text(alphabet="0123456789 .,:-–/x×X%&~#*½⅞kgslbminhtr→>w\n\0", max_size=40))
def test_any_text_gives_one_tidy_line(text: str) -> None:
    said = normalise(text)
    assert said == " ".join(said.split())
    assert said.isprintable()


@given(st.text())
def test_no_text_is_refused(text: str) -> None:
    normalise(text)


def test_private_characters_of_a_pronunciation_stand_for_no_phonemes() -> None:
    given = (("plié", "[plee](/pl/) \ue000\ue001"),)
    assert normalise("Plié \ue000 row", "en", given) == "[plee](/pl/) row"
