"""`python -m audiocoach`, which runs no module that lies in the working folder."""

import os
import sys

if not sys.flags.safe_path:
    # `-m` looks there first: a folder that came with a routine may hold a yaml.py.
    try:
        here = os.getcwd()  # noqa: PTH109 (pathlib is not imported yet, and may lie there too)
    except OSError:  # the folder is gone
        here = ""
    sys.path[:] = [place for place in sys.path if place not in ("", here)]

from audiocoach.cli import main

main()
