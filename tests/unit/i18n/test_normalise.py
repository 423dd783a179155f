"""One table: what is written, what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audiocoach.i18n.normalise import normalise

ENGLISH = [
    # weights and lengths
    ("20kg", "20 kilograms"),
    ("20 kg", "20 kilograms"),
    ("20 kg bell", "20 kilogram bell"),
    ("two 24kg kettlebells", "two 24 kilogram kettlebells"),
    ("100 kg / 220 lb", "100 kilograms or 220 pounds"),
    ("500m row", "500 metres row"),
    ("a 20in box", "a 20 inch box"),
    ("75% 1RM", "75 percent 1 rep max"),
    ("5x5 Workout A", "5 by 5 Workout A"),
    ("a 20-kg bell", "a 20 kilogram bell"),
    ("1 kg", "1 kilogram"),
    ("2.5kg", "2.5 kilograms"),
    ("1,000 kg", "1,000 kilograms"),
    ("10 lb, 15lbs", "10 pounds, 15 pounds"),
    ("½ kg", "one half kilogram"),
    ("5 km at 8 km/h", "5 kilometres at 8 kilometres per hour"),
    ("1 ft", "1 foot"),
    ("6 ft", "6 feet"),
    ("50% of 20kcal", "50 percent of 20 kilocalories"),
    # times
    ("90s", "90 seconds"),
    ("1 s", "1 second"),
    ("Hold 30 sec. Rest.", "Hold 30 seconds. Rest."),
    ("a 30 sec. hold", "a 30 seconds hold"),
    ("a 30-sec hold", "a 30 second hold"),
    ("2 min", "2 minutes"),
    ("1 1/2 min", "1 and a half minutes"),
    ("1h 5mins", "1 hour 5 minutes"),
    ("1m30s", "1 minute 30 seconds"),
    ("1:30", "1 minute 30 seconds"),
    ("1:30 min", "1 minute 30 seconds"),
    ("0:45", "45 seconds"),
    ("2:00", "2 minutes"),
    ("0:00", "0 seconds"),
    ("1:00:01", "1 hour 1 second"),
    ("at 10:30 am", "at 10:30 am"),
    # ranges, and what only looks like one
    ("6-10 reps", "6 to 10 reps"),
    ("6–10 reps", "6 to 10 reps"),
    ("6-10kg", "6 to 10 kilograms"),
    ("20kg-24kg", "20 kilograms to 24 kilograms"),
    ("1:30-2:00", "1 minute 30 seconds to 2 minutes"),
    ("2.5-5 kg", "2.5 to 5 kilograms"),
    ("90-90 stretch", "90, 90 stretch"),
    ("Set 1 - 10 reps", "Set 1 - 10 reps"),
    ("push-up, 1-arm row, T2-3", "push-up, 1-arm row, T2-3"),
    # tempo and rep schemes
    ("3-1-1-0", "3, 1, 1, 0"),
    ("3-1-x-0", "3, 1, X, 0"),
    ("20X1", "2, 0, X, 1"),
    ("tempo 3110", "tempo 3, 1, 1, 0"),
    ("21-15-9", "21, 15, 9"),
    ("10-8-6kg", "10, 8, 6 kilograms"),
    # times
    ("3x10", "3 by 10"),
    ("3 x 10", "3 times 10"),
    ("3×10", "3 by 10"),
    ("3x8-12", "3 by 8 to 12"),
    ("2x24kg", "2 times 24 kilograms"),
    ("3 sets x 10 reps", "3 sets of 10 reps"),
    ("2x a week", "2 times a week"),
    ("repeat x4", "repeat times 4"),
    ("extra box 4", "extra box 4"),
    # fractions, and what only looks like one
    ("1/2", "one half"),
    ("2/3", "2 thirds"),
    ("3/4 and 1/4", "3 quarters and one quarter"),
    ("1 1/2", "1 and a half"),
    ("2½", "2 and a half"),
    ("1 1/8", "1 and an eighth"),
    ("an 8/10 effort", "an 8 out of 10 effort"),
    ("Tabata 20/10", "Tabata 20, 10"),
    ("90/90 stretch", "90, 90 stretch"),
    # abbreviations
    ("HIIT, then hiit", "hit, then hit"),
    ("AMRAP", "am rap"),
    ("EMOM 10", "ee mom 10"),
    ("RDL or RDLs", "R D L or R D L's"),
    ("RPE 7-8, 2 RIR", "R P E 7 to 8, 2 R I R"),
    ("KB swing, 2 KBs", "kettlebell swing, 2 kettlebells"),
    ("KB/DB row", "kettlebell, dumbbell row"),
    ("SL RDL vs. OH press", "single-leg R D L versus overhead press"),
    ("w/ band, w/o band, w/band", "with band, without band, with band"),
    ("oh, db, reps", "oh, db, reps"),
    # signs
    ("push & pull", "push and pull"),
    ("left/right", "left, right"),
    ("Row → press", "Row, press"),
    ("#1", "number 1"),
    ("~10 reps", "about 10 reps"),
    ("*slow*", "slow"),
    ("3x5 @ 20kg", "3 by 5 @ 20 kilograms"),
    # white space and what cannot be seen
    ("two\nlines\tand  spaces ", "two lines and spaces"),
    ("one\0two\x01three\x7f", "one two three"),
    ("ket\u00adtle\u200bbell\ufeff", "kettlebell"),
    ("20\u00a0kg", "20 kilograms"),
    ("", ""),
    # already as said
    ("Rest, ninety seconds. Next: row.", "Rest, ninety seconds. Next: row."),
    ("Don’t stop at 10!", "Don’t stop at 10!"),
]


@pytest.mark.parametrize(("written", "said"), ENGLISH, ids=[written for written, _ in ENGLISH])
def test_what_is_written_is_said(written: str, said: str) -> None:
    assert normalise(written) == said


@pytest.mark.parametrize("said", [said for _, said in ENGLISH])
def test_what_is_said_stays(said: str) -> None:
    assert normalise(said) == said


def test_an_accent_has_the_rules_of_its_language() -> None:
    assert normalise("20kg", "en-GB") == "20 kilograms"


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
