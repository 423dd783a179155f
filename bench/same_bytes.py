"""Did a change move anything that is heard? Every shipped routine, built by two checkouts.

    python bench/same_bytes.py record CHECKOUT RECORD.json [--sample N]
    python bench/same_bytes.py compare BEFORE.json AFTER.json [--sample N]

`record` builds with the code in CHECKOUT and the packages of the Python that runs it, and keeps the
SHA-256 of every track and every timeline. `compare` lists each that differs and exits with 1.
`--sample` takes every Nth build; `compare` needs it where one of the records is whole.
"""

import argparse
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from itertools import count
from pathlib import Path

OPTIONS = (
    (),
    ("--reps", "8", "--rest", "45s", "--rounds", "2"),
    ("--level", "low", "--profile", "coach"),
    ("--level", "high", "--profile", "minimal"),
    ("--round-rest", "2min", "--lead", "call=15s", "--lead", "countdown=5"),
    ("--fit", "25m"),
    ("--voice", "espeak:en-gb+f2@165"),
    ("--counter", "espeak:en-us+f2@190"),
    ("--sounds", "bells", "--loudness", "-18"),
    ("--sounds", "wood", "--floor", "off"),
    ("--sets", "2", "--seed", "3", "--bitrate", "96k"),
    ("--work", "30s", "--rest", "20s", "--cover", "none"),
)
"""What is asked for of each routine; one that refuses a set says so in the record."""
FILES = ("mp3", "opus")
MUSICAL = (0, 3)
"""The sets that are built with music, too: each of its tracks is encoded from front to back."""
Record = dict[str, list[str]]
"""Of each build, by its options: a hash a file, or the message that refused it."""
_RATE = 44_100


def main() -> None:
    """Record or compare, as the command line says; exits with 1 where anything differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    record = commands.add_parser("record", help="build, and keep the hashes")
    record.add_argument("checkout", type=Path)
    record.add_argument("record", type=Path)
    compare = commands.add_parser("compare", help="list what differs between two records")
    compare.add_argument("before", type=Path)
    compare.add_argument("after", type=Path)
    for command in (record, compare):
        command.add_argument("--sample", metavar="N", type=int, default=1, help="every Nth build")
    given = parser.parse_args()
    if given.command == "compare":
        before, after = (json.loads(path.read_text()) for path in (given.before, given.after))
        sys.exit(compare_records(before, after, given.sample))
    hashes = record_builds(given.checkout.resolve(), given.sample)
    given.record.write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n")
    print(f"{len(hashes)} builds recorded in {given.record}")


def record_builds(checkout: Path, every: int = 1) -> Record:
    """Build every so many cases with the code in `checkout`."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        _write_song(folder / "song.wav")
        cases = {" ".join(case).replace(name, ""): case for case in list_cases(checkout, folder)}
        names = sample(cases, every)
        builds = pool.map(
            partial(_built, checkout, folder), count(), (cases[name] for name in names)
        )
        return dict(zip(names, builds, strict=True))


def compare_records(before: Record, after: Record, every: int = 1) -> int:
    """Print what differs; return 1 if anything does, or if there is nothing to compare."""
    names = sample({*before, *after}, every)
    differing = [name for name in names if before.get(name) != after.get(name)]
    for name in differing:
        print(f"{name}\n  before {before.get(name)}\n  after  {after.get(name)}")
    refused = sum(len(before.get(name, ())) == 1 for name in names)
    print(f"{len(names)} builds ({refused} refused), {len(differing)} differ")
    return 1 if differing or not names else 0


def sample(names: Iterable[str], every: int) -> list[str]:
    """Every so many of the names, in their order: the same ones of a whole record each time."""
    return sorted(names)[::every]


def list_cases(checkout: Path, folder: Path) -> Iterator[tuple[str, ...]]:
    """The arguments of every build: a routine, a format and options; music lies in `folder`."""
    for routine in sorted(path.stem for path in (checkout / "routines").glob("*.yaml")):
        for number, options in enumerate(OPTIONS):
            for format_ in FILES:
                case = (routine, "--format", format_, *options)
                if format_ == "opus":
                    case = tuple(word for word in case if word not in ("--bitrate", "96k"))
                yield case
                if number in MUSICAL:
                    yield (*case, "--music", str(folder / "song.wav"))


def _built(checkout: Path, folder: Path, number: int, case: tuple[str, ...]) -> list[str]:
    out = folder / f"{number}.{case[2]}"
    environment = {
        **os.environ,
        "PYTHONPATH": str(checkout / "src"),
        "AUDIOCOACH_CACHE": str(folder / "cache"),
        "AUDIOCOACH_CONFIG": "",
    }
    command = [sys.executable, "-m", "audiocoach", "build", *case, "--json", "--out", str(out)]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        return [done.stderr.replace(str(folder), "")]
    files = (out, out.with_suffix(".json"))
    hashes = [sha256(file.read_bytes()).hexdigest() for file in files]
    for file in files:
        file.unlink()
    return hashes


def _write_song(path: Path) -> None:
    """Twenty seconds of two tones that come and go: quiet and loud music, the same everywhere."""
    with wave.open(str(path), "wb") as song:
        song.setnchannels(2)
        song.setsampwidth(2)
        song.setframerate(_RATE)
        for second in range(20):
            song.writeframes(b"".join(_frame(second * _RATE + at) for at in range(_RATE)))


def _frame(at: int) -> bytes:
    swell = 6_000 * (1 + math.sin(at / _RATE))
    return struct.pack("<2h", *(int(swell * math.sin(at * hz / _RATE)) for hz in (1382, 2073)))


if __name__ == "__main__":
    main()
