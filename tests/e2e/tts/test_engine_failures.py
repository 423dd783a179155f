"""Engines of every kind that misbehave: one error within their time, nothing written or kept.

What is handled instead gives the whole phrase. `docs/voices.md` says which is which.
"""

import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, NamedTuple

import fake_engines
import pytest
from paths import DOCS
from sampling import sampled

from audiocoach.api import Builder
from audiocoach.cache import FOLDER_VARIABLE, Store
from audiocoach.cache.maintenance import contents
from audiocoach.config.model import Config
from audiocoach.defaults import DEFAULTS
from audiocoach.errors import SpeechError
from audiocoach.renderer import clips
from audiocoach.sounds import open_kit
from audiocoach.support import resources as packages
from audiocoach.support import threads
from audiocoach.timeline import ClipSpec
from audiocoach.tts import Engine, open_engine, processes, system

PHRASE = "Row the bell to your chest and stand tall, then march right and left, and keep it still."
LASTS_S = 18 * 60 / 170

FILES: dict[str, fake_engines.Put] = {
    "command": fake_engines.command,
    "system": fake_engines.from_the_system,
}
"""Engines that write a WAV file."""
CALLS: dict[str, fake_engines.Put] = {
    "kokoro": fake_engines.kokoro,
    "piper": fake_engines.piper,
    "plugin": fake_engines.plugin,
}
"""Engines that give samples."""


class Row(NamedTuple):
    """What an engine does: as it writes a file, as it gives samples; and what the error says."""

    files: str
    calls: str | None
    why: str | None
    """Nothing where it is no error."""


TABLE = {
    "hangs": Row("time.sleep(60)", "time.sleep(60)", "no answer in 1 seconds"),
    "crashes": Row("os.kill(os.getpid(), 9)", "os.kill(os.getpid(), 9)", "(exit code "),
    "leaves": Row("os._exit(4)", "os._exit(4)", "no reason given (exit code 4)"),
    "raises": Row("1 / 0", "1 / 0", "division by zero"),
    "prints": Row(
        "print('{}', flush=True); write(file, hum(text))",
        "print('{}', flush=True); os.write(1, b'{}'); samples = hum(text)",
        None,
    ),
    "reads what is not meant for it": Row(
        "sys.stdin.read(); write(file, hum(text))", "sys.stdin.read(); samples = hum(text)", None
    ),
    "writes nothing": Row("", "samples = b''", "no file was written|it came out silent"),
    "writes half": Row(
        "write(file, hum(text), cut=1)",
        "samples = hum(text)[:-1]",
        "the file is cut short|cut within a sample|buffer size must be a multiple",
    ),
    "has another rate": Row(
        "write(file, hum(text, 44100), 44100)", "rate = 44100; samples = hum(text, rate)", None
    ),
    "has no rate": Row(
        "write(file, hum(text), 7)",
        "rate = 7; samples = hum(text)",
        "its sample rate is 7 Hz|it came out at 7 samples",
    ),
    "is in stereo": Row("write(file, hum(text), channels=2)", None, None),
    "is silent": Row(
        "write(file, hum(text, level=0))", "samples = hum(text, level=0)", "it came out silent"
    ),
    "is twice as long": Row(
        "write(file, hum(text, words=2))",
        "samples = hum(text, words=2)",
        "it came out 12.7 s long, where 18 words at @170 take 6.4 s",
    ),
}
# Kokoro and piper are one class with two models: one of them is enough for the ordinary run.
CASES = [
    pytest.param(
        put,
        does,
        row,
        id=f"{kind} {name}",
        marks=pytest.mark.long if kind == "kokoro" else (),
    )
    for engines, column in ((FILES, 0), (CALLS, 1))
    for kind, put in engines.items()
    for name, row in TABLE.items()
    if (does := row[column]) is not None
]


