"""About how long the sessions of a programme last."""

from audiocoach.errors import CoachError
from audiocoach.plan import plan_session
from audiocoach.programme.sessions import ProgrammeSession
from audiocoach.programme.training import TrainingPlan
from audiocoach.support.durations import whole_minutes

_MOST_INTERVALS = 50_000
"""Of all sessions that differ: so many are gone through for their lengths."""


class Lengths:
    """Measures the sessions of a programme, those of the same dose once."""

    def __init__(self, plan: TrainingPlan) -> None:
        self._plan = plan
        self._known: dict[int, int] = {}
        self._left = _MOST_INTERVALS
        # The last one is the longest of those that climb, and tells soonest that they get too long.
        for session in reversed(plan.sessions):
            self._measure(session)

    def minutes(self, session: ProgrammeSession) -> int:
        """Whole minutes; what is too much to measure is taken for the longest that is not."""
        overrides, done = self._plan.overrides(session), self._plan.done(session)
        if overrides.fit:
            return whole_minutes(overrides.fit.low)
        return whole_minutes(self._known.get(id(done)) or max(self._known.values()))

    def _measure(self, session: ProgrammeSession) -> None:
        done = self._plan.done(session)
        if id(done) in self._known or self._left <= 0:
            return
        lengths = self._plan.known.lengths
        if id(done) not in lengths:
            try:
                plan = plan_session(done)
            except CoachError as error:
                message = f"session {session.number}: {error.message}"
                raise CoachError(message, error.hint) from error
            lengths[id(done)] = plan.about_ms, len(plan.intervals)
        self._known[id(done)], intervals = lengths[id(done)]
        self._left -= intervals
