"""Deeds over time: who has a prop when, what waits for what, eyes before heads, and what people do of their own accord."""

import numpy as np
import pytest

from filmcli.blender import bulk, footfall
from filmcli.blender.attention import Attention, Glance
from filmcli.blender.body import build
from filmcli.blender.motion import Performance
from filmcli.blender.speech import Speech
from filmcli.cast import design
from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.formats.cast import Source
from filmcli.render import floor, framing, plan, reaching, staging

SOURCE = Source(path="x", digest="x")
SLAP = "INT. BAR - DAY\n\nPAUL (40), a man, and MARY (30), a woman, stand at the bar.\n\nPAUL\nNo.\n\nMary slaps Paul.\n\nMARY\nYes.\n"


@pytest.fixture(scope="module")
def body():
    return build({"id": "vera", "age": 29, "gender": "female", "appearance": {"build": {"height": 1.70, "weight": 0.3}}})


def planned(text: str, genre: str = "drama", seed: int = 7):
    script, spec = fountain.parse(text), presets.load("genres", genre)
    cast = design.design(script, genre=spec, seed=seed, source=SOURCE)
    return plan(script, cast, genre=spec, genre_name=genre, seed=seed, aspect=2.39, fps=24, screenplay=SOURCE, cast=SOURCE)


def timed(text: str) -> list[tuple[str, str, float, float]]:
    return [(act.character, act.motion, act.start, act.end) for shot in planned(text).shots for act in shot.acts]


def point(body, moment, bone):
    k = body.number[bone]
    return moment.transforms.rotations[k] @ body.joint(bone) + moment.transforms.translations[k]


def test_a_glass_in_the_hand_goes_to_the_mouth(body):
    show = Performance(
        body, pose="stand", position=(0, 0, 0), yaw=0, hold="glass", acts=[{"motion": "drink", "start": 0, "end": 2.6}], duration=3
    )
    before, drinks = (np.linalg.norm(point(body, show.at(t), "wrist.R") - point(body, show.at(t), "oris05")) for t in (0.0, 1.3))
    assert drinks < 0.22 < 0.35 < before


def test_who_falls_neither_sinks_nor_floats(body):
    show = Performance(body, pose="lie", position=(0, 0, 0), yaw=0, acts=[{"motion": "fall", "start": 0.1, "end": 1.8}], duration=2)
    lows = [bulk.lowest(body, show.at(t).transforms) for t in np.arange(0.1, 2.0, 0.1)]
    assert min(lows) > -0.04 and max(lows) < 0.06


def test_who_rises_begins_on_the_seat_and_stands_where_the_place_is(body):
    act = {"motion": "stand_up", "start": 0.2, "end": 1.7, "origin": (2.0, 1.0, 0.0, 90.0), "seat": 0.46}
    show = Performance(body, pose="stand", position=(3.2, 1.0, 0), yaw=90, acts=[act], duration=5, seed=1)
    turned = np.array([[0, -1, 0], [1, 0, 0], [0, 0, 1.0]])  # yaw 90
    sits, stands = show.at(0.0), show.at(5.0)
    seated = Performance(body, pose="sit", position=(2.0, 1.0, 0), yaw=90, seat=0.46, duration=5, seed=1).at(0.0)
    rose, sat = (turned @ point(body, moment, "root") + moment.position for moment in (sits, seated))
    assert np.linalg.norm(rose - sat) < 0.02
    assert np.linalg.norm(np.subtract(stands.position, (3.2, 1.0, 0))) < 0.25 and point(body, stands, "root")[2] > 0.8


