"""What the docs show is true: README's commands run, every key and command is documented."""

import re
import shlex
from pathlib import Path
from typing import get_args

import pytest
from command_line import ok
from paths import DOCS, ROOT

from audiocoach.cache import FOLDER_VARIABLE
from audiocoach.cache.database import BOUND_BYTES, BOUND_VARIABLE, file_in
from audiocoach.config.load import FILE_KEYS, FILE_VARIABLE, load_config
from audiocoach.config.output import FORMATS, SUFFIXES
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.plan import plan_session
from audiocoach.plan.model import Role
from audiocoach.routine.catalog import find, names
from audiocoach.routine.keys import keys_of
from audiocoach.routine.kinds import BLOCK_KINDS
from audiocoach.routine.model import Block, Exercise, Leads, Mode, Routine, Step
from audiocoach.routine.overrides import PLACE_KEYS
from audiocoach.routine.read import read_bytes, read_file
from audiocoach.routine.synonyms import SAME
from audiocoach.support.sizes import MEGABYTE

CACHE_FILE = file_in(Path()).name
README = (ROOT / "README.md").read_text("utf-8")
CUSTOMISING = (DOCS / "customising.md").read_text("utf-8")
LANGUAGE = (DOCS / "language.md").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


@pytest.mark.long
def test_readmes_commands_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "swings.yaml").write_text(blocks(README, "yaml")[0], "utf-8")
    lines = [line for block in blocks(README, "sh") for line in block.splitlines()]
    commands = [line for line in lines if line.startswith("audiocoach ")]
    assert len(commands) >= 6
    for line in commands:
        ok(*shlex.split(line)[1:])
    assert (tmp_path / "gym/short.mp3").exists()
    assert (tmp_path / "gym/pull.mp3").exists()
    assert (tmp_path / "out/swings.json").exists()


def test_readme_shows_what_show_shows() -> None:
    shown = next(block for block in blocks(README, "text") if block.startswith("Jeffers pull"))
    assert ok("show", "jeffers-pull").startswith(shown.removesuffix("…\n"))


def test_readme_opens_with_the_two_commands() -> None:
    first, second, *_ = blocks(README, "sh")
    assert first == "python3 -m pip install . && audiocoach build jeffers-pull\n"
    assert second == "python3 -m pip install '.[test]' && python3 -m pytest\n"
    assert README.index(first) < 800


@pytest.mark.parametrize("model", [Routine, Block, Exercise, Step, Leads])
def test_every_key_of_the_language_is_documented(model: type[Routine]) -> None:
    keys = keys_of(model)
    missing = [key for key in keys if not re.search(rf"^\|[^|]*`{key}`", LANGUAGE, re.MULTILINE)]
    assert [key for key in missing if key not in BLOCK_KINDS] == []
    assert all(f"`{word}`" in LANGUAGE for word in BLOCK_KINDS)


def test_the_language_documents_no_key_that_is_not() -> None:
    table_keys = {
        key
        for cell in re.findall(r"^\|([^|]*`[^|]*)\|", LANGUAGE, re.MULTILINE)
        for key in re.findall(r"`(\w+)`", cell)
    }
    known = {name for model in (Routine, Block, Exercise, Step, Leads) for name in keys_of(model)}
    assert table_keys <= known


def test_every_word_that_is_read_as_a_key_is_documented() -> None:
    names = {Routine: "the routine", Block: "a block", Exercise: "an exercise", Step: "a step"}
    rows = {
        f"| {names.get(node, 'a mode')} | `{key}` | {', '.join(f'`{other}`' for other in others)} |"
        for node, table in SAME.items()
        for key, others in table.items()
    }
    _, _, after = LANGUAGE.partition("| of | key | also read |\n|---|---|---|\n")
    assert {*after.partition("\n\n")[0].splitlines()} == rows


def test_the_languages_examples_are_routines() -> None:
    for example in blocks(LANGUAGE, "yaml"):
        assert read_bytes(example.encode(), "example.yaml").exercises


