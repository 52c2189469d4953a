"""Clothes, shoes, hats and hair on tiny but real bodies: every garment fits, hides the skin and keeps its weights."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("bpy")

from mathutils import Vector  # noqa: E402
from mathutils.bvhtree import BVHTree  # noqa: E402

from filmcli.blender import body as bodies  # noqa: E402
from filmcli.blender import (
    brow,
    fabric,
    garment,
    hair,
    hairline,
    hat,
    outfits,
    pattern,
    seams,
    shoe,
    skin,
    subdivision,
    tailoring,
    threads,
    wardrobe,
    zones,
)  # noqa: E402
from filmcli.blender.comb import styles  # noqa: E402
from filmcli.blender.creases import Loose  # noqa: E402
from filmcli.blender.fitting import Bare, Fitting  # noqa: E402
from filmcli.blender.folds import Folds  # noqa: E402
from filmcli.blender.pose import solve  # noqa: E402
from filmcli.blender.scalp import Scalp  # noqa: E402
from filmcli.blender.skinning import deform  # noqa: E402
from filmcli.core.errors import InputError  # noqa: E402
from filmcli.formats.cast import Character  # noqa: E402


def person(gender: str = "male", age: int = 40, height: float = 1.78, **wardrobe_: object) -> dict:
    look = {"build": {"height": height}, "hair": {"style": "short"}}
    return Character(name="Ann", id="ann", gender=gender, age=age, appearance=look, wardrobe=wardrobe_).model_dump()


@pytest.fixture(scope="module")
def man() -> bodies.Body:
    return bodies.build(person())


@pytest.fixture(scope="module")
def woman() -> bodies.Body:
    return bodies.build(person("female", 32, 1.67))


@pytest.fixture(scope="module")
def child() -> bodies.Body:
    return bodies.build(person("female", 8, 1.28))


def names(outfit) -> list[str]:
    return [piece.name for piece in outfit.pieces]


def test_every_garment_of_the_cast_format_hangs_in_the_wardrobe():
    allowed = Character.model_fields["wardrobe"].annotation.model_fields["garment"].annotation.__args__
    assert set(outfits.names()) == set(allowed)
    assert len(outfits.names()) >= 45


def test_every_garment_is_made_of_known_pieces_parts_measures_and_fabrics():
    """Reads all of garments.yaml without cutting anything: a misspelt measure is found here, not in the middle of a film."""
    for name in outfits.names():
        entry = outfits.entry(name)
        assert entry["words"] and entry["period"] and entry["class"], name
        layers = {layer for layer, _ in outfits._pieces(name)}
        assert layers & {"over", "upper"} and "feet" in layers, name
        for _, piece in outfits._pieces(name):
            kind = next(iter(piece))
            outfits._checked(name, kind, outfits.PIECES[kind][1], piece[kind] or {})
            assert (piece[kind] or {}).get("cloth", "wool") in fabric.fabrics(), name
            for part in piece.get("with") or ():
                ((what, sizes),) = part.items()
                assert (sizes or {}).get("only", "male") in ("male", "female")
                outfits._checked(name, what, outfits.PARTS[what], {key: size for key, size in (sizes or {}).items() if key != "only"})


def test_every_hair_style_of_the_cast_format_can_be_grown():
    from filmcli.formats.cast import HairStyle

    assert set(styles()) | {"bald"} == set(HairStyle.__args__)


@pytest.mark.parametrize("kind", ["trench", "dress", "space_suit"])
def test_pieces_are_sound(man, woman, kind):
    body = woman if kind == "dress" else man
    outfit = wardrobe.dress(body, person(body.gender, garment=kind), lite=True)
    assert len(outfit.pieces) > 5
    for piece in outfit.pieces:
        assert np.isfinite(piece.vertices).all(), piece.name
        assert max(map(max, piece.faces)) < len(piece.vertices), piece.name
        if not piece.bone:
            assert piece.weights.shape == (len(piece.vertices), len(body.bones))
            np.testing.assert_allclose(piece.weights.sum(1), 1, atol=1e-3, err_msg=piece.name)
        assert piece.vertices[:, 2].min() > -0.001, f"{piece.name} is below the floor"


@pytest.mark.parametrize("kind", ["jumpsuit", "evening_gown"])
def test_nobody_is_without_clothes(man, kind):
    outfit = wardrobe.dress(man, person(garment=kind), lite=True)
    faces = np.array(man.faces)[(man.groups == "body") & ~outfit.covers]
    z = man.vertices[faces].mean(1)[:, 2]
    limb = (man.region("arm")[faces].mean(1) > 0.5) | (z < man.joint("upperleg01.L")[2] - 0.2)
    trunk = ~limb & (z < tailoring.throat(man)[2] - 0.21)
    assert not trunk.any(), f"{trunk.sum()} faces of the trunk show in {kind}"
    assert {"shoes", "soles"} <= set(names(outfit))


def test_hands_and_head_stay_visible(woman):
    covers = wardrobe.dress(woman, person("female", garment="trench"), lite=True).covers
    faces = np.array(woman.faces)
    skin = woman.groups == "body"
    for part in ("finger", "head"):
        whole = skin & (woman.region(part)[faces].mean(1) > 0.95)
        assert whole.any() and not covers[whole].any(), part


def test_a_skirt_hangs_from_the_knees_of_a_seated_woman(woman):
    """No thigh is left to show, and the hem is below the knees instead of straight out in front of them."""
    outfit = wardrobe.dress(woman, person("female", garment="dress"), lite=True)
    faces = np.array(woman.faces)[(woman.groups == "body") & ~outfit.covers]
    faces = faces[woman.region("leg")[faces].mean(1) > 0.5]
    thigh = [n for n, bone in enumerate(woman.bones) if bone.startswith("upperleg")]
    assert woman.weights[faces][:, :, thigh].sum(2).max() < 0.5
    pose = solve(woman, "sit")
    gown = next(piece for piece in outfit.pieces if piece.name == "dress")
    hem = gown.vertices[:, 2] < gown.vertices[:, 2].min() + 0.02
    knee = woman.number["lowerleg01.L"]
    height = (pose.rotations[knee] @ woman.joint("lowerleg01.L") + pose.translations[knee])[2]
    assert deform(gown.vertices[hem], gown.weights[hem], pose, dual=0.35)[:, 2].mean() < height - 0.05


def test_sizes_follow_the_body(man, child):
    grown = tailoring.bodice(man, offset=0.013)
    small = tailoring.bodice(child, offset=0.013)
    assert np.ptp(small.vertices[:, 0]) < 0.85 * np.ptp(grown.vertices[:, 0])
    assert wardrobe.dress(child, person("female", 8, 1.28, garment="jumpsuit"), lite=True).pieces


def test_the_suit_has_its_lapels_outside_the_jacket(man):
    whole = subdivision.subdivide(tailoring.bodice(man, offset=0.013), 1)
    form, low = tailoring.form(whole), tailoring.waist(man) + 0.1
    half = pattern.opening(man, low=low)
    piece = pattern.lapel(form, half, low=low, gorge=tailoring.throat(man)[2] - 0.045, width=0.08, sign=1.0, k=1.0)
    point, normal, _ = form.nearest(piece.vertices)
    assert ((piece.vertices - point) * normal).sum(1).mean() > 0.002
    assert garment.normals(piece.vertices, piece.faces)[:, 1].mean() < -0.4, "its outer side faces forward"


def test_subdivision_keeps_weights_and_an_open_edge(man):
    cloth = tailoring.bodice(man, offset=0.01)
    fine = subdivision.subdivide(cloth, 1)
    assert len(fine.faces) == 4 * len(cloth.faces)
    np.testing.assert_allclose(fine.weights.sum(1), 1, atol=1e-4)
    assert len(garment.loops(fine.faces)) == len(garment.loops(cloth.faces)) == 4


def test_soles_stand_on_the_floor(man):
    for kind in shoe.lasts():
        upper, sole = shoe.make(man, kind)
        assert 0 <= sole.vertices[:, 2].min() < 0.004
        assert upper.vertices[:, 2].min() >= 0


@pytest.mark.parametrize("kind", ["fedora", "flat_cap", "wide_brim", "police_cap"])
def test_a_hat_sits_over_the_brows_holds_the_skull_and_presses_the_hair(man, kind):
    sheet = person(hat=kind)
    pieces = hat.build(man, sheet, lite=True)
    assert pieces and all(piece.bone == "head" for piece in pieces)
    on, eyes, grown = hat.place(man, kind), man.joint("eye.L"), man.joint("eye.L")[0] / 0.031
    forehead = on.worn(np.array([[0.0, -on.radius(np.array([-np.pi / 2]))[0], 0.0]]), [])[0][0]
    assert 0.040 < (forehead[2] - eyes[2]) / grown < 0.054  # two to three centimetres over the brows
    crown, up = pieces[0], on.worn(on.skull[on.skull[:, 2] > 0.01][::5], [])[0]
    tree, inside = BVHTree.FromPolygons(crown.vertices.tolist(), crown.faces), on.centre + [0, 0, 0.02]
    for point in up:
        way = Vector(point - inside)
        assert tree.ray_cast(Vector(inside), way.normalized(), way.length)[0] is None, "the skull comes through"
    roots = hair.grow(man, sheet, lite=True)[0].points[:, 0]
    assert on.below(roots).min() > -0.010  # strands stand round their guide
    assert hat.build(man, person(), lite=True) == []


@pytest.mark.parametrize("style", ["short", "slick", "bob", "bun", "ponytail"])
def test_hair_stays_outside_the_head(woman, style):
    sheet = person("female")
    sheet["appearance"]["hair"]["style"] = style
    strands = hair.grow(woman, sheet, lite=True)
    count = sum(len(s.points) for s in strands)
    assert 4000 < count < 32000
    depth, _ = Scalp(woman, hat=None).height(strands[0].points[::7].reshape(-1, 3))
    assert np.isfinite(depth).all() and (depth < -0.008).mean() < 0.01


@pytest.mark.parametrize("shape", [{}, {"head/head-round": 1.0}, {"head/head-scale-depth-decr": 0.8, "eyes/eye-scale-incr": 0.5}])
def test_hair_covers_temples_and_sides_down_to_the_ears_of_every_head(shape):
    """A table in the face's measures left the sides of wide and shallow heads bare; the line now follows the mesh."""
    sheet = person("female", 45, 1.65)
    sheet["appearance"]["build"]["shape"] = shape
    sheet["appearance"]["hair"]["style"] = "bun"
    body = bodies.build(sheet)
    at, tint = hairline.template(), skin.masks(body, sheet)["scalp"]
    above_ear = hairline.ear() & (at[:, 2] > 0.014)
    assert above_ear.any() and body.vertices[above_ear, 2].mean() < body.joint("eye.L")[2] + 0.03
    roots = hair.grow(body, sheet, lite=True)[0].points[:, 0]
    for place in (above_ear, (np.abs(at[:, 0]) > 0.06) & (np.abs(at[:, 1] - 0.03) < 0.01) & (np.abs(at[:, 2] - 0.03) < 0.01)):
        spots = np.nonzero(place[: bodies.SKIN])[0]
        assert tint[spots].mean() > 0.4
        near = np.linalg.norm(body.vertices[spots][:, None] - roots[None, ::2], axis=2).min(1)
        assert near.max() < 0.008, "roots within 8 mm of everywhere"


