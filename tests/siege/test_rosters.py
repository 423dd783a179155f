"""Tables of clients of any content are read or refused in bounded time and memory."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from sampling import sampled

from audiocoach.defaults import LIMITS
from audiocoach.errors import MOST_SHOWN, RosterError
from audiocoach.roster.read import read_roster
from siege import assert_civil, audiocoach, limited

_CLIENT = '[clients.a]\nroutine = "box-breathing"\n'
_MANY = "".join(f"[clients.a{n}]\n" for n in range(LIMITS.roster_clients))

TABLES: Mapping[str, tuple[str, str]] = {
    "a number of 6,000 digits.toml": (_CLIENT + f"reps = 0x{'f' * 5_000}\n", "too large"),
    "such a number in a list.toml": (
        _CLIENT + f"with = [0x{'f' * 5_000}]\n",
        "too large",
    ),
    "many keys.toml": (_CLIENT + "".join(f"k{n}=1\n" for n in range(50_000)), "200 at most"),
    "many defaults of many.toml": (
        "[defaults]\n" + "".join(f"set.a{n}.reps=1\n" for n in range(20_000)) + _MANY,
        "200 at most",
    ),
    "too many clients.toml": (f"{_MANY}[clients.b]\n", "10,000 at most"),
    "a long default of many.toml": (
        f'[defaults]\nroutine="box-breathing"\nname="{"x " * 900_000}"\n{_MANY}',
        "1,000 at most",
    ),
    "every cell wrong.csv": (
        f"id;routine;{';'.join(f'set a{n}.reps' for n in range(190))}\n"
        + "".join(f"a{n};box-breathing{';x' * 190}\n" for n in range(2_000)),
        "what follows was not looked at; mend these first",
    ),
    "every routine unknown.csv": (
        "id;routine\n" + "".join(f"a{n};box-breathin{n}\n" for n in range(4_000)),
        "what follows was not looked at; mend these first",
    ),
}


@pytest.mark.parametrize("name", sampled([*TABLES], "every routine unknown.csv", alike=False))
def test_a_table_costs_little_and_ends_with_a_message(name: str, tmp_path: Path) -> None:
    text, told = TABLES[name]
    (tmp_path / name).write_text(text, "utf-8")
    command = audiocoach("batch", name, "--dry-run")
    done = limited(command, memory_mb=600, cpu_s=15, folder=tmp_path)
    said = assert_civil(done)
    assert done.returncode == 2
    assert told in said
    assert len(said.splitlines()) <= MOST_SHOWN


def test_what_is_not_told_was_not_looked_at(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("id;routine\n" + "-;x\n" * 500, "utf-8")
    with pytest.raises(RosterError) as caught:
        read_roster(tmp_path / "c.csv")
    assert len(caught.value.problems) == MOST_SHOWN


@pytest.mark.parametrize("row", ["receipt.mp3;yes", "receipt.json/;no", "Receipt.JSON/x.mp3;no"])
def test_nothing_is_written_where_the_receipt_is(row: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(f"id;routine;out;json\na;box-breathing;{row}\n", "utf-8")
    done = limited(audiocoach("batch", "c.csv", "--dry-run"), folder=tmp_path)
    assert "would be written where the receipt is" in assert_civil(done)
    assert done.returncode == 2


def test_two_clients_never_share_a_calendar(tmp_path: Path) -> None:
    rows = "a;stronger-back;x.mp3\nb;stronger-back;x.ogg\n"
    (tmp_path / "c.csv").write_text(f"id;programme;out\n{rows}", "utf-8")
    done = limited(audiocoach("batch", "c.csv", "--dry-run", "--calendar"), folder=tmp_path)
    assert "c.csv:3:17: x.ics would be written for 'a', too" in assert_civil(done)


@pytest.mark.parametrize("id_", ["COM\u00b9", "lpt\u00b3.x"])
def test_a_device_of_windows_is_no_client(id_: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(f"id;routine\n{id_};x\n", "utf-8")
    with pytest.raises(RosterError, match="is a name that systems keep"):
        read_roster(tmp_path / "c.csv")


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ("a;box-breathing;;yes\n", "c.csv:2:18: a would be in the way of the folder of 'a'"),
        (
            "a;box-breathing;x.mp3/y.mp3;\nb;box-breathing;x.mp3;\n",
            "c.csv:3:17: x.mp3 would be in the way of the folder of 'a'",
        ),
    ],
)
def test_no_file_is_where_a_folder_has_to_be(rows: str, at: str, tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text(f"id;routine;out;split\n{rows}", "utf-8")
    done = limited(audiocoach("batch", "c.csv", "--dry-run", "--site"), folder=tmp_path)
    assert at in assert_civil(done)
    assert done.returncode == 2


@pytest.mark.parametrize(
    "words", [["a;box-breathing;monday/a.mp3"], ["a;box-breathing;", "--site"]]
)
def test_a_link_in_the_folder_of_tracks_leads_nowhere(words: list[str], tmp_path: Path) -> None:
    row, *options = words
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    elsewhere.mkdir()
    out.mkdir()
    for name in ("monday", "a"):
        (out / name).symlink_to(elsewhere)
    (tmp_path / "c.csv").write_text(f"id;routine;out\n{row}\n", "utf-8")
    done = limited(audiocoach("batch", "c.csv", *options), folder=tmp_path)
    assert "a link leads out of the folder of all tracks" in assert_civil(done)
    assert not [*elsewhere.iterdir()]
