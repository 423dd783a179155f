"""Fills one interval: each cue that is put into it gets its place beside the others, or is lost."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from msgspec import Struct, field

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Anchor, Cue, Priority, Role, Words
from audiocoach.support.durations import ceil_to
from audiocoach.timeline.flow import Flow
from audiocoach.timeline.model import Dropped, PlacedCue
from audiocoach.timeline.occupancy import Occupancy
from audiocoach.timeline.renditions import Candidate, Rendition

_PRIORITY = attrgetter("cue.priority")


class Lost(NamedTuple):
    """A cue that had no room, and how much there was."""

    cue: Cue
    room_ms: int
    dropped: Dropped


class Placement(Struct):
    """What became of an interval's cues; times are the track's."""

    cues: list[PlacedCue] = field(default_factory=list)
    spare: list[PlacedCue] = field(default_factory=list)
    """Those of them that would be left out for the author's words."""
    lost: list[Lost] = field(default_factory=list)
    told: set[Words] = field(default_factory=set)
    """What is said of the author's words."""

    def count_lost(self, urgent: Collection[Words]) -> int:
        """How many of the author's words, at a moment of their choice or `urgent`, had no room."""
        return sum(
            cue.words is not None and (cue.priority >= Priority.STEP or cue.words in urgent)
            for cue, _, _ in self.lost
        )


def most_important_first(words: Sequence[Candidate]) -> Sequence[Candidate]:
    """The words in the order in which they get their places; equals as they were."""
    return sorted(words, key=_PRIORITY, reverse=True) if len(words) > 1 else words


class Placer(Struct):
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
        return len(self.placement.lost), self.off_ms

    def place_beats(self, beats: Iterable[Cue], tones_ms: Mapping[str, int]) -> None:
        """Tones with a fixed time, whatever else is heard; they come before anything else."""
        stretches: list[tuple[int, int]] = []
        for beat in beats:
            length_ms = tones_ms[beat.variants[0]]
            start_ms = self._fixed_start(beat.anchor, length_ms)
            stretches.append((start_ms, start_ms + length_ms))
            self._place_tone(beat, start_ms, length_ms)
        self.heard = Occupancy.of(stretches)

    def place_pulses(self, pulses: Iterable[Cue], tones_ms: Mapping[str, int]) -> None:
        """Tones that are left out, and not reported, where anything else is heard."""
        heard = self.heard
        for pulse in pulses:
            start_ms, length_ms = pulse.anchor.offset_ms, tones_ms[pulse.variants[0]]
            if heard.is_free(start_ms, start_ms + length_ms):
                heard.take(start_ms, start_ms + length_ms)
                self._place_tone(pulse, start_ms, length_ms)

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
        start_ms = anchor.offset_ms
        if anchor.edge == "end":
            start_ms += self.length_ms
        return start_ms - length_ms if anchor.hold == "ends" else start_ms

    def place_flows(self, flows: Sequence[Candidate], before_ms: int) -> None:
        """Flowing words, one after the other, all over by `before_ms`."""

        def earliest(from_ms: int, length_ms: int) -> int | None:
            return self._earliest(from_ms, length_ms, before_ms)

        chosen = Flow(flows, earliest).choose()
        for index, (rendition, start_ms) in chosen.items():
            self._place(flows[index].cue, flows[index].renditions[rendition], start_ms)
        # What is left out would come after what is before it, and before what comes next.
        said, apart_ms = [*chosen], CUEING.breath_ms - CUEING.clear_ms
        starts, ends = [*(start_ms - apart_ms for _, start_ms in chosen.values()), before_ms], [0]
        for index, (rendition, start_ms) in chosen.items():
            ends.append(start_ms + flows[index].renditions[rendition].length_ms + apart_ms)
        unsaid = {flows[index].cue.words for index in range(len(flows)) if index not in chosen}
        for index, candidate in enumerate(flows):
            if index not in chosen:
                at = bisect_left(said, index)
                from_ms = max(ends[at], candidate.cue.anchor.offset_ms)
                # Nothing is said of what goes on from a sentence that was not said.
                goes_on = candidate.cue.after and candidate.cue.after in unsaid
                room_ms = 0 if goes_on else self._room(from_ms, max(from_ms, starts[at]))
                self._drop(candidate, from_ms, room_ms)

    def place_after_beats(self, words: Sequence[Candidate]) -> None:
        """Words that follow a beat: those of one role as long after theirs as each other."""
        by_role: defaultdict[Role, list[Candidate]] = defaultdict(list)
        for word in words:
            by_role[word.cue.role].append(word)
        lags = {role: self._lag_of(alike) for role, alike in by_role.items()}
        for word in most_important_first(words):
            self.place_near(word, lags[word.cue.role])

    def leave_out(self, candidates: Iterable[Candidate]) -> None:
        """Words that make way for others."""
        for candidate in candidates:
            self._drop(candidate, candidate.cue.anchor.offset_ms, 0)

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

    def place_near(self, candidate: Candidate, lag_ms: int = 0) -> None:
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
        end_ms = start_ms + rendition.length_ms
        self.heard.take(start_ms, end_ms)
        if cue.play == "speech":
            self.spoken.take(start_ms, end_ms)
        start, end = self.begins_ms + start_ms, self.begins_ms + end_ms
        placed = PlacedCue(
            start, end, cue.play, rendition.text, cue.role, cue.where, rendition.fast, cue.speaker
        )
        self.placement.cues.append(placed)
        if cue.is_spare:
            self.placement.spare.append(placed)
        if cue.words:
            self.placement.told.add(cue.words)

    def _place_tone(self, cue: Cue, start_ms: int, length_ms: int) -> None:
        start = self.begins_ms + start_ms
        self.placement.cues.append(
            PlacedCue(start, start + length_ms, "sound", cue.variants[0], cue.role, cue.where)
        )

    def _drop(self, candidate: Candidate, at_ms: int, room_ms: int) -> None:
        at_ms = self.begins_ms + min(max(at_ms, 0), self.length_ms)
        self.placement.lost.append(lose(candidate, at_ms, room_ms))


def lose(candidate: Candidate, at_ms: int, room_ms: int) -> Lost:
    """A cue that had no room at a time of the track."""
    cue, least = candidate.cue, candidate.renditions[-1]
    # Rounded apart, so that what had no room never seems to have had it.
    needs_ms = ceil_to(least.length_ms, 100)
    dropped = Dropped(
        at_ms=at_ms,
        text=least.text,
        role=cue.role,
        reason=f"needs {needs_ms / 1000:.1f} s, slot is {room_ms // 100 / 10:.1f} s",
        where=cue.where,
        speaker=cue.speaker,
        words=cue.words,
        is_spare=cue.is_spare,
    )
    return Lost(cue, room_ms, dropped)


def _first_start(anchor: Anchor) -> int:
    """When a word near a moment may begin at the earliest: a little after a beat it follows."""
    if anchor.hold != "follows":
        return anchor.offset_ms
    after_ms = CUEING.after_beat_ms if anchor.offset_ms else CUEING.after_start_ms
    return anchor.offset_ms + after_ms
