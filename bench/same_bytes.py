"""Did a change move anything that is heard? Every shipped routine, built by two checkouts.

    python bench/same_bytes.py record CHECKOUT RECORD.json
    python bench/same_bytes.py compare BEFORE.json AFTER.json

`record` builds with the code in CHECKOUT and the packages of the Python that runs it, and keeps the
SHA-256 of every track and every timeline. `compare` lists each that differs and exits with 1.
"""

import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterator
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
_RATE = 44_100


def main() -> None:
    """Record or compare, as the command line says."""
    match sys.argv[1:]:
        case ["record", checkout, record]:
            hashes = recorded(Path(checkout).resolve())
            Path(record).write_text(json.dumps(hashes, indent=1, sort_keys=True) + "\n")
            print(f"{len(hashes)} builds recorded in {record}")
        case ["compare", before, after]:
            sys.exit(compared(_loaded(before), _loaded(after)))
        case _:
            sys.exit(__doc__)


def recorded(checkout: Path) -> dict[str, list[str]]:
    """What each build wrote, by its options: a hash a file, or the message that refused it."""
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        _write_song(folder / "song.wav")
        cases = list(_cases(checkout, folder))
        made = pool.map(partial(_built, checkout, folder), count(), cases)
        return {
            " ".join(case).replace(str(folder), ""): hashes
            for case, hashes in zip(cases, made, strict=True)
        }


def compared(before: dict[str, list[str]], after: dict[str, list[str]]) -> int:
    """Print what differs; 1 if anything does."""
    differing = [case for case in {**before, **after} if before.get(case) != after.get(case)]
    for case in differing:
        print(f"{case}\n  before {before.get(case)}\n  after  {after.get(case)}")
    refused = sum(len(each) == 1 for each in before.values())
    print(f"{len(before)} builds ({refused} refused), {len(differing)} differ")
    return 1 if differing or not before else 0


def _loaded(record: str) -> dict[str, list[str]]:
    hashes: dict[str, list[str]] = json.loads(Path(record).read_text())
    return hashes


def _cases(checkout: Path, folder: Path) -> Iterator[tuple[str, ...]]:
    for routine in sorted(path.stem for path in (checkout / "routines").glob("*.yaml")):
        for number, options in enumerate(OPTIONS):
            for format_ in FILES:
                mine = (routine, "--format", format_, *options)
                if format_ == "opus":
                    mine = tuple(each for each in mine if each not in ("--bitrate", "96k"))
                yield mine
                if number in MUSICAL:
                    yield (*mine, "--music", str(folder / "song.wav"))


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
