"""A session → what stands on its sheet, in a size that fits on one page of A4."""

from collections.abc import Iterator, Sequence
from math import ceil

from msgspec import Struct

from audiocoach.defaults import DEFAULTS
from audiocoach.i18n.phrases import Phrases, load_phrases
from audiocoach.plan.cues import plan_session
from audiocoach.plan.moves import Move, moves_of
from audiocoach.plan.unroll import unroll
from audiocoach.plan.wording import describe_length, describe_main_part
from audiocoach.routine.model import Routine, language_of

MOST_COLUMNS = 4
"""So many sets stand beside each other; further ones stand below."""
_MOST_SETS = 12
_SIZES_PT = tuple(half / 2 for half in range(24, 8, -1))
_ROOM_MM, _NAME_MM = 222.0, 62.0
"""The height of all lines, and the width of their names."""
_PT_MM = 0.3528
_LINE, _LETTER = 1.3, 0.52
"""How high a line of text is and how wide a letter is, beside the size of the letters."""
_BOX_MM = 0.85
"""The height of a box, for each point of the size."""


class Line(Struct, frozen=True):
    """A move, with the boxes of its sets; a heading, where it has no dose."""

    name: str
    dose: str = ""
    tempo: str = ""
    sets: int = 0


class Words(Struct, frozen=True):
    """What the sheet itself says, in the language of the coach."""

    move: str
    tempo: str
    weight: str
    reps: str
    effort: str
    date: str
    notes: str


class Sheet(Struct, frozen=True, kw_only=True):
    """What stands on a sheet."""

    language: str
    title: str
    about: str
    """What it consists of, and about how long it takes."""
    person: str = ""
    """Who trains."""
    words: Words
    lines: tuple[Line, ...]
    columns: int
    """How many sets stand beside each other."""
    size_pt: float
    box_mm: float


def sheet_of(routine: Routine, person: str = "") -> Sheet:
    """The sheet of a routine with all its changes; raises RoutineError beyond the limits."""
    language = language_of(routine)
    phrases = load_phrases(language)
    workout = unroll(routine, routine.level or DEFAULTS.level)
    main = describe_main_part(workout, phrases)
    moves = tuple(moves_of(workout, phrases))
    lines = tuple(_lines(moves, main, phrases))
    about = describe_length(plan_session(routine).about_ms, phrases)
    columns = min(MOST_COLUMNS, max((line.sets for line in lines), default=1) or 1)
    size = next((size for size in _SIZES_PT if _height(lines, columns, size) <= _ROOM_MM), 4.5)
    return Sheet(
        language=language,
        title=routine.title,
        about=f"{main} · {about}",
        person=person,
        words=_words(phrases),
        lines=lines,
        columns=columns,
        size_pt=size,
        box_mm=round(size * _BOX_MM, 2),
    )


def _words(phrases: Phrases) -> Words:
    return Words(*(phrases.say(f"sheet_{name}") for name in Words.__struct_fields__))


def _lines(moves: Sequence[Move], main: str, phrases: Phrases) -> Iterator[Line]:
    titles = {"warmup": phrases.say("sheet_warmup"), "cooldown": phrases.say("sheet_cooldown")}
    is_plain = {move.section for move in moves} == {"main"}
    section = "main" if is_plain else ""
    for move in moves:
        if move.section != section:
            section = move.section
            yield Line(titles.get(section, main))
        yield from (Line(title) for title in move.blocks)
        sets = min(move.sets, _MOST_SETS) if section == "main" else 0
        yield Line(move.name, move.dose, move.tempo, sets)


def _height(lines: Sequence[Line], columns: int, size_pt: float) -> float:
    """About how many millimeters they need."""
    return sum(_height_of(line, columns, size_pt) for line in lines)


def _height_of(line: Line, columns: int, size_pt: float) -> float:
    letters = _NAME_MM / (size_pt * _PT_MM * _LETTER)
    texts = ceil(len(line.name) / letters) + ceil(len(line.dose) / letters)
    boxes = ceil(line.sets / columns) * (size_pt * _BOX_MM + 1)
    return max(texts * size_pt * _PT_MM * _LINE, boxes) + 2
