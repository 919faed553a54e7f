"""The process that serves the explorer's page.

Started by `dxsim.cli.explore` with a pipe for its input, to which nothing is written. The
pipe closes however the command ends, also where it is killed and can end nothing itself.
"""

import os
import signal
import threading
import time

from dxsim.data.skipped_imports import ADDRESS_GRAMMARS, without_libraries

_PATIENCE = 10.0


def main() -> None:
    """Serve with Voilà, by the words on the command line, until the input ends."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    with without_libraries(ADDRESS_GRAMMARS):
        from voila.app import main as serve

    serve()


def _end_with_input() -> None:
    """End this process after its input: with its kernels, or, if that takes too long, at once."""
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)  # kernels see for themselves that their server is gone


if __name__ == "__main__":
    main()
