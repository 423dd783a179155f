"""Run as a program: builds the task of each message on standard input, and answers each.

Its argument says over how many threads it spreads work.

A message is its length in eight bytes, and a pickle: whoever starts us is who we trust. Once no
more can come, as who started us has ended or ends us, what is being built is given up.
"""

import os
import pickle
import signal
import struct
import sys
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, BinaryIO

from audiocoach.support.stdio import take_over_stdio

_HEAD = struct.Struct("<Q")


def send(file: BinaryIO, value: object) -> None:
    """Write a message; raises OSError."""
    body = pickle.dumps(value)
    file.write(_HEAD.pack(len(body)) + body)
    file.flush()


def receive(file: BinaryIO) -> Any:  # noqa: ANN401 (a task, or its result)
    """Read a message; raises EOFError where none comes any more."""
    (size,) = _HEAD.unpack(_exactly(file, _HEAD.size))
    return pickle.loads(_exactly(file, size))  # noqa: S301 (of our own processes)


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) < size:
        raise EOFError
    return data


def main() -> None:
    """Build until nothing more comes."""
    for name in ("SIGINT", "SIGHUP"):  # of the terminal: who started us decides
        if hasattr(signal, name):
            # No SIG_IGN, which the programs that speak would inherit.
            signal.signal(getattr(signal, name), lambda *_: None)
    asked, answers = take_over_stdio()
    cancel, tasks = Event(), SimpleQueue[Any]()

    def end(*_: object) -> None:
        cancel.set()
        tasks.put(None)

    signal.signal(signal.SIGTERM, end)
    Thread(target=_listen, args=(asked, tasks, cancel), daemon=True).start()
    from audiocoach.errors import CancelledError
    from audiocoach.roster.worker import build_task
    from audiocoach.support.threads import limit_threads

    limit_threads(int(sys.argv[1]))
    while (task := tasks.get()) is not None:
        try:
            send(answers, build_task(task, cancel))
        except (CancelledError, BrokenPipeError):
            break


def _listen(asked: BinaryIO, tasks: "SimpleQueue[Any]", cancel: Event) -> None:
    try:
        while True:
            tasks.put(receive(asked))
    except (EOFError, OSError):
        cancel.set()
        tasks.put(None)


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # a thread may still wait for what never comes
