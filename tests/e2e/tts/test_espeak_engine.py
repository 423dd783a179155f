"""The embedded engine: one hash per text, whatever was said before, in any thread or process."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import espeakng_loader
import pytest

from audiocoach.errors import SpeechError
from audiocoach.support.resources import version
from audiocoach.tts import Voice, espeak, espeak_library, open_engine, parse_voice
from audiocoach.tts.espeak import EspeakEngine, variants
from audiocoach.tts.espeak import voices as voice_infos
from audiocoach.tts.espeak_library import synthesise

TEXTS = ("one", "two", "Ten seconds.", "Rest, ninety seconds. Next: bent-over row, twelve reps.")
MIXED = "Go 12 привет γεια 你好"

FRESH = """
import sys
from hashlib import sha256
from audiocoach.tts import open_engine, parse_voice
with open_engine(parse_voice("en-us")) as engine:
    for text in sys.argv[1:]:
        print(sha256(engine.speak(text).samples).hexdigest())
"""

UNCLOSED = """
from audiocoach.tts import open_engine, parse_voice
engine = open_engine(parse_voice("en-us"))
engine.speak("one")
"""

FORKED = """
import os
from hashlib import sha256
from audiocoach.tts import open_engine, parse_voice
engine = open_engine(parse_voice("en-us"))
engine.speak("one")
child = os.fork()
os.write(1, f"{sha256(engine.speak('two').samples).hexdigest()}\\n".encode())
if child:
    assert os.waitpid(child, 0)[1] == 0
    print(sha256(engine.speak("two").samples).hexdigest())
else:
    engine.close()
"""


def hashed(samples: bytes) -> str:
    return sha256(samples).hexdigest()


def voices() -> list[str]:
    return [info.name for info in voice_infos()]


def run(program: str, *arguments: str, **env: str) -> list[str]:
    command = [sys.executable, "-c", program, *arguments]
    done = subprocess.run(command, capture_output=True, check=True, env={**os.environ, **env})
    assert done.stderr == b""
    return done.stdout.decode().split()


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """For espeak's data: short_folder holds the test's name, and can be too long for it."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def test_any_order_and_any_thread_give_the_bytes_of_a_fresh_process() -> None:
    said = [text for text in TEXTS for _ in range(24)]
    random.Random(7).shuffle(said)  # noqa: S311
    with open_engine(parse_voice("en-us")) as engine, ThreadPoolExecutor(8) as threads:
        spoken = list(threads.map(lambda text: hashed(engine.speak(text).samples), said))
    hashes = {text: {h for t, h in zip(said, spoken, strict=True) if t == text} for text in TEXTS}
    assert [sorted(h) for h in hashes.values()] == [[h] for h in run(FRESH, *TEXTS)]


def test_two_engines_do_not_disturb_each_other() -> None:
    with open_engine(parse_voice("en-us+f2@200")) as her, open_engine(parse_voice("en-us")) as him:
        first = him.speak("Ten seconds.")
        assert her.speak("Ten seconds.") != first
        assert him.speak("Ten seconds.") == first


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork on this system")
def test_a_forked_child_speaks_the_same_and_leaves_the_parent_its_copy(short_folder: Path) -> None:
    hashes = run(FORKED, TMPDIR=str(short_folder))
    assert hashes == [hashes[0]] * 3


def test_nothing_is_written_before_the_first_phrase_or_left_after_the_last(
    monkeypatch: pytest.MonkeyPatch, short_folder: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    engine = open_engine(parse_voice("en-us"))
    assert not list(short_folder.iterdir())
    first = engine.speak("one")
    assert len(list(short_folder.iterdir())) == 1
    engine.close()
    assert not list(short_folder.iterdir())
    assert engine.speak("one") == first
    engine.close()


def test_a_process_that_closes_nothing_leaves_nothing(short_folder: Path) -> None:
    run(UNCLOSED, TMPDIR=str(short_folder), TMP=str(short_folder))
    assert not list(short_folder.iterdir())


def test_speaking_writes_one_file(monkeypatch: pytest.MonkeyPatch, short_folder: Path) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    with open_engine(parse_voice("en-us+f2")) as engine:
        engine.speak("one")
        assert [path.is_file() for path in short_folder.rglob("*")].count(True) == 1


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="files have no numbers here")
def test_a_voice_is_found_without_reading_all_of_them(short_folder: Path) -> None:
    library, data = Path(espeakng_loader.get_library_path()), short_folder / "espeak-ng-data"
    shutil.copytree(espeakng_loader.get_data_path(), data)
    expected = synthesise(library, short_folder, "en-us+f2", 170, "one")
    kept = (data / "lang/gmw/en-US", data / "voices/!v/f2")
    for file in data.glob("[lv]*/**/*"):
        if file.is_file() and file not in kept:
            file.unlink()
    assert synthesise(library, short_folder, "gmw/en-US+f2", 170, "one") == expected


