"""Whatever is changed, a cache full of other clips gives the track that an empty one gives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from flips import (
    DERIVED,
    ENCODING,
    FIGURES,
    MUSIC,
    OPTIONS,
    UNHEARD,
    figures_of,
    flip,
    options_of_build,
)
from quick_build import use_cache
from sampling import sampled

import audiocoach
from audiocoach.audio import recipe
from audiocoach.cli import app
from audiocoach.renderer import clips, segments, settings

ROUTINE = """\
title: Quick pull
rounds: 2-3
rest: 3s
round_rest: 4s
shuffle: true
equipment: kettlebell
substitutes: {kettlebell: dumbbell}
modes: {plain: {}, quick: {rest: 2s}}
exercises:
  - {name: Row, reps: 1-2, pace: 1s, needs: kettlebell}
  - {name: March, work: 5s, cues: Stand tall}
"""
TINY = "title: Tiny\nexercises: [{name: Row, work: 2s}]\n"
SOURCES = Path(audiocoach.__file__).parent
MAKERS = {clips._shaped.__code__, segments._encode_segment.__code__}  # noqa: SLF001 (to know when)
SAMPLE = ("--bitrate",)
HEARD = (*SAMPLE, "--counter", "--voice", "--sounds", "--loudness", "--floor", "--lead")
NEEDS_NO_KEY = {
    "store": "keeps what is made",
    "errors": "ends it",
    "packages": "makes keys",
    "languages": "says whose rules make the text that is spoken, and that text is in the key",
    "speech": "opens an engine, whose identity is in the key",
    "timeline": "is in the recipe of a segment",
    "mp3": "says how long a frame is; the format is in the key",
    "cli": "tells how far it is",
}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache in which the plain track's clips lie, and soon those of many others."""
    return tmp_path_factory.mktemp("shared")


def built(
    folder: Path,
    cache: Path,
    monkeypatch: pytest.MonkeyPatch,
    *words: str,
    written: str = ROUTINE,
) -> bytes:
    """The one file that the command line makes with `words`."""
    use_cache(cache, monkeypatch)
    folder.mkdir()
    routine, out = folder / "quick.yaml", folder / "out"
    routine.write_text(written)
    app(["build", str(routine), "--out", str(out), *words], standalone_mode=False)
    (track,) = out.iterdir()
    return track.read_bytes()


@pytest.fixture(scope="module")
def plain(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        yield built(tmp_path_factory.mktemp("plain") / "routine", shared, monkeypatch)


def _sampled(option: str) -> ParameterSet:
    """What only changes the plan is tried in the slow suite."""
    if option in SAMPLE:
        return pytest.param(option)
    return pytest.param(option, marks=pytest.mark.long if option in HEARD else pytest.mark.slow)


@pytest.mark.parametrize("option", [_sampled(option) for option in OPTIONS])
def test_every_option_in_a_cache_of_other_tracks(
    option: str, plain: bytes, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = (option, *filter(None, [OPTIONS[option]]))
    among_others = built(tmp_path / "one", shared, monkeypatch, *words)
    alone = built(tmp_path / "two", tmp_path / "cache", monkeypatch, *words)
    assert among_others == alone
    assert alone != plain


@pytest.fixture(scope="module")
def tiny(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[bytes]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("tiny") / "routine"
        yield built(folder, shared, monkeypatch, written=TINY)


@pytest.mark.parametrize("name", sampled([*FIGURES, *ENCODING], "TRIM_DB"))
def test_every_figure_in_a_cache_of_other_tracks(
    name: str, tiny: bytes, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flip(monkeypatch, name, {**FIGURES, **ENCODING}[name])
    among_others = built(tmp_path / "one", shared, monkeypatch, written=TINY)
    alone = built(tmp_path / "two", tmp_path / "cache", monkeypatch, written=TINY)
    assert among_others == alone
    assert alone != tiny


def test_every_option_is_tried() -> None:
    """A new one needs a row in `OPTIONS`, or a word in `UNHEARD`."""
    assert options_of_build() == {*OPTIONS, *MUSIC, *UNHEARD}


def test_every_figure_is_tried() -> None:
    """A new one needs a row in `FIGURES` or `ENCODING`, and a place in its module's identity."""
    assert figures_of(recipe) == set(FIGURES)
    assert figures_of(settings) == {*ENCODING, *DERIVED}
