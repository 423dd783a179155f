"""`audiocoach publish`, as a coach types it."""

from pathlib import Path

import pytest
from command_line import complained, ok, refused, run
from episodes import broken_links, contents, feed_of
from quick_build import ROUTINE, use_cache

from audiocoach.cache.origins import origin_of


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two routines, in which commands are typed."""
    use_cache(cache, monkeypatch)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.chdir(tmp_path)
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
