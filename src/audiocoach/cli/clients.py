"""The command that builds the tracks of many clients."""

from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import completing, printing
from audiocoach.cli.options import Force, base_url_option, open_builder
from audiocoach.cli.rows import choose_rows, read_rows, refusing
from audiocoach.errors import CoachError, RosterError
from audiocoach.programme.choice import Choice

if TYPE_CHECKING:
    from audiocoach.programme.training import TrainingPlan
    from audiocoach.roster.batch import Batch, Outcome
    from audiocoach.roster.executor import Executor
    from audiocoach.roster.model import Beside, Client

app = typer.Typer()

_INTERRUPTED = 130
"""As a program ends that Ctrl-C stops."""
_MOST_NOTES, _MOST_NAMED = 20, 3
"""Notes that are printed, and the clients of each that are named."""

Roster = Annotated[
    Path | None,
    typer.Argument(metavar="FILE", help="The clients: TOML or CSV. [default: clients.toml]"),
]
To = Annotated[
    str,
    typer.Option(
        "--to",
        "--out",
        "-o",
        metavar="DIR|URL",
        help="Where the tracks go: a folder, or s3://bucket/prefix.",
    ),
]
On = Annotated[
    str | None,
    typer.Option(metavar="URL", help="Build on a cluster: its dask scheduler, tcp://HOST:8786."),
]
Jobs = Annotated[
    int | None,
    typer.Option(metavar="N", min=1, help="Tracks at a time. [default: one a processor]"),
]
Only = Annotated[
    list[str] | None,
    typer.Option(
        metavar="ID",
        help="This client alone; repeatable.",
        autocompletion=completing.clients,
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be built.")]
FailFast = Annotated[bool, typer.Option("--fail-fast", help="Stop at the first that fails.")]
Json = Annotated[bool, typer.Option("--json", help="Print the outcome of each client as JSON.")]


Sheet = Annotated[bool, typer.Option("--sheet", help="With a sheet to print beside each track.")]
Calendar = Annotated[
    bool, typer.Option("--calendar", help="With the calendar of each client's programme.")
]
Site = Annotated[
    bool,
    typer.Option("--site", help="With a page and a feed for each phone, at a private address."),
]
BaseUrl = Annotated[
    str | None, base_url_option("Where the folder of all tracks will be on the web.")
]


@app.command("batch", epilog="Example: audiocoach batch clients.toml --to out")
def batch(  # noqa: PLR0913 (an option each)
    roster: Roster = None,
    *,
    to: To = "out",
    jobs: Jobs = None,
    only: Only = None,
    dry_run: DryRun = False,
    fail_fast: FailFast = False,
    on: On = None,
    sheet: Sheet = False,
    calendar: Calendar = False,
    site: Site = False,
    base_url: BaseUrl = None,
    force: Force = False,
    json: Json = False,
) -> None:
    """Build the tracks of many clients: each row of a table, with options of its own."""
    from audiocoach.roster.model import Beside

    if base_url and not site:
        message = "has no effect without --site"
        raise typer.BadParameter(message, param_hint="'--base-url'")
    if "://" in to and (site or calendar):
        message = "--site and --calendar are renewed in a folder, and this is none"
        raise typer.BadParameter(message, param_hint="'--to'")
    beside = Beside(sheet=sheet, calendar=calendar, site=site, base_url=base_url)
    rows = choose_rows(read_rows(roster, "audiocoach batch FILE"), only or (), "'--only'")
    found = _found(rows, to, beside, force=force)
    if dry_run:
        _tell_plan(found, json=json)
        if found.failed:
            raise typer.Exit(1)
        return
    executor = _executor(on, jobs, len(found.stale))
    failed = _run(found, executor, fail_fast=fail_fast, json=json)
    if failed:
        raise typer.Exit(1)


def build_client(row: "Client", to: str, *, force: bool) -> None:
    """Build the track of one client here; raises typer.Exit where that fails."""
    from audiocoach.roster.executor import Here
    from audiocoach.roster.model import NOTHING

    found = _found([row], to, NOTHING, force=force)
    if _run(found, Here(), fail_fast=True, json=False):
        raise typer.Exit(1)


def build_sessions(
    row: "Client", plan: "TrainingPlan", choice: Choice, to: str, *, force: bool
) -> None:
    """Build sessions of a client's programme here, beside the track that a batch builds."""
    from msgspec.structs import replace

    from audiocoach.cli.attempts import Attempts
    from audiocoach.programme.choice import choose
    from audiocoach.roster.check import check_clients, track_file
    from audiocoach.roster.columns import as_columns
    from audiocoach.roster.model import TRACK
    from audiocoach.roster.place import open_place
    from audiocoach.roster.receipt import Receipt
    from audiocoach.roster.worker import build_task
    from audiocoach.support.filenames import lone_file_name

    try:
        chosen = choose(plan.sessions, choice)
    except CoachError as error:
        raise CoachError(f"{row.id}, '{row.programme}': {error.message}", error.hint) from error
    place = open_place(to)
    with open_builder() as builder, refusing(RosterError):
        path, _ = track_file(row, builder.config)
        folder = f"{lone_file_name(plan.course.programme.slug, 'programme')}/{row.id}"
        suffix = PurePosixPath(path).suffix
        names = (lone_file_name(plan.file_name(each), "session") for each in chosen)
        rows = [
            replace(row, session=each.number, out=f"{folder}/{name}{suffix}")
            for each, name in zip(chosen, names, strict=True)
        ]
        checked = check_clients(rows, builder, place, Receipt(), force=force)
    attempts = Attempts([f"{row.id}, session {each.number}" for each in chosen])
    for at, (name, job) in enumerate(zip(attempts.names, checked.jobs, strict=True), 1):
        bar = printing.progress(name, at, len(rows))
        with attempts.trying(name), bar:
            result = build_task(job.task)
            if result.error:
                raise CoachError(result.error)
            shown = place.shown(result.files[TRACK].path)
            attempts.written.append(Path(shown))
            printing.out(f"{shown}\n")
            printing.notes(f"{row.id}: {as_columns(note)}" for note in result.notes)
    attempts.end()


def _found(clients: "list[Client]", to: str, beside: "Beside", *, force: bool) -> "Batch":
    """The checked rows beside what is there; raises typer.Exit where a row is wrong."""
    from audiocoach.roster.batch import Batch
    from audiocoach.roster.check import check_clients
    from audiocoach.roster.place import open_place
    from audiocoach.roster.receipt import read_receipt

    place = open_place(to)
    if beside.calendar and not any(client.programme for client in clients):
        message = "no client has a programme, so there is no calendar"
        raise typer.BadParameter(message, param_hint="'--calendar'")
    receipt = read_receipt(place)
    with open_builder() as builder, refusing(RosterError):
        checked = check_clients(clients, builder, place, receipt, beside=beside, force=force)
    return Batch(checked, place, receipt)


def _tell_plan(batch: "Batch", *, json: bool) -> None:
    """Print what would be built, and why."""
    from audiocoach.support.tables import align_columns

    for outcome in batch.failed:
        _tell(batch, outcome, json=json)
    if json:
        printing.out(_as_json([*batch.planned(), *batch.unchanged, *batch.failed]))
        return
    rows = [(each.id, batch.shown(each), each.reason) for each in batch.planned()]
    printing.out(align_columns(rows, printing.width()) if rows else "")
    failed = f", {len(batch.failed):,} failed" if batch.failed else ""
    printing.out(f"{len(rows):,} to build, {len(batch.unchanged):,} unchanged{failed}\n")


def _executor(on: str | None, jobs: int | None, count: int) -> "Executor":
    """Who builds so many tracks."""
    if on:
        from audiocoach.roster.cluster import Cluster

        if jobs:
            message = "a cluster has as many as it has workers"
            raise typer.BadParameter(message, param_hint="'--jobs'")
        return Cluster(on)
    from audiocoach.roster.executor import Processes
    from audiocoach.support.threads import cores

    return Processes(min(jobs or cores(), count))


def _run(batch: "Batch", executor: "Executor", *, fail_fast: bool, json: bool) -> bool:
    """Build, and tell of it; whether any has failed."""
    outcomes: list[Outcome] = []
    total = len(batch.failed) + len(batch.stale)
    try:
        with printing.progress() as progress, closing(batch.run(executor)) as running:
            for outcome in running:
                outcomes.append(outcome)
                if progress:
                    progress("building", len(outcomes), total)
                _tell(batch, outcome, json=json)
                if fail_fast and outcome.status == "failed":
                    break
    except KeyboardInterrupt:
        _tell_notes(outcomes)
        built = sum(outcome.status == "built" for outcome in outcomes)
        printing.err(f"cancelled; {built:,} built before: {batch.receipt}\n")
        raise typer.Exit(_INTERRUPTED) from None
    failed = sum(outcome.status == "failed" for outcome in outcomes)
    if json:
        printing.out(_as_json([*outcomes, *batch.unchanged]))
    else:
        _tell_notes(outcomes)
        built = len(outcomes) - failed
        counts = f"{built:,} built, {len(batch.unchanged):,} unchanged, {failed:,} failed"
        left = total - len(outcomes)
        printing.out(f"{counts}{f', {left:,} not begun' if left else ''}: {batch.receipt}\n")
    return bool(failed)


def _tell(batch: "Batch", outcome: "Outcome", *, json: bool) -> None:
    """Print where a track is, or why there is none."""
    if outcome.status == "failed":
        printing.err(f"{batch.where(outcome)}: {outcome.id}: {outcome.reason}\n")
    elif not json:
        feed = f"  feed  {outcome.feed}\n" if outcome.feed else ""
        printing.out(f"{batch.shown(outcome)}\n{feed}")


def _tell_notes(outcomes: "list[Outcome]") -> None:
    """Print what to know of the tracks, each thing once with the clients that it is true of."""
    ids: dict[str, list[str]] = {}
    for outcome in sorted(outcomes, key=_id):
        for note in outcome.notes:
            ids.setdefault(note, []).append(outcome.id)
    told = sorted(ids, key=lambda note: -len(ids[note]))
    for note in told[:_MOST_NOTES]:
        first, more = ids[note][:_MOST_NAMED], len(ids[note]) - _MOST_NAMED
        printing.warn(f"{', '.join(first)}{f' and {more:,} more' if more > 0 else ''}: {note}")
    if len(told) > _MOST_NOTES:
        printing.warn(f"and {len(told) - _MOST_NOTES:,} more: see 'notes' with --json")


def _as_json(outcomes: "list[Outcome]") -> str:
    """The outcomes by the names of their clients."""
    import msgspec

    data = msgspec.json.encode({outcome.id: outcome for outcome in sorted(outcomes, key=_id)})
    return msgspec.json.format(data, indent=1).decode() + "\n"


def _id(outcome: "Outcome") -> str:
    return outcome.id
