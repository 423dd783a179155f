"""An engine that fails, lies or mumbles: one clear error, and nothing bad is ever kept."""

import math
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import finish, start
from quick_build import assert_refused, routine_in, use_cache

from audiocoach.cache import Store
from audiocoach.errors import SoundError, SpeechError
from audiocoach.i18n.normalise import normalise
from audiocoach.plan import Plan, plan_session
from audiocoach.renderer.clips import Clips, OpenVoice, Source, clips_of, gather
from audiocoach.routine.catalog import find
from audiocoach.sounds import SoundKit, Tone, read_kit
from audiocoach.support.resources import shipped_folder
from audiocoach.timeline import ClipSpec
from audiocoach.tts import Engine, Speech, Voice

RATE = 22_050
BAD = "March"
VOICE = Voice("fake", "nobody")


def hum(seconds: float = 0.2, loudness: int = 9000) -> bytes:
    """What the fake engine says for every word."""
    count = int(seconds * RATE)
    return array("h", (int(loudness * math.sin(n * 0.2)) for n in range(count))).tobytes()


class FakeEngine(Engine):
    """Says every phrase well, but for one; remembers what it was asked."""

    def __init__(self, bad: Speech | Exception) -> None:
        self.said: list[str] = []
        self._bad = bad

    @property
    def identity(self) -> str:
        return "fake 1"

    def speak(self, text: str) -> Speech:
        self.said.append(text)
        if BAD not in text:
            return Speech(hum(), RATE)
        if isinstance(self._bad, Exception):
            raise self._bad
        return self._bad

    def close(self) -> None:
        """Holds nothing."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return plan_session(find(str(routine_in(tmp_path))))


@pytest.fixture
def store(cache: Path) -> Iterator[Store]:
    with Store.open() as store:
        yield store
    assert list(cache.iterdir())


def kit() -> SoundKit:
    return read_kit(shipped_folder("sounds") / "default")


def source_of(engine: Engine, sounds: SoundKit | None = None) -> Source:
    return Source(OpenVoice(engine, VOICE), sounds or kit(), "en")


def gathered(plan: Plan, source: Source, store: Store) -> Clips:
    return gather(clips_of(plan), source, store, lambda *_: None)


FAULTS: dict[str, tuple[Speech | Exception, str]] = {
    "raises what it should": (SpeechError("nobody is hoarse"), "nobody is hoarse"),
    "raises what it should not": (RuntimeError("driver gone"), "driver gone"),
    "raises without a word": (OSError(), "OSError"),
    "says nothing": (Speech(b"", RATE), "it came out silent"),
    "is silent": (Speech(bytes(20_000), RATE), "it came out silent"),
    "is as good as silent": (Speech(hum(loudness=20), RATE), "it came out silent"),
    "ends within a sample": (Speech(hum() + b"\1", RATE), "cut within a sample"),
    "has no rate": (Speech(hum(), 0), "at 0 samples a second"),
    "has a rate below nothing": (Speech(hum(), -RATE), f"at -{RATE} samples a second"),
    "has the rate of a clock": (Speech(hum(), 1), "at 1 samples a second"),
    "has the rate of a radio": (Speech(hum(), 10**9), "at 1000000000 samples a second"),
}


@pytest.mark.parametrize(("bad", "why"), FAULTS.values(), ids=FAULTS)
def test_a_phrase_that_fails_is_told_and_not_kept(
    plan: Plan, store: Store, bad: Speech | Exception, why: str
) -> None:
    engine = FakeEngine(bad)
    source = source_of(engine)
    with pytest.raises(SpeechError) as caught:
        gathered(plan, source, store)
    assert why in str(caught.value)
    if not isinstance(bad, SpeechError):
        assert str(caught.value).startswith("fake:nobody could not speak ")
        assert BAD in str(caught.value)
    wanted = clips_of(plan)
    failed = next(number for number, clip in enumerate(wanted) if BAD in clip.text)
    before = [source.key(clip) for clip in wanted[:failed]]
    assert len(before) >= 2
    assert set(store.sizes(before)) == set(before)
    assert store.sizes([source.key(wanted[failed])]) == {}


def test_what_was_said_before_a_failure_need_not_be_said_again(plan: Plan, store: Store) -> None:
    hoarse, well = FakeEngine(RuntimeError("hoarse")), FakeEngine(Speech(hum(), RATE))
    with pytest.raises(SpeechError):
        gathered(plan, source_of(hoarse), store)
    clips = gathered(plan, source_of(well), store)
    assert 0 < clips.made < len(clips.keys)
    first = next(clip.text for clip in clips_of(plan) if clip.kind == "speech")
    assert normalise(first, "en") not in well.said
    assert any(BAD in said for said in well.said)


def test_an_engine_that_is_well_says_everything_once(plan: Plan, store: Store) -> None:
    engine = FakeEngine(Speech(hum(), RATE))
    clips = gathered(plan, source_of(engine), store)
    assert len(engine.said) == len(set(engine.said))
    assert set(store.sizes(clips.keys.values())) == set(clips.keys.values())
    assert gathered(plan, source_of(engine), store).made == 0


def test_a_tone_that_cannot_be_read_is_told_and_speech_is_kept(
    plan: Plan, store: Store, tmp_path: Path
) -> None:
    broken = tmp_path / "end.wav"
    broken.write_bytes(b"RIFF, or so it says")
    good = kit()
    tones = dict(good.tones) | {"end": Tone("end", "the end", broken, 0)}
    source = source_of(FakeEngine(Speech(hum(), RATE)), SoundKit("bad", "Bad", tones))
    with pytest.raises(SoundError, match=r"end\.wav"):
        gathered(plan, source, store)
    wanted = clips_of(plan)
    before = wanted[: wanted.index(ClipSpec("end", "sound"))]
    assert len(before) > 10
    assert len(store.sizes(source.key(clip) for clip in before)) == len(before)
    assert store.sizes([source.key(ClipSpec("end", "sound"))]) == {}


FAILING = """
from audiocoach.tts import espeak
from audiocoach.cli import main

def fail(_engine, _said):
    raise RuntimeError("the driver is gone")

espeak.EspeakEngine.speak = fail
main()
"""


def test_the_command_line_tells_it_in_one_line_and_writes_nothing(
    tmp_path: Path, cache: Path
) -> None:
    target = tmp_path / "out" / "track.mp3"
    command = (sys.executable, "-c", FAILING, "build", str(routine_in(tmp_path)))
    done = finish(start((*command, "--out", str(target)), tmp_path, cache))
    assert_refused(done, "espeak:en-us could not speak", "the driver is gone")
    assert not target.parent.exists()
