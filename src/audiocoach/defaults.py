"""The default for everything that a routine leaves open, and the limits of what it may ask for.

Lengths are in milliseconds. `Limits` keep a stranger's file from filling a disk.
"""

from collections.abc import Mapping
from types import MappingProxyType

from msgspec import Struct, field

_MEGA = 1_000_000
_PACES = MappingProxyType({"grind": 6_000, "standard": 4_000, "ballistic": 2_000})
# At these speeds the same text takes about as long in every language; words differ in length.
_VOICES = MappingProxyType(
    {
        "en": "hibari:heart@180",
        "en-gb": "espeak:en-gb@170",
        "de": "espeak:de@170",
        "es": "espeak:es@175",
        **dict.fromkeys(
            ("es-419", "es-ar", "es-cl", "es-co", "es-mx", "es-us"), "espeak:es-419@180"
        ),
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
_BEATS = ("tick", "up", "down")
# Music makes way for words, a little for what tells people to begin or stop, and hardly for a beat,
# or it would never come back while they work.
_TONES_DUCK_DB = MappingProxyType(
    {
        **dict.fromkeys(("pip", "start", "rest", "round", "switch", "finish", "end"), 6.0),
        **dict.fromkeys(_BEATS, 3.0),
    }
)


class RoutineDefaults(Struct, frozen=True, kw_only=True):
    """The values that a trainer would choose where the author leaves them open."""

    rounds: int = 1
    """How many times a list is done."""
    rest_ms: int = 60_000
    """The rest between the items of a list, and between rounds."""
    transition_ms: int = 10_000
    """The time to change over where a rest is 0, as between the exercises of a superset."""
    switch_ms: int = 6_000
    """The time to change sides between the two sets of `sides: each`."""
    first_side: str = "right"
    """The side to begin with."""
    tabata_rounds: int = 8
    """The number of work intervals in a `tabata`."""
    tabata_work_ms: int = 20_000
    """The length of each work interval in a `tabata`."""
    tabata_rest_ms: int = 10_000
    """The rest between the work intervals of a `tabata`."""
    every_ms: int = 60_000
    """The time from one start to the next in an `emom`."""
    profile: str = "standard"
    """How much the coach says."""
    count: str = "every"
    """Which reps are counted aloud."""
    level: str = "mid"
    """Which value of a range (`6-10`) is used."""
    language: str = "en"
    """The language of the coach's phrases."""
    voices: Mapping[str, str] = field(default_factory=lambda: _VOICES)
    """The voice of each language, and its speed in words a minute."""
    stand_in: str = "espeak:en-us@170"
    """Who speaks for the voice of a language whose package is not installed."""
    counter: str = "none"
    """The voice that counts; `none` lets the coach count."""
    sounds: str = "default"
    """The kit of tones."""
    tones: tuple[str, ...] = (
        "pip", "start", "rest", "round", "switch", "tick", "up", "down", "finish", "end",
    )  # fmt: skip
    """The tones of every kit, and the values of the step `sound`."""
    beats: tuple[str, ...] = _BEATS
    """Those of them that mark time, as often as each second."""

    starts: str = "eccentric"
    """The phase that a rep begins with."""
    pace: str = "standard"
    """How fast a rep is, where neither tempo nor seconds are given."""
    paces: Mapping[str, int] = field(default_factory=lambda: _PACES)
    """The length of one rep of one side at each named pace."""
    cap_ms: int = 60_000
    """The time for `reps: max`."""
    more_ms: int = 20_000
    """The time for as many more reps as possible, after the five of `reps: 5+`."""
    breath_ms: int = 4_000
    """The length of a breath, for a `hold` of breaths."""
    explosive_ms: int = 1_000
    """The length of an `X` in a tempo."""


class LeadTimes(Struct, frozen=True, kw_only=True):
    """How early the coach announces things; 0 turns the announcement off, or its lead time."""

    prepare_ms: int = 10_000
    """The least time before the first work; it grows to hold the first explanation."""
    next_ms: int = 0
    """How long before work its name is announced; 0 is as soon as the rest begins."""
    call_ms: int = 10_000
    """How long before work its name is repeated."""
    countdown: int = 3
    """How many seconds before work are counted down, with one beep each."""
    halfway_ms: int = 20_000
    """Timed work of at least this length is called at its half."""
    remaining_ms: int = 10_000
    """How long before the end of timed work the remaining time is called."""

    @property
    def call_from_ms(self) -> int:
        """Rests shorter than this have no call."""
        return 2 * self.call_ms

    @property
    def announcing_ms(self) -> tuple[int, int]:
        """How long before work its name is said, each time."""
        return self.next_ms, self.call_ms

    @property
    def remaining_from_ms(self) -> int:
        """Timed work shorter than this has no last call."""
        return 3 * self.remaining_ms


class Cueing(Struct, frozen=True, kw_only=True):
    """When speech and tones are played; the same in every routine."""

    opening_ms: int = 250
    """Quiet before the first tone, for players that swallow the beginning of a file."""
    intro_most_ms: int = 20_000
    """The greatest length of the introduction."""
    whole_ms: int = 1_000
    """Intervals that grow end on a multiple of this, so that the first start is a round number."""

    beep_every_ms: int = 1_000
    """The time from one countdown beep to the next."""
    name_room_ms: int = 3_000
    """The time that a short rest keeps for the next name, with fewer countdown beeps if needed."""
    next_room_ms: int = 8_000
    """The least time between the announcement of the next name and the countdown."""
    unrested_ms: int = 10_000
    """How long before work its name is announced if no pause comes before that work."""
    beep_quiet_ms: int = 500
    """Quiet before the first countdown beep, so that it is noticed; a chapter can begin in it."""
    chapter_lead_ms: int = 250
    """How long before its first countdown beep a set's chapter begins."""

    after_tone_ms: int = 700
    """From the tone that opens an interval to the first word."""
    after_finish_ms: int = 1_800
    """From the finishing tone to the first word."""
    count_lead_ms: int = 600
    """The least time from what is heard as the beat of a count to the end of its rep."""
    beat_share: int = 2
    """A word on a beat is at most a rep divided by this away from it, if that leaves it room."""
    after_beat_ms: int = 150
    """From the tick of a rep to a word about it."""
    after_start_ms: int = 500
    """From the start tone to a word."""
    fast_wpm: int = 215
    """The speed at which a sentence is spoken that does not fit otherwise, in words a minute."""
    breath_ms: int = 350
    """The pause between two sentences."""
    grid_ms: int = 24
    """Words without a fixed time, and work after a pause, start on frames, to share them."""
    near_ms: int = 2_000
    """How late a word about the current rep may begin."""
    clear_ms: int = 120
    """The least gap between a sentence and a cue whose time is fixed."""

    length_from_ms: int = 10_000
    """The length of a rest is announced only if it is at least this long."""
    repeat_ms: int = 15_000
    """Intervals of one exercise that come this often, with their rest, have only tones."""
    sign_of_life_ms: int = 15_000
    """The time between soft ticks in timed work, which show that the track still plays."""
    rest_sign_ms: int = 30_000
    """The time between soft ticks in a long rest."""
    rest_call_ms: int = 30_000
    """How long before the end of a rest, of at least twice that, its remaining time is called."""
    rest_reminder_ms: int = 35_000
    """The time between two reminders in a long rest."""
    rest_reminders: int = 2
    """The most reminders in one rest."""
    reminder_least_ms: int = 6_000
    """The least time of work for a reminder, where some would not be heard otherwise."""
    hushed_ms: int = 10_000
    """How far from words of the author's that have no room nothing of ours is said."""
    explain_from_ms: int = 15_000
    """A transition of at least this length has time for an explanation, as a rest has."""
    explain_ahead_ms: int = 90_000
    """Timed work that begins later than this after a rest is explained as it begins."""
    explained_first: int = 2
    """The exercises that are explained before the first work; others are as their turn comes."""
    encourage_from_ms: int = 30_000
    """Work of at least this length gets encouragement, in a profile that encourages."""
    phase_word_ms: int = 1_000
    """The shortest phase that is named; twice that, if a count or a side is spoken in it, too."""
    sign_apart_ms: int = 5_000
    """A soft tick closer than this to a call is left out."""
    last_from: int = 3
    """The last rep is called in sets of at least this many reps."""
    last_from_beat_ms: int = 1_500
    """The last rep is called only if a rep takes at least this long."""


class MusicDefaults(Struct, frozen=True, kw_only=True):
    """The levels and times of music under the voice."""

    voice_lufs: float = -16.0
    """The loudness of speech before the whole track is levelled."""
    bed_lufs: float = -19.0
    """The loudness of each file where nothing is spoken."""
    most_gain_db: float = 20.0
    """The most that a quiet file is raised."""
    limit_db: float = -2.5
    """The limit of sample peaks; true peaks and encoded peaks are up to 1.5 dB higher."""
    bitrate: int = 160_000
    """The bitrate of an MP3 or M4A with music; Opus needs three quarters of it."""
    duck_db: float = 15.0
    """How far the music goes down under words."""
    tones_duck_db: Mapping[str, float] = field(default_factory=lambda: _TONES_DUCK_DB)
    """How far it goes down under each tone, and no further than under words."""
    beats_db: float = 3.0
    """How much louder beats are over music than without, where they would weigh in the loudness."""
    attack_ms: int = 300
    """How long the music takes to go down before a sound."""
    release_ms: int = 700
    """How long the music takes to come back up after a sound."""
    held_ms: int = 1_000
    """The music stays down in a gap of at most this length, as between two sentences."""
    free_ms: int = 2_000
    """The music comes all the way back in a gap of at least this length."""
    fade_ms: int = 3_000
    """The fade at the beginning and the end of a track."""
    crossfade_ms: int = 3_000
    """The crossfade from one file to the next."""
    change_ms: int = 1_000
    """The crossfade between the music for work and the music for rest."""
    shortest_ms: int = 1_000
    """The shortest file that counts as music."""


class SoundLimits(Struct, frozen=True, kw_only=True):
    """The most that a file of sound may be, whoever made it; no more of it is read than that."""

    lasts_ms: int
    """How long it may be."""
    file_bytes: int
    """Its size."""
    decoded_bytes: int
    """The size of its samples in the form in which they are wanted."""
    decoding_s: int
    """How long it may take to decode."""


class Limits(Struct, frozen=True, kw_only=True):
    """The most that a routine may ask for, or bring; more is an error."""

    file_bytes: int = 256 * 1024
    """The size of a file."""
    depth: int = 24
    """Levels of nesting in a file."""
    count: int = 1_000
    """Reps, sets or rounds."""
    bases: int = 8
    """Routines that extend one another."""
    line: int = 120
    """Characters in a name."""
    reminder: int = 400
    """Characters in a reminder, be it at a given time or not."""
    words: int = 200
    """Words in `pronounce`."""
    modes: int = 50
    """Modes of a routine."""
    text: int = 1_000
    """Characters in an explanation, in the words of a step, before and after."""
    sentences: int = 40
    """Sentences of a text that have a cue each; those after them are one with the last."""
    listed: int = 12
    """Things that are named in one sentence; of more, their number is said."""
    listed_text: int = 400
    """Characters of the things that are named in one sentence."""
    phrase: int = 10_000
    """Characters that a voice says at a time, with numbers and units in words."""
    speech: int = 60_000
    """Characters of all the different phrases of a session: about an hour of speech."""
    session_ms: int = 6 * 3_600_000
    """The length of a session."""
    intervals: int = 5_000
    """Intervals in a session."""
    reps: int = 20_000
    """Reps in the whole session, with each side counted."""
    reminders: int = 16_000
    """Reminders in the whole session, with those of each set counted."""
    shortest_rep_ms: int = 500
    """The shortest rep."""
    spoken_notes: int = 4
    """Notes that are spoken before the first exercise, in one list."""
    least_phases: int = 2
    """The fewest parts of a rep that are named."""
    phases: int = 8
    """The most of them."""
    countdown: int = 10
    """Beeps in one countdown."""
    tone: SoundLimits = SoundLimits(
        lasts_ms=5_000, file_bytes=16 * _MEGA, decoded_bytes=_MEGA, decoding_s=10
    )
    """A tone of a kit: 16 MB hold it in the most wasteful format."""
    utterance: SoundLimits = SoundLimits(
        lasts_ms=900_000, file_bytes=64 * _MEGA, decoded_bytes=48 * _MEGA, decoding_s=20
    )
    """A phrase as an engine speaks it, however long its words, or as a person has recorded it."""
    song: SoundLimits = SoundLimits(
        lasts_ms=6 * 3_600_000,
        file_bytes=4_096 * _MEGA,
        decoded_bytes=10_240 * _MEGA,
        decoding_s=1_800,
    )
    """A piece of music, which is never in memory whole."""
    least_cache_bytes: int = 100 * _MEGA
    """The least bound that a settings file of the working folder may give the cache."""
    written_bytes: int = 256 * _MEGA
    """What a program writes for one phrase, into files and to standard output and error."""
    sound_rates: tuple[int, int] = (4_000, 768_000)
    """The lowest and the highest sample rate of a file of sound."""
    sound_channels: int = 8
    """Channels in a file of sound."""
    index_bytes: int = _MEGA
    """The size of the table that says which recording is of which phrase."""
    recordings: int = 10_000
    """Files in a folder of recordings, and rows in its table."""
    roster_bytes: int = 4096 * 1024
    """The size of a list of clients."""
    roster_clients: int = 10_000
    """Clients in it."""
    roster_columns: int = 200
    """Columns of it."""
    roster_id: int = 60
    """Characters in the name by which a client's files are called."""
    weeks: int = 104
    """Weeks of a programme."""
    rotated: int = 20
    """Routines that a programme goes through in turn."""
    set_places: int = 50
    """Places that a programme changes."""
    masses: int = 30
    """Kinds of plates, or bells."""
    grown: int = 2_000_000
    """Thousandths of a kilogram, or of a pound, that a weight grows to."""


class Profile(Struct, frozen=True, kw_only=True):
    """How much the coach says."""

    speaks: bool = True
    """Whether there is speech; otherwise there are only tones."""
    encourages: bool = False
    """Whether the coach encourages in longer work."""
    reminder_every_ms: int = 25_000
    """The coach gives at most one reminder in this much work."""


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
MUSIC = MusicDefaults()
LIMITS = Limits()
