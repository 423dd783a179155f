"""For hypothesis: arguments as people mistype them, and folders as strangers send them."""

import json
from itertools import chain
from typing import NamedTuple

import fuzzing
import generated
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from quick_build import ROUTINE

from audiocoach.config.load import FILE_KEYS

LONG = "n" * 300
DIGITS = "9" * 5_000
NO_TEXT = "\udcff\udcfe"
"""Bytes that are no UTF-8, as Python has them."""

WORDS = (
    "", " ", LONG, DIGITS, NO_TEXT, "\x1b[31m", "\u202e", "..", "../..", "/dev/full", "/dev/null",
    "/nowhere/x.mp3", "~nobody/x", "-", "--", "-1", "0", "nan", "inf", "1e999", "=", "a=", "=b",
    "@", "en@", ":", "recorded:", "piper:", "command:x", "x:y", "row.reps=8", "row.reps=x", "row.=",
    "call=15s", "8", "45s", "6-10", "high", "75%", "wood", "off", "none", "de", "mp3", "lrc,csv",
    "*", "quick", "quick.yaml", "empty.yaml", "bytes.yaml", "folder.yaml", "loop.yaml",
    "large.yaml", "jeffers-pull", "folder", "song.wav", "a\nb", "²", "١٢", "%s",
    "{wav}", "\\", "'", '"',
)  # fmt: skip
_OPTIONS = (
    "--reps", "--work", "--sets", "--rest", "--round-rest", "--rounds", "--level", "--mode",
    "--with", "--set", "--fit", "--seed", "--profile", "--lead", "--language", "--voice",
    "--counter", "--sounds", "--format", "--bitrate", "--cover", "--loudness", "--floor",
    "--sidecar", "--music", "--music-rest", "--music-shuffle", "--duck", "--out", "--stage",
    "--check", "--strict", "--json", "--split", "--sheet", "--force", "--cues", "--help", "--zork",
)  # fmt: skip
_COMMANDS = (
    "build", "show", "check", "explain", "script", "new", "copy", "sounds", "say", "schema", "list",
    "cache", "",
)  # fmt: skip


def _option() -> SearchStrategy[list[str]]:
    value = st.sampled_from(WORDS) | st.text(
        st.characters(exclude_characters="\0", exclude_categories=()), max_size=8
    )
    return st.tuples(st.sampled_from(_OPTIONS), value).map(list) | st.sampled_from(_OPTIONS).map(
        lambda name: [name]
    )


def commands() -> SearchStrategy[list[str]]:
    """A command line of few words that mean something and many that do not."""
    routine = st.sampled_from(["quick.yaml", "quick.yaml", "quick.yaml", *WORDS])
    return st.builds(
        lambda command, name, options: [command, name, *chain.from_iterable(options)],
        st.sampled_from(_COMMANDS),
        routine,
        st.lists(_option(), max_size=3),
    )


class Attack(NamedTuple):
    """A working folder, and a command in it."""

    words: tuple[str, ...]
    files: dict[str, bytes]
    """By their names; what lies in `k` are recordings."""


def attacks(recordings: dict[str, bytes]) -> SearchStrategy[Attack]:
    """Given the recordings of the short routine, their table among them."""
    folders = st.builds(
        _attack,
        _words(),
        _routines(),
        st.none() | _settings(),
        _indexes(recordings["index.csv"]),
        st.just(recordings),
    )
    return st.one_of(*[folders] * 6, st.builds(_of_roster, _rosters(), _routines()))


def _of_roster(roster: tuple[str, bytes], routine: bytes) -> Attack:
    name, data = roster
    words = ("batch", name, "--dry-run", "--to", "made")
    return Attack(words, {name: data, "quick.yaml": ROUTINE.encode(), "strange.yaml": routine})


def _attack(
    words: list[str],
    routine: bytes,
    settings: bytes | None,
    index: bytes,
    recordings: dict[str, bytes],
) -> Attack:
    files = {"quick.yaml": ROUTINE.encode(), "strange.yaml": routine}
    if settings is not None:
        files["audiocoach.toml"] = settings
    if any("recorded" in word for word in words) or b"recorded" in (settings or b"") + routine:
        files |= {f"k/{name}": data for name, data in recordings.items()}
        files["k/index.csv"] = index
    return Attack(tuple(words), files)


_PLACES = (
    "made/x.mp3", "made/", "made/deep/y.mp3", "made/a\nb.mp3", "made/\u202e.mp3", "made/x.wav",
    "made/x.mp3/y.mp3", "x.txt", "quick.yaml", "strange.yaml", "audiocoach.toml", "k/index.csv",
    "k/", "k", "", " ", "-", "..", LONG, NO_TEXT, "/dev/full",
)  # fmt: skip
_VOICES = ("recorded:k", "recorded:k+espeak", "recorded:k+", "recorded:./k/../k", "recorded:nope")
_READ = ("check", "check", "check", "show", "explain", "script", "build", "build", "copy")


def _words() -> SearchStrategy[list[str]]:
    """Mostly of commands that read the files here; no place to write to but where one looks."""
    place = st.sampled_from(_PLACES).map(lambda place: ["--out", place])
    voice = st.sampled_from(_VOICES).map(lambda voice: ["--voice", voice])
    check = st.just(["--check", "k", "--voice", "recorded:k"])
    odd = _option().filter(lambda option: option[0] != "--out")
    reading = st.builds(
        lambda command, name, options: [command, name, *chain.from_iterable(options)],
        st.sampled_from(_READ),
        st.sampled_from(("strange.yaml", "strange.yaml", "strange", "quick.yaml")),
        st.lists(st.one_of(place, voice, check, odd, odd), max_size=3),
    )
    any_ = commands().filter(lambda words: "--out" not in words)
    return st.one_of(reading, reading, reading, any_)


