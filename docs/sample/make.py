"""Makes README's sample and its picture: `python docs/sample/make.py [FOLDER]`.

The sample is cut from the session that README's first command builds, as its timeline has it, and
rendered as every track is. Beside it are its captions, for whoever cannot listen.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from excerpt import excerpt
from msgspec.structs import replace
from picture import draw

import audiocoach as ac
from audiocoach.cache import Store
from audiocoach.config.output import DRAWN
from audiocoach.renderer.cover import choose, shape_of

NAME, VOICE = "jeffers-pull", "hibari:heart"


def main(folder: Path) -> None:
    """Write the track, its captions and the picture."""
    folder.mkdir(parents=True, exist_ok=True)
    with ac.Builder() as builder, Store(None) as store, TemporaryDirectory() as temporary:
        session = builder.compile(NAME, voice=VOICE)
        sample = excerpt(session.timeline)
        cover = Path(temporary) / "cover.png"
        if drawn := choose(DRAWN, shape_of(session.timeline), store):
            cover.write_bytes(drawn.data)
        output = ac.Output(cover=cover, sidecars="vtt")
        path = folder / f"{NAME}.mp3"
        report = builder.render(replace(session, timeline=sample.timeline), path, output)
    path.with_suffix(".svg").write_bytes(draw(session.timeline, sample).encode())
    seconds, size = report.duration_ms / 1000, round(report.size_bytes / 1000)
    print(f"{path}: {seconds:.1f} s, {size} kB, {report.loudness_lufs:.1f} LUFS")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
