"""Run as a program: prints a port and a token, and serves a file as `track.mp3` until Ctrl-C."""

import sys
from pathlib import Path

from audiocoach.server.run import Service, new_token
from audiocoach.site.model import SiteFile


def main() -> None:
    """Serves the file of the first argument."""
    track = SiteFile("track.mp3", "audio/mpeg", Path(sys.argv[1]), is_immutable=True)
    token = new_token()
    with Service([track], token) as service:
        sys.stdout.write(f"{service.port} {token}\n")
        sys.stdout.flush()
        service.run()


if __name__ == "__main__":
    main()
