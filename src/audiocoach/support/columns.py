"""Rows of text as aligned columns."""

from collections.abc import Iterable

Row = tuple[str, ...]


def aligned(rows: Iterable[Row]) -> str:
    """Rows as columns two spaces apart, without trailing blanks, one line each."""
    table = list(rows)
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in table
    )
    return "".join(f"{line}\n" for line in lines)
