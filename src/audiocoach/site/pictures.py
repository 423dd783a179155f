"""Covers as a site shows them: small on its pages, and square in its feed."""

from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING
from warnings import catch_warnings, simplefilter

from audiocoach.errors import CoachError
from audiocoach.mp3.tags import Picture

if TYPE_CHECKING:
    from PIL.Image import Image

_FORMATS = ("PNG", "JPEG")
PAGE_BYTES = 80_000
"""A drawn cover is smaller, and is shown as it is."""
_PAGE_SIDE = 600
_PAGE_TRIES = ((_PAGE_SIDE, 82), (_PAGE_SIDE, 60), (480, 45), (320, 35))
"""Sides and qualities, until one is small enough."""
ART_BYTES = 512_000
_ART_TRIES = ((1800, 90), (1800, 75), (1800, 50), (1400, 50), (1400, 20), (1400, 5))
"""The same of a square; the last is small enough for any picture."""
_ART_PIXELS = 50_000_000
_ART_KEPT = 8
"""Of many clients' tracks, most have the same cover; to draw it takes as long as a track."""


def page_cover(picture: Picture) -> Picture | None:
    """A picture as a page has room for it; None for one that cannot be read."""
    if len(picture.data) <= PAGE_BYTES:
        return picture
    from PIL import Image

    try:
        with catch_warnings():
            simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(picture.data), formats=_FORMATS) as image:
                image.draft("RGB", (_PAGE_SIDE, _PAGE_SIDE))
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
    for side, quality in _PAGE_TRIES:
        picture.thumbnail((side, side))
        file = BytesIO()
        picture.save(file, "JPEG", quality=quality)
        if file.tell() <= PAGE_BYTES:
            break
    return file.getvalue()


@lru_cache(maxsize=_ART_KEPT)
def square_art(cover: Picture) -> Picture:
    """The whole cover on a square, filled up with the colour of its corner; raises CoachError.

    Directories of podcasts want an RGB JPEG of 1400 to 3000 pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(cover.data), formats=_FORMATS) as opened:
            if opened.width * opened.height > _ART_PIXELS:
                raise CoachError("the cover is too large", "save the picture with fewer pixels")
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise CoachError("the cover cannot be read as a picture", "save it anew") from error
    ground = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    corner = flat.crop((0, 0, 1, 1)).tobytes()
    for side, quality in _ART_TRIES:
        square = ImageOps.pad(flat, (side, side), Image.Resampling.LANCZOS, color=tuple(corner))
        file = BytesIO()
        square.save(file, "JPEG", quality=quality, dpi=(72, 72))
        if file.tell() <= ART_BYTES:
            break
    return Picture("image/jpeg", file.getvalue())
