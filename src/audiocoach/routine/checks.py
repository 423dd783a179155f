"""What the keys of a routine contradict or leave out, apart from their values.

Each `check_*` takes the mapping as written and returns what is wrong with it, so that an author
sees these beside every misspelt value. A key that would have no effect is an error, not a shrug.
"""

from collections.abc import Iterator

from audiocoach.errors import Problem, Where
from audiocoach.routine.document import Items, Mapping, Node, Scalar
from audiocoach.routine.fields import quoted
from audiocoach.routine.kinds import HELD, check_every, check_keys, check_within
from audiocoach.routine.lists import LISTS, check_list, first_word
from audiocoach.routine.model import BLOCK_WORDS, STEP_WORDS

_DOSES = ("reps", "work", "hold")
_PACING = ("tempo", "pace")
_UNDOSED = ("ladder", "tabata")
"""Kinds of block that say themselves how much."""


def check_routine(root: Mapping) -> list[Problem]:
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


def _mappings(node: Node, inside: str) -> Iterator[tuple[Mapping, str]]:
    """Everything that has keys, and the kind of block that it is in; "" for the routine's lists."""
    match node:
        case Mapping():
            yield node, inside
            for key in LISTS:
                if key in node.values:
                    word = first_word(node)
                    kind = word if word in BLOCK_WORDS else ""
                    yield from _mappings(node.values[key], kind)
        case Items():
            for item in node.items:
                yield from _mappings(item, inside)


def check_exercise(exercise: Mapping, inside: str) -> Iterator[Problem]:
    """What an exercise says of itself, in a block of a kind."""
    yield from check_pacing(exercise)
    if inside not in _UNDOSED:
        yield from check_dose(exercise)
        yield from check_timed(exercise)
    yield from check_sides(exercise)
    yield from check_sets(exercise)
    yield from check_load(exercise)


def check_group(group: Mapping, kind: str) -> Iterator[Problem]:
    """What a block of a kind, or the routine, says of itself and of its lists."""
    if kind:
        yield from check_keys(group, kind)
        yield from check_every(group, kind)
    yield from check_pacing(group)
    yield from check_rounds(group, kind)
    yield from check_last_rest(group)
    for key in LISTS:
        items = group.values.get(key)
        if isinstance(items, Items) and "rest" in HELD.get(kind, STEP_WORDS):
            yield from check_list(items)


def _problem(mapping: Mapping, key: str, message: str, hint: str) -> Problem:
    return Problem(mapping.keys[key], message, hint)


def check_dose(exercise: Mapping) -> list[Problem]:
    """Exactly one of reps, work, hold."""
    present = [key for key in _DOSES if key in exercise.keys]
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


def check_pacing(mapping: Mapping) -> list[Problem]:
    """A tempo or a pace, not both."""
    if not all(key in mapping.keys for key in _PACING):
        return []
    message = "'tempo' and 'pace' contradict each other"
    later = max(_PACING, key=lambda key: mapping.keys[key])
    return [_problem(mapping, later, message, "keep one of them")]


def check_timed(exercise: Mapping) -> list[Problem]:
    """Nothing paces work that is timed."""
    if "reps" in exercise.keys or not any(key in exercise.keys for key in _DOSES):
        return []
    message = "'{}' has no effect on work that is timed"
    return [
        _problem(exercise, key, message.format(key), "delete it, or count 'reps'")
        for key in (*_PACING, "starts", "rir")
        if key in exercise.keys
    ]


def check_sides(exercise: Mapping) -> list[Problem]:
    """Which side is first needs sides; time to switch needs one side after the other."""
    sides = exercise.values.get("sides")
    problems = []
    if sides is None and "first" in exercise.keys:
        hint = "add 'sides: alternating' or 'sides: each'"
        problems.append(_problem(exercise, "first", "'first' has no effect without 'sides'", hint))
    alternating = isinstance(sides, Scalar) and sides.text == "alternating"
    if "switch" in exercise.keys and (sides is None or alternating):
        message = "'switch' has no effect unless one side follows the other"
        problems.append(_problem(exercise, "switch", message, "add 'sides: each' or delete it"))
    return problems


