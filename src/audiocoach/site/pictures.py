"""Covers as pages show them: small, whatever the picture was."""

from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from audiocoach.mp3.tags import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_MOST_BYTES = 80_000
"""A drawn cover is smaller, and is shown as it is."""
_SIDE = 600
_TRIES = ((_SIDE, 82), (_SIDE, 60), (480, 45), (320, 35))
"""Sides and qualities, until one is small enough."""


def page_cover(picture: Picture) -> Picture | None:
    """A picture as a page has room for it; None for one that cannot be read."""
    if len(picture.data) <= _MOST_BYTES:
        return picture
    from PIL import Image

    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(picture.data), formats=("PNG", "JPEG")) as image:
                image.draft("RGB", (_SIDE, _SIDE))
                small = image.convert("RGB")
    except (
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombWarning,
        Image.DecompressionBombError,
    ):
        return None
    return Picture("image/jpeg", _jpeg(small))


def _jpeg(picture: "Image") -> bytes:
    for side, quality in _TRIES:
        picture.thumbnail((side, side))
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        if file.tell() <= _MOST_BYTES:
            break
    return file.getvalue()
