"""How each text begins that we write, for who writes it and who asks whether it is ours."""

from audiocoach.support.files import MARK

VTT = "WEBVTT\n\nNOTE written by audiocoach\n"
CUE_SHEET = 'REM COMMENT "written by audiocoach"\n'
PLAYLIST = f"#EXTM3U\n{MARK}\n"
SCRIPT_SHEET = "To record for audiocoach, a phrase at a time:\n\n"
RECORDINGS_CHECK = "Recordings, as audiocoach hears them:\n\n"
LYRICS = "[re:audiocoach]\n"
"""A line of theirs, after their title."""
CALENDAR_MAKER = "-//audiocoach//audiocoach//EN"
SHEET = "<!doctype html>\n<!-- audiocoach sheet -->\n"
PDF_SHEET = "audiocoach sheet"
"""Among its keywords."""

TIMELINE_VERSION = 1
PODCAST_VERSION = "1.2.0"
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "urn:audiocoach:routine",
}
"""The dialect and the name of the language's schema."""
INTERVAL_COLUMNS = (
    "start", "start_s", "end_s", "length_s", "kind", "section", "exercise", "side", "round",
    "rounds", "set", "sets", "reps", "rep_s",
)  # fmt: skip
SCRIPT_COLUMNS = ("file", "phrase", "optional")

BEGINNINGS = (
    VTT,
    CUE_SHEET,
    PLAYLIST,
    f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:{CALENDAR_MAKER}\r\n",
    SHEET,
    SCRIPT_SHEET,
    RECORDINGS_CHECK,
    f'{{\n "version": {TIMELINE_VERSION},\n "routine": ',
    f'{{\n "version": "{PODCAST_VERSION}",\n ',
    f'{{\n "$schema": "{SCHEMA["$schema"]}",\n "$id": "{SCHEMA["$id"]}',
    ",".join(INTERVAL_COLUMNS),
    ",".join(SCRIPT_COLUMNS) + "\n",
)
"""Of all but lyrics, to the blank."""
