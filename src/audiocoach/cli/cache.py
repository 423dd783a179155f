"""The commands that inspect, verify and clear the cache."""

from time import localtime, strftime

import typer

from audiocoach.cli import colour, printing
from audiocoach.support.messages import counted
from audiocoach.support.sizes import format_size
from audiocoach.support.tables import align_columns

app = typer.Typer()
caching = typer.Typer(
    add_completion=False,
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

    cache = contents(load_config().cache)
    counts = [counted(count, kind) for kind, count in cache.kinds.items()]
    rows = [
        ("  size", f"{format_size(cache.size)} of at most {format_size(cache.bound)}"),
        ("  holds", ", ".join(counts) or "nothing"),
    ]
    if cache.oldest is not None and cache.newest is not None:
        days = (strftime("%Y-%m-%d", localtime(used)) for used in (cache.oldest, cache.newest))
        rows.append(("  last used", " to ".join(days)))
    printing.out(f"{cache.file}\n{align_columns(rows, printing.width())}", colour.first_line)


@caching.command(epilog="Example: audiocoach cache clear")
def clear() -> None:
    """Clear the cache; the next build makes its clips again."""
    from audiocoach.cache.maintenance import clear

    printing.out(f"{format_size(clear())} removed\n")


@caching.command(epilog="Example: audiocoach cache verify")
def verify() -> None:
    """Read the whole cache, and remove damaged entries."""
    from audiocoach.cache.maintenance import verify

    result = verify()
    if result.started_over:
        outcome = f"was damaged ({result.started_over}); started over, now empty"
    else:
        damaged = f"{result.bad:,} damaged and removed" if result.bad else "none damaged"
        good = f"{result.rows - result.bad:,} entries, {format_size(result.size)}"
        outcome = f"{good}; {damaged}"
    printing.out(f"{result.file}: {outcome}\n")
