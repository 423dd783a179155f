"""What the keys of a routine contradict or leave out, apart from their values.

Each check takes mappings as they are written and returns what is wrong with them, so that an author
sees it beside every misspelt value. A key that would have no effect is an error, not a shrug.
"""

from collections.abc import Iterator

from audiocoach.defaults import DEFAULTS, LIMITS
from audiocoach.errors import Problem, SpeechError, Where
from audiocoach.routine import fields
from audiocoach.routine.amounts import MAX, Rate, read_pace
from audiocoach.routine.fields import NAME
from audiocoach.routine.keys import (
    COVERED,
    DOSES,
    HOLDS,
    IDLE_IN,
    IDLE_ON,
    LISTS,
    LOADS,
    ONE_SIDE,
    ONLY_ON,
    PACING,
    with_article,
)
from audiocoach.routine.kinds import BLOCK_KINDS, STEP_KEYS
from audiocoach.support.messages import quote
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from audiocoach.tts.base import is_voice_name
from audiocoach.tts.registry import ENGINES, engine_of, parse_voice

_OWN_PACE = ("amrap", "for_time")
"""Kinds of block whose exercises take as long as they take."""
_UNDOSED = ("ladder", "tabata")
"""Kinds of block that say themselves how much."""
_UNCOUNTED = ("tabata", "amrap", "for_time")
"""Kinds of block whose exercises are not counted."""
_KEEP_ONE = "keep one of them"
_TIMED_BY_WORK = [{"work", key} for key in COVERED]
"""Of two doses, those that are one: so much, in a time."""
_RATES = {"distance": "5:00/km", "calories": "12/min"}
"""How fast, of each thing that is covered."""


def check_routine(root: MappingNode) -> list[Problem]:
    """Every contradiction in the tree, in no order; of several at a key the first."""
    problems = _check_substitutes(root) + _check_modes(root) + _check_notes(root)
    for mapping, inside in _mappings(root, ""):
        first = _first_key(mapping)
        kind = first if mapping is not root else ""
        if inside:
            problems += _check_within(mapping, first, inside)
        if kind == "name":
            problems += _check_exercise(mapping, inside)
        elif mapping is root or first in BLOCK_KINDS:
            problems += _check_group(mapping, kind)
    by_place: dict[Where, Problem] = {}
    for problem in (*problems, *_check_starts(root), *_check_rates(root)):
        by_place.setdefault(problem.where, problem)
    return list(by_place.values())


def _check_notes(root: MappingNode) -> list[Problem]:
    """No more than a few notes that are spoken."""
    modes = root.values.get("modes")
    ways = modes.values.values() if isinstance(modes, MappingNode) else ()
    problems = []
    for node in (root, *ways):
        notes = node.values.get("notes") if isinstance(node, MappingNode) else None
        spoken = [
            note
            for note in (notes.items if isinstance(notes, SequenceNode) else [notes])
            if isinstance(note, MappingNode)
        ]
        if len(spoken) > LIMITS.spoken_notes:
            message = f"{len(spoken)} notes are spoken, and the first exercise waits for them"
            hint = f"{LIMITS.spoken_notes} at most; write the others as plain text"
            problems.append(Problem(spoken[LIMITS.spoken_notes].where, message, hint))
    return problems


def _check_modes(root: MappingNode) -> list[Problem]:
    """What modes cannot be called, and what contradicts itself in them."""
    modes = root.values.get("modes")
    if not isinstance(modes, MappingNode):
        return []
    hint = "write small letters, digits and hyphens, like 'conditioning'"
    problems = [
        Problem(where, f"{quote(name)} is no name for a mode", hint)
        for name, where in modes.keys.items()
        if not NAME.fullmatch(name)
    ]
    why = "beside 'work', which makes timed exercises of counted ones"
    for mode in modes.values.values():
        if isinstance(mode, MappingNode) and "work" in mode.keys:
            counted = [key for key in ("reps", *PACING) if key in mode.keys]
            problems += [_no_effect(mode, key, why, _KEEP_ONE) for key in counted]
        elif isinstance(mode, MappingNode):
            problems += _check_pairs(mode, PACING)
    return problems


