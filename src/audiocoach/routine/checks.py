"""What the keys of a routine contradict or leave out, apart from their values.

Each `check_*` takes the mapping as written and returns what is wrong with it, so that an author
sees these beside every misspelt value. A key that would have no effect is an error, not a shrug.
"""

from collections.abc import Iterator

from audiocoach.errors import Problem
from audiocoach.routine.document import Items, Mapping, Node, Scalar
from audiocoach.routine.fields import quoted
from audiocoach.routine.model import BLOCK_WORDS

_DOSES = ("reps", "work", "hold")
_PACING = ("tempo", "pace")


def check_routine(root: Mapping) -> list[Problem]:
    """Every contradiction in the tree, in no order."""
    problems = check_substitutes(root)
    for mapping in _mappings(root):
        problems += check_pacing(mapping)
        first = next(iter(mapping.keys), "")
        if mapping is not root and first == "name":
            problems += check_dose(mapping) + check_sides(mapping) + check_sets(mapping)
            problems += check_timed(mapping)
        if mapping is root or first in BLOCK_WORDS:
            problems += check_rounds(mapping)
    return problems


def _mappings(node: Node) -> Iterator[Mapping]:
    match node:
        case Mapping():
            yield node
            for key in node.values:
                if key == "exercises":
                    yield from _mappings(node.values[key])
        case Items():
            for item in node.items:
                yield from _mappings(item)


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
        for key in (*_PACING, "starts")
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
    """Rest between sets needs sets."""
    if "set_rest" not in exercise.keys or "sets" in exercise.keys:
        return []
    message = "'set_rest' has no effect without 'sets'"
    return [_problem(exercise, "set_rest", message, "add 'sets: 3' or delete it")]


def check_rounds(group: Mapping) -> list[Problem]:
    """Rest between rounds needs rounds."""
    if "round_rest" not in group.keys or "rounds" in group.keys:
        return []
    message = "'round_rest' has no effect without 'rounds'"
    return [_problem(group, "round_rest", message, "add 'rounds: 3' or delete it")]


def check_substitutes(root: Mapping) -> list[Problem]:
    """What is replaced has to be among the equipment."""
    replaced = root.values.get("substitutes")
    owned = root.values.get("equipment")
    if not isinstance(replaced, Mapping) or isinstance(owned, Mapping):
        return []
    listed = owned.items if isinstance(owned, Items) else [owned]
    names = {item.text for item in listed if isinstance(item, Scalar)}
    return [
        Problem(where, f"{quoted(name)} is not among the equipment", "list it under 'equipment'")
        for name, where in replaced.keys.items()
        if name not in names
    ]
