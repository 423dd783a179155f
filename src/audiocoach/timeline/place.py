"""Cues of one interval → their places in it: each cue gets its time, or is dropped.

Tones with a fixed time come first, then counts, then other words with a fixed time, by priority;
flowing words take the room that is left, in their order; then come the words after a beat or near a
moment; pulses fill the silence that remains. docs/adr/0009 says where words on a beat belong.
"""

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple

from audiocoach.defaults import CUEING
from audiocoach.errors import Where
from audiocoach.plan.model import Anchor, Cue, Priority, Role
from audiocoach.support.durations import ceil_to
from audiocoach.timeline.model import Dropped, PlacedCue

_PRIORITY = attrgetter("cue.priority")


class Rendition(NamedTuple):
    """One way to say or sound a cue."""

    text: str
    length_ms: int
    fast: bool = False
    attack_ms: int = 0
    """From its start to its perceptual attack: what is heard as the beat of a word."""


class Candidate(NamedTuple):
    """A cue that needs a place, and its renditions from the best to the last resort."""

    cue: Cue
    renditions: tuple[Rendition, ...]


@dataclass(slots=True)
class Placement:
    """What became of an interval's cues; times are the track's."""

    cues: list[PlacedCue] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    """Without the cues that are said once, which may fit in a later interval."""
    told_once: set[Where] = field(default_factory=set)
    """Where the cues stand that are said once, and are placed."""
    untold_once: dict[Where, Dropped] = field(default_factory=dict)
    """Where the cues stand that are said once, and had no room."""


def place(
    candidates: Sequence[Candidate], begins_ms: int, length_ms: int, rep_ms: int | None = None
) -> Placement:
    """Place or drop each cue of an interval that begins at `begins_ms` of the track.

    `rep_ms` is the length of its reps, where they are counted.
    """
    groups: defaultdict[str, list[Candidate]] = defaultdict(list)
    for candidate in candidates:
        cue = candidate.cue
        if cue.priority == Priority.PULSE:
            groups["pulses"].append(candidate)
        elif cue.play == "sound" and cue.anchor.hold != "flows":
            groups["beats"].append(candidate)
        else:
            groups[cue.anchor.hold].append(candidate)
    reach_ms = (rep_ms or 0) // CUEING.beat_share
    lead_ms, least_ms = _leads_of(groups["leads"], reach_ms)
    placer = _Placer(begins_ms, length_ms, reach_ms)
    _place_all(groups, lead_ms, placer)
    if any(placer.shortcomings) and least_ms < lead_ms:
        other = _Placer(begins_ms, length_ms, reach_ms)
        _place_all(groups, least_ms, other)
        placer = min(placer, other, key=attrgetter("shortcomings"))
    return placer.placement


def _leads_of(counts: Sequence[Candidate], reach_ms: int) -> tuple[int, int]:
    """How long before its beat the attack of each count should be, and has to be at the least.

    By then the longest of them is over, with some quiet after it unless others need the time. Where
    one takes longer than a rep, none is pulled into the rep before its own for it.
    """
    if not counts:
        return 0, 0
    fullest = (count.renditions[0] for count in counts)
    longest_ms = max(each.length_ms - each.attack_ms for each in fullest)
    if 0 < reach_ms * CUEING.beat_share < longest_ms:
        return reach_ms, 0
    # Whole frames: sets of other words then often share it, and with it their frames.
    clear_ms = ceil_to(longest_ms + CUEING.clear_ms, CUEING.grid_ms)
    return max(longest_ms, min(max(CUEING.count_lead_ms, clear_ms), reach_ms)), longest_ms


def _place_all(groups: Mapping[str, list[Candidate]], lead_ms: int, placer: "_Placer") -> None:
    beats = groups["beats"]
    countdown = (beat.cue.anchor.offset_ms for beat in beats if beat.cue.role == "countdown")
    first_beep_ms = min(countdown, default=0)
    quiet_ms = CUEING.beep_quiet_ms if first_beep_ms else 0
    placer.place_beats(beats)
    for candidate in groups["leads"]:
        placer.place_count(candidate, lead_ms)
    for candidate in sorted(groups["starts"] + groups["ends"], key=_PRIORITY, reverse=True):
        placer.place_fixed(candidate)
    placer.place_flows(groups["flows"], placer.length_ms + first_beep_ms - quiet_ms)
    lags = placer.lags_of(groups["follows"]) if groups["follows"] else {}
    for candidate in sorted(groups["follows"] + groups["near"], key=_PRIORITY, reverse=True):
        placer.place_near(candidate, lags.get(candidate.cue.role, 0))
    for candidate in groups["pulses"]:
        placer.place_pulse(candidate)


