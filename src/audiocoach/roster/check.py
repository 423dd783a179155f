"""Clients → jobs: every row is looked at before anything is built."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from audiocoach.api import Builder
from audiocoach.config.model import Config
from audiocoach.config.music import OFF, Music
from audiocoach.config.output import SUFFIXES, OutputSettings, format_of
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import Settings, resolve, resolve_music, resolve_output
from audiocoach.errors import MOST_SHOWN, CoachError, Problem, RosterError, told_enough
from audiocoach.i18n.phrases import load_phrases
from audiocoach.inputs import routine_file
from audiocoach.programme.sessions import next_session, session_at
from audiocoach.programme.training import TrainingPlan
from audiocoach.roster.beside import SITE, calendar_name, sheet_name
from audiocoach.roster.columns import OPTION, as_columns
from audiocoach.roster.fingerprints import Fingerprints, program
from audiocoach.roster.lookup import Lookup
from audiocoach.roster.model import NOTHING, Beside, Client, Task
from audiocoach.roster.place import Place
from audiocoach.roster.receipt import NAME as RECEIPT
from audiocoach.roster.receipt import Receipt
from audiocoach.routine.model import Exercise, Routine
from audiocoach.routine.tree import walk
from audiocoach.support.filenames import lone_file_name, same_file
from audiocoach.support.messages import quote
from audiocoach.support.paths import leads_out


class Job(Struct, frozen=True):
    """A client's track, and hashes of what it is made from."""

    client: Client
    task: Task
    made_from: dict[str, str]
    plan: TrainingPlan | None = None
    """The client's programme, where its calendar is wanted, too."""


class Finished(NamedTuple):
    """A client for whom there is nothing to build until their row says what is next."""

    client: Client
    reason: str


class Checked(NamedTuple):
    """The rows of a roster, as they were found."""

    jobs: Sequence[Job]
    finished: Sequence[Finished] = ()


def check_clients(  # noqa: PLR0913 (what jobs are made of)
    clients: Sequence[Client],
    builder: Builder,
    place: Place,
    receipt: Receipt,
    *,
    beside: Beside = NOTHING,
    force: bool = False,
) -> Checked:
    """What is to be built for each client; raises RosterError with all that is wrong.

    `beside` each track lies what that asks for.
    With `force` files in the place are replaced whoever made them, and not only those of `receipt`.
    """
    problems: list[Problem] = []
    jobs: list[Job] = []
    finished: list[Finished] = []
    with builder.compiler() as compiler:
        fingerprints = Fingerprints(builder.config, compiler)
        checker = _Checker(builder, fingerprints, place, receipt, beside)
        for client in clients:
            try:
                jobs.append(checker.job(client, force=force))
            except _FinishedError as error:
                finished.append(Finished(client, str(error)))
            except RosterError as error:
                problems += error.problems
            except CoachError as error:
                problems.append(_of_row(client, error))
            if len(problems) > MOST_SHOWN:
                problems[:] = told_enough(problems)
                break
    checked = Checked(jobs, finished)
    problems += _colliding(checked, receipt)
    if problems:
        raise RosterError(problems)
    return checked


class _FinishedError(CoachError):
    """Nothing is left of a client's programme."""


def _of_row(client: Client, error: CoachError) -> Problem:
    """What is wrong with a row, at the cell that the message is about."""
    message = as_columns(error.message)
    hint = OPTION.sub(r"'\1'", error.hint) if error.hint else None
    named = (found[1] for found in OPTION.finditer(error.message))
    places = {text: f"set {text.partition('=')[0]}" for text in re.findall(r"'(.*?)'", message)}
    column = next((name for name in (*named, *places.values()) if name in client.cells), "")
    return Problem(client.where_of(column), message, hint)


