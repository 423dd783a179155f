"""What a build does that finds everything in the cache: each thing once, and no more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from quick_build import build_here, use_cache

from audiocoach.i18n import normalise as normalising
from audiocoach.mp3 import crc, splice
from audiocoach.renderer import assemble, levels


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The track of a build before."""
    use_cache(tmp_path / "cache", monkeypatch)
    return build_here(tmp_path / "track.mp3").path


def counted(monkeypatch: pytest.MonkeyPatch, module: object, name: str) -> list[object]:
    """What the function `name` of a module is given first in each of its calls from now on."""
    calls: list[object] = []
    function: Callable[..., object] = getattr(module, name)

    def call(*given: object, **named: object) -> object:
        calls.append(given[0])
        return function(*given, **named)

    monkeypatch.setattr(module, name, call)
    return calls


def test_loudness_is_measured_once_before_it_is_raised_and_once_after(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    measured = counted(monkeypatch, assemble, "integrated")
    report = build_here(built)
    assert report.clips.made == report.track.encoded == 0
    assert len(measured) == 2


def test_a_text_is_made_words_once(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    normalising.normalise.cache_clear()
    texts = counted(monkeypatch, normalising, "pronounce")
    build_here(built)
    assert len(texts) == len(set(texts)) > 0
    build_here(built)
    assert len(texts) == len(set(texts))
    assert normalising.normalise.cache_info().maxsize


def test_what_stays_in_memory_for_the_next_track_is_bounded(built: Path) -> None:
    kept = (
        normalising.normalise,
        crc.prefixes,
        crc._further,  # noqa: SLF001
        splice._check_opening,  # noqa: SLF001
        levels._per_step,  # noqa: SLF001
    )
    build_here(built)
    before = [function.cache_info() for function in kept]
    build_here(built)
    after = [function.cache_info() for function in kept]
    assert [info.currsize for info in after] == [info.currsize for info in before]
    assert all(info.hits > earlier.hits for info, earlier in zip(after, before, strict=True))
    assert max(info.maxsize or 1_000_000 for info in after) < 5_000
