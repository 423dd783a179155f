"""Recordings as a voice, and the script that says what to record."""

import csv
import io
from pathlib import Path

import av
import numpy as np
import pytest
from command_line import ok, refused, run
from sound_files import RECORDING_RATE, record

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise import normalise
from audiocoach.tts import Engine, Speech, Voice, open_engine
from audiocoach.tts.recorded import file_stem

ROUTINE = "title: Row\nexercises:\n  - {name: Row, reps: 3}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "me").mkdir()
    return tmp_path / "me"


def opened(folder: Path, other: str = "") -> Engine:
    return open_engine(Voice("recorded", f"{folder}{other}"))


@pytest.mark.parametrize(
    ("text", "stem"),
    [
        ("Rest, ninety seconds.", "rest-ninety-seconds"),
        ("  10 SECONDS!  ", "10-seconds"),
        ("Größe: ½", "grösse-1-2"),
        ("Отдых", "отдых"),
        ("-", ""),
    ],
)
def test_a_phrase_has_a_name_for_its_file(text: str, stem: str) -> None:
    assert file_stem(text) == stem


def test_long_phrases_have_short_names_of_their_own() -> None:
    one, other = (file_stem(f"{'Pull the bell to your ribs. ' * 9}{end}") for end in "ab")
    assert one != other
    assert len(one) < 70
    assert [file_stem(each) for each in (one, other)] == [one, other]


@pytest.mark.parametrize("name", ["rest-90-seconds", "Rest ninety seconds", "rest-ninety-seconds"])
def test_its_name_has_figures_or_words(folder: Path, name: str) -> None:
    samples = record(folder / f"{name}.wav")
    with opened(folder) as engine:
        for text in ("Rest, 90 seconds.", "Rest, ninety seconds."):
            assert engine.speak(text) == Speech(samples, RECORDING_RATE)


@pytest.mark.parametrize("name", ["rest-now.wav", "Rest now.wav", "rest_now.WAV"])
def test_a_recording_is_found_by_its_name(folder: Path, name: str) -> None:
    samples = record(folder / name)
    with opened(folder) as engine:
        assert engine.speak("Rest now!") == Speech(samples, RECORDING_RATE)
        assert engine.note(["Rest now.", "rest now"]) is None


@pytest.mark.parametrize(
    ("name", "codec", "format_"),
    [
        ("one.wav", "pcm_f32le", "flt"),
        ("one.wav", "pcm_s24le", "s32"),
        ("one.flac", "flac", "s16"),
        ("one.m4a", "aac", "fltp"),
    ],
)
def test_what_studios_and_telephones_write_is_read(
    folder: Path, name: str, codec: str, format_: str
) -> None:
    with av.open(str(folder / name), "w") as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo")
        assert isinstance(stream, av.AudioStream)
        stream.format = av.AudioFormat(format_)
        hum = (9000 * np.sin(np.arange(48_000) * 0.1)).astype("<i2")
        frame = av.AudioFrame.from_ndarray(np.repeat(hum, 2)[np.newaxis], "s16", "stereo")
        frame.sample_rate = 48_000
        resampler = av.AudioResampler(format_, "stereo", 48_000, stream.codec_context.frame_size)
        for part in (*resampler.resample(frame), *resampler.resample(None), None):
            container.mux(stream.encode(part))
    with opened(folder) as engine:
        speech = engine.speak("one")
        assert speech.rate == 48_000
        assert len(speech.samples) / 2 / speech.rate == pytest.approx(1, abs=0.1)
        if name.endswith(".wav"):
            (folder / name).write_bytes((folder / name).read_bytes()[:-9000])
            with pytest.raises(SpeechError, match="the file is cut short"):
                engine.speak("one")


