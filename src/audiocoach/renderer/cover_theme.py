"""The colours of a cover, which go together: its title decides which."""

from hashlib import sha256
from typing import NamedTuple

Colour = tuple[int, int, int]


class Theme(NamedTuple):
    """Colours of a cover that go together."""

    ground: Colour
    rest: Colour
    first: Colour
    last: Colour
    text: Colour = (247, 245, 240)
    dim: Colour = (176, 182, 194)

    def of(self, colour: int, last: int) -> Colour:
        """The colour of an arc; `last` is the highest number of an exercise."""
        if not colour:
            return self.rest
        return blend(self.first, self.last, (colour - 1) / max(1, last - 1))


_THEMES = (
    Theme((18, 24, 38), (46, 57, 80), (255, 122, 61), (255, 203, 87)),
    Theme((13, 32, 34), (32, 63, 66), (38, 208, 164), (190, 240, 112)),
    Theme((33, 18, 42), (68, 46, 82), (255, 92, 138), (255, 178, 107)),
    Theme((16, 26, 54), (42, 58, 102), (84, 160, 255), (94, 234, 212)),
    Theme((38, 20, 20), (78, 48, 46), (255, 99, 88), (255, 196, 112)),
    Theme((26, 27, 30), (61, 63, 69), (250, 204, 66), (255, 138, 76)),
)


def theme_for(title: str) -> Theme:
    """The theme of a session's pictures, which its title decides."""
    return _THEMES[sha256(title.encode()).digest()[0] % len(_THEMES)]


def blend(one: Colour, other: Colour, share: float) -> Colour:
    """From `one` at 0 to `other` at 1."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