def test_the_hairline_leaves_face_and_ears_bare(man, woman):
    at = hairline.template()
    for body in (man, woman):
        inside = hairline.depth(body)
        face = (at[:, 1] < 0.0) & (at[:, 2] < 0.03) & (at[:, 2] > -0.10)
        lobe = (np.abs(at[:, 0]) > 0.079) & hairline.ear()
        assert (inside[face] < 0).all() and (inside[lobe] < 0).all()
        assert (inside[(at[:, 2] > 0.085) & (np.arange(len(at)) < bodies.SKIN)] > 0).all()


def test_a_temple_recedes_with_a_mans_age_only():
    temple = np.argmin(np.linalg.norm(hairline.template()[: bodies.SKIN] - [0.043, -0.005, 0.075], axis=1))
    young, old = (hairline.depth(bodies.build(person("male", age)))[temple] for age in (25, 70))
    assert old < young - 0.008
    assert hairline.depth(bodies.build(person("female", 25)))[temple] == hairline.depth(bodies.build(person("female", 70)))[temple]


def test_lashes_are_long_and_dense_on_the_upper_lid(woman):
    lashes, (centre, radius) = brow.lashes(woman, "ann"), woman.eye("L")
    root, tip = lashes.points[:, 0] - centre, lashes.points[:, -1] - centre
    left = np.linalg.norm(root, axis=1) < 1.5 * radius
    upper, lower = left & (root[:, 2] > 0.0), left & (root[:, 2] < -0.2 * radius)
    long = np.linalg.norm(tip - root, axis=1)
    assert upper.sum() > 2.5 * lower.sum() > 0 and long[upper].mean() > 1.4 * long[lower].mean() > 0.002
    assert left.sum() > 0.4 * len(root) and (tip[upper, 2] > root[upper, 2]).mean() > 0.5


