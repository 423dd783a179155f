"""What the keys of a routine contradict or leave out, apart from their values.

Each `check_*` takes the mapping as written and returns what is wrong with it, so that an author
sees these beside every misspelt value. A key that would have no effect is an error, not a shrug.
"""

from collections.abc import Iterator

from audiocoach.defaults import DEFAULTS
from audiocoach.errors import Problem, SpeechError, Where
from audiocoach.routine import fields
from audiocoach.routine.fields import NAME
from audiocoach.routine.keys import (
    DOSES,
    HOLDS,
    IDLE_IN,
    IDLE_ON,
    LISTS,
    LOADS,
    ONLY_ON,
    PACING,
    with_article,
)
from audiocoach.routine.model import BLOCK_WORDS, STEP_WORDS
from audiocoach.support.messages import quote
from audiocoach.support.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from audiocoach.tts import parse_voice
from audiocoach.tts.base import ENGINES, engine_of, is_voice_name


def check_keys(block: MappingNode, kind: str) -> Iterator[Problem]:
    """Keys that mean nothing on a block of this kind."""
    for key, where in block.keys.items():
        why = IDLE_ON.get(kind, {}).get(key)
        if key in ONLY_ON and kind not in ONLY_ON[key]:
            why = "its title is already there" if key == "title" else _elsewhere(key)
        if why:
            yield Problem(
                where, f"'{key}' has no effect on {with_article(kind)}: {why}", "delete it"
            )


def _elsewhere(key: str) -> str:
    return f"it belongs to {with_article(ONLY_ON[key][0])}"


def check_within(item: MappingNode, word: str, kind: str) -> Iterator[Problem]:
    """An item, by its first word, in the list of a block of a kind."""
    if word not in HOLDS.get(kind, (word,)):
        things = "exercises, supersets, circuits and blocks" if kind == "emom" else "exercises"
        message = f"'{word}' cannot stand in {with_article(kind)}, which holds {things}"
        yield Problem(item.where, message, "move it out, or use a 'block'")
    if word != "name":
        return
    for key, where in item.keys.items():
        if why := IDLE_IN.get(kind, {}).get(key):
            yield Problem(
                where, f"'{key}' has no effect in {with_article(kind)}: {why}", "delete it"
            )
    if kind in ("amrap", "emom") and isinstance(item.values.get("reps"), SequenceNode):
        message = f"a list of reps has no effect in {with_article(kind)}"
        yield Problem(item.keys["reps"], message, "write one number")


def check_every(block: MappingNode, kind: str) -> Iterator[Problem]:
    """An EMOM lasts a whole number of its slots."""
    length, every = block.values.get("emom"), block.values.get("every")
    if kind != "emom" or not isinstance(length, ScalarNode):
        return
    try:
        total_ms = fields.read_cap(length.text)
        every_ms = (
            fields.read_cap(every.text) if isinstance(every, ScalarNode) else DEFAULTS.every_ms
        )
    except ValueError:
        return
    if total_ms % every_ms:
        slot = every.text if isinstance(every, ScalarNode) else "1 min"
        message = f"{quote(length.text)} is no whole number of slots of {slot}"
        yield Problem(length.where, message, f"write a multiple of {slot}, or another 'every'")


def first_word(item: Node) -> str:
    """What an item begins with."""
    return next(iter(item.keys), "") if isinstance(item, MappingNode) else ""


def check_list(items: SequenceNode) -> Iterator[Problem]:
    """Something to do in it; rests between two things to do, each once."""
    if items.items and all(first_word(item) in STEP_WORDS for item in items.items):
        hint = "add an exercise, like '- {name: Row, reps: 10}'"
        yield Problem(items.where, "there is nothing to do in this list", hint)
        return
    before: MappingNode | None = None
    rest: MappingNode | None = None
    for item in items.items:
        word = first_word(item)
        if word == "rest" and isinstance(item, MappingNode):
            yield from _misplaced(item, before, rest)
            rest = item
        elif word not in STEP_WORDS:
            before, rest = item if isinstance(item, MappingNode) else None, None
    if rest and before:
        hint = "delete it; 'round_rest' is between rounds, and 'rest' of a block is around it"
        yield Problem(rest.where, "nothing follows this rest in its list", hint)


