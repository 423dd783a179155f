"""Routines gone wrong, the same ones for the same seed, and what becomes of each.

As a program, `fuzzing.py FIRST COUNT` compiles so many of them, and `fuzzing.py FILE …` the files;
it writes what it saw as JSON.
"""

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml
from fake_voice import fake_lengths
from paths import GOLDENS, ROUTINES

from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.export.json import to_json
from audiocoach.plan import plan_session
from audiocoach.renderer.clips import fast_clips
from audiocoach.report.lint import lint
from audiocoach.report.stages import plan_text
from audiocoach.routine.model import Routine
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import lay_out

SEEDLINGS = [
    *sorted(ROUTINES.glob("*.yaml")),
    *sorted(GOLDENS.glob("*.yaml")),
]
_BYTES = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8", b"\xc2\x85", b"\xed\xa0\x80", b"\t", b"\r",
    b"\n", b"\n\n---\n", b"...\n", b"- ", b": ", b"&a ", b"*a", b"!!python/object ", b"<<: ", b"? ",
    b"|", b">", b"{", b"}", b"[", b"]", b"'", b'"', b"#", b"%", b"@", b"`", b"-", b"0", b"9999999",
    b"\x1b[2J", b"\xf0\x9f\x92\xaa", b"{n}", b"[" * 60, b"- " * 60, b"\n  " * 40,
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    "", " ", "~", "null", "true", "no", "0", "-1", "00", "1", "1000", "1001", "9" * 20,
    "1e9", "0x10", ".inf", "NaN", "1.5", "1-", "-1-2", "10-6", "6-10", "1-1000", "1/2", "½", "٣",
    "0s", "1ms", "0.5s", "0.0001s", "1s", "9:99", "1:00:00", "6h", "24h", "1 day", "30-60s",
    "as needed", "as needed (max 0s)", "as needed (max 6h)", "3-1-1", "3-1-1-0", "0-0-0-0",
    "X-X-X-X", "60-60-60-60", "ballistic", "concentric", "each", "alternating", "left",
    "last three", "rep 0", "rep 1000", "half", "start", "high", "coach", "minimal", "espeak:",
    "espeak:xx@0", "de", "jeffers-pull", "../jeffers-pull", "generated.yaml", "/etc/passwd",
    "{n}", "{title.__class__}", "{", "%s", "\\", "'", "\u202e", "\u0301", "💪", "\u2028", "ß" * 120,
    "a" * 121, "long " * 200, "x" * 5_000, "1" * 5_000, "a\nb", "Row", "Single-arm row",
    [], [[]], [""], {}, {"": ""}, ["1", "2", "3"], ["1-1000"] * 8, {"a": {"b": "c"}},
    {"say": "x"}, {"sound": "end"}, {"rest": "1s"}, {"at": "half", "say": "x"},
    {"name": "x", "reps": "1000", "pace": "0.5s"}, {"name": "x", "work": "6h"},
    {"name": "x", "hold": "1s", "sides": "each", "switch": "0s"},
    [{"say": "x"}] * 300, [{"name": "x", "work": "1s"}] * 300,
)  # fmt: skip
LEGAL: dict[str, tuple[Any, ...]] = {
    "reps": ("1", "1000", "6-10", ["21", "15", "9"], ["1000", "1000", "1000"]),
    "work": ("1ms", "1s", "20s", "10-600s", "3h"),
    "hold": ("1ms", "30s", "2h"),
    "rest": ("0s", "1ms", "1s", "2-400s", "as needed (max 1h)", "3h"),
    "set_rest": ("0s", "1s", "45s"),
    "round_rest": ("0s", "1s", "1-2 min", "2h"),
    "rounds": ("1", "2", "3-5", "40", "1000"),
    "sets": ("1", "3", "2-4", "40", "1000"),
    "tempo": ("3-1-1-0", "0-0-X-0", "0.5-0-0-0", "60-0-60-0"),
    "pace": ("0.5s", "ballistic", "grind", "60s"),
    "starts": ("concentric", "eccentric"),
    "sides": ("each", "alternating"),
    "switch": ("0s", "1ms", "1h"),
    "transition": ("0s", "1ms", "1s", "1h"),
    "count": ("every", "fifth", "last three", "down", "none"),
    "cues": (
        "Breathe",
        ["a"] * 200,
        [{"at": "rep 2", "say": "x"}, {"at": "1ms", "say": "y" * 120}],
    ),
    "how": ("Pull.", "long " * 199),
    "name": ("Row", "Single-arm row, left", "x" * 120, "{n} {}"),
    "title": ("{title}", "x" * 120),
    "profile": ("minimal", "standard", "coach"),
    "level": ("low", "high", "37%"),
    "emom": ("1 min", "5h"),
    "every": ("1s", "30s", "2h"),
    "tabata": ("x", "Tabata"),
    "amrap": ("1s", "5h"),
    "for_time": ("1s", "5h"),
    "ladder": (["1", "2", "3"], ["10-1000"] * 20),
    "weight": ("light", "16 kg", "20-35 lb"),
    "rpe": ("1", "7.5-8", "10"),
    "rir": ("0", "1", "3"),
    "effort": ("hard!", "x" * 120),
    "short": ("R", "x" * 119),
    "phases": (["a", "b"], ["a"] * 200, {"row": "2s", "stand": "1ms"}, {"a": "2h", "b": "2h"}),
    "notes": ("Read this.", [{"say": "x" * 400}] * 4, [{"say": "x"}] * 200),
    "repeat_after": ("1 day", "14 days"),
}
"""Values that may be right under a key."""
_KEYS = (
    "title", "exercises", "warmup", "cooldown", "modes", "extends", "name", "reps", "work", "hold",
    "sets", "set_rest", "rest", "round_rest", "rounds", "transition", "tempo", "starts", "pace",
    "count", "sides", "first", "switch", "weight", "drops", "rpe", "rir", "how", "cues", "needs",
    "effort", "short", "phases", "notes",
    "equipment", "substitutes", "superset", "circuit", "block", "ladder", "tabata", "emom", "amrap",
    "for_time", "every", "say", "sound", "at", "shuffle", "level", "profile", "voice", "language",
    "repeat_after", "slug", "where", "", "\u2028", "x" * 200, "0",
)  # fmt: skip


