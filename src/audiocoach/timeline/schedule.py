"""Plan + clip lengths → Timeline. The author's lengths and the beat are law; words give way.

Work lasts exactly as long as it is written. After a pause it begins on a frame of the track, at
most half a frame from where it is due, and all that is on its beat moves with it (docs/adr/0012).

A cue that does not fit takes a shorter variant, then a faster voice, then it is dropped and
reported.
"""

from collections.abc import Collection, Iterable
from operator import attrgetter
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from audiocoach.defaults import CUEING
from audiocoach.plan.model import Cue, Interval, Plan, Words
from audiocoach.support.durations import round_to
from audiocoach.timeline.chapters import make_chapters
from audiocoach.timeline.model import Dropped, PlacedCue, PlacedInterval, Timeline
from audiocoach.timeline.place import Trials, place
from audiocoach.timeline.placer import Lost, Placement, lose
from audiocoach.timeline.renditions import Attacks, Lengths, Renditions

_UNKNOWN: Attacks = MappingProxyType({})
_BETWEEN_MS = CUEING.breath_ms + CUEING.grid_ms
_TRIES = 2
"""How often a session is laid out again where some of the author's words had no room."""
_HOPELESS = 1_000
"""So often without room, the author's words find none when a session is laid out again."""
_TRIALS = 1_000
"""How often intervals of a session are filled again, to leave words of ours out of them."""
_MANY = 16
"""So many cues of an interval take long to place, if most of them have no room."""
_HUSHED = "needs a place that is not near words of the author's without room"


def lay_out(plan: Plan, lengths: Lengths, attacks: Attacks = _UNKNOWN) -> Timeline:
    """The session in time, given the length of every clip heard in it.

    `attacks` are those of the words on a beat, such as counts.
    """
    renditions = Renditions(lengths, attacks)
    layout = _lay_out(plan, renditions)
    urgent: frozenset[Words] = frozenset()
    for _ in range(_TRIES):
        if layout.untold.keys() <= urgent or layout.is_hopeless:
            break
        # What had no room may have it elsewhere, or where words of ours are left out.
        urgent |= layout.untold.keys()
        again = _lay_out(plan, renditions, urgent, layout)
        layout = min(layout, again, key=_count_untold)
    if not layout.is_hopeless:
        layout = _go_on_after_stuck(plan, renditions, urgent, layout)
    intervals = [placed for placed, _, _ in layout.placements]
    cues, dropped = layout.result()
    return Timeline(
        routine=plan.routine,
        title=plan.title,
        artist=plan.artist,
        language=plan.language,
        duration_ms=intervals[-1].end_ms,
        intervals=tuple(intervals),
        cues=tuple(cues),
        chapters=make_chapters(intervals, cues),
        dropped=tuple(dropped),
        voices={"coach": plan.voice, "counter": plan.counter} if plan.counter else {},
    )


def _go_on_after_stuck(
    plan: Plan, renditions: Renditions, urgent: frozenset[Words], layout: "_Layout"
) -> "_Layout":
    """Tell what comes after sentences without room, where it has some."""
    given_up: dict[Words, Lost] = {}
    for _ in range(_TRIES):
        stuck = {lost.cue.after for lost in layout.untold.values()}
        first = {
            words: lost
            for words, lost in layout.untold.items()
            if words in stuck and lost.cue.after not in layout.untold
        }
        if not first:
            break
        given_up |= first
        urgent |= layout.untold.keys()
        again = _lay_out(plan, renditions, urgent, layout, given_up)
        again.untold |= given_up
        if len(again.untold) >= len(layout.untold):
            break
        layout = again
    return layout


def _count_untold(layout: "_Layout") -> int:
    return len(layout.untold)