def _misplaced(
    item: MappingNode, before: MappingNode | None, rest: MappingNode | None
) -> Iterator[Problem]:
    if rest:
        message = "this rest follows another"
        yield Problem(item.where, message, f"write one, on line {rest.where.line}")
    elif not before:
        yield Problem(item.where, "nothing comes before this rest in its list", "delete it")
    elif "rest" in before.keys and first_word(before) == "name" and not _has_sets(before):
        message = "'rest' has no effect before a rest of the list"
        yield Problem(before.keys["rest"], message, "keep one of them")


def _has_sets(exercise: MappingNode) -> bool:
    return "sets" in exercise.keys or isinstance(exercise.values.get("reps"), SequenceNode)


_KEYS = ("voice", "counter")


def check_voices(root: MappingNode) -> list[Problem]:
    """What can be no voice anywhere, or is for the user alone to bring.

    Whether a voice is there is told where it is to speak: there may be another by then.
    """
    return [problem for key in _KEYS for problem in _check(key, root.values.get(key))]


def _check(key: str, voice: Node | None) -> list[Problem]:
    if not isinstance(voice, ScalarNode) or not voice.text.strip():
        return []
    try:
        return _check_engine(key, voice, engine_of(voice.text))
    except SpeechError as error:
        return [Problem(voice.where, f"'{key}': {error.message}", error.hint)]


def _check_engine(key: str, voice: ScalarNode, engine: str) -> list[Problem]:
    """A file, wherever it lies, is refused: a model is a program of sorts and may name more files.

    Of engines that packages bring nothing is known here.
    """
    if engine not in ENGINES:
        return []
    entry = ENGINES[engine]
    if entry.own:
        return [_refused(key, voice, entry.own, "it")]
    name = parse_voice(voice.text).name
    if entry.files and not is_voice_name(name):
        return [_refused(key, voice, "a voice's file", "the file")]
    return []


def _refused(key: str, voice: ScalarNode, what: str, it: str) -> Problem:
    message = f"a routine cannot name {what}, as {quote(voice.text)} does"
    hint = f"write the name of an installed voice, and name {it} with --{key}"
    return Problem(voice.where, message, hint)


_UNDOSED = ("ladder", "tabata")
"""Kinds of block that say themselves how much."""


def check_routine(root: MappingNode) -> list[Problem]:
    """Every contradiction in the tree, in no order; of several at a key the first."""
    found = check_substitutes(root)
    for mapping, inside in _mappings(root, ""):
        first = first_word(mapping)
        kind = first if mapping is not root else ""
        if inside:
            found += check_within(mapping, first, inside)
        if kind == "name":
            found += check_exercise(mapping, inside)
        elif mapping is root or first in BLOCK_WORDS:
            found += check_group(mapping, kind)
    problems: dict[Where, Problem] = {}
    for problem in (*found, *check_starts(root)):
        problems.setdefault(problem.where, problem)
    return list(problems.values())


def _mappings(node: Node, inside: str) -> Iterator[tuple[MappingNode, str]]:
    """Everything that has keys, and the kind of block that it is in; "" for the routine's lists."""
    match node:
        case MappingNode():
            yield node, inside
            for key in LISTS:
                if key in node.values:
                    word = first_word(node)
                    kind = word if word in BLOCK_WORDS else ""
                    yield from _mappings(node.values[key], kind)
        case SequenceNode():
            for item in node.items:
                yield from _mappings(item, inside)


def check_exercise(exercise: MappingNode, inside: str) -> Iterator[Problem]:
    """What an exercise says of itself, in a block of a kind."""
    yield from check_pacing(exercise)
    if inside not in _UNDOSED:
        yield from check_dose(exercise)
        yield from check_timed(exercise)
    yield from check_sides(exercise)
    yield from check_sets(exercise)
    yield from check_load(exercise)