def test_a_face_is_redder_in_its_middle_and_darker_in_its_folds(man):
    sheet, at = person(), hairline.template()[: bodies.SKIN]
    colour = {}
    for tone in ((0.55, 0.34, 0.25), (0.12, 0.065, 0.042)):
        sheet["appearance"]["skin"] = tone
        masks = skin.masks(man, sheet)
        paint = zones.paint(man, sheet, masks)[: bodies.SKIN]
        assert np.isfinite(paint).all() and paint.min() > 0.1 and paint.max() < 1.3
        ratio = paint[:, 0] / paint[:, 1]
        places = {
            name: mask[: bodies.SKIN] > 0.6 for name, mask in {**masks, **zones.places(man)}.items() if name in ("nose", "ear", "forehead")
        }
        assert ratio[places["nose"]].mean() > ratio[places["forehead"]].mean() < ratio[places["ear"]].mean()
        colour[tone] = ratio[places["nose"]].mean() - ratio[places["forehead"]].mean()
        folds = (zones.relief(man)[: bodies.SKIN] > 1) & (np.abs(at[:, 0]) < 0.04) & (at[:, 2] > -0.1)
        assert paint[folds].mean() < paint[(at[:, 1] < 0.02) & (at[:, 2] > -0.1)].mean() - 0.05
    fair, dark = colour.values()
    assert fair > 2 * dark > 0


