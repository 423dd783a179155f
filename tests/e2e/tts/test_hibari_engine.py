"""The neural voice in process: who is loaded, how it reads, and what happens where it cannot."""

import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import ModuleSpec
from pathlib import Path
from typing import Any
from weakref import WeakValueDictionary

import numpy as np
import pytest
from command_line import PROGRAM, finish, ok, refused, run, start
from listening import integrated_and_peak, opened
from paths import ROOT
from quick_build import ROUTINE, use_cache
from sampling import sampled

from audiocoach import Builder, build, compile  # noqa: A004
from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.cache.maintenance import contents
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import SpeechError
from audiocoach.i18n.normalise import normalise
from audiocoach.routine.catalog import find, names
from audiocoach.routine.model import language_of
from audiocoach.tts import (
    Engine,
    Speech,
    Voice,
    hibari,
    hibari_model,
    hibari_voices,
    open_engine,
    parse_voice,
)
from audiocoach.tts.base import FOLDER_VARIABLE
from audiocoach.tts.registry import ENGINES

LINES = (
    "Ten",
    "Right",
    "Last one each side.",
    "Rest, ninety seconds. Next: bent-over row to march, twelve reps.",
    "Hinge at the hips, knees soft, back flat. Pull the bell to your ribs without turning.",
)
NEURAL = ROUTINE.replace("voice: en-us\n", "")


@pytest.fixture(scope="module")
def heart() -> Iterator[Engine]:
    with open_engine(parse_voice("hibari")) as engine:
        yield engine


def samples_of(speech: Speech) -> Any:  # noqa: ANN401 (an array)
    return np.frombuffer(speech.samples, "<i2").astype(float)


def test_the_default_voice_of_english_is_in_the_package() -> None:
    assert str(parse_voice(DEFAULTS.voices["en"])) == "hibari:heart@180"
    assert str(parse_voice("hibari")) == "hibari:heart@180"
    assert [voice.name for voice in hibari.voices()] == ["heart"]
    assert ENGINES["hibari"].names == tuple(hibari_voices.VOICES)


def test_its_facts_are_those_of_the_package() -> None:
    from hibari.voices import BASE_URL, VOICES

    assert BASE_URL.rstrip("/") == hibari.SOURCE
    assert {name: (row["file"], row["sha256"]) for name, row in VOICES.items()} == {
        name: (weights.file, weights.sha256) for name, weights in hibari_voices.VOICES.items()
    }
    for name, row in VOICES.items():
        ours = hibari_voices.VOICES[name]
        assert (row["language"].lower(), row["gender"]) == (ours.language, ours.gender)
        assert row["british"] == (ours.language == "en-gb")


def test_the_pinned_package_is_the_one_that_is_asked_for() -> None:
    pinned = ENGINES["hibari"].requirement
    assert f'"{pinned} ; ' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert pinned == hibari_voices.REQUIREMENT


@pytest.mark.long
@pytest.mark.parametrize("is_british", [False, True])
def test_the_small_tables_read_as_those_of_the_package(*, is_british: bool) -> None:
    from hibari.g2p import G2P

    theirs, ours = G2P(british=is_british), hibari_model._make_reader(is_british=is_british)  # noqa: SLF001
    for name in ("golds", "silvers"):
        whole, small = getattr(theirs.lexicon, name).d, getattr(ours.lexicon, name).d
        assert all(small.get(word) == row for word, row in whole.items())
        assert small.get("no such word") is None
    weights = ours.tagger.weights
    assert all(weights.get(key) == row for key, row in theirs.tagger.weights.items())
    text = "Zorbing, jeffing and plyo boxes: read what you read. St. John's 3rd row's 2 x 5!"
    assert ours(text) == theirs(text)


def test_its_samples_are_those_of_the_package(heart: Engine) -> None:
    from hibari import Hibari

    whole = Hibari()("Last one each side.", speed=1.0, seed=0)
    ours = samples_of(heart.speak("Last one each side."))
    at = int(np.argmax(np.abs(whole) > np.abs(whole).max() * 10 ** (-45 / 20)))
    assert np.abs(ours - np.rint(whole[at : at + len(ours)] * 32767)).max() <= 1


@pytest.mark.slow
def test_any_order_and_any_number_of_threads_give_the_same_samples(heart: Engine) -> None:
    once = [heart.speak(line) for line in LINES]
    for threads in (1, 2, 4):
        with ThreadPoolExecutor(threads) as pool:
            assert list(pool.map(heart.speak, LINES[::-1] * 2)) == once[::-1] * 2