def check_voices(root: MappingNode) -> list[Problem]:
    """What can be no voice anywhere, or is for the user alone to bring.

    Whether a voice is installed is checked where it speaks: another may have replaced it by then.
    """
    problems: list[Problem] = []
    for key in ("voice", "counter"):
        voice = root.values.get(key)
        if isinstance(voice, ScalarNode) and voice.text.strip():
            try:
                problems += _check_voice(key, voice)
            except SpeechError as error:
                problems.append(Problem(voice.where, f"'{key}': {error.message}", error.hint))
    return problems


def _check_voice(key: str, voice: ScalarNode) -> Iterator[Problem]:
    """A file, wherever it lies, is refused: a model is a program of sorts and may name more files.

    Of engines that packages bring nothing is known here. Raises SpeechError for no voice.
    """
    entry = ENGINES.get(engine_of(voice.text))
    if entry is None:
        return
    if entry.only_user:
        what, it = entry.only_user, "it"
    else:
        name = parse_voice(voice.text).name
        if not entry.takes_files or is_voice_name(name):
            return
        what, it = "a voice's file", "the file"
    message = f"a routine cannot name {what}, as {quote(voice.text)} does"
    hint = f"write the name of an installed voice, and name {it} with --{key}"
    yield Problem(voice.where, message, hint)


def _mappings(node: Node, inside: str) -> Iterator[tuple[MappingNode, str]]:
    """Everything that has keys, and the kind of block that it is in; "" for the routine's lists."""
    match node:
        case MappingNode():
            yield node, inside
            for key in LISTS:
                if key in node.values:
                    first = _first_key(node)
                    yield from _mappings(node.values[key], first if first in BLOCK_KINDS else "")
        case SequenceNode():
            for item in node.items:
                yield from _mappings(item, inside)


def _first_key(item: Node) -> str:
    """What an item begins with, which says what it is."""
    return next(iter(item.keys), "") if isinstance(item, MappingNode) else ""


def _no_effect(mapping: MappingNode, key: str, why: str, hint: str) -> Problem:
    return Problem(mapping.keys[key], f"'{key}' has no effect {why}", hint)


def _check_pairs(mapping: MappingNode, *pairs: tuple[str, str]) -> Iterator[Problem]:
    """Each of `pairs` whose keys are both there, at the one that was written later."""
    for pair in pairs:
        if all(key in mapping.keys for key in pair):
            where = max(mapping.keys[key] for key in pair)
            yield Problem(where, f"'{pair[0]}' and '{pair[1]}' contradict each other", _KEEP_ONE)


def _lists_reps(exercise: MappingNode) -> bool:
    return isinstance(exercise.values.get("reps"), SequenceNode)


def _specs(exercise: MappingNode) -> list[MappingNode]:
    """The sets of an exercise that are written one by one."""
    sets = exercise.values.get("sets")
    listed = sets.items if isinstance(sets, SequenceNode) else ()
    return [each for each in listed if isinstance(each, MappingNode)]


def _has_sets(exercise: MappingNode) -> bool:
    return "sets" in exercise.keys or _lists_reps(exercise)


def _check_within(item: MappingNode, first: str, kind: str) -> Iterator[Problem]:
    """An item in the list of a block of that kind."""
    block = with_article(kind)
    if first not in HOLDS.get(kind, (first,)):
        things = "exercises, supersets, circuits and blocks" if kind == "emom" else "exercises"
        message = f"'{first}' cannot stand in {block}, which holds {things}"
        yield Problem(item.where, message, "move it out, or use a 'block'")
    if first != "name":
        return
    for key in item.keys:
        if why := IDLE_IN.get(kind, {}).get(key):
            yield _no_effect(item, key, f"in {block}: {why}", "delete it")
    if kind in ("amrap", "emom") and _lists_reps(item):
        message = f"a list of reps has no effect in {block}"
        yield Problem(item.keys["reps"], message, "write one number")


