"""Scene numbers: 1, 2, 3 for a first numbering, and numbers with letters for scenes that come in later.

Knows nothing of files. The rule for a script whose numbers are locked, because a crew works with them:

* A used number stays, and is never given twice.
* A new scene between 1 and 2 is A1, the next one B1, and so on (Final Draft offers this as `A1`, and `1A`: the letters
  behind). A script that has letters behind already goes on so.
* A new scene before a lettered one takes its letters and one more, and stands before it: between 1 and A1 come AA1, AB1
  (August 2004, "'A' scenes and 'B' scenes": 95, 95AA, 95AB, 95A).
* I and O are left out: they look like 1 and 0. Before the first scene the number is 0. Behind the last, counting goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from filmcli.core.errors import InputError

Inserted = Literal["A1", "1A"]
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_NUMBER = re.compile(r"([A-Z]*)(\d+(?:[.\-–]\d+)*)([A-Z]*)")


def locked(numbers: Sequence[str | None], *, inserted: Inserted | None = None) -> list[str]:
    """Return a number for each scene, given those in use. `inserted` is where letters stand; None does as the script does.

    Raises InputError when a place has more new scenes than letters.
    """
    if not any(numbers):
        return [str(index) for index in range(1, len(numbers) + 1)]
    if inserted is None:
        inserted = "1A" if any(number and number[-1:].isalpha() and number[:1].isdigit() for number in numbers) else "A1"
    used = {number for number in numbers if number}
    given: list[str] = []
    for number, following in zip(numbers, _following(numbers), strict=True):
        if number is None:
            above = given[-1] if given else "0"
            number = next((label for label in _candidates(above, following, used, inserted) if label not in used), None)
            if number is None:
                raise InputError(
                    f"more than {len(_LETTERS)} new scenes after scene {above}", hint="number the whole script anew, without --lock"
                )
        given.append(number)
        used.add(number)
    return given


def _following(numbers: Sequence[str | None]) -> list[str | None]:
    """Return, for each scene, the next number in use after it."""
    following: list[str | None] = []
    known = None
    for number in reversed(numbers):
        following.append(known)
        known = number or known
    return following[::-1]


def _candidates(above: str, following: str | None, used: set[str], inserted: Inserted) -> Iterator[str]:
    """Yield the numbers that a scene between two others may have, the best first."""
    if following is None:
        yield str(1 + max((int(match[2]) for match in map(_NUMBER.fullmatch, used) if match and match[2].isdigit()), default=0))
        return
    base, letters = _parts(above)
    next_base, next_letters = _parts(following)
    stem = next_letters if next_base == base else ""
    below_stem = letters[len(stem) : len(stem) + 1] if letters.startswith(stem) else ""
    for letter in _LETTERS[_LETTERS.find(below_stem) + 1 if below_stem else 0 :]:
        yield f"{stem}{letter}{base}" if inserted == "A1" else f"{base}{stem}{letter}"


def _parts(number: str) -> tuple[str, str]:
    """Return a number without its letters, and the letters: `A12` and `12A` are 12 and A."""
    match = _NUMBER.fullmatch(number)
    return (match[2], match[1] + match[3]) if match else (number, "")