class _Layout(Struct):
    """Intervals at their times, and what became of their cues."""

    placements: list[tuple[PlacedInterval, list[Cue], Placement]] = field(default_factory=list)
    """Each interval with what was wanted in it."""
    told: set[Words] = field(default_factory=set)
    """What is said of the author's words."""
    untold: dict[Words, Lost] = field(default_factory=dict)
    """What is not, and where there was most room for it."""

    @property
    def is_hopeless(self) -> bool:
        """Whether it is of no use to try again, which takes as long as the first time."""
        lost = (lost for _, _, placement in self.placements for lost in placement.lost)
        often = sum(each.cue.words in self.untold for each in lost)
        return max(often, len(self.untold)) > _HOPELESS

    def add(self, placed: PlacedInterval, wanted: list[Cue], placement: Placement) -> None:
        """Add the next interval."""
        self.placements.append((placed, wanted, placement))
        self.told |= placement.told
        for told in placement.told:
            self.untold.pop(told, None)
        for lost in placement.lost:
            words = lost.cue.words
            if not words or words in self.told:
                continue
            if words not in self.untold or self.untold[words].room_ms < lost.room_ms:
                self.untold[words] = lost

    def bounded(
        self, wanted: list[Cue], renditions: Renditions, length_ms: int, now_ms: int
    ) -> list[Cue]:
        """What is wanted, without the words said once for which a pause is far too short.

        A long explanation stands in every pause until it is told.
        """
        if len(wanted) < _MANY:
            return wanted
        kept: list[Cue] = []
        free_ms = 2 * length_ms
        for cue in wanted:
            if cue.once and free_ms < 0:
                if cue.words and cue.words not in self.untold:
                    self.untold[cue.words] = lose(renditions.of(cue), now_ms, 0)
                continue
            if cue.once:
                free_ms -= renditions.of(cue).renditions[-1].length_ms
            kept.append(cue)
        return kept

    def add_unwanted(self, plan: Plan, renditions: Renditions) -> None:
        """Add the reminders for which there was no place to begin with."""
        for where, cues in plan.reminders.items():
            for cue in cues:
                if cue.words and cue.words not in self.told and cue.words not in self.untold:
                    starts = (
                        each.start_ms
                        for each, _, _ in self.placements
                        if each.interval.where == where
                    )
                    self.untold[cue.words] = lose(renditions.of(cue), next(starts, 0), 0)

    def result(self) -> tuple[list[PlacedCue], list[Dropped]]:
        """What is heard and what is not.

        Nobody hears words of ours near a moment where words of the author's are missing.
        """
        gone: list[Dropped] = []
        missing_at: dict[Words | None, int] = {}
        for words, lost in self.untold.items():
            # What goes on from words without room is missing where these are.
            at_ms = missing_at.get(lost.cue.after, lost.dropped.at_ms)
            missing_at[words] = at_ms
            gone.append(replace(lost.dropped, at_ms=at_ms))
        missing_ms = [*missing_at.values()]
        cues: list[PlacedCue] = []
        for _, _, placement in self.placements:
            gone += (lost.dropped for lost in placement.lost if not lost.cue.words)
            hushed = [cue for cue in placement.spare if _is_near(cue, missing_ms)]
            gone += (
                Dropped(
                    cue.start_ms, cue.text, cue.role, _HUSHED, cue.where, cue.speaker, is_spare=True
                )
                for cue in hushed
            )
            heard = placement.cues
            cues += [cue for cue in heard if cue not in hushed] if hushed else heard
        return sorted(cues, key=attrgetter("start_ms")), sorted(gone, key=attrgetter("at_ms"))


def _is_near(cue: PlacedCue, moments_ms: Iterable[int]) -> bool:
    near_ms = CUEING.hushed_ms
    return any(cue.start_ms - near_ms < at_ms < cue.end_ms + near_ms for at_ms in moments_ms)


def _lay_out(
    plan: Plan,
    renditions: Renditions,
    urgent: frozenset[Words] = frozenset(),
    before: _Layout | None = None,
    given_up: Collection[Words] = (),
) -> _Layout:
    """Place everything in turn; `urgent` words had no room `before`, `given_up` ones have none."""
    layout = _Layout(told={*given_up})  # what comes after them may be said
    trials = Trials(_TRIALS)
    now_ms = due_ms = 0
    for index, interval in enumerate(plan.intervals):
        following = plan.intervals[index + 1] if index + 1 < len(plan.intervals) else None
        # In the pause before the work, or at the worst anywhere in it.
        work = interval if interval.kind == "work" else following
        reminders: Iterable[Cue] = ()
        if urgent and work and work.kind == "work":
            reminders = plan.reminders.get(work.where, ())
        lost = [cue for cue in reminders if cue.words in urgent]
        wanted = _find_wanted((*interval.cues, *lost), layout.told)
        if not interval.grows:
            wanted = layout.bounded(wanted, renditions, interval.length_ms, now_ms)
        length_ms = interval.measure(wanted, renditions.fullest_ms, _BETWEEN_MS)
        due_ms += length_ms
        end_ms = _find_end(interval, following, now_ms, length_ms, due_ms)
        placed = PlacedInterval(now_ms, end_ms, interval)
        placement = None
        if before and not any(cue.words in urgent for cue in wanted):
            was_placed, was_wanted, was_placement = before.placements[index]
            if was_placed == placed and was_wanted == wanted:
                placement = was_placement
        layout.add(placed, wanted, placement or place(wanted, renditions, placed, trials, urgent))
        now_ms = end_ms
    layout.add_unwanted(plan, renditions)
    return layout


def _find_wanted(cues: Iterable[Cue], told: Collection[Words]) -> list[Cue]:
    """The cues of an interval, but not those that are said once and were."""
    wanted: list[Cue] = []
    before: set[Words | None] = {None}
    for cue in cues:
        words = cue.words
        if words is None:
            if cue.after is None or cue.after in told:
                wanted.append(cue)
        elif not cue.once or (words not in told and words not in before):
            opens = cue.after not in before
            if not opens or cue.after in told:
                before.add(words)
                opened = replace(cue, variants=(cue.opening,)) if opens and cue.opening else cue
                wanted.append(opened)
    return wanted


def _find_end(
    interval: Interval, following: Interval | None, start_ms: int, length_ms: int, due_ms: int
) -> int:
    """Where an interval ends that is due to end at `due_ms`, by all lengths as they are written.

    Work keeps its length; a pause gives or takes what brings the work after it to a frame: that
    nearest to where it is due, so that no shift adds to another. The track ends when it is due.
    """
    if following is None:
        return due_ms
    is_pause = interval.kind != "work" and length_ms >= CUEING.grid_ms
    if is_pause and following.kind == "work":
        return round_to(due_ms, CUEING.grid_ms)
    return start_ms + length_ms
