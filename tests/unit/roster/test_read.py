"""A roster is read from what spreadsheets export, or all that is wrong with it is told at once."""

from pathlib import Path

import pytest

from audiocoach.cli.options import MUSIC_OPTIONS, OUTPUT, OVERRIDES
from audiocoach.config.output import Output
from audiocoach.config.overrides import Overrides
from audiocoach.defaults import LIMITS
from audiocoach.errors import CoachError, RosterError
from audiocoach.roster.columns import find_column, known_columns
from audiocoach.roster.model import Client
from audiocoach.roster.read import read_roster


def read(folder: Path, text: str | bytes, name: str = "clients.csv") -> list[Client]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_roster(path)


def problems(folder: Path, text: str | bytes, name: str = "clients.csv") -> list[str]:
    with pytest.raises(RosterError) as caught:
        read(folder, text, name)
    return str(caught.value).replace(f"{folder / name}:", "").splitlines()


@pytest.mark.parametrize(
    "text",
    [
        "id,name,routine,reps\nanna,Anna,legs,8\n",
        "\ufeffid;name;routine;reps\r\nanna;Anna;legs;8\r\n",
        "REPS\tRoutine\tname\tid\n8\tlegs\tAnna\tanna",
        '"id";"name";"routine";"reps";"rest"\n\n"anna" ;"Anna"; legs ;8;\n;;;;\n',
    ],
)
def test_what_spreadsheets_export_is_read(tmp_path: Path, text: str) -> None:
    (anna,) = read(tmp_path, text)
    assert (anna.id, anna.name, anna.routine) == ("anna", "Anna", "legs")
    assert anna.overrides == Overrides(reps=8)


def test_a_quoted_cell_holds_separators_quotes_and_lines(tmp_path: Path) -> None:
    text = 'id;name;routine\na;"Bo; ""the"" Bull";legs\nb;"two\nlines";legs\nc;C;legs;\n'
    clients = read(tmp_path, text)
    assert [client.name for client in clients] == ['Bo; "the" Bull', "two lines", "C"]
    assert [client.where_of("routine")[1:] for client in clients] == [(2, 22), (4, 8), (5, 5)]


def test_every_option_of_build_is_a_column() -> None:
    for option in (*OVERRIDES, *OUTPUT, *MUSIC_OPTIONS):
        flag = (option.flag or f"--{option.field.replace('_', '-')}").partition("/")[0]
        assert find_column(flag.removeprefix("--")).field == option.field
    own = {"id", "name", "routine", "programme", "session", "greet", "out"}
    assert len(known_columns()) == len(own) + len([*OVERRIDES, *OUTPUT, *MUSIC_OPTIONS])


@pytest.mark.parametrize("header", ["round rest", "Round_Rest", "round-rest", "ROUND  REST"])
def test_a_header_is_read_in_any_spelling(tmp_path: Path, header: str) -> None:
    (client,) = read(tmp_path, f"id,routine,{header}\na,legs,45s\n")
    assert client.overrides == Overrides(round_rest="45s")


def test_places_leads_lists_and_flags_are_read(tmp_path: Path) -> None:
    header = "id;routine;set row.weight;set halo.reps;set;lead call;with;stereo;split;seed;sidecar"
    row = 'a;legs;24 kg;8;plank.hold=30s;15s;"dumbbell; mat";yes;no;3;lrc'
    (client,) = read(tmp_path, f"{header}\n{row}\n")
    places = {"row.weight": "24 kg", "halo.reps": 8, "plank.hold": "30s"}
    assert client.overrides == Overrides(
        places=places, leads={"call": "15s"}, equipment=("dumbbell", "mat"), seed=3
    )
    assert client.output == Output(stereo=True, split=False, sidecars="lrc")


