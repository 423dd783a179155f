"""Versions of installed packages, by whatever says them."""

from pathlib import Path

import pytest

from audiocoach.errors import CoachError
from audiocoach.support.resources import version


def test_a_module_that_another_package_brings_has_its_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As onnxruntime-gpu brings onnxruntime."""
    (tmp_path / "tonerunner").mkdir()
    (tmp_path / "tonerunner/__init__.py").touch()
    info = tmp_path / "tonerunner_gpu-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tonerunner-gpu\nVersion: 1.2\n")
    (info / "top_level.txt").write_text("tonerunner\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert version("tonerunner") == "1.2 of tonerunner-gpu"


def test_a_package_without_a_version_is_one_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nameless").mkdir()
    (tmp_path / "nameless/__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CoachError, match="'nameless' is damaged: nothing says its version"):
        version("nameless")
