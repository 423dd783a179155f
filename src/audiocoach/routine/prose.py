"""Items that are written as plain words: `5 minute brisk walk`, `Push-ups x 10`, `rest 60s`."""

import re

from audiocoach.routine.fields import DASH, is_read, read_count, read_positive_lengths

SETS_OF = (
    rf"([1-9][0-9]*(?:(?:{DASH}|\s+to\s+)[0-9]+)?)\s*"
    r"(?:[x×*]|sets?\s*(?:of|[x×*])|sets?,?\s)\s*(\S.*)"
)
"""Sets, and how much of each: `3 x 10`, `3-4 sets of 8 reps`."""
REPS = r"x?\s*([0-9].*?)\s*(?:reps?|repetitions|times|x)?"
"""A number of reps, and perhaps the word for them."""
METRES = r"[0-9]{3,}\s*m"
"""What nobody means as minutes."""
_UNIT = r"(?:seconds?|secs?|s|minutes?|mins?|m|hours?)"
_FIGURE = r"[0-9]+(?:\.[0-9]+)?"
_ACTIVITY = (
    rf"({_FIGURE}(?:(?:{DASH}|\s+to\s+){_FIGURE})?)[\s-]*({_UNIT})\b\.?\s+"
    r"(?:of\s+)?([^\W\d_][^.,;:!?()+&\d]*)\.?"
)
_MORE_THAN_A_NAME = (
    r"(?:(?:at|in|on|to|by|from|for|every|rest)\b.*"
    r"|.*\b(?:then|or|plus|before|after|followed|each|per|between|if|until)\b.*)"
)
_LONGEST, _LONGEST_NAME = 60, 40
_NAME = r"(?P<name>(?!(?:rounds?|sets?|times)\b)[^\W\d_][^:{}\[\],#]*?)"
_LINES = (
    rf"rest\s*:?\s+(?P<rest>[0-9].*)|(?P<rest_>[0-9]\S*(?:\s*{_UNIT})?)\s+rest",
    rf"(?P<dose>[0-9]+\s*[x×]\s*[0-9]+)\s+{_NAME}",
    rf"(?P<dose>{_FIGURE}[\s-]*{_UNIT})\s+(?:of\s+)?{_NAME}",
    rf"(?P<dose>[0-9]+)\s*[x×]?\s+{_NAME}",
    rf"{_NAME}\s*[-–:,x×]?\s*\(?(?P<dose>[0-9]\S*(?:\s*[x×-–]\s*[0-9]+)?(?:\s*(?:{_UNIT}|reps))?)\)?",
)


def is_length(text: str) -> bool:
    """Whether that is a duration with a unit; `400m` is metres."""
    return (
        not re.fullmatch(rf"[0-9 .]*|{METRES}", text)
        and not is_read(read_count, text)
        and is_read(read_positive_lengths, text)
    )


def timed_activity(text: str) -> tuple[str, str] | None:
    """The length and the name in a text that has nothing else: `5 minute brisk walk`."""
    text = " ".join(text.split())
    match = re.fullmatch(_ACTIVITY, text, re.IGNORECASE) if len(text) <= _LONGEST else None
    if not match or len(match[3]) > _LONGEST_NAME:
        return None
    name, length = match[3].strip(), f"{match[1]} {match[2]}"
    if re.fullmatch(_MORE_THAN_A_NAME, name, re.IGNORECASE):
        return None
    return (length, _titled(name)) if is_length(length) else None


def item_for(text: str) -> str | None:
    """A text as an item of a list has to be written: `- {name: Plank, work: 30s}`; else None."""
    text = " ".join(text.split())
    matches = (re.fullmatch(line, text, re.IGNORECASE) for line in _LINES)
    match = next(filter(None, matches), None) if len(text) <= _LONGEST else None
    if not match:
        return None
    found = match.groupdict()
    if rest := found.get("rest") or found.get("rest_"):
        return f"- rest: {rest}" if is_read(read_positive_lengths, rest) else None
    dose, name = found["dose"].strip(), _titled(found["name"].strip())
    sets = re.fullmatch(SETS_OF, dose)
    keys = f"{name}, sets: {sets[1]}" if sets else name
    dose = sets[2] if sets else dose
    reps = re.fullmatch(REPS, dose)
    if reps and is_read(read_count, reps[1]):
        return f"- {{name: {keys}, reps: {reps[1]}}}"
    length = dose.replace("-", " ")
    return f"- {{name: {keys}, work: {length}}}" if is_length(length) else None


def _titled(name: str) -> str:
    return name[0].upper() + name[1:]