# Exercises


def _check_exercise(exercise: MappingNode, inside: str) -> Iterator[Problem]:
    """What an exercise says of itself, in a block of a kind."""
    yield from _check_short(exercise)
    yield from _check_phases(exercise)
    yield from _check_pairs(exercise, PACING)
    if inside not in _UNDOSED:
        yield from _check_dose(exercise)
    yield from _check_moments(exercise, inside)
    yield from _check_sides(exercise)
    yield from _check_how(exercise)
    yield from _check_sets(exercise)
    yield from _check_breath(exercise)
    yield from _check_pairs(exercise, *LOADS)
    yield from _check_drops(exercise)
    yield from _check_open_reps(exercise)


def _check_short(exercise: MappingNode) -> Iterator[Problem]:
    """A short name is shorter than the name."""
    name, short = exercise.values.get("name"), exercise.values.get("short")
    if not isinstance(name, ScalarNode) or not isinstance(short, ScalarNode):
        return
    if len(short.text) >= len(name.text) > 0:
        message = f"{quote(short.text)} is no shorter than {quote(name.text)}"
        yield Problem(short.where, message, "write fewer words, or delete 'short'")


def _check_phases(exercise: MappingNode) -> Iterator[Problem]:
    """A rep has a few parts, and takes as long as they do."""
    phases = exercise.values.get("phases")
    if isinstance(phases, SequenceNode | MappingNode):
        count = len(phases.items if isinstance(phases, SequenceNode) else phases.values)
        if not LIMITS.least_phases <= count <= LIMITS.phases:
            hint = f"name {LIMITS.least_phases} to {LIMITS.phases}"
            yield Problem(exercise.keys["phases"], f"'phases' names {count}", hint)
    if isinstance(phases, MappingNode):
        for key in PACING:
            if key in exercise.keys:
                message = f"'{key}' and the times of 'phases' contradict each other"
                yield Problem(exercise.keys[key], message, "delete it, or write 'phases' as a list")


def _check_dose(exercise: MappingNode) -> Iterator[Problem]:
    """One of reps, work, hold, a distance or calories; nothing paces work that is timed."""
    doses, of_sets = _doses_of(exercise), [_doses_of(each) for each in _specs(exercise)]
    for each, own in zip(_specs(exercise), of_sets, strict=True):
        if not doses and not own:
            hint = "add 'reps: 5' to it, or to the exercise"
            yield Problem(each.where, "this set does not say how much", hint)
    if not doses and not isinstance(exercise.values.get("sets"), SequenceNode):
        message = "the exercise does not say how much"
        hint = "add 'reps: 10' (counted), 'work: 40s' (timed) or 'hold: 30s' (timed and still)"
        yield Problem(exercise.where, message, hint)
    yield from _check_one_dose(exercise, {*doses, *(key for each in of_sets for key in each)})
    for each, own in zip(_specs(exercise), of_sets, strict=True):
        yield from _check_one_dose(each, {*(own or doses)})
        yield from _check_pairs(each, PACING, *LOADS)


def _doses_of(mapping: MappingNode) -> list[str]:
    return [key for key in (*DOSES, *COVERED) if key in mapping.keys]


def _check_one_dose(mapping: MappingNode, doses: set[str]) -> Iterator[Problem]:
    """An exercise or a set that has one of `doses`, its own or those of what it belongs to."""
    own = _doses_of(mapping)
    for index, key in enumerate(own):
        against = [other for other in own[:index] if {key, other} not in _TIMED_BY_WORK]
        if against:
            message = f"'{against[0]}' and '{key}' contradict each other"
            yield Problem(mapping.keys[key], message, _KEEP_ONE)
    covered = next((key for key in (*own, *doses) if key in COVERED), None)
    if "reps" not in doses and doses:
        for key in ("tempo", "pace", "starts", "phases", "rir"):
            if key in mapping.keys and not (key == "pace" and covered and "work" not in doses):
                hint = "delete it, or count 'reps'"
                yield _no_effect(mapping, key, "on work that is timed", hint)
    yield from _check_kind_of_pace(mapping, covered, counted="reps" in doses)


