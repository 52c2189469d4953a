"""A process that works for another: it speaks on its own stdout alone, and leaves when its parent does.

Knows nothing of what is spoken.
"""

from __future__ import annotations

import os
import threading
import time
from typing import IO


def claim_stdout(log: str) -> IO[str]:
    """Keep file descriptor 1 for replies and send everything else, prints of native code too, to the log."""
    kept = os.dup(1)
    sink = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(sink, 2)
    os.dup2(2, 1)
    os.close(sink)
    return os.fdopen(kept, "w", encoding="utf-8", buffering=1)


def leave_with_parent() -> None:
    """From now on, end the process within a second of its parent's end, also in the middle of a picture."""
    threading.Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(0)
