"""A sheet as one page of HTML, which needs nothing else, and prints on A4."""

from collections.abc import Iterator
from html import escape

from audiocoach.sheet.page import Line, Sheet
from audiocoach.support.headers import SHEET

_STYLE = """\
@page { size: A4; margin: 12mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 186mm; color: #000; background: #fff;
  font: SIZEpt/1.25 "Liberation Sans", Arial, Helvetica, sans-serif; overflow-wrap: anywhere }
header { display: flex; gap: 8mm; align-items: baseline; margin-bottom: 4mm }
h1 { font-size: 15pt; line-height: 1.15; margin: 0 0 1mm; flex: 1 }
h1 small { display: block; font-size: 9pt; font-weight: normal; margin-top: 1mm }
header p { margin: 0; font-size: 9pt; white-space: nowrap }
header p i { display: inline-block; width: 36mm; border-bottom: .3mm solid #000 }
table { width: 100%; border-collapse: collapse; table-layout: fixed }
thead { display: table-header-group; font-size: 6.5pt }
th { text-align: left; font-weight: normal; vertical-align: bottom; padding: 0 1mm 1mm 0 }
td { border-top: .2mm solid #999; padding: 1mm 1mm 1mm 0; vertical-align: top }
tr { break-inside: avoid }
tr.head td { font-weight: bold; border-top: .4mm solid #000 }
b, td span { display: block }
.sets { display: grid; grid-template-columns: repeat(COLUMNS, 1fr); gap: 1mm }
.set { display: flex; margin-left: 1.5mm }
.set i { flex: 1; height: BOXmm; border: .2mm solid #000; margin-left: -.2mm }
.set em { flex: 1; font: 5pt Arial, sans-serif; overflow: hidden }
section { margin-top: 4mm; font-size: 9pt; border-top: .4mm solid #000; padding-top: 1mm }
@media screen { body { padding: 12mm 4mm } }
"""


def sheet_html(sheet: Sheet) -> str:
    """The page; whatever an author wrote is text in it."""
    return SHEET + "\n".join(_parts(sheet)) + "\n"


def _parts(sheet: Sheet) -> Iterator[str]:
    words, say = sheet.words, escape
    style = _STYLE.replace("SIZE", f"{sheet.size_pt:g}").replace("BOX", f"{sheet.box_mm:g}")
    yield f'<html lang="{say(sheet.language)}">'
    yield '<meta charset="utf-8">'
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    yield '<meta name="viewport" content="width=device-width">'
    yield f"<title>{say(sheet.title)}</title>"
    yield f"<style>\n{style.replace('COLUMNS', str(sheet.columns))}</style>"
    yield f"<header><h1>{say(sheet.title)}<small>{say(sheet.about)}</small></h1>"
    if sheet.person:
        yield f"<p>{say(sheet.person)}</p>"
    yield f"<p>{say(words.date)} <i></i></p></header>"
    yield '<table><colgroup><col style="width:62mm"><col style="width:16mm"><col></colgroup>'
    labels = (words.weight, words.reps, words.effort)
    legend = "".join(f"<em>{say(label)}</em>" for label in labels)
    columns = "".join(
        f'<div>{number}<div class="set">{legend}</div></div>'
        for number in range(1, sheet.columns + 1)
    )
    yield f"<thead><tr><th>{say(words.move)}</th><th>{say(words.tempo)}</th>"
    yield f'<th><div class="sets">{columns}</div></th></tr></thead>'
    yield "<tbody>"
    yield from map(_line, sheet.lines)
    yield f"</tbody></table>\n<section>{say(words.notes)}</section>"
    yield "</html>"


def _line(line: Line) -> str:
    name = escape(line.name)
    if not line.dose:
        return f'<tr class="head"><td colspan="3">{name}</td></tr>'
    move = f"<td><b>{name}</b><span>{escape(line.dose)}</span></td>"
    sets = '<div class="set"><i></i><i></i><i></i></div>' * line.sets
    boxes = f'<div class="sets">{sets}</div>' if sets else ""
    return f"<tr>{move}<td>{escape(line.tempo)}</td><td>{boxes}</td></tr>"
