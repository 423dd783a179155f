"""Everything that can be decided and that a routine does not say. One place, one value each.

Lengths are milliseconds. `Limits` are what keeps a stranger's file from filling a disk.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_PACES = MappingProxyType({"grind": 6_000, "standard": 4_000, "ballistic": 2_000})
# Speeds at which one text takes about as long in every language; words differ in length.
_VOICES = MappingProxyType(
    {
        "en": "espeak:en-us@170",
        "en-gb": "espeak:en-gb@170",
        "de": "espeak:de@170",
        "es": "espeak:es@175",
        "es-419": "espeak:es-419@180",
        "es-ar": "espeak:es-419@180",
        "es-cl": "espeak:es-419@180",
        "es-co": "espeak:es-419@180",
        "es-mx": "espeak:es-419@180",
        "es-us": "espeak:es-419@180",
        "fr": "espeak:fr@160",
        "fr-be": "espeak:fr-be@160",
        "fr-ch": "espeak:fr-ch@160",
        "it": "espeak:it@175",
        "nl": "espeak:nl@170",
        "pt": "espeak:pt-br@175",
        "pt-pt": "espeak:pt@175",
        "ru": "espeak:ru@155",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutineDefaults:
    """What a trainer would choose for a session whose author leaves it open."""

    rounds: int = 1
    """Of a list that says nothing else."""
    rest_ms: int = 60_000
    """Between the things in a list, and between rounds where nothing else is said."""
    transition_ms: int = 10_000
    """To change over where a rest is 0, as between the moves of a superset."""
    switch_ms: int = 6_000
    """To change sides between the two sets of `sides: each`."""
    first_side: str = "right"
    """The side to begin with."""
    tabata_rounds: int = 8
    """Work intervals in a `tabata`."""
    tabata_work_ms: int = 20_000
    """Each of those work intervals."""
    tabata_rest_ms: int = 10_000
    """Between them."""
    every_ms: int = 60_000
    """From one start to the next in an `emom`."""
    profile: str = "standard"
    """How much the coach says."""
    count: str = "every"
    """Which reps are counted aloud."""
    level: str = "mid"
    """Where in a range (`6-10`) a session lies."""
    language: str = "en"
    """Of the coach's own phrases."""
    voices: Mapping[str, str] = field(default_factory=lambda: _VOICES)
    """Who speaks each language, and how many words a minute."""
    counter: str = "none"
    """A voice of its own for the counts; where there is none, the coach counts."""
    sounds: str = "default"
    """The kit of tones."""
    tones: tuple[str, ...] = (
        "pip", "start", "rest", "round", "switch", "tick", "up", "down", "finish", "end",
    )  # fmt: skip
    """What every kit of sounds has, and a `sound` in a list may be."""

    starts: str = "eccentric"
    """The phase a rep begins with."""
    pace: str = "standard"
    """How fast a rep is, where neither tempo nor seconds are given."""
    paces: Mapping[str, int] = field(default_factory=lambda: _PACES)
    """Milliseconds of one rep of one side, where neither tempo nor seconds are given."""
    explosive_ms: int = 1_000
    """An `X` in a tempo."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadTimes:
    """How long before something the coach tells of it; 0 is never, or no time at all."""

    prepare_ms: int = 10_000
    """Before the first work, at least; it grows to hold the first explanation."""
    next_ms: int = 0
    """Before work, its name; 0 is as soon as the rest begins."""
    call_ms: int = 10_000
    """Before work, its name once more."""
    countdown: int = 3
    """Tones that count down to a start, one a second."""
    halfway_ms: int = 20_000
    """Timed work at least this long has a call at its half."""
    remaining_ms: int = 10_000
    """The last call of timed work, this long before its end."""

    @property
    def call_from_ms(self) -> int:
        """Rests shorter than this have no call."""
        return 2 * self.call_ms

    @property
    def remaining_from_ms(self) -> int:
        """Timed work shorter than this has no last call."""
        return 3 * self.remaining_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Cueing:
    """When the coach speaks and sounds."""

    opening_ms: int = 250
    """The first tone; a moment of quiet before it, for players that swallow a beginning."""
    intro_most_ms: int = 20_000
    """The introduction is no longer than this, however much there is to say."""
    whole_ms: int = 1_000
    """Lengths that grow end on a multiple of this, so that the first start is a round number."""

    beep_every_ms: int = 1_000
    """From one of them to the next."""
    name_room_ms: int = 3_000
    """What a short rest keeps for the next name, at the cost of pips."""
    next_room_ms: int = 8_000
    """The next name is said no later than this before the countdown."""
    unrested_ms: int = 10_000
    """Before work that follows without a pause, its name."""
    beep_quiet_ms: int = 500
    """Quiet before the first pip: what a listener needs to notice it, and a chapter to begin in."""
    chapter_lead_ms: int = 250
    """A set's chapter begins this long before its first pip, in that quiet."""

    after_tone_ms: int = 700
    """The first word of an interval that opened with a tone."""
    after_finish_ms: int = 1_800
    """The first word after the finishing tone."""
    after_beat_ms: int = 150
    """A word that follows a rep's tick."""
    after_start_ms: int = 500
    """A word that follows the start tone."""
    fast_wpm: int = 215
    """How fast the coach may speak where a sentence does not fit otherwise."""
    breath_ms: int = 350
    """Between two sentences."""
    grid_ms: int = 24
    """Free words begin on a cell of the track, so that the same words are the same cells."""
    near_ms: int = 2_000
    """How much later than wanted a word about the rep at hand may begin."""
    clear_ms: int = 120
    """Between a sentence and anything whose time is fixed."""

    length_from_ms: int = 10_000
    """Rests shorter than this are over before their length is said."""
    sign_of_life_ms: int = 15_000
    """A soft tick this often in timed work, or a listener thinks that the phone died."""
    rest_sign_ms: int = 30_000
    """A soft tick this often in a long rest."""
    encourage_from_ms: int = 30_000
    """Work at least this long is worth a kind word from a coach who gives them."""
    phase_word_ms: int = 1_000
    """Phases shorter than this are not named; where more is said in them, twice that."""
    sign_apart_ms: int = 5_000
    """A soft tick this near to a call would say nothing."""
    last_from: int = 3
    """Sets of at least so many reps have their last one called."""
    last_from_beat_ms: int = 1_500
    """Faster reps leave no time to say so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Music:
    """How music lies under the voice."""

    voice_lufs: float = -16.0
    """Of speech, before the whole is levelled."""
    bed_lufs: float = -19.0
    """Of each file where nothing is said."""
    most_gain_db: float = 20.0
    """A file that would need more is meant to be quiet."""
    limit_db: float = -2.5
    """Of samples; between them, and after encoding, peaks are up to 1.5 dB higher."""
    bitrate: int = 160_000
    """Of an MP3 or an M4A; Opus needs three quarters of that."""
    duck_db: float = 15.0
    """By how much the music goes down under words and tones."""
    attack_ms: int = 300
    """Down, before the word."""
    release_ms: int = 600
    """Up again, after it."""
    held_ms: int = 1_500
    """In a gap as short as this it stays down."""
    free_ms: int = 5_000
    """In one as long as this it comes back as a whole."""
    fade_ms: int = 3_000
    """At the beginning and the end of a track."""
    crossfade_ms: int = 3_000
    """From one file to the next."""
    change_ms: int = 1_000
    """Between the music of work and that of rest."""
    shortest_ms: int = 1_000
    """Of a file; less is no music."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a routine may ask for; beyond that it is refused with a clear message."""

    file_bytes: int = 256 * 1024
    depth: int = 24
    count: int = 1_000
    """Reps, sets or rounds."""
    bases: int = 8
    """Routines that one is built on, each on the next."""
    line: int = 120
    """Characters in a name or a reminder."""
    words: int = 200
    """That a routine says how to pronounce."""
    text: int = 1_000
    """Characters in an explanation."""
    session_ms: int = 6 * 3_600_000
    intervals: int = 5_000
    reps: int = 20_000
    """In the whole session, each side counted."""
    shortest_rep_ms: int = 500
    countdown: int = 10
    """Beeps in one countdown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """How much the coach says."""

    speaks: bool = True
    """Or only beeps."""
    encourages: bool = False
    reminder_every_ms: int = 25_000
    """At most one of the coach's reminders in so much work."""


PROFILES: Mapping[str, Profile] = MappingProxyType(
    {
        "minimal": Profile(speaks=False),
        "standard": Profile(),
        "coach": Profile(encourages=True, reminder_every_ms=15_000),
    }
)

DEFAULTS = RoutineDefaults()
LEAD_TIMES = LeadTimes()
CUEING = Cueing()
MUSIC = Music()
LIMITS = Limits()