def _check_kind_of_pace(
    exercise: MappingNode, covered: str | None, *, counted: bool
) -> Iterator[Problem]:
    """A distance has the pace of one, calories have theirs, and so have reps."""
    pace = exercise.values.get("pace")
    if not isinstance(pace, ScalarNode) or not _is_pace(pace):
        return
    rate = _rate_of(exercise)
    if covered and not counted and (not rate or rate.of != covered):
        message = f"{quote(pace.text)} is no pace of '{covered}'"
        yield Problem(pace.where, message, f"write it like '{_RATES[covered]}'")
    elif counted and not covered and rate:
        message = f"{quote(pace.text)} is the pace of '{rate.of}', and reps are counted"
        yield Problem(pace.where, message, "write the time of one rep, like '3s'")


def _check_sides(exercise: MappingNode) -> Iterator[Problem]:
    """Which side is first needs sides; time to switch needs one side after the other."""
    sides = exercise.values.get("sides")
    written = sides.text if isinstance(sides, ScalarNode) else None
    if sides is None and "first" in exercise.keys:
        hint = "add 'sides: alternating' or 'sides: each'"
        yield _no_effect(exercise, "first", "without 'sides'", hint)
    if written in ONE_SIDE and "first" in exercise.keys:
        yield _no_effect(exercise, "first", f"where only the {written} side works", "delete it")
    if "switch" in exercise.keys and (sides is None or written in ("alternating", *ONE_SIDE)):
        why = "unless one side follows the other"
        yield _no_effect(exercise, "switch", why, "add 'sides: each' or delete it")


def _check_how(exercise: MappingNode) -> Iterator[Problem]:
    """How each side is done needs a set of that side."""
    how, sides = exercise.values.get("how"), exercise.values.get("sides")
    if not isinstance(how, MappingNode):
        return
    written = sides.text if isinstance(sides, ScalarNode) else ""
    own = ONE_SIDE if written == "each" else (written,)
    for side in ONE_SIDE:
        if side in how.keys and side not in own:
            message = f"no set is of the {side} side alone"
            hint = "write one 'how' for all of it, or 'sides: each'"
            yield Problem(how.keys[side], message, hint)


def _check_sets(exercise: MappingNode) -> Iterator[Problem]:
    """Rest between sets needs sets; a list of reps says how many there are."""
    if "set_rest" in exercise.keys and not _has_sets(exercise):
        yield _no_effect(exercise, "set_rest", "without 'sets'", "add 'sets: 3' or delete it")
    if "sets" in exercise.keys and _lists_reps(exercise):
        message = "'sets' and a list of reps contradict each other"
        hint = "keep the list, which has one set for each of its numbers"
        yield Problem(exercise.keys["sets"], message, hint)
    specs = _specs(exercise)
    for key in exercise.keys if specs else ():
        if all(key in each.keys for each in specs) and key != "rest":
            yield _no_effect(exercise, key, "where each set has its own", "delete it")
    if "set_rest" in exercise.keys and specs and all("rest" in each.keys for each in specs[:-1]):
        yield _no_effect(exercise, "set_rest", "where each set has its 'rest'", "delete it")


def _check_drops(exercise: MappingNode) -> Iterator[Problem]:
    """Two weights or more, for one number of reps."""
    drops = exercise.values.get("drops")
    if isinstance(drops, SequenceNode) and len(drops.items) == 1:
        message, hint = "a drop set has two weights or more", "add one, or write 'weight'"
        yield Problem(exercise.keys["drops"], message, hint)
    if drops and (_lists_reps(exercise) or _specs(exercise)):
        listed = "reps" if _lists_reps(exercise) else "sets"
        message = f"'drops' and a list of {listed} contradict each other"
        yield Problem(exercise.keys["drops"], message, _KEEP_ONE)