def test_a_recording_is_found_by_the_index(folder: Path) -> None:
    samples = record(folder / "take-7.wav")
    rows = 'phrase,file\n"Rest, now.",take-7.wav\nNot yet,later.wav\n'
    (folder / "index.csv").write_text(rows, "utf-8")
    with opened(folder) as engine:
        assert engine.speak("Rest, now.") == Speech(samples, RECORDING_RATE)
        assert engine.note(["Rest now", "Not yet"]) is not None
    (folder / "index.csv").write_text("what,file\nRest,take-7.wav\n", "utf-8")
    with pytest.raises(SpeechError, match=r"index\.csv:2: a row is a phrase and a file"):
        opened(folder)


def test_what_is_missing_is_spoken_by_another_voice(folder: Path) -> None:
    record(folder / "one.wav")
    with (
        opened(folder, "+espeak:en-gb+f2") as engine,
        open_engine(Voice("espeak", "en-gb+f2")) as her,
        opened(folder) as plain,
        open_engine(Voice("espeak", "en-us")) as him,
    ):
        assert engine.speak("two") == her.speak("two")
        assert plain.speak("two") == him.speak("two")
        note = "1 of 2 phrases are not recorded and spoken by espeak:en-gb+f2@170"
        assert str(engine.note(["One.", "two"])).startswith(note)


def test_a_new_recording_of_one_phrase_changes_that_phrase_alone(folder: Path) -> None:
    record(folder / "one.wav")
    record(folder / "two.wav")
    phrases = ("one", "two", "three")
    before = [opened(folder).identity_of(text) for text in phrases]
    record(folder / "one.wav", seconds=0.4)
    after = [opened(folder).identity_of(text) for text in phrases]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, True, True]
    record(folder / "three.wav")
    assert opened(folder).identity_of("three") != after[2]


@pytest.mark.parametrize(
    ("seconds", "level", "cut", "why"),
    [
        (0.5, 0, 0, "it came out silent; record it again, or delete it"),
        (0.5, 9000, 1000, "the file is cut short"),
        (61, 9000, 0, "longer than 60 seconds"),
    ],
)
def test_a_bad_recording_is_one_error_with_its_file(
    folder: Path, seconds: float, level: int, cut: int, why: str
) -> None:
    file = folder / "one.wav"
    record(file, seconds, level)
    file.write_bytes(file.read_bytes()[: len(file.read_bytes()) - cut])
    with opened(folder) as engine, pytest.raises(SpeechError) as caught:
        engine.speak("one")
    assert str(caught.value).startswith(f"recorded:{folder} could not speak 'one': {file}: ")
    assert why in str(caught.value)


def test_what_is_no_folder_is_refused(folder: Path) -> None:
    with pytest.raises(SpeechError, match="there is no such folder of recordings"):
        opened(folder / "nowhere")
    with pytest.raises(SpeechError, match="one folder is a voice, not two"):
        opened(folder, f"+recorded:{folder}")


def test_a_sheet_is_spelt_for_people(tmp_path: Path) -> None:
    routine = tmp_path / "row.yaml"
    routine.write_text(f"pronounce: {{Row: Roh}}\n{ROUTINE}", "utf-8")
    assert "Roh." in ok("script", str(routine))
    sheet = ok("script", str(routine), "--sheet")
    assert "Row." in sheet
    assert "Roh" not in sheet


def test_phonemes_are_not_shown_to_people(folder: Path, tmp_path: Path) -> None:
    """Whose recordings are found all the same, by a name and by the script."""
    text = 'title: Barre\npronounce: {plié: "[plee ay](/plˈiˈA/)"}\nexercises:\n'
    (tmp_path / "barre.yaml").write_text(f"{text}  - {{name: Plié, reps: 3}}\n", "utf-8")
    script = ok("script", f"{tmp_path}/barre.yaml")
    assert "\nplee-ay.wav,plee ay.,optional\n" in script
    assert "/" not in script
    spoken = normalise("Plié.", "en", (("plié", "[plee ay](/plˈiˈA/)"),))
    samples = record(folder / "plee-ay.wav")
    with opened(folder) as engine:
        assert engine.speak(spoken) == Speech(samples, RECORDING_RATE)
    (folder / "plee-ay.wav").rename(folder / "take-1.wav")
    (folder / "index.csv").write_text("file,phrase\ntake-1.wav,plee ay.\n", "utf-8")
    with opened(folder) as engine:
        assert engine.speak(spoken) == Speech(samples, RECORDING_RATE)


