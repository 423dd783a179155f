"""Routines by name and by path: what is found, and what is suggested."""

import sys
from pathlib import Path

import pytest

from audiocoach.errors import CoachError
from audiocoach.routine import catalog, lookup
from audiocoach.routine.catalog import find, names
from audiocoach.support.resources import shipped_folder

HINT = "'audiocoach list' shows what there is, and a file is given by its path, ending in .yaml"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder someone works in, with a folder `routines` of their own."""
    monkeypatch.setattr(f"{lookup.__name__}.settings_folder", lambda: tmp_path / "settings")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "routines").mkdir()
    return tmp_path


def write(path: Path, title: str = "Mine") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = f"title: {title}\nexercises: [{{name: Row, reps: 10}}]\n"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(name: str) -> str:
    with pytest.raises(CoachError) as refused:
        find(name)
    return str(refused.value)


# Names


def test_shipped_routines_are_found_by_name() -> None:
    shipped = sorted(path.stem for path in shipped_folder("routines").glob("*.yaml"))
    assert names() == shipped
    assert [find(name).slug for name in shipped] == shipped


def test_names_are_found_without_a_folder_of_ones_own(desk: Path) -> None:
    (desk / "routines").rmdir()
    assert find("jeffers-pull").title == "Jeffers pull"


def test_ones_own_routine_comes_before_the_shipped_one(desk: Path) -> None:
    write(desk / "routines" / "jeffers-pull.yaml")
    routine = find("jeffers-pull")
    assert (routine.title, routine.slug) == ("Mine", "jeffers-pull")
    assert routine.where.file == str(Path("routines/jeffers-pull.yaml"))


@pytest.mark.parametrize("file", ["one.yaml", "one.yml", "one.YAML", "one.Yml"])
def test_what_is_listed_is_found(desk: Path, file: str) -> None:
    write(desk / "routines" / file)
    assert "one" in names()
    assert find("one").title == "Mine"


def test_the_longer_suffix_comes_first(desk: Path) -> None:
    write(desk / "routines" / "one.yml", "yml")
    write(desk / "routines" / "one.yaml", "yaml")
    assert find("one").title == "yaml"
    assert names().count("one") == 1


def test_only_files_with_a_name_are_listed(desk: Path) -> None:
    before = names()
    for odd in (
        "One.yaml",
        "one two.yaml",
        "-one.yaml",
        "one_.yaml",
        "one.txt",
        ".yaml",
        "o--e.yml",
    ):
        write(desk / "routines" / odd)
    (desk / "routines" / "folder.yaml").mkdir()
    assert names() == before
    assert refusal("folder") == f"no routine is named 'folder'; {HINT}"


def test_a_file_of_the_working_folder_is_found_by_its_name(desk: Path) -> None:
    write(desk / "leg-day.yaml")
    assert find("leg-day").title == "Mine"
    assert refusal("leg-day.yml") == (
        "leg-day.yml: there is no such file; did you mean 'leg-day.yaml'?"
    )


def test_a_folder_that_is_a_file_holds_nothing(desk: Path) -> None:
    (desk / "routines").rmdir()
    (desk / "routines").write_text("not a folder", encoding="utf-8")
    assert find("jeffers-pull").title == "Jeffers pull"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("jeffers-pul", "jeffers-pull"),
        ("jefferspull", "jeffers-pull"),
        ("Jeffers-Pull", "jeffers-pull"),
        ("JEFFERS PULL", "jeffers-pull"),
        ("jamison", "jamison-back"),
        ("jamison_back", "jamison-back"),
        ("../jamison-back", "jamison-back"),
        ("routines/jeffers-pull", "jeffers-pull"),
        ("jeffers-pull.yaml.", "jeffers-pull"),
    ],
)
def test_a_near_miss_is_recognised(name: str, near: str) -> None:
    assert refusal(name) == f"no routine is named {name!r}; did you mean '{near}'?"


@pytest.mark.parametrize(
    "name", ["", " ", ".", "..", "../x", "/", "/etc/passwd", "C:\\x", "zzz", "é"]
)
def test_anything_else_is_no_name(name: str) -> None:
    assert refusal(name) == f"no routine is named {name!r}; {HINT}"


def test_a_name_never_leads_out_of_the_folders(desk: Path) -> None:
    write(desk / "secret.yaml")
    for name in ("../secret", "routines/../secret", str(desk / "secret"), "./secret", "secret\0"):
        assert refusal(name).startswith(f"no routine is named {name!r}"[:40])


def test_a_very_long_name_is_refused_shortly() -> None:
    assert len(refusal("x" * 100_000)) < 200
    assert len(refusal("jeffers-pull" * 10_000)) < 200


# Paths


@pytest.mark.parametrize("suffix", [".yaml", ".yml", ".YAML"])
def test_a_path_is_any_file_with_the_suffix(desk: Path, suffix: str) -> None:
    path = write(desk / "else" / f"My Pull{suffix}")
    assert find(str(path)).slug == "my-pull"
    assert find(str(path.relative_to(desk))).where.file == str(path.relative_to(desk))


def test_a_path_without_letters_still_has_a_name(desk: Path) -> None:
    assert find(str(write(desk / "---.yaml"))).slug == "routine"


def test_a_path_that_leads_nowhere_is_refused(desk: Path) -> None:
    assert refusal("none.yaml") == "none.yaml: there is no such file"
    assert refusal("else/jeffers-pull.yaml") == (
        f"{Path('else/jeffers-pull.yaml')}: there is no such file"
    )
    (desk / "folder.yaml").mkdir()
    assert refusal("folder.yaml") == "folder.yaml: this is a folder, not a file"
    (desk / "file").write_text("", encoding="utf-8")
    assert refusal("file/x.yaml").startswith(f"{Path('file/x.yaml')}: ")


def test_a_name_with_the_suffix_is_recognised(desk: Path) -> None:
    missing = "jeffers-pull.yaml: there is no such file"
    assert (
        refusal("jeffers-pull.yaml") == f"{missing}; did you mean 'jeffers-pull', without '.yaml'?"
    )
    write(desk / "jeffers-pull.yaml")
    assert find("jeffers-pull.yaml").title == "Mine"


def test_a_file_that_may_not_be_read_is_refused(desk: Path) -> None:
    path = write(desk / "x.yaml")
    path.chmod(0)
    try:
        path.read_bytes()
    except PermissionError:
        assert refusal("x.yaml") == "x.yaml: the file cannot be read (Permission denied)"
    else:
        pytest.skip("this user may read everything")


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_to_itself_is_refused(desk: Path) -> None:
    (desk / "x.yaml").symlink_to(desk / "x.yaml")
    (desk / "routines" / "y.yaml").symlink_to(desk / "routines" / "y.yaml")
    assert refusal("x.yaml").startswith("x.yaml: the file cannot be read (")
    assert refusal("y") == f"no routine is named 'y'; {HINT}"


def test_the_nearest_folder_is_looked_in_first(desk: Path) -> None:
    own = desk / "settings" / "routines"
    assert catalog.folders() == (Path(), Path("routines"), own, shipped_folder("routines"))


def test_each_place_hides_those_after_it(desk: Path) -> None:
    own = desk / "settings" / "routines"
    assert catalog.note_hidden("jeffers-pull") == ""
    write(own / "jeffers-pull.yaml", "Own")
    assert find("jeffers-pull").title == "Own"
    write(desk / "routines" / "jeffers-pull.yml", "Kept here")
    assert find("jeffers-pull").title == "Kept here"
    write(desk / "jeffers-pull.yaml", "Here")
    routine = find("jeffers-pull")
    assert (routine.title, routine.slug, routine.where.file) == (
        "Here",
        "jeffers-pull",
        "jeffers-pull.yaml",
    )
    assert routine.found == (
        f"'jeffers-pull' is jeffers-pull.yaml here; it hides {Path('routines/jeffers-pull.yml')} "
        f"and {own / 'jeffers-pull.yaml'} "
        "and the included routine, which is 'included:jeffers-pull'"
    )
    assert find("jeffers-pull.yaml").found == ""


def test_an_included_routine_can_be_named_whatever_hides_it(desk: Path) -> None:
    write(desk / "jeffers-pull.yaml", "Here")
    routine = find("included:jeffers-pull")
    assert (routine.title, routine.slug, routine.found) == ("Jeffers pull", "jeffers-pull", "")
    assert refusal("included:jefers-pull") == (
        "no routine is named 'included:jefers-pull'; did you mean 'jeffers-pull'?"
    )
    write(desk / "mine.yaml")
    assert "no routine is named" in refusal("included:mine")
    assert "no routine is named" in refusal("included:../mine")


def test_a_list_has_what_is_hidden_by_what_names_it(desk: Path) -> None:
    write(desk / "routines" / "legs.yaml", "Kept")
    write(desk / "legs.yaml")
    write(desk / "box-breathing.yaml")
    found = [
        entry
        for entry in catalog.list_routines().routines
        if entry.path.stem in ("legs", "box-breathing")
    ]
    assert [(entry.asked, entry.hidden_by) for entry in found] == [
        ("box-breathing", None),
        ("included:box-breathing", Path("box-breathing.yaml")),
        ("legs", None),
        (str(Path("routines/legs.yaml")), Path("legs.yaml")),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "services: {web: {image: nginx, extends: base}}",
        "site_name: docs\nnav: []",
        "- a\n- list",
        "title: a page\nlayout: default",
        "\0\0",
        "",
    ],
)
def test_other_peoples_yaml_is_not_listed_but_found(desk: Path, text: str) -> None:
    (desk / "compose.yaml").write_text(text, encoding="utf-8")
    assert "compose" not in [entry.asked for entry in catalog.list_routines().routines]
    assert refusal("compose").startswith("compose.yaml:")


@pytest.mark.parametrize("key", ["exercises", "workout", "Main Part", '"exercises"', "extends"])
def test_what_is_written_like_a_routine_is_listed(desk: Path, key: str) -> None:
    (desk / "legs.yaml").write_text(f"title: Legs\n{key}: base.yaml\n", encoding="utf-8")
    assert "legs" in [entry.asked for entry in catalog.list_routines().routines]


def test_a_large_folder_is_listed_in_part(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "MOST_LISTED", 3)
    for number in range(9):
        write(desk / f"a{number}.yaml")
    routines, cut = catalog.list_routines()
    here = [entry.asked for entry in routines if entry.path.parent == Path()]
    assert (here, Path() in cut) == (["a0", "a1", "a2"], True)
    assert find("a8").title == "Mine"
    assert find("jeffers-pull").title == "Jeffers pull"
