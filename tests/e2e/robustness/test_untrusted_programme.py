"""A programme may be a stranger's: it reaches no other files, and costs no more than its limits."""

from pathlib import Path

import pytest
from command_line import refused, run

from audiocoach.defaults import LIMITS

DAILY = """\
programme: P
start: 2027-01-01
weeks: 104
days: [mon, tue, wed, thu, fri, sat, sun]
"""
GROWING = "routine: five-by-five\nset: {squat.weight: +1 kg a week}\n"
MANY = "".join(f"  - {{name: E{n}, reps: 1-100, pace: 1s, rest: none}}\n" for n in range(40))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    (here / "long.yaml").write_text(f"title: L\nrounds: 1-40\nexercises:\n{MANY}", "utf-8")
    (tmp_path / "secret.yaml").write_text("title: Secret\nexercises: hunter2\n", "utf-8")
    return here


@pytest.mark.parametrize("name", ["../secret.yaml", "/etc/hosts.yaml", "C:\\x.yaml", "link.yaml"])
def test_no_file_outside_its_folder_is_read(name: str, folder: Path) -> None:
    (folder / "link.yaml").symlink_to(folder.parent / "secret.yaml")
    (folder / "p.yaml").write_text(f"{DAILY}routine: '{name}'\n", "utf-8")
    told = refused(1, "plan", "p.yaml")
    assert "is outside the programme's own folder" in told
    assert "hunter2" not in told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (f"rotate: [{', '.join(['jamison-back'] * 5_000)}]", f"{LIMITS.rotated} at most"),
        (
            "routine: jamison-back\nset:\n" + "".join(f"  x{n}.reps: 1\n" for n in range(5_000)),
            f"there are 5000 places in 'set'; {LIMITS.set_places} at most",
        ),
        (
            "routine: jamison-back\nweek:\n" + "".join(f"  {n}: {{reps: 1}}\n" for n in range(999)),
            f"there are 999 weeks; {LIMITS.weeks} at most",
        ),
        (f"routine: jamison-back\nclimb: [{', '.join(['reps'] * 9_000)}]", "'reps' climbs twice"),
        (
            'routine: five-by-five\nset: {squat.weight: "1 kg +999 kg each session"}',
            "it grows to 1 kg and 727 times 999 kg",
        ),
        (
            f"{GROWING}plates: [{', '.join(['1 kg'] * 99)}]",
            f"there are 99 in 'plates'; {LIMITS.masses} at most",
        ),
        ("routine: jamison-back\nat: 18:30\nzone: ../../etc/passwd", "there is no time zone"),
        ("routine: jamison-back\nreps: +1000\nrounds: +1000", "the session gets longer than 6h"),
        ("routine: long.yaml\nclimb: [reps, rounds]\neach: session", "session gets longer than 6h"),
        ("routine: p.yaml", "this is a programme, and not a routine"),
        ("routine: jamison-back\nx: " + "[" * 5_000, "nested more than"),
    ],
)
def test_what_is_too_much_is_refused(lines: str, told: str, folder: Path) -> None:
    (folder / "p.yaml").write_text(DAILY + lines, "utf-8")
    assert told in refused(1, "plan", "p.yaml")


def test_plates_that_hardly_fit_each_other_take_no_time(folder: Path) -> None:
    (folder / "p.yaml").write_text(
        f"{DAILY.replace('104', '20')}routine: five-by-five\n"
        'set: {squat.weight: "1 kg +2 kg each session"}\nplates: [97.001 kg, 89.003 kg]\n',
        "utf-8",
    )
    done = run("plan", "p.yaml")
    assert done.returncode == 0
    assert "squat 179.006 kg" in done.stdout


def test_what_is_written_in_it_does_not_control_the_terminal(folder: Path) -> None:
    (folder / "p.yaml").write_text(DAILY + 'routine: "\\e[31mred"\n', "utf-8")
    assert "\x1b" not in refused(1, "plan", "p.yaml")