_YAML_LINES = tuple(
    f"{key}: {json.dumps(value)}"
    for key, values in fuzzing.LEGAL.items()
    for value in (*values, *fuzzing.VALUES[::9])
)


def _routines() -> SearchStrategy[bytes]:
    """Broken in their bytes or structure; as they may be; with a line too many."""
    line = st.builds(
        lambda lines, line, at, indent: "".join([*lines[:at], f"{indent}{line}\n", *lines[at:]]),
        st.just(ROUTINE.splitlines(keepends=True)),
        st.sampled_from(_YAML_LINES),
        st.integers(0, len(ROUTINE.splitlines())),
        st.sampled_from(("", "    ", "  - ")),
    )
    return st.one_of(
        st.integers(0, 1_000_000_000).map(fuzzing.case),
        line.map(str.encode),
        generated.WRITTEN.map(generated.dump),
        st.just(ROUTINE.encode()),
    )


_TOML = (
    "true", "[]", "{}", "{x = 1}", '{de = "espeak:de", en = "en-gb"}', '{"row.reps" = 8}',
    '{call = "15s"}', "1979-05-27", "0x10", "1_0", "inf", "nan", "-0", "1e400", "9" * 5_000,
    '["lrc", "csv"]', '[["lrc"]]', '""', '"""\n"""', '"\\u0000"', '"\\u202e"', '"\\ud800"',
    '"../up/"', '"/siege-never/"', '"~/up/"', '"out/"', '"made/"', '"quick.yaml"', '"k/index.csv"',
    '"recorded:k"', '"recorded:../up"', '"0 B"', '"1 kB"', '"1e9 GB"', '"-1 GB"',
)  # fmt: skip


def _settings() -> SearchStrategy[bytes]:
    words = st.sampled_from(WORDS).map(
        lambda word: json.dumps(word.encode("utf-8", "replace").decode())
    )
    value = st.sampled_from(_TOML) | words
    name = st.sampled_from((*FILE_KEYS, "row", "strange", "x.y", '""', '"\\n"', "de"))
    line = st.builds("{} = {}".format, name, value)
    header = st.builds(
        "[{}]".format,
        st.sampled_from(
            (
                "routines.strange",
                "mode",
                "voices.mine",
                "set",
                "leads",
                "voice",
                "routines",
                "[x]",
                "",
            )
        ),
    )
    text = st.lists(line | line | header, max_size=6).map("\n".join).map(str.encode)
    return text | st.builds(_with_noise, text, st.binary(max_size=8), st.integers(0, 200))


_COLUMNS = (
    "id", "name", "routine", "out", "reps", "work", "level", "mode", "fit", "voice", "counter",
    "music", "cover", "sounds", "set row.reps", "with", "lead call", "json", "split", "seed",
    "bitrate", "zork", "", "set", LONG,
)  # fmt: skip
_CLIENTS = ("anna", "bo", "quick.yaml", "strange.yaml", "quick", "8", "made/x.mp3", "../x.mp3")


def _rosters() -> SearchStrategy[tuple[str, bytes]]:
    """Tables of clients by the names of their files."""
    cell = st.sampled_from((*_CLIENTS, *_CLIENTS, *WORDS)).map(
        lambda word: '"' + word.encode("utf-8", "replace").decode().replace('"', '""') + '"'
    )
    cells = st.lists(cell, max_size=8).map(",".join)
    header = st.lists(st.sampled_from(_COLUMNS), max_size=8).map(
        lambda rest: ["id", "routine", *rest]
    )
    table = st.builds(
        lambda header, rows: "\n".join([",".join(header), *rows]).encode(),
        header,
        st.lists(cells, max_size=5),
    )
    line = st.builds("{} = {}".format, st.sampled_from(_COLUMNS[:-3]), st.sampled_from(_TOML))
    headers = st.sampled_from(
        ("[defaults]", "[clients.anna]", "[clients.bo]", "[clients]", "[[x]]")
    )
    toml = st.lists(line | line | headers, max_size=8).map(
        lambda lines: "\n".join(["[defaults]", 'routine = "quick.yaml"', *lines]).encode()
    )
    noise = st.binary(max_size=8)
    csv = table | st.builds(_with_noise, table, noise, st.integers(0, 200))
    return st.one_of(
        st.tuples(st.just("clients.csv"), csv), st.tuples(st.just("clients.toml"), toml)
    )


def _with_noise(data: bytes, noise: bytes, at: int) -> bytes:
    return data[:at] + noise + data[at:]


_CELLS = (
    "", " ", "file", "phrase", "../quick.yaml", "/etc/passwd", "k", "index.csv", "take.wav", "=1+1",
    "\0", "\x1b[2J", '"', '"' * 9, "a\nb", "\u202e", LONG, "x" * 40_000, "Rest.", "nope.wav",
)  # fmt: skip

_LARGE = 2_000_000
"""Characters: twice what is read."""


def _indexes(right: bytes) -> SearchStrategy[bytes]:
    rows = right.decode().splitlines()
    row = st.lists(st.sampled_from(_CELLS), max_size=5).map(",".join)
    return st.one_of(
        st.just(right),
        st.builds(_with_noise, st.just(right), st.binary(max_size=8), st.integers(0, len(right))),
        st.lists(st.sampled_from(rows) | row, max_size=12).map("\n".join).map(str.encode),
        st.builds(
            lambda row, times: f"{row}\n".encode() * min(times, _LARGE // (len(row) + 1)),
            row,
            st.sampled_from((1, 9_999, 10_001, 200_000)),
        ),
        st.binary(max_size=64),
    )
