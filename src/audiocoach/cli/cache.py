"""The commands for what is kept between builds."""

from typing import TYPE_CHECKING

import typer

from audiocoach.cli import app, printing

if TYPE_CHECKING:
    from audiocoach.cache.maintenance import Contents, Verified

caching = typer.Typer(
    help="Inspect, verify or clear the cache.",
    epilog="Example: audiocoach cache info",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(caching, name="cache")


@caching.command(epilog="Example: audiocoach cache info")
def info() -> None:
    """Show where the cache is, and what is in it."""
    from audiocoach.cache.maintenance import contents
    from audiocoach.config.load import load_config

    printing.out(_described(contents(load_config().cache)))


@caching.command(epilog="Example: audiocoach cache clear")
def clear() -> None:
    """Clear the cache; the next build makes its clips again."""
    from audiocoach.cache.maintenance import clear
    from audiocoach.support.sizes import format_size

    printing.out(f"{format_size(clear())} removed\n")


@caching.command(epilog="Example: audiocoach cache verify")
def verify() -> None:
    """Read the whole cache, and remove damaged entries."""
    from audiocoach.cache.maintenance import verify

    printing.out(_found(verify()))


def _described(contents: "Contents") -> str:
    from audiocoach.support.messages import align_columns
    from audiocoach.support.sizes import format_size

    counts = [_counted(count, kind) for kind, count in contents.kinds.items()]
    rows = [
        ("  size", f"{format_size(contents.size)} of at most {format_size(contents.bound)}"),
        ("  holds", ", ".join(counts) or "nothing"),
    ]
    if contents.oldest is not None and contents.newest is not None:
        rows.append(("  last used", f"{_day(contents.oldest)} to {_day(contents.newest)}"))
    return f"{contents.file}\n{align_columns(rows)}"


def _counted(count: int, kind: str) -> str:
    return f"{count:,} {kind}" if count == 1 else f"{count:,} {kind}s"


def _day(seconds: int) -> str:
    from time import localtime, strftime

    return strftime("%Y-%m-%d", localtime(seconds))


def _found(verified: "Verified") -> str:
    from audiocoach.support.sizes import format_size

    if verified.started_over:
        return f"{verified.file}: was damaged ({verified.started_over}); started over, now empty\n"
    good = f"{verified.rows - verified.bad:,} entries, {format_size(verified.size)}"
    damaged = f"{verified.bad:,} damaged and removed" if verified.bad else "none damaged"
    return f"{verified.file}: {good}; {damaged}\n"
