"""HTML from texts: the one place where an author's words become part of a page."""

import json
from html import escape


def text(words: str) -> str:
    """Words as HTML, in an element or in the value of an attribute; markup in them is words."""
    return escape(words)


def attributes(**values: str | float | None) -> str:
    """Attributes as a tag has them; `class_` is `class`, `data_x` is `data-x`, None is left out."""
    named = ((name.rstrip("_").replace("_", "-"), value) for name, value in values.items())
    return "".join(f' {name}="{text(str(value))}"' for name, value in named if value is not None)


def data_block(name: str, value: object) -> str:
    """A value for the page's script; nothing in it ends the block."""
    safe = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        safe = safe.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="{name}">{safe}</script>'
