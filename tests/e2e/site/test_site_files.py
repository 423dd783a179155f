"""Every file of a site, as values."""

import json
from hashlib import sha256

import pytest
from quick_build import build_here, use_cache

from audiocoach.site.files import site_files
from audiocoach.site.model import Episode, Site, SiteFile, make_episode


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> Episode:
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        use_cache(folder / "cache", patch)
        report = build_here(folder / "quick.mp3")
    return make_episode(report.path, report.timeline, cover=report.cover)


@pytest.fixture(scope="module")
def files(episode: Episode) -> dict[str, SiteFile]:
    found = list(site_files([episode]))
    files = {file.path: file for file in found}
    assert len(files) == len(found)
    return files


def content_of(file: SiteFile) -> bytes:
    return file.content if isinstance(file.content, bytes) else file.content.read_bytes()


def test_the_track_is_named_after_its_content(files: dict[str, SiteFile]) -> None:
    (track,) = (file for file in files.values() if file.media_type == "audio/mpeg")
    assert track.path == f"quick.{sha256(content_of(track)).hexdigest()[:8]}.mp3"
    assert track.is_immutable


def test_what_the_player_shows_is_the_timeline(files: dict[str, SiteFile]) -> None:
    page = content_of(files["quick.html"]).decode()
    data = json.loads(page.split('id="track">')[1].split("</script>")[0])
    assert any("Row" in text for _, _, text, _ in data["cues"])
    assert data["size"] == len(content_of(files[f"{data['stem']}.mp3"]))
    assert set(data["files"]) <= set(files)


def test_the_page_names_only_files_of_the_site(files: dict[str, SiteFile]) -> None:
    page = content_of(files["index.html"]).decode()
    named = {word.split('"')[0] for word in page.split('src="')[1:] + page.split('href="')[1:]}
    assert named
    assert {path.split("#")[0] for path in named} <= set(files)


def test_the_newest_track_is_found_by_a_name_that_stays(files: dict[str, SiteFile]) -> None:
    pointer = json.loads(content_of(files["quick.json"]))
    assert pointer["title"] == "Quick pull"
    assert f"{pointer['track']}.mp3" in files
    assert not files["quick.json"].is_immutable


def test_a_page_tells_of_the_feed_and_asks_search_engines_to_leave(episode: Episode) -> None:
    def page(site: Site) -> str:
        files = {file.path: file for file in site_files([episode], site)}
        return content_of(files["index.html"]).decode()

    assert page(Site(feed="feed.xml")).count('href="feed.xml"') == 2  # for browsers, and to tap
    assert "noindex" in page(Site(is_private=True))
    assert "noindex" not in page(Site())
    assert "feed" not in page(Site())
