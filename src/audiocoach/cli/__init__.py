"""The command line: parse, call, print. Nothing is decided here, and nothing heavy imported."""

import os
import sys

import typer

from audiocoach.cli import printing
from audiocoach.errors import CoachError

app = typer.Typer(
    help="Turn a workout written in YAML into one MP3 that coaches you through it.",
    epilog="Begin with: audiocoach build jeffers-pull",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

# In the order in which help lists them.
# isort: off
from audiocoach.cli import build, routines, voices, cache  # noqa: E402, F401 (they register)
# isort: on


def main() -> None:
    """Run the command line; what a person can mend is one message and exit code 1."""
    # numpy would start a thread of BLAS for each core, and take memory for it, as it is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app()
    except CoachError as error:
        printing.err(f"error: {error}\n")
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
