"""`audiocoach publish`, as a coach types it."""

import re
from pathlib import Path

import pytest
from command_line import complained, ok, refused, run
from episodes import broken_links, contents, feed_of
from quick_build import ROUTINE, use_cache

from audiocoach.cache.origins import origin_of
from audiocoach.programme.log import FOLDER_VARIABLE

WEEKS = """\
programme: Strong
start: 2027-03-22
weeks: 2
days: [mon, thu]
rotate: [quick.yaml, other.yaml]
set: {row.weight: "10 kg +2.5 kg each session"}
"""
ADDRESS = "https://coach.example/gym/"


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two routines, in which commands are typed."""
    use_cache(cache, monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.setenv(FOLDER_VARIABLE, str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "strong.yaml").write_text(WEEKS)
    for name in ("quick", "other"):
        (tmp_path / f"{name}.yaml").write_text(ROUTINE.replace("Quick", name.title()))
    return tmp_path


def told(printed: str) -> dict[str, str]:
    """The rows of what is printed, under its first line."""
    rows = [line.split(maxsplit=1) for line in printed.splitlines()[1:]]
    return {row[0]: row[1] for row in rows}


def test_a_site_grows_and_shrinks_and_keeps_its_address(desk: Path) -> None:
    site, address = desk / "site", "https://coach.example/gym/"
    first = ok("publish", "site", "quick.yaml", "--base-url", "https://coach.example/gym")
    assert first.splitlines()[0] == str(Path("site", "index.html"))
    assert told(first)["tracks"] == "1 (1 new)"
    assert told(first)["feed"] == f"{address}feed.xml"
    second = ok("publish", "site", "other.yaml", "--title", "Gym")
    assert told(second)["tracks"] == "2 (1 new)"
    assert told(second)["feed"] == f"{address}feed.xml"
    assert feed_of(site).findtext("title") == "Gym"
    assert not broken_links(site, address)
    before = contents(site)
    again = ok("publish", "site", "quick.yaml", "other.yaml")
    assert told(again)["files"].startswith("0 written")
    assert contents(site) == before
    last = ok("publish", "site", "--remove", "quick")
    assert told(last)["tracks"] == "1 (1 removed)"
    assert not list(site.glob("quick*"))


def test_origins_are_noted_of_pages_alone(desk: Path, cache: Path) -> None:
    before = {*cache.glob("tracks/*")}
    ok("publish", "site", "quick.yaml")
    assert len({*cache.glob("tracks/*")} - before) == 1
    assert origin_of(desk / "site/quick.html") == (desk / "quick.yaml").resolve()


def test_without_an_address_one_line_says_that_there_is_no_feed() -> None:
    feed = told(ok("publish", "site", "quick.yaml"))["feed"]
    assert feed == "none: it needs the site's address, --base-url https://…"


def test_a_private_site_is_told_where_it_is(desk: Path) -> None:
    base = "https://coach.example/"
    printed = ok("publish", "site", "quick.yaml", "--private", "--base-url", base)
    (folder,) = (path for path in (desk / "site").iterdir() if path.is_dir())
    assert told(printed)["address"] == f"{base}{folder.name}/"
    assert printed.splitlines()[0] == str(Path("site", folder.name, "index.html"))


def test_two_routines_of_one_name_are_refused_before_anything_is_built(desk: Path) -> None:
    for name in ("anna", "ben"):
        (desk / name).mkdir()
        (desk / name / "legs.yaml").write_text(ROUTINE)
    files = [str(Path(name, "legs.yaml")) for name in ("anna", "ben")]
    message = refused(1, "publish", "site", *files)
    assert "would both be legs.html" in message
    assert not (desk / "site").exists()


def test_a_page_of_another_routine_is_not_replaced_by_accident(desk: Path) -> None:
    (desk / "ben").mkdir()
    ben = desk / "ben" / "quick.yaml"
    ben.write_text(ROUTINE.replace("Quick", "Ben's"))
    ok("publish", "site", "quick.yaml")
    before = contents(desk / "site")
    message = refused(1, "publish", "site", str(ben))
    assert "this was made from another routine, quick.yaml; rename one of the two" in message
    assert contents(desk / "site") == before
    done = run("publish", "site", str(ben), "--force")
    assert "quick: this was 'Quick pull', and is 'Ben's pull' now" in complained(done, 0)


def test_a_feed_without_a_picture_is_told(desk: Path) -> None:
    (desk / "audiocoach.toml").write_text('cover = "none"\n')
    done = run("publish", "site", "quick.yaml", "--base-url", "https://coach.example")
    assert "the feed has no picture" in complained(done, 0)


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("site",), 1, "nothing to publish; name a routine"),
        (("site", "--remove", "quick"), 1, "there is no 'quick' on the site"),
        (("site", "quick.yaml", "--base-url", "coach.example"), 2, "no address of a web site"),
        (("site", "quick.yaml", "--base-url", "https://a:b@c.example"), 2, "leave them out"),
        (("site", "quick.yaml", "--title", "x" * 201), 1, "the title has 201 characters"),
        (("quick.yaml", "quick.yaml"), 1, "quick.yaml is a file"),
    ],
)
def test_what_cannot_be_published_is_one_error(
    desk: Path, words: tuple[str, ...], code: int, message: str
) -> None:
    before = contents(desk)
    assert message in " ".join(refused(code, "publish", *words).split())
    assert contents(desk) == before


def test_options_that_would_change_nothing_are_told() -> None:
    ok("publish", "site", "quick.yaml")
    assert "would change nothing" in refused(1, "publish", "site", "--reps", "3")
    before = contents(Path("site"))
    both = refused(1, "publish", "site", "quick.yaml", "--remove", "quick")
    assert "to be published and to be removed" in both
    assert contents(Path("site")) == before


def pages(site: Path) -> set[str]:
    """The pages of tracks."""
    return {path.stem for path in site.glob("*.html")} - {"index"}


def test_every_session_of_a_programme_is_an_episode_in_order(desk: Path) -> None:
    ok("publish", "site", "strong", "--base-url", ADDRESS)
    assert pages(desk / "site") == {f"strong-{number:02}" for number in (1, 2, 3, 4)}
    feed = feed_of(desk / "site")
    titles = [f"Strong, week {week}, day {day}" for week in (1, 2) for day in (1, 2)]
    assert [item.findtext("title") for item in feed.iter("item")] == titles
    dates = [item.findtext("pubDate") or "" for item in feed.iter("item")]
    assert dates == sorted(dates)
    itunes = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
    assert feed.findtext(f"{itunes}type") == "serial"
    assert [item.findtext(f"{itunes}episode") for item in feed.iter("item")] == [*"1234"]
    index = (desk / "site/index.html").read_text("utf-8")
    assert re.findall(r'href="(strong-\d\d)\.html"', index) == sorted(pages(desk / "site"))
    assert not broken_links(desk / "site", ADDRESS)


def test_the_sessions_that_are_chosen_join_those_that_are_there_and_none_is_twice(
    desk: Path,
) -> None:
    ok("publish", "site", "strong", "--next", "--base-url", ADDRESS)
    assert pages(desk / "site") == {"strong-01"}
    ok("done", "strong")
    ok("publish", "site", "strong", "--next")
    ok("publish", "site", "strong", "--week", "2", "--day", "1")
    before = contents(desk / "site")
    assert pages(desk / "site") == {"strong-01", "strong-02", "strong-03"}
    assert told(ok("publish", "site", "strong", "--week", "1"))["files"].startswith("0 written")
    assert contents(desk / "site") == before
    weeks = WEEKS.replace("quick.yaml, other.yaml", "other.yaml, quick.yaml")
    (desk / "strong.yaml").write_text(weeks)
    assert told(ok("publish", "site", "strong"))["tracks"] == "4 (1 new, 3 built anew)"
    ok("publish", "site", "quick.yaml")
    itunes = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
    assert feed_of(desk / "site").findtext(f"{itunes}type") == "episodic"


def test_a_session_has_the_same_track_as_build_gives_it(desk: Path) -> None:
    ok("publish", "site", "strong", "--session", "3")
    ok("build", "strong", "--session", "3")
    (track,) = (desk / "site").glob("strong-03.*.mp3")
    assert track.read_bytes() == (desk / "out/strong/03-quick.mp3").read_bytes()


def test_each_event_of_the_calendar_leads_to_the_page_of_its_session(desk: Path) -> None:
    ok("publish", "site", "strong", "--base-url", ADDRESS)
    text = ok("calendar", "strong", "-o", "-", "--base-url", ADDRESS)
    events = re.findall(r"SUMMARY:(.*?)\n.*?URL:(.*?)\n", text, re.DOTALL)
    assert len(events) == 4
    for summary, address in events:
        page = (desk / "site" / address.removeprefix(ADDRESS)).read_text("utf-8")
        assert f"<title>{summary.replace(chr(92), '')}" in page


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("strong", "--week", "3"), "there is no week 3; the last is 2"),
        (("quick.yaml", "--next"), "only a programme has sessions to choose from"),
        (("strong", "--next", "--all"), "--next and --all ask for different sessions"),
    ],
)
def test_a_choice_of_sessions_that_are_not_is_told(
    desk: Path, words: tuple[str, ...], message: str
) -> None:
    assert message in refused(1, "publish", "site", *words)
    assert not (desk / "site").exists()
