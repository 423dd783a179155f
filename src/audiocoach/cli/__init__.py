"""The command line: parse, call, print. Nothing is decided here, and nothing heavy imported."""

import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_command
from typer.models import CommandInfo, TyperInfo

from audiocoach.errors import CoachError

_MODULES = {
    "build": "build",
    "play": "playing",
    "show": "build",
    "list": "build",
    "check": "build",
    "new": "routines",
    "copy": "routines",
    "explain": "routines",
    "schema": "routines",
    "sounds": "voices",
    "say": "voices",
    "script": "voices",
    "voices": "voices",
    "plan": "programmes",
    "done": "programmes",
    "calendar": "programmes",
    "sheet": "sheets",
    "batch": "clients",
    "send": "phone",
    "publish": "phone",
    "cache": "cache",
}
"""Where each command is, in the order in which help lists them."""


class _InterruptedError(Exception):
    """Ctrl-C; its one argument is what was written before."""


class _Commands(TyperGroup):
    """Commands that are imported and made when they are run; help does without making them."""

    def __init__(self, **attributes: Any) -> None:  # noqa: ANN401 (typer's)
        super().__init__(**attributes)
        self.commands = dict.fromkeys(_MODULES, self)  # who looks for more than names asks below

    def parse_args(self, context: Any, args: list[str]) -> list[str]:  # noqa: ANN401 (typer's)
        """`help build` is `build --help`."""
        if args[:1] == ["help"]:
            args = [*(word for word in args[1:] if not word.startswith("-")), "--help"]
        parsed: list[str] = super().parse_args(context, args)
        return parsed

    def resolve_command(self, context: Any, args: list[str]) -> Any:  # noqa: ANN401 (typer's)
        name = args[0]
        if name not in _MODULES and not name.startswith("-"):
            from audiocoach.support.messages import nearest

            meant = nearest(name, [*_MODULES, "help"])
            hint = f" Did you mean '{meant}'?" if meant else ""
            context.fail(f"No such command {name!r}.{hint}")
        return super().resolve_command(context, args)

    def invoke(self, context: Any) -> Any:  # noqa: ANN401 (typer's)
        try:
            return super().invoke(context)
        except KeyboardInterrupt as error:  # typer would end without a word
            raise _InterruptedError(getattr(error, "written", ())) from None

    def get_command(self, _: object, name: str) -> Any:  # noqa: ANN401 (typer's)
        if name not in _MODULES:
            return None
        declared = _declaration(name)
        if isinstance(declared, TyperInfo):
            return get_command(declared.typer_instance or app)
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        alone.registered_commands.append(declared)
        return get_command(alone)

    def shell_complete(self, context: Any, incomplete: str) -> Any:  # noqa: ANN401 (typer's)
        """The commands, which are not made for it, or options."""
        click = _UsageError.__module__.rpartition(".")[0]
        item_of: Any = import_module(f"{click}.shell_completion").CompletionItem
        if incomplete.startswith("-"):
            return [
                item
                for item in super().shell_complete(context, incomplete)
                if item.value.startswith("-")
            ]
        names = [name for name in (*_MODULES, "help") if name.startswith(incomplete)]
        return [item_of(name) for name in names]

    def format_commands(self, _: object, formatter: Any) -> None:  # noqa: ANN401 (typer's)
        with formatter.section("Commands"):
            formatter.write_dl([(name, _summary(name)) for name in _MODULES])


def _declaration(name: str) -> CommandInfo | TyperInfo:
    """What a module says of a command, or of a group of them."""
    found: typer.Typer = import_module(f"audiocoach.cli.{_MODULES[name]}").app
    declared: tuple[CommandInfo | TyperInfo, ...]
    declared = (*found.registered_commands, *found.registered_groups)
    return next(each for each in declared if each.name == name)


def _summary(name: str) -> str:
    declared = _declaration(name)
    if isinstance(declared, TyperInfo) and declared.typer_instance:
        return str(declared.typer_instance.info.help)
    return str(declared.callback.__doc__)


