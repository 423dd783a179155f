"""The docstrings under the fields of our own types, read from their source on demand."""

import ast
import inspect
import textwrap
from collections.abc import Iterator
from itertools import pairwise

_PACKAGE = __name__.partition(".")[0]


def field_docs(of: type) -> dict[str, str]:
    """Each field's docstring on one line, those of base types first; a field may have none."""
    ours = [base for base in reversed(of.__mro__) if base.__module__.startswith(_PACKAGE)]
    return {name: text for base in ours for name, text in _docs_in(base)}


def _docs_in(of: type) -> Iterator[tuple[str, str]]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(of))).body[0]
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 (the source of a type)
    for field, after in pairwise(tree.body):
        match field, after:
            case (
                ast.AnnAssign(target=ast.Name(name)),
                ast.Expr(ast.Constant(str(text))),
            ):
                yield name, " ".join(text.split())
