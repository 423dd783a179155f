"""What is kept of equal input stays the same until its version in `cache/store.py` is raised.

Each golden holds a version and a fingerprint: lengths, and levels of short windows. What another
platform or another version of a package moves in them is less than what is let pass here.
"""

import math
import re
import wave
from collections.abc import Callable, Iterator
from difflib import unified_diff
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray
from paths import GOLDENS

from audiocoach.audio import SAMPLES_PER_MS, lame, recipe, shaping
from audiocoach.audio.shaping import from_pcm
from audiocoach.cache import Store
from audiocoach.cache.store import VERSIONS
from audiocoach.config.output import DRAWN
from audiocoach.errors import Where
from audiocoach.mp3.splice import Frames
from audiocoach.renderer import encoding, noise
from audiocoach.renderer.attacks import find_attacks
from audiocoach.renderer.clips import Clips, OpenVoice, Source, gather, ignore_progress
from audiocoach.renderer.cover import Arc, Shape, choose
from audiocoach.renderer.encoding import ENCODERS, decode
from audiocoach.renderer.levels import POWER_MS, placed_powers
from audiocoach.renderer.segments import EncodedSegment, Part, SegmentSpec, encode_all, filler
from audiocoach.renderer.settings import FORMAT, FRAME_MS, Mix
from audiocoach.sounds import SoundKit, Tone
from audiocoach.timeline import ClipSpec, PlacedCue
from audiocoach.tts import Engine, Speech, Voice

MADE = GOLDENS / "made"
LOUD, ENCODED, QUIET = 0.15, 0.5, 1.5
"""Decibels by which a level may differ: of samples, of decoded frames, of near silence."""
SILENCE_DB, QUIET_DB = -90.0, -80.0
COLOUR = 4
"""Of 255, by which a colour may differ."""
WINDOW_MS = 5
RATE = 22_050
WORD, TONE = ClipSpec("Row."), ClipSpec("pip", "sound")
MIX = Mix(gain_db=12.0, floor_dbfs=-75.0)

Samples = NDArray[np.float32]


