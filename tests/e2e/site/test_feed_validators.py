"""The feed as two packages of npm read it, of which one tells what it skips and the other is whole.

`.ci/run` installs them where there is npm, and names their folder.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from episodes import BASE, an_episode

from audiocoach.site.place import Publishing
from audiocoach.site.publish import publish

PACKAGES = os.environ.get("AUDIOCOACH_READERS", "")
READER = Path(__file__).parents[2] / "support" / "read_feed.mjs"

pytestmark = pytest.mark.skipif(
    not PACKAGES or shutil.which("node") is None,
    reason="AUDIOCOACH_READERS names no folder of readers, or there is no node",
)


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("feed")
    episodes = [
        an_episode(folder, "legs", title="Beine & <Po>\x07 🏋️"),
        an_episode(folder, "rücken", title="Спина ]]>"),
    ]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        private = Publishing(base_url=BASE, title="Gym", author="Ann", is_private=True)
        return publish(episodes, folder / "site", private).folder / "feed.xml"


def read(feed: Path) -> list[Any]:
    """What the readers print: what they make of the feed comes last, after their complaints."""
    done = subprocess.run(
        ["node", str(READER), PACKAGES, str(feed)],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env=os.environ | {"LOG": "warn"},
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_both_read_all_of_it_and_complain_of_nothing(feed: Path) -> None:
    (told,) = read(feed)
    assert told["xml"] is True
    party, smith = told["partytime"], told["feedsmith"]
    titles = ["Beine & <Po> 🏋️", "Спина ]]>"]
    assert [item["title"] for item in party["items"]] == titles
    assert [item["title"] for item in smith["items"]] == titles
    assert party["itunesBlock"] is True
    assert party["itunesCategory"] == ["Health & Fitness > Fitness"]
    assert party["guid"] == smith["podcast"]["guid"]
    assert smith["podcast"]["locked"]["value"] is True
    for number, item in enumerate(party["items"]):
        other = smith["items"][number]
        assert item["guid"] == other["guid"]["value"]
        assert item["enclosure"] == other["enclosures"][0]
        assert item["podcastChapters"] == other["podcast"]["chapters"]
        assert item["podcastTranscripts"] == other["podcast"]["transcripts"]
        assert item["pubDate"] == f"2023-11-14T22:13:{20 - number}.000Z"
        assert len(other["psc"]["chapters"]) == 3


@pytest.mark.parametrize(
    ("whole", "broken"), [("</channel>", ""), ("<enclosure url=", "<closure url=")]
)
def test_they_would_complain(feed: Path, tmp_path: Path, whole: str, broken: str) -> None:
    spoilt = tmp_path / "feed.xml"
    spoilt.write_text(feed.read_text("utf-8").replace(whole, broken), "utf-8")
    assert len(read(spoilt)) > 1