def test_engines_share_the_weights_and_let_go_of_them(heart: Engine) -> None:
    heart.speak("one")
    with open_engine(parse_voice("heart@215")) as fast:
        fast.speak("one")
        assert fast._model is heart._model  # type: ignore[attr-defined] # noqa: SLF001
    heart.close()
    assert not hibari_model._models  # noqa: SLF001
    assert heart.speak("one") == heart.speak("one")


def test_sentences_are_a_third_of_a_second_apart(heart: Engine) -> None:
    level = np.abs(samples_of(heart.speak("Stand tall. Breathe out. Now rest.")))
    quiet = np.flatnonzero(np.diff(np.flatnonzero(level > 40)) > 24 * 150)
    gaps = np.diff(np.flatnonzero(level > 40))[quiet] / 24_000
    assert len(gaps) == 2
    assert all(0.25 < gap < 0.45 for gap in gaps), gaps


def test_words_without_an_end_get_one(heart: Engine) -> None:
    for open_, closed in (("Ten", "Ten."), ("Right,", "Right."), ('"Go"', '"Go".')):
        assert heart.speak(open_) == heart.speak(closed)
    assert heart.speak("Go!") != heart.speak("Go.")


@pytest.mark.slow
@pytest.mark.usefixtures("heart")
def test_its_speeds_are_words_a_minute() -> None:
    words = sum(len(line.split()) for line in LINES[2:])
    measured = []
    for wpm in (100, 130, 160, 180, 200):
        with open_engine(parse_voice(f"heart@{wpm}")) as engine:
            measured.append(60 * words / sum(engine.speak(line).seconds for line in LINES[2:]))
        assert measured[-1] == pytest.approx(wpm, rel=0.16)
    assert measured == sorted(measured)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("[push](/bˈʌm/) up", "push bum up"),
        ("[push](+2) up", "push +2 up"),
        ("pˈush up", "p ush up"),
        ("<push> up", "push up"),
    ],
)
def test_its_marks_are_text_in_a_routine(heart: Engine, written: str, plain: str) -> None:
    spoken = normalise(written)
    assert "[" not in spoken
    obeyed = heart.speak(normalise("push up", "en", (("push", "[push](/bˈʌm/)"),)))
    assert heart.speak(spoken) != obeyed
    assert heart.speak(spoken).seconds >= 0.8 * heart.speak(plain).seconds


def test_pronounce_may_give_phonemes(heart: Engine) -> None:
    given = (("plié", "[plee ay](/plˈiˈA/)"),)
    spoken = normalise("Plié squat, 10/side", "en", given)
    assert spoken.startswith("[plee ay](/plˈiˈA/) squat")
    assert heart.speak("[plee ay](/bˈʌm/).") == heart.speak("bum.")
    with open_engine(parse_voice("en-us")) as espeak:
        assert espeak.speak("[plee ay](/plˈiˈA/) squat") == espeak.speak("plee ay squat")


def test_an_unknown_phoneme_is_an_error_that_names_it(heart: Engine) -> None:
    with pytest.raises(SpeechError, match="'plié' is to be said /pl7/, and '7' is no phoneme"):
        heart.speak("[plié](/pl7/) squat")


@pytest.mark.parametrize("text", ["💪", "💪 🔥", "日本", "…"])
def test_nothing_to_read_is_one_clear_error(heart: Engine, text: str) -> None:
    with pytest.raises(SpeechError, match=r"hibari:heart could not speak .*nothing"):
        heart.speak(text)


@pytest.mark.slow
def test_five_thousand_characters_without_a_full_stop(heart: Engine) -> None:
    speech = heart.speak("row " * 1250)
    assert 300 < speech.seconds < 700
    assert heart.speak("supercalifragilistic" * 250).seconds > 1


# What goes wrong.


def shadow(folder: Path, change: Callable[[Path], object], patch: pytest.MonkeyPatch) -> None:
    """Lets hibari find a copy of its assets that `change` has been at."""
    assets = folder / "assets"
    shutil.copytree(hibari_model.assets(), assets)
    change(assets)
    patch.setattr(hibari_model, "assets", lambda: assets)
    patch.setattr(hibari, "assets", lambda: assets)
    for shared in ("_models", "_readers"):
        patch.setattr(hibari_model, shared, WeakValueDictionary())


