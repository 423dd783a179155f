"""Settings of any content are read or refused in bounded time and memory."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from quick_build import ROUTINE
from sampling import sampled

from audiocoach.errors import RoutineError
from audiocoach.routine.read import read_bytes
from siege import assert_civil, audiocoach, limited

_DOTS = ".a" * 60_000

SETTINGS: Mapping[str, str] = {
    "unknown keys": "".join(f"zork{i} = 1\n" for i in range(14_000)),
    "bad sections": "".join(f"[bad{i}]\nx = {i}\n" for i in range(9_000)),
    "bad sections of routines": "".join(f"[routines.bad{i}]\nx = 1\n" for i in range(9_000)),
    "bad places": "[set]\n" + "".join(f'"p{i}.reqs" = {i}\n' for i in range(12_000)),
    "bad languages": "[voice]\n" + "".join(f"l{i} = 'x'\n" for i in range(15_000)),
    "a key of many parts": f"a{_DOTS} = 1\n",
    "a header of many parts": f"[a{_DOTS}]\n",
    "a quoted key of many parts": '"a"' + '."a"' * 60_000 + " = 1\n",
    "a key of many parts in a table": f"x = {{a{_DOTS} = 1}}\n",
    "a header that never ends": f'x = """\n[{" " * 200_000}\n"""\n',
    "a key that never ends": f"x = '''\n{'a' * 200_000}\n'''\ny = 1\n",
    "quotes": f"x = '''\n{chr(34) * 200_000}\n'''\ny = 1\n",
    "deep lists": "x = " + "[" * 50_000,
    "a large number": f"reps = {'9' * 5_000}",
    "a large number in hex": f"reps = 0x{'f' * 5_000}",
    "no date": "reps = 2024-02-30",
    "a NUL": 'out = "a\\u0000b"',
}


@pytest.mark.parametrize("written", sampled(SETTINGS, "unknown keys", "a NUL"))
def test_settings_are_refused_within_a_second(written: str, tmp_path: Path) -> None:
    (tmp_path / "quick.yaml").write_text(ROUTINE)
    (tmp_path / "audiocoach.toml").write_text(written)
    command = audiocoach("check", "quick.yaml")
    done = limited(command, folder=tmp_path, memory_mb=1_000, cpu_s=5)
    said = assert_civil(done)
    assert done.returncode == 1
    assert said.startswith("error: audiocoach.toml")
    assert said.count("\n") <= 101


def test_a_file_above_its_size_is_refused_not_cut(tmp_path: Path) -> None:
    (tmp_path / "quick.yaml").write_text(ROUTINE)
    (tmp_path / "audiocoach.toml").write_text("#" * (256 * 1024) + "\nreps = 3\n")
    done = limited(audiocoach("check", "quick.yaml"), folder=tmp_path)
    assert "settings have at most 256 kB" in assert_civil(done)


def _modes() -> str:
    modes = "".join(f" m{i}: {{hold: 5s}}\n" for i in range(5_000))
    items = "".join(f"- {{name: b{i}, reps: 3}}\n" for i in range(4_000))
    return f"title: a\nmodes:\n{modes}exercises:\n{items}"


def test_modes_have_a_bound() -> None:
    with pytest.raises(RoutineError, match="there are 5000 modes; 50 at most"):
        read_bytes(_modes().encode(), "a.yaml")


@pytest.mark.long
def test_a_folder_s_settings_leave_the_cache_of_all_as_large_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "quick.yaml").write_text(ROUTINE)
    (tmp_path / "audiocoach.toml").write_text('reps = 2\ncache = "1 kB"\n')
    check = audiocoach("check", "quick.yaml")
    told = assert_civil(limited(check, folder=tmp_path))
    assert told.startswith("error: audiocoach.toml:2:1: 'cache': a working folder's file cannot")
    own = {"AUDIOCOACH_CONFIG": "audiocoach.toml"}
    assert limited(check, folder=tmp_path, environment=own).returncode == 0
    (tmp_path / "audiocoach.toml").write_text('reps = 2\ncache = "100 MB"\n')
    assert limited(check, folder=tmp_path).returncode == 0