def check_sets(exercise: Mapping) -> list[Problem]:
    """Rest between sets needs sets; a list of reps says how many there are."""
    listed = isinstance(exercise.values.get("reps"), Items)
    problems = []
    if "set_rest" in exercise.keys and "sets" not in exercise.keys and not listed:
        message = "'set_rest' has no effect without 'sets'"
        problems.append(_problem(exercise, "set_rest", message, "add 'sets: 3' or delete it"))
    if listed and "sets" in exercise.keys:
        message = "'sets' and a list of reps contradict each other"
        hint = "keep the list, which has one set for each of its numbers"
        problems.append(_problem(exercise, "sets", message, hint))
    return problems


def check_load(exercise: Mapping) -> Iterator[Problem]:
    """One way to say how heavy and how hard."""
    for key, other in (("weight", "drops"), ("rpe", "rir")):
        if key in exercise.keys and other in exercise.keys:
            later = max(key, other, key=lambda each: exercise.keys[each])
            message = f"'{key}' and '{other}' contradict each other"
            yield _problem(exercise, later, message, "keep one of them")
    drops = exercise.values.get("drops")
    if isinstance(drops, Items) and len(drops.items) == 1:
        message, hint = "a drop set has two weights or more", "add one, or write 'weight'"
        yield _problem(exercise, "drops", message, hint)
    if drops and isinstance(exercise.values.get("reps"), Items):
        message = "'drops' and a list of reps contradict each other"
        yield _problem(exercise, "drops", message, "keep one of them")


def check_rounds(group: Mapping, kind: str) -> list[Problem]:
    """Rest between rounds needs rounds."""
    if "round_rest" not in group.keys or "rounds" in group.keys or kind == "ladder":
        return []
    message = "'round_rest' has no effect without 'rounds'"
    return [_problem(group, "round_rest", message, "add 'rounds: 3' or delete it")]


def check_last_rest(group: Mapping) -> Iterator[Problem]:
    """What follows the last exercise is a new round, where it is not the cool-down."""
    items = group.values.get("exercises")
    if "round_rest" not in group.keys or not isinstance(items, Items):
        return
    moves = [item for item in items.items if first_word(item) not in STEP_WORDS]
    last = moves[-1] if moves else None
    cools = isinstance(group.values.get("cooldown"), Items)
    if isinstance(last, Mapping) and first_word(last) == "name" and not cools:
        message = "'rest' of the last exercise has no effect beside 'round_rest'"
        if "rest" in last.keys:
            yield _problem(last, "rest", message, "keep one of them")


def check_starts(root: Mapping) -> list[Problem]:
    """The phase that a rep begins with needs a tempo, which a mode may give."""
    modes = root.values.get("modes")
    ways = modes.values.values() if isinstance(modes, Mapping) else ()
    if any(isinstance(mode, Mapping) and "tempo" in mode.keys for mode in ways):
        return []
    problems: list[Problem] = []
    _has_tempo(root, problems, inherited=False)
    return problems


def _has_tempo(mapping: Mapping, problems: list[Problem], *, inherited: bool) -> bool:
    """Whether a tempo is in force on anything that is counted in here."""
    own = "tempo" in mapping.keys or (inherited and "pace" not in mapping.keys)
    lists = [mapping.values[key] for key in LISTS if key in mapping.values]
    items = [item for each in lists if isinstance(each, Items) for item in each.items]
    within = [
        _has_tempo(item, problems, inherited=own) for item in items if isinstance(item, Mapping)
    ]
    timed = "work" in mapping.keys or "hold" in mapping.keys
    used = any(within) if lists else own and not timed
    if "starts" in mapping.keys and not used:
        hint = "add 'tempo: 2-0-2-0' or delete it"
        problems.append(_problem(mapping, "starts", "'starts' has no effect without a tempo", hint))
    return used


def check_substitutes(root: Mapping) -> list[Problem]:
    """What is replaced has to be among the equipment."""
    replaced = root.values.get("substitutes")
    owned = root.values.get("equipment")
    if not isinstance(replaced, Mapping) or isinstance(owned, Mapping):
        return []
    needed = [mapping.values.get("needs") for mapping, _ in _mappings(root, "")]
    names = {name for node in (owned, *needed) for name in _texts(node)}
    return [
        Problem(where, f"{quoted(name)} is not among the equipment", "list it under 'equipment'")
        for name, where in replaced.keys.items()
        if name not in names
    ]


def _texts(node: Node | None) -> list[str]:
    listed = node.items if isinstance(node, Items) else [node]
    return [item.text for item in listed if isinstance(item, Scalar)]
