"""The tables of what is written and what is said for it, one for each language."""

from paths import GOLDENS

TABLES = GOLDENS / "normalised"
SAID = " ⇒ "


def rows(language: str) -> list[tuple[str, str]]:
    """What is written, and what is said for it."""
    lines = (TABLES / f"{language}.txt").read_text("utf-8").splitlines()
    return [(written, said) for written, _, said in (line.partition(SAID) for line in lines)]
