"""How soon the page of a track is there, and what it weighs: `python bench/page.py`.

Chromium opens it as a phone with an empty cache, from a published site on this machine. It needs
the extra `browser-test` and a chromium of the system.
"""

import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import audiocoach as ac
from audiocoach.site.files import site_files
from audiocoach.site.model import make_episode

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/support"))
from hosted import hosted
from machine import machine
from phone import Phone, phone_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_NAME = "jeffers-pull"
_TURNS = 9
_WATCH = """
window.seen = {lcp: 0, cls: 0};
new PerformanceObserver((list) => list.getEntries().forEach((it) => window.seen.lcp = it.startTime))
  .observe({type: "largest-contentful-paint", buffered: true});
new PerformanceObserver((list) => list.getEntries().forEach((it) => window.seen.cls += it.value))
  .observe({type: "layout-shift", buffered: true});
"""
_WEIGHT = """
performance.getEntriesByType("resource").filter(({name}) => !name.endsWith(".mp3"))
  .concat(performance.getEntriesByType("navigation"))
  .reduce((sum, {encodedBodySize}) => sum + encodedBodySize, 0)
"""


def _open(browser: "Browser", address: str) -> tuple[float, float, float]:
    """Milliseconds to the largest paint, how much moved, and kilobytes without the sound."""
    phone = Phone(browser, _WATCH, is_mobile=True, device_scale_factor=3)
    page = phone.open(address)
    page.wait_for_selector("#keep:not([disabled])")
    page.wait_for_timeout(300)
    seen = page.evaluate("window.seen")
    weight = page.evaluate(_WEIGHT)
    phone.close()
    return seen["lcp"], seen["cls"], weight / 1000


def main() -> None:
    """Print the middle of some turns."""
    with TemporaryDirectory() as folder:
        report = ac.build(_NAME, Path(folder) / "track.mp3")
        summary = report.session.routine.summary or ""
        episode = make_episode(report.path, report.timeline, summary, report.cover)
        with hosted(site_files([episode])) as host, phone_browser() as browser:
            turns = [_open(browser, host.address()) for _ in range(_TURNS)]
    paints, shifts, weights = zip(*turns, strict=True)
    print(machine())
    print(f"{_NAME}: largest paint after {median(paints):.0f} ms ({max(paints):.0f} at most),")
    print(f"moved {max(shifts):g}, {median(weights):.0f} kB without the sound")


if __name__ == "__main__":
    main()