def test_eyes_go_first_then_the_head_then_the_shoulders():
    own = Attention((0.0, -3.0, 1.6), [Glance(1.0, 3.0, (3.0, 0.0, 1.6))])
    eye, ahead = np.array([0.0, 0.0, 1.6]), np.array([0.0, -1.0, 0.0])

    def turned(part, seconds):
        way = own.at(part, seconds, eye, ahead) - eye
        return np.degrees(np.arctan2(way[0], -way[1]))

    eyes, head, chest = (turned(part, 1.3) for part in ("eyes", "head", "chest"))
    assert eyes == pytest.approx(90, abs=1) and eyes > head + 10 > chest + 20
    assert all(turned(part, 2.9) > 80 and abs(turned(part, 4.5)) < 1 for part in ("eyes", "head", "chest"))


def test_a_gesture_falls_on_the_stressed_word():
    said = [{"aa": 1.0 if 24 <= k < 28 else 0.25} if 6 <= k < 36 else {} for k in range(48)]
    found = [act for seed in range(8) for act in Speech(said, 12).gestures((), amount=1.0, seed=seed)]
    motions = dict(presets.load("motions", "speaking")["motions"])
    motions |= presets.load("motions", "hands")["motions"]
    assert found
    for act in found:
        how = motions[act["motion"]]
        assert act["start"] + how["stroke"] * how["seconds"] == pytest.approx(26 / 12, abs=0.2)


BAR = "INT. BAR - NIGHT\n\nVICTOR (50) sits at the bar with a glass. ELENA (30) stands beside him.\n\nVICTOR\nYes.\n\n"


def test_what_answers_a_deed_comes_with_it_and_what_follows_a_shot_comes_after():
    acts = timed(
        BAR
        + "Elena takes the glass and drinks.\n\nELENA\nNo.\n\nElena draws a gun.\n\nElena shoots. Victor falls to the floor.\n\nELENA\nDone.\n"
    )
    when = {(who, motion): start for who, motion, start, _ in acts}
    assert when["VICTOR", "hand_over"] < when["ELENA", "take"] < when["ELENA", "drink"]
    assert ("ELENA", "draw") in when and when["VICTOR", "fall"] > when["ELENA", "fire"] + 0.4
    shake = timed(
        "EXT. STREET - DAY\n\nBEN (40) and MARIE (28) stand at the corner.\n\nBEN\nHello.\n\nMarie and Ben shake hands.\n\nMARIE\nHello.\n"
    )
    both = [start for _, motion, start, _ in shake if motion == "shake_hands"]
    assert len(both) == 2 and both[0] == both[1]


def test_hands_are_busy_of_their_own_accord_only_where_the_page_leaves_them_free():
    free = "INT. BAR - NIGHT\n\nVICTOR (50) sits at the bar. ELENA (30) sits beside him.\n\nVICTOR\nYes.\n\nELENA\nNo.\n"
    held = [{place.hold for place in planned(free, "noir", seed).scenes[0].places} for seed in range(4)]
    assert any(hands & {"glass", "cigarette"} for hands in held)
    told = free + "\nVictor and Elena shake hands. Elena embraces Victor.\n\nVICTOR\nThere.\n"
    assert all({place.hold for place in planned(told, "noir", seed).scenes[0].places} == {""} for seed in range(4))


def test_a_prop_is_where_the_acts_have_it(body):
    pytest.importorskip("bpy")
    from filmcli.blender import custody

    point = (0.1, -0.5, 1.0)
    acts = {
        "A": [
            {"motion": "take", "start": 0.2, "end": 1.8, "to": "glass", "made": "glass", "at": point},
            {"motion": "put", "start": 2.0, "end": 3.6, "to": "glass", "made": "glass", "at": point},
            {"motion": "draw", "start": 3.8, "end": 5.1, "to": "revolver", "made": "revolver"},
        ]
    }
    place = {"character": {"id": "A"}, "pose": "stand", "hold": "revolver"}
    hand, own = custody.first(place, acts, {"A": "revolver"})
    assert hand == "" and [act["then"] for act in own] == ["glass", "", "revolver"]
    show = Performance(body, pose="stand", position=(0, 0, 0), yaw=0, hold=hand, acts=own, duration=6)
    spans = {one.words: [holder for _, holder in one.spans] for one in custody.of([place], acts, {"A": show})}
    assert spans == {"glass": [point, "A", point], "revolver": ["", "A"]}