def truncate(assets: Path) -> None:
    weights = assets / "hibari.onnx"
    weights.write_bytes(weights.read_bytes()[:1_000_000])


def swap_a_byte(assets: Path) -> None:
    data = bytearray((assets / "hibari.onnx").read_bytes())
    data[4_000_000] ^= 1
    (assets / "hibari.onnx").write_bytes(data)


def lose(assets: Path) -> None:
    (assets / "lexicon_us_gold.json.gz").unlink()


def spoil(assets: Path) -> None:
    (assets / "tagger.json.gz").write_bytes(b"no gzip")


@pytest.mark.parametrize("change", [truncate, swap_a_byte, lose, spoil])
def test_a_damaged_package_is_one_error_and_nothing_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    use_cache(tmp_path / "cache", monkeypatch)
    shadow(tmp_path, change, monkeypatch)
    with pytest.raises(SpeechError) as caught, Builder() as builder:
        builder.preview("Ten seconds.", tmp_path / "out/say.mp3")
    message = str(caught.value)
    assert message.startswith("hibari:heart could not speak 'Ten seconds.': ")
    assert "pip install --force-reinstall --no-deps hibari-tts==0.2.1" in message
    assert "\n" not in message
    assert not (tmp_path / "out").exists()
    assert not any(contents(None).kinds.values())


@pytest.mark.parametrize("error", [ImportError("DLL load failed"), MemoryError(), RuntimeError("")])
def test_a_runtime_that_does_not_load_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail() -> None:
        raise error

    use_cache(tmp_path / "cache", monkeypatch)
    monkeypatch.setattr(hibari_model, "import_runtime", fail)
    monkeypatch.setattr(hibari_model, "_models", WeakValueDictionary())
    with pytest.raises(SpeechError, match="it cannot be loaded") as caught, Builder() as builder:
        builder.preview("Ten seconds.", tmp_path / "say.mp3")
    assert (str(error) or type(error).__name__) in str(caught.value)
    assert "--voice espeak:en-us" in str(caught.value)
    assert not any(contents(None).kinds.values())


def hide(monkeypatch: pytest.MonkeyPatch, hidden: str) -> None:
    find = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == hidden else find(name, package)

    monkeypatch.setattr(importlib.util, "find_spec", find_spec)


@pytest.mark.parametrize("hidden", ["onnxruntime", "hibari"])
def test_espeak_stands_in_and_a_build_says_so_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hidden: str
) -> None:
    hide(monkeypatch, hidden)
    (tmp_path / "quick.yaml").write_text(NEURAL, "utf-8")
    report = build(tmp_path / "quick.yaml", tmp_path / "stood-in.mp3")
    (note,) = report.notes
    assert note == (
        "espeak:en-us@170 speaks instead of hibari:heart@180, which is not installed; "
        "install it with: pip install 'hibari-tts==0.2.1'"
    )
    chosen = build(tmp_path / "quick.yaml", tmp_path / "chosen.mp3", voice="espeak:en-us")
    assert chosen.notes == ()
    stood_in, asked = (tmp_path / name for name in ("stood-in.mp3", "chosen.mp3"))
    assert stood_in.read_bytes() == asked.read_bytes()


def test_a_preview_says_that_espeak_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hide(monkeypatch, "onnxruntime")
    warnings: list[str] = []
    with Builder(warn=warnings.append) as builder:
        builder.preview("Ten seconds.", tmp_path / "usual.mp3")
        builder.preview("Ten seconds.", tmp_path / "asked.mp3", voice="espeak")
    (warning,) = warnings
    assert warning.startswith("espeak:en-us@170 speaks instead of hibari:heart@180, which ")
    assert (tmp_path / "usual.mp3").read_bytes() == (tmp_path / "asked.mp3").read_bytes()
    assert run("say", "ten", "--out", str(tmp_path / "a.mp3")).stderr == f"warning: {warning}\n"


