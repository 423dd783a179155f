"""A file of a site as the server answers with it: open, with its size and its tag."""

from collections.abc import Iterator
from hashlib import file_digest, sha256
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO

from audiocoach.site.model import SiteFile

_CHUNK_BYTES = 256 * 1024
_YEAR_S = 365 * 24 * 3600


class Offer:
    """What one path answers with. The file is opened once: what is put in its place is not seen."""

    def __init__(self, file: SiteFile) -> None:
        content = file.content
        self._file: BinaryIO = content.open("rb") if isinstance(content, Path) else BytesIO(content)
        self.tag = f'"{file_digest(self._file, sha256).hexdigest()}"'
        self.size = self._file.seek(0, SEEK_END)
        kept = f"private, max-age={_YEAR_S}, immutable" if file.is_immutable else "no-store"
        self.headers = {
            "content-type": file.media_type,
            "content-length": str(self.size),
            "accept-ranges": "bytes",
            "etag": self.tag,
            "cache-control": kept,
        }

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def read(self, wanted: range) -> Iterator[bytes]:
        """The bytes at these places, a chunk at a time.

        The file was written a moment ago, or is in memory: reading it keeps nobody waiting.
        """
        for start in range(wanted.start, wanted.stop, _CHUNK_BYTES):
            self._file.seek(start)
            yield self._file.read(min(_CHUNK_BYTES, wanted.stop - start))
