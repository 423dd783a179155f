"""A short track as a site, and browsers that open it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browser import CHROMIUM, TAPE
from hosted import Host, hosted
from phone import PLAYS_UNASKED, phone_browser
from quick_build import use_cache

from audiocoach.api import BuildReport, build
from audiocoach.site.files import site_files
from audiocoach.site.model import Episode, SiteFile, make_episode

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROUTINE = """\
title: "Row & <b>March</b>"
coach: Ada Example
summary: Rows and marches, for a strong back.
voice: en-us
language: en
rest: 5s
exercises:
  - name: Row
    reps: 2
    pace: 1s
  - name: March
    work: 6s
    cues: Stand tall
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and not item.get_closest_marker("slow"):
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> BuildReport:
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("chromium is not installed")
    folder = tmp_path_factory.mktemp("phone")
    (folder / "march.yaml").write_text(ROUTINE, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        use_cache(folder / "cache", patch)
        return build(str(folder / "march.yaml"), folder / "march.mp3")


@pytest.fixture(scope="session")
def episode(report: BuildReport) -> Episode:
    summary = report.session.routine.summary or ""
    return make_episode(report.path, report.timeline, summary, report.cover)


@pytest.fixture(scope="session")
def files(episode: Episode) -> list[SiteFile]:
    return [*site_files([episode]), SiteFile("tape.js", "text/javascript", TAPE.encode())]


@pytest.fixture(scope="module")
def host(files: list[SiteFile]) -> Iterator[Host]:
    with hosted(files) as host:
        yield host


@pytest.fixture(scope="module")
def browser(report: BuildReport) -> "Iterator[Browser]":  # noqa: ARG001 (skips where there is none)
    with phone_browser(PLAYS_UNASKED, "--host-resolver-rules=MAP phone.test 127.0.0.1") as browser:
        yield browser
