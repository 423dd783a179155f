"""Makes the pictures of docs/phone.md: `python docs/sample/screens.py [FOLDER]`.

The page is that of README's first command as a phone shows it, and the code what `send` draws.
It needs the extra `browser-test` and a chromium of the system.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from html import escape
from io import BytesIO, StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from unittest.mock import patch

from PIL import Image
from rich.text import Text

import audiocoach as ac
from audiocoach.cli import phone as command
from audiocoach.site.files import site_files
from audiocoach.site.model import SiteFile, make_episode

sys.path.insert(0, str(Path(__file__).parents[2] / "tests/support"))
from hosted import hosted
from phone import PLAYS_UNASKED, Phone, phone_browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAME = "jeffers-pull"
ADDRESS = "http://192.168.1.23:50123/x0JmC2v9QyK7tR4bN8sWfA/"
MOMENTS = {"light": 38.0, "dark": 86.5}
"""What is shown in which colours, in seconds: words, and a count."""
COLOURS = 96
TERMINAL = (
    "<body style='margin:0;background:#101418'><pre style='margin:0;padding:20px 24px;"
    'color:#f2f2f2;font:15px/17px "DejaVu Sans Mono",monospace;display:inline-block\'>{}</pre>'
)


class Terminal(StringIO):
    """Text that is taken for a terminal."""

    def isatty(self) -> bool:
        """It is."""
        return True


def told() -> str:
    """What `send --lan` prints."""
    shown = Terminal()
    with redirect_stdout(shown), redirect_stderr(shown):
        command.tell_address(ADDRESS, [], is_for_phones=True)
    prompt = f"$ audiocoach send {NAME} --lan\n"
    return prompt + Text.from_ansi(shown.getvalue()).plain


@contextmanager
def site() -> Iterator[list[SiteFile]]:
    """The files of a site with one track."""
    with TemporaryDirectory() as folder:
        report = ac.build(NAME, Path(folder) / "track.mp3")
        summary = report.session.routine.summary or ""
        yield [*site_files([make_episode(report.path, report.timeline, summary, report.cover)])]


def draw_page(browser: "Browser", address: str, scheme: str, at: float) -> bytes:
    """The page as it plays."""
    phone = Phone(browser, color_scheme=scheme, device_scale_factor=2, is_mobile=True)
    page = phone.open(address)
    phone.is_idle()
    phone.seek(at)
    page.evaluate("document.querySelector('audio').play()")
    page.wait_for_timeout(500)
    picture: bytes = page.screenshot()
    phone.close()
    return picture


def save(path: Path, picture: bytes) -> None:
    """A picture with few colours, which is small."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path}: {path.stat().st_size // 1000} kB")


def main(folder: Path) -> None:
    """Write the pictures."""
    flags = (PLAYS_UNASKED, "--host-resolver-rules=MAP phone.test 127.0.0.1")
    with site() as files, hosted(files) as host, phone_browser(*flags) as browser:
        for scheme, at in MOMENTS.items():
            drawn = draw_page(browser, host.address(name="phone.test"), scheme, at)
            save(folder / f"phone-{scheme}.png", drawn)
        page = browser.new_page(device_scale_factor=2)
        with patch.dict("os.environ", {"COLUMNS": "90", "LINES": "60"}):
            page.set_content(TERMINAL.format(escape(told())))
        save(folder / "phone-send.png", page.locator("pre").screenshot())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
