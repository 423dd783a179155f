"""Every file of a site, as values."""

import json
from hashlib import sha256

import pytest
from quick_build import build_here, use_cache

from audiocoach.site.files import site_files
from audiocoach.site.model import SiteFile, make_episode


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SiteFile]:
    folder = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        use_cache(folder / "cache", patch)
        report = build_here(folder / "quick.mp3")
    episode = make_episode(report.path, report.timeline, cover=report.cover)
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
    (path,) = (
        path
        for path in files
        if path.startswith("quick.") and path.count(".") == 2 and path.endswith(".json")
    )
    data = json.loads(content_of(files[path]))
    assert data["title"] == "Quick pull"
    assert [chapter["title"] for chapter in data["chapters"]]
    assert any("Row" in text for _, _, text in data["cues"])


def test_the_page_names_only_files_of_the_site(files: dict[str, SiteFile]) -> None:
    page = content_of(files["index.html"]).decode()
    named = {word.split('"')[0] for word in page.split('src="')[1:] + page.split('href="')[1:]}
    assert named
    assert named <= set(files)