def test_a_bun_touches_the_head(woman):
    sheet = person("female", 32, 1.67)
    sheet["appearance"]["hair"]["style"] = "bun"
    bun = next(s for s in hair.grow(woman, sheet, lite=True) if s.name == "tied hair")
    depth, _ = Scalp(woman, hat=None).height(bun.points.reshape(-1, 3))
    assert depth.min() < 0.004


def test_the_bald_have_no_hair_and_the_bearded_a_beard(man):
    sheet = person()
    sheet["appearance"]["hair"] = {"style": "bald", "colour": "grey", "beard": "full"}
    assert [s.kind for s in hair.grow(man, sheet, lite=True)] == ["beard"]
    sheet["appearance"]["hair"]["beard"] = "none"
    assert hair.grow(man, sheet, lite=True) == []


def test_the_same_person_grows_the_same_hair(man):
    first, second = (hair.grow(man, person(), lite=True)[0].points for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_lite_cloth_has_no_bump():
    full, lite = (fabric.cloth("wool", "wool", (0.1, 0.1, 0.1), lite=flag) for flag in (False, True))
    kinds = [{node.bl_idname for node in m.node_tree.nodes} for m in (full, lite)]
    assert "ShaderNodeBump" in kinds[0] and "ShaderNodeBump" not in kinds[1]


def test_an_unknown_garment_or_style_is_an_input_error(man):
    with pytest.raises(InputError, match="toga"):
        wardrobe.dress(man, {"wardrobe": {"garment": "toga"}}, lite=True)
    with pytest.raises(InputError, match="layer 'hat'"):
        wardrobe.dress(man, {"wardrobe": {"garment": "suit", "layers": {"hat": "suit"}}}, lite=True)
    with pytest.raises(InputError, match="colour 'mauve'"):
        Fitting(man, {}, True).paint("mauve")
    with pytest.raises(InputError, match="clown"):
        shoe.make(man, "clown")
    with pytest.raises(InputError, match="mullet"):
        hair.grow(man, {"id": "x", "appearance": {"hair": {"style": "mullet"}}}, lite=True)


def test_a_bent_elbow_raises_folds_on_its_inner_side(man):
    cloth = subdivision.subdivide(tailoring.bodice(man, offset=0.01), 2)
    folds = Folds(man, cloth.vertices, cloth.faces, cloth.weights, Loose())
    still, bent = (np.abs(folds.height(pose)) for pose in (None, solve(man, "phone")))
    elbow, wrist, shoulder = (man.joint(f"{bone}.R") for bone in ("lowerarm01", "wrist", "upperarm01"))
    rel = cloth.vertices - elbow
    near = np.linalg.norm(rel, axis=1) < 0.09
    crook = (wrist - elbow) / np.linalg.norm(wrist - elbow) + (shoulder - elbow) / np.linalg.norm(shoulder - elbow)
    inner, outer = near & (rel @ crook > 0.02), near & (rel @ crook < -0.02)
    assert bent[inner].max() > 2 * still[inner].max() and bent[inner].max() > 0.008
    assert bent[outer].mean() < 0.4 * bent[inner].mean()


def test_folds_change_only_the_surface_and_stay_off_skin_that_shows(man):
    cloth = subdivision.subdivide(tailoring.bodice(man, offset=0.01, reach=1.2), 1)
    folds = Folds(man, cloth.vertices, cloth.faces, cloth.weights, Loose())
    arm = np.nonzero(man.region("arm")[: bodies.SKIN] > 0.8)[0]
    folds.clear(man, cloth.vertices, arm)
    assert len(folds.over)
    sunk = cloth.vertices - garment.normals(cloth.vertices, cloth.faces) * 0.02  # through the skin
    out, shade = folds.apply(sunk, None, man.vertices)
    gap = ((out - man.vertices[0])[folds.over] + man.vertices[0] - man.vertices[folds.skin]) * garment.normals(sunk, folds.faces)[
        folds.over
    ]
    assert np.median(gap.sum(1)) > 0.002
    assert shade.min() >= 0 and shade.max() <= 1 and out.shape == sunk.shape


def test_seams_run_where_a_coat_is_sewn(man):
    cloth = subdivision.subdivide(tailoring.bodice(man, offset=0.012), 1)
    marks = seams.marks(man, cloth)
    arm = cloth.weights[:, [n for n, bone in enumerate(man.bones) if bone.startswith("lowerarm")]].sum(1) > 0.8
    assert (marks["armhole"][arm] > 0.5).all()
    assert (marks["armhole"][np.abs(cloth.vertices[:, 0]) < 0.06] < 0.5).all()
    rim = np.concatenate(garment.loops(cloth.faces))
    np.testing.assert_allclose(marks["hem"][rim], 0.1, atol=1e-6)
    assert np.isfinite(seams.grain(man, cloth)).all()


def test_a_layer_comes_from_another_garment(man):
    worn = {"garment": "shirt_trousers", "layers": {"over": "trench", "feet": "military"}}
    outfit = wardrobe.dress(man, {"wardrobe": worn}, lite=True)
    assert {"coat", "shirt", "trousers", "shoes"} <= set(names(outfit))


def test_a_womans_suit_comes_without_a_tie(man, woman):
    suit = {"wardrobe": {"garment": "suit"}}
    his, hers = (set(names(wardrobe.dress(body, suit, lite=True))) for body in (man, woman))
    assert "tie0" in his - hers and "placket" in hers - his


def test_a_pump_stands_on_its_block_and_holds_the_raised_foot():
    """The heel of the foot is in the upper, over the block; the block reaches the floor and is narrow there."""
    body = bodies.build(person("female", 34, 1.70, garment="dress"))
    upper, soles = shoe.make(body, "pump")
    left = soles.vertices[soles.vertices[:, 0] > 0]
    ankle = body.joint("foot.L")
    block = left[(left[:, 2] < 0.003) & (left[:, 1] > ankle[1])]
    assert len(block) and np.ptp(block[:, 0]) < 0.025 and np.ptp(block[:, 1]) < 0.025
    back = upper.vertices[(upper.vertices[:, 0] > 0) & (upper.vertices[:, 1] > ankle[1] + 0.02)]
    assert back[:, 2].min() > 0.6 * body.heel and left[:, 2].min() >= 0
    seen = np.unique(np.array(body.faces)[(body.groups == "body") & ~wardrobe.covered(body, Bare(hem=0.5, shoe=0.02))])
    foot = seen[body.region("foot", "L")[seen] > 0.9]
    assert len(foot) and body.flat.vertices[foot, 2].min() > 0.01


def test_whatever_an_outfit_says_the_trunk_is_covered(man):
    covers = wardrobe.covered(man, Bare(sleeve=0.0, neck=9.0, width=9.0, hem=9.0))
    faces = np.array(man.faces)[(man.groups == "body") & ~covers]
    z, limb = man.vertices[faces].mean(1)[:, 2], man.region("arm")[faces].mean(1) > 0.5
    hips = man.joint("upperleg01.L")[2]
    assert not (~limb & (z > hips - 0.2) & (z < tailoring.throat(man)[2] - 0.25)).any()


def test_stripes_run_along_the_sleeve(man):
    cloth = subdivision.subdivide(tailoring.bodice(man, offset=0.012), 1)
    grain = seams.grain(man, cloth)
    down = cloth.weights[:, [n for n, bone in enumerate(man.bones) if bone.startswith("lowerarm") and bone.endswith("L")]].sum(1) > 0.8
    depth = tailoring.sleeve_depth(man, cloth.vertices[down])
    assert abs(np.corrcoef(grain[down, 2], depth)[0, 1]) > 0.9, "the third axis runs down the arm"


def test_buttons_and_pockets_rise_with_the_folds_they_are_sewn_on(man):
    outfit = wardrobe.dress(man, person(garment="trench"), lite=True)
    coat = next(piece for piece in outfit.pieces if piece.name == "coat")
    buttons = next(piece for piece in outfit.pieces if piece.name == "buttons")
    assert buttons.rides.host is coat and (buttons.rides.share > 0.9).all()
    assert next(piece for piece in outfit.pieces if piece.name == "scarf" or piece.name.startswith("tie")).rides is None
    lift = coat.folds.height(solve(man, "sit"))[buttons.rides.footing].mean(1)
    assert np.ptp(lift) > 0.001, "nothing to ride on"


def test_a_padded_shoulder_ends_in_an_edge(man):
    """It rises towards the sleeve head and falls within 2 cm of it; a shirt has none of it."""
    heights = {}
    for head in (0.0, 0.02):
        cloth = subdivision.subdivide(tailoring.bodice(man, offset=0.012, reach=1.9), 2)
        folds = Folds(man, cloth.vertices, cloth.faces, cloth.weights, Loose(0.0, head=head))
        far = seams.armhole_distance(man, cloth.vertices, "L", 1.0)
        top = (np.abs(cloth.vertices[:, 1] - man.joint("upperarm01.L")[1]) < 0.03) & (cloth.vertices[:, 2] > man.joint("upperarm01.L")[2])
        lift = folds.height(None)
        heights[head] = [lift[top & (far > a) & (far < b)].mean() for a, b in ((-0.09, -0.07), (-0.012, 0.004), (0.02, 0.05))]
    assert not np.any(heights[0.0])
    inner, edge, sleeve = heights[0.02]
    assert edge > 0.012 and edge > 3 * inner and edge > 3 * sleeve


def test_skin_is_left_out_only_well_inside_of_cloth(child):
    """A child's arm in a wide sleeve: what the camera sees near the hem stays, what lies deep in it goes."""
    outfit = wardrobe.dress(child, person("female", 8, 1.28, garment="jeans_tshirt"), lite=True)
    tee = next(piece for piece in outfit.pieces if piece.name == "tee")
    faces = np.array(child.faces)[(child.groups == "body") & outfit.covers]
    depth = tailoring.sleeve_depth(child, child.vertices[faces].mean(1))
    arm = child.region("arm")[faces].mean(1) > 0.6
    hem = tailoring.sleeve_depth(child, tee.vertices[np.abs(tee.vertices[:, 0]) > child.joint("upperarm01.L")[0]]).max()
    assert depth[arm].max() < hem


def test_a_scarf_crosses_and_a_roll_neck_follows_the_neck(man):
    scarf = wardrobe.dress(man, person(garment="overcoat"), lite=True)
    first, second = (piece for piece in scarf.pieces if piece.name == "scarf end")
    assert first.vertices[:, 0].min() < -0.01 and second.vertices[:, 0].max() > 0.01, "a gap between the ends"
    roll = next(p for p in wardrobe.dress(man, person(garment="turtleneck"), lite=True).pieces if p.name == "roll neck")
    skin = np.unique(np.array(man.faces)[man.groups == "body"])
    neck = skin[(man.region("neck")[skin] > 0.3) | (man.region("head")[skin] > 0.3)]
    upper = roll.vertices[roll.vertices[:, 2] > np.median(roll.vertices[:, 2])]
    away = np.linalg.norm(upper[:, None] - man.vertices[neck][None], axis=2).min(1)
    assert away.max() < 0.02, f"stands {away.max():.3f} m off the neck"


def test_cloth_gets_wet_and_dries_again():
    import bpy

    material = fabric.cloth("wet coat", "wool", (0.2, 0.2, 0.2), lite=True)
    mesh = bpy.data.meshes.new("wet coat")
    mesh.materials.append(material)
    thing = bpy.data.objects.new("wet coat", mesh)
    surface = material.node_tree.nodes["cloth"]
    dry = (material.node_tree.nodes["wet"].inputs[0].default_value, surface.inputs["Coat Weight"].default_value)
    threads.soak([thing], 1.0)
    assert material.node_tree.nodes["wet"].inputs[0].default_value > 0.5 and surface.inputs["Coat Weight"].default_value > 0.05
    threads.soak([thing], 0.0)
    assert (material.node_tree.nodes["wet"].inputs[0].default_value, surface.inputs["Coat Weight"].default_value) == dry


def test_the_coat_of_a_seated_man_falls_beside_his_thighs(man):
    coat = next(p for p in wardrobe.dress(man, person(garment="overcoat"), lite=True).pieces if p.name == "coat")
    for pose, falls in (("stand", False), ("sit", True)):
        solved = solve(man, pose)
        posed = deform(coat.vertices, coat.weights, solved, dual=0.35)
        fallen = coat.folds.droop.apply(posed, solved)
        moved = np.linalg.norm(fallen - posed, axis=1)
        assert (moved.max() > 0.025) == falls
        assert (fallen[:, 2] <= posed[:, 2] + 1e-9).all() and np.abs(fallen[:, 0]).max() <= np.abs(posed[:, 0]).max() + 1e-9
        assert not moved[coat.vertices[:, 2] > tailoring.waist(man)].any()


def test_the_folds_of_a_gown_run_down_and_not_across(woman):
    """Noise in the height made lumps: how a fold stands at the knee says how it stands at the hem."""
    gown = next(p for p in wardrobe.dress(woman, person("female", garment="evening_gown"), lite=True).pieces if p.name == "dress")
    lift, at = gown.folds.height(None), gown.vertices
    turn = np.round(np.degrees(np.arctan2(at[:, 0], -at[:, 1])) / 4).astype(int) % 90
    knee, hem = woman.joint("lowerleg01.L")[2] - 0.05, at[:, 2].min() + 0.08
    rows = [np.array([lift[(np.abs(at[:, 2] - z) < 0.02) & (turn == n)].mean() for n in range(90)]) for z in (knee, hem)]
    assert np.corrcoef(*rows)[0, 1] > 0.75
    assert np.ptp(rows[1]) > 1.2 * np.ptp(rows[0]) > 0.01


def test_shoes_are_laced_capped_and_bound_on_the_leather(man):
    worn = {p.name: p for p in wardrobe.dress(man, person(garment="suit"), lite=True).pieces}
    from scipy.spatial import cKDTree

    upper, _ = shoe.make(man, "oxford")
    tree, out = cKDTree(upper.vertices), garment.normals(upper.vertices, upper.faces)
    for name, off in (("laces", 0.0012), ("toe caps", 0.0012)):
        away, at = tree.query(worn[name].vertices)
        above = ((worn[name].vertices - upper.vertices[at]) * out[at]).sum(1)
        assert away.max() < 0.02 and np.median(above) > off, name
        assert {np.sign(x) for x in worn[name].vertices[:, 0]} == {-1.0, 1.0}, "both feet"
    assert worn["binding"].vertices[:, 2].min() > 0.02, "round the opening, not round the sole"


def test_trousers_are_ironed_and_a_shirt_is_tucked_under_the_belt(man):
    worn = {p.name: p for p in wardrobe.dress(man, person(garment="shirt_trousers"), lite=True).pieces}
    legs = worn["trousers"]
    on_line = np.abs(legs.attributes["press"] - 0.5) < 0.004
    assert on_line.sum() > 40 and legs.vertices[on_line, 2].max() < man.joint("upperleg01.L")[2]
    belt, shirt = worn["belt"], worn["shirt"]
    level = belt.vertices[:, 2].min()
    band = np.abs(shirt.vertices[:, 2] - level) < 0.01
    assert np.ptp(shirt.vertices[band, 0]) < np.ptp(belt.vertices[:, 0])


def test_threads_follow_each_trouser_leg(man):
    legs = tailoring.trousers(man)
    grain = seams.grain(man, legs)
    front = (legs.vertices[:, 0] > 0) & (np.abs(legs.masks["press"] - 0.5) < 0.006) & (legs.vertices[:, 1] < man.joint("lowerleg01.L")[1])
    assert np.ptp(grain[front, 0]) < 0.02 < np.ptp(legs.vertices[front, 0])
