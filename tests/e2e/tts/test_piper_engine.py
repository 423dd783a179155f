"""piper's real package on a made-up model: what goes in and out, not how a voice sounds."""

import json
import re
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from command_line import ok, refused
from neural import PIPER_RATE, piper_package, piper_voice
from paths import ROOT

from audiocoach.config.load import FILE_VARIABLE
from audiocoach.errors import SpeechError
from audiocoach.tts import Voice, open_engine, parse_voice, piper_voices
from audiocoach.tts.base import FOLDER_VARIABLE
from audiocoach.tts.piper import SOURCE, voices
from audiocoach.tts.piper_voices import EXTRAS, installed_voices

PHRASES = ("Ten seconds.", "Rest, ninety seconds. Next: row.", "one", "last one")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's voices; packages of voices are seen in the test's own folder only."""
    packages = piper_voices._packages  # noqa: SLF001
    monkeypatch.setattr(
        piper_voices,
        "_packages",
        lambda: {at: name for at, name in packages().items() if at.is_relative_to(tmp_path)},
    )
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "voices"))
    monkeypatch.setenv("AUDIOCOACH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "voices"


@pytest.fixture
def model(home: Path) -> Path:
    return piper_voice(home)


def test_the_same_words_are_the_same_samples_in_any_order_and_thread(model: Path) -> None:
    voice = Voice("piper", str(model))
    with open_engine(voice) as engine, open_engine(voice) as other:
        once = [engine.speak(phrase) for phrase in PHRASES]
        assert [other.speak(phrase) for phrase in reversed(PHRASES)] == once[::-1]
        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(engine.speak, PHRASES * 4)) == once * 4
    assert len({speech.samples for speech in once}) == len(PHRASES)


def test_the_model_is_one_that_would_differ_by_itself(model: Path) -> None:
    from piper import PiperVoice

    piper = PiperVoice.load(model)
    said = [b"".join(chunk.audio_int16_bytes for chunk in piper.synthesize("one")) for _ in "ab"]
    assert said[0] != said[1]


def test_a_pause_is_between_sentences(model: Path) -> None:
    with open_engine(Voice("piper", str(model))) as engine:
        one, two, both = (engine.speak(text) for text in ("Ten.", "Go.", "Ten. Go."))
    pause = bytes(2 * PIPER_RATE // 5)
    assert both.samples == one.samples + pause + two.samples
    assert both.rate == PIPER_RATE


def test_what_piper_takes_for_phonemes_is_text(model: Path) -> None:
    with open_engine(Voice("piper", str(model))) as engine:
        said = [engine.speak(text).samples for text in ("go [[t]]", "go t")]
    assert said[0] == said[1]


def test_an_installed_voice_is_known_by_its_name(model: Path) -> None:
    name = model.stem
    with (
        open_engine(parse_voice(f"piper:{name}@150")) as named,
        open_engine(parse_voice(f"piper:{model}@150")) as path,
    ):
        assert named.identity == path.identity
        assert named.speak("one") == path.speak("one")


def test_another_model_or_configuration_is_another_identity(model: Path) -> None:
    def identity() -> str:
        with open_engine(Voice("piper", model.stem)) as engine:
            return engine.identity

    seen = {identity()}
    for file in (model.with_name(f"{model.name}.json"), model):
        file.write_bytes(file.read_bytes() + b"\n")
        seen.add(identity())
    assert len(seen) == 3
    assert "piper_tts 1." in min(seen)


def test_a_voice_that_is_not_there_says_how_to_get_it(model: Path) -> None:
    for name, why in {
        "en_US-lessac-medium": "get it with: audiocoach voices install en_US-lessac-medium",
        "en_US-joe-medium": "get it with: audiocoach voices install en_US-joe-medium",
        "xx_XX-hum-lov": "did you mean 'xx_XX-hum-low'?",
        "xx_XX-hun-low": "did you mean 'xx_XX-hum-low'? get it with: audiocoach voices install xx_",
        "~nobody-at-all/none.onnx": "none.onnx: there is no such voice",
        "none.onnx": "none.onnx: there is no such voice; write piper:FILE.onnx",
    }.items():
        with pytest.raises(SpeechError) as refusal:
            open_engine(Voice("piper", name))
        assert why in str(refusal.value)
    model.with_name(f"{model.name}.json").unlink()
    with pytest.raises(SpeechError, match=r"its configuration .*\.onnx\.json is not beside it"):
        open_engine(Voice("piper", str(model)))


def test_a_voice_needs_a_name() -> None:
    with pytest.raises(
        SpeechError, match="piper needs the name of a voice; write it like 'piper:NAME'"
    ):
        parse_voice("piper")


def test_a_broken_voice_is_one_error(model: Path) -> None:
    config = model.with_name(f"{model.name}.json")
    whole = json.loads(config.read_text("utf-8"))
    voice = Voice("piper", str(model))
    for text, why in {
        "{": "this is no configuration of a voice",
        "[]": "this is no configuration of a voice of piper",
        json.dumps(whole | {"phoneme_type": "pinyin"}): "voices that read 'pinyin' are not spoken",
        json.dumps(whole | {"espeak": {"voice": "nobody"}}): "piper:.* could not speak 'one': ",
    }.items():
        config.write_text(text, "utf-8")
        with pytest.raises(SpeechError, match=why):
            open_engine(voice).speak("one")
    config.write_text(json.dumps(whole), "utf-8")
    model.write_bytes(b"no graph")
    with pytest.raises(SpeechError, match="piper cannot load it"):
        open_engine(voice).speak("one")


def test_a_whole_track_is_built_with_a_file(model: Path, tmp_path: Path) -> None:
    import av

    routine = tmp_path / "row.yaml"
    routine.write_text("title: Row\nexercises:\n  - {name: Row, reps: 3}\n", "utf-8")
    tracks = [tmp_path / name for name in ("one.mp3", "two.mp3", "embedded.mp3")]
    for track, voice in zip(tracks, (f"piper:{model}", f"piper:{model}", "en-us"), strict=True):
        ok("build", str(routine), "--voice", voice, "--out", str(track), "--json")
    shown = [json.loads(track.with_suffix(".json").read_text("utf-8")) for track in tracks]
    work = [
        [each["end_ms"] - each["start_ms"] for each in timeline["intervals"]
         if each["kind"] == "work"]
        for timeline in shown
    ]  # fmt: skip
    assert work[0] == work[2]
    assert shown[0] != shown[2]
    assert tracks[0].read_bytes() == tracks[1].read_bytes()
    with av.open(str(tracks[0])) as container:
        heard = sum(frame.samples for frame in container.decode(audio=0))
    assert heard == shown[0]["duration_ms"] * 24


def test_a_routine_names_an_installed_voice_and_no_file(model: Path, tmp_path: Path) -> None:
    routine = tmp_path / "row.yaml"
    text = "title: Row\nvoice: '{}'\nexercises:\n  - {{name: Row, reps: 3}}\n"
    routine.write_text(text.format(f"piper:{model.stem}@180"), "utf-8")
    ok("check", str(routine))
    (tmp_path / "beside.onnx").write_bytes(model.read_bytes())
    for file in (model, "beside.onnx", " ../voices/x", f"{model}@150", "x.onnx @150"):
        routine.write_text(text.format(f"piper:{file}"), "utf-8")
        said = refused(1, "check", str(routine))
        assert said.startswith(f"{routine}:2:8: a routine cannot name a voice's file")


def test_installed_voices_are_listed_with_their_language(model: Path) -> None:
    listed = ok("voices", "--engine", "piper")
    assert f"piper:{model.stem}  en-us\n" in listed
    assert "piper:" not in ok("voices", "--engine", "piper", "--language", "de").partition("\n")[0]


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model of a package of a voice."""
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    return piper_package(tmp_path / "site", "ada-gb-piper-voice", "en_GB-ada-low")


