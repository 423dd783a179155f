"""A batch: what has changed is built, and the receipt says so."""

from collections.abc import Generator, Mapping
from pathlib import Path
from time import monotonic
from typing import Literal, NamedTuple

from msgspec import Struct

from audiocoach.errors import CoachError, Where
from audiocoach.programme.training import TrainingPlan
from audiocoach.roster.beside import CALENDAR, calendar_name, site_address
from audiocoach.roster.check import Checked, Job
from audiocoach.roster.columns import as_columns
from audiocoach.roster.executor import Executor
from audiocoach.roster.model import TRACK, Client, File, Result
from audiocoach.roster.place import Place
from audiocoach.roster.receipt import NAME, Entry, Receipt, read_receipt, write_receipt
from audiocoach.roster.worker import file_of

_SAVED_S = 2.0
"""How often the receipt is written while tracks are built: what is in it is not built again."""

Status = Literal["planned", "built", "unchanged", "failed"]


class Outcome(Struct, frozen=True, kw_only=True):
    """How a row has ended."""

    id: str
    status: Status
    reason: str = ""
    """Why it was built, or why it failed."""
    duration_ms: int = 0
    path: str = ""
    """The track's, in its place."""
    files: dict[str, File] = {}
    notes: tuple[str, ...] = ()
    """What to know of the track, in the words of the table."""
    feed: str = ""
    """What to send to the client: the address of their feed, where it is known."""


class Stale(NamedTuple):
    """A job whose track is to be built, and why."""

    job: Job
    why: str


class Batch:
    """The rows of a roster beside what lies in their place."""

    def __init__(self, checked: Checked, place: Place, receipt: Receipt) -> None:
        """Find out what is to be built."""
        self._place = place
        self._receipt = receipt
        jobs = checked.jobs
        clients = (*(job.client for job in jobs), *(client for client, _ in checked.finished))
        self._rows = {client.id: client.where for client in clients}
        why = {job.client.id: receipt.why_stale(job.client.id, job.made_from) for job in jobs}
        kept = [job for job in jobs if not why[job.client.id]]
        entries = [self._receipt.clients[job.client.id] for job in kept]
        names = [file.path for entry in entries for file in entry.files.values()]
        found = place.found(names)
        for job in kept:
            id_ = job.client.id
            why[id_] = self._receipt.why_damaged(id_, found, place)
        self.stale = [Stale(job, reason) for job in jobs if (reason := why[job.client.id])]
        """What is to be built."""
        self.unchanged = [self._unchanged(job) for job in jobs if not why[job.client.id]]
        """The rows for which nothing is to be done."""
        self._ours = {outcome.id for outcome in self.unchanged}
        self.failed = [self._failed(*finished) for finished in checked.finished]
        """The rows that are known to fail."""

    def _failed(self, client: Client, reason: str) -> Outcome:
        """A row for which nothing can be built; what was built before stays."""
        entry = self._receipt.clients.get(client.id)
        path = entry.files[TRACK].path if entry else ""
        return Outcome(id=client.id, status="failed", reason=reason, path=path)

    def _unchanged(self, job: Job) -> Outcome:
        entry = self._receipt.clients[job.client.id]
        return Outcome(
            id=job.client.id,
            status="unchanged",
            path=entry.files[TRACK].path,
            duration_ms=entry.duration_ms,
            files=dict(entry.files),
            feed=_feed(job, entry.files),
        )

    def run(self, executor: Executor) -> Generator[Outcome, None, None]:
        """Build what is to be built; the receipt is written as that goes on, and at the end."""
        yield from self.failed
        stale = {each.job.client.id: each for each in self.stale}
        saved = monotonic()
        results = executor.run([each.job.task for each in self.stale])
        try:
            for result in results:
                yield self._outcome(stale[result.id], result)
                if monotonic() - saved > _SAVED_S:
                    self.save()
                    saved = monotonic()
        finally:
            if close := getattr(results, "close", None):
                close()
            self.save()

    def planned(self) -> list[Outcome]:
        """The rows that are to be built, and why."""
        return [
            Outcome(id=job.client.id, status="planned", reason=why, path=job.task.path)
            for job, why in self.stale
        ]

    @property
    def receipt(self) -> str:
        """The receipt, as people are told of it."""
        return self._place.shown(NAME)

    def shown(self, outcome: Outcome) -> str:
        """The track of a row, as people are told of it."""
        return self._place.shown(outcome.path)

    def where(self, outcome: Outcome) -> Where:
        """The row of an outcome."""
        return self._rows[outcome.id]

    def save(self) -> None:
        """Write what is ours into the receipt, which others may write to; raises CoachError."""
        with self._place.alone():
            receipt = read_receipt(self._place)
            receipt.clients |= {id_: self._receipt.clients[id_] for id_ in self._ours}
            write_receipt(self._place, receipt)

    def _outcome(self, stale: Stale, result: Result) -> Outcome:
        path = stale.job.task.path
        error = result.error
        if not error and (missing := self._place.missing(result.files.values())):
            error = f"{missing[0]} was written by a worker that has not the same disk"
        if error:
            return Outcome(id=result.id, status="failed", path=path, reason=error)
        files = dict(result.files)
        if stale.job.plan:
            try:
                files |= self._calendar(stale.job, stale.job.plan, result)
            except CoachError as told:
                return Outcome(id=result.id, status="failed", path=path, reason=str(told))
        entry = Entry(made_from=stale.job.made_from, duration_ms=result.duration_ms, files=files)
        self._receipt.clients[result.id] = entry
        self._ours.add(result.id)
        return Outcome(
            id=result.id,
            status="built",
            path=result.files[TRACK].path,
            reason=stale.why,
            duration_ms=result.duration_ms,
            files=files,
            notes=tuple(map(as_columns, result.notes)),
            feed=_feed(stale.job, files),
        )

    def _calendar(self, job: Job, plan: TrainingPlan, result: Result) -> dict[str, File]:
        """Renew the calendar of a client's programme; raises CoachError."""
        from audiocoach.calendar.files import renew_calendar

        folder = Path(self._place.address)
        path = folder / calendar_name(job.task.path)
        address = site_address(result.files, job.task.beside.base_url)
        renew_calendar(path, plan, base_url=address, has_pages=False, client=job.client.id)
        return {CALENDAR: file_of(path, folder)}


def _feed(job: Job, files: Mapping[str, File]) -> str:
    address = site_address(files, job.task.beside.base_url)
    return f"{address}feed.xml" if address else ""
