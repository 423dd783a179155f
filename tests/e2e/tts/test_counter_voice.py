"""Two voices in one track: one that coaches, and one that counts."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from command_line import ok, refused
from listening import Samples, clips_of, decoded, lag_samples
from paths import DOCS
from sound_files import record

from audiocoach import compiler
from audiocoach.api import Builder, BuildReport, build, compile  # noqa: A004
from audiocoach.audio import SAMPLES_PER_MS
from audiocoach.audio.loudness import speech_loudness
from audiocoach.config.overrides import Overrides
from audiocoach.defaults import DEFAULTS
from audiocoach.export.json import to_dict
from audiocoach.plan import plan_session
from audiocoach.report.recordings import write_script
from audiocoach.report.stages import explain
from audiocoach.routine.read import read_bytes
from audiocoach.timeline import ClipSpec, PlacedCue
from audiocoach.tts import Engine, UserVoices, Voice, open_engine

VOICES_DOC = (DOCS / "voices.md").read_text("utf-8")
COACH = DEFAULTS.voices["en"]
COUNTER = "en-us+f2@190"
ROUTINE = """\
title: Two voices
counter: en-us+f2@190
rest: 12s
exercises:
  - {name: Row, reps: 4, tempo: 2-0-2-0}
  - {name: Halo, reps: 3, sides: alternating}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counter")
    (folder / "two.yaml").write_text(ROUTINE, "utf-8")
    return folder


def built(
    folder: Path, file: str, counter: str | None = None, voice: str | None = None
) -> BuildReport:
    path = folder / f"{counter}-{voice}".replace(":", "-") / "track.mp3"
    return build(str(folder / file), path, counter=counter, voice=voice)


@pytest.fixture(scope="module")
def one(folder: Path) -> BuildReport:
    return built(folder, "two.yaml", "none")


@pytest.fixture(scope="module")
def two(folder: Path) -> BuildReport:
    return built(folder, "two.yaml")


@pytest.fixture(scope="module")
def one_heard(one: BuildReport) -> Samples:
    return decoded(one.path)


@pytest.fixture(scope="module")
def two_heard(two: BuildReport) -> Samples:
    return decoded(two.path)


def by(built: BuildReport, speaker: str) -> list[PlacedCue]:
    return [cue for cue in built.timeline.spoken if cue.speaker == speaker]


def cut(heard: Samples, cue: PlacedCue) -> Samples:
    return heard[cue.start_ms * SAMPLES_PER_MS : cue.end_ms * SAMPLES_PER_MS]


def likeness(one: Samples, other: Samples) -> float:
    """1 for the same sound, however loud; 0 for another."""
    length = min(len(one), len(other))
    return float(np.corrcoef(one[-length:], other[-length:])[0, 1])


def test_the_counter_counts_and_names_the_tempo(two: BuildReport) -> None:
    said = {cue.text for cue in by(two, "counter")}
    assert said == {"1", "2", "3", "4", "up", "down"}
    assert not said & {cue.text for cue in by(two, "coach")}


def test_counts_have_another_voice_and_all_else_is_as_it_was(
    one: BuildReport, two: BuildReport, one_heard: Samples, two_heard: Samples
) -> None:
    assert by(two, "coach") == [
        cue for cue in one.timeline.spoken if cue.role not in ("count", "tempo")
    ]
    assert [cue for cue in two.timeline.cues if cue.play == "sound"] == [
        cue for cue in one.timeline.cues if cue.play == "sound"
    ]
    counts = [cue for cue in one.timeline.cues if cue.role == "count"]
    others = [cue for cue in two.timeline.cues if cue.role == "count"]
    assert [cue.text for cue in counts] == [cue.text for cue in others]
    assert [cue.start_ms for cue in counts] != [cue.start_ms for cue in others]
    for cue in by(two, "coach"):
        assert likeness(cut(one_heard, cue), cut(two_heard, cue)) > 0.99, cue.text
    for cue, other in zip(counts, others, strict=True):
        assert likeness(cut(one_heard, cue), cut(two_heard, other)) < 0.5, cue.text


def test_each_is_heard_when_the_timeline_says_in_its_own_length(
    two: BuildReport, two_heard: Samples
) -> None:
    clips = clips_of(two)
    for cue in two.timeline.spoken:
        clip = clips[cue.clip]
        assert cue.end_ms - cue.start_ms == two.clips.lengths[cue.clip]
        assert lag_samples(two_heard, clip, cue.start_ms) == 0


def test_both_are_equally_loud(two: BuildReport, two_heard: Samples) -> None:
    means = []
    for speaker in ("coach", "counter"):
        cues = {cue.text: cue for cue in by(two, speaker)}.values()
        levels = [speech_loudness(cut(two_heard, cue)) for cue in cues]
        assert max(levels) - min(levels) < 2
        means.append(np.mean(levels))
    assert abs(means[0] - means[1]) < 0.5


def test_a_counter_with_the_coachs_voice_changes_no_byte(folder: Path, one: BuildReport) -> None:
    same = built(folder, "two.yaml", COACH)
    assert same.path.read_bytes() == one.path.read_bytes()
    assert same.clips.made == 0


