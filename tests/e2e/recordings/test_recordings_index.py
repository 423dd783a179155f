"""`index.yaml` in a folder of recordings: what it finds, and what it refuses at which place."""

from pathlib import Path

import pytest
from paths import DOCS
from sound_files import RECORDING_RATE, record

from audiocoach.errors import SpeechError
from audiocoach.tts import Speech, Voice, open_engine
from audiocoach.tts.recorded import read_recordings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "me/takes").mkdir(parents=True)
    record(tmp_path / "outside.wav")
    return tmp_path / "me"


def index(folder: Path, text: str) -> None:
    (folder / "index.yaml").write_text(text, "utf-8")


def test_phrases_by_text_or_slug_share_a_file(folder: Path) -> None:
    samples = record(folder / "takes/7.wav")
    index(folder, "'Rest, now.': takes/7.wav\ntake-a-break: takes/7.wav\n")
    with open_engine(Voice("recorded", str(folder))) as engine:
        for phrase in ("Rest now!", "Take a break."):
            assert engine.speak(phrase) == Speech(samples, RECORDING_RATE)
        assert engine.identity_of("Rest now!") == engine.identity_of("Take a break.")
        assert engine.note(["Rest, now.", "take a break"]) is None


def test_a_long_phrase_is_found_by_its_shortened_slug(folder: Path) -> None:
    record(folder / "long.wav")
    phrase = "Pull the bell to your ribs, lower it, change hands, and pull it to your ribs again."
    index(folder, "pull-the-bell-to-your-ribs-lower-it-change-hands-and-pull-it-e2b1b0: long.wav")
    assert read_recordings(folder).find(phrase) == folder / "long.wav"


def test_the_index_goes_before_the_script_and_that_before_names(folder: Path) -> None:
    files = [folder / name for name in ("rest.wav", "two.wav", "three.wav")]
    for file in files:
        record(file)
    assert read_recordings(folder).find("Rest.") == files[0]
    (folder / "index.csv").write_text("phrase,file\nRest.,two.wav\n", "utf-8")
    assert read_recordings(folder).find("Rest.") == files[1]
    index(folder, "rest: three.wav")
    assert read_recordings(folder).find("Rest.") == files[2]


def test_the_index_in_the_docs_is_read(folder: Path) -> None:
    page = (DOCS / "voices.md").read_text("utf-8")
    (folder / "monday").mkdir()
    for file in ("take-7.wav", "monday/march.wav"):
        record(folder / file)
    index(folder, page.partition("  ```yaml\n")[2].partition("  ```")[0])
    found = read_recordings(folder)
    assert found.find("Rest, 90 seconds.") == folder / "take-7.wav"
    assert found.find("Next: March. 20 seconds.") == found.find("Next: March.") is not None


MISTAKES = {
    "Rest: tkae.wav": "1:7: there is no recording 'tkae.wav' in {0}; did you mean 'take.wav'?",
    "Go: x\n": "1:5: there is no recording 'x' in {0}; record it, or delete the line",
    "Rest: notes.txt": "1:7: there is no recording 'notes.txt' in {0}; record it",
    "Rest: ../outside.wav": "1:7: '../outside.wav' is outside the folder; copy it into {0}",
    "Rest: /outside.wav": "1:7: '/outside.wav' is outside the folder; copy it into {0}",
    "Rest: link.wav": "1:7: 'link.wav' is outside the folder; copy it into {0}",
    "Rest: take.wav\nRest: take.wav": "2:1: the key 'Rest' is here twice; it is on line 1 already",
    "Rest now.: take.wav\nrest-now: take.wav": "2:1: 'rest-now' is the same phrase as 'Rest now.'"
    "; keep one of them; the other is on line 1",
    "'-': take.wav": "1:1: '-' is no phrase; write it like 'Rest now.: take-7.wav'",
    "Rest: [take.wav]": "1:7: a phrase has one file; write it like 'Rest now.: take-7.wav'",
    "Rest:": "1:6: a phrase has one file; write it like 'Rest now.: take-7.wav'",
    "- take.wav": "1:1: the index is phrases and files; write it like 'Rest now.: take-7.wav'",
    "# nothing": "1:1: the file is empty; write it like 'Rest now.: take-7.wav'",
}


@pytest.mark.parametrize(("text", "why"), MISTAKES.items(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(folder: Path, text: str, why: str) -> None:
    record(folder / "take.wav")
    (folder / "notes.txt").touch()
    (folder / "link.wav").symlink_to(folder.parent / "outside.wav")
    index(folder, text)
    with pytest.raises(SpeechError) as caught:
        open_engine(Voice("recorded", str(folder)))
    assert str(caught.value).startswith(f"{folder / 'index.yaml'}:{why.format(folder)}")


def test_all_mistakes_are_told_at_once_in_order(folder: Path) -> None:
    index(folder, "One: 1.wav\nTwo: ../2.wav\n")
    with pytest.raises(SpeechError) as caught:
        read_recordings(folder)
    places = [line.partition("yaml:")[2][:4] for line in str(caught.value).splitlines()]
    assert places == ["1:6:", "2:6:"]


def test_a_script_leads_nowhere_else(folder: Path) -> None:
    (folder / "index.csv").write_text("phrase,file\nRest.,../outside.wav\n", "utf-8")
    with pytest.raises(SpeechError, match=r"index\.csv:2: '../outside.wav' is outside the folder"):
        read_recordings(folder)
