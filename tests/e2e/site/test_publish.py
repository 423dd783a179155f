"""A folder that is published into: what is added, renewed, kept, removed, and never touched."""

import json
import os
from collections.abc import Iterator
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from episodes import BASE, an_episode, broken_links, contents, feed_of
from PIL import Image

from audiocoach.errors import CoachError, TrackError
from audiocoach.site import update
from audiocoach.site.model import Episode
from audiocoach.site.place import Publishing
from audiocoach.site.publish import PublishReport, publish
from audiocoach.support import files as files_module

AT_BASE = Publishing(base_url=BASE)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setattr("os.fsync", lambda _: None)  # which takes most of the time


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """Where tracks are made, before they are published."""
    folder = tmp_path / "made"
    folder.mkdir()
    return folder


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "site"


def dates(site: Path) -> dict[str | None, str | None]:
    return {item.findtext("title"): item.findtext("pubDate") for item in feed_of(site).iter("item")}


def guids(site: Path) -> list[str | None]:
    return [item.findtext("guid") for item in feed_of(site).iter("item")]


def tracks(site: Path) -> set[str]:
    return {path.name.partition(".")[0] for path in site.glob("*.mp3")}


def test_equal_tracks_make_equal_bytes(made: Path, tmp_path: Path) -> None:
    episodes = [an_episode(made, "legs"), an_episode(made, "pull", title="Pull")]
    for name in ("one", "two"):
        publish(episodes, tmp_path / name, AT_BASE)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert not broken_links(tmp_path / "one")


