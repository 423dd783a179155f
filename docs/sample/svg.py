"""A canvas that is an SVG file."""

from typing import NamedTuple
from xml.etree import ElementTree as ET

from audiocoach.renderer.cover_theme import Colour

_FAMILY = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_WIDTH = 0.6
_WIDTHS = dict.fromkeys(" .,:;'!()-1Ifijlrt", 0.36) | dict.fromkeys("mwMW", 0.9)
"""Of letters, by the size of their font."""

Point = tuple[float, float]


class Span(NamedTuple):
    """A text of one look."""

    words: str
    fill: Colour
    size: float
    bold: bool = False


class Canvas:
    """Drawn on from back to front. Numbers are pixels, written to a tenth."""

    def __init__(self, width: int, height: int, title: str) -> None:
        self._root = ET.Element(
            "svg",
            {"xmlns": "http://www.w3.org/2000/svg", "viewBox": f"0 0 {width} {height}"},
            width=f"{width}",
            height=f"{height}",
            role="img",
        )
        self._root.set("font-family", _FAMILY)
        ET.SubElement(self._root, "title").text = title

    def box(  # noqa: PLR0913, PLR0917 (a place, a size, a look)
        self, x: float, y: float, width: float, height: float, fill: Colour, radius: float = 0
    ) -> None:
        """A rectangle with round corners."""
        place = {"x": x, "y": y, "width": width, "height": height, "rx": radius}
        self._add("rect", place, fill=hexadecimal(fill))

    def shape(self, points: list[Point], fill: Colour, opacity: float = 1) -> None:
        """A polygon."""
        joined = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        self._add("polygon", {"fill-opacity": opacity}, points=joined, fill=hexadecimal(fill))

    def line(self, start: Point, end: Point, colour: Colour, dashes: str = "none") -> None:
        """A thin line."""
        (x1, y1), (x2, y2) = start, end
        place = {"x1": x1, "y1": y1, "x2": x2, "y2": y2}
        self._add("line", place, stroke=hexadecimal(colour), **{"stroke-dasharray": dashes})

    def text(self, at: Point, *spans: Span, anchor: str = "start") -> None:
        """Texts on one baseline, the first at `at`, each of the others a little after the last."""
        x, y = at
        line = self._add("text", {"x": x, "y": y}, **{"text-anchor": anchor})
        for number_, span in enumerate(spans):
            look = {"font-size": number(span.size), "fill": hexadecimal(span.fill)}
            if span.bold:
                look["font-weight"] = "bold"
            if number_:
                look["dx"] = "12"
            ET.SubElement(line, "tspan", look).text = span.words

    def _add(self, tag: str, numbers: dict[str, float], **more: str) -> ET.Element:
        written = {name: number(value) for name, value in numbers.items()}
        return ET.SubElement(self._root, tag, written | more)

    def __str__(self) -> str:
        ET.indent(self._root, " ")
        return ET.tostring(self._root, "unicode") + "\n"


def number(value: float) -> str:
    """A number to a tenth, as short as can be."""
    return f"{value:.1f}".removesuffix(".0")


def hexadecimal(colour: Colour) -> str:
    """A colour as `#rrggbb`."""
    return "#" + bytes(colour).hex()


def width_of(words: str, size: float) -> float:
    """How wide a text is in a wide font: of the reader's own we know nothing."""
    return size * sum(_WIDTHS.get(letter, _WIDTH) for letter in words)


def wrapped(words: str, size: float, width: float) -> list[str]:
    """A text in lines of at most that width, where its words are no longer."""
    lines: list[str] = []
    for word in words.split():
        longer = f"{lines[-1]} {word}" if lines else ""
        if lines and width_of(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
