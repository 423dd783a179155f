"""A clip's key and a segment's change with everything that changes the sound, and nothing else."""

import math
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from flips import ENCODING, FIGURES
from msgspec.structs import fields, replace
from quick_build import use_cache

from audiocoach.audio import recipe
from audiocoach.cache import key, store
from audiocoach.cache.store import VERSIONS
from audiocoach.mp3.frames import FrameFormat, Mode
from audiocoach.renderer import clips as clips_module
from audiocoach.renderer import segments, settings
from audiocoach.renderer.clips import Clips, OpenVoice, Source
from audiocoach.renderer.segments import Part, SegmentSpec
from audiocoach.renderer.settings import Mix
from audiocoach.sounds import SoundKit, Tone, read_kit
from audiocoach.sounds.choice import INDEX
from audiocoach.support import resources as packages
from audiocoach.support.resources import shipped_folder
from audiocoach.timeline import ClipSpec
from audiocoach.tts import Engine, Speech, Voice

VOICE = Voice("espeak", "en-us", 170)
SPOKEN = ClipSpec("Row, 10 reps.")
TONE = ClipSpec("pip", "sound")


class StatedEngine(Engine):
    """Has an identity, and nothing to say."""

    def __init__(self, identity: str = "stated 1") -> None:
        self._identity = identity

    @property
    def identity(self) -> str:
        return self._identity

    def speak(self, text: str) -> Speech:
        raise NotImplementedError(text)

    def close(self) -> None:
        """Holds nothing."""


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return use_cache(tmp_path / "cache", monkeypatch)


@pytest.fixture
def kit_folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(shipped_folder("sounds") / "default", tmp_path / "kit"))


def kit() -> SoundKit:
    return read_kit(shipped_folder("sounds") / "default")


def source() -> Source:
    return Source(spoken_by(), kit(), "en")


def spoken_by(voice: Voice = VOICE, identity: str = "stated 1") -> OpenVoice:
    return OpenVoice(StatedEngine(identity), voice)


def test_equal_inputs_give_equal_keys(kit_folder: Path) -> None:
    """Also where the same kit lies in another folder."""
    elsewhere = replace(source(), coach=spoken_by(), kit=read_kit(kit_folder))
    for clip in (SPOKEN, TONE):
        assert source().key(clip) == elsewhere.key(clip)


SPEAKERS: Mapping[str, Callable[[Source], Source]] = {
    "name": lambda it: replace(it, coach=spoken_by(Voice("espeak", "en-gb", 170))),
    "variant": lambda it: replace(it, coach=spoken_by(Voice("espeak", "en-us+f2", 170))),
    "speed": lambda it: replace(it, coach=spoken_by(Voice("espeak", "en-us", 171))),
    "engine": lambda it: replace(it, coach=spoken_by(Voice("system", "en-us", 170))),
    "version": lambda it: replace(it, coach=spoken_by(identity="stated 2")),
    "rules of the language": lambda it: replace(it, language="de"),
}


def test_every_part_of_a_voice_is_tried() -> None:
    """A new one needs a row in `SPEAKERS`, and a place in the voice's text."""
    assert [field.name for field in fields(Voice)] == ["engine", "name", "wpm"]


@pytest.mark.parametrize("change", SPEAKERS.values(), ids=SPEAKERS)
def test_who_speaks_is_in_the_key_of_speech_alone(change: Callable[[Source], Source]) -> None:
    said = ClipSpec("20kg")
    assert change(source()).key(said) != source().key(said)
    assert change(source()).key(TONE) == source().key(TONE)


def test_who_counts_has_clips_of_its_own() -> None:
    two = replace(source(), counter=spoken_by(Voice("espeak", "en-us+f2", 190)))
    assert two.key(ClipSpec("1", speaker="counter")) not in (
        two.key(ClipSpec("1")),
        source().key(ClipSpec("1")),
    )
    assert two.key(ClipSpec("1", speaker="counter", fast=True)) not in (
        two.key(ClipSpec("1", speaker="counter")),
        two.key(ClipSpec("1", fast=True)),
    )
    for clip in (SPOKEN, TONE):
        assert two.key(clip) == source().key(clip)


def test_a_voice_has_one_clip_of_a_text_as_coach_and_as_counter() -> None:
    two = replace(source(), counter=spoken_by())
    assert two.key(ClipSpec("1", speaker="counter")) == two.key(ClipSpec("1"))
    assert two.key(ClipSpec("1", speaker="counter", fast=True)) == two.key(ClipSpec("1", fast=True))


def test_what_is_said_is_in_the_key() -> None:
    texts = ["Row", "row", "Row.", "Rows", "Row row", "10", "11"]
    assert len({source().key(ClipSpec(text)) for text in texts}) == len(texts)


def test_what_is_said_the_same_has_one_key() -> None:
    assert source().key(ClipSpec("20kg")) == source().key(ClipSpec(" twenty  kilograms"))


def test_a_tone_and_a_word_of_its_name_differ() -> None:
    assert source().key(ClipSpec("pip", "sound")) != source().key(ClipSpec("pip"))


def test_what_the_normaliser_makes_of_it_is_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = source().key(SPOKEN)
    monkeypatch.setattr(clips_module, "normalise", lambda text, *_: text + ", please")
    assert source().key(SPOKEN) != before


def test_one_bit_of_a_tone_is_in_its_key(kit_folder: Path) -> None:
    path = kit_folder / "pip.wav"
    sound = bytearray(path.read_bytes())
    sound[-1] ^= 1
    path.write_bytes(sound)
    changed = replace(source(), kit=read_kit(kit_folder))
    assert changed.key(TONE) != source().key(TONE)
    assert changed.key(ClipSpec("end", "sound")) == source().key(ClipSpec("end", "sound"))
    assert changed.key(SPOKEN) == source().key(SPOKEN)


