"""Values in which people write more than one thing: `5x5`, `30s each side`, `60s between sets`.

What can mean one thing only is spelt out as the keys that it stands for, at its own place in the
file. Of the rest it is said what could be meant.
"""

import re

from msgspec import Struct

from audiocoach.errors import Problem, Where
from audiocoach.routine.amounts import read_reps
from audiocoach.routine.fields import (
    is_read,
    read_count,
    read_positive_lengths,
    read_rest,
    read_rpe,
)
from audiocoach.routine.keys import DOSES
from audiocoach.routine.model import Block, Exercise, Node, Routine
from audiocoach.routine.prose import METRES, REPS, SETS_OF, is_length, timed_activity
from audiocoach.routine.synonyms import plain
from audiocoach.support.messages import quote
from audiocoach.support.yaml_nodes import MappingNode, ScalarNode, SequenceNode
from audiocoach.support.yaml_nodes import Node as YamlNode

_LONGEST = 60
"""No value is longer that says how much."""
_TIMES = r"x?\s*([0-9].*?)\s*(?:rounds?|sets?|times|x)?"
_OF_TEN = r"(?:@|rpe)?\s*([0-9].*?)\s*(?:/\s*10)?"
_STRIPPED = {"reps": REPS, "sets": _TIMES, "rounds": _TIMES, "rpe": _OF_TEN}
"""By key, its value beside words that repeat the key."""
_PLAIN = {
    **dict.fromkeys(("reps", "sets", "rounds", "ladder"), read_count),
    **dict.fromkeys(("work", "hold"), read_positive_lengths),
    "rpe": read_rpe,
}
"""By key, what reads it where nothing has to be spelt out: no pattern is made for most files."""
_LIMB = r"(?:side|leg|arm|hand|foot|direction|way)s?"
_EACH = (
    r"(.*?[0-9a-z\"'+])\s*[,(]?\s*"
    rf"(?:/\s*{_LIMB}|(?:on\s+|for\s+)?(?:each|every|per|a|both)\s+{_LIMB}|each|/\s*each)\s*\)?"
)
_SEVERAL = r"[0-9]+\+?(?:(?:\s*[-–/,]\s*|\s+)[0-9]+\+?){2,19}"
_TIMES_AGAIN = r"(.*[0-9a-z\"'])\s*[x×]\s*([0-9]+)"
_BETWEEN = r"(.+?)\s+(?:between|after)\s+(?:(?:each|every|the|all)\s+)?([a-z]+)"
_BETWEEN_WHAT = {
    **dict.fromkeys(("round", "rounds", "circuit", "circuits"), "round_rest"),
    **dict.fromkeys(("exercise", "exercises", "move", "moves", "stations"), "rest"),
}
_SIDES = {
    **dict.fromkeys(("each", "each side", "per side", "each leg", "each arm"), "each"),
    **dict.fromkeys(
        ("alternating", "alternate", "alternate sides", "alternating sides"), "alternating"
    ),
    "right": "right",
    "right side": "right",
    "left": "left",
    "left side": "left",
}
_BOTH = ("both", "both sides", "left and right", "right and left", "2", "two", "yes", "true")
ORDERS = "'sides: each' (all right, then all left) or 'sides: alternating' (right, left, right…)"
"""What to write of both sides."""


def spell_out(node: MappingNode, kind: type[Node], problems: list[Problem]) -> MappingNode:
    """The mapping with every key that its values stand for; adds to `problems`."""
    if kind not in (Routine, Block, Exercise):
        return node
    spelling = _Spelling(dict(node.values), dict(node.keys), problems)
    if kind is Exercise:
        spelling.spell_exercise()
    else:
        spelling.spell_group()
    return MappingNode(spelling.values, spelling.keys, node.where)


