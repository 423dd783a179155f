"""The file of a calendar, which is renewed in place."""

from pathlib import Path

from audiocoach.calendar.write import MOST_BYTES, Written, write_calendar
from audiocoach.config.destinations import names_folder
from audiocoach.errors import CoachError
from audiocoach.inputs import course_inputs
from audiocoach.programme.training import TrainingPlan
from audiocoach.support.files import exists, write_atomic
from audiocoach.support.messages import counted, quote
from audiocoach.support.ownership import check_replaceable
from audiocoach.support.paths import read_bounded

SUFFIX = ".ics"


def calendar_path(out: str, name: str) -> Path:
    """The file that `out` means, a folder's being that name's; CoachError for no calendar's."""
    path = Path(out)
    if names_folder(out) or not path.suffix:
        return path / f"{name}{SUFFIX}"
    if path.suffix.lower() != SUFFIX:
        message = f"{out}: a calendar is no {quote(path.suffix)}"
        raise CoachError(message, f"end the name in {SUFFIX}")
    return path


def renew_calendar(  # noqa: PLR0913 (where, and as `write_calendar`)
    path: Path,
    plan: TrainingPlan,
    *,
    base_url: str | None = None,
    has_pages: bool = True,
    client: str = "",
    force: bool = False,
) -> Written:
    """Write a programme's calendar, which continues the one that is there; raises CoachError.

    With `force` it begins anew, whatever is there. What is the same is not written again.
    """
    check_replaceable(path, course_inputs(plan.course), force=force)
    former = None if force else _former(path)
    try:
        written = write_calendar(
            plan, former=former, base_url=base_url, has_pages=has_pages, client=client
        )
    except CoachError as error:
        raise type(error)(f"{path}: {error.message}", error.hint) from error
    if written.data != former:
        write_atomic(path, [written.data])
    return written


def describe(written: Written) -> str:
    """`24 sessions: 3 changed, 1 cancelled`."""
    _, new, changed, cancelled = written.revised
    count = written.sessions
    counts = [(new if new < count else 0, "new"), (changed, "changed"), (cancelled, "cancelled")]
    said = ", ".join(f"{number} {what}" for number, what in counts if number)
    text = counted(count, "session")
    return f"{text}: {said}" if said else text if new else f"{text}, nothing changed"


def _former(path: Path) -> bytes | None:
    if not exists(path):
        return None
    data = read_bounded(path, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise CoachError(f"{path}: the file is too large for a calendar", "name another file")
    return data