class _Checker:
    def __init__(
        self,
        builder: Builder,
        fingerprints: Fingerprints,
        place: Place,
        receipt: Receipt,
        beside: Beside,
    ) -> None:
        self._builder, self._fingerprints, self._place = builder, fingerprints, place
        self._receipt, self._beside = receipt, beside
        self._lookup = Lookup(builder.config)

    def job(self, client: Client, *, force: bool) -> Job:
        """The job of a client; raises CoachError."""
        config = self._builder.config
        plan = self._lookup.plan(client) if client.programme else None
        routine, overrides = self._session(client, plan)
        settings = self._settings(client, routine, overrides, effects=False)
        path, output = track_file(client, config)
        if self._beside.site and output.format != "mp3":
            column = "format" if client.output.format else "out"
            message = f"a page for the phone plays MP3, and this is {output.format}"
            raise client.wrong(column, message, "leave --site out, or the format")
        ours = self._receipt.paths_of(client.id)
        music = resolve_music(settings.routine, client.music, config.music, config.within)
        task = Task(
            id=client.id,
            settings=settings,
            output=output,
            music=music or Music(OFF),
            sidecars=client.output.sidecars or config.sidecars,
            timeline=client.output.timeline,
            split=client.output.split,
            to=self._place.address,
            path=path,
            force=force or path in ours,
            cache_bytes=config.cache,
            program=program(),
            beside=self._beside,
            person=client.name,
        )
        inputs = self._fingerprints.inputs(task)
        if self._beside.site:
            self._place.check_folder(f"{client.id}/{SITE}")
        calendar = plan if self._beside.calendar else None
        for name in names_of(task, calendar):
            origin = routine_file(settings.routine)
            self._place.check(name, inputs, origin, force=force, ours=name in ours)
        asked: object = (client.overrides, settings.routine.greeting)
        if plan:
            asked = (asked, overrides, routine.title, routine.notes, _explained(routine))
        made_from = self._fingerprints.made_from(task, asked, inputs)
        if calendar:
            base_url = self._beside.base_url
            made_from["calendar"] = self._fingerprints.of_calendar(calendar, base_url)
        if self._receipt.why_stale(client.id, made_from):
            task = replace(task, settings=self._settings(client, routine, overrides))
        return Job(client, task, made_from, calendar)

    def _settings(
        self, client: Client, routine: Routine, overrides: Overrides, *, effects: bool = True
    ) -> Settings:
        """What is decided about the session; raises CoachError."""
        config = self._builder.config
        return _greeting(resolve(routine, config, overrides, effects=effects), client)

    def _session(self, client: Client, plan: TrainingPlan | None) -> tuple[Routine, Overrides]:
        """What is built for a client."""
        if plan is None:
            return self._lookup.routine(client), client.overrides
        try:
            number = client.session
            found = session_at(plan.sessions, number) if number else next_session(plan.sessions)
        except CoachError as error:
            raise client.wrong("session", error.message, error.hint) from error
        if found is None:
            message = f"every session of {quote(client.programme)} is done"
            raise _FinishedError(message, "give them another programme, or fill in 'session'")
        return plan.routine(found), plan.overrides(found)


def track_file(client: Client, config: Config) -> tuple[str, OutputSettings]:
    """A client's track in the place of all tracks, and what kind of file it is; RosterError."""
    out = (client.out or "").replace("\\", "/")
    named = out if out and not out.endswith("/") else ""
    if leads_out(out):
        hint = "write a path within the folder of all tracks"
        raise client.wrong("out", f"{quote(out)} leads out of it", hint)
    if odd := next((part for part in out.split("/") if part != lone_file_name(part, "")), ""):
        hint = f"write '{lone_file_name(odd, client.id)}'"
        raise client.wrong("out", f"{quote(odd)} is no file everywhere", hint)
    try:
        output = resolve_output(client.output, config, named or f"{client.id}/")
    except CoachError as error:
        column = "out" if named else "format"
        raise client.wrong(column, error.message, error.hint) from error
    if named and format_of(Path(named)) is None:
        named, out = "", f"{out}/"
    path = PurePosixPath(named or f"{out}{client.id}{output.of.suffixes[0]}")
    return str(path), output


def _greeting(settings: Settings, client: Client) -> Settings:
    """The settings with a word to the client before all others, where one is wanted."""
    if client.greet is None:
        return settings
    greeting = load_phrases(settings.language).say(client.greet, name=client.name)
    return replace(settings, routine=replace(settings.routine, greeting=greeting))


def _explained(routine: Routine) -> list[str]:
    """The moves that a session explains."""
    items = (place.item for place in walk(routine))
    return [item.name for item in items if isinstance(item, Exercise) and item.how]


def names_of(task: Task, calendar: TrainingPlan | None) -> Iterator[str]:
    """Every file that is written for a client, but for those of a split track and of a site."""
    yield task.path
    path = PurePosixPath(task.path)
    for sidecar in task.sidecars:
        yield str(path.with_suffix(SUFFIXES[sidecar]))
    if task.timeline:
        yield str(path.with_suffix(".json"))
    if task.beside.sheet:
        yield sheet_name(task.path)
    if calendar:
        yield calendar_name(task.path)


def _colliding(checked: Checked, receipt: Receipt) -> Iterator[Problem]:
    """Files that two clients would have, or one would take from another whose programme is done."""
    taken = {
        same_file(path): client
        for client, _ in checked.finished
        for path in receipt.paths_of(client.id)
    }
    folders: dict[str, Client] = {}
    for job in checked.jobs:
        client, task = job.client, job.task
        site = [f"{client.id}/{SITE}/index.html"] if task.beside.site else []
        for name in (task.path, *site):
            parents = [*PurePosixPath(name).parents][:-1]
            folders.update((same_file(str(parent)), client) for parent in parents)
        split = [str(PurePosixPath(task.path).with_suffix(""))] if task.split else []
        for name in (*names_of(task, job.plan), *split):
            if same_file(PurePosixPath(name).parts[0]) == RECEIPT:
                message = f"{name} would be written where the receipt is"
                yield Problem(client.where_of("out"), message, "give the track another 'out'")
                break
            other = taken.setdefault(same_file(name), client)
            if other is not client:
                message = f"{name} would be written for {quote(other.id)}, too"
                yield Problem(client.where_of("out"), message, "give one of them another 'out'")
                break
    for name in sorted(taken.keys() & folders.keys()):
        client, other = taken[name], folders[name]
        message = f"{name} would be in the way of the folder of {quote(other.id)}"
        hint = "give the track another 'out'"
        yield Problem(client.where_of("split" if client.output.split else "out"), message, hint)