@dataclass(slots=True)
class Occupancy:
    """The stretches of time in which something is heard; they may touch and overlap."""

    starts: list[int] = field(default_factory=list)
    """In order."""
    ends: list[int] = field(default_factory=list)
    """The end of each stretch, in the order of the starts."""
    longest_ms: int = 0
    """The longest stretch: how long before a moment one may begin and still reach it."""

    def take(self, start_ms: int, end_ms: int) -> None:
        """Add a stretch."""
        index = bisect_left(self.starts, start_ms)
        self.starts.insert(index, start_ms)
        self.ends.insert(index, end_ms)
        if end_ms - start_ms > self.longest_ms:  # noqa: PLR1730 (max takes five times as long)
            self.longest_ms = end_ms - start_ms

    def is_free(self, start_ms: int, end_ms: int) -> bool:
        """Whether nothing is heard between two moments."""
        return self._first_end(start_ms, end_ms) is None

    def earliest(self, from_ms: int, length_ms: int, clear_ms: int, before_ms: int) -> int | None:
        """The first start with `clear_ms` free around it that ends by `before_ms`, or None."""
        start_ms = from_ms
        while start_ms + length_ms <= before_ms:
            end_ms = self._first_end(start_ms - clear_ms, start_ms + length_ms + clear_ms)
            if end_ms is None:
                return start_ms
            start_ms = end_ms + clear_ms
        return None

    def widest(self, from_ms: int, before_ms: int) -> int:
        """The length of the longest free stretch between two moments."""
        widest_ms, free_from_ms = 0, from_ms
        around = self._around(from_ms, before_ms)
        for start_ms, end_ms in zip(self.starts[around], self.ends[around], strict=True):
            if end_ms > from_ms:
                widest_ms = max(widest_ms, start_ms - free_from_ms)
                free_from_ms = max(free_from_ms, end_ms)
        return max(widest_ms, before_ms - free_from_ms, 0)

    def _first_end(self, start_ms: int, end_ms: int) -> int | None:
        """The end of the first stretch between two moments, if there is one."""
        for end in self.ends[self._around(start_ms, end_ms)]:
            if end > start_ms:
                return end
        return None

    def _around(self, start_ms: int, end_ms: int) -> slice:
        """The stretches that begin before the end, and late enough to perhaps reach the start."""
        first = bisect_left(self.starts, start_ms - self.longest_ms)
        return slice(first, bisect_left(self.starts, end_ms, first))