def _check_open_reps(exercise: MappingNode) -> Iterator[Problem]:
    """A cap is for reps that nobody counts."""
    own = _texts(exercise.values.get("reps"))
    of_sets = [_texts(each.values.get("reps")) or own for each in _specs(exercise)]
    all_reps = [*own, *(text for texts in of_sets for text in texts)]
    for mapping, reps in ((exercise, all_reps), *zip(_specs(exercise), of_sets, strict=True)):
        if "cap" in mapping.keys and not any(map(_is_open, reps)):
            hint = "write 'reps: max' or 'reps: 5+', or delete it"
            yield _no_effect(mapping, "cap", "on reps that are counted", hint)


def _is_open(reps: str) -> bool:
    return reps == MAX or reps.endswith("+")


def _check_breath(mapping: MappingNode) -> Iterator[Problem]:
    """The length of a breath is for holds of breaths, wherever they are in here."""
    inside = (each for inner, _ in _mappings(mapping, "") for each in (inner, *_specs(inner)))
    holds = (each.values.get("hold") for each in inside)
    if "breath" in mapping.keys and not any(map(_is_breaths, holds)):
        hint = "write 'hold: 5 breaths', or delete it"
        yield _no_effect(mapping, "breath", "without a hold of breaths", hint)


def _is_breaths(hold: Node | None) -> bool:
    return isinstance(hold, ScalarNode) and "breath" in hold.text.lower()


def _check_moments(exercise: MappingNode, inside: str) -> Iterator[Problem]:
    """Something to be heard at each moment that is given; that of a rep needs counted reps."""
    cues = exercise.values.get("cues")
    counted = inside not in _UNCOUNTED and not {*DOSES[1:], *COVERED} & exercise.keys.keys()
    for cue in cues.items if isinstance(cues, SequenceNode) else ():
        at = cue.values.get("at") if isinstance(cue, MappingNode) else None
        if not isinstance(cue, MappingNode) or not at:
            continue
        if not {"say", "sound"} & {*cue.keys}:
            hint = "add 'say: Breathe' or 'sound: pip'"
            yield Problem(cue.where, "nothing is heard at this moment", hint)
        if isinstance(at, ScalarNode) and at.text.startswith("rep ") and not counted:
            message = f"{quote(at.text)} is no moment of work whose reps are not counted"
            yield Problem(at.where, message, "write 'half', or a time like '20s'")


# Blocks and the routine


def _check_group(group: MappingNode, kind: str) -> Iterator[Problem]:
    """What a block of a kind, or the routine, says of itself and of its lists."""
    if kind:
        yield from _check_keys(group, kind)
    if kind == "emom":
        yield from _check_slots(group)
    yield from _check_pairs(group, PACING)
    yield from _check_breath(group)
    yield from _check_round_rest(group, kind)
    for key in LISTS:
        items = group.values.get(key)
        if isinstance(items, SequenceNode) and "rest" in HOLDS.get(kind, STEP_KEYS):
            yield from _check_list(items, may_end_in_rest=_goes_on(group, kind, key))


def _check_keys(block: MappingNode, kind: str) -> Iterator[Problem]:
    """Keys that mean nothing on a block of this kind."""
    for key in block.keys:
        why = IDLE_ON.get(kind, {}).get(key)
        if key in ONLY_ON and kind not in ONLY_ON[key]:
            elsewhere = f"it belongs to {with_article(ONLY_ON[key][0])}"
            why = "its title is already there" if key == "title" else elsewhere
        if why:
            yield _no_effect(block, key, f"on {with_article(kind)}: {why}", "delete it")