@dataclass(slots=True)
class Seen:
    """What happened to some files: how many were compiled or refused, and what it cost."""

    compiled: int = 0
    refused: int = 0
    broken: dict[str, str] = field(default_factory=dict)
    """By its name, what a file raised that it should not have."""
    slowest: str = ""
    slowest_s: float = 0.0
    peak_kib: int = 0
    """Peak memory of the process, where the system tells it."""


def case(number: int) -> bytes:
    """One file; the even ones are changed in their bytes, the others in their structure."""
    random = Random(number)  # noqa: S311 (no secret)
    seedling = random.choice(_seedlings())
    return _in_bytes(seedling, random) if number % 2 == 0 else _in_structure(seedling, random)


def compile_case(data: bytes) -> None:
    """Does with a routine all that comes before sound; raises CoachError where it is refused."""
    routine = read_bytes(data, "fuzz.yaml").named("fuzz")
    for wishes in (Overrides(), *(Overrides(mode=mode) for mode in [*routine.modes][-1:])):
        _compile(customise(routine, wishes))


def _compile(routine: Routine) -> None:
    plan = plan_session(routine)
    lengths = fake_lengths(plan)
    timeline = lay_out(plan, lengths)
    timeline = lay_out(plan, {**lengths, **dict.fromkeys(fast_clips(timeline), 900)})
    lint(routine, plan, timeline)
    plan_text(plan)
    to_json(timeline)


def see(files: Iterable[tuple[str, bytes]]) -> Seen:
    """Compiles every file, given by name and content."""
    seen = Seen()
    for name, data in files:
        began = time.process_time()
        try:
            compile_case(data)
            seen.compiled += 1
        except CoachError as error:
            seen.refused += 1
            if not str(error).strip():
                seen.broken[name] = "an empty message"
        except Exception as error:  # noqa: BLE001 (that is what is looked for)
            seen.broken[name] = repr(error)[:300]
        if (took_s := time.process_time() - began) > seen.slowest_s:
            seen.slowest, seen.slowest_s = name, took_s
    return seen


