"""Packages that bring engines, as pip would leave them on a path."""

from pathlib import Path


def put_package(path: Path, name: str, entry_points: str, **modules: str) -> None:
    """A distribution `name` of version 1.0 in the folder `path`, with its modules' sources."""
    info = path / f"{name.replace('-', '_')}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(f"[audiocoach.engines]\n{entry_points}\n", "utf-8")
    for module, source in modules.items():
        (path / f"{module}.py").write_text(source, "utf-8")
