"""Cases of a test that takes long: a few of them are in the ordinary run."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet


def sampled(
    cases: Mapping[str, Any] | Iterable[Any],
    *ordinary: object,
    slow: Iterable[object] = (),
    alike: bool = True,
) -> list[ParameterSet]:
    """Parameters for `parametrize`: all but those in `ordinary` are marked `slow`.

    Where they are not `alike`, they are `long` but for those in `slow`.
    A mapping's keys name its cases, in `ordinary` and in what pytest prints.
    """
    named = cases.items() if isinstance(cases, Mapping) else [(case, case) for case in cases]
    known = [name for name, _ in named]
    rare = [*slow]
    assert all(name in known for name in (*ordinary, *rare)), f"{ordinary} are not all in {known}"
    if alike:
        rare = [name for name in known if name not in ordinary]

    def marks(name: object) -> list[pytest.MarkDecorator]:
        if name in ordinary:
            return []
        return [pytest.mark.slow if name in rare else pytest.mark.long]

    return [
        pytest.param(
            case,
            id=name if isinstance(cases, Mapping) else None,
            marks=marks(name),
        )
        for name, case in named
    ]