def test_toml_says_the_same(tmp_path: Path) -> None:
    text = """
[defaults]
level = "high"
reps = 5

[clients.anna]
name = "Anna"
routine = "legs"
reps = 8
set."row.weight" = "24 kg"
set.halo.reps = 6
with = ["dumbbell", "mat"]
json = true

[clients.bo]
routine = "legs"
"""
    anna, bo = read(tmp_path, text, "clients.toml")
    assert anna.overrides == Overrides(
        level="high",
        reps=8,
        places={"row.weight": "24 kg", "halo.reps": 6},
        equipment=("dumbbell", "mat"),
    )
    assert anna.output == Output(timeline=True)
    assert bo.overrides == Overrides(level="high", reps=5)
    assert (anna.where.line, anna.where_of("reps").line, bo.where.line) == (6, 9, 15)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ["1:1: the roster is empty; begin with 'id;name;routine'"]),
        ("id;routine\n", ["1:1: there are no clients in it"]),
        ("id;name\na;A\n", ["1:1: there is no column 'routine'; write 'routine' into this line"]),
        ("id;routine\n;legs\n", ["2:1: there is no 'id'; fill in the column 'id'"]),
        (
            "id;routine\nAnna;legs\nb;legs\nanna;legs\n",
            ["4:1: 'anna' is there already, in line 2; give each client an id of their own"],
        ),
        (
            "id;routine;reps;reps\na;legs;1;2\n",
            ["1:17: 'reps' is there twice; leave one of them out"],
        ),
        (
            "id;routine;reps;reps\na;legs;1;2\nb;legs;1;2\n",
            ["1:17: 'reps' is there twice; leave one of them out"],
        ),
        (
            "name;routine\nAnna;legs\nBo;legs\n",
            ["1:1: there is no column 'id'; write 'id' into this line"],
        ),
        ("sep=;\nid;routine\n;legs\n", ["3:1: there is no 'id'; fill in the column 'id'"]),
        ("PK\3\4", ["1:1: this is a workbook; save it as CSV, and name that file"]),
        (
            "id;routine\na;legs;8\n",
            [
                (
                    "2:8: '8' is under no column; "
                    "quote what holds a separator, or give the column a name"
                )
            ],
        ),
        (
            'id;routine\na;"legs\nb;legs\n',
            [
                (
                    "2:3: this quote is not closed; "
                    "end the cell with '\"', and write a quote in it twice"
                )
            ],
        ),
        (
            'id;routine\na;"le"gs\n',
            [
                (
                    "2:3: something stands behind the closing quote; "
                    "write a quote inside of a cell twice"
                )
            ],
        ),
        (
            "id;routine;stereo;seed\na;legs;perhaps;x\n",
            [
                "2:8: 'stereo': 'perhaps' is neither yes nor no; write 'yes' or 'no'",
                "2:16: 'seed': 'x' is no whole number; write one like 3",
            ],
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(tmp_path: Path, text: str, told: list[str]) -> None:
    assert problems(tmp_path, text) == told


def test_an_unknown_column_is_told_with_what_there_is(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "id;routine;levl\na;legs;high\n")
    assert told.startswith("1:12: there is no column 'levl'; did you mean 'level'? there is: id, ")


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = "id;routine;rest;reps\n=cmd;legs;soon;8\n../a;legs;;\ncon;legs;;many\n"
    assert [line.split(": ")[0] for line in problems(tmp_path, text)] == [
        "2:1", "2:11", "3:1", "4:1", "4:11",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "id_", ["con", "COM1.x", "receipt", ".hidden", "a.", "a/b", "a" * 61, "é€"]
)
def test_an_id_is_a_files_name_on_every_system(tmp_path: Path, id_: str) -> None:
    (told,) = problems(tmp_path, f"id;routine\n{id_};legs\n")
    assert told.startswith("2:1: 'id': ")


@pytest.mark.parametrize(
    ("one", "other"), [("Zoë", "ZOË"), ("é", "e\u0301"), ("straße", "STRASSE")]
)
def test_ids_that_are_one_file_somewhere_are_the_same(tmp_path: Path, one: str, other: str) -> None:
    (told,) = problems(tmp_path, f"id;routine\n{one};legs\n{other};legs\n")
    assert "is there already, in line 2" in told


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("id;name\nä;x".encode("latin-1"), "2:1: this is not UTF-8 text (byte E4)"),
        ("id;näme".encode("utf-16"), "1:1: this is UTF-16 text"),
        ("id;routine".encode("utf-16-le"), "1:1: this is UTF-16 text"),
        (b"id;routine\na\0;x", "2:2: the text holds a control character (U+0000)"),
    ],
)
def test_another_encoding_is_told(tmp_path: Path, data: bytes, told: str) -> None:
    assert problems(tmp_path, data)[0].startswith(told)


def test_what_is_too_large_is_told(tmp_path: Path) -> None:
    too_many = "id;routine\n" + "".join(f"c{n};x\n" for n in range(LIMITS.roster_clients + 1))
    assert "10,001 clients are too many" in problems(tmp_path, too_many)[0]
    assert "too many cells" in problems(tmp_path, ";".join(["x"] * 1_000_000))[0]
    assert "too large" in problems(tmp_path, "id;routine\n" + "a;b\n" * 5_000_000)[0]
    assert "1,001 characters" in problems(tmp_path, f"id;routine\na;{'x' * 1001}\n")[0]
    assert "not closed" in problems(tmp_path, 'id;routine\na;"' + '""' * 1_500_000)[0]


@pytest.mark.parametrize("column", ["music", "music-rest", "cover", "sounds", "voice"])
def test_a_path_leads_nowhere_else(tmp_path: Path, column: str) -> None:
    folder = tmp_path / "inner"
    folder.mkdir()
    path = "recorded:../x" if column == "voice" else ".."
    (told,) = problems(folder, f"id;routine;{column}\na;legs;{path}\n")
    assert f"2:8: '{column}': " in told
    assert "outside the roster's own folder" in told


def test_there_is_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(CoachError, match="there is no such file"):
        read_roster(tmp_path / "no.csv")


def test_a_routine_of_their_own_stands_instead_of_the_usual_programme(tmp_path: Path) -> None:
    both = "[clients.anna]\n\n[clients.bo]\nroutine = 'legs'\n\n[clients.cy]\nprogramme = 'back'\n"
    usual = "[defaults]\nprogramme = 'weeks'\nsession = 2\n\n"
    found = [
        (each.routine, each.programme, each.session)
        for each in read(tmp_path, usual + both, "clients.toml")
    ]
    assert found == [("", "weeks", 2), ("legs", "", None), ("", "back", 2)]
    usual = "[defaults]\nroutine = 'arms'\n\n"
    found_routines = [
        (each.routine, each.programme) for each in read(tmp_path, usual + both, "clients.toml")
    ]
    assert found_routines == [("arms", ""), ("legs", ""), ("", "back")]
