"""One root seed, and a stream of its own for every purpose and item.

Knows nothing of what is drawn. Because each stream is named, no order of work, batch size or worker count changes a result.
"""

from __future__ import annotations

import hashlib
import random


def derive(root: int, purpose: str, item: str = "") -> int:
    """Return the 63-bit seed of one purpose and item: blake2b over `root/purpose/item`."""
    name = f"{root}/{purpose}/{item}".encode()
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest(), "big") >> 1


def stream(root: int, purpose: str, item: str = "") -> random.Random:
    """Return a random stream that belongs to one purpose and item."""
    return random.Random(derive(root, purpose, item))
