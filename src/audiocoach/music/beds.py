"""A choice of music → the beds that lie under a session."""

from pathlib import Path

from audiocoach.music.choice import Choice
from audiocoach.music.envelopes import Envelope, Point, ducking, fades, within, work
from audiocoach.music.files import music_files
from audiocoach.music.mixing import Bed
from audiocoach.music.songs import songs
from audiocoach.store import Store
from audiocoach.timeline import Timeline


def beds_for(timeline: Timeline, choice: Choice, store: Store) -> tuple[Bed, ...]:
    """One bed, or one for work and one for rest; MusicError names what cannot be played."""
    ducked = ducking(timeline, choice.duck_db)
    faded = fades(timeline.duration_ms)

    def bed(path: Path, *shares: Envelope) -> Bed:
        found = songs(music_files(path, choice.shuffle, choice.within), timeline.duration_ms, store)
        return Bed(found, (faded, *shares), ducked)

    if choice.music and not choice.rest:
        return (bed(choice.music),)
    working = within(work(timeline))
    parts = ((choice.music, working), (choice.rest, opposite(working)))
    return tuple(bed(path, shares) for path, shares in parts if path)


def opposite(shares: Envelope) -> Envelope:
    """Heard where the other is not."""
    return tuple(Point(at_ms, 1 - value) for at_ms, value in shares)
