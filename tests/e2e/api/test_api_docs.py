"""docs/api.md: every example runs, and every exported name has its row."""

import re
from pathlib import Path

import pytest
from paths import DOCS
from sampling import sampled

import audiocoach as ac
from audiocoach.programme.log import FOLDER_VARIABLE

TEXT = (DOCS / "api.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize(
    "example",
    sampled({str(at): text for at, text in enumerate(EXAMPLES)}, "0", "2", "4", alike=False),
)
def test_every_example_runs(example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "data"))
    exec(compile(example, "docs/api.md", "exec"), {})  # noqa: S102 (what a reader would type)


def test_there_is_an_example_of_each_use() -> None:
    assert len(EXAMPLES) == 8
    for word in (
        "ac.build",
        "ac.Builder",
        "ac.load_programme",
        "session.timeline",
        "io.BytesIO",
        "problem.hint",
        "cancel=",
    ):
        assert any(word in example for example in EXAMPLES), word


def test_every_exported_name_has_its_row_and_no_other_has() -> None:
    (_, table) = TEXT.split("## All names\n")
    assert sorted(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == sorted(ac.__all__)
