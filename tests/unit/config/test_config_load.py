"""The user's own file: where it is looked for, what it may say, and how its mistakes are told."""

import math
import re
from pathlib import Path

import platformdirs
import pytest
from customised import exactly, read
from paths import DOCS

from audiocoach.config.load import FILE_VARIABLE, load_config
from audiocoach.config.model import Config
from audiocoach.config.output import Sound
from audiocoach.config.overrides import Overrides
from audiocoach.config.resolve import customise
from audiocoach.errors import CoachError
from audiocoach.routine.customise import LeadChange
from audiocoach.routine.model import counter_of, voice_of
from audiocoach.routine.overrides import read_place_change

EVERYTHING = """\
reps = 8
rest = "45s"
round-rest = "1-2 min"
work = 40
rounds = "3-5"
sets = 3
level = "high"
voice = "en-gb"
leads = {call = "15s", countdown = 5}
sounds = "bells"
out = "tracks"
cache = "1.5 GB"
sidecar = ["lrc", "VTT"]
format = "M4A"
bitrate = "100k"
stereo = true
cover = "pictures/mine.png"
counter = {DE = "espeak:de+f2@190", es-MX = "espeak:es-419"}
loudness = -18
floor = "off"
set = {"halo.reps" = 8, row = {rest = "30s"}}

[mode]
jeffers-pull = "conditioning"
mine = "slow"

[routines.jeffers-pull]
mode = "strength"
rest = "60s"
set.row.sets = 2
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Someone's home and desk."""
    (tmp_path / "desk").mkdir()
    monkeypatch.chdir(tmp_path / "desk")
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    monkeypatch.setattr(
        platformdirs, "user_config_path", lambda name, **_: tmp_path / "config" / name
    )
    return tmp_path


def write(text: str, path: Path = Path("audiocoach.toml")) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def refusal(text: str) -> list[str]:
    write(text)
    with pytest.raises(CoachError) as refused:
        load_config()
    return str(refused.value).splitlines()


def test_without_a_file_there_are_no_habits() -> None:
    assert load_config() == Config()


def test_everything_it_may_say() -> None:
    write(EVERYTHING)
    config = load_config()
    assert (config.out, config.format) == ("tracks", "m4a")
    assert (config.bitrate, config.stereo) == (100_000, True)
    assert Path(config.cover) == Path("pictures/mine.png")
    assert config.cache == 1_500_000_000
    assert config.sidecars == ("lrc", "vtt")
    every, mode, own = config.of("jeffers-pull")
    assert every.overrides == Overrides(
        reps=exactly(8),
        rest=exactly(45_000),
        round_rest=exactly(60_000)._replace(high=120_000),
        work=exactly(40_000),
        rounds=exactly(3)._replace(high=5),
        sets=exactly(3),
        level="high",
        voice="en-gb",
        sounds="bells",
        places=(read_place_change("halo.reps=8"), read_place_change("row.rest=30s")),
        leads=(LeadChange("call", 15_000), LeadChange("countdown", 5)),
    )
    counters = {"de": "espeak:de+f2@190", "es-mx": "espeak:es-419"}
    assert every.voices == {"voice": {}, "counter": counters}
    assert mode.overrides == Overrides(mode="conditioning")
    assert own.overrides == Overrides(
        mode="strength", rest=exactly(60_000), places=(read_place_change("row.sets=2"),)
    )
    assert (every.for_one_routine, own.for_one_routine, own.file) == (
        False,
        True,
        "audiocoach.toml",
    )
    assert [table.overrides.mode for table in config.of("mine")] == [None, "slow"]
    assert config.of("other") == (every,)
    assert config.sound == Sound(-18, -math.inf)


def test_levels_out_of_range_are_refused() -> None:
    loudness, floor = refusal('loudness = -3\nfloor = "low"\n')
    assert loudness.startswith("audiocoach.toml:1:1: ")
    assert loudness.endswith("'-3' is out of range; write a level from -30 to -14 LUFS")
    assert floor.startswith("audiocoach.toml:2:1: ")
    assert floor.endswith("'low' is no level; write a level from -90 to -50 dBFS, or 'off'")


