"""No import hides in a string, and the map names the rooms, and all that is in the newest."""

import ast
import re
import tomllib
from collections.abc import Iterator

import pytest
from paths import ROOT

SOURCE = ROOT / "src"
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
COMPLETE = ("calendar", "i18n", "mp3", "programme", "roster", "server", "sheet", "site", "timeline")
"""Rooms all of whose modules the map names."""
MODULE = re.compile(r"\baudiocoach(?:\.\w+)+")


def strings_in(tree: ast.Module) -> Iterator[str]:
    """The texts in a module, but for docstrings, whichever statement they follow."""
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    constants = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    for node in constants:
        if isinstance(node.value, str) and id(node) not in documentation:
            yield node.value


def layer_of(module: str, container: str, layers: list[str]) -> int | None:
    """How far from the top a module of the container is; None for one that is elsewhere."""
    name = module.removeprefix(f"{container}.").partition(".")[0]
    rows = [re.split(r"\s*[|:]\s*", row) for row in layers]
    inside = module.startswith(f"{container}.")
    return next((n for n, row in enumerate(rows) if inside and name in row), None)


def named() -> list[tuple[str, str]]:
    """Each module of ours that another one names in a text."""
    return [
        (".".join(path.relative_to(SOURCE).with_suffix("").parts), module)
        for path in sorted(SOURCE.rglob("*.py"))
        for text in strings_in(ast.parse(path.read_bytes()))
        for module in MODULE.findall(text)
    ]


@pytest.mark.parametrize("contract", CONTRACTS["contracts"], ids=lambda row: row["name"])
def test_no_text_names_a_module_of_a_higher_layer(contract: dict[str, list[str]]) -> None:
    for container in contract["containers"]:
        for module, target in named():
            here = layer_of(module, container, contract["layers"])
            there = layer_of(target, container, contract["layers"])
            if here is not None and there is not None:
                assert there >= here, f"{module} names {target}"


def test_texts_are_looked_through() -> None:
    tree = ast.parse('"""audiocoach.a"""\nNAME = "audiocoach.b.c"\n"""audiocoach.d"""\n')
    assert [*strings_in(tree)] == ["audiocoach.b.c"]
    assert layer_of("audiocoach.b.c", "audiocoach", ["a", "b | x"]) == 1
    assert layer_of("audiocoach.b.c", "audiocoach.b", ["c", "d"]) == 0
    assert layer_of("audiocoach.a", "audiocoach.b", ["c", "d"]) is None


def rooms() -> dict[str, set[str]]:
    """The words of the map in docs/architecture.md, by room."""
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    lines = text.partition("```text\nsrc/audiocoach/\n")[2].partition("```")[0].splitlines()
    found: dict[str, set[str]] = {}
    name = ""
    for line in lines:
        if begun := re.match(r" {2}(\w+)", line):
            name = begun[1]
            found[name] = set()
        found.setdefault(name, set()).update(re.findall(r"\w+", line))
    return found


def test_the_map_names_every_room() -> None:
    layers = [name for row in CONTRACTS["contracts"][0]["layers"] for name in row.split(" | ")]
    assert set(layers) - {"__main__"} <= rooms().keys()


@pytest.mark.parametrize("room", COMPLETE)
def test_the_map_names_all_that_is_in_a_room(room: str) -> None:
    modules = {path.stem for path in (SOURCE / "audiocoach" / room).glob("*.py")}
    assert modules - {"__init__"} <= rooms()[room]