def _check_slots(emom: MappingNode) -> Iterator[Problem]:
    """An EMOM lasts a whole number of its slots."""
    length, every = emom.values.get("emom"), emom.values.get("every")
    if not isinstance(length, ScalarNode):
        return
    slot = every.text if isinstance(every, ScalarNode) else None
    try:
        total_ms = fields.read_cap(length.text)
        every_ms = fields.read_cap(slot) if slot is not None else DEFAULTS.every_ms
    except ValueError:
        return
    if total_ms % every_ms:
        slot = slot or "1 min"
        message = f"{quote(length.text)} is no whole number of slots of {slot}"
        yield Problem(length.where, message, f"write a multiple of {slot}, or another 'every'")


def _check_round_rest(group: MappingNode, kind: str) -> Iterator[Problem]:
    """Rest between rounds needs rounds, and takes the place of the last exercise's own rest."""
    if "round_rest" not in group.keys:
        return
    if "rounds" not in group.keys and kind != "ladder":
        yield _no_effect(group, "round_rest", "without 'rounds'", "add 'rounds: 3' or delete it")
    items = group.values.get("exercises")
    # What follows the last exercise is a new round, where it is not the cool-down.
    cooldown = group.values.get("cooldown")
    if not isinstance(items, SequenceNode) or isinstance(cooldown, SequenceNode):
        return
    done = [item for item in items.items if _first_key(item) not in STEP_KEYS]
    last = done[-1] if done else None
    if isinstance(last, MappingNode) and _first_key(last) == "name" and "rest" in last.keys:
        message = "'rest' of the last exercise has no effect beside 'round_rest'"
        yield Problem(last.keys["rest"], message, _KEEP_ONE)


def _goes_on(group: MappingNode, kind: str, key: str) -> bool:
    """Whether something follows a list, with a rest between that no other key gives."""
    if key == "warmup":
        return True
    before_cooldown = isinstance(group.values.get("cooldown"), SequenceNode)
    rounds = ("rounds" in group.keys or kind == "ladder") and "round_rest" not in group.keys
    return key == "exercises" and (before_cooldown or rounds)


def _check_list(items: SequenceNode, *, may_end_in_rest: bool) -> Iterator[Problem]:
    """Something to do in it; rests after things to do, each once."""
    if items.items and all(_first_key(item) in STEP_KEYS for item in items.items):
        hint = "add an exercise, like '- {name: Row, reps: 10}'"
        yield Problem(items.where, "there is nothing to do in this list", hint)
        return
    before: MappingNode | None = None
    rest: MappingNode | None = None
    for item in items.items:
        first = _first_key(item)
        if first == "rest" and isinstance(item, MappingNode):
            yield from _check_rest(item, before, rest)
            rest = item
        elif first not in STEP_KEYS:
            before, rest = item if isinstance(item, MappingNode) else None, None
    if rest and before and not may_end_in_rest:
        hint = "delete it; 'round_rest' is between rounds, and 'rest' of a block is around it"
        yield Problem(rest.where, "nothing follows this rest in its list", hint)


def _check_rest(
    item: MappingNode, before: MappingNode | None, rest: MappingNode | None
) -> Iterator[Problem]:
    """A rest of a list, after the exercise or block `before`, and after another `rest` if any."""
    if rest:
        hint = f"write one, on line {rest.where.line}"
        yield Problem(item.where, "this rest follows another", hint)
    elif not before:
        yield Problem(item.where, "nothing comes before this rest in its list", "delete it")
    elif "rest" in before.keys and _first_key(before) == "name" and not _has_sets(before):
        yield _no_effect(before, "rest", "before a rest of the list", _KEEP_ONE)


# The whole of it


def _check_starts(root: MappingNode) -> list[Problem]:
    """The phase that a rep begins with needs a tempo, which a mode may give."""
    modes = root.values.get("modes")
    ways = modes.values.values() if isinstance(modes, MappingNode) else ()
    if any(isinstance(mode, MappingNode) and "tempo" in mode.keys for mode in ways):
        return []
    problems: list[Problem] = []
    _uses_tempo(root, problems, inherited=False)
    return problems


