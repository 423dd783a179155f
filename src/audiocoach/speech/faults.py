"""What is wrong with a sound that should be speech. No engine is trusted to keep its word."""

from collections.abc import Iterator

from audiocoach.speech.engine import SLOWEST_WPM, Speech, Voice, failed

RATES = range(8_000, 192_001)
"""Samples a second that speech may have."""
_SAMPLE_BYTES = 2
_SILENT = 33
"""-60 dBFS: an engine that is no louder has said nothing, however much it is amplified."""
_LETTERS_A_WORD = 5
_LAST_LATIN = "\u024f"
"""What comes after may be spelt, by a voice that does not read that script."""
_SLOWER, _MORE_S = 1.6, 1.5
"""Beyond this many times as long as the words take, and so much more, something is said twice."""


def checked(speech: Speech, voice: Voice, text: str) -> Speech:
    """What a voice said of a text, or the SpeechError that it is no speech, or too much."""
    if why := fault(speech) or overlong(speech, text, voice.wpm):
        raise failed(voice, text, why)
    return speech


def fault(speech: Speech) -> str | None:
    """Why it cannot be heard, if it cannot."""
    import numpy as np

    if speech.rate not in RATES:
        return f"it came out at {speech.rate} samples a second"
    if len(speech.samples) % _SAMPLE_BYTES:
        return "it came out cut within a sample"
    loudness = np.abs(np.frombuffer(speech.samples, "<i2").astype(np.int32))
    return None if loudness.max(initial=0) >= _SILENT else "it came out silent"


def overlong(speech: Speech, said: str, wpm: int) -> str | None:
    """Why it is far too long for its words, if it is."""
    lasts_s, takes_s = seconds(speech), words(said) * 60 / wpm
    if lasts_s <= _SLOWER * takes_s + _MORE_S:
        return None
    why = f"{words(said):.0f} words at @{wpm} take {takes_s:.1f} s"
    slower = f"write fewer words a minute: @{max(wpm // 2, SLOWEST_WPM)}"
    return f"it came out {lasts_s:.1f} s long, where {why}; if that is its pace, {slower}"


def seconds(speech: Speech) -> float:
    """How long it lasts."""
    return len(speech.samples) / _SAMPLE_BYTES / max(1, speech.rate)


def words(said: str) -> float:
    """How many words of English take as long: some scripts have no spaces."""
    return sum(_words(said))


def _words(said: str) -> Iterator[float]:
    """How many words each word is worth: long ones take longer."""
    for word in said.split():
        yield max(1.0, sum(map(_share, word)))


def _share(letter: str) -> float:
    """Of a word."""
    if not letter.isalnum():
        return 0
    return 1 if letter.isdigit() or letter > _LAST_LATIN else 1 / _LETTERS_A_WORD
