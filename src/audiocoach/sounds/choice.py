"""Which kit of tones a word means: a shipped one by its name, or a folder."""

from pathlib import Path

from msgspec import Struct

from audiocoach.defaults import LIMITS
from audiocoach.errors import InvalidValueError, Problem
from audiocoach.support.files import expand_home, is_folder
from audiocoach.support.messages import quote, suggest
from audiocoach.support.paths import SourceFile, is_within, leads_out
from audiocoach.support.resources import shipped_folder
from audiocoach.support.yaml_nodes import Node, ScalarNode

INDEX = "index.yaml"


class KitFolder(Struct, frozen=True):
    """A kit of the user's, or of a routine's."""

    path: Path
    within: Path | None = None
    """The folder that all of its files have to be in, so that a routine reads nothing else."""

    def __str__(self) -> str:
        return str(self.path)


KitChoice = str | KitFolder
"""The name of a shipped kit, or a folder."""


def kit_names() -> list[str]:
    """The names of the shipped kits, sorted."""
    return sorted(index.parent.name for index in shipped_folder("sounds").glob(f"*/{INDEX}"))


def find_kit(text: str, base: Path) -> KitChoice:
    """The kit that a person means by `text`, whose folders are looked for in `base`.

    Raises InvalidValueError when there is none. A kit of ours goes before a folder of its name.
    """
    names = kit_names()
    if text in names:
        return text
    if (folder := base / expand_home(text)) and is_folder(folder):
        return KitFolder(folder)
    raise InvalidValueError(f"there is no kit and no folder {quote(text)}", suggest(text, names))


def read_kit_choice(
    sounds: Node | None, source: SourceFile
) -> tuple[KitChoice | None, list[Problem]]:
    """The kit that the key `sounds` of the routine in `source` means, and what is wrong with it."""
    if not isinstance(sounds, ScalarNode) or not 0 < len(sounds.text.strip()) <= LIMITS.line:
        return None, []  # that it is no line of text is a problem of the field
    text, names, home = sounds.text.strip(), kit_names(), source.folder
    if text in names:
        return text, []
    if leads_out(text) or (home and not is_within(home / text, home)):
        message = f"{quote(text)} is outside the routine's own folder"
        hint = "write the name of a kit, or of a folder beside this file"
        return None, [Problem(sounds.where, message, hint)]
    if home and is_folder(home / text):
        return KitFolder(home / text, home), []
    message = f"there is no kit {quote(text)}, and no such folder beside this file"
    return None, [Problem(sounds.where, message, suggest(text, names))]