def test_publishing_the_same_again_writes_nothing(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    episode = an_episode(made)
    publish([episode], site, AT_BASE)
    before = contents(site)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")

    def refuse(path: Path, *_: object) -> int:
        raise AssertionError(path)

    for module in (update, files_module):
        monkeypatch.setattr(module, "fill_atomic", refuse)
    again = publish([episode], site, AT_BASE)
    assert (again.written, again.new, again.rebuilt) == (0, (), ())
    assert contents(site) == before


def test_a_rebuilt_track_is_a_new_name_and_a_new_later_entry(made: Path, site: Path) -> None:
    first = an_episode(made, sound="one")
    publish([first], site, AT_BASE)
    old_date, old_guid = dates(site), guids(site)
    second = an_episode(made, sound="two")
    report = publish([second], site, AT_BASE)
    assert report.rebuilt == ("legs",)
    pointer = json.loads((site / "legs.json").read_bytes())
    assert pointer["track"] == second.stem != first.stem
    assert second.stem in (site / "legs.html").read_text("utf-8")
    assert guids(site) != old_guid
    assert old_date == {"Leg day": "Tue, 14 Nov 2023 22:13:20 GMT"}
    assert dates(site) == {"Leg day": "Tue, 14 Nov 2023 22:13:21 GMT"}
    assert not broken_links(site)


def test_the_track_before_stays_for_who_is_in_the_middle_of_it(made: Path, site: Path) -> None:
    builds = [an_episode(made, sound=sound) for sound in ("one", "two", "three")]
    publish(builds[:1], site, AT_BASE)
    first_files = {path.name for path in site.glob(f"{builds[0].stem}.*")}
    publish(builds[1:2], site, AT_BASE)
    assert first_files <= {path.name for path in site.iterdir()}
    publish([an_episode(made, "pull", title="Pull")], site, AT_BASE)
    assert (site / f"{builds[0].stem}.mp3").exists()
    publish(builds[2:], site, AT_BASE)
    stems = {path.name.removesuffix(".mp3") for path in site.glob("legs.*.mp3")}
    assert stems == {builds[1].stem, builds[2].stem}
    assert not list(site.glob(f"{builds[0].stem}.*"))
    assert set(json.loads((site / "site.json").read_bytes())["files"]) == (
        {path.name for path in site.iterdir()} - {"site.json"}
    )


def test_other_tracks_stay_as_they_are(made: Path, site: Path) -> None:
    publish([an_episode(made, "legs")], site, AT_BASE)
    before = contents(site)
    report = publish([an_episode(made, "pull", title="Pull")], site, Publishing())
    assert (report.tracks, report.new, report.feed) == (2, ("pull",), f"{BASE}feed.xml")
    after = contents(site)
    own = [name for name in before if name.startswith("legs.") and name != "legs.html"]
    assert len(own) > 3
    assert {name: after[name] for name in own} == {name: before[name] for name in own}
    assert [item.findtext("title") for item in feed_of(site).iter("item")] == ["Leg day", "Pull"]
    assert not broken_links(site)


def test_a_site_is_the_same_in_one_step_or_in_two(made: Path, tmp_path: Path) -> None:
    legs, pull = an_episode(made, "legs"), an_episode(made, "pull", title="Pull")
    publish([legs, pull], tmp_path / "once", AT_BASE)
    publish([legs], tmp_path / "twice", AT_BASE)
    publish([pull], tmp_path / "twice", AT_BASE)
    once, twice = (contents(tmp_path / folder) for folder in ("once", "twice"))
    for former in json.loads(twice["site.json"])["spare"]:
        del twice[former]
    for dated in ("site.json", "feed.xml"):
        del once[dated], twice[dated]
    assert once == twice


def test_a_track_that_stays_keeps_its_pictures(made: Path, site: Path) -> None:
    file = BytesIO()
    Image.effect_noise((900, 900), 90).save(file, "JPEG")
    publish([an_episode(made, "legs", cover=file.getvalue())], site, AT_BASE)
    before = contents(site)
    for number in range(2):
        publish([an_episode(made, f"pull{number}", title="P")], site, AT_BASE)
    after = contents(site)
    pictures = [name for name in before if name.endswith((".png", ".jpg"))]
    assert len([name for name in pictures if name.startswith("legs.")]) == 2
    assert {name: after[name] for name in pictures} == {name: before[name] for name in pictures}


def test_a_track_is_removed_when_it_is_told(made: Path, site: Path) -> None:
    publish([an_episode(made, "legs"), an_episode(made, "pull", title="Pull")], site, AT_BASE)
    report = publish([], site, Publishing(remove=("legs",)))
    assert (report.tracks, report.removed) == (1, ("legs",))
    assert not list(site.glob("legs*"))
    assert list(dates(site)) == ["Pull"]
    assert not broken_links(site)


@pytest.mark.parametrize("name", ["index.html", "legs.html", "feed.xml", "legs.json"])
def test_what_somebody_else_wrote_is_not_replaced(made: Path, site: Path, name: str) -> None:
    site.mkdir()
    (site / name).write_text("mine")
    with pytest.raises(TrackError, match=r"is there already, .*--force"):
        publish([an_episode(made)], site, AT_BASE)
    assert contents(site) == {name: b"mine"}
    publish([an_episode(made)], site, Publishing(base_url=BASE, force=True))
    assert (site / name).read_text("utf-8") != "mine"


def test_a_page_that_somebody_has_changed_is_theirs(made: Path, site: Path) -> None:
    publish([an_episode(made)], site, AT_BASE)
    (site / "index.html").write_text("mine now")
    with pytest.raises(TrackError, match=r"index\.html is there already"):
        publish([an_episode(made, title="Legs again")], site, AT_BASE)
    assert (site / "index.html").read_text("utf-8") == "mine now"


def test_a_track_that_somebody_has_changed_is_not_removed(made: Path, site: Path) -> None:
    publish([an_episode(made, "legs"), an_episode(made, "pull", title="Pull")], site, AT_BASE)
    (track,) = site.glob("legs.*.mp3")
    track.write_text("mine now")
    publish([], site, Publishing(remove=("legs",)))
    assert [path.name for path in site.glob("legs*")] == [track.name]


def test_other_files_are_let_be(made: Path, site: Path) -> None:
    (site / "blog").mkdir(parents=True)
    (site / "blog" / "index.html").write_text("mine")
    (site / "CNAME").write_text("coach.example")
    publish([an_episode(made, sound="one")], site, AT_BASE)
    publish([an_episode(made, sound="two")], site, AT_BASE)
    assert (site / "blog" / "index.html").read_text("utf-8") == "mine"
    assert (site / "CNAME").read_text("utf-8") == "coach.example"


@pytest.mark.parametrize(
    "text",
    [
        "mine",
        "[]",
        '{"audiocoach_site": 2}',
        '{"audiocoach_site": 1, "files": {"../outside.txt": ["00"]}}',
        '{"audiocoach_site": 1, "files": {"C:\\\\outside.txt": ["00"]}}',
        '{"audiocoach_site": 1, "files": {"a/b": ["00"]}}',
        '{"audiocoach_site": 1, "dates": {"a": 1' + 30 * "0" + "}}",
        '{"audiocoach_site": 1, "base_url": "javascript:alert(1)"}',
        '{"audiocoach_site": 1, "x": ' + 100_000 * "[" + 100_000 * "]" + "}",
    ],
)
def test_a_ledger_of_somebody_else_is_not_believed(made: Path, site: Path, text: str) -> None:
    site.mkdir()
    (site / "site.json").write_text(text)
    with pytest.raises(TrackError, match=r"site\.json.*--force"):
        publish([an_episode(made)], site, AT_BASE)
    assert contents(site) == {"site.json": text.encode()}


def test_a_ledger_cannot_have_other_files_deleted(made: Path, site: Path, tmp_path: Path) -> None:
    publish([an_episode(made)], site, AT_BASE)
    outside = tmp_path / "outside.txt"
    outside.write_text("keep")
    (site / "linked.txt").symlink_to(outside)
    (site / "mine.txt").write_text("mine")
    ledger = json.loads((site / "site.json").read_bytes())
    ledger["files"] |= {"linked.txt": ["00"], "mine.txt": ["00"]}
    (site / "site.json").write_text(json.dumps(ledger))
    publish([an_episode(made, sound="two")], site, AT_BASE)
    assert (site / "linked.txt").is_symlink()
    assert (site / "mine.txt").read_text("utf-8") == "mine"
    assert outside.read_text("utf-8") == "keep"


@pytest.mark.parametrize(
    ("key", "value"),
    [("name", "<b>"), ("name", "site"), ("stem", "x.00000000"), ("cover", "secret.txt")],
)
def test_what_a_ledger_calls_a_track_is_not_believed(
    made: Path, site: Path, key: str, value: str
) -> None:
    publish([an_episode(made)], site, AT_BASE)
    ledger = json.loads((site / "site.json").read_bytes())
    ledger["entries"][0][key] = value
    (site / "site.json").write_text(json.dumps(ledger))
    with pytest.raises(TrackError, match=r"site\.json.*--force"):
        publish([an_episode(made, "pull")], site, AT_BASE)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
@pytest.mark.parametrize("name", ["index.html", "feed.xml", "gone.txt", "robots.txt"])
def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(made: Path, site: Path, name: str) -> None:
    settings = Publishing(base_url=BASE, is_private=name == "robots.txt")
    folder = publish([an_episode(made)], site, settings).folder
    ledger = json.loads((folder / "site.json").read_bytes())
    ledger["files"]["gone.txt"] = ["00"]
    (folder / "site.json").write_text(json.dumps(ledger))
    where = site if settings.is_private else folder
    (where / name).unlink(missing_ok=True)
    os.mkfifo(where / name)
    refused = name in ("index.html", "feed.xml")
    with pytest.raises(TrackError, match="device") if refused else nullcontext():
        publish([an_episode(made, "pull")], site, settings)


@pytest.mark.parametrize("suffix", ["timeline.json", "png"])
def test_what_a_link_leads_to_is_not_published(made: Path, site: Path, suffix: str) -> None:
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    publish([an_episode(made, cover=picture.getvalue())], site, AT_BASE)
    (path,) = site.glob(f"*.{suffix}") if suffix != "png" else site.glob("legs.*.png")
    path.rename(made / "elsewhere")
    path.symlink_to(made / "elsewhere")
    with pytest.raises(TrackError, match="is a link"):
        publish([an_episode(made, "pull")], site, AT_BASE)


@pytest.mark.parametrize(
    ("key", "value"),
    [("duration_ms", 0), ("language", "../x"), ("chapters", [[0, 1, "x"]] * 20_000)],
)
def test_a_kept_timeline_keeps_to_the_limits(
    made: Path, site: Path, key: str, value: object
) -> None:
    publish([an_episode(made)], site, AT_BASE)
    (path,) = site.glob("*.timeline.json")
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {key: value}))
    with pytest.raises(TrackError, match="none of ours"):
        publish([an_episode(made, "pull")], site, AT_BASE)


