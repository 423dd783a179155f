"""The service worker of a site, and which files it opens with where there is no connection."""

import json
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from audiocoach.site.model import SiteFile

NAME = "sw.js"
_CODE = Path(__file__).parent / "assets" / NAME


def service_worker(shell: Sequence[SiteFile]) -> SiteFile:
    """The worker that keeps the files of `shell`; another one where any of them has changed."""
    digest = sha256(_CODE.read_bytes())
    for file in shell:
        content = file.content if isinstance(file.content, bytes) else file.content.read_bytes()
        digest.update(f"{file.path}\n{len(content)}\n".encode() + content)
    site = {"version": digest.hexdigest()[:12], "files": [file.path for file in shell]}
    code = f"const SITE = {json.dumps(site)};\n".encode() + _CODE.read_bytes()
    return SiteFile(NAME, "text/javascript; charset=utf-8", code)
