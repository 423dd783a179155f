"""What publishing does not do twice, nor at once with another, nor at length for a stranger."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from episodes import BASE, an_episode, contents, feed_of
from PIL import Image
from quick_build import use_cache

from audiocoach.cache import locks
from audiocoach.errors import CoachError
from audiocoach.mp3.tags import Picture
from audiocoach.site import digests, ledger
from audiocoach.site.pictures import square_art
from audiocoach.site.place import Publishing
from audiocoach.site.publish import publish
from audiocoach.support.files import file_sha256

_HOLD = """\
import sys
from pathlib import Path
from audiocoach.cache.locks import locked
with locked(Path(sys.argv[1]), "publishing into"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for tracks."""
    use_cache(tmp_path / "cache", monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    (tmp_path / "made").mkdir()
    return tmp_path / "made"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read for their hashes, as they are."""
    names: list[str] = []

    def read_and_hash(path: Path) -> str:
        names.append(path.name)
        return file_sha256(path)

    monkeypatch.setattr(digests, "file_sha256", read_and_hash)
    return names


def test_files_that_are_as_they_were_are_not_read_again(
    made: Path, site: Path, read: list[str]
) -> None:
    legs, pull = an_episode(made, "legs"), an_episode(made, "pull", title="Pull")
    publish([legs], site, Publishing(base_url=BASE))
    read.clear()
    publish([pull], site, Publishing())
    assert {*read} == {pull.audio.name}
    before = contents(site)
    read.clear()
    assert publish([], site, Publishing()).written == 0
    assert read == []
    assert contents(site) == before


def test_what_was_changed_is_read_and_what_is_known_is_not_believed_of_other_files(
    made: Path, site: Path
) -> None:
    publish([an_episode(made)], site, Publishing())
    (track,) = site.glob("legs.*.mp3")
    data = track.read_bytes()
    track.write_bytes(data[::-1])
    with pytest.raises(CoachError, match="is not there as it was"):
        publish([], site, Publishing())
    track.write_bytes(data)
    publish([], site, Publishing())


@pytest.mark.parametrize("text", ["", "[", '{"legs": 1}', "\0" * 99])
def test_a_damaged_note_of_hashes_costs_time_alone(made: Path, site: Path, text: str) -> None:
    publish([an_episode(made)], site, Publishing())
    (note,) = (made.parent / "cache/digests").iterdir()
    note.write_text(text, "utf-8")
    assert publish([], site, Publishing()).written == 0
    assert note.read_text("utf-8") != text


def test_who_publishes_at_the_same_time_waits_and_is_told_and_the_killed_hold_nothing(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_TRIES", 2)
    words = [sys.executable, "-c", _HOLD, str(site)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(CoachError, match="another audiocoach is publishing into this folder"):
            publish([an_episode(made)], site, Publishing())
        assert not site.exists()
        publish([an_episode(made)], site.with_name("another"), Publishing())
        other.kill()
    assert publish([an_episode(made)], site, Publishing()).new == ("legs",)


def test_without_a_cache_that_can_be_used_there_is_no_lock_and_no_error(
    made: Path, site: Path
) -> None:
    (made.parent / "cache").write_bytes(b"")
    assert publish([an_episode(made)], site, Publishing()).new == ("legs",)


def test_pictures_of_tracks_that_stay_are_drawn_a_few_at_a_time(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("RGB", (8, 8), "red").save(made / "red.png")
    cover = (made / "red.png").read_bytes()
    publish([an_episode(made, f"r{n}", cover=cover) for n in range(5)], site, Publishing())
    monkeypatch.setattr("audiocoach.site.contents.MOST_DRAWN", 2)
    notes = []
    for drawn in (2, 4, 5):
        notes.append(publish([], site, Publishing(base_url=BASE)).notes)
        assert len([*site.glob("*.art.jpg")]) == drawn
    assert [len(told) for told in notes] == [1, 1, 0]
    assert notes[0][0].startswith("3 tracks that were there have no picture in the feed yet")
    assert len(feed_of(site).findall("item")) == 5


def test_the_picture_of_a_cover_is_drawn_once(made: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(made / "red.png")
    covers = [Picture("image/png", (made / "red.png").read_bytes()) for _ in range(2)]
    assert square_art(covers[0]) is square_art(covers[1])


def _more_tracks(text: dict[str, Any]) -> None:
    text["entries"] = text["entries"] * 501


def _more_files(text: dict[str, Any]) -> None:
    text["files"] = {str(n): ["0"] for n in range(10_001)}


@pytest.mark.parametrize("change", [_more_tracks, _more_files])
def test_a_ledger_has_a_bound(
    made: Path, site: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    publish([an_episode(made)], site, Publishing())
    text = json.loads((site / "site.json").read_bytes())
    change(text)
    (site / "site.json").write_text(json.dumps(text))
    with pytest.raises(CoachError, match="audiocoach did not write what is in this"):
        publish([], site, Publishing())


def test_all_tracks_of_a_site_have_a_bound_together(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    episodes = [an_episode(made, f"r{n}") for n in range(3)]
    publish(episodes, site, Publishing())
    size = len(ledger.to_remembered(episodes[0].timeline))
    before = contents(site)
    monkeypatch.setattr(ledger, "_MOST_TIMELINES_BYTES", 4 * size)
    with pytest.raises(CoachError, match="holds about 180 hours"):
        publish([an_episode(made, "r3"), an_episode(made, "r4")], site, Publishing())
    assert contents(site) == before
    monkeypatch.setattr(ledger, "_MOST_TIMELINES_BYTES", 2 * size)
    with pytest.raises(CoachError, match="holds about 180 hours"):
        publish([], site, Publishing())
    monkeypatch.undo()
    monkeypatch.setattr(ledger, "_MOST_CHAPTERS", 8)
    with pytest.raises(CoachError, match="holds about 180 hours"):
        publish([], site, Publishing())
    publish([], site, Publishing(remove=("r1",)))


def test_a_cover_in_the_folder_is_as_small_as_ours(made: Path, site: Path) -> None:
    Image.new("RGB", (8, 8), "red").save(made / "red.png")
    publish([an_episode(made, cover=(made / "red.png").read_bytes())], site, Publishing())
    (cover,) = site.glob("legs.*.png")
    cover.write_bytes(cover.read_bytes() + bytes(80_000))
    with pytest.raises(CoachError, match="larger than any of ours; publish 'legs' again"):
        publish([], site, Publishing())