def test_every_part_of_a_tone_is_tried() -> None:
    """What is new is in the tone's digest, or is not heard, as the first and last are not."""
    heard = ["path", "level_db"]
    assert [field.name for field in fields(Tone)] == ["name", "meaning", *heard, "lender"]


def test_the_level_of_a_tone_is_in_its_key(kit_folder: Path) -> None:
    index = kit_folder / INDEX
    lines = index.read_text(encoding="utf-8").splitlines()
    levels = [line for line in lines if line.strip().startswith("level:")]
    assert len(levels) >= 8
    louder = [f"{line}.5" if line in levels else line for line in lines]
    index.write_text("\n".join(louder), encoding="utf-8")
    changed = replace(source(), kit=read_kit(kit_folder))
    for name in changed.kit.tones:
        assert changed.key(ClipSpec(name, "sound")) != source().key(ClipSpec(name, "sound"))


CLIPS_FIGURES = {**FIGURES, "_PACKAGES": ("av",)}


@pytest.mark.parametrize("name", CLIPS_FIGURES)
@pytest.mark.parametrize("clip", [SPOKEN, TONE], ids=["speech", "sound"])
def test_every_figure_of_the_recipe_is_in_the_key(
    monkeypatch: pytest.MonkeyPatch, name: str, clip: ClipSpec
) -> None:
    before = source().key(clip)
    monkeypatch.setattr(recipe, name, CLIPS_FIGURES[name])
    assert source().key(clip) != before


@pytest.mark.parametrize("package", ["av", "numpy", "pydub"])
def test_versions_of_what_shapes_are_in_the_key(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    before = source().key(SPOKEN)
    newer = {package: "99.0"}
    monkeypatch.setattr(recipe, "version", lambda name: newer.get(name, packages.version(name)))
    assert source().key(SPOKEN) != before


# --- segments

OTHER = ClipSpec("March")


def clips(keys: Mapping[ClipSpec, str] | None = None) -> Clips:
    return Clips(source(), keys or {SPOKEN: "a", TONE: "b", OTHER: "c"}, {}, frozenset())


def segment(*parts: tuple[int, ClipSpec], frame_count: int = 40) -> SegmentSpec:
    return SegmentSpec(tuple(Part(*part) for part in parts), frame_count)


MADE = segment((0, SPOKEN), (500, TONE))


def key_of(made: SegmentSpec, mix: Mix = Mix(9, -75)) -> str:  # noqa: B008 (it is frozen)
    return mix.key("segment", made.key(clips()))


def test_equal_segments_have_equal_keys() -> None:
    assert MADE.key(clips()) == segment((0, SPOKEN), (500, TONE)).key(clips())


OTHERS = {
    "a place": segment((0, SPOKEN), (501, TONE)),
    "the first place": segment((1, SPOKEN), (500, TONE)),
    "a clip": segment((0, OTHER), (500, TONE)),
    "one less": segment((0, SPOKEN)),
    "one more": segment((0, SPOKEN), (500, TONE), (700, TONE)),
    "exchanged": segment((0, TONE), (500, SPOKEN)),
    "the length": segment((0, SPOKEN), (500, TONE), frame_count=41),
    "a fade-in": replace(MADE, fades_in=True),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_a_segment_is_made_of_is_in_its_key(other: SegmentSpec) -> None:
    assert other.key(clips()) != MADE.key(clips())


def test_the_keys_of_its_clips_are_in_a_segment_s(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = clips({SPOKEN: "a", TONE: "another", OTHER: "c"})
    assert MADE.key(changed) != MADE.key(clips())
    assert segment((0, SPOKEN)).key(changed) == segment((0, SPOKEN)).key(clips())
    monkeypatch.setattr(recipe, "SPEECH_LUFS", -20)
    keys = {clip: source().key(clip) for clip in (SPOKEN, TONE)}
    assert MADE.key(clips(keys)) != MADE.key(clips())


SEGMENTS_FIGURES = {
    **ENCODING,
    "version": lambda package: f"newer {package}",
}


@pytest.mark.parametrize("name", SEGMENTS_FIGURES)
def test_how_it_is_encoded_is_in_a_segment_s_key(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = key_of(MADE)
    monkeypatch.setattr(settings, name, SEGMENTS_FIGURES[name])
    assert key_of(MADE) != before


def test_the_mix_and_its_frames_are_in_a_segment_s_key() -> None:
    rate, bitrate = settings.FORMAT.sample_rate, settings.FORMAT.bitrate
    others = (FrameFormat(rate, 80_000), FrameFormat(rate, bitrate, Mode.JOINT_STEREO))
    mixes = [Mix(9, -75), Mix(9.5, -75), Mix(9, -70), Mix(9, -math.inf)]
    mixes += [Mix(9, -75, frames) for frames in others]
    assert len({key_of(MADE, mix) for mix in mixes}) == len(mixes)
    assert key_of(MADE, Mix(9, -75)) == key_of(MADE, Mix(9.0, -75.0))


@pytest.mark.parametrize("kind", VERSIONS)
def test_the_version_of_the_code_that_makes_a_kind_is_in_its_keys_alone(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {each: key(each, "the same") for each in VERSIONS}
    monkeypatch.setattr(store, "VERSIONS", {**VERSIONS, kind: VERSIONS[kind] + 1})
    after = {each: key(each, "the same") for each in VERSIONS}
    assert [each for each in VERSIONS if before[each] != after[each]] == [kind]


def test_a_clip_and_a_segment_never_share_a_key() -> None:
    assert key_of(segments.SegmentSpec((), 0)) != source().key(SPOKEN)
