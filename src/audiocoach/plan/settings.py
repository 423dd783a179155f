"""What a list hands down to what is in it: rests, tempo, counting. The nearest value wins."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from audiocoach.defaults import SESSION
from audiocoach.phrases import Phrases
from audiocoach.plan.slots import ONCE, Phase, Section, Turn
from audiocoach.routine.fields import Span, Tempo
from audiocoach.routine.model import Block, Exercise, Routine


class Rest(NamedTuple):
    """How long; 0 is a change of moves without a rest."""

    length_ms: int
    as_needed: bool = False


NO_REST = Rest(0)
_REST = Rest(SESSION.rest_ms)


@dataclass(frozen=True, slots=True)
class Setting:
    """The values in force at one place of a routine."""

    level: str
    words: Phrases
    """What things are called that have no name of their own."""
    rest: Rest = _REST
    transition_ms: int = SESSION.transition_ms
    rep_ms: int = SESSION.paces[SESSION.pace]
    tempo: Tempo | None = None
    starts: str = SESSION.starts
    count: str = SESSION.count
    reps: int | None = None
    """Of exercises that give none themselves, in a ladder."""
    round: Turn | None = ONCE
    """None between rounds, and outside them."""
    section: Section = "main"

    def at(self, span: Span) -> int:
        """The value of a range."""
        return span.at(self.level)

    def resting(self, span: Span | None, otherwise: Rest) -> Rest:
        """A rest as it is written, if it is."""
        return otherwise if span is None else Rest(self.at(span), span.as_needed)

    def within(self, group: Routine | Block) -> "Setting":
        """What holds in the group's list."""
        transition_ms = self.transition_ms if group.transition is None else group.transition
        rest = self.resting(group.rest, self.rest)
        return replace(self.paced(group), rest=rest, transition_ms=transition_ms)

    def paced(self, node: Routine | Block | Exercise) -> "Setting":
        """With the node's own tempo or pace, if it has one."""
        if (node.starts, node.count, node.tempo, node.pace) == (None,) * 4:
            return self
        setting = replace(self, starts=node.starts or self.starts, count=node.count or self.count)
        if node.tempo is not None:
            return replace(setting, tempo=node.tempo, rep_ms=sum(node.tempo))
        if node.pace is not None:
            return replace(setting, tempo=None, rep_ms=node.pace)
        return setting

    def phases(self) -> Iterator[Phase]:
        """The phases of a rep that take time, in the order of the lift."""
        if self.tempo is None:
            return
        phases = list(zip(Tempo._fields, self.tempo, strict=True))
        at_ms = 0
        for name, length_ms in phases[2:] + phases[:2] if self.starts == "concentric" else phases:
            if length_ms:
                yield Phase(name, at_ms, length_ms)
            at_ms += length_ms