def cases(first: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Makes `count` cases, from number `first` on."""
    return ((str(number), case(number)) for number in range(first, first + count))


@cache
def _seedlings() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in SEEDLINGS)


def _in_bytes(data: bytes, random: Random) -> bytes:
    for _ in range(random.choice((1, 1, 2, 4, 8))):
        start = random.randrange(len(data) + 1)
        end = min(len(data), start + random.choice((0, 1, 1, 5, 40, 400)))
        piece = random.choice((_nasty, _from_elsewhere, _again))(data[start:end], random)
        data = data[:start] + piece + data[random.choice((start, end)) :]
    return data


def _nasty(_piece: bytes, random: Random) -> bytes:
    return random.choice((*_BYTES, bytes([random.randrange(256)])))


def _from_elsewhere(_piece: bytes, random: Random) -> bytes:
    other = random.choice(_seedlings())
    start = random.randrange(len(other))
    return other[start : start + random.randrange(200)]


def _again(piece: bytes, random: Random) -> bytes:
    return piece * random.choice((0, 2, 3, 50))


def _in_structure(data: bytes, random: Random) -> bytes:
    tree = yaml.load(data, Loader=yaml.BaseLoader)  # noqa: S506 (makes nothing but text)
    for _ in range(random.choice((1, 1, 2, 3, 6))):
        within = random.choice([*_collections(tree)])
        random.choice(_CHANGES)(within, random)
    return yaml.dump(tree, Dumper=_Plain, sort_keys=False, allow_unicode=True).encode()


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice, without an anchor."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 (of none)
        return True


_Collection = dict[str, Any] | list[Any]


def _collections(node: object) -> Iterator[_Collection]:
    """All lists and mappings in a document that hold something, from the outermost in."""
    if isinstance(node, dict | list):
        if node:
            yield node
        for part in node.values() if isinstance(node, dict) else node:
            yield from _collections(part)


def _replace(within: _Collection, random: Random) -> None:
    _put(within, random, _any_value(random))


def _turn(within: _Collection, random: Random) -> None:
    """A value, or a key and a value, that may be right."""
    here = [key for key in within if key in LEGAL] if isinstance(within, dict) else []
    key = random.choice(here or [*LEGAL])
    if isinstance(within, dict):
        within[key] = json.loads(json.dumps(random.choice(LEGAL[key])))


def _delete(within: _Collection, random: Random) -> None:
    if len(within) > 1:
        del within[_any_key(within, random)]  # type: ignore[arg-type]


def _add(within: _Collection, random: Random) -> None:
    if isinstance(within, dict):
        within[random.choice(_KEYS)] = _any_value(random)
    else:
        within.insert(random.randrange(len(within) + 1), _any_value(random))


def _repeat(within: _Collection, random: Random) -> None:
    if isinstance(within, list):
        within[:] = within * random.choice((2, 3, 20))


def _rename(within: _Collection, random: Random) -> None:
    if isinstance(within, dict):
        within[random.choice(_KEYS)] = within.pop(random.choice([*within]))


def _move(within: _Collection, random: Random) -> None:
    """Puts a copy of one part in the place of another."""
    part = within[_any_key(within, random)]  # type: ignore[index]
    _put(within, random, json.loads(json.dumps(part)))


def _wrap(within: _Collection, random: Random) -> None:
    part = within[_any_key(within, random)]  # type: ignore[index]
    key = random.choice(_KEYS)
    _put(within, random, random.choice(([part], {key: part}, {key: "x", "exercises": [part]})))


_CHANGES: tuple[Callable[[_Collection, Random], None], ...] = (
    *[_turn] * 5, *[_replace] * 2, *[_add] * 2, _delete, _repeat, _rename, _move, _wrap,
)  # fmt: skip


def _put(within: _Collection, random: Random, value: object) -> None:
    within[_any_key(within, random)] = value  # type: ignore[index]


def _any_key(within: _Collection, random: Random) -> str | int:
    return random.choice([*within]) if isinstance(within, dict) else random.randrange(len(within))


def _any_value(random: Random) -> Any:  # noqa: ANN401 (any there may be)
    return json.loads(json.dumps(random.choice(VALUES)))


def _peak_kib() -> int:
    """The most memory this process has had, where the system tells it."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:"))


if __name__ == "__main__":
    arguments = sys.argv[1:]
    numbers = [int(argument) for argument in arguments if argument.isdecimal()]
    files = cases(*numbers) if numbers else ((it, Path(it).read_bytes()) for it in arguments)
    result = see(files)
    result.peak_kib = _peak_kib()
    print(json.dumps(asdict(result)))  # noqa: T201 (for the one who started it)