def check_group(group: MappingNode, kind: str) -> Iterator[Problem]:
    """What a block of a kind, or the routine, says of itself and of its lists."""
    if kind:
        yield from check_keys(group, kind)
        yield from check_every(group, kind)
    yield from check_pacing(group)
    yield from check_rounds(group, kind)
    yield from check_last_rest(group)
    for key in LISTS:
        items = group.values.get(key)
        if isinstance(items, SequenceNode) and "rest" in HOLDS.get(kind, STEP_WORDS):
            yield from check_list(items)


def _problem(mapping: MappingNode, key: str, message: str, hint: str) -> Problem:
    return Problem(mapping.keys[key], message, hint)


def check_dose(exercise: MappingNode) -> list[Problem]:
    """Exactly one of reps, work, hold."""
    present = [key for key in DOSES if key in exercise.keys]
    if not present:
        return [
            Problem(
                exercise.where,
                "the exercise does not say how much",
                "add 'reps: 10' (counted), 'work: 40s' (timed) or 'hold: 30s' (timed and still)",
            )
        ]
    message = f"'{present[0]}' and '{{}}' contradict each other"
    hint = "keep one of them"
    return [_problem(exercise, key, message.format(key), hint) for key in present[1:]]


def check_pacing(mapping: MappingNode) -> list[Problem]:
    """A tempo or a pace, not both."""
    if not all(key in mapping.keys for key in PACING):
        return []
    message = "'tempo' and 'pace' contradict each other"
    later = max(PACING, key=lambda key: mapping.keys[key])
    return [_problem(mapping, later, message, "keep one of them")]


def check_timed(exercise: MappingNode) -> list[Problem]:
    """Nothing paces work that is timed."""
    if "reps" in exercise.keys or not any(key in exercise.keys for key in DOSES):
        return []
    message = "'{}' has no effect on work that is timed"
    return [
        _problem(exercise, key, message.format(key), "delete it, or count 'reps'")
        for key in (*PACING, "starts", "rir")
        if key in exercise.keys
    ]


def check_sides(exercise: MappingNode) -> list[Problem]:
    """Which side is first needs sides; time to switch needs one side after the other."""
    sides = exercise.values.get("sides")
    problems = []
    if sides is None and "first" in exercise.keys:
        hint = "add 'sides: alternating' or 'sides: each'"
        problems.append(_problem(exercise, "first", "'first' has no effect without 'sides'", hint))
    alternating = isinstance(sides, ScalarNode) and sides.text == "alternating"
    if "switch" in exercise.keys and (sides is None or alternating):
        message = "'switch' has no effect unless one side follows the other"
        problems.append(_problem(exercise, "switch", message, "add 'sides: each' or delete it"))
    return problems


def check_sets(exercise: MappingNode) -> list[Problem]:
    """Rest between sets needs sets; a list of reps says how many there are."""
    listed = isinstance(exercise.values.get("reps"), SequenceNode)
    problems = []
    if "set_rest" in exercise.keys and "sets" not in exercise.keys and not listed:
        message = "'set_rest' has no effect without 'sets'"
        problems.append(_problem(exercise, "set_rest", message, "add 'sets: 3' or delete it"))
    if listed and "sets" in exercise.keys:
        message = "'sets' and a list of reps contradict each other"
        hint = "keep the list, which has one set for each of its numbers"
        problems.append(_problem(exercise, "sets", message, hint))
    return problems


def check_load(exercise: MappingNode) -> Iterator[Problem]:
    """One way to say how heavy and how hard."""
    for key, other in LOADS:
        if key in exercise.keys and other in exercise.keys:
            later = max(key, other, key=lambda each: exercise.keys[each])
            message = f"'{key}' and '{other}' contradict each other"
            yield _problem(exercise, later, message, "keep one of them")
    drops = exercise.values.get("drops")
    if isinstance(drops, SequenceNode) and len(drops.items) == 1:
        message, hint = "a drop set has two weights or more", "add one, or write 'weight'"
        yield _problem(exercise, "drops", message, hint)
    if drops and isinstance(exercise.values.get("reps"), SequenceNode):
        message = "'drops' and a list of reps contradict each other"
        yield _problem(exercise, "drops", message, "keep one of them")