def test_a_package_of_a_voice_is_found_by_who_speaks(installed: Path, tmp_path: Path) -> None:
    assert ok("voices", "--engine", "piper").startswith(
        "piper:ada  en-us    en_GB-ada-low of ada-gb-piper-voice 1.0\n"
    )
    tracks = [tmp_path / f"{number}.mp3" for number in range(4)]
    names = ("piper:ada", "ada", "en_GB-ada-low", f"piper:{installed}")
    for track, name in zip(tracks, names, strict=True):
        ok("say", "Ten seconds.", "--voice", name, "--out", str(track))
    assert len({track.read_bytes() for track in tracks}) == 1


def test_a_routine_can_name_a_voice_of_a_package(installed: Path, tmp_path: Path) -> None:
    assert installed.is_file()
    routine = tmp_path / "row.yaml"
    for name in ("ada", "piper:ada@150"):
        routine.write_text(f"title: Row\nvoice: {name}\nexercises: [{{name: Row, reps: 3}}]\n")
        ok("check", str(routine))


def test_what_is_installed_hides_no_language(home: Path) -> None:
    piper_voice(home, "de")
    piper_voice(home, "de_DE-de-low")
    assert parse_voice("de") == Voice("espeak", "de")
    assert parse_voice("piper:de") == Voice("piper", "de")


