"""Where the packages that the project asks for are to be had, an installation asks for them."""

import tomllib

import pytest
from packaging.requirements import Requirement
from paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
(HIBARI,) = (
    requirement
    for requirement in map(Requirement, PROJECT["dependencies"])
    if requirement.name == "hibari-tts"
)


@pytest.mark.parametrize(
    ("system", "machine", "before"),
    [
        ("linux", "x86_64", 15),
        ("linux", "aarch64", 15),
        ("win32", "AMD64", 15),
        ("win32", "ARM64", 15),
        ("darwin", "arm64", 15),
        ("darwin", "x86_64", 14),
        ("linux", "armv7l", 0),
        ("linux", "riscv64", 0),
        ("win32", "x86", 0),
    ],
)
def test_the_neural_voice_is_asked_for_where_its_runtime_is(
    system: str, machine: str, before: int
) -> None:
    """Before that minor version of Python 3; elsewhere an installation must succeed without."""
    assert HIBARI.marker
    for minor in range(11, 16):
        python = {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"}
        there = HIBARI.marker.evaluate(
            {"sys_platform": system, "platform_machine": machine, **python}
        )
        assert there == (minor < before)
