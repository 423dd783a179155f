"""A cover as directories of podcasts want it: a square RGB JPEG of 1400 to 3000 pixels."""

from io import BytesIO

from audiocoach.errors import CoachError
from audiocoach.mp3.tags import Picture

MOST_BYTES = 512_000
_TRIED = ((1800, 90), (1800, 75), (1800, 50), (1400, 50), (1400, 20), (1400, 5))
"""Sides and qualities, until one of them is small enough; the last is, for any picture."""
_MOST_PIXELS = 50_000_000


def square_art(cover: Picture) -> Picture:
    """The whole cover on a square, filled up with the colour of its corner; raises CoachError."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(BytesIO(cover.data), formats=("PNG", "JPEG")) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise CoachError("the cover is too large", "save the picture with fewer pixels")
            upright = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, SyntaxError, ValueError, UnidentifiedImageError) as error:
        raise CoachError("the cover cannot be read as a picture", "save it anew") from error
    ground = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    corner = flat.crop((0, 0, 1, 1)).tobytes()
    for side, quality in _TRIED:
        square = ImageOps.pad(flat, (side, side), Image.Resampling.LANCZOS, color=tuple(corner))
        file = BytesIO()
        square.save(file, "JPEG", quality=quality, dpi=(72, 72))
        if file.tell() <= MOST_BYTES:
            break
    return Picture("image/jpeg", file.getvalue())
