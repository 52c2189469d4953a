"""Light as it is read: where the key comes from in a hat's shadow, and when an outline reads."""

import numpy as np
import pytest

from filmcli.blender import bearing, separation


def sphere(count=400):
    """The half of a ball that faces −y, as a face does: normals and places (n, 3)."""
    turn = np.random.default_rng(1).normal(size=(count, 3))
    turn[:, 1] = -abs(turn[:, 1])
    normal = turn / np.linalg.norm(turn, axis=1, keepdims=True)
    return normal, normal * 0.1


def angle(a, b):
    return np.degrees(np.arccos(np.clip(np.dot(a, b), -1, 1)))


@pytest.mark.parametrize("way", [(-0.5, -0.7, 0.5), (0.9, -0.2, 0.4), (0.1, -0.99, -0.1)])
def test_the_key_is_read_from_the_skin_and_under_a_brim(way):
    way = np.array(way) / np.linalg.norm(way)
    normal, places = sphere()
    level = np.maximum(normal @ way, 0.0) + 0.05
    assert angle(bearing.read(level, normal, places, None), way) < 6
    shaded = places[:, 2] > 0.02  # a brim keeps the key off the brow

    def brim(points, ways, matter):
        return np.repeat((points[:, 2] > 0.02)[:, None], ways.shape[1], axis=1)

    assert angle(bearing.read(np.where(shaded, 0.05, level), normal, places, brim), way) < 12


def test_evenly_lit_skin_shows_no_direction():
    normal, places = sphere()
    assert bearing.read(np.full(len(normal), 0.5), normal, places, None) is None


def test_the_rim_is_raised_until_the_outline_reads_and_no_further():
    y, x = np.mgrid[0:100, 0:240]
    mask = np.hypot(x - 120, y - 60) < 40
    edge = mask & (np.hypot(x - 120, y - 60) > 36)
    dark = np.where(mask, 0.021, 0.020)[..., None] * np.ones(3)
    parts = {"key": dark, "rim": np.where(edge, 0.006, 0.0)[..., None] * np.ones(3)}
    factor = separation.rim(parts, [mask])
    assert factor in (2.0, 2.0**1.5, 4.0)
    assert separation.stops((parts["key"] + factor * parts["rim"])[..., 0], mask) > separation.stops(dark[..., 0], mask) + 0.4
    assert separation.rim({**parts, "key": dark * np.where(mask, 4.0, 1.0)[..., None]}, [mask]) == 1.0


@pytest.mark.parametrize(("way", "kept"), [((0.0, 1.0, 0.5), ()), ((0.0, -1.0, 0.5), ("ADA",))])
def test_by_night_outdoors_the_moon_lights_the_set_and_lamps_the_faces(way, kept):
    pytest.importorskip("bpy")  # mathutils comes with it
    from mathutils import Vector

    from filmcli.blender import light
    from filmcli.blender.camera import View
    from filmcli.blender.fixture import Face, Room
    from filmcli.core import presets

    face = Face("ADA", Vector((0, 0, 1.6)), Vector((0, -1, 0)))
    view = View(position=(0.0, -4.0, 1.6), target=(0.0, 0.0, 1.6), lens=35.0, roll=0.0, f_stop=4.0, focus=(0.0, 0.0, 1.6), aspect=2.39)
    preset = presets.load("lighting", "moonlight")
    room = Room(False, "night", "clear", 9.0, way)
    lamps = light.design(preset, view=view, faces=[face], sources=[], room=room, key_side="left", reach=lambda *_: 9.0)
    (moon,) = (lamp for lamp in lamps if lamp.group == "sky")
    assert moon.kind == "SUN" and moon.but == kept and moon.fixed
    assert all(lamp.only == ("ADA",) for lamp in lamps if lamp.group in ("key", "fill", "rim"))
    assert not [lamp for lamp in lamps if lamp.group == "background"]


@pytest.mark.parametrize(("lit", "spared"), [((1.60, 1.68), ()), ((0.0, 1.56), ("ADA",)), ((0.5, 1.2), ())])
def test_a_bar_of_light_lies_across_the_eyes_or_not_on_the_face(lit, spared):
    """A slit whose bar on the face goes down as the lamp goes up; in the second case a shelf that reaches to the face, and light below it from any lamp."""
    pytest.importorskip("bpy")
    from mathutils import Vector

    from filmcli.blender import slats
    from filmcli.blender.fixture import Face, Lamp

    face = Face("ADA", Vector((0.0, 0.0, 1.62)), Vector((0.0, -1.0, 0.0)))
    lamp = Lamp("key", "SPOT", Vector((0.0, -4.0, 1.6)), Vector((0.0, 0.0, 1.6)), (1.0, 1.0, 1.0), 100.0)

    def reach(point, path, length):
        shift = 0.0 if spared else lamp.position.z - (point + path).z
        free = lit[0] + shift < point.z < lit[1] + shift
        return length if free else 0.5

    hung = slats.lay(lamp, [face], reach)
    assert hung.but == spared
    if lit[0] > 1.5:
        assert slats._worth(hung, face, reach) == 2.0
    if lit[1] < 1.3:
        assert hung == lamp


def test_by_day_windows_light_the_room_beside_its_people_and_by_night_they_do_not():
    pytest.importorskip("bpy")
    from mathutils import Vector

    from filmcli.blender import light
    from filmcli.blender.camera import View
    from filmcli.blender.fixture import Face, Room, Source
    from filmcli.core import presets

    face = Face("ADA", Vector((0, 0, 1.6)), Vector((0, -1, 0)))
    view = View(position=(0.0, -4.0, 1.6), target=(0.0, 0.0, 1.6), lens=35.0, roll=0.0, f_stop=4.0, focus=(0.0, 0.0, 1.6), aspect=2.39)
    window = Source("window", Vector((-3, 0, 1.6)), Vector((1, 0, 0)), (1.6, 1.5))

    def room_lamps(time, *, blinds=False):
        sources = [Source("window", window.position, window.normal, window.size, blinds=blinds)]
        preset = presets.load("lighting", "window_day")
        lamps = light.design(preset, view=view, faces=[face], sources=sources, room=Room(True, time), key_side="left", reach=lambda *_: 9.0)
        return [lamp for lamp in lamps if lamp.group == "sky" and lamp.but]

    (open_window,), (blinded,) = room_lamps("day"), room_lamps("day", blinds=True)
    assert open_window.fixed and open_window.but == ("ADA",)
    assert 0 < blinded.watts < open_window.watts
    assert room_lamps("night") == []


def test_an_open_sky_is_turned_within_its_bounds_only():
    pytest.importorskip("bpy")
    from filmcli.blender import meter

    reading = meter.Reading(1.0, {"fill": 0.1, "background": 0.0, "practical": 0.0, "sky": 0.01})
    assert meter.corrections(reading, level=1.5, ratio=5.0, open_sky=(0.6, 1.3))["sky"] == 1.3
    assert (
        meter.corrections(
            meter.scaled(reading, {"fill": 1, "background": 1, "practical": 1, "sky": 90, "key": 1}),
            level=1.5,
            ratio=5.0,
            open_sky=(0.6, 1.3),
        )["sky"]
        == 0.6
    )
