"""What is said of a session: its title, and what is new in it."""

from collections.abc import Iterator

from audiocoach.i18n.phrases import Phrases
from audiocoach.programme.dose import COUNTED, TIMED, Difference
from audiocoach.programme.sessions import ProgrammeSession

_MORE = {key: (f"{key}_more", f"{key}_less") for key in COUNTED}


def title_of(session: ProgrammeSession, phrases: Phrases) -> str:
    """`Stronger back, week 3, day 2`."""
    title = session.programme.programme
    return phrases.say("session_title", title=title, n=session.week, day=session.day)


def describe_numbers(changed: Difference, phrases: Phrases) -> Iterator[str]:
    """`1 more round`, `4 fewer reps`, `5 seconds more work`."""
    for key, more in changed.numbers.items():
        if key in TIMED:
            time = phrases.duration(abs(more))
            yield phrases.say("time_more" if more > 0 else "time_less", time=time)
        else:
            yield phrases.say(_MORE[key][more < 0], n=abs(more))


def describe_weights(changed: Difference, phrases: Phrases) -> Iterator[str]:
    """`Single-arm row: 18.5 kg.`, of each weight that is new."""
    for name, weight in changed.weights.items():
        yield phrases.say("new_weight", name=name, weight=weight)


def tell_news(
    session: ProgrammeSession,
    before: ProgrammeSession | None,
    changed: Difference | None,
    phrases: Phrases,
) -> Iterator[str]:
    """What is new in a session, in sentences; `before` is the one that it is compared with."""
    if session.is_light:
        yield phrases.say("lighter_week")
    elif before and changed:
        numbers = tuple(dict.fromkeys(describe_numbers(changed, phrases)))
        if numbers:
            yield phrases.say(_than(session, before), changes=phrases.listed(numbers))
        elif before.status == "again" and not changed.weights:
            yield phrases.say("same_again")
    if changed:
        yield from describe_weights(changed, phrases)


def _than(session: ProgrammeSession, before: ProgrammeSession) -> str:
    if session.after_light:
        return "than_before"
    return "than_last_week" if session.week == before.week + 1 else "than_last_time"
