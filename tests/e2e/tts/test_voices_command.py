"""What `voices` lists and `say` writes."""

import re
import subprocess
import sys
from pathlib import Path

import av
import pytest
from command_line import ok, refused
from paths import DOCS

from audiocoach.config.load import FILE_VARIABLE
from audiocoach.config.output import FORMATS
from audiocoach.tts import VoiceInfo, open_engine, parse_voice
from audiocoach.tts.registry import ENGINES, list_voices

VOICES_DOC = (DOCS / "voices.md").read_text("utf-8")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(FILE_VARIABLE, "")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def listed(*words: str) -> list[str]:
    return re.findall(r"^(\w+:\S.*?)(?:  |$)", ok("voices", *words), re.MULTILINE)


def test_every_voice_listed_opens() -> None:
    (espeak,) = list_voices("espeak")
    assert len(espeak.voices) > 100
    for offer in espeak.voices:
        with open_engine(parse_voice(f"espeak:{offer.name}")) as engine:
            assert engine.identity
        assert offer.languages
        assert offer.title


def test_a_voice_is_listed_with_language_gender_and_name() -> None:
    said = ok("voices", "--engine", "espeak")
    assert re.search(r"^espeak:de +de +male +German$", said, re.MULTILINE)
    assert "each at its usual speed" in said
    assert "espeak:en-us+f2 is a woman" in said


def test_one_languages_voices() -> None:
    assert {"espeak:de"} == {*listed("--language", "de")}
    assert {"espeak:en", "espeak:en-us"} < {*listed("--language", "EN")}
    assert "espeak:en-us" not in listed("--language", "en-gb")
    assert "espeak:cmn" in listed("--language", "zh"), "by another of its codes"
    assert ok("voices", "--language", "xx").startswith(
        "no voice here speaks 'xx'; write a language by"
    )


def test_a_language_is_of_one_less_exact() -> None:
    offer = VoiceInfo("anna", ("de-at",))
    assert [offer.speaks(wanted) for wanted in ("de", "DE_at", "d", "de-ch", "de-at-x")] == [
        True, True, False, False, False,
    ]  # fmt: skip


def test_every_engine_is_in_the_list_or_says_what_it_wants() -> None:
    for listed in list_voices():
        assert listed.voices or listed.note
    assert {listed.engine for listed in list_voices()} >= {*ENGINES}
    assert "system: this computer's own voices; list them with --engine system\n" in ok("voices")


def test_no_title_is_a_note_to_programmers() -> None:
    offered = [voice for listed in list_voices() for voice in listed.voices]
    assert not [voice.title for voice in offered if "//" in voice.title]


def test_an_unknown_engine_is_refused() -> None:
    assert "there is no engine 'espaek'; did you mean 'espeak'?" in refused(
        1, "voices", "--engine", "espaek"
    )
    assert "there is no engine 'gtts'; there is: hibari, espeak, system, piper" in refused(
        1, "voices", "--engine", "gtts"
    )


def test_listing_starts_no_process_and_imports_nothing_heavy() -> None:
    program = (
        "import sys\nfrom audiocoach.cli import app\n"
        "app(['voices'], standalone_mode=False)\nprint(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    heavy = {"numpy", "av", "pyttsx3", "piper", "onnxruntime", "audiocoach.tts.system"}
    assert not heavy & {*done.stderr.split()}


@pytest.mark.parametrize("suffix", [kind.suffixes[0] for kind in FORMATS.values()])
def test_say_writes_what_is_heard_in_a_track(here: Path, suffix: str) -> None:
    file = here / f"one{suffix}"
    assert ok("say", "Ten seconds.", "-o", str(file)) == f"{file}\n"
    with av.open(str(file)) as container:
        seconds = sum(f.samples / f.sample_rate for f in container.decode(audio=0))
    assert 1.2 < seconds < 2


def test_say_writes_beside_the_tracks() -> None:
    assert Path(ok("say", "one").strip()) == Path("out/say.mp3")
    assert Path("out/say.mp3").stat().st_size > 2000


def test_say_speaks_with_the_voice_that_is_asked_for(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spoken(*words: str) -> bytes:
        ok("say", "Twelve reps.", *words, "--out", "said.mp3")
        return (here / "said.mp3").read_bytes()

    usual = spoken()
    assert spoken("--voice", "hibari:heart@180") == usual
    assert spoken("--voice", "en-us+f2") != usual
    (here / "own.toml").write_text('voice = "en-us+f2"\n', "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, "own.toml")
    hers = spoken()
    assert hers == spoken("--voice", "en-us+f2")
    assert spoken("--voice", "heart") == usual
    (here / "own.toml").write_text('[voice]\nen = "en-us+f2"\n', "utf-8")
    assert spoken() == hers


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("  ",), 1, "there is nothing to say; write a sentence in quotes"),
        (("🎉 …",), 1, "there is nothing to say; write a sentence in quotes"),
        (("word " * 400,), 1, "that is 2,000 characters; 1,000 are enough"),
        (("one", "--voice", "en-uk"), 1, "espeak has no voice 'en-uk'"),
        (("one", "--language", "xx"), 2, "the coach does not speak 'xx'"),
        (("one", "-o", "one.txt"), 2, "'one.txt' ends like no format"),
    ],
)
def test_say_refuses_what_it_cannot_write(
    here: Path, words: tuple[str, ...], code: int, why: str
) -> None:
    assert why in refused(code, "say", *words)
    assert not list(here.glob("*.*"))


def test_the_docs_commands_run_and_every_engine_is_in_them() -> None:
    import shlex

    (block,) = re.findall(r"^```sh\n(.*?)^```$", VOICES_DOC, re.MULTILINE | re.DOTALL)
    for line in block.splitlines():
        if "build" not in line:
            ok(*shlex.split(line)[1:])
    for engine in ENGINES:
        assert re.search(rf"^\| `{engine}` \| ", VOICES_DOC, re.MULTILINE), engine
