"""What figures depend on besides our code."""

import os
import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_PACKAGES = ("audiocoach", "av", "lameenc", "numpy")


def machine() -> str:
    """The system, the processor, Python and the packages that do most of the work."""
    model = next(_cpu_models(), platform.processor() or platform.machine())
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores ({model}), "
        f"Python {platform.python_version()}, {', '.join(_packages())}"
    )


def _packages() -> Iterator[str]:
    for name in _PACKAGES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            continue


def _cpu_models() -> Iterator[str]:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.is_file() else []
    return (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
