from io import BytesIO

import pytest
from PIL import Image

from audiocoach.mp3.tags import Picture
from audiocoach.site.pictures import page_cover


def noise(side: int, kind: str) -> bytes:
    file = BytesIO()
    Image.effect_noise((side, side), 90).convert("RGB").save(file, kind)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_large_cover_is_made_smaller(kind: str) -> None:
    own = Picture(f"image/{kind.lower()}", noise(1500, kind))
    assert len(own.data) > 1_000_000
    cover = page_cover(own)
    assert cover is not None
    assert cover.mime == "image/jpeg"
    assert len(cover.data) <= 100_000
    assert max(Image.open(BytesIO(cover.data)).size) <= 600


def test_a_small_one_is_left_as_it_is() -> None:
    own = Picture("image/png", noise(100, "PNG"))
    assert page_cover(own) is own


def test_one_that_cannot_be_read_is_left_out() -> None:
    assert page_cover(Picture("image/png", b"\x89PNG\r\n\x1a\n" + bytes(200_000))) is None


def test_one_that_would_be_huge_is_left_out() -> None:
    file = BytesIO()
    Image.new("1", (10_000, 9_000)).save(file, "PNG")
    huge = file.getvalue() + bytes(100_000)
    assert page_cover(Picture("image/png", huge)) is None
