"""Covers as pages show them: small, whatever the picture was."""

from io import BytesIO
from warnings import catch_warnings, simplefilter

from audiocoach.mp3.tags import Picture

_MOST_BYTES = 80_000
"""A drawn cover is smaller, and is shown as it is."""
_SIDE = 600
_QUALITY = 82


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
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        return None
    except Image.DecompressionBombError:
        return None
    small.thumbnail((_SIDE, _SIDE))
    file = BytesIO()
    small.save(file, "JPEG", quality=_QUALITY)
    return Picture("image/jpeg", file.getvalue())