@pytest.mark.parametrize("links", [True, False])
def test_data_too_far_away_is_linked_where_possible_and_else_copied(
    monkeypatch: pytest.MonkeyPatch, short_folder: Path, tmp_path: Path, *, links: bool
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError

    with open_engine(parse_voice("en-us")) as engine:
        expected = engine.speak("one")
    far = tmp_path / ("x" * 120) / "espeakng_loader"
    shutil.copytree(Path(espeakng_loader.get_data_path()).parent, far)
    monkeypatch.setattr(espeak, "locate", lambda _: far)
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    if not links:
        monkeypatch.setattr(Path, "symlink_to", refuse)
    with open_engine(parse_voice("en-us")) as engine:
        assert engine.speak("one") == expected
        assert len(list(short_folder.glob("*/espeak-ng-data"))) == 1
    assert not list(short_folder.iterdir())
    assert far.is_dir()


# --- voices


def test_voices_and_variants_are_listed() -> None:
    assert {"en", "en-us", "en-gb-x-rp", "de", "cmn"} < set(voices())
    assert {"f1", "f2", "m3", "Alex", "whisper"} < set(variants())
    assert "fo" not in voices(), "it has no dictionary"


def test_every_voice_opens() -> None:
    assert all(open_engine(Voice("espeak", name)) for name in voices())


@pytest.mark.long
def test_voices_sound_as_with_the_whole_data_folder(short_folder: Path) -> None:
    library = shutil.copy(espeakng_loader.get_library_path(), short_folder)
    shutil.copytree(espeakng_loader.get_data_path(), short_folder / "espeak-ng-data")
    differ = []
    for name in (*voices()[::4], "nb", "ltg", "hyw", "cmn-latn-pinyin", "en-us+f2", "de+Alex"):
        whole = synthesise(Path(library), short_folder, name, 170, MIXED)
        with open_engine(Voice("espeak", name)) as engine:
            if engine.speak(MIXED) != whole:
                differ.append(name)
    assert differ == []


@pytest.mark.parametrize("name", ["en-us+Reed", "en-us+caleb", "en-us+klatt6", "en-us+whisper"])
def test_a_voice_with_noise_in_it_is_pure_too(name: str) -> None:
    with open_engine(Voice("espeak", name)) as engine:
        assert engine.speak("Ten seconds.") == engine.speak("Ten seconds.")


def test_a_voice_with_noise_in_it_is_the_same_a_second_later() -> None:
    with open_engine(Voice("espeak", "en-us+f2")) as engine:
        before = engine.speak("Ten seconds. Bent-over row.")
        time.sleep(1.1)  # the clock that espeak itself looks at counts seconds
        assert engine.speak("Ten seconds. Bent-over row.") == before


@pytest.mark.parametrize(
    ("alias", "name"), [("en-gb", "en"), ("no", "nb"), ("pt-pt", "pt"), ("zh", "cmn")]
)
def test_a_code_that_espeak_lists_for_a_language_names_it(alias: str, name: str) -> None:
    with open_engine(Voice("espeak", alias)) as one, open_engine(Voice("espeak", name)) as other:
        assert one.speak("12") == other.speak("12")


@pytest.mark.parametrize("variant", ["f2", "Alex", "Mr serious"])
def test_a_variant_is_heard(variant: str) -> None:
    with (
        open_engine(Voice("espeak", "en-us")) as plain,
        open_engine(Voice("espeak", f"en-us+{variant}")) as varied,
    ):
        assert varied.speak("one") != plain.speak("one")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("en-uss", "espeak has no voice 'en-uss'; did you mean 'en-us'?"),
        ("EN-US", "espeak has no voice 'EN-US'; did you mean 'en-us'?"),
        ("en-us ", "espeak has no voice 'en-us '; did you mean 'en-us'?"),
        ("+f2", "espeak has no voice ''"),
        ("samantha", "espeak has no voice 'samantha'; 'audiocoach voices' lists them"),
        ("gmw/en-US", "espeak has no voice 'gmw/en-US'"),
        ("../lang", "espeak has no voice '../lang'"),
        ("mb-en1", "espeak has no voice 'mb-en1'"),
        ("fo", "espeak has no dictionary for its voice 'fo'"),
        ("en-us+", "espeak has no variant ''"),
        ("en-us+alex", "espeak has no variant 'alex'; did you mean 'Alex'?"),
        ("en-us+f9", "espeak has no variant 'f9'; f1 to f5 are women, m1 to m8 men"),
        ("en-us+../!v/f2", "espeak has no variant '../!v/f2'"),
    ],
)
def test_a_wrong_voice_is_refused_before_it_speaks(name: str, message: str) -> None:
    with pytest.raises(SpeechError) as caught:
        open_engine(Voice("espeak", name))
    assert str(caught.value).startswith(message)


