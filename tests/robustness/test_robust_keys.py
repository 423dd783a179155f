"""A clip's key and a segment's change with everything that changes the sound, and nothing else."""

import shutil
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from build_children import use_cache

from audiocoach import clips as clips_module
from audiocoach import packages
from audiocoach.audio import recipe
from audiocoach.clips import Clips, Source
from audiocoach.mixing import segments, settings
from audiocoach.mixing.segments import Part, Recipe
from audiocoach.mp3 import FrameFormat
from audiocoach.shipped import shipped_folder
from audiocoach.sounds import INDEX, SoundKit, read_kit
from audiocoach.speech import Engine, Speech, Voice
from audiocoach.timeline import Sayable

VOICE = Voice("espeak", "en-us", 170)
SPOKEN: Sayable = ("speech", "Row, 10 reps.")
TONE: Sayable = ("sound", "pip")


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
    return Source(StatedEngine(), VOICE, kit(), "en")


def test_equal_inputs_give_equal_keys(kit_folder: Path) -> None:
    """Also where the same kit lies in another folder."""
    elsewhere = replace(source(), engine=StatedEngine(), kit=read_kit(kit_folder))
    for sayable in (SPOKEN, TONE):
        assert source().key(sayable) == elsewhere.key(sayable)


SPEAKERS: Mapping[str, Callable[[Source], Source]] = {
    "name": lambda it: replace(it, voice=Voice("espeak", "en-gb", 170)),
    "variant": lambda it: replace(it, voice=Voice("espeak", "en-us+f2", 170)),
    "speed": lambda it: replace(it, voice=Voice("espeak", "en-us", 171)),
    "engine": lambda it: replace(it, voice=Voice("system", "en-us", 170)),
    "version": lambda it: replace(it, engine=StatedEngine("stated 2")),
    "rules of the language": lambda it: replace(it, language="de"),
}


@pytest.mark.parametrize("change", SPEAKERS.values(), ids=SPEAKERS)
def test_who_speaks_is_in_the_key_of_speech_alone(change: Callable[[Source], Source]) -> None:
    said: Sayable = ("speech", "20kg")
    assert change(source()).key(said) != source().key(said)
    assert change(source()).key(TONE) == source().key(TONE)


def test_what_is_said_is_in_the_key() -> None:
    texts = ["Row", "row", "Row.", "Rows", "Row row", "10", "ten"]
    assert len({source().key(("speech", text)) for text in texts}) == len(texts)


def test_what_is_said_the_same_has_one_key() -> None:
    assert source().key(("speech", "20kg")) == source().key(("speech", " 20  kilograms"))


def test_a_tone_and_a_word_of_its_name_differ() -> None:
    assert source().key(("sound", "pip")) != source().key(("speech", "pip"))


def test_what_the_normaliser_makes_of_it_is_in_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = source().key(SPOKEN)
    monkeypatch.setattr(clips_module, "normalise", lambda text, _language: text + ", please")
    assert source().key(SPOKEN) != before


def test_one_bit_of_a_tone_is_in_its_key(kit_folder: Path) -> None:
    path = kit_folder / "pip.wav"
    sound = bytearray(path.read_bytes())
    sound[-1] ^= 1
    path.write_bytes(sound)
    changed = replace(source(), kit=read_kit(kit_folder))
    assert changed.key(TONE) != source().key(TONE)
    assert changed.key(("sound", "end")) == source().key(("sound", "end"))
    assert changed.key(SPOKEN) == source().key(SPOKEN)


def test_the_level_of_a_tone_is_in_its_key(kit_folder: Path) -> None:
    index = kit_folder / INDEX
    lines = index.read_text(encoding="utf-8").splitlines()
    levels = [line for line in lines if line.strip().startswith("level:")]
    assert len(levels) >= 8
    louder = [f"{line}.5" if line in levels else line for line in lines]
    index.write_text("\n".join(louder), encoding="utf-8")
    changed = replace(source(), kit=read_kit(kit_folder))
    for name in changed.kit.tones:
        assert changed.key(("sound", name)) != source().key(("sound", name))