def test_the_script_is_recorded_and_the_track_is_ones_own(folder: Path, tmp_path: Path) -> None:
    routine, track = tmp_path / "row.yaml", tmp_path / "row.mp3"
    routine.write_text(ROUTINE, "utf-8")
    rows = list(csv.DictReader(io.StringIO(ok("script", str(routine)))))
    assert len({row["file"] for row in rows}) == len(rows) > 5
    assert rows[0]["phrase"].startswith("Row.")
    assert {row["optional"] for row in rows} == {"", "optional"}
    told = ok("script", str(routine), "--sheet", "--out", str(tmp_path / "sheet.txt"))
    assert told == f"{tmp_path / 'sheet.txt'}\n"
    sheet = (tmp_path / "sheet.txt").read_text("utf-8")
    assert {normalise(line) for line in sheet.split("\n\n")} >= {row["phrase"] for row in rows}

    command = ("build", str(routine), "--out", str(track), "--voice", f"recorded:{folder}")
    first, *others = rows
    for row in others:
        record(folder / row["file"], seconds=0.3)
    for _ in range(2):
        done = run(*command)
        assert done.returncode == 0
        assert done.stderr.count(f"warning: 1 of {len(rows)} phrases are not recorded") == 1
    record(folder / first["file"], seconds=0.3)
    ok(*command)


def test_a_routine_names_no_folder(folder: Path, tmp_path: Path) -> None:
    routine = tmp_path / "row.yaml"
    routine.write_text(f"voice: 'recorded:{folder}'\n{ROUTINE}", "utf-8")
    said = refused(1, "check", str(routine))
    assert said.startswith(f"{routine}:1:8: a routine cannot name a folder of recordings, as ")


@pytest.mark.parametrize("name", ["~nobody-of-that-name/me", "a" * 5000])
def test_a_folder_that_there_cannot_be_is_told(name: str) -> None:
    with pytest.raises(SpeechError, match="there is no such folder of recordings"):
        open_engine(Voice("recorded", name))


def test_a_script_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "index.csv").mkdir()
    with pytest.raises(SpeechError, match=r"index\.csv: this is a folder, not a file"):
        opened(folder)


def test_a_file_that_there_cannot_be_is_not_recorded_yet(folder: Path) -> None:
    (folder / "index.csv").write_text(f"phrase,file\nRow.,{'a' * 300}.wav\n", "utf-8")
    with opened(folder) as engine:
        assert str(engine.note(["Row."])).startswith("1 of 1 phrases are not recorded")


def test_a_file_that_changes_its_form_is_told(folder: Path) -> None:
    """As two MP3s in one file do."""
    parts = []
    for rate in (44_100, 48_000):
        with av.open(folder / "part.mp3", "w") as file:
            stream = file.add_stream("mp3", rate=rate)
            stream.layout = "mono"
            hum = np.sin(np.arange(2 * 1152, dtype=np.float32) * 0.05)[None] / 2
            for start in (0, 1152):
                part = np.ascontiguousarray(hum[:, start : start + 1152])
                frame = av.AudioFrame.from_ndarray(part, format="fltp", layout="mono")
                frame.sample_rate = rate
                file.mux(stream.encode(frame))
            file.mux(stream.encode(None))
        parts.append((folder / "part.mp3").read_bytes())
    (folder / "row.mp3").write_bytes(b"".join(parts))
    with opened(folder) as engine, pytest.raises(SpeechError, match=r"row\.mp3: the file is no so"):
        engine.speak("Row.")