def _uses_tempo(mapping: MappingNode, problems: list[Problem], *, inherited: bool) -> bool:
    """Whether a tempo is in force on anything that is counted in here; adds to `problems`."""
    replaced = "pace" in mapping.keys and not _rate_of(mapping)
    has_tempo = any("tempo" in each.keys for each in (mapping, *_specs(mapping)))
    has_tempo |= inherited and not replaced
    lists = [mapping.values[key] for key in LISTS if key in mapping.values]
    items = [item for node in lists if isinstance(node, SequenceNode) for item in node.items]
    within = [
        _uses_tempo(item, problems, inherited=has_tempo)
        for item in items
        if isinstance(item, MappingNode)
    ]
    timed = any(key in mapping.keys for key in ("work", "hold", *COVERED))
    used = any(within) if lists else has_tempo and not timed
    if "starts" in mapping.keys and not used:
        hint = "add 'tempo: 2-0-2-0' or delete it"
        problems.append(_no_effect(mapping, "starts", "without a tempo", hint))
    return used


def _check_rates(root: MappingNode) -> list[Problem]:
    """A distance and calories need a pace, or else a time; and a pace of them needs one of them."""
    problems: list[Problem] = []
    _covered_in(root, "", frozenset(), problems)
    return problems


def _covered_in(
    mapping: MappingNode, inside: str, given: frozenset[str], problems: list[Problem]
) -> set[str]:
    """What is covered in here by a pace, of which those of `given` have one; adds to `problems`."""
    rate, first = _rate_of(mapping), _first_key(mapping)
    given |= {rate.of} if rate else frozenset()
    if first == "name":
        covered = {key for key in COVERED if key in mapping.keys and "work" not in mapping.keys}
        own = inside in _OWN_PACE or "pace" in mapping.keys
        for key in covered - given - {*(COVERED if own else ())}:
            message = f"nothing says how long '{key}' takes"
            hint = f"add 'pace: {_RATES[key]}', or 'work: 2 min' for its time"
            problems.append(Problem(mapping.keys[key], message, hint))
        for each in _specs(mapping):
            as_exercise = MappingNode(each.values, {"name": each.where, **each.keys}, each.where)
            covered |= _covered_in(as_exercise, inside, given, problems)
        return covered
    kind = first if first in BLOCK_KINDS else ""
    lists = [mapping.values[key] for key in LISTS if key in mapping.values]
    items = [item for node in lists if isinstance(node, SequenceNode) for item in node.items]
    used: set[str] = set()
    for item in items:
        if isinstance(item, MappingNode):
            used |= _covered_in(item, kind, given, problems)
    if rate and rate.of not in used:
        problems.append(_no_effect(mapping, "pace", f"without a '{rate.of}'", "delete it"))
    return used


def _rate_of(mapping: MappingNode) -> Rate | None:
    """The pace of a distance or of calories that is written there, if any."""
    pace = mapping.values.get("pace")
    try:
        rate = read_pace(pace.text) if isinstance(pace, ScalarNode) else None
    except ValueError:
        return None
    return rate if isinstance(rate, Rate) else None


def _is_pace(node: ScalarNode) -> bool:
    try:
        read_pace(node.text)
    except ValueError:
        return False
    return True


def _check_substitutes(root: MappingNode) -> list[Problem]:
    """What is replaced has to be among the equipment."""
    substitutes = root.values.get("substitutes")
    equipment = root.values.get("equipment")
    if not isinstance(substitutes, MappingNode) or isinstance(equipment, MappingNode):
        return []
    needs = [mapping.values.get("needs") for mapping, _ in _mappings(root, "")]
    names = {name for node in (equipment, *needs) for name in _texts(node)}
    return [
        Problem(where, f"{quote(name)} is not among the equipment", "list it under 'equipment'")
        for name, where in substitutes.keys.items()
        if name not in names
    ]


def _texts(node: Node | None) -> list[str]:
    listed = node.items if isinstance(node, SequenceNode) else [node]
    return [item.text for item in listed if isinstance(item, ScalarNode)]
