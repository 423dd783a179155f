"""What a shell completes: names for options and arguments, and how a shell learns to ask.

A name goes through the shell, which may run what it finds in it. So only plain names are offered.
"""

import re
from collections.abc import Callable, Iterable
from importlib import import_module
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

import typer

from audiocoach.errors import CoachError

_PLAIN = r"[\w./+-]+"
_MOST = 1_000
_PROGRAM = "audiocoach"
_VARIABLE = "_AUDIOCOACH_COMPLETE"
_SHELLS = "bash, zsh, fish or PowerShell"
_POWERSHELL = ("powershell", "pwsh")
_PROFILE = "audiocoach --show-completion | Out-String | Invoke-Expression"

Completer = Callable[[typer.Context, str], list[str]]
_Names = Callable[[typer.Context, str], Iterable[str]]


def _completer(names: _Names) -> Completer:
    """The plain ones of some names; none where they cannot be found, as a shell takes no errors."""

    def complete(ctx: typer.Context, incomplete: str) -> list[str]:
        try:
            return [name for name in islice(names(ctx, incomplete), _MOST) if _is_plain(name)]
        except (CoachError, OSError, ValueError):
            return []

    return complete


def _is_plain(name: str) -> bool:
    return bool(re.fullmatch(_PLAIN, name))


@_completer
def routines(_: typer.Context, incomplete: str) -> Iterable[str]:
    """Routines and programmes by name, and files in the folder that is named."""
    from audiocoach.programme.catalog import programme_names
    from audiocoach.routine.catalog import names
    from audiocoach.routine.extends import SUFFIXES

    yield from names()
    yield from programme_names()
    folder = PurePath(incomplete) if incomplete.endswith("/") else PurePath(incomplete).parent
    for path in sorted(islice(Path(folder).iterdir(), _MOST)):
        if path.suffix.lower() in SUFFIXES:
            yield path.as_posix()


@_completer
def programmes(_: typer.Context, __: str) -> Iterable[str]:
    """Programmes by name."""
    from audiocoach.programme.catalog import programme_names

    return programme_names()


@_completer
def clients(ctx: typer.Context, __: str) -> Iterable[str]:
    """The clients of the table that is named before, or of the working folder's."""
    from audiocoach.roster.read import find_roster, read_roster

    # What stands before an option that has no value yet is left where click found it.
    named = (each for each in ctx.args if each.lower().endswith((".csv", ".toml")))
    table = ctx.params.get("clients") or next(named, None)
    return [client.id for client in read_roster(Path(table) if table else find_roster(""))]


@_completer
def modes(ctx: typer.Context, _: str) -> Iterable[str]:
    """The modes of the routine that is named before."""
    from audiocoach.routine.catalog import find

    named = (ctx.params.get("name"), *(ctx.params.get("names") or ()), *ctx.args)
    name = next((each for each in named if each and not each.startswith("-")), None)
    return find(name).modes if name else ()


@_completer
def voices(_: typer.Context, __: str) -> Iterable[str]:
    """Voices by their own names, and espeak's languages."""
    from audiocoach.tts import espeak
    from audiocoach.tts.registry import bare_names

    yield from bare_names()
    yield from (voice.name for voice in espeak.voices())


@_completer
def kits(_: typer.Context, __: str) -> Iterable[str]:
    """The included kits of tones."""
    from audiocoach.sounds.choice import kit_names

    return kit_names()


@_completer
def languages(_: typer.Context, __: str) -> Iterable[str]:
    """The languages of the coach."""
    from audiocoach.i18n.languages import NAMES

    return NAMES


@_completer
def engines(_: typer.Context, __: str) -> Iterable[str]:
    """The engines that speak."""
    from audiocoach.tts.registry import ENGINES

    return ENGINES


def words(*known: str) -> Completer:
    """Words that are always the same."""
    return _completer(lambda _, __: known)


def prepare() -> None:
    """Make typer answer what a shell asks."""
    _typer().completion_init()
    # Only its own descriptions have markup, for which it would load all of rich.
    import_module("typer._completion_classes").__dict__["_sanitize_help_text"] = str


def show() -> str:
    """The script that makes this shell complete; raises CoachError."""
    script: str = _typer().get_completion_script(
        prog_name=_PROGRAM, complete_var=_VARIABLE, shell=_shell()
    )
    return f"{script}\n"


def install() -> str:
    """Make this shell complete from its next start on, and tell where; raises CoachError.

    PowerShell would run a script only under another policy, which is for its user to choose.
    """
    shell = _shell()
    if shell in _POWERSHELL:
        raise CoachError("PowerShell has a profile for it", f"write into $PROFILE: {_PROFILE}")
    _, path = _typer().install(shell, _PROGRAM, _VARIABLE)
    return f"{path}\n{shell} completes audiocoach from its next start on\n"


def _shell() -> str:
    shell = _running_shell()
    known = [each.value for each in _typer().Shells]
    if shell not in known:
        message = f"'{shell}' is no shell that completes" if shell else "no shell runs this"
        raise CoachError(message, f"run it in {_SHELLS}")
    return shell


def _running_shell() -> str:
    import shellingham

    try:
        name: str = shellingham.detect_shell()[0]
    except shellingham.ShellDetectionFailure:
        return ""
    return name


def _typer() -> Any:  # noqa: ANN401 (a module without types for it)
    return import_module("typer.completion")
