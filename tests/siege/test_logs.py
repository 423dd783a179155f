"""A log of what was done that somebody else has made runs nothing, and costs little."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from audiocoach.errors import CoachError
from audiocoach.programme.log import FOLDER_VARIABLE, note_done, note_undone, read_log

_ROWS = """
WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT 'p', '', x, 0 FROM c
"""
_TABLE = "CREATE TABLE done (programme, client, number, again);"
_TRIGGER = """
CREATE TRIGGER t BEFORE INSERT ON done BEGIN
    INSERT INTO done WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c LIMIT 99)
    SELECT 'p', '', x, 0 FROM c;
END;
"""
_HOSTILE = {
    "a view": "CREATE VIEW done (programme, client, number, again) AS" + _ROWS + ";",
    "a trigger": _TABLE + _TRIGGER,
}


def _write(folder: Path, script: str) -> None:
    with closing(sqlite3.connect(folder / "log.sqlite")) as connection:
        connection.executescript(script + "PRAGMA user_version = 1;")


@pytest.mark.parametrize("name", _HOSTILE)
def test_nothing_in_a_log_runs(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    _write(tmp_path, _HOSTILE[name])
    for use in (read_log, lambda slug: note_done(slug, 1), lambda slug: note_undone(slug, 1)):
        with pytest.raises(CoachError, match="it holds what is not ours"):
            use("p")


def test_a_long_log_is_not_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path))
    _write(tmp_path, _TABLE + "INSERT INTO done" + _ROWS + "LIMIT 20000;")
    assert len(read_log("p").done) == 10_000