class _Spelling(Struct):
    """The keys of a mapping, while they are spelt out."""

    values: dict[str, YamlNode]
    keys: dict[str, Where]
    problems: list[Problem]

    def spell_group(self) -> None:
        """What stands in the values of a block, or of the routine."""
        self._strip("rounds")
        self._list("ladder")
        self._spell_rest(_BETWEEN_WHAT)
        for key in ("warmup", "cooldown"):
            value = self.values.get(key)
            timed = timed_activity(value.text) if isinstance(value, ScalarNode) else None
            if value and timed:
                self.values[key] = SequenceNode([_timed_item(*timed, value.where)], value.where)

    def spell_exercise(self) -> None:
        """What stands in the values of an exercise."""
        self._spell_sides()
        for key in (*DOSES, "sets"):
            if (text := self._text(key)) and not is_read(_PLAIN[key], text):
                self._spell_dose(key, text)
        for key in ("reps", "sets", "rpe"):
            self._strip(key)
        self._spell_rest({"set": "set_rest", "sets": "set_rest"})
        self._swap_dose()
        self._list("reps")

    def _text(self, key: str) -> str:
        """The one short text of a key; empty where it has another value or none."""
        node = self.values.get(key)
        if not isinstance(node, ScalarNode) or len(node.text) > _LONGEST:
            return ""
        return " ".join(node.text.split())

    def _put(self, key: str, text: str, where: Where) -> None:
        """A value that stands at that place, and its key, too, if it stands nowhere."""
        self.keys.setdefault(key, where)
        self.values[key] = ScalarNode(text, where)

    def _tell(self, key: str, message: str, hint: str) -> None:
        """What is wrong with the value of a key."""
        self.problems.append(Problem(self.values[key].where, message, hint))

    def _strip(self, key: str) -> None:
        """Takes from a value what its key says already: `3 rounds`, `10 reps`."""
        text = self._text(key)
        if text and not is_read(_PLAIN[key], text):
            match = re.fullmatch(_STRIPPED[key], text, re.IGNORECASE)
            self._put(key, match[1] if match else text, self.values[key].where)

    def _list(self, key: str) -> None:
        """`21-15-9` as the list of its numbers; as many `sets` beside it say the same."""
        text = self._text(key)
        if not text or is_read(_PLAIN[key], text) or not re.fullmatch(_SEVERAL, text):
            return
        where = self.values[key].where
        numbers = re.findall(r"[0-9]+\+?", text)
        self.values[key] = SequenceNode([ScalarNode(each, where) for each in numbers], where)
        if self._text("sets") == str(len(numbers)):
            del self.values["sets"], self.keys["sets"]

    def _spell_rest(self, between: dict[str, str]) -> None:
        """`60s between sets` is the rest of that name."""
        text = self._text("rest")
        if " between " not in text and " after " not in text:
            return
        match = re.fullmatch(_BETWEEN, text, re.IGNORECASE)
        key = between.get(match[2].lower()) if match else None
        if (
            match
            and key
            and is_read(read_rest, match[1])
            and (key == "rest" or key not in self.keys)
        ):
            where = self.keys.pop("rest")
            self.keys[key] = where
            self.values[key] = ScalarNode(match[1], self.values.pop("rest").where)

    def _spell_sides(self) -> None:
        """The order of the sides, in other words."""
        text = self._text("sides")
        written = plain(text).replace("_", " ")
        if written in _SIDES and text != _SIDES[written]:
            self._put("sides", _SIDES[written], self.values["sides"].where)
        elif written in _BOTH:
            message = f"{quote(text)} does not say in which order the sides are done"
            self._tell("sides", message, f"write {ORDERS}")
            self._put("sides", "each", self.values["sides"].where)

    def _spell_dose(self, key: str, text: str) -> None:
        """Sets, sides and loads that are written in with the reps or the duration."""
        where = self.values[key].where
        dose, at, _ = text.partition("@")
        if at and dose:
            message = f"{quote(text)} is more than '{key}'"
            self._tell(key, message, "write what stands behind '@' as 'weight: …' or 'rpe: …'")
            text = dose.strip()
        match = re.fullmatch(_EACH, text, re.IGNORECASE)
        if match and (key == "reps" or not text.lower().endswith("each")):
            self._spell_each(key, text, match[1])
            text = match[1]
        sets = re.fullmatch(SETS_OF, text, re.IGNORECASE)
        again = re.fullmatch(_TIMES_AGAIN, text, re.IGNORECASE) if key in ("work", "hold") else None
        if sets and not re.search(r"[0-9]\s*[x×*]\s*[0-9]", sets[2]):
            self._spell_sets(key, sets[1], sets[2])
        elif again and is_read(read_positive_lengths, again[1]):
            self._spell_sets(key, again[2], again[1])
        elif text != self._text(key):
            self._put(key, text, where)

    def _spell_each(self, key: str, text: str, dose: str) -> None:
        """`10 each side` of reps could be done in two ways; a duration in one."""
        sides = self._text("sides")
        where = self.values[key].where
        timed = key != "reps" or is_length(dose)
        if sides in ("right", "left") or (sides == "alternating" and timed):
            message = f"{quote(text)} and 'sides: {sides}' contradict each other"
            self._tell(key, message, "keep one of them")
        elif not sides and not timed:
            message = f"{quote(text)} does not say in which order the sides are done"
            reps = re.sub(r"\s*(?:reps?|repetitions)$", "", dose)
            self._tell(key, message, f"write '{key}: {reps}' and {ORDERS}")
        if not sides:
            self._put("sides", "each", where)

    def _spell_sets(self, key: str, sets: str, dose: str) -> None:
        """`5x5`: the first is the sets, and the second is how much."""
        where, text = self.values[key].where, quote(self._text(key))
        doses = [each for each in DOSES if each in self.keys]
        reps = re.fullmatch(REPS, dose, re.IGNORECASE)
        counted = bool(reps and is_read(read_reps, reps[1]))
        if key != "sets" and self._text("sets") not in ("", sets):
            message = f"{text} says how many sets, and so does 'sets'"
            self._tell(key, message, f"write '{key}: {dose}'")
        elif key == "sets" and doses:
            message = f"{text} says how much, and so does '{doses[0]}'"
            self._tell(key, message, f"write 'sets: {sets}'")
        elif key == "sets" and not counted:
            message = f"{text} does not say whether anything moves"
            hint = f"write 'sets: {sets}' and 'work: {dose}', or 'hold: {dose}' to keep still"
            self._tell(key, message, hint)
        if key in DOSES:
            self._put(key, dose, where)
        elif not doses:
            self._put("reps" if counted else "work", dose, where)
        if key == "sets" or "sets" not in self.keys:
            self._put("sets", sets, where)

    def _swap_dose(self) -> None:
        """Tells of a duration where reps belong, and of reps where a duration belongs."""
        reps = self._text("reps")
        if reps and not is_read(read_count, reps) and is_length(reps):
            hint = f"write 'work: {reps}', or 'hold: {reps}' where nothing moves"
            self._tell("reps", f"{quote(reps)} is a duration, and no number of reps", hint)
            self._put("reps", "1", self.values["reps"].where)
        for key in ("work", "hold"):
            text = self._text(key)
            if text.endswith("m") and re.fullmatch(METRES, text):
                number = text[:-1].strip()
                hint = f"write '{key}: {number} min', or 'distance: {number} m' with its 'pace'"
                self._tell(key, f"{quote(text)} could be minutes or metres", hint)
            match = (
                re.fullmatch(r"([0-9].*?)\s*(?:reps?|repetitions)", text) if "rep" in text else None
            )
            if match and is_read(read_count, match[1]) and "reps" not in self.keys:
                message = f"{quote(text)} is a number of reps, and no duration"
                self._tell(key, message, f"write 'reps: {match[1]}'")
                self._put("reps", match[1], self.values.pop(key).where)
                del self.keys[key]


def _timed_item(length: str, name: str, where: Where) -> MappingNode:
    """An exercise of that length, at a place."""
    values: dict[str, YamlNode] = {
        "name": ScalarNode(name, where),
        "work": ScalarNode(length, where),
    }
    return MappingNode(values, dict.fromkeys(values, where), where)