@dataclass(slots=True)
class _Placer:
    """Fills one interval. All times but `begins_ms` count from the interval's start."""

    begins_ms: int
    length_ms: int
    reach_ms: int
    """How far from its beat a word may be, if that leaves it room."""
    placement: Placement = field(default_factory=Placement)
    heard: Occupancy = field(default_factory=Occupancy)
    """Words and tones."""
    spoken: Occupancy = field(default_factory=Occupancy)
    """Words alone."""
    off_ms: int = 0
    """By how much words on a beat are not where the others have their attacks, in all."""

    @property
    def shortcomings(self) -> tuple[int, int]:
        """How many cues are lost, then how far words are off their beats: the least is best."""
        return len(self.placement.dropped), self.off_ms

    def place_beats(self, beats: Iterable[Candidate]) -> None:
        """Tones with a fixed time, whatever else is heard."""
        for cue, (tone,) in beats:
            self._place(cue, tone, self._fixed_start(cue.anchor, tone.length_ms))

    def place_count(self, candidate: Candidate, lead_ms: int) -> None:
        """A word before its beat: its attack at the lead, or where there is no room, its end at it.

        It may sound over a tone, as the beat is louder; other words may not.
        """
        cue, beat_ms = candidate.cue, candidate.cue.anchor.offset_ms
        for rendition in candidate.renditions:
            latest_ms = beat_ms - rendition.length_ms
            aligned_ms = min(beat_ms - lead_ms - rendition.attack_ms, latest_ms)
            for start_ms in (aligned_ms, latest_ms):
                if self._has_room(start_ms, rendition.length_ms, self.spoken):
                    self._place(cue, rendition, start_ms)
                    self.off_ms += start_ms - aligned_ms
                    return
        self._drop_fixed(candidate, latest_ms, self.spoken)

    def place_fixed(self, candidate: Candidate) -> None:
        """Words with a fixed time: the first rendition that has room there, or none."""
        cue = candidate.cue
        for rendition in candidate.renditions:
            start_ms = self._fixed_start(cue.anchor, rendition.length_ms)
            if self._has_room(start_ms, rendition.length_ms, self.heard):
                self._place(cue, rendition, start_ms)
                return
        self._drop_fixed(candidate, start_ms, self.heard)

    def _has_room(self, start_ms: int, length_ms: int, taken: Occupancy) -> bool:
        end_ms = start_ms + length_ms
        return start_ms >= 0 and end_ms <= self.length_ms and taken.is_free(start_ms, end_ms)

    def _drop_fixed(self, candidate: Candidate, start_ms: int, taken: Occupancy) -> None:
        end_ms = start_ms + candidate.renditions[-1].length_ms
        room_ms = taken.widest(max(start_ms, 0), min(end_ms, self.length_ms))
        self._drop(candidate, start_ms, room_ms)

    def _fixed_start(self, anchor: Anchor, length_ms: int) -> int:
        hold, offset_ms, edge = anchor
        edge_ms = offset_ms if edge == "start" else self.length_ms + offset_ms
        return edge_ms - length_ms if hold == "ends" else edge_ms

    def place_flows(self, flows: Sequence[Candidate], before_ms: int) -> None:
        """Flowing words, one after the other, all over by `before_ms`."""

        def earliest(from_ms: int, length_ms: int) -> int | None:
            return self._earliest(from_ms, length_ms, before_ms)

        chosen = _Flow(flows, earliest).choose()
        for index, (rendition, start_ms) in chosen.items():
            self._place(flows[index].cue, flows[index].renditions[rendition], start_ms)
        gone = [candidate for index, candidate in enumerate(flows) if index not in chosen]
        offsets = {candidate.cue.anchor.offset_ms for candidate in gone}
        room = {offset_ms: self._room(offset_ms, before_ms) for offset_ms in offsets}
        for candidate in gone:
            offset_ms = candidate.cue.anchor.offset_ms
            self._drop(candidate, offset_ms, room[offset_ms])

    def lags_of(self, words: Sequence[Candidate]) -> dict[Role, int]:
        """The time from their beats to the attacks of words that follow them, by their roles."""
        by_role: defaultdict[Role, list[Candidate]] = defaultdict(list)
        for word in words:
            by_role[word.cue.role].append(word)
        return {role: self._lag_of(alike) for role, alike in by_role.items()}

    def _lag_of(self, words: Sequence[Candidate]) -> int:
        """The lag at which most words have room, of those at which one comes as soon as it can."""
        soonest = {self._soonest_lag(word) for word in words}
        best_ms = most = 0
        for lag_ms in sorted(soonest, reverse=True):
            if lag_ms > self.reach_ms:
                continue
            fitting = sum(self._start_after_beat(word, lag_ms) is not None for word in words)
            if fitting >= most:
                best_ms, most = lag_ms, fitting
            if fitting == len(words):  # at a lesser one, some word would be sooner than it can
                break
        return best_ms

    def _soonest_lag(self, word: Candidate) -> int:
        rendition, from_ms = word.renditions[0], _first_start(word.cue.anchor)
        start_ms = self._earliest(from_ms, rendition.length_ms, self.length_ms)
        if start_ms is None:
            return self.length_ms
        return start_ms + rendition.attack_ms - word.cue.anchor.offset_ms

    def _start_after_beat(self, word: Candidate, lag_ms: int) -> int | None:
        """Where it starts to have its attack so much after its beat; None if there is no room."""
        rendition, clear_ms = word.renditions[0], CUEING.clear_ms
        start_ms = word.cue.anchor.offset_ms + lag_ms - rendition.attack_ms
        end_ms = start_ms + rendition.length_ms
        if start_ms < _first_start(word.cue.anchor) or end_ms > self.length_ms:
            return None
        is_free = self.heard.is_free(start_ms - clear_ms, end_ms + clear_ms)
        return start_ms if is_free else None

    def place_near(self, candidate: Candidate, lag_ms: int) -> None:
        """Words near a moment: the first rendition that has room not much later, or none.

        A word that follows a beat has its attack `lag_ms` after it, if that leaves it room.
        """
        if candidate.cue.anchor.hold == "follows":
            start_ms = self._start_after_beat(candidate, lag_ms)
            if start_ms is not None:
                self._place(candidate.cue, candidate.renditions[0], start_ms)
                return
        offset_ms = _first_start(candidate.cue.anchor)
        for rendition in candidate.renditions:
            before_ms = min(self.length_ms, offset_ms + CUEING.near_ms + rendition.length_ms)
            start_ms = self._earliest(offset_ms, rendition.length_ms, before_ms)
            if start_ms is not None:
                self._place(candidate.cue, rendition, start_ms)
                if candidate.cue.anchor.hold == "follows":
                    beat_ms = candidate.cue.anchor.offset_ms
                    self.off_ms += abs(start_ms + rendition.attack_ms - beat_ms - lag_ms)
                return
        self._drop(candidate, offset_ms, self._room(offset_ms, before_ms))

    def place_pulse(self, candidate: Candidate) -> None:
        """A tone that is left out, and not reported, where anything else is heard."""
        (tone,), start_ms = candidate.renditions, candidate.cue.anchor.offset_ms
        if self.heard.is_free(start_ms, start_ms + tone.length_ms):
            self._place(candidate.cue, tone, start_ms)

    def _earliest(self, from_ms: int, length_ms: int, before_ms: int) -> int | None:
        """The first start on the track's grid at which words have room, or None."""
        padded_ms = length_ms + CUEING.grid_ms - 1
        start_ms = self.heard.earliest(from_ms, padded_ms, CUEING.clear_ms, before_ms)
        if start_ms is None:
            return None
        return ceil_to(self.begins_ms + start_ms, CUEING.grid_ms) - self.begins_ms

    def _room(self, from_ms: int, before_ms: int) -> int:
        """The length of the longest words that `_earliest` would find room for."""
        around_ms = 2 * CUEING.clear_ms + CUEING.grid_ms
        return max(0, self.heard.widest(from_ms, before_ms) - around_ms)

    def _place(self, cue: Cue, rendition: Rendition, start_ms: int) -> None:
        text, length_ms, fast, _ = rendition
        end_ms = start_ms + length_ms
        self.heard.take(start_ms, end_ms)
        if cue.play == "speech":
            self.spoken.take(start_ms, end_ms)
        start, end = self.begins_ms + start_ms, self.begins_ms + end_ms
        self.placement.cues.append(
            PlacedCue(start, end, cue.play, text, cue.role, cue.where, fast, cue.speaker)
        )
        if cue.once:
            self.placement.told_once.add(cue.where)

    def _drop(self, candidate: Candidate, at_ms: int, room_ms: int) -> None:
        cue, (text, needs_ms, *_) = candidate.cue, candidate.renditions[-1]
        reason = f"needs {needs_ms / 1000:.1f} s, slot is {room_ms / 1000:.1f} s"
        at_ms = self.begins_ms + max(at_ms, 0)
        dropped = Dropped(at_ms, text, cue.role, reason, cue.where, cue.speaker)
        if cue.once:
            self.placement.untold_once[cue.where] = dropped
        else:
            self.placement.dropped.append(dropped)


