"""The commands that bring a track to a phone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import printing
from audiocoach.cli.options import Names, customisable, open_builder
from audiocoach.config.music import Music
from audiocoach.config.overrides import Overrides

if TYPE_CHECKING:
    from audiocoach.site.model import Episode

app = typer.Typer()

Lan = Annotated[bool, typer.Option("--lan", help="Let phones on this network reach it.")]
Port = Annotated[int, typer.Option("--port", metavar="N", help="The port. [default: any]")]
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder to write.")]


@app.command("send", epilog="Example: audiocoach send jeffers-pull --lan")
@customisable
def send(
    names: Names, overrides: Overrides, *, lan: Lan = False, port: Port = 0, music: Music
) -> None:
    """Send tracks to a phone: serve them on this network until Ctrl-C."""
    import segno

    from audiocoach.server.app import make_app
    from audiocoach.server.run import LOOPBACK, Service, new_token
    from audiocoach.site.files import site_files

    token = new_token()
    host = "0.0.0.0" if lan else LOOPBACK  # noqa: S104 (asked for)
    with _episodes(names, overrides, music) as episodes:
        service = Service(make_app(site_files(episodes), token), host, port)
        address = f"http://{host}:{service.port}/{token}/"
        segno.make(address).terminal(compact=True)
        printing.out(f"{address}\n")
        service.run()


@app.command("publish", epilog="Example: audiocoach publish site jeffers-pull")
@customisable
def publish(folder: Folder, names: Names, overrides: Overrides, *, music: Music) -> None:
    """Publish tracks: write pages and a podcast feed for any web host."""
    from audiocoach.site.files import site_files
    from audiocoach.support.files import write_atomic

    with _episodes(names, overrides, music) as episodes:
        for file in site_files(episodes):
            content = file.content
            data = content if isinstance(content, bytes) else content.read_bytes()
            write_atomic(folder / file.path, [data])
    printing.out(f"{folder / 'index.html'}\n")


@contextmanager
def _episodes(names: list[str], overrides: Overrides, music: Music) -> "Iterator[list[Episode]]":
    """The routines as episodes, whose tracks are there until they are done with."""
    from audiocoach.site.build import build_episodes
    from audiocoach.support.files import temporary_folder

    with temporary_folder() as folder:
        with open_builder() as builder, printing.progress() as progress:
            episodes = build_episodes(
                builder, names, folder, overrides, music=music, progress=progress
            )
        yield episodes