# --- what can fail


def test_the_identity_is_the_version_of_the_package() -> None:
    from importlib.metadata import version as installed

    assert version("espeakng_loader") == installed("espeakng-loader")
    assert open_engine(parse_voice("en-us")).identity.startswith(
        f"espeakng-loader {installed('espeakng-loader')} "
    )


def test_a_phrase_of_punctuation_alone_is_refused() -> None:
    with (
        open_engine(parse_voice("en-us")) as engine,
        pytest.raises(SpeechError, match=r"espeak:en-us could not speak '\.\.\.': it came out"),
    ):
        engine.speak("...")


def test_a_lone_surrogate_does_not_break_the_phrase() -> None:
    with open_engine(parse_voice("en-us")) as engine:
        assert engine.speak("ten \udcff seconds").samples


def test_a_temporary_folder_with_too_long_a_path_is_named_where_it_is_needed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    long = tmp_path / ("x" * 160)
    long.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(long))
    with open_engine(parse_voice("en-us")) as engine:
        assert engine.speak("one").samples
    monkeypatch.setattr(espeak_library, "can_open", lambda _: False)
    monkeypatch.setattr(Path, "symlink_to", lambda *_, **__: None)
    with (
        open_engine(parse_voice("en-us")) as engine,
        pytest.raises(SpeechError, match=r"'one': espeak cannot open the path .*; set TMPDIR"),
    ):
        engine.speak("one")


@pytest.mark.parametrize("file", ["phontab", "library"])
def test_damaged_files_are_an_error_and_not_the_end(
    monkeypatch: pytest.MonkeyPatch, short_folder: Path, file: str
) -> None:
    package = short_folder / "espeakng_loader"
    shutil.copytree(Path(espeakng_loader.get_data_path()).parent, package)
    monkeypatch.setattr(espeak, "locate", lambda _: package)
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    with open_engine(parse_voice("en-us")) as engine:
        engine.speak("one")
        (copy,) = set(short_folder.iterdir()) - {package}
        library = copy / Path(espeakng_loader.get_library_path()).name
        target = library if file == "library" else package / "espeak-ng-data" / file
        target.unlink()
        with pytest.raises(SpeechError, match="espeak:en-us could not speak 'two': "):
            engine.speak("two")


def test_a_full_disk_is_an_error_and_the_next_phrase_tries_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with open_engine(parse_voice("en-us")) as engine:
        with monkeypatch.context() as patch:
            patch.setattr(shutil, "copyfile", full)
            with pytest.raises(SpeechError, match="No space left"):
                engine.speak("one")
        assert engine.speak("one").samples


def test_an_engine_that_nobody_closes_is_collected(
    monkeypatch: pytest.MonkeyPatch, short_folder: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(short_folder))
    engine = EspeakEngine(Voice("espeak", "en-us"))
    engine.speak("one")
    del engine
    assert not list(short_folder.iterdir())