def test_a_voice_is_named_alone_wherever_voices_are_named(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert installed.is_file()
    (tmp_path / "own.toml").write_text('voice = "ada"\n[counter]\nen = "ada@190"\n', "utf-8")
    routine = tmp_path / "row.yaml"
    wanted = "voice: ada\ncounter: ada@190\n"
    asked = ("--voice", "ada", "--counter", "Ada@190")
    for number, (head, config, words) in enumerate(
        [("", "", asked), (wanted, "", ()), ("", str(tmp_path / "own.toml"), ())]
    ):
        text = f"title: Row\n{head}exercises: [{{name: Row, reps: 3}}]\n"
        routine.write_text(text, "utf-8")
        monkeypatch.setenv(FILE_VARIABLE, config)
        ok("build", str(routine), *words, "--out", str(tmp_path / f"{number}.mp3"))
    assert len({track.read_bytes() for track in tmp_path.glob("*.mp3")}) == 1


def test_the_users_own_voices_go_before_packages(home: Path, installed: Path) -> None:
    own = piper_voice(home, "en_US-ada-x_low")
    found = installed_voices()
    assert found["ada"].model == own
    assert found["en_GB-ada-low"].model == installed
    piper_voice(home, "en_US-ada-medium")
    assert installed_voices()["ada"].model == home / "en_US-ada-medium.onnx", "the better model"
    same = piper_voice(home, "en_GB-ada-low")
    assert installed_voices()["en_GB-ada-low"].model == same
    assert [voice.name for voice in voices()] == [
        "en_GB-ada-low", "en_US-ada-medium", "en_US-ada-x_low",
    ]  # fmt: skip


def test_a_package_of_two_voices_has_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    piper_package(tmp_path, "two-piper-voice", "en_GB-ada-low")
    (tmp_path / "two_piper_voice-1.0.dist-info/RECORD").write_text(
        "data/en_GB-ada-low.onnx,,\ndata/en_GB-bob-low.onnx,,\n", "utf-8"
    )
    assert {"ada", "bob"} <= {*installed_voices()}


def test_a_broken_package_is_one_error_that_names_it(installed: Path) -> None:
    again = "install it again: pip install --force-reinstall ada-gb-piper-voice"
    lacks = f": the package ada-gb-piper-voice 1.0 lacks it; {again}"
    model, config = installed, installed.with_name(f"{installed.name}.json")
    whole = model.read_bytes()

    def say(name: str = "piper:ada") -> str:
        return refused(1, "say", "one", "--voice", name)

    model.write_bytes(whole[:100])
    assert f"{model}: piper cannot load it" in say()
    model.unlink()
    assert f"{model}{lacks}" in say()
    model.write_bytes(whole)
    config.unlink()
    assert f"{config}{lacks}" in say()
    assert "piper:ada      its configuration cannot be read" in ok("voices", "--engine", "piper")
    (record,) = installed.parents[2].glob("*.dist-info/RECORD")
    for broken in (b"", b"\xff\xfe", b'"'):
        record.write_bytes(broken)
        assert f"the package ada-gb-piper-voice 1.0 lists no voice; {again}" in say()
    record.unlink()
    assert f"the package ada-gb-piper-voice 1.0 lists no voice; {again}" in say()


def test_the_extra_of_a_voice_is_named_where_the_voice_is_missing() -> None:
    pytest.importorskip("piper", reason="piper: piper-tts is not installed")
    message = "no voice 'joe' of piper is installed; install it with: pip install 'audiocoach[joe]'"
    for name in ("joe", "Joe@150", "piper:joe"):
        with pytest.raises(SpeechError, match=re.escape(message)):
            open_engine(parse_voice(name))


def test_a_voice_that_is_a_package_is_not_downloaded() -> None:
    assert refused(1, "voices", "install", "joe") == (
        "error: the voice 'joe' is a package; install it with: pip install 'audiocoach[joe]'\n"
    )


def test_the_extras_of_voices_are_there() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        extras = tomllib.load(file)["project"]["optional-dependencies"]
    assert EXTRAS
    for name in EXTRAS:
        assert "audiocoach[piper]" in extras[name]
        assert any("-piper-voice" in each for each in extras[name])


def test_without_a_network_it_is_said_what_to_do(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("piper", reason="piper: piper-tts is not installed")
    for variable in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    said = refused(1, "voices", "install", "en_US-lessac-medium")
    assert "piper could not download 'en_US-lessac-medium': urllib.error.URLError" in said
    assert f"from {SOURCE} elsewhere, and put both into {home}" in said
    assert list(home.iterdir()) == []


DOWNLOADER = """
import sys
from pathlib import Path
_, folder, name = sys.argv[1:]
for suffix, source in {files!r}.items():
    (Path(folder) / (name + suffix)).write_bytes(Path(source).read_bytes())
"""


def put_downloader(model: Path, tmp_path: Path, *suffixes: str) -> None:
    """A package in piper's place, whose downloader has these files to give."""
    files = {suffix: f"{model.with_suffix('')}{suffix}" for suffix in suffixes}
    package = tmp_path / "path/piper"
    package.mkdir(parents=True, exist_ok=True)
    (package / "__init__.py").touch()
    (package / "download_voices.py").write_text(DOWNLOADER.format(files=files), "utf-8")


def test_a_downloaded_voice_is_installed_whole_or_not_at_all(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = piper_voice(tmp_path / "elsewhere")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "path"))
    put_downloader(model, tmp_path, ".onnx")
    assert "it gave no file" in refused(1, "voices", "install", "xx_XX-hum-low")
    assert list(home.iterdir()) == []
    put_downloader(model, tmp_path, ".onnx", ".onnx.json")
    assert str(home / "xx_XX-hum-low.onnx") in ok("voices", "install", "xx_XX-hum-low")
    monkeypatch.delenv("PYTHONPATH")
    with open_engine(parse_voice("piper:xx_XX-hum-low")) as engine:
        assert np.frombuffer(engine.speak("one").samples, "<i2").max() > 3000


@pytest.mark.parametrize("name", ["../x", "a/b", "x.onnx", "", "-h; ls"])
def test_only_a_name_is_downloaded(name: str) -> None:
    assert "is not the name of a voice" in refused(1, "voices", "install", "--", name)


def test_without_the_package_it_is_said_how_to_install_it(tmp_path: Path) -> None:
    program = "import sys; sys.modules['piper'] = None\nfrom audiocoach.cli import main; main()"
    for words, extra in (
        (("say", "one", "--voice", "piper:x"), "piper"),
        (("say", "one", "--voice", "joe"), "joe"),
        (("voices", "install", "x"), "piper"),
    ):
        command = [sys.executable, "-c", program, *words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 1
        assert f"install it with: pip install 'audiocoach[{extra}]'" in done.stderr
        assert "Traceback" not in done.stderr