def test_a_letter_changes_hands_by_its_other_end(body):
    pytest.importorskip("bpy")
    from mathutils import Matrix

    from filmcli.blender import custody, hold

    acts = {
        "A": [{"motion": "hand_over", "start": 0.2, "end": 2.2, "to": "B", "at": (0.0, 0.0, 1.1)}],
        "B": [{"motion": "take", "start": 0.5, "end": 2.1, "to": "letter", "made": "letter", "at": (0.0, 0.0, 1.1)}],
    }
    people = [
        {"character": {"id": who}, "position": (x, 0.0, 0.0), "hold": held} for who, x, held in (("A", -0.6, ""), ("B", 0.6, "letter"))
    ]
    own = {place["character"]["id"]: custody.first(place, acts, {"A": "", "B": "letter"}) for place in people}
    assert own["A"][0] == "letter" and own["B"][0] == ""
    (gives,), (takes,) = (own[who][1] for who in "AB")
    assert takes["motion"] == "receive" and takes["at"][0] - gives["at"][0] == pytest.approx(0.17)  # a hand at either end of it
    shows = {
        who: Performance(body, pose="stand", position=place["position"], yaw=yaw, hold=own[who][0], acts=own[who][1], duration=3)
        for place, yaw in zip(people, (90, -90), strict=True)
        for who in place["character"]["id"]
    }
    (letter,) = custody.of(people, acts, shows)
    assert [holder for _, holder in letter.spans] == ["A", "B"]
    assert letter.spans[1][0] < shows["A"].contact(gives) + 0.1  # it has been taken when the other hand lets go
    page = hold.held("letter", Matrix.Identity(4), Matrix.Identity(4)).to_3x3()
    assert tuple(page.col[2]) == (0, 1, 0) and tuple(page.col[1]) == (1, 0, 0)  # it lies on the fingers, its head at their tips


@pytest.mark.parametrize("gait", ["walk", "run"])
def test_the_head_of_who_walks_is_not_thrown(body, gait):
    show = Performance(
        body, pose="stand", position=(0, 0, 0), yaw=90, acts=[{"motion": gait, "start": 0.2, "end": 2.4, "path": [(2.4, 0, 0)]}], duration=4
    )
    assert footfall.measure(show, 4.0)["jerk"] < 500  # m/s³; the hips were jerked down after each trailing foot: 1300 and more


def test_a_slap_meets_the_cheek():
    listed = planned(SLAP)
    shot = next(shot for shot in listed.shots if any(act.motion == "slap" for act in shot.acts))
    scene = listed.scenes[0]
    here = {place.character: place for place in staging.places(scene, shot)}
    people = {
        one.id: one for one in design.design(fountain.parse(SLAP), genre=presets.load("genres", "drama"), seed=7, source=SOURCE).characters
    }
    point = next(iter(reaching.points(scene.set, here, shot.acts, people).values()))
    eyes = framing.eyes(here["PAUL"], people["PAUL"])
    assert np.linalg.norm(np.subtract(point, eyes)) < 0.12 and point[2] < eyes[2]


def test_who_rises_and_goes_back_goes_round_the_seat():
    spec = {"marks": {"seat": {"at": (0.0, 0.0), "pose": "sit"}}, "camera_zone": {"x": (-4, 4), "y": (-4, 4)}, "back": 5.0}
    stands, ahead = floor.off(spec, (0.0, 0.0), 0.0, (0.0, -2.0))
    assert stands == (0.0, -0.42) and len(ahead) == 1
    _, back = floor.off(spec, (0.0, 0.0), 0.0, (0.2, 1.5))
    assert abs(back[0][0]) == 0.68 and back[-1][:2] == (0.2, 1.5)
