"""Cues of one interval → their places in it: each cue gets its time, or is dropped.

Tones with a fixed time come first, then counts, then the sides of the first reps; then words at a
moment that the author chose, and other words with a fixed time, by priority; flowing words take the
room that is left, in their order; then come the other words after a beat or near a moment; pulses
fill the silence that remains. docs/adr/0009 says where words on a beat belong, docs/adr/0015 what
gives way to whom.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter

from msgspec import Struct

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Cue, Hold, Priority, Words
from audiocoach.support.durations import ceil_to
from audiocoach.timeline.model import PlacedInterval
from audiocoach.timeline.placer import Placement, Placer, most_important_first
from audiocoach.timeline.renditions import Candidate, Renditions

_PULSE = Priority.PULSE
_TRIALS = 32
"""How often an interval is filled again to find which words of ours have room in it after all."""


class Trials(Struct):
    """How often intervals may still be filled again in search of room."""

    left: int

    def take(self) -> bool:
        """Whether there is one more."""
        self.left -= 1
        return self.left >= 0


class _Score(Struct, frozen=True):
    """What belongs into one interval."""

    beats: Sequence[Cue]
    """Tones with a fixed time."""
    pulses: Sequence[Cue]
    words: Mapping[Hold, Sequence[Candidate]]
    left_out: Sequence[Candidate] = ()
    """What has to make way for others."""

    @classmethod
    def of(cls, cues: Iterable[Cue], renditions: Renditions) -> "_Score":
        beats: list[Cue] = []
        pulses: list[Cue] = []
        words: defaultdict[Hold, list[Candidate]] = defaultdict(list)
        for cue in cues:
            hold = cue.anchor.hold
            if cue.play == "speech" or hold == "flows":
                words[hold].append(renditions.of(cue))
            elif cue.priority is _PULSE:
                pulses.append(cue)
            else:
                beats.append(cue)
        return cls(beats, pulses, words)

    @property
    def spare(self) -> Sequence[Candidate]:
        """What is left out where the author's words need its time; the most important first."""
        words = (each for candidates in self.words.values() for each in candidates)
        return most_important_first([each for each in words if each.cue.is_spare])

    def without(self, gone: Sequence[Candidate]) -> "_Score":
        """The same without some words."""
        ids = {id(each) for each in gone}
        words = {
            hold: [each for each in candidates if id(each) not in ids]
            for hold, candidates in self.words.items()
        }
        return _Score(self.beats, self.pulses, defaultdict(list, words), gone)

    def softened(self) -> "_Score":
        """The same with a beat that is heard where nothing else is."""
        beats = [beat for beat in self.beats if beat.role != "tempo"]
        soft = [beat for beat in self.beats if beat.role == "tempo"]
        return _Score(beats, [*soft, *self.pulses], self.words)


def place(
    cues: Iterable[Cue],
    renditions: Renditions,
    placed: PlacedInterval,
    trials: Trials,
    urgent: Collection[Words] = (),
) -> Placement:
    """Place or drop each cue of an interval that has its time.

    `urgent` words of the author's have room nowhere else: these, and those at a moment of their
    choice, are not lost for words of ours.
    """

    def fill(score: _Score) -> Placement:
        return _fill(score, renditions.tones_ms, placed)

    score = _Score.of(cues, renditions)
    placement = fill(score)
    if placement.count_lost(urgent):
        placement = _make_way(score, placement, fill, trials, urgent)
    return placement


def _make_way(
    score: _Score,
    placement: Placement,
    fill: Callable[[_Score], Placement],
    trials: Trials,
    urgent: Collection[Words],
) -> Placement:
    """Leave out words of ours, and at the worst the beat under a word, for those of the author's.

    As much of ours is said as has room beside them.
    """
    spare = score.spare
    gone: Sequence[Candidate] = ()
    for harder in (score, score.softened()):
        if not trials.take():
            break
        trial = fill(harder.without(spare))
        if trial.count_lost(urgent) < placement.count_lost(urgent):
            placement, score, gone = trial, harder, spare
        if not placement.count_lost(urgent):
            break
    # Half by half, so that a few of many are found in a few trials.
    pending = _halves(gone)
    for _ in range(_TRIALS):
        if not pending or not trials.take():
            break
        back = pending.pop(0)
        ids = {id(each) for each in back}
        fewer = [each for each in gone if id(each) not in ids]
        trial = fill(score.without(fewer))
        if trial.count_lost(urgent) <= placement.count_lost(urgent):
            placement, gone = trial, fewer
        else:
            pending[:0] = _halves(back)
    return placement


def _halves(words: Sequence[Candidate]) -> list[Sequence[Candidate]]:
    """Both halves of what has any, the more important one first."""
    middle = (len(words) + 1) // 2
    return [words[:middle], words[middle:]] if len(words) > 1 else []


def _fill(score: _Score, tones_ms: Mapping[str, int], placed: PlacedInterval) -> Placement:
    """Give each cue its place; counts have a lesser lead where the usual one has no room."""
    words, length_ms = score.words, placed.end_ms - placed.start_ms
    reach_ms = (placed.interval.rep_ms or 0) // CUEING.beat_share
    lead_ms, least_ms = _leads_of(words["leads"], reach_ms)
    directions, others = _parted(words["follows"], Priority.NAME)
    moments, reminders = _parted(words["near"], Priority.STEP)

    def fill(lead_ms: int) -> Placer:
        placer = Placer(placed.start_ms, length_ms, reach_ms)
        placer.place_beats(score.beats, tones_ms)
        for count in words["leads"]:
            placer.place_count(count, lead_ms)
        if directions:
            placer.place_after_beats(directions)
        for moment in moments:
            placer.place_near(moment)
        for fixed in most_important_first([*words["starts"], *words["ends"]]):
            placer.place_fixed(fixed)
        if words["flows"]:
            placer.place_flows(words["flows"], _quiet_from(score.beats, length_ms))
        if others:
            placer.place_after_beats(others)
        for reminder in most_important_first(reminders):
            placer.place_near(reminder)
        placer.place_pulses(score.pulses, tones_ms)
        placer.leave_out(score.left_out)
        return placer

    placer = fill(lead_ms)
    if any(placer.shortcomings) and least_ms < lead_ms:
        placer = min(placer, fill(least_ms), key=attrgetter("shortcomings"))
    return placer.placement


def _parted(words: Sequence[Candidate], least: Priority) -> tuple[list[Candidate], list[Candidate]]:
    """Those that are so important, and the others."""
    important = [each for each in words if each.cue.priority >= least]
    return important, [each for each in words if each.cue.priority < least]


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


def _quiet_from(beats: Iterable[Cue], length_ms: int) -> int:
    """When flowing words are over: at the end, or some time before its countdown begins."""
    countdown = [beat.anchor.offset_ms for beat in beats if beat.role == "countdown"]
    return length_ms + min(countdown) - CUEING.beep_quiet_ms if countdown else length_ms