def test_the_nearest_file_is_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write("reps = 1", home / "config/audiocoach/audiocoach.toml")
    assert load_config().every.overrides.reps == exactly(1)
    write("reps = 2")
    assert load_config().every.overrides.reps == exactly(2)
    write("reps = 3", home / "named.toml")
    monkeypatch.setenv(FILE_VARIABLE, str(home / "named.toml"))
    assert load_config().every.overrides.reps == exactly(3)
    monkeypatch.setenv(FILE_VARIABLE, "")
    assert load_config() == Config()


def test_a_file_that_is_named_has_to_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(FILE_VARIABLE, "none.toml")
    with pytest.raises(CoachError, match=r"^none\.toml: there is no such file$"):
        load_config()


def test_windows_line_ends_and_marks_are_read() -> None:
    Path("audiocoach.toml").write_bytes(b"\xef\xbb\xbfreps = 8\r\nrest = 9\r\n")
    assert load_config().every.overrides.rest == exactly(9_000)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "rset = 3",
            "1:1: unknown key 'rset'; did you mean 'set'? there is: reps, work, sets, rest, ",
        ),
        ("\n  roundrest = 3", "2:3: unknown key 'roundrest'; did you mean 'round-rest'? "),
        ("[routines.x]\nreps = 3\nret = 4", "3:1: unknown key 'ret'; did you mean 'rest'? "),
        ("[routines.x]\nout = 'a'", "2:1: unknown key 'out'; write it above the first table"),
        (
            "format = 'mp4'",
            "1:1: 'format': 'mp4' is not a format; write one of mp3, m4a, opus, ogg",
        ),
        ("bitrate = 'fast'", "1:1: 'bitrate': 'fast' is not a bitrate; write it like '96k'"),
        ("bitrate = '100k'", "1:1: mp3 has no bitrate of 100k; write one of 32k, 40k, 48k"),
        (
            "out = 'all.m4a'\nbitrate = '320k'",
            "2:1: m4a has no bitrate of 320k; write one from 24k to 144k",
        ),
        (
            "format = 'flac'\nbitrate = '96k'",
            "2:1: flac has no bitrate, it keeps every sample; leave out bitrate",
        ),
        (
            "cover = 'mine.png'\nformat = 'wav'",
            "1:1: wav has no place for a cover; leave out cover",
        ),
        ("cover = ''", "1:1: 'cover': "),
        ("stereo = 'yes'", "1:1: 'stereo' is true or false; write it like 'stereo = true'"),
        ("stereo = 1", "1:1: 'stereo' is true or false; write it like 'stereo = true'"),
        ("[routines.x]\ncover = 'a'", "2:1: unknown key 'cover'; write it above the first table"),
        ("voice = ['a']", "1:1: 'voice' is one value; write it like"),
        ("[voice]\nxx = 'a'", "2:1: 'xx': the coach does not speak 'xx'; it speaks de, en, es"),
        ("[voice]\ngerman = 'a'", "2:1: 'german': the coach does not speak 'german'; did you mean"),
        ("[counter]\nde = ['a']", "2:1: 'de' is one value; write it like"),
        ("[routines.x.voice]\nde = ''", "2:1: 'de': "),
        ('["rout"]', "1:1: unknown key 'rout'; did you mean 'out'? "),
        ("reps = 'ten'", "1:1: 'reps': 'ten' is not a whole number; write it like '10' or '6-10'"),
        ("reps = '1; 2'", "1:1: 'reps': '1; 2' is not a whole number; write it like '10' or"),
        ("reps = true", "1:1: 'reps' is one value; write it like '\"45s\"' or 8"),
        ("rest = ['a']", "1:1: 'rest' is one value; write it like '\"45s\"' or 8"),
        ("a = 1\nmode = 'fast'", "1:1: unknown key 'a'; "),
        ("mode = 'x'", "1:1: 'mode' is a table; write it like 'mode = {jeffers-pull = \"condi"),
        ("routines = 3", "1:1: 'routines' is a table; write it like 'routines = {}'"),
        ("routines.x = 3", "1:1: 'x' is one routine's table; write it in '[ ]'"),
        ("leads = 3", "1:1: 'leads' is a table; write it like 'leads = {call = \"15s\"}'"),
        ("[leads]\nout = 3", "2:1: unknown key 'out'; there is: prepare"),
        ("leads = {call = 'soon'}", "1:1: 'call': 'soon' is not a duration; write it like"),
        ("set = 3", "1:1: 'set' is a table; write it like 'set = {\"halo.reps\" = 8}'"),
        ("[set]\nhalo.rep = 3", "2:1: 'rep': 'halo.rep=3': unknown key 'rep'; did you mean"),
        ("set = {halo = 8}", "1:1: 'halo': 'halo=8' changes no place; write it like 'halo.reps=8'"),
        ("level = 'hard'", "1:1: 'level': 'hard' is not a level; write 'low', 'mid', 'high' or a"),
        ("reps = \nrest = 3", "1:8: this is not TOML: Invalid value; write 'key = \"value\"'"),
        ("reps = 3\nreps = 4", "this is not TOML: "),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, message: str) -> None:
    assert message in refusal(text)[0]
    assert refusal(text)[0].startswith("audiocoach.toml:")


