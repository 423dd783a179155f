"""What a build does that finds everything in the cache: each thing once, and no more."""

from collections.abc import Callable
from pathlib import Path

import pytest
from quick_build import build_here, use_cache

from audiocoach.i18n import normalise as normalising
from audiocoach.renderer import assemble


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
