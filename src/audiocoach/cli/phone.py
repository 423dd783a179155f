"""The commands that bring a track to a phone."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audiocoach.cli import printing
from audiocoach.cli.options import base_url_option, customisable, open_builder
from audiocoach.config.music import Music
from audiocoach.config.overrides import Overrides
from audiocoach.programme.choice import Choice

if TYPE_CHECKING:
    from audiocoach.api import Builder, BuildReport
    from audiocoach.site.build import Page
    from audiocoach.site.model import Episode

app = typer.Typer()

_MOST_LISTED = 12
_NEXT, _EVERY = Choice(next=True), Choice(all=True)
"""Of a programme, where nothing says which of its sessions."""


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The folder of the site.")]
NamesToAdd = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME|FILE...]", help="What to add to the site, or to renew on it."),
]
BaseUrl = Annotated[str | None, base_url_option("Where DIR will be on the web.")]
Private = Annotated[
    bool, typer.Option("--private", help="At an address that nobody guesses or finds.")
]
SiteTitle = Annotated[
    str | None, typer.Option("--title", metavar="TEXT", help="Title of the site and its feed.")
]
SiteAuthor = Annotated[
    str | None, typer.Option("--author", metavar="NAME", help="Whose feed it is.")
]
Remove = Annotated[
    list[str] | None, typer.Option("--remove", metavar="NAME", help="Take a track off the site.")
]
ForceSite = Annotated[
    bool, typer.Option("--force", help="Replace files that audiocoach did not write, too.")
]


def _address(text: str) -> str:
    from audiocoach.server.address import read_address

    try:
        return read_address(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Sent = Annotated[
    list[str] | None,
    typer.Argument(metavar="NAME|FILE...", help="Routines, programmes, or files of them."),
]
Lan = Annotated[bool, typer.Option("--lan", help="Let phones on this network reach it.")]
Host = Annotated[
    str | None,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        parser=_address,
        help="Which address of this computer, if it has several; with it, --lan is meant.",
    ),
]
Port = Annotated[
    int,
    typer.Option(
        "--port",
        metavar="N",
        min=0,
        max=65_535,
        show_default=False,
        help="The port. [default: any]",
    ),
]


@app.command("send", epilog="Example: audiocoach send jeffers-pull --lan")
@customisable
def send(  # noqa: PLR0913 (an option each)
    names: Sent = None,
    *,
    overrides: Overrides,
    lan: Lan = False,
    host: Host = None,
    port: Port = 0,
    sessions: Choice,
    music: Music,
) -> None:
    """Send tracks to a phone: serve them until Ctrl-C, with --lan on this network."""
    if not names:
        raise typer.BadParameter(_what_to_send(), param_hint="NAME|FILE")
    from audiocoach.server.address import is_loopback, is_public, lan_address
    from audiocoach.server.run import LOOPBACK, Service, new_token
    from audiocoach.site.files import site_files
    from audiocoach.support.files import temporary_folder

    chosen, others = lan_address(host) if lan or host else (LOOPBACK, [])
    is_for_phones = not is_loopback(chosen)
    with temporary_folder() as tracks:
        with open_builder() as builder:
            pages = _pages(builder, names, overrides, sessions, _NEXT)
            episodes = _build(builder, pages, tracks, music)
        with Service(site_files(episodes), new_token(), chosen, port) as service:
            if is_public(chosen):
                printing.warn(f"{chosen} is a public address: the whole internet may reach it")
            tell_address(service.address, others, is_for_phones=is_for_phones)
            service.run(lambda: _tell_alone(service.port) if is_for_phones else None)
    printing.err("\nstopped\n" if sys.stderr.isatty() else "stopped\n")  # after ^C


def _what_to_send() -> str:
    from audiocoach.routine.extends import SUFFIXES
    from audiocoach.support.files import list_folder

    paths = [*list_folder(Path()), *list_folder(Path("routines"))]
    files = sorted(str(path) for path in paths if path.suffix.lower() in SUFFIXES)
    here = f"here are {', '.join(files[:_MOST_LISTED])}; " if files else ""
    return f"name what to send; {here}'audiocoach list' shows what can be named"


def tell_address(address: str, others: list[str], *, is_for_phones: bool) -> None:
    """Print the address, and what to do with it."""
    if not is_for_phones:
        printing.out(f"{address}\n")
        printing.err("Only this computer can open that. For a phone on this Wi-Fi, add --lan.\n")
    else:
        from audiocoach.cli.qr import draw

        missing = draw(address)
        how = "open this address" if missing else "point the camera at the code, or open"
        printing.err(f"On your phone, on the same Wi-Fi, {how}:\n")
        printing.out(f"{address}\n")
        if missing and sys.stdout.isatty():
            printing.err(f"{missing}\n")
        if others:
            printing.err(f"If it does not open, try --host {' or '.join(others)}.\n")
    printing.err("Ctrl-C stops sending.\n")


def _tell_alone(port: int) -> None:
    printing.err(
        "Nothing has connected yet. Is the phone on this Wi-Fi, and no guest of it? "
        f"Does a firewall of this computer keep port {port} closed? (--port chooses another)\n"
    )


@app.command("publish", epilog="Example: audiocoach publish site jeffers-pull")
@customisable
def publish(  # noqa: PLR0913 (an option each)
    folder: Folder,
    names: NamesToAdd = None,
    *,
    overrides: Overrides,
    sessions: Choice,
    music: Music,
    base_url: BaseUrl = None,
    private: Private = False,
    title: SiteTitle = None,
    author: SiteAuthor = None,
    remove: Remove = None,
    force: ForceSite = False,
) -> None:
    """Publish tracks: write pages and a podcast feed for any web host."""
    from audiocoach.errors import CoachError
    from audiocoach.site.build import check_origins, remember_origins
    from audiocoach.site.place import Publishing, find_place
    from audiocoach.site.publish import publish as publish_episodes
    from audiocoach.support.files import temporary_folder

    settings = Publishing(
        base_url=base_url,
        title=title,
        author=author,
        is_private=private,
        remove=tuple(remove or ()),
        force=force,
    )
    place = find_place(folder, settings)  # refuses before anything is built
    if names:
        with open_builder() as builder, temporary_folder() as tracks:
            pages = _pages(builder, names, overrides, sessions, _EVERY)
            if not force:
                check_origins(pages, place.folder)
            report = publish_episodes(_build(builder, pages, tracks, music), folder, settings)
        remember_origins(pages, report.folder)
    elif not place.ledger.entries:
        raise CoachError("there is nothing to publish", "name a routine after the folder")
    elif overrides != Overrides() or music != Music() or sessions.is_made:
        message = "no track is built, so options of tracks would change nothing"
        raise CoachError(message, "name a routine after the folder")
    else:
        report = publish_episodes([], folder, settings)
    printing.published(report)


def _pages(
    builder: "Builder", names: list[str], overrides: Overrides, sessions: Choice, usual: Choice
) -> "list[Page]":
    """The pages of what is named; of a programme the `usual` sessions, if none are chosen."""
    from audiocoach.cli.wanted import wanted_of
    from audiocoach.inputs import routine_file
    from audiocoach.routine.catalog import expand_folders
    from audiocoach.site.build import Page
    from audiocoach.site.names import episode_name, session_name

    pages = []
    for name in dict.fromkeys(expand_folders(names)):
        for track in wanted_of(name, overrides, sessions, builder, usual):
            asked, routine, programme = track.named.asked, track.routine, track.named.within
            if track.number:
                page, origin = session_name(programme, track.number), next(iter(track.files), None)
            else:
                page, origin = episode_name(routine.slug), routine_file(routine)
            pages.append(
                Page(asked, page, routine, track.overrides, origin, programme, track.number)
            )
    return pages


def _build(
    builder: "Builder",
    pages: "list[Page]",
    folder: Path,
    music: Music,
) -> "list[Episode]":
    """The pages as episodes, with their tracks in that folder; tells what to know of each."""
    from audiocoach.site.build import build_episodes

    reports: list[BuildReport] = []
    with printing.progress() as progress:
        episodes = build_episodes(
            builder, pages, folder, music=music, progress=progress, tell=reports.append
        )
    for report in reports:
        printing.notes(report.notes)
        printing.warnings(report.timeline)
    return episodes