def _first_start(anchor: Anchor) -> int:
    """When a word near a moment may begin at the earliest: a little after a beat it follows."""
    if anchor.hold != "follows":
        return anchor.offset_ms
    after_ms = CUEING.after_beat_ms if anchor.offset_ms else CUEING.after_start_ms
    return anchor.offset_ms + after_ms


class _Sentence(NamedTuple):
    """A flowing cue that has its time."""

    cue: int
    """Its index."""
    start_ms: int
    next_ms: int
    """When the next one may begin: a breath after its end."""


class _Flow:
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
        for index in reversed(self._most_important_first(self.kept)):
            renditions = len(self.candidates[index].renditions)
            for rendition in range(1, renditions + 1):
                if rendition < renditions:
                    self.renditions[index] = rendition
                else:
                    self._leave_out(index)
                if index > stuck:
                    continue
                now_stuck = self._say_from(index)
                if now_stuck is None:
                    return
                stuck = now_stuck

    def _take_back(self) -> None:
        """What was left out first may yet fit where something longer was left out after it."""
        left_out = {*range(len(self.candidates))} - {*self.kept}
        for index in self._most_important_first(left_out):
            insort(self.kept, index)
            before = bisect_left(self.sentences, (index,))
            after = self.sentences[before:]
            for rendition in range(len(self.candidates[index].renditions)):
                self.renditions[index] = rendition
                if self._say_from(index) is None:
                    break
            else:
                self._leave_out(index)
                self.sentences[before:] = after

    def _leave_out(self, index: int) -> None:
        del self.kept[bisect_left(self.kept, index)]

    def _most_important_first(self, indices: Iterable[int]) -> list[int]:
        return sorted(indices, key=lambda index: (-self.candidates[index].cue.priority, index))