def check_rounds(group: MappingNode, kind: str) -> list[Problem]:
    """Rest between rounds needs rounds."""
    if "round_rest" not in group.keys or "rounds" in group.keys or kind == "ladder":
        return []
    message = "'round_rest' has no effect without 'rounds'"
    return [_problem(group, "round_rest", message, "add 'rounds: 3' or delete it")]


def check_last_rest(group: MappingNode) -> Iterator[Problem]:
    """What follows the last exercise is a new round, where it is not the cool-down."""
    items = group.values.get("exercises")
    if "round_rest" not in group.keys or not isinstance(items, SequenceNode):
        return
    moves = [item for item in items.items if first_word(item) not in STEP_WORDS]
    last = moves[-1] if moves else None
    cools = isinstance(group.values.get("cooldown"), SequenceNode)
    if isinstance(last, MappingNode) and first_word(last) == "name" and not cools:
        message = "'rest' of the last exercise has no effect beside 'round_rest'"
        if "rest" in last.keys:
            yield _problem(last, "rest", message, "keep one of them")


def check_starts(root: MappingNode) -> list[Problem]:
    """The phase that a rep begins with needs a tempo, which a mode may give."""
    modes = root.values.get("modes")
    ways = modes.values.values() if isinstance(modes, MappingNode) else ()
    if any(isinstance(mode, MappingNode) and "tempo" in mode.keys for mode in ways):
        return []
    problems: list[Problem] = []
    _has_tempo(root, problems, inherited=False)
    return problems


def _has_tempo(mapping: MappingNode, problems: list[Problem], *, inherited: bool) -> bool:
    """Whether a tempo is in force on anything that is counted in here."""
    own = "tempo" in mapping.keys or (inherited and "pace" not in mapping.keys)
    lists = [mapping.values[key] for key in LISTS if key in mapping.values]
    items = [item for each in lists if isinstance(each, SequenceNode) for item in each.items]
    within = [
        _has_tempo(item, problems, inherited=own) for item in items if isinstance(item, MappingNode)
    ]
    timed = "work" in mapping.keys or "hold" in mapping.keys
    used = any(within) if lists else own and not timed
    if "starts" in mapping.keys and not used:
        hint = "add 'tempo: 2-0-2-0' or delete it"
        problems.append(_problem(mapping, "starts", "'starts' has no effect without a tempo", hint))
    return used


def check_substitutes(root: MappingNode) -> list[Problem]:
    """What is replaced has to be among the equipment."""
    replaced = root.values.get("substitutes")
    owned = root.values.get("equipment")
    if not isinstance(replaced, MappingNode) or isinstance(owned, MappingNode):
        return []
    needed = [mapping.values.get("needs") for mapping, _ in _mappings(root, "")]
    names = {name for node in (owned, *needed) for name in _texts(node)}
    return [
        Problem(where, f"{quote(name)} is not among the equipment", "list it under 'equipment'")
        for name, where in replaced.keys.items()
        if name not in names
    ]


def _texts(node: Node | None) -> list[str]:
    listed = node.items if isinstance(node, SequenceNode) else [node]
    return [item.text for item in listed if isinstance(item, ScalarNode)]


_NAMING = "write small letters, digits and hyphens, like 'conditioning'"


def check_modes(root: MappingNode) -> list[Problem]:
    """What modes are called, and what contradicts itself in them."""
    modes = root.values.get("modes")
    if not isinstance(modes, MappingNode):
        return []
    problems = [
        Problem(where, f"{quote(name)} is no name for a mode", _NAMING)
        for name, where in modes.keys.items()
        if not NAME.fullmatch(name)
    ]
    for mode in modes.values.values():
        if isinstance(mode, MappingNode):
            problems += _check_timed(mode) if "work" in mode.keys else check_pacing(mode)
    return problems


def _check_timed(mode: MappingNode) -> list[Problem]:
    message = "'{}' has no effect beside 'work', which makes timed exercises of counted ones"
    return [
        Problem(mode.keys[key], message.format(key), "keep one of them")
        for key in ("reps", "tempo", "pace")
        if key in mode.keys
    ]