class Humming(Engine):
    """Says everything alike: three syllables, with silence around them."""

    @property
    def identity(self) -> str:
        return "humming"

    def speak(self, text: str) -> Speech:  # noqa: ARG002 (every text alike)
        at = np.arange(round(0.6 * RATE)) / RATE
        loud = np.abs(np.sin(3 * np.pi * at / 0.6)) ** 2
        sound = loud * sum(np.sin(2 * np.pi * 140 * n * at) / n for n in range(1, 20))
        quiet = np.zeros(RATE // 5)
        pcm = np.concatenate([quiet, 0.2 * sound, quiet])
        return Speech((pcm * 32767).astype("<i2").tobytes(), RATE)

    def close(self) -> None:
        """Holds nothing."""


def write_wav(path: Path, planes: NDArray[np.float64]) -> Path:
    """44.1 kHz, 16 bit; shape (channels, n)."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(planes))
        file.setsampwidth(2)
        file.setframerate(44_100)
        file.writeframes((planes.T * 32767).astype("<i2").tobytes())
    return path


@pytest.fixture
def store() -> Iterator[Store]:
    with Store(None) as store:
        yield store


def clips_in(folder: Path, store: Store) -> Clips:
    at = np.arange(44_100 // 4) / 44_100
    struck = 0.5 * np.sin(2 * np.pi * 880 * at) * np.exp(-20 * at)
    pip = write_wav(folder / "pip.wav", np.tile(np.pad(struck, (900, 4_000)), (2, 1)))
    kit = SoundKit("made", "Made", {"pip": Tone("pip", "Get ready.", pip, -3)})
    source = Source(OpenVoice(Humming(), Voice("humming", "", 170)), kit, "en")
    return gather([WORD, TONE], source, store, ignore_progress)


def kept(clips: Clips, store: Store, clip: ClipSpec) -> Samples:
    return from_pcm(clips.samples([clip], store)[clip])


def decibels(powers: "NDArray[np.floating]") -> str:
    """Ten to a line."""
    levels = [max(SILENCE_DB, 10 * math.log10(power + 1e-12)) for power in powers]
    lines = (levels[first : first + 10] for first in range(0, len(levels), 10))
    return "".join(" ".join(f"{level:.1f}" for level in line) + "\n" for line in lines)


def windows(samples: Samples, window_ms: int = WINDOW_MS) -> str:
    size = window_ms * SAMPLES_PER_MS
    padded = np.pad(samples.astype(np.float64), (0, -len(samples) % size))
    return f"{len(samples)} samples\n{decibels((padded.reshape(-1, size) ** 2).mean(axis=1))}"


def decode_song(encoded: EncodedSegment) -> str:
    heard = windows(decode(encoded.frames.data)[0], FRAME_MS // 2)
    return f"{len(encoded.frames)} frames\n{heard}powers\n{decibels(np.array(encoded.powers)[::6])}"


def made_clip(folder: Path, store: Store) -> str:
    clips = clips_in(folder, store)
    return "".join(f"{clip.text}\n{windows(kept(clips, store, clip))}" for clip in (WORD, TONE))


def made_attack(folder: Path, store: Store) -> str:
    clips = clips_in(folder, store)
    return f"{find_attacks([WORD], clips, store)[WORD]} ms\n"


def made_level(folder: Path, store: Store) -> str:
    clips = clips_in(folder, store)
    where = Where("", 1, 1)
    cues = [PlacedCue(0, 1, clip.kind, clip.text, "announce", where) for clip in (WORD, TONE)]
    powers = placed_powers(cues, clips, store)
    return "".join(f"{POWER_MS} ms\n{decibels(np.array(each))}" for _, each in powers)


def made_segment(folder: Path, store: Store) -> str:
    clips = clips_in(folder, store)
    lasts_ms = clips.lengths[WORD] + clips.lengths[TONE]
    parts = (Part(noise.FADE_IN_MS + 7, WORD), Part(noise.FADE_IN_MS + clips.lengths[WORD], TONE))
    spec = SegmentSpec(parts, (noise.FADE_IN_MS + lasts_ms) // FRAME_MS + 5, fades_in=True)
    encoded, fresh = encode_all([spec], clips, store, ignore_progress, MIX)
    assert fresh == 1
    return decode_song(encoded[spec])


def made_floor(_folder: Path, store: Store) -> str:
    loop = filler(MIX, store)
    thrice = Frames(FORMAT, loop.frames.data * 3)
    return decode_song(EncodedSegment(thrice, loop.powers, loop.peak))


def made_song(folder: Path, store: Store) -> str:
    from audiocoach.renderer.music.songs import measure_songs

    at = np.arange(44_100 * 5 // 2) / 44_100
    tune = (0.3 + 0.2 * np.sin(3 * at)) * np.sin(2 * np.pi * 220 * (1 + at.round()) * at)
    (song,) = measure_songs(
        [write_wav(folder / "song.wav", np.stack([tune, tune / 2]))], 1_000, store
    )
    return f"{song.samples} samples\ngain {20 * math.log10(song.gain):.1f}\n{decibels(song.powers)}"


def made_sound(folder: Path, _store: Store) -> str:
    from audiocoach.renderer.music.songs import decode_song
    from audiocoach.renderer.music.sound import packed, unpacked

    at = np.arange(44_100) / 44_100
    tune = 1.4 * np.sin(2 * np.pi * 220 * at) * at
    song = decode_song(write_wav(folder / "song.wav", np.stack([tune, tune / 2]).clip(-1, 1)))
    (block,) = packed(song)
    heard = unpacked(block)
    return f"{len(block)} bytes\n{''.join(windows(plane[::2]) for plane in heard)}"


def made_cover(_folder: Path, store: Store) -> str:
    from io import BytesIO

    from PIL import Image

    arcs = (Arc(0, 90_000, 1), Arc(90_000, 120_000, 0), Arc(120_000, 250_000, 2))
    drawn = choose(DRAWN, Shape("Leg day", 30, arcs), store)
    assert drawn
    with Image.open(BytesIO(drawn.data)) as image:
        assert (image.format, image.size) == ("PNG", (600, 600))
        small = image.convert("RGB").resize((12, 12), Image.Resampling.BOX)
    rows = np.asarray(small).reshape(12, 36)
    return "".join(" ".join(map(str, row)) + "\n" for row in rows)


MAKERS: dict[str, Callable[[Path, Store], str]] = {
    "clip": made_clip,
    "attack": made_attack,
    "level": made_level,
    "segment": made_segment,
    "floor": made_floor,
    "song": made_song,
    "sound": made_sound,
    "cover": made_cover,
}


def test_every_kind_that_is_kept_has_a_golden() -> None:
    assert set(MAKERS) == set(VERSIONS)
    assert {path.stem for path in MADE.iterdir()} == set(VERSIONS)


@pytest.mark.parametrize("kind", MAKERS)
def test_what_is_made_changes_only_with_its_version(
    kind: str, store: Store, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    path, made = MADE / f"{kind}.txt", MAKERS[kind](tmp_path, store)
    head, _, golden = path.read_text("utf-8").partition("\n") if path.exists() else ("", "", "")
    now = f"version {VERSIONS[kind]}"
    if pytestconfig.getoption("--update-goldens") and head != now:
        path.write_text(f"{now}\n{made}", "utf-8", newline="\n")
        return
    if not alike(golden, made, kind):
        diff = unified_diff(golden.splitlines(), made.splitlines(), path.name, "now", lineterm="")
        pytest.fail(
            f"equal input now gives another {kind}: raise VERSIONS[{kind!r}] in cache/store.py, "
            "for what is kept is made anew then, and write this golden with --update-goldens; "
            "or mend the code\n" + "\n".join(diff),
            pytrace=False,
        )
    assert head == now, f"{path.name} is of another version: write it with --update-goldens"


@pytest.mark.parametrize("kind", ["segment", "floor"])
@pytest.mark.parametrize("package", ENCODERS)
def test_what_is_encoded_sounds_the_same_whichever_package_encodes(
    package: str, kind: str, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if package == lame.PACKAGE and not lame.module():
        pytest.skip("there is no LAME to call in lameenc here")
    monkeypatch.setattr(encoding, "encoder", lambda: package)
    golden = (MADE / f"{kind}.txt").read_text("utf-8").partition("\n")[2]
    assert alike(golden, MAKERS[kind](tmp_path, store), kind)


def alike(golden: str, made: str, kind: str) -> bool:
    """Whether only levels differ, and by no more than is let pass."""
    words, others = golden.split(), made.split()
    return len(words) == len(others) and all(
        word == other or near(word, other, kind) for word, other in zip(words, others, strict=True)
    )


def near(word: str, other: str, kind: str) -> bool:
    number = r"\d+" if kind == "cover" else r"-?\d+\.\d"
    if not (re.fullmatch(number, word) and re.fullmatch(number, other)):
        return False
    value, difference = float(word), abs(float(word) - float(other))
    if kind == "cover":
        return difference <= COLOUR
    loud = ENCODED if kind in ("segment", "floor") else LOUD
    return difference <= (loud if value > QUIET_DB else QUIET)


def louder(db: float) -> np.float32:
    return np.float32(10 ** ((db + 0.25) / 20))


CHANGES = {
    "a quarter of a decibel": (shaping, "gain", louder),
    "a fade": (shaping, "LEAD_MS", 12),
    "an end": (shaping, "TRIM_DB", -40.0),
    "a filter": (shaping, "CLEAR_SPEECH", recipe.CLEAR_SPEECH[1:]),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_small_change_of_the_code_is_noticed(
    change: tuple[ModuleType, str, object],
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    golden = (MADE / "clip.txt").read_text("utf-8").partition("\n")[2]
    assert alike(golden, made_clip(tmp_path, store), "clip")
    monkeypatch.setattr(*change)
    with Store(None) as another:
        assert not alike(golden, made_clip(tmp_path, another), "clip")