app = typer.Typer(
    cls=_Commands,
    epilog="Begin with: audiocoach build jeffers-pull",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it)
    if wanted:
        from audiocoach.cli import printing
        from audiocoach.support.resources import version

        printing.out(f"audiocoach {version('audiocoach')}\n")
        raise typer.Exit


def _install_completion(wanted: bool) -> None:  # noqa: FBT001 (typer calls it)
    if wanted:
        from audiocoach.cli import completing, printing

        printing.out(completing.install())
        raise typer.Exit


def _show_completion(wanted: bool) -> None:  # noqa: FBT001 (typer calls it)
    if wanted:
        from audiocoach.cli import completing, printing

        printing.out(completing.show())
        raise typer.Exit


@app.callback()
def audiocoach(
    *,
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Which version."),
    ] = False,
    install_completion: Annotated[
        bool,
        typer.Option(
            "--install-completion",
            callback=_install_completion,
            is_eager=True,
            help="Make this shell complete commands, options and names.",
        ),
    ] = False,
    show_completion: Annotated[
        bool,
        typer.Option(
            "--show-completion",
            callback=_show_completion,
            is_eager=True,
            help="Print what --install-completion installs.",
        ),
    ] = False,
) -> None:
    """Turn a workout written in YAML into one MP3 that coaches you through it."""


def _interrupt_where_ended() -> None:
    """Take the end of the terminal, and a wish to end, for Ctrl-C, unless they are ignored."""
    for name in ("SIGTERM", "SIGHUP"):
        # Windows has not all of them, and another thread than the main one may not ask for any.
        with suppress(AttributeError, ValueError):
            number = getattr(signal, name)
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, signal.default_int_handler)


_UsageError: Any = typer.BadParameter.__bases__[0]
"""click's, which typer brings along under one name or another."""


def main() -> None:
    """Run the command line; what a person can mend is one message and exit code 1.

    Ended from outside it puts away what it has, as with Ctrl-C, and ends with the same code, 130.
    """
    # numpy would start a thread of BLAS for each core, and take memory for it, as it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _open_closed_streams()
    if code := _run():
        sys.exit(code)


def _run() -> int:
    try:
        _interrupt_where_ended()
        if "_AUDIOCOACH_COMPLETE" in os.environ:
            from audiocoach.cli import completing

            completing.prepare()
        code = app(standalone_mode=False)
    except CoachError as error:
        return _failed(f"error: {error}\n")
    except _UsageError as error:
        return _failed(_usage(error), int(error.exit_code))
    except _InterruptedError as error:
        return _interrupted(*error.args)
    except KeyboardInterrupt:
        return _interrupted()
    except SystemExit as end:
        if not isinstance(end.__context__, BrokenPipeError):
            raise
        from audiocoach.cli import printing  # click's own end, where nobody reads its help

        printing.end_unread()
    except OSError as error:  # what the system refuses, and nobody has told better
        from audiocoach.support.files import explain_os_error

        place = f"{error.filename}: " if error.filename is not None else ""
        return _failed(f"error: {place}{explain_os_error(error)}\n")
    return code if isinstance(code, int) else 0


def _interrupted(written: Sequence[Path] = ()) -> int:
    from audiocoach.cli import printing

    return _failed(printing.cancelled(written), 130)


def _usage(error: Any) -> str:  # noqa: ANN401 (click's)
    """What a usage error says; of all options that share letters, the one that is near."""
    if getattr(error, "possibilities", None):
        from audiocoach.support.messages import nearest

        meant = nearest(error.option_name, error.possibilities)
        error.possibilities = ()
        error.message += f". Did you mean {meant}?" if meant else "."
    told = StringIO()
    error.show(told)
    return told.getvalue()


def _failed(message: str, code: int = 1) -> int:
    from audiocoach.cli import printing

    printing.err(message)
    return code


def _open_closed_streams() -> None:
    """Give each closed standard stream a null device: else a file of ours gets its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115, PTH123