class _StopError(Exception):
    """The end of the process, as far as the folder is concerned."""


def _stopping(monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Let so many files be written or removed, and no more."""
    left = after

    def counted(act: Any) -> Any:  # noqa: ANN401 (any function)
        def run(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (as above)
            nonlocal left
            left -= 1
            if left < 0:
                raise _StopError
            return act(*arguments, **named)

        return run

    monkeypatch.setattr(files_module, "_fill", counted(files_module._fill))  # noqa: SLF001 (each file)
    monkeypatch.setattr(Path, "unlink", counted(Path.unlink))


def _steps(made: Path) -> Iterator[tuple[list[Episode], Publishing]]:
    """What is done to a site, one after the other."""
    yield [an_episode(made, "legs", "one"), an_episode(made, "pull", "one", title="P")], AT_BASE
    yield [an_episode(made, "legs", "two")], Publishing(title="Gym")
    yield [an_episode(made, "legs", "three"), an_episode(made, "run", title="R")], Publishing()
    yield [], Publishing(remove=("pull",))


@pytest.mark.parametrize("stride", [4, pytest.param(1, marks=pytest.mark.long)])
@pytest.mark.parametrize("step", range(4))
def test_killed_at_any_moment_the_site_works_and_the_next_run_completes_it(
    made: Path, tmp_path: Path, step: int, stride: int
) -> None:
    steps = list(_steps(made))
    begun, whole = tmp_path / "begun", tmp_path / "whole"
    begun.mkdir()
    for episodes, settings in steps[:step]:
        publish(episodes, begun, settings)
    before = contents(begun)
    copytree(begun, whole)
    episodes, settings = steps[step]
    publish(episodes, whole, settings)
    wanted = contents(whole)
    stopped, after = True, 0
    while stopped:
        site = tmp_path / f"site{after}"
        copytree(begun, site)
        with pytest.MonkeyPatch.context() as patch:
            _stopping(patch, after)
            try:
                publish(episodes, site, settings)
                stopped = False
            except _StopError:
                assert set(broken_links(site)) <= {"feed.xml"} - set(before), after
        if stopped:
            is_removed = settings.remove and '"pull"' not in (site / "site.json").read_text("utf-8")
            publish(episodes, site, Publishing() if is_removed else settings)
        assert contents(site) == wanted, after
        after += stride
    assert after > 3


def test_a_change_of_mind_after_a_killed_run_is_no_conflict(made: Path, site: Path) -> None:
    publish([an_episode(made, sound="one")], site, AT_BASE)
    with pytest.MonkeyPatch.context() as patch:
        _stopping(patch, 9)
        with pytest.raises(_StopError):
            publish([an_episode(made, sound="two", title="Two")], site, AT_BASE)
    three = an_episode(made, sound="three", title="Three")
    publish([three], site, AT_BASE)
    assert json.loads((site / "legs.json").read_bytes())["track"] == three.stem
    assert not broken_links(site)


def test_a_script_of_the_pages_before_stays_for_one_change(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from audiocoach.site import shell

    publish([an_episode(made)], site, AT_BASE)
    old = {path.name for path in site.glob("player.*.js")}
    assets = tmp_path / "assets"
    for generation in ("one", "two"):
        assets.mkdir(exist_ok=True)
        for path in shell._ASSETS.iterdir():  # noqa: SLF001 (what pages share)
            (assets / path.name).write_bytes(path.read_bytes())
        (assets / "player.js").write_text(f"// {generation}")
        monkeypatch.setattr(shell, "_ASSETS", assets)
        publish([], site, Publishing())
        now = {path.name for path in site.glob("player.*.js")}
        assert len(now) == 2
        assert (old <= now) == (generation == "one")
        publish([], site, Publishing())
        assert {path.name for path in site.glob("player.*.js")} == now


def test_a_private_site_keeps_the_address_that_nobody_guesses(made: Path, site: Path) -> None:
    private = Publishing(base_url=BASE, is_private=True)
    first = publish([an_episode(made)], site, private)
    second = publish([an_episode(made, sound="two")], site, Publishing(is_private=True))
    assert first.folder == second.folder
    (folder,) = (path for path in site.iterdir() if path.is_dir())
    assert len(folder.name) == 32
    assert second.address == f"{BASE}{folder.name}/"
    assert not broken_links(folder, second.address)
    assert (site / "robots.txt").read_text("utf-8") == "User-agent: *\nDisallow: /\n"
    assert folder.name not in (site / "robots.txt").read_text("utf-8")
    assert "noindex" in (folder / "index.html").read_text("utf-8")
    itunes = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
    assert feed_of(folder).findtext(f"{itunes}block") == "Yes"
    other = publish([an_episode(made)], site.with_name("other"), private)
    assert other.folder.name != folder.name


def test_a_site_is_private_or_public(made: Path, site: Path) -> None:
    publish([an_episode(made)], site, Publishing(is_private=True))
    before = contents(site)
    with pytest.raises(TrackError, match="is private; add --private"):
        publish([an_episode(made)], site, Publishing())
    assert contents(site) == before
    public = site.with_name("public")
    publish([an_episode(made)], public, Publishing())
    with pytest.raises(TrackError, match="public already"):
        publish([an_episode(made)], public, Publishing(is_private=True))


def test_robots_of_yours_are_left_as_they_are(made: Path, site: Path) -> None:
    site.mkdir()
    (site / "robots.txt").write_text("mine")
    report = publish([an_episode(made)], site, Publishing(is_private=True))
    assert (site / "robots.txt").read_text("utf-8") == "mine"
    assert any("robots.txt" in note for note in report.notes)


def test_without_an_address_there_is_no_feed(made: Path, site: Path) -> None:
    report = publish([an_episode(made)], site, Publishing())
    assert (report.feed, report.address) == ("", "")
    assert not (site / "feed.xml").exists()
    assert "rss" not in (site / "index.html").read_text("utf-8")


def test_the_first_date_is_that_of_the_clock(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    monkeypatch.setattr("time.time", lambda: 1_600_000_000.7)
    publish([an_episode(made)], site, AT_BASE)
    assert dates(site) == {"Leg day": "Sun, 13 Sep 2020 12:26:40 GMT"}


def test_a_date_that_is_none_is_told(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(CoachError, match="SOURCE_DATE_EPOCH is 'today'"):
        publish([an_episode(made)], site, AT_BASE)
    assert not site.exists()


def test_a_file_in_place_of_the_folder_is_told(made: Path, site: Path) -> None:
    site.write_text("mine")
    with pytest.raises(TrackError, match="is a file"):
        publish([an_episode(made)], site, AT_BASE)


def test_a_lost_track_is_told(made: Path, site: Path) -> None:
    publish([an_episode(made, "legs")], site, AT_BASE)
    (track,) = site.glob("legs.*.mp3")
    track.unlink()
    with pytest.raises(TrackError, match=r"is not there as it was; publish 'legs' again"):
        publish([an_episode(made, "pull")], site, AT_BASE)


def test_a_full_disk_is_one_error_and_leaves_nothing_half_written(
    made: Path, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files_module, "_sync", full)
    with pytest.raises(TrackError, match=r"cannot be written \(no space left on device"):
        publish([an_episode(made)], site, AT_BASE)
    assert contents(site) == {}


def test_another_title_under_the_same_name_is_told(made: Path, site: Path) -> None:
    def report(title: str) -> PublishReport:
        return publish([an_episode(made, title=title, sound=title)], site, AT_BASE)

    assert not report("Anna").retitled
    assert report("Ben").retitled == (("legs", "Anna", "Ben"),)


def test_what_its_author_wrote_where_is_not_published(made: Path, site: Path) -> None:
    publish([an_episode(made)], site, AT_BASE)
    assert not any(str(made).encode() in data for data in contents(site).values())
