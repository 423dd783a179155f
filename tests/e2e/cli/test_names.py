"""Which routine a name means on the command line: the nearest file, which says what it hides."""

import re
from pathlib import Path

import pytest
from command_line import ok, refused, run

import audiocoach as ac
from audiocoach.routine import catalog, lookup

QUICK = ("--profile", "minimal")
MINE = "title: Mine\nexercises: [{name: Row, reps: 2, pace: 1s}]\n"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "")
    monkeypatch.setattr(f"{lookup.__name__}.settings_folder", lambda: tmp_path / "settings")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def write(path: str, text: str = MINE) -> Path:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return Path(path)


HIDES = (
    "warning: 'jeffers-pull' is jeffers-pull.yaml here; "
    "it hides the included routine, which is 'included:jeffers-pull'\n"
)


def test_a_copy_that_was_edited_is_what_its_name_means() -> None:
    ok("copy", "jeffers-pull")
    file = Path("jeffers-pull.yaml")
    text = file.read_text("utf-8")
    file.write_text(re.sub(r"^title: .*$", "title: Edited", text, flags=re.MULTILINE), "utf-8")
    for command in ("show", "check"):
        done = run(command, "jeffers-pull")
        assert (done.returncode, done.stderr) == (0, HIDES)
    assert run("show", "jeffers-pull").stdout.startswith("Edited")
    done = run("build", "jeffers-pull", *QUICK)
    assert (done.returncode, done.stderr) == (0, HIDES)
    assert b"Edited" in Path("out/jeffers-pull.mp3").read_bytes()
    assert ok("show", "jeffers-pull.yaml").startswith("Edited")


def test_a_copy_that_is_unchanged_hides_nothing() -> None:
    """As in a checkout, whose routines are those that are installed."""
    ok("copy", "jeffers-pull", "--out", "routines/")
    done = run("show", "jeffers-pull")
    assert (done.returncode, done.stderr) == (0, "")
    assert ok("list").count("jeffers-pull ") == 1


def test_what_is_hidden_can_still_be_named() -> None:
    write("jeffers-pull.yaml")
    assert ok("show", "included:jeffers-pull").startswith("Jeffers pull")
    ok("copy", "included:jeffers-pull", "fresh")
    assert ok("show", "fresh").startswith("Jeffers pull")
    ok("copy", "included:jeffers-pull", "--out", "again/")
    assert Path("again/jeffers-pull.yaml").exists()
    done = run("copy", "jeffers-pull", "mine")
    assert (done.returncode, done.stderr) == (0, HIDES)
    assert ok("show", "mine").startswith("Mine")


def test_a_new_routine_is_found_by_its_name() -> None:
    ok("new", "leg-day")
    assert ok("show", "leg-day").startswith("Leg day")


def test_the_users_own_folder_comes_before_ours(here: Path) -> None:
    write(str(here / "settings/routines/legs.yaml"))
    assert ok("show", "legs").startswith("Mine")
    write("routines/legs.yaml", MINE.replace("Mine", "Nearer"))
    assert run("show", "legs").stdout.startswith("Nearer")
    assert "hides " + str(here / "settings/routines/legs.yaml") in run("show", "legs").stderr


def test_a_list_says_where_each_is_and_what_hides_what(here: Path) -> None:
    own = here / "settings/routines/own.yaml"
    write(str(own))
    write("routines/kept.yaml")
    write("box-breathing.yaml")
    write("docker-compose.yaml", "services: {web: {image: nginx}}\n")
    said = ok("list")
    for row in (
        rf"own +1 min +Mine +{re.escape(str(own))}",
        rf"kept +1 min +Mine +{re.escape(str(Path('routines/kept.yaml')))}",
        r"box-breathing +1 min +Mine +box-breathing\.yaml",
        r"included:box-breathing +\d+ min +.+ +included, hidden by box-breathing\.yaml",
        r"jeffers-pull +17 min +Jeffers pull +included",
    ):
        assert re.search(rf"^{row}", said, re.MULTILINE), row
    assert "docker" not in said


def test_a_file_that_is_no_routine_is_told_by_its_own_name() -> None:
    write("tabata-swings.yaml", "services: {web: {image: nginx}}\n")
    assert refused(1, "build", "tabata-swings").startswith("error: tabata-swings.yaml:1:1: ")
    assert not Path("out").exists()


def test_a_base_is_found_by_the_same_rule() -> None:
    write("jeffers-pull.yaml", "extends: jeffers-pull\ntitle: Mine\n")
    assert run("show", "jeffers-pull").stdout.startswith("Mine · Yusuf Jeffers")
    write("routines/box-breathing.yaml", MINE)
    write("a.yaml", "extends: box-breathing\ntitle: Near\n")
    write("b.yaml", "extends: included:box-breathing\ntitle: Ours\n")
    assert "Row" in ok("show", "a")
    assert "Row" not in ok("show", "b")
    assert "no routine is named 'included:nothing'" in refused(
        1, "show", str(write("c.yaml", "extends: included:nothing\n"))
    )


def test_a_base_lies_neither_in_the_users_folder_nor_above(here: Path) -> None:
    write(str(here / "settings/routines/secret.yaml"))
    write(str(here / "above.yaml"))
    for base in ("secret", "above", "included:../above", "../above"):
        write("stranger.yaml", f"extends: {base}\ntitle: Mine\n")
        assert "no routine is named" in refused(1, "show", "stranger"), base


def test_a_base_is_no_link_out_of_the_folder(here: Path) -> None:
    write(str(here / "above.yaml"))
    Path("routines").mkdir()
    try:
        Path("routines/base.yaml").symlink_to(here / "above.yaml")
    except OSError:
        pytest.skip("links need rights here")
    write("stranger.yaml", "extends: base\n")
    assert "is outside the routine's own folder" in refused(1, "show", "stranger")


def test_the_library_follows_the_same_rule() -> None:
    write("jeffers-pull.yaml")
    write("leg-day.yaml")
    assert ac.load("jeffers-pull").title == "Mine"
    assert ac.load("included:jeffers-pull").title == "Jeffers pull"
    names = ac.routine_names()
    assert "leg-day" in names
    assert names.count("jeffers-pull") == 1
    settings = ac.Builder().resolve("jeffers-pull")
    assert "it hides the included routine" in settings.notes[0]


def test_settings_for_a_name_are_for_what_it_means(monkeypatch: pytest.MonkeyPatch) -> None:
    write("mine.toml", "[routines.jeffers-pull]\nreps = 5\n")
    monkeypatch.setenv("AUDIOCOACH_CONFIG", "mine.toml")
    write("jeffers-pull.yaml")
    assert "5 × 1s" in run("show", "jeffers-pull").stdout


def test_a_list_of_a_large_folder_is_bounded_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalog, "MOST_LISTED", 2)
    for number in range(4):
        write(f"a{number}.yaml")
    done = run("list")
    assert "a1" in done.stdout
    assert "a2" not in done.stdout
    assert "only the first 2 routines of a folder are listed" in done.stderr