def test_without_a_counter_there_is_no_trace_of_one(folder: Path, one: BuildReport) -> None:
    (folder / "alone.yaml").write_text(ROUTINE.replace(f"counter: {COUNTER}\n", ""), "utf-8")
    alone = built(folder, "alone.yaml")
    assert alone.path.read_bytes() == one.path.read_bytes()
    told = to_dict(alone.timeline)
    assert "voices" not in told
    assert '"voice"' not in json.dumps(told)


def test_the_timeline_says_who_says_what(two: BuildReport) -> None:
    told = json.loads(json.dumps(to_dict(two.timeline)))
    assert told["voices"] == {"coach": COACH, "counter": COUNTER}
    for cue in told["cues"]:
        speaker = "counter" if cue["why"] in ("count", "tempo") else "coach"
        assert cue["voice"] == (speaker if cue["play"] == "speech" else None)


def test_a_counter_that_is_late_hurries_as_itself(folder: Path) -> None:
    (folder / "quick.yaml").write_text(
        "title: Quick\nexercises:\n  - {name: Swing, reps: 8, pace: 0.5s}\n", "utf-8"
    )
    quick = built(folder, "quick.yaml", "en-us+f2@80")
    late = [cue for cue in by(quick, "counter") if cue.fast]
    assert late
    assert not [cue for cue in by(quick, "coach") if cue.fast]
    source = quick.clips.source
    assert source.counter
    fast = source.counter.identity_of("1", fast=True)
    assert fast.endswith("\nespeak:en-us+f2@215\n1")
    for cue in late:
        assert cue.clip == ClipSpec(cue.text, speaker="counter", fast=True)
        length = quick.clips.lengths
        assert length[cue.clip] < length[ClipSpec(cue.text, speaker="counter")]


def test_each_voice_is_opened_once_however_often_a_session_is_fitted(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def noted(voice: Voice, user_voices: UserVoices) -> Engine:
        opened.append(str(voice))
        return open_engine(voice, user_voices)

    monkeypatch.setattr(compiler, "open_engine", noted)
    (folder / "fitted.yaml").write_text(
        "title: Quick\nrounds: 2\nrest: 20s\ncounter: en-us+f2@80\n"
        "exercises:\n  - {name: Swing, reps: 8, pace: 0.5s}\n",
        "utf-8",
    )
    compile(folder / "fitted.yaml", fit="5m")
    coach, counter = COACH.partition("@")[0], "espeak:en-us+f2"
    assert opened == [COACH, f"{counter}@80", f"{coach}@215", f"{counter}@215"]


def test_every_stage_is_explained(folder: Path) -> None:
    routine = str(folder / "two.yaml")
    session = compile(routine)
    session = compile(routine)
    for stage in ("plan", "clips", "segments"):
        assert "# 1" in explain(session, stage), stage
    assert "# 1" not in explain(compile(routine, counter="none"), "plan")
    assert COUNTER in explain(session, "routine")
    assert "counter" not in explain(session, "defaults")
    assert "  counter " in explain(compile("jeffers-pull"), "defaults")


def test_the_command_line_chooses_who_counts(folder: Path) -> None:
    routine = str(folder / "two.yaml")
    shown = ok("show", routine, "--counter", "en-gb@200", "--json")
    assert json.loads(shown)["voices"]["counter"] == "en-gb@200"
    assert "espeak has no voice 'en-uk'" in refused(1, "check", routine, "--counter", "en-uk")


def to_record(folder: Path, overrides: Overrides) -> dict[str, str]:
    with Builder() as builder:
        settings = builder.resolve(folder / "two.yaml", overrides)
    lines = write_script(settings, plan_session(settings.routine)).lines
    return {line.phrase: line.file for line in lines}


@pytest.mark.parametrize("counts", [False, True])
def test_one_is_recorded_and_the_other_is_not(folder: Path, tmp_path: Path, counts: bool) -> None:  # noqa: FBT001
    """What is to be recorded is what that one says; with all of it there, nothing is missing."""
    own = f"recorded:{tmp_path}"
    overrides = Overrides(counter=own) if counts else Overrides(voice=own)
    phrases = to_record(folder, overrides)
    numbers = {"one", "two", "three", "four", "up", "down"}
    assert phrases.keys() & numbers == (numbers if counts else set())
    assert ("Rest, twelve seconds." in phrases) != counts
    first, *others = phrases.values()
    for file in others:
        record(tmp_path / file, seconds=0.25)
    clips = compile(folder / "two.yaml", overrides).clips
    (note,) = clips.notes
    assert note.startswith(f"1 of {len(phrases)} phrases are not recorded")
    record(tmp_path / first, seconds=0.25)
    assert compile(folder / "two.yaml", overrides).clips.notes == []


def test_the_script_of_two_is_that_of_the_coach_or_of_both(folder: Path) -> None:
    coach = to_record(folder, Overrides())
    counter = to_record(folder, Overrides(counter="recorded:a"))
    both = to_record(folder, Overrides(counter="recorded:a", voice="recorded:b"))
    assert coach == to_record(folder, Overrides(voice="recorded:b"))
    assert both == coach | counter
    assert both == to_record(folder, Overrides(counter="none"))


def test_the_routine_of_the_docs_has_a_counter() -> None:
    examples = re.findall(r"^```yaml\n(.*?)^```$", VOICES_DOC, re.MULTILINE | re.DOTALL)
    (example,) = (example for example in examples if "counter:" in example)
    routine = read_bytes(example.encode(), "example.yaml")
    assert (routine.voice, routine.counter) == ("en-us", COUNTER)