FIGURES: Mapping[str, object] = {
    "CLEAR_SPEECH": (*recipe.CLEAR_SPEECH, ("highpass", "f=90")),
    "SPEECH_LUFS": -16.5,
    "PEAK_DBTP": -2.5,
    "LIMITER": f"{recipe.LIMITER}:asc=1",
    "TRIM_DB": -46.0,
    "LEAD_MS": 9,
    "TAIL_MS": 26,
    "_CODE": ("audio/filters",),
}


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("sayable", [SPOKEN, TONE], ids=["speech", "sound"])
def test_every_figure_of_the_recipe_is_in_the_key(
    monkeypatch: pytest.MonkeyPatch, name: str, sayable: Sayable
) -> None:
    before = source().key(sayable)
    monkeypatch.setattr(recipe, name, FIGURES[name])
    assert source().key(sayable) != before


def test_every_figure_of_the_recipe_is_tried() -> None:
    """A new one has to come here, and into the key."""
    figures = {name for name in vars(recipe) if name.strip("_").isupper()}
    assert figures == set(FIGURES)


@pytest.mark.parametrize("package", ["av", "numpy"])
def test_versions_of_what_shapes_are_in_the_key(
    monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    before = source().key(SPOKEN)
    newer = {package: "99.0"}
    monkeypatch.setattr(recipe, "version", lambda name: newer.get(name, packages.version(name)))
    assert source().key(SPOKEN) != before


# --- segments

OTHER: Sayable = ("speech", "March")


def clips(keys: Mapping[Sayable, str] | None = None) -> Clips:
    return Clips(source(), keys or {SPOKEN: "a", TONE: "b", OTHER: "c"}, {}, frozenset())


def segment(*parts: tuple[int, Sayable], cells: int = 40) -> Recipe:
    return Recipe(tuple(Part(*part) for part in parts), cells)


MADE = segment((0, SPOKEN), (500, TONE))


def test_equal_segments_have_equal_keys() -> None:
    assert MADE.key(clips()) == segment((0, SPOKEN), (500, TONE)).key(clips())


OTHERS = {
    "a place": segment((0, SPOKEN), (501, TONE)),
    "the first place": segment((1, SPOKEN), (500, TONE)),
    "a clip": segment((0, OTHER), (500, TONE)),
    "one less": segment((0, SPOKEN)),
    "one more": segment((0, SPOKEN), (500, TONE), (700, TONE)),
    "exchanged": segment((0, TONE), (500, SPOKEN)),
    "the length": segment((0, SPOKEN), (500, TONE), cells=41),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_what_a_segment_is_made_of_is_in_its_key(other: Recipe) -> None:
    assert other.key(clips()) != MADE.key(clips())


def test_the_keys_of_its_clips_are_in_a_segment_s(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = clips({SPOKEN: "a", TONE: "another", OTHER: "c"})
    assert MADE.key(changed) != MADE.key(clips())
    assert segment((0, SPOKEN)).key(changed) == segment((0, SPOKEN)).key(clips())
    monkeypatch.setattr(recipe, "SPEECH_LUFS", -20)
    keys = {sayable: source().key(sayable) for sayable in (SPOKEN, TONE)}
    assert MADE.key(clips(keys)) != MADE.key(clips())


ENCODING: Mapping[str, object] = {
    "LAME_OPTIONS": {"reservoir": "0", "compression_level": "6"},
    "FORMAT": FrameFormat(settings.FORMAT.sample_rate, 80_000),
    "_CODE": ("mixing/encoding",),
    "version": lambda package: f"newer {package}",
}


@pytest.mark.parametrize("name", ENCODING)
def test_how_it_is_encoded_is_in_a_segment_s_key(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = MADE.key(clips())
    monkeypatch.setattr(settings, name, ENCODING[name])
    assert MADE.key(clips()) != before


def test_a_clip_and_a_segment_never_share_a_key() -> None:
    assert segments.Recipe((), 0).key(clips()) != source().key(SPOKEN)
