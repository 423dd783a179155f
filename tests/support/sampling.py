"""Cases of a test that takes long: a few of them are in the ordinary run."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet


def sampled(
    cases: Mapping[str, Any] | Iterable[Any], *ordinary: object, alike: bool = True
) -> list[ParameterSet]:
    """Parameters for `parametrize`: all but those in `ordinary` are marked `slow`.

    Where they are not `alike`, they are `long`. A mapping's keys name its cases, in `ordinary` and
    in what pytest prints.
    """
    named = cases.items() if isinstance(cases, Mapping) else [(case, case) for case in cases]
    known = [name for name, _ in named]
    assert all(name in known for name in ordinary), f"{ordinary} are not all in {known}"
    more = pytest.mark.slow if alike else pytest.mark.long
    return [
        pytest.param(
            case,
            id=name if isinstance(cases, Mapping) else None,
            marks=() if name in ordinary else more,
        )
        for name, case in named
    ]