@pytest.fixture(autouse=True)
def clean(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Packages that are put in the place of others are forgotten."""
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    yield
    packages.locate.cache_clear()
    packages.version.cache_clear()


@pytest.mark.parametrize(("put", "does", "row"), CASES)
def test_an_engine_that(
    put: fake_engines.Put, does: str, row: Row, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if does.startswith("time.sleep"):
        fake_engines.in_time(monkeypatch, 1)
    voice, own = put(tmp_path, does, monkeypatch)
    if row.why is None:
        with open_engine(voice, own) as engine:
            assert engine.speak(PHRASE).seconds == pytest.approx(LASTS_S, rel=0.01)
        return
    track = tmp_path / "out/say.mp3"
    begun = time.monotonic()
    with Builder(config=Config(user_voices=own)) as builder, pytest.raises(SpeechError) as caught:
        builder.preview(PHRASE, track, voice=str(voice))
    assert time.monotonic() - begun < 30
    message = str(caught.value)
    assert message.startswith(f"{voice.engine}:{voice.name} could not speak 'Row the bell ")
    assert any(why in message for why in row.why.split("|")), message
    assert "\n" not in message
    assert not track.parent.exists()
    assert not any(contents(None).kinds.values())


@pytest.mark.parametrize("put", [*FILES.values(), *CALLS.values()], ids=[*FILES, *CALLS])
def test_closing_stops_what_hangs_and_the_next_phrase_begins_anew(
    put: fake_engines.Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give = "write(file, hum(text))" if put in FILES.values() else "samples = hum(text)"
    hang = f"open({str(tmp_path / 'begun')!r}, 'w').close()\nif 'hang' in text: time.sleep(60)\n"
    voice, own = put(tmp_path, hang + give, monkeypatch)
    errors: list[SpeechError] = []
    with open_engine(voice, own) as engine:
        waiting = Thread(target=hang_on, args=(engine, errors))
        waiting.start()
        while waiting.is_alive() and not (tmp_path / "begun").exists():
            time.sleep(0.01)
        engine.close()
        waiting.join(10)
        assert not waiting.is_alive()
        assert str(errors[0]).endswith("could not speak 'hang on': it was stopped")
        assert engine.speak(PHRASE).seconds == pytest.approx(LASTS_S, rel=0.01)


def test_who_waits_behind_what_hangs_is_stopped_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_engines.in_time(monkeypatch, 1)
    monkeypatch.setattr(threads, "cores", lambda: 8)
    voice, own = fake_engines.plugin(tmp_path, "time.sleep(60)", monkeypatch)
    wanted = [ClipSpec(str(number)) for number in range(20)]
    begun = time.monotonic()
    with Store.open() as store, open_engine(voice, own) as engine:
        source = clips.Source(clips.OpenVoice(engine, voice), open_kit(DEFAULTS.sounds), "en")
        with pytest.raises(SpeechError, match="no answer in 1 seconds"):
            clips.gather(wanted, source, store, lambda *_: None)
    assert time.monotonic() - begun < 5


def test_sound_that_breaks_off_is_no_answer() -> None:
    answers: SimpleQueue[tuple[dict[str, Any], bytes] | None] = SimpleQueue()
    processes._listen(BytesIO(b'{"bytes": 4, "rate": 16000}\n12'), answers)  # noqa: SLF001 (no engine breaks off at will)
    assert answers.get() is None


def hang_on(engine: Engine, errors: list[SpeechError]) -> None:
    try:
        engine.speak("hang on")
    except SpeechError as error:
        errors.append(error)


@pytest.mark.parametrize(
    "put", sampled({"piper": fake_engines.piper, "kokoro": fake_engines.kokoro}, "piper")
)
def test_a_model_that_never_loads_is_one_error(
    put: fake_engines.Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(processes, "LOAD_S", 1.0)
    voice, own = put(tmp_path, "samples = hum(text)", monkeypatch)
    (tmp_path / "path/onnxruntime/__init__.py").write_text("import time; time.sleep(60)", "utf-8")
    with open_engine(voice, own) as engine, pytest.raises(SpeechError) as caught:
        engine.speak(PHRASE)
    assert str(caught.value).endswith(f"{voice.engine} cannot load it (no answer in 1 seconds)")


def test_a_process_that_spoke_and_was_killed_is_begun_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice, own = fake_engines.plugin(
        tmp_path, "samples = hum(text)\nif 'go' in text: os._exit(5)", monkeypatch
    )
    with open_engine(voice, own) as engine:
        first = engine.speak("one")
        with pytest.raises(SpeechError, match=r"not speak 'go': .*exit code 5"):
            engine.speak("go")
        assert engine.speak("one") == first


IDENTIFIED = """
identity_of = lambda self, text: f"of {text}"
def note(self, texts): return f"{len(list(texts))} phrases
to know of"
""".replace("phrases\nto", "phrases\\nto")


def test_a_plugin_tells_its_identity_and_notes_by_the_phrase(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice, own = fake_engines.plugin(tmp_path, "samples = hum(text)", monkeypatch)
    file = tmp_path / "path/faulty_engine.py"
    more = "".join(f"    {line}\n" for line in IDENTIFIED.strip().splitlines())
    file.write_text(file.read_text("utf-8").replace("open_voice =", f"{more}open_voice ="), "utf-8")
    with open_engine(voice, own) as engine:
        assert engine.identity == "audiocoach-faulty 1.0 faulty 1"
        assert engine.identity_of("one") == "audiocoach-faulty 1.0 of one"
        assert engine.note(["one", "two"]) == "2 phrases to know of"


def test_a_plugin_that_has_nothing_of_that_needs_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice, own = fake_engines.plugin(tmp_path, "samples = hum(text)", monkeypatch)
    with open_engine(voice, own) as engine:
        assert engine.identity_of("one") == engine.identity
        assert engine.note(["one"]) is None


def test_the_docs_tell_the_time_there_is() -> None:
    page = (DOCS / "voices.md").read_text("utf-8")
    table = page[page.index("### When it does not speak") :]
    assert (
        f"| hangs | an error after {processes.TIMEOUT_S:g} seconds, and one more for each" in table
    )
    assert processes.TIMEOUT_A_WORD_S == 1
    assert f"for `system` {system.TIMEOUT_S:g}," in table
    assert f"| does not load | an error after {processes.LOAD_S:g} seconds |" in table
