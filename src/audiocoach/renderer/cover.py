"""The picture that players show: a file, or one drawn from the routine's title and shape.

The session is a ring, clockwise from the top, over its title: work in a colour for each exercise,
rest dim.
"""

import zlib
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from audiocoach.cache import Store, key
from audiocoach.config.output import DRAWN, NO_COVER
from audiocoach.errors import CoachError
from audiocoach.mp3.tags import Picture
from audiocoach.renderer.cover_dial import MARKS, Sheet, png
from audiocoach.renderer.cover_letters import unwritten
from audiocoach.support.durations import whole_minutes
from audiocoach.support.files import explain_os_error, is_folder
from audiocoach.support.messages import quote
from audiocoach.support.resources import version
from audiocoach.timeline import Timeline

_QUIET = 0
"""The colour of what is not work."""
_TURN = 360_000
_MARK = _TURN // MARKS
_PNG = "image/png"
_MAGIC = {b"\x89PNG\r\n\x1a\n": _PNG, b"\xff\xd8\xff": "image/jpeg"}
_MOST_BYTES = 10_000_000


class Arc(NamedTuple):
    """A stretch of the ring, in thousandths of a degree from the top, clockwise."""

    start: int
    end: int
    colour: int
    """0 for rest; work has the number of its exercise, from 1."""


class Shape(NamedTuple):
    """All that a drawn cover shows of a session."""

    title: str
    minutes: int
    arcs: tuple[Arc, ...]


def shape_of(timeline: Timeline) -> Shape:
    """What a cover shows of the whole session."""
    colours: dict[str, int] = {}
    arcs = []
    for interval in timeline.intervals:
        colour = _QUIET
        if interval.interval.kind == "work":
            colour = colours.setdefault(interval.interval.exercise or "", len(colours) + 1)
        bounds = (interval.start_ms, interval.end_ms)
        start, end = (at * _TURN // timeline.duration_ms for at in bounds)
        arcs.append(Arc(start, end, colour))
    return Shape(timeline.title, whole_minutes(timeline.duration_ms), tuple(arcs))


def choose(cover: str, shape: Shape, store: Store) -> Picture | None:
    """The cover for `drawn`, `none`, or the path of a picture; CoachError if it cannot be used."""
    if cover == NO_COVER:
        return None
    if cover != DRAWN:
        return _read(Path(cover))
    kept_as = _key(shape.title, shape.minutes)
    if not (pixels := store.read([kept_as]).get(kept_as)):
        pixels = _sheet(shape.title, store).numbered(shape.minutes)
        store.write({kept_as: pixels})
    return Picture(_PNG, png(shape.title, marks_of(shape.arcs), pixels))


def notes(cover: str, title: str) -> tuple[str, ...]:
    """What a drawn cover leaves out of the title."""
    lost = unwritten(title) if cover == DRAWN else ""
    hint = "give a picture with --cover, or 'none'"
    return (f"the cover's font cannot write {quote(lost)}; {hint}",) if lost else ()


def _sheet(title: str, store: Store) -> Sheet:
    """The sheet of a title, drawn once: a routine is as many minutes long as one likes."""
    kept_as = _key(title)
    if body := store.read([kept_as]).get(kept_as):
        return Sheet.from_bytes(body)
    from audiocoach.renderer.cover_drawing import draw_sheet

    sheet = draw_sheet(title)
    store.write({kept_as: sheet.to_bytes()})
    return sheet


def _key(title: str, minutes: int | None = None) -> str:
    makers = f"pillow {version('pillow', 'PIL')} zlib {zlib.ZLIB_RUNTIME_VERSION}"
    return key("cover", f"{makers}\n{minutes}\n{title}")


def marks_of(arcs: tuple[Arc, ...]) -> list[int]:
    """The colours of a dial's marks, each of what is most of its time."""
    shares: list[Counter[int]] = [Counter() for _ in range(MARKS)]
    for start, end, colour in arcs:
        for mark in range(start // _MARK, -(-end // _MARK)):
            shares[mark][colour] += min(end, (mark + 1) * _MARK) - max(start, mark * _MARK)
    return [max(share, key=share.__getitem__, default=_QUIET) for share in shares]


def _read(path: Path) -> Picture:
    try:
        if is_folder(path):
            raise CoachError(f"{path}: this is a folder", "give a PNG or JPEG file as --cover")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise CoachError(
            f"{path}: there is no such file", "--cover is a PNG or JPEG file"
        ) from None
    except OSError as error:
        raise CoachError(f"{path}: cannot be read ({explain_os_error(error)})") from error
    except ValueError as error:
        raise CoachError(f"{path}: is no path ({error})") from error
    mime = next((mime for magic, mime in _MAGIC.items() if data.startswith(magic)), None)
    if mime is None:
        raise CoachError(f"{path}: this is neither PNG nor JPEG", "save the picture as one of them")
    if len(data) > _MOST_BYTES:
        most = _MOST_BYTES // 1_000_000
        raise CoachError(f"{path}: a cover has at most {most} MB", "save the picture smaller")
    return Picture(mime, data)
