"""Rows of figures, what each is meant to reach, and both as a table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from measuring import Cost


@dataclass(frozen=True, slots=True)
class Row:
    """One thing measured; where there is no cost, `note` says why."""

    key: str
    name: str
    cost: Cost | None
    note: str = ""
    script: str = ""
    """The row of the script that makes the same track, or the sound of it."""


Rows = Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Target:
    """What a row is meant to reach. `met` is None where a figure is missing."""

    key: str
    text: str
    met: Callable[[Rows], bool | None]


def wall_at_most(key: str, seconds: float) -> Target:
    """A length of time, whatever the machine."""
    unit = f"{seconds * 1000:g} ms" if seconds < 0.1 else f"{seconds:g} s"
    return Target(key, f"<= {unit}", lambda rows: _holds(_wall(rows, key), seconds))


def per_second_at_least(key: str, times: float) -> Target:
    """How many of them in a second."""
    return Target(key, f">= {times:g} a second", lambda rows: _holds(_wall(rows, key), 1 / times))


def peak_at_most(key: str, megabytes: float) -> Target:
    """An amount of memory."""
    return Target(key, f"<= {megabytes:g} MB", lambda rows: _holds(_peak(rows, key), megabytes))


def peak_as(key: str, other: str, factor: float) -> Target:
    """Memory that does not grow with the track."""

    def met(rows: Rows) -> bool | None:
        base = _peak(rows, other)
        return None if base is None else _holds(_peak(rows, key), base * factor)

    return Target(key, f"<= {factor:g}x memory of half an hour", met)


def faster_than_script(key: str, factor: float) -> Target:
    """A multiple of what the weekend script takes on the same machine."""

    def met(rows: Rows) -> bool | None:
        ratio = speedup(rows, key)
        return None if ratio is None else ratio >= factor

    return Target(key, f">= {factor:g}x script", met)


def speedup(rows: Rows, key: str) -> float | None:
    """How many times as long the script takes for the same track."""
    script = rows[key].script if key in rows else ""
    of_script, own = _wall(rows, script), _wall(rows, key)
    return of_script / own if of_script and own else None


def _holds(value: float | None, most: float) -> bool | None:
    return None if value is None else value <= most


def _wall(rows: Rows, key: str) -> float | None:
    cost = rows[key].cost if key in rows else None
    return cost.wall_s if cost else None


def _peak(rows: Rows, key: str) -> float | None:
    cost = rows[key].cost if key in rows else None
    return cost.peak_mb if cost else None


_HEADS = ("", "wall", "processor", "peak memory", "faster than script", "targets")


def printed(rows: Rows, targets: Sequence[Target]) -> str:
    """The table, in Markdown that lines up as plain text too."""
    return lined_up([_HEADS, *(_cells(rows, row, targets) for row in rows.values())])


def lined_up(lines: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the first line is its head."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rule = ["-" * width for width in widths]
    return "\n".join(_line(cells, widths) for cells in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
    return "| " + " | ".join(padded) + " |"


def _cells(rows: Rows, row: Row, targets: Sequence[Target]) -> tuple[str, ...]:
    verdicts = "; ".join(verdict(rows, target) for target in targets if target.key == row.key)
    if row.cost is None:
        return (row.name, row.note, "", "", "", verdicts)
    ratio = speedup(rows, row.key)
    return (
        row.name,
        _seconds(row.cost.wall_s),
        "n/a" if row.cost.cpu_s is None else _seconds(row.cost.cpu_s),
        "n/a" if row.cost.peak_mb is None else f"{row.cost.peak_mb:.0f} MB",
        "" if ratio is None else f"{ratio:.3g}x",
        verdicts,
    )


def verdict(rows: Rows, target: Target) -> str:
    """A target, and whether it is met."""
    met = target.met(rows)
    return f"{target.text}: {'n/a' if met is None else 'met' if met else 'NOT MET'}"


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms" if seconds < 0.1 else f"{seconds:.2f} s"


def plain(rows: Rows, targets: Sequence[Target]) -> list[dict[str, object]]:
    """The table as values for JSON: seconds, and 10^6 bytes."""
    return [
        {
            "key": row.key,
            "name": row.name,
            "wall_s": _wall(rows, row.key),
            "cpu_s": row.cost.cpu_s if row.cost else None,
            "peak_mb": _peak(rows, row.key),
            "note": row.note,
            "times_script": speedup(rows, row.key),
            "targets": {
                target.text: target.met(rows) for target in targets if target.key == row.key
            },
        }
        for row in rows.values()
    ]