def test_every_mistake_is_told_in_order() -> None:
    said = refusal("rest = 'soon'\nrsts = 3\n\n[routines.x]\nset = {'a.b' = 3}\nvoice = ''\n")
    assert [line.split(": ")[0] for line in said] == [
        f"audiocoach.toml:{line}:1" for line in (1, 2, 5, 6)
    ]


def test_a_cover_may_be_none_or_lie_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/me")
    monkeypatch.setenv("USERPROFILE", "/home/me")
    for written, meant in {
        "none": "none",
        "drawn": "drawn",
        "~/me.png": str(Path("/home/me/me.png")),
    }.items():
        write(f"cover = '{written}'\n")
        assert load_config(Path("audiocoach.toml")).cover == meant


def test_a_voice_for_each_language() -> None:
    write(
        "[voice]\nde = 'espeak:de+f2'\nde-CH = 'espeak:de+f3'\n"
        "[routines.mine]\nvoice = 'en-gb'\n[routines.yours.counter]\nen = 'en-us+f4'\n"
    )
    config = load_config()

    def voices(name: str, language: str, voice: str | None = None) -> tuple[str, str | None]:
        text = "title: a\nvoice: en-us@150\nexercises: [{name: b, reps: 3}]\n"
        wishes = Overrides(language=language, voice=voice)
        routine = customise(read(text), wishes, config.of(name))
        return voice_of(routine), counter_of(routine)

    assert voices("other", "de") == ("espeak:de+f2", None)
    assert voices("other", "de-AT") == ("espeak:de+f2", None)
    assert voices("other", "de-ch") == ("espeak:de+f3", None)
    assert voices("other", "fr") == ("en-us@150", None), "as the routine says"
    assert voices("mine", "de") == ("en-gb", None)
    assert voices("yours", "en-GB") == ("en-us@150", "en-us+f4")
    assert voices("yours", "de", "en-gb@90") == ("en-gb@90", None)


def test_the_docs_show_a_voice_for_each_language() -> None:
    text = (DOCS / "voices.md").read_text("utf-8")
    (example,) = re.findall(r"^```toml\n(\[voice\]\n.*?)^```$", text, re.MULTILINE | re.DOTALL)
    write(example)
    asked = load_config(Path("audiocoach.toml")).every.voices
    assert asked["voice"].keys() == {"de", "en", "es-mx"}
    assert asked["counter"] == {"de": "espeak:de+f4@190"}


def test_a_file_that_is_no_text_is_refused() -> None:
    Path("audiocoach.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CoachError, match="this is not UTF-8 text"):
        load_config()
    Path("audiocoach.toml").unlink()
    Path("audiocoach.toml").mkdir()
    with pytest.raises(CoachError, match="this is a folder, not a file"):
        load_config()
