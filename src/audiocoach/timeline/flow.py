"""Which of the words that follow one another are said, and how."""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Priority
from audiocoach.timeline.renditions import Candidate


class _Sentence(NamedTuple):
    """A flowing cue that has its time."""

    cue: int
    """Its index."""
    start_ms: int
    next_ms: int
    """When the next one may begin: a breath after its end."""


class Flow:
    """The search for what is said of flowing cues: as much as fits, the most important first.

    Cues are known by their index. What is said before a change stays as it is.
    """

    def __init__(
        self, candidates: Sequence[Candidate], earliest: Callable[[int, int], int | None]
    ) -> None:
        """`earliest` gives the first start from a moment on with room for so many milliseconds."""
        self.candidates = candidates
        self.earliest = earliest
        self.kept: list[int] = [*range(len(candidates))]
        """The cues that are not left out, in order."""
        self.renditions = [0] * len(candidates)
        """The index of each cue's rendition."""
        self.sentences: list[_Sentence] = []

    def choose(self) -> dict[int, tuple[int, int]]:
        """The index of its rendition, and the start, of every cue that is said."""
        stuck = self._say_from(0)
        if stuck is not None:
            self._give_way(stuck)
            self._take_back()
        return {index: (self.renditions[index], start_ms) for index, start_ms, _ in self.sentences}

    def _say_from(self, first: int) -> int | None:
        """Give cue `first` and all after it their starts; return the one without room, if any."""
        del self.sentences[bisect_left(self.sentences, (first,)) :]
        now_ms = self.sentences[-1].next_ms if self.sentences else 0
        for at in range(bisect_left(self.kept, first), len(self.kept)):
            index = self.kept[at]
            candidate = self.candidates[index]
            length_ms = candidate.renditions[self.renditions[index]].length_ms
            start_ms = self.earliest(max(now_ms, candidate.cue.anchor.offset_ms), length_ms)
            if start_ms is None:
                return index
            now_ms = start_ms + length_ms + CUEING.breath_ms
            self.sentences.append(_Sentence(index, start_ms, now_ms))
        return None

    def _give_way(self, stuck: int) -> None:
        """The least important (of equals the later one) gets shorter, then goes, until all fit.

        A change after the cue that is `stuck` gives that one no room, so nothing is tried then.
        """
        for index, rendition in self._concessions():
            if rendition is None:
                self._leave_out(index)
            else:
                self.renditions[index] = rendition
            if index > stuck:
                continue
            now_stuck = self._say_from(index)
            if now_stuck is None:
                return
            stuck = now_stuck

    def _concessions(self) -> Iterator[tuple[int, int | None]]:
        """What is given up in turn: a cue, and its rendition from then on, or None without it.

        Names are said in fewer words before what the author wants heard at this place is left out.
        """
        ascending = self._most_important_first(self.kept)[::-1]
        asked = [i for i in ascending if self.candidates[i].cue.priority >= Priority.STEP]
        shorter = {i: range(1, len(self.candidates[i].renditions)) for i in ascending}
        for index in ascending[: len(ascending) - len(asked)]:
            yield from ((index, rendition) for rendition in shorter[index])
            yield index, None
        for index in asked:
            yield from ((index, rendition) for rendition in shorter[index])
        yield from ((index, None) for index in asked)

    def _take_back(self) -> None:
        """What was left out first may yet fit where something longer was left out after it."""
        left_out = {*range(len(self.candidates))} - {*self.kept}
        # Nothing goes on from what is left out; of equals, what comes later was left out first.
        unsaid = {words for index in left_out if (words := self.candidates[index].cue.words)}
        for index in self._most_important_first(left_out):
            cue = self.candidates[index].cue
            if cue.after in unsaid:
                continue
            insort(self.kept, index)
            before = bisect_left(self.sentences, (index,))
            after = self.sentences[before:]
            for rendition in range(len(self.candidates[index].renditions)):
                self.renditions[index] = rendition
                if self._say_from(index) is None:
                    unsaid -= {cue.words}
                    break
            else:
                self._leave_out(index)
                self.sentences[before:] = after

    def _leave_out(self, index: int) -> None:
        del self.kept[bisect_left(self.kept, index)]

    def _most_important_first(self, indices: Iterable[int]) -> list[int]:
        return sorted(indices, key=lambda index: (-self.candidates[index].cue.priority, index))
