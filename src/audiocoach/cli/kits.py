"""The command for those who choose their tones."""

from typing import Annotated

import typer

from audiocoach.cli import app, printing
from audiocoach.cli.options import kit_of


@app.command(epilog="Example: audiocoach sounds wood")
def sounds(
    kit: Annotated[
        str | None, typer.Argument(metavar="[NAME|FOLDER]", help="One kit, tone by tone.")
    ] = None,
) -> None:
    """List the kits of tones, or check one."""
    from audiocoach.sounds import open_kit

    if kit is None:
        from audiocoach.routine.kits import kit_names

        printing.out(printing.kits_text(map(open_kit, kit_names())))
        return
    from audiocoach.sounds.loading import tone_ms

    opened = open_kit(kit_of(kit))
    lengths = {tone.name: tone_ms(tone) for tone in opened.tones.values()}
    printing.out(printing.kit_text(opened, lengths))
