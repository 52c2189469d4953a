"""Orders made fit for travel: the files they name, as bytes, and the orders themselves with paths that mean something at the other end.

Knows nothing of how they travel. Paths inside a parcel are names like `3.png`; a folder of frames is `4/0001.png`, `4/0002.png` ….
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from filmcli.core import files
from filmcli.formats.orders import Order


def paths(order: Order) -> Iterator[Path]:
    """Yield every file or folder that an order reads."""
    yield from (path for path in (order.image, order.mask) if path is not None)
    yield from (plate.path for plate in order.controls.values())
    for reference in order.references:
        yield from (path for path in (reference.path, reference.region) if path is not None)


def redirected(order: Order, where: Callable[[Path], Path]) -> Order:
    """Return an order in which `where` was applied to every path, `out` too."""
    return order.model_copy(
        update={
            "image": where(order.image) if order.image else None,
            "mask": where(order.mask) if order.mask else None,
            "controls": {kind: plate.model_copy(update={"path": where(plate.path)}) for kind, plate in order.controls.items()},
            "references": tuple(
                one.model_copy(update={"path": where(one.path), "region": where(one.region) if one.region else None})
                for one in order.references
            ),
            "out": where(order.out),
        }
    )


def pack(orders: Sequence[Order]) -> tuple[list[Order], dict[str, bytes]]:
    """Return the orders with paths relative to a parcel, and the parcel: name → bytes. A file that several orders read travels once."""
    names: dict[Path, str] = {}
    parcel: dict[str, bytes] = {}
    for path in (path for order in orders for path in paths(order)):
        if path not in names:
            names[path] = f"{len(names)}{path.suffix}"
            parcel |= {f"{names[path]}/{name}" if name else names[path]: data for name, data in read(path).items()}
    moved = []
    for number, order in enumerate(orders):
        own = names | {order.out: f"out/{number}{order.out.suffix}"}
        moved.append(redirected(order, lambda path, own=own: Path(own[path])))
    return moved, parcel


def unpack(parcel: Mapping[str, bytes], folder: Path) -> None:
    """Write a parcel's files into a folder."""
    for name, data in parcel.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def read(path: Path) -> dict[str, bytes]:
    """Return a folder's files as name → bytes, and a file as one without a name."""
    if path.is_dir():
        return {one.name: one.read_bytes() for one in sorted(path.iterdir()) if one.is_file()}
    return {"": path.read_bytes()}


def deliver(result: Mapping[str, bytes], out: Path) -> None:
    """Write what `read` gave under the name `out`, by rename: a file, or a whole folder. Raises StorageError when the disk refuses."""
    if "" in result:
        files.write(out, result[""])
        return
    with files.staged_folder(out) as folder:
        unpack(result, folder)
