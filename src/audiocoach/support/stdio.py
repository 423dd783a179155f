"""Standard input and output of a program that another one talks with."""

import os
from typing import BinaryIO


def take_over_stdio() -> tuple[BinaryIO, BinaryIO]:
    """What were standard input and output, out of the reach of all else that runs here.

    Others have nothing to read, and what they print goes to standard error.
    """
    asked, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return asked, answers