def test_the_weights_and_the_packages_are_in_its_identity(
    heart: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    from onnxruntime import __version__

    before = heart.identity
    assert {"0.2.1", __version__, hibari_voices.VOICES["heart"].sha256} <= {*before.split()}
    other = hibari_voices.VOICES["heart"]._replace(sha256="0" * 64)
    monkeypatch.setattr(hibari, "VOICES", {**hibari_voices.VOICES, "heart": other})
    with open_engine(parse_voice("heart")) as newer:
        assert newer.identity != before


def test_who_is_asked_for_and_missing_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    hide(monkeypatch, "onnxruntime")
    with pytest.raises(SpeechError, match="the engine 'hibari' is not installed"):
        open_engine(Voice("hibari", "heart"))


@pytest.mark.parametrize("key", ["voice", "counter"])
def test_who_reads_another_language_as_english_says_so(tmp_path: Path, key: str) -> None:
    text = NEURAL.replace("title: Quick pull", f"title: Kurz\nlanguage: de\n{key}: heart")
    (tmp_path / "kurz.yaml").write_text(text, "utf-8")
    report = build(tmp_path / "kurz.yaml", tmp_path / "kurz.mp3")
    assert report.notes == ("hibari reads German as if it were English; espeak speaks German",)
    asked = build(tmp_path / "kurz.yaml", tmp_path / "en.mp3", language="en-gb")
    (stays,) = asked.notes
    assert stays.startswith("the coach speaks English, and these words of 'Kurz' stay as they are")


@pytest.mark.parametrize("has_module", [False, pytest.param(True, marks=pytest.mark.long)])
def test_what_happens_to_be_called_scipy_is_in_nobodys_way(
    tmp_path: Path, *, has_module: bool
) -> None:
    (tmp_path / "scipy").mkdir()
    if has_module:
        (tmp_path / "scipy/__init__.py").touch()
    command = (*PROGRAM, "say", "Ten.", "--voice", "heart", "--out", "ten.mp3")
    done = finish(start(command, tmp_path, tmp_path / "cache"))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_package_without_its_weights_is_mended_by_pip(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shadow(tmp_path, lambda assets: (assets / "hibari.onnx").unlink(), monkeypatch)
    for words in (("say", "ten"), ("voices", "install", "heart")):
        message = refused(1, *words)
        assert "the voice 'heart' of hibari is not installed; mend it with: pip install" in message


# Voices to download.


def test_other_voices_are_offered_and_never_fetched_by_themselves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    assert "audiocoach voices install emma" in ok("voices", "--engine", "hibari")
    for voice in ("emma", "hibari:emma"):
        message = refused(1, "say", "ten", "--voice", voice, "--out", str(tmp_path / "a.mp3"))
        assert "the voice 'emma' of hibari is not installed" in message
        assert "audiocoach voices install emma" in message
    assert list(tmp_path.iterdir()) == []


def test_a_voice_in_the_folder_is_found_and_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The weights of `heart` under another name, as those of `kore` are not here."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    kore = tmp_path / hibari_voices.VOICES["kore"].file
    shutil.copyfile(hibari_model.assets() / "hibari.onnx", kore)
    assert "hibari:kore" in ok("voices", "--engine", "hibari")
    with (
        pytest.raises(SpeechError, match="voices install kore"),
        open_engine(parse_voice("kore")) as engine,
    ):
        engine.speak("ten")
    weights = hibari_voices.VOICES["kore"]._replace(
        sha256=hashlib.sha256(kore.read_bytes()).hexdigest()
    )
    monkeypatch.setattr(hibari, "VOICES", {**hibari_voices.VOICES, "kore": weights})
    with open_engine(parse_voice("kore")) as engine:
        assert engine.speak("ten").seconds > 0.2


def test_install_keeps_a_checked_file_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = tmp_path / "served"
    served.mkdir()
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "voices"))
    monkeypatch.setattr(hibari, "SOURCE", served.as_uri())
    message = refused(1, "voices", "install", "emma")
    assert "the voice 'emma' was not downloaded" in message
    assert f"put it into {tmp_path / 'voices'}" in message
    file = served / hibari_voices.VOICES["emma"].file
    file.write_bytes(b"weights")
    assert "sha256" in refused(1, "voices", "install", "emma")
    assert not list((tmp_path / "voices").iterdir())
    weights = hibari_voices.VOICES["emma"]._replace(sha256=hashlib.sha256(b"weights").hexdigest())
    monkeypatch.setattr(hibari, "VOICES", {**hibari_voices.VOICES, "emma": weights})
    assert "--voice hibari:emma" in ok("voices", "install", "emma")
    assert (tmp_path / "voices" / file.name).read_bytes() == b"weights"


