"""Which picture a track has; a drawn one is kept. Needs no Pillow where it is found kept."""

from pathlib import Path

from audiocoach.covers.shape import Shape
from audiocoach.errors import CoachError
from audiocoach.mp3 import Picture
from audiocoach.output import DRAWN, NO_COVER
from audiocoach.packages import source_digest, version
from audiocoach.store import Store, key

_PNG = "image/png"
_MAGIC = {b"\x89PNG\r\n\x1a\n": _PNG, b"\xff\xd8\xff": "image/jpeg"}
_MOST_BYTES = 10_000_000
_CODE = ("covers/drawing", "covers/lettering", "covers/shape")


def choose(wanted: str, shape: Shape, store: Store) -> Picture | None:
    """The cover: `wanted` is `drawn`, `none`, or the path of a picture. Raises CoachError."""
    if wanted == NO_COVER:
        return None
    return _drawn(shape, store) if wanted == DRAWN else _read(Path(wanted))


def _drawn(shape: Shape, store: Store) -> Picture:
    under = _key(shape)
    if not (data := store.read([under]).get(under)):
        from audiocoach.covers.drawing import draw

        data = draw(shape)
        store.write({under: data})
    return Picture(_PNG, data)


def _key(shape: Shape) -> str:
    pillow = version("pillow", "PIL")
    return key("cover", f"{source_digest(*_CODE)} pillow {pillow}\n{shape}")


def _read(path: Path) -> Picture:
    try:
        if path.is_dir():
            raise CoachError(f"{path}: this is a folder; give a PNG or JPEG file as --cover")
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise CoachError(f"{path}: there is no such file; --cover is a PNG or JPEG file") from None
    except OSError as error:
        raise CoachError(f"{path}: cannot be read ({(error.strerror or '').lower()})") from error
    return Picture(_mime(path, data), data)


def _mime(path: Path, data: bytes) -> str:
    mime = next((mime for magic, mime in _MAGIC.items() if data.startswith(magic)), None)
    if mime is None:
        raise CoachError(f"{path}: this is neither PNG nor JPEG; save the picture as one of them")
    if len(data) > _MOST_BYTES:
        most = _MOST_BYTES // 1_000_000
        raise CoachError(f"{path}: a cover has at most {most} MB; save the picture smaller")
    return mime
