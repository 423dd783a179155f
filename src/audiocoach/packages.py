"""Where a package is and which version, without importing it."""

import importlib.util
from functools import cache
from hashlib import sha256
from pathlib import Path

from audiocoach.errors import CoachError


@cache
def source_digest(*modules: str) -> str:
    """A hash of our own modules' text: what they do cannot change without it."""
    folder = Path(__file__).parent
    digest = sha256()
    for module in modules:
        digest.update((folder / f"{module}.py").read_bytes())
    return digest.hexdigest()


@cache
def locate(package: str) -> Path:
    """The folder of an installed package. Raises CoachError."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise CoachError(f"the Python package {package!r} is not installed")
    return Path(spec.origin).parent


@cache
def version(package: str, module: str | None = None) -> str:
    """The version by the name of the .dist-info folder next to the package, or to its `module`.

    importlib.metadata reads the same, but takes 30 ms to import. Format:
    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    for info in locate(module or package).parent.glob(f"{package}-*.dist-info"):
        return info.name.removesuffix(".dist-info").removeprefix(f"{package}-")
    from importlib.metadata import version

    return version(package)
