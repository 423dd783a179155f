"""A roster of quick tracks, and batches of it."""

import json
from pathlib import Path
from typing import Any

ROUTINE = """\
title: Quick pull
profile: minimal
exercises:
  - {name: Row, reps: 2, pace: 1s, weight: 10 kg}
"""
"""Nothing but tones, which are made in no time."""


def write_roster(folder: Path, *rows: str, header: str = "id;routine;reps") -> Path:
    """Writes the quick routine and a table of clients into `folder`; returns the table."""
    (folder / "quick.yaml").write_text(ROUTINE, "utf-8")
    path = folder / "clients.csv"
    path.write_text("\n".join([header, *rows, ""]), "utf-8")
    return path


def write_clients(folder: Path, count: int) -> Path:
    """Writes a table of so many clients, each with their own reps."""
    return write_roster(folder, *(f"c{n};quick.yaml;{n % 50 + 1}" for n in range(count)))


def receipt_of(folder: Path) -> dict[str, Any]:
    """What the receipt in `folder` says of each client."""
    clients: dict[str, Any] = json.loads((folder / "receipt.json").read_text("utf-8"))["clients"]
    return clients


def tracks_in(folder: Path) -> dict[str, bytes]:
    """Every track in `folder`, by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.mp3")
    }