def test_a_server_that_answers_otherwise_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And a voice is found in any letters, as it is everywhere else."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as server:
        monkeypatch.setattr(hibari, "SOURCE", f"http://127.0.0.1:{server.getsockname()[1]}")

        def answer() -> None:
            client, _ = server.accept()
            with client:
                client.recv(4096)
                client.sendall(b"no web\r\n\r\n")

        answering = threading.Thread(target=answer)
        answering.start()
        message = refused(1, "voices", "install", "EMMA")
        answering.join()
    assert "the voice 'emma' was not downloaded: no web" in message
    assert list(tmp_path.iterdir()) == []


# A whole build.


def run_neural(folder: Path, cache: Path, name: str = "track.mp3") -> "subprocess.Popen[str]":
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "quick.yaml").write_text(NEURAL, "utf-8")
    return start((*PROGRAM, "build", "quick.yaml", "--out", name), folder, cache)


@pytest.mark.slow
def test_processes_at_once_and_half_a_cache_give_the_same_bytes(tmp_path: Path) -> None:
    alone = finish(run_neural(tmp_path / "alone", tmp_path / "cache-1"))
    assert alone.returncode == 0, alone.stderr
    expected = (tmp_path / "alone/track.mp3").read_bytes()
    (tmp_path / "half.yaml").write_text(NEURAL.replace("reps: 2", "reps: 3"), "utf-8")
    half = (*PROGRAM, "build", "half.yaml", "--out", "half.mp3")
    assert finish(start(half, tmp_path, tmp_path / "cache-2")).returncode == 0
    children = [run_neural(tmp_path / f"{n}", tmp_path / "cache-2") for n in range(8)]
    for number, child in enumerate(children):
        assert finish(child).returncode == 0
        assert (tmp_path / f"{number}/track.mp3").read_bytes() == expected


WARM = """
import sys
from audiocoach import build
build("quick.yaml", "again.mp3")
print(*sorted({"hibari", "onnxruntime", "numpy"} & {*sys.modules}))
"""


def test_where_nothing_new_is_said_it_is_not_imported(tmp_path: Path) -> None:
    assert finish(run_neural(tmp_path, tmp_path / "cache")).returncode == 0
    done = finish(start((sys.executable, "-c", WARM), tmp_path, tmp_path / "cache"))
    assert (done.stdout.strip(), done.stderr) == ("", "")
    assert (tmp_path / "again.mp3").read_bytes() == (tmp_path / "track.mp3").read_bytes()


QUIET = """
import os, sys
for variable in ("CI", "ORT_DISABLE_TELEMETRY", "ORT_TELEMETRY_DISABLED"):
    os.environ.pop(variable, None)
from audiocoach.tts import open_engine, parse_voice
open_engine(parse_voice("hibari")).speak("one")
"""


def test_the_runtime_is_told_to_tell_nobody(tmp_path: Path) -> None:
    """Where ONNX Runtime reports its use, it leaves files of its own; here is none."""
    environment = os.environ | {"TMPDIR": str(tmp_path), "HOME": str(tmp_path)}
    subprocess.run([sys.executable, "-c", QUIET], env=environment, check=True)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []


ENGLISH = [name for name in names() if language_of(find(name)) == "en"]
SHIPPED = sampled(ENGLISH, "jeffers-pull")


@pytest.mark.parametrize("name", SHIPPED)
def test_no_routine_loses_more_words_than_with_espeak(name: str) -> None:
    neural, robot = (compile(name, voice=voice).dropped for voice in ("hibari", "espeak"))
    assert len(neural) <= len(robot)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_track_holds_with_it(name: str, tmp_path: Path) -> None:
    report = build(name, tmp_path / "track.mp3")
    assert report.session.plan.voice == DEFAULTS.voices["en"]
    track, timeline = opened(report.path), report.timeline
    assert len(track.heard) == timeline.duration_ms * SAMPLES_PER_MS
    assert track.chapters == [(chapter.start_ms, chapter.title) for chapter in timeline.chapters]
    loudness, peak = integrated_and_peak(report.path)
    assert loudness == pytest.approx(-16, abs=0.5)
    assert peak <= -1
    starts = [cue.start_ms for cue in timeline.cues if cue.play == "sound"]
    words = [range(cue.start_ms + 1, cue.end_ms) for cue in timeline.spoken]
    assert not any(start in word for word in words for start in starts)
