"""What docs/languages.md says is true."""

import re

from paths import DOCS, ROOT

from audiocoach.defaults import DEFAULTS
from audiocoach.i18n.languages import NAMES
from audiocoach.i18n.normalise import normalise
from audiocoach.routine.catalog import names
from audiocoach.routine.read import read_bytes

DOC = (DOCS / "languages.md").read_text("utf-8")


def rows(first: str) -> list[list[str]]:
    """The cells of the table whose head begins with `first`, below its head."""
    table = DOC[DOC.index(f"| {first} |") :].split("\n\n", 1)[0]
    return [[cell.strip() for cell in row.split("|")[1:-1]] for row in table.splitlines()[2:]]


def test_every_language_is_named() -> None:
    opening = DOC.split("##", 1)[0]
    assert sorted(re.findall(r"`(\w+)`", opening)) == sorted(NAMES)
    assert all(
        f"{names[0].title()} (`{code}`)" in opening.replace("\n", " ")
        for code, names in NAMES.items()
    )


def test_every_voice_is_named() -> None:
    tags = [tag.lower() for row in rows("language") for tag in re.findall(r"`([^`]+)`", row[0])]
    voices = {voice for row in rows("language") for voice in re.findall(r"`([^`]+)`", row[1])}
    assert sorted(tags) == sorted(DEFAULTS.voices)
    assert voices == set(DEFAULTS.voices.values())


def test_what_is_written_is_said_as_shown() -> None:
    shown = rows("written")
    assert len(shown) == 7
    for written, *said in shown:
        assert [normalise(written.strip("`"), code) for code in ("en", "de", "es", "ru")] == said


def test_the_examples_are_routines() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", DOC, re.MULTILINE | re.DOTALL)
    assert len(examples) == 2
    for example in examples:
        assert read_bytes(example.encode(), "example.yaml").exercises


def test_the_routines_and_files_named_are_there() -> None:
    assert set(re.findall(r"`((?:jeffers|jamison)-[\w-]+)`", DOC)) <= set(names())

    for path in re.findall(r"`((?:src|tests|routines)/[\w./-]+)`", DOC):
        assert (ROOT / path.replace("CODE", "de")).exists(), path
