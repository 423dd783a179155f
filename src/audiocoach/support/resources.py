"""Where the data that comes with audiocoach lives: in the wheel, or beside `src` in a checkout."""

import importlib.util
from functools import cache
from importlib.machinery import ModuleSpec
from pathlib import Path

from audiocoach.errors import CoachError

_INSTALLED = Path(__file__).parents[1] / "shipped"
_CHECKOUT = Path(__file__).parents[3]


def shipped_folder(name: str) -> Path:
    """The folder `programmes`, `routines` or `sounds` that this installation carries."""
    root = _INSTALLED if _INSTALLED.is_dir() else _CHECKOUT
    return root / name


@cache
def locate(package: str) -> Path:
    """The folder of an installed package. Raises CoachError."""
    return _found(package)[1].parent


def _found(module: str) -> tuple[ModuleSpec, Path]:
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        raise CoachError(f"the Python package {module!r} is not installed")
    return spec, Path(spec.origin)


@cache
def version(package: str, module: str | None = None) -> str:
    """The version by the name of the .dist-info folder next to the package, or to its `module`.

    Raises CoachError.

    importlib.metadata reads the same, but takes 30 ms to import. Format:
    https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    spec, file = _found(module or package)
    site = file.parents[1] if spec.submodule_search_locations else file.parent
    for info in site.glob(f"{package}-*.dist-info"):
        return info.name.removesuffix(".dist-info").removeprefix(f"{package}-")
    from importlib.metadata import PackageNotFoundError, packages_distributions, version

    try:
        return version(package)
    except PackageNotFoundError:  # or one by another name has its module: onnxruntime-gpu
        for name in packages_distributions().get(module or package, ()):
            return f"{version(name)} of {name}"
    message = f"the Python package {package!r} is damaged: nothing says its version"
    raise CoachError(message, f"mend it with: pip install --force-reinstall {package}")
