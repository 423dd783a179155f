"""Where the packages that the project asks for are to be had, an installation asks for them."""

import tomllib

import pytest
from packaging.requirements import Requirement
from paths import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = [*map(Requirement, PROJECT["dependencies"])]
(HIBARI,) = (requirement for requirement in REQUIREMENTS if requirement.name == "hibari-tts")


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


@pytest.mark.parametrize(
    ("system", "machine", "asked_for"),
    [
        ("linux", "x86_64", {"av >=17", "lameenc <2,>=1.9"}),
        ("linux", "aarch64", {"av >=17", "lameenc <2,>=1.9"}),
        ("linux", "armv7l", {"av >=17"}),
        ("win32", "AMD64", {"av >=17"}),
        ("darwin", "arm64", {"av >=17"}),
    ],
)
def test_a_good_lame_is_asked_for(system: str, machine: str, asked_for: set[str]) -> None:
    """PyAV's from 19 on, which needs Python 3.12; before, lameenc's where it can be called."""
    for minor in range(11, 16):
        python = {"python_version": f"3.{minor}", "python_full_version": f"3.{minor}.0"}
        computer = {"sys_platform": system, "platform_machine": machine, **python}
        found = {
            f"{requirement.name} {requirement.specifier}"
            for requirement in REQUIREMENTS
            if requirement.name in {"av", "lameenc"}
            and (not requirement.marker or requirement.marker.evaluate(computer))
        }
        assert found == (asked_for if minor < 12 else {"av >=19"})