def test_the_examples_of_customising_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for example in blocks(CUSTOMISING, "yaml"):
        assert read_bytes(example.encode(), "example.yaml").exercises
    (tmp_path / "own.toml").write_text(blocks(CUSTOMISING, "toml")[0], "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "own.toml"))
    for name in names():
        assert customise(find(name), Overrides(), load_config().of(name)).level == "high"


def test_every_option_and_every_key_of_ones_own_file_is_documented() -> None:
    said = ok("build", "--help")
    beside = {"--out", "--json", "--sidecar", "--split"}
    for option in set(re.findall(r"^  (--[a-z-]+)", said, re.MULTILINE)) - beside:
        assert re.search(rf"^\| `{option}[ `]", CUSTOMISING, re.MULTILINE), option
    for key in (*keys_of(Mode), *PLACE_KEYS, *FILE_KEYS):
        assert f"`{key}" in CUSTOMISING, key


def test_the_timelines_keys_are_documented() -> None:
    contract = (DOCS / "timeline.md").read_text("utf-8")
    for key in ("dropped", "rep_ms", "where", "voices", "voice"):
        assert key in contract


def test_the_caches_commands_run_and_its_variables_are_documented(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (DOCS / "cache.md").read_text("utf-8")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "cache"))
    (tmp_path / "own.toml").write_text(blocks(text, "toml")[0], "utf-8")
    monkeypatch.setenv(FILE_VARIABLE, str(tmp_path / "own.toml"))
    assert load_config().cache == 300_000_000
    for line in blocks(text, "sh")[0].splitlines():
        ok(*shlex.split(line)[1:])
    for word in (FOLDER_VARIABLE, BOUND_VARIABLE, f"{BOUND_BYTES // MEGABYTE} MB", CACHE_FILE):
        assert f"{word}" in text
    assert re.findall(r"^audiocoach cache (\w+)$", text, re.MULTILINE) == [
        "info",
        "verify",
        "clear",
    ]


def test_the_timelines_whys_are_documented_and_each_of_them_occurs() -> None:
    contract = (DOCS / "timeline.md").read_text("utf-8")
    documented = re.findall(r"^\| `(\w+)` \| ", contract, re.MULTILINE)
    routines = [customise(find(name), Overrides()) for name in names()]
    routines += [read_file(path) for path in sorted((ROOT / "tests/goldens").glob("*.yaml"))]
    occurring = {
        cue.role
        for routine in routines
        for interval in plan_session(routine, profile="coach").intervals
        for cue in interval.cues
    }
    assert not set(get_args(Role)) - set(documented), "docs/timeline.md lacks a role"
    assert documented == list(get_args(Role)), "write the rows of docs/timeline.md as Role has them"
    assert occurring == {*documented}


def test_every_format_is_documented() -> None:
    formats = (DOCS / "formats.md").read_text("utf-8")
    (header,) = re.findall(r"^\| \| (mp3 .*) \|$", formats, re.MULTILINE)
    assert header.split(" | ") == list(FORMATS), "docs/formats.md: a column for each format"
    (row,) = re.findall(r"^\| `--format .*$", CUSTOMISING, re.MULTILINE)
    for page, text in (("docs/customising.md, --format", row), ("README.md", README.lower())):
        assert [name for name in FORMATS if name not in text] == [], page


def test_every_sidecar_is_documented() -> None:
    beside = (DOCS / "beside.md").read_text("utf-8")
    for name, suffix in SUFFIXES.items():
        assert re.search(rf"^\| `{name}` \| `NAME{re.escape(suffix)}` \| ", beside, re.MULTILINE)
    assert all(option in beside for option in ("--sidecar", "--split", "--json"))


PAGES = sorted({*ROOT.glob("*.md"), *DOCS.rglob("*.md"), ROOT / "bench/README.md"})


def prose(page: Path) -> str:
    """The text of a page without its code blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """The fragments that a page's headings have on GitHub."""
    headings = re.findall(r"^#+ (.*)$", prose(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_and_paths_lead_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\((?!https?:)([^)]+)\)", prose(page)):
        file, _, anchor = link.partition("#")
        target = page.parent / file if file else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link
    folders = "src|tests|routines|sounds|bench|docs"
    for path in re.findall(rf"`((?:{folders})/[\w./-]+)`", prose(page)):
        assert (ROOT / path.replace("CODE", "de")).exists(), path


def test_the_readme_lists_every_page() -> None:
    listed = set(re.findall(r"^\| \[\w+\]\(([\w./-]+)\)", README, re.MULTILINE))
    pages = {path.relative_to(ROOT).as_posix() for path in DOCS.glob("*.md")}
    assert pages <= listed
