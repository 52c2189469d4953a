"""The studio: the one Blender scene of a process, with the sets, people and props that stand ready in it.

Knows nothing of shots. Sets and people are built once and kept while there is room.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import bpy

from filmcli.blender import picture, rig

SETS, FIGURES = 3, 6  # kept in memory; an office and two people are 1.3 GB (LOOK.md 4)


class Studio:
    """The one Blender scene of this process, and what stands ready for it."""

    def __init__(self, *, threads: int = 0) -> None:
        bpy.ops.wm.read_factory_settings(use_empty=True)
        self.scene = bpy.context.scene
        self.version = bpy.app.version_string
        self.laboratory = ThreadPoolExecutor(1, thread_name_prefix="laboratory")  # what is rendered is graded and written there
        picture.prepare(self.scene, threads=threads)
        self.rig = rig.Rig(self.scene)
        self._sets: OrderedDict[str, Any] = OrderedDict()
        self._figures: OrderedDict[str, Any] = OrderedDict()
        self._props: dict[tuple[str, str], Any] = {}

    def set(self, spec: Mapping[str, Any], *, lite: bool) -> Any:
        """Return the stage of a set, built or kept, as the only one in the picture."""
        from filmcli.blender import stage

        key = digest({"set": spec, "lite": lite})
        if key not in self._sets:
            for old in list(self._sets)[: max(0, len(self._sets) - SETS + 1)]:
                self.rig.strike()  # its light-linking groups have no user but the lamps: the purge would take them
                remove(self._sets.pop(old).collection)
            before = list(self.scene.collection.children)
            try:
                self._sets[key] = stage.build(dict(spec), lite=lite)
            except Exception:  # what was built of it must not stand in the next shot
                self.rig.strike()
                for left in [one for one in self.scene.collection.children if one not in before]:
                    remove(left)
                raise
            for thing in self._sets[key].collection.all_objects:
                thing.lightgroup = "practical"  # what of the set glows itself
        self._sets.move_to_end(key)
        for name, built in self._sets.items():
            exclude(self.scene, built.collection, name != key)
        return self._sets[key]

    def empty(self) -> None:
        """Take every set out of the picture."""
        for built in self._sets.values():
            exclude(self.scene, built.collection, True)

    def figure(self, sheet: Mapping[str, Any], *, detail: str) -> Any:
        """Return the person of a sheet, built or kept."""
        from filmcli.blender.figure import Figure

        key = digest({"sheet": sheet, "detail": detail})
        if key not in self._figures:
            self._figures[key] = Figure(dict(sheet), detail=detail, index=number(sheet["id"]))
        self._figures.move_to_end(key)
        return self._figures[key]

    def prop(self, words: str, whose: str, *, lite: bool, own: Mapping[str, Any] | None = None) -> Any:
        """Return a hand prop, built or kept, one for each holder; hidden until it is placed. own: a model of the user's in its stead."""
        from filmcli.blender import stage

        key = (words, f"{whose}/{lite}/{(own or {}).get('digest', '')}")
        if key not in self._props:
            self._props[key] = stage.prop(words, lite=lite, own=own)
        return self._props[key]

    def props(self) -> list[Any]:
        """Return the hand props that are in the picture."""
        return [made for made in self._props.values() if not made.object.hide_render]

    def holdings(self) -> Iterator[tuple[tuple[str, str], Any]]:
        """Yield (words, holder) and the prop of all hand props, in the picture or not."""
        for (words, whose), made in self._props.items():
            yield (words, whose.partition("/")[0]), made

    def shelve(self) -> None:
        """Take all hand props out of the picture."""
        for made in self._props.values():
            for thing in (made.object, *made.object.children_recursive):
                thing.hide_render = thing.hide_viewport = True

    def clear(self, keep: Sequence[Any] = ()) -> None:
        """Take people who are not in this shot out of the picture, and the oldest out of memory."""
        for key, figure in list(self._figures.items()):
            if any(figure is other for other in keep):
                continue
            figure.hide()
            if len(self._figures) > max(FIGURES, len(keep)):
                self.rig.strike()
                remove(self._figures.pop(key).collection)


def number(id: str) -> int:
    """Return a character's id in the id pass: the same in every shot of every run, 1–32000 (Blender's pass index ends at 32767)."""
    return int.from_bytes(hashlib.blake2b(id.encode(), digest_size=4).digest(), "big") % 32000 + 1


def things(collection: bpy.types.Collection) -> list[bpy.types.Object]:
    """Return all objects of a collection and those below it."""
    return [thing for part in (collection, *collection.children_recursive) for thing in part.objects]


def digest(value: Any) -> str:
    """Return the digest of plain data."""
    return hashlib.blake2b(json.dumps(value, sort_keys=True).encode(), digest_size=12).hexdigest()


def exclude(scene: bpy.types.Scene, collection: bpy.types.Collection, out: bool) -> None:
    """Take a collection out of the view layer, or back in: what is out is not synchronised."""
    for child in scene.view_layers[0].layer_collection.children:
        if child.collection == collection and child.exclude != out:
            child.exclude = out


def remove(collection: bpy.types.Collection) -> None:
    """Delete a collection with its objects, then every block that nothing uses."""
    for thing in things(collection):
        bpy.data.objects.remove(thing)
    for child in list(collection.children_recursive):
        bpy.data.collections.remove(child)
    bpy.data.collections.remove(collection)
    bpy.data.orphans_purge(do_recursive=True)
