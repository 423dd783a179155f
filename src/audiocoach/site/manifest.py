"""What a phone needs to install a site: its name, its colours, its icons."""

import json
from collections.abc import Sequence

from audiocoach.site.colours import Palette, as_hex
from audiocoach.site.model import SiteFile

NAME = "manifest.webmanifest"


def manifest(
    title: str, language: str, palette: Palette, icons: Sequence[tuple[str, int, str]]
) -> SiteFile:
    """The manifest; an icon is its path, its side in pixels and its purpose."""
    content = {
        "name": title,
        "short_name": title,
        "lang": language,
        "dir": "auto",
        "id": "./",
        "start_url": "./",
        "scope": "./",
        "display": "standalone",
        "background_color": as_hex(palette.ground),
        "theme_color": as_hex(palette.ground),
        "icons": [
            {"src": path, "sizes": f"{side}x{side}", "type": "image/png", "purpose": purpose}
            for path, side, purpose in icons
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return SiteFile(NAME, "application/manifest+json", text.encode())
