"""From page to staging: scene elements with their evidence, camera words, people who come, go and move, crowds, and edits that cannot be."""

import pytest
from test_planner import CAST, SOURCE, broken, person, planned

from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.formats import fountain
from filmcli.formats.cast import Cast, Character
from filmcli.formats.poses import library
from filmcli.formats.shots import Act, Beat, Camera, Effect, Place
from filmcli.render import attitude, check, contradictions, crowd, lexicon, liberties, plan, reaching, resting, solids, staging
from filmcli.render.breakdown import breakdown

COURSE = """EXT. STREET - 1943 - NIGHT

Snow falls on the parked cars. A crowd of forty people waits. ANNA stands under the street lamp. No dog barks, and a voice like thunder is heard.

BORIS enters with a briefcase. He crosses to Anna.

BORIS
You came by car, in the fog?

CLOSE ON the briefcase.

ANNA
I came for the case.

He hands her the briefcase.

ANNA'S POV: Boris, pale.

BORIS
Wait.

She draws a gun. She fires.

Boris falls.

Anna leaves.

BORIS
Anna.

INT. OFFICE - CONTINUOUS

CLEO sits behind the desk.

DAN comes in. He sits down.

LOW ANGLE ON DAN.

DAN
Well?

OVER DAN'S SHOULDER: Cleo smiles.

CLEO
It is done.

Cleo stands up. She crosses to the window.

HANDHELD, RACK FOCUS TO DAN.
"""


@pytest.fixture(scope="module")
def film():
    return planned(COURSE)


def shot_of(film, words, text=COURSE):
    line = next(number for number, row in enumerate(text.splitlines(), 1) if row.startswith(words))
    return next(shot for shot in film.shots if line in shot.lines)


def there(film, shot):
    scene = next(one for one in film.scenes if one.id == shot.scene)
    return {place.character: place for place in staging.places(scene, shot)}


def test_the_page_says_what_a_scene_is_made_of_and_where(film):
    street, office = film.scenes
    told = {(one.kind, one.name): one.evidence for one in street.elements}
    assert told["weather", "snow"] == 'line 3: "Snow falls on the parked cars."'
    assert told["period", "1943"].startswith("line 1") and ("practical", "street lamp") in told and ("vehicle", "car") in told
    assert (street.weather, street.season, street.period, street.crowd) == ("snow", "winter", "1943", 40)
    assert ("time", "night") in told and office.time == "night" and office.weather == "snow"
    assert next(one.evidence for one in office.elements if one.kind == "time") == "CONTINUOUS goes on from night"
    assert not [one for one in street.elements if one.name in ("dog", "fog", "lightning")], "denied, compared with, or only said"


def test_a_room_of_a_ship_looks_out_on_stars_and_one_on_earth_on_what_its_set_has():
    text = "INT. CREW ROOM - SPACESHIP - NIGHT\n\nShe waits.\n\nINT. BEDROOM - NIGHT\n\nThe spaceship is a toy.\n"
    aboard, at_home = breakdown(fountain.parse(text), genre=presets.load("genres", "drama"), seed=1)
    assert (aboard.outside, at_home.outside) == ("space", "")
    assert ("outside", "space") in {(one.kind, one.name) for one in aboard.elements}


def test_the_page_says_what_a_place_is_made_of_in_all_its_scenes():
    text = "INT. LAW OFFICE - DAY\n\nJones waits. He wears a leather jacket.\n\nINT. LAW OFFICE - NIGHT\n\nA grand office: a marble floor, walls of red brick. A wooden kitchen table.\n"
    sheets = breakdown(fountain.parse(text), genre=presets.load("genres", "noir"), seed=1)
    for sheet in sheets:
        assert (sheet.means, sheet.materials) == ("rich", {"floor": "marble", "walls": "brick", "table": "wood"})
    told = {(one.kind, one.name): one.evidence for one in sheets[1].elements}
    assert told["material", "marble floor"].startswith("line 7") and ("means", "rich: grand") in told


@pytest.mark.parametrize(
    ("action", "kind", "names"),
    [
        ("Rain lashes the tin roof. A fire burns in a barrel.", "effect", ["fire"]),
        ("There is no fire. The smoke has cleared.", "effect", []),
        ("He wears a coat white with dust. Dust to the knee, dust on the piano.", "effect", []),
        ("Dust hangs in the light.", "effect", ["dust"]),
        ("She walks over the dust. A sandstorm comes.", "effect", ["sandstorm"]),
        ("The bar is empty. Guests come at nine.", "crowd", []),
        ("A dozen guests stand about.", "crowd", ["12 guests"]),
        ("A photograph of a car in the snow.", "vehicle", []),
        ("He waits for the bus.", "vehicle", []),
        ("Two candles on a marble floor.", "material", ["marble floor"]),
    ],
)
def test_elements_are_what_is_seen(action, kind, names):
    scene = planned(f"INT. BAR - NIGHT\n\n{action}\n").scenes[0]
    assert [one.name for one in scene.elements if one.kind == kind] == names


def test_hours_and_periods_go_on_until_the_page_says_otherwise():
    text = "EXT. PARK - GOLDEN HOUR\n\nSUPER: Berlin, 1931\n\nRain.\n\nEXT. PARK - LATER\n\nAnna waits.\n\nEXT. PARK - DAWN\n\nBirds.\n"
    scenes = planned(text).scenes
    assert [one.time for one in scenes] == ["dusk", "dusk", "dawn"]
    assert [one.period for one in scenes] == ["1931", "1931", "1931"] and scenes[1].weather == "rain"


def test_nobody_is_seen_before_they_come_or_after_they_go(film):
    assert "BORIS" not in there(film, shot_of(film, "EXT. STREET")) and "ANNA" in there(film, shot_of(film, "EXT. STREET"))
    comes = shot_of(film, "BORIS enters")
    assert there(film, comes)["BORIS"].pose == "walk" and any(act.path for act in comes.acts if act.character == "BORIS")
    assert "BORIS" in comes.subjects and "ANNA" not in there(film, next(shot for shot in film.shots if "SQ010_L0040" in shot.speeches)), (
        "she left"
    )
    assert "DAN" not in there(film, shot_of(film, "CLEO sits")) and there(film, shot_of(film, "LOW ANGLE"))["DAN"].pose.startswith("sit")


def test_marks_hands_and_postures_follow_the_action(film):
    talk = there(film, shot_of(film, "You came by car"))
    a, b = talk["ANNA"].position, talk["BORIS"].position
    assert ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5 < 1.6, "he crossed to her"
    assert (talk["BORIS"].hold, talk["ANNA"].hold) == ("briefcase", "")
    after = there(film, shot_of(film, "Wait."))
    assert after["BORIS"].hold == ""
    assert there(film, shot_of(film, "Boris falls"))["BORIS"].pose in ("lie", "dead_on_floor", "lie_dead", "fallen", "fall", "dead")
    assert any(effect.effect == "muzzle_flash" for shot in film.shots for effect in shot.effects)
    end = there(film, film.shots[-1])["CLEO"]
    assert end.mark == "window" and library()[end.pose].base == "feet"
    assert broken(film) == []


def test_camera_words_direct_and_are_the_reason(film):
    close, pov, low = shot_of(film, "CLOSE ON"), shot_of(film, "ANNA'S POV"), shot_of(film, "LOW ANGLE")
    assert (close.kind, close.prop) == ("insert", "briefcase") and close.reason.endswith(': "CLOSE ON the briefcase."')
    assert close.reason.partition(".")[0] in close.sentence
    assert pov.kind == "pov" and pov.subjects == ("BORIS",) and "ANNA" in pov.absent
    assert (low.angle, low.subjects) == ("low", ("DAN",))
    shoulder, last = shot_of(film, "OVER DAN"), film.shots[-1]
    assert shoulder.kind == "ots" and shoulder.subjects == ("CLEO", "DAN")
    assert last.move.focus is not None or last.move.kind == "handheld"


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("EXTREME CLOSE UP ON ANNA", {"size": "ECU", "kind": "single"}),
        ("TWO SHOT", {"kind": "two_shot"}),
        ("WIDE SHOT", {"kind": "master"}),
        ("AERIAL VIEW", {"angle": "high"}),
        ("DUTCH ANGLE ON BORIS", {"angle": "dutch", "subjects": ("BORIS",)}),
        ("ANGLE ON BORIS", {"kind": "single", "subjects": ("BORIS",)}),
        ("INSERT - THE LETTER", {"kind": "insert", "prop": "letter"}),
        ("We see a letter.", {"kind": "insert"}),
    ],
)
def test_each_camera_word_has_its_shot(words, wanted):
    film = planned(f"EXT. PARK - DAY\n\nANNA and BORIS wait.\n\nANNA\nA letter.\n\nBORIS\nNo.\n\n{words}\n\nANNA\nYes.\n")
    shot = next(one for one in film.shots if 11 in one.lines)
    assert {key: getattr(shot, key) for key in wanted} == wanted, shot.sentence
    assert broken(film) == []


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("PUSH IN ON ANNA", "push_in"),
        ("PULL BACK", "pull_out"),
        ("CRANE UP", "boom_up"),
        ("TRACKING SHOT on Anna", "truck"),
        ("TRACKING with Anna", "truck"),
        ("PAN TO BORIS", "pan"),
        ("DOLLY ZOOM ON ANNA", "dolly_zoom"),
    ],
)
def test_each_move_is_made(words, kind):
    film = planned(f"EXT. PARK - DAY\n\nANNA and BORIS wait.\n\nANNA\nA letter.\n\nBORIS\nNo.\n\n{words}\n\nANNA\nYes.\n")
    assert next(one for one in film.shots if 11 in one.lines).move.kind.startswith(kind)


def test_slow_motion_makes_the_camera_run_faster_and_the_shot_longer():
    text = "INT. BAR - NIGHT\n\nANNA and BORIS stand at the counter.\n\n{}Anna walks to the window.\n\nANNA\nLate.\n"
    plain, slow = (planned(text.format(words)) for words in ("", "SLOW MOTION: "))
    shot, same = shot_of(slow, "SLOW", text.format("SLOW MOTION: ")), shot_of(plain, "Anna walks", text.format(""))
    assert shot.fps == 60 and same.fps is None and shot.hold > 1.5 * same.hold


def test_nobody_of_a_scene_stands_like_another_and_each_after_the_own_sheet():
    text = "INT. OFFICE - DAY\n\nANNA and BORIS stand by the desk.\n\nANNA\nSo?\n\nBORIS\nNo.\n"
    alone = "EXT. FIELD - DAY\n\nANNA stands.\n\nANNA\nSo?\n"
    found = set()
    for seed in range(6):
        poses = [place.pose for place in planned(text, seed=seed).scenes[0].places]
        assert len(set(poses)) == 2, poses
        found |= {planned(alone, seed=seed).scenes[0].places[0].pose}
    assert len(found) > 1
    dressed = attitude.manner(Character(name="A", id="A", wardrobe={"garment": "evening_gown"}), scene="x", seed=1)
    assert "hands_pockets" not in dressed.stances and "pocket_one" not in dressed.stances
    own = [
        attitude.manner(Character(name="A", id="A", motion={"stand": "arms_crossed"}), scene=str(k), seed=1).stances[0] for k in range(12)
    ]
    assert own.count("arms_crossed") >= 5


def test_who_gives_and_who_takes_reach_for_one_point(film):
    shot = next(shot for shot in film.shots if any(act.motion == "hand_over" for act in shot.acts))
    scene = next(scene for scene in film.scenes if scene.id == shot.scene)
    here = {place.character: place for place in staging.places(scene, shot)}
    people = {who: Character(name=who, id=who) for who in here}
    giver = next(act.character for act in shot.acts if act.motion == "hand_over")
    taker = next(act.to for act in shot.acts if act.motion == "hand_over")
    x, y, z = here[giver].position
    near = here | {taker: here[taker].model_copy(update={"position": (x + 0.9, y, z), "yaw": -90.0, "pose": "stand", "seat": 0.0})}
    near[giver] = near[giver].model_copy(update={"yaw": 90.0, "pose": "stand", "seat": 0.0})
    points = set(reaching.points(scene.set, near, shot.acts, people).values())
    assert len(points) == 1 and points.pop()[0] == pytest.approx(x + 0.45)
    far = near | {taker: near[taker].model_copy(update={"position": (x + 4.0, y, z)})}
    assert not reaching.points(scene.set, far, tuple(act for act in shot.acts if act.motion == "hand_over"), people)


def test_prose_is_no_camera_word():
    film = planned("EXT. PARK - DAY\n\nANNA waits. A wide road. He is close on her heels. Follow the money.\n\nANNA\nYes.\n")
    assert not any("line" in shot.reason and '"' in shot.reason for shot in film.shots)


def test_forty_people_are_a_crowd_behind_ten_leads():
    names = [f"GUEST{chr(65 + n // 26)}{chr(65 + n % 26)}" for n in range(40)]
    cast = Cast(screenplay=SOURCE, characters=tuple(person(name, k) for k, name in enumerate(names)))
    text = "INT. BAR - NIGHT\n\nThe bar is packed.\n\n" + "\n\n".join(f"{name}\nSo it is." for name in names)
    noir = presets.load("genres", "noir")
    film = plan(fountain.parse(text), cast, genre=noir, genre_name="noir", seed=1, aspect=2.39, fps=24, screenplay=SOURCE, cast=SOURCE)
    (scene,) = film.scenes
    assert len(scene.places) <= 10 and scene.crowd >= 30
    assert [str(f) for f in check(film, cast) if f.severity == "error"] == []
    assert len([speech for shot in film.shots for speech in shot.speeches]) == 40


def test_day_players_are_few_the_same_and_never_before_the_leads(film):
    street = film.scenes[0]
    people = {one.id: one for one in CAST.characters}
    everyone = crowd.players(film, street, period="1943")
    assert 2 <= len(everyone) <= 8 and everyone == crowd.players(film, street, period="1943")
    shown = [
        (shot, who, place)
        for shot in film.shots
        if shot.scene == street.id
        for who, place in crowd.seen(film, street, shot, people, period="1943")
    ]
    assert shown, "nobody is seen of forty"
    for shot, _, place in shown:
        assert all(
            abs(place.position[0] - p.position[0]) + abs(place.position[1] - p.position[1]) > 0.5 for p in there(film, shot).values()
        )


def edited(film, where, **changes):
    scenes = tuple(one.model_copy(update=changes) if one.id == where else one for one in film.scenes)
    shots = tuple(one.model_copy(update=changes) if one.id == where else one for one in film.shots)
    return film.model_copy(update={"scenes": scenes, "shots": shots})


SHOT = "SQ020_SH0030"
ANNA = Place(character="ANNA", position=(0.0, 0.0, 0.0), yaw=0.0)
WRONG = [
    ("SQ010", {"set": "moon_base"}, "no set 'moon_base'"),
    ("SQ010", {"lighting": "noirish"}, "no lighting 'noirish'"),
    ("SQ010", {"places": (ANNA, ANNA)}, "ANNA is in two places at once"),
    ("SQ010", {"places": (ANNA.model_copy(update={"character": "ZOE"}),)}, "'ZOE' is not in cast.yaml"),
    ("SQ010", {"places": (ANNA.model_copy(update={"mark": "throne"}),)}, "the set street has no mark 'throne'"),
    ("SQ010", {"places": (ANNA.model_copy(update={"pose": "sit"}),)}, "ANNA sits, and there is no seat"),
    ("SQ010", {"effects": (Effect(effect="smok"),)}, "no effect 'smok'"),
    (SHOT, {"absent": ("CLEO", "DAN"), "subjects": ("DAN",)}, "'DAN' is a subject and not there"),
    (SHOT, {"beats": (Beat(speaking=("ANNA",)),)}, "beat a: 'ANNA' speaks and is not there"),
    (SHOT, {"acts": (Act(character="DAN", motion="walk", start=2.0, end=1.0),)}, "ends (1 s) before it starts (2 s)"),
    (SHOT, {"acts": (Act(character="DAN", motion="wlak"),)}, "no motion 'wlak'"),
    (SHOT, {"look_at": {"DAN": "the sea"}}, "DAN looks at 'the sea', which is not there"),
    (SHOT, {"speeches": ("SQ010_L0010",)}, "speech SQ010_L0010 belongs to scene SQ010"),
    (SHOT, {"speeches": ("SQ020_L0990",)}, "speech 'SQ020_L0990' is not in the screenplay"),
    (SHOT, {"scene": "SQ990"}, "scene 'SQ990' is not in the list"),
    (SHOT, {"look_at": {"DAN": "DAN"}}, "DAN looks at nobody but DAN"),
    (SHOT, {"kind": "insert", "prop": ""}, "an insert shows a prop, and there is none"),
    (SHOT, {"camera": Camera(position=(1, 2, 1), target=(1, 2, 1), lens=35, focus=(0, 0, 1))}, "the camera is where it looks"),
]


@pytest.mark.parametrize(("where", "changes", "words"), WRONG)
def test_an_edit_that_cannot_be_is_one_line_with_a_hint(film, where, changes, words):
    script = fountain.scenes(fountain.parse(COURSE))
    contradictions.refuse(film, CAST, script, name="shots.yaml", text="")
    with pytest.raises(InputError, match="^shots.yaml:") as raised:
        contradictions.refuse(edited(film, where, **changes), CAST, script, name="shots.yaml", text=f"shots:\n- id: {where}\n")
    assert words in str(raised.value) and str(raised.value).startswith(f"shots.yaml:2: {where}") and raised.value.hint
    assert "\n" not in str(raised.value)


def test_what_nobody_modelled_has_a_stand_in():
    assert lexicon.stand_in("a scimitar") == "sword" and lexicon.stand_in("key") == "key"
    assert lexicon.nearest_prop("an astrolabe") == ("wooden_box", False) and lexicon.nearest_prop("a gizmo") is None


def test_what_is_shown_otherwise_than_the_page_says_is_told_in_a_line_each():
    film = planned(
        "INT. LABORATORY - DAY\n\nANNA picks up the theremin. A rope lies on the desk.\n\nANNA\nSo.\n\n"
        "EXT. MOON - 1850 - NIGHT\n\nANNA waits.\n\nANNA\nHere.\n\nINT. GALLEY KITCHEN - SHIP - NIGHT\n\nANNA waits.\n"
    )
    told = [f"{one.scene} {one.words}" for one in liberties.taken(film)]
    assert [line.split(":")[0] for line in told] == ["SQ020 moon in 1850", "SQ010 theremin", "SQ010 nobody modelled rope"]
    assert "instrument case" in told[1] and "assets/props/theremin.glb" in told[1] and film.scenes[2].set == "galley"
    assert len(liberties.taken(film, own=["theremin"])) == 2


@pytest.mark.parametrize(
    "text",
    [
        "EXT. MOON - 1850 - NIGHT\n\nANNA walks over the dust. A rider passes.\n\nANNA\nIt is quiet.\n",
        "INT. XANADU - DAY\n\nANNA sits on the throne. BORIS sits. CLEO sits. DAN sits. They all stand up and leave.\n\nANNA\nSo.\n",
        "ANNA enters. Anna leaves. Anna enters. Anna leaves.\n\nANNA\nHere I am.\n",
        "INT. BAR - NIGHT\n\nCLOSE ON THE ZITHER. POV. INSERT. WE SEE nobody. BORIS enters, sits, stands up, kneels, falls, gets up and leaves.\n",
    ],
)
def test_odd_pages_give_a_film(text):
    film = planned(text)
    assert film.shots and broken(film) == []


@pytest.mark.parametrize(
    ("action", "full"),
    [("A packed suitcase on a bed.", False), ("She is a busy woman.", False), ("The bar is packed.", True), ("A crowded platform.", True)],
)
def test_only_a_place_is_packed_or_busy(action, full):
    (sheet,) = breakdown(fountain.parse(f"INT. BAR - NIGHT\n\n{action}\n"), genre=presets.load("genres", "noir"), seed=1)
    assert ("crowd" in {element.kind for element in sheet.elements}) == full


def test_the_measured_boxes_are_those_of_the_sets_as_they_are():
    assert solids.stale() == [], "run benchmarks/planning.py --solids"


def test_a_hand_rests_on_the_counter_beside_who_stands_there():
    spec, who = solids.spec("saloon", "1880"), Character(name="A", id="A")
    assert "tops" in spec
    x, y = spec["marks"]["bar_left"]["at"]
    beside, away = (Place(character="A", position=(x, y, 0.0), yaw=yaw) for yaw in (90.0, 0.0))
    side, point = resting._rest(beside, spec["tops"], who)
    assert side == "L" and point[1] > y and 0.9 < point[2] < 1.2
    assert resting._rest(away, spec["tops"], who)[1] is None


@pytest.mark.parametrize(
    ("heading", "action", "light", "weather"),
    [
        ("INT. OFFICE - DAY", "He is a silhouette against the window.", "silhouette", "rain"),
        ("INT. OFFICE - DAY", "She is no silhouette.", "noir_low_key", "rain"),
        ("EXT. STREET - NIGHT", "They wait.", "neon", "rain"),
        ("EXT. BEACH - NIGHT", "They wait.", "moonlight", "rain"),
        ("EXT. BEACH - NIGHT", "The moon over the water. They wait by the fire.", "fire", "clear"),
        ("EXT. FIELD - DAY FOR NIGHT", "They wait.", "day_for_night", "rain"),
    ],
)
def test_the_page_may_ask_for_its_light_and_neon_needs_a_sign(heading, action, light, weather):
    genre = {**presets.load("genres", "noir"), "weather": ["rain"]}
    (sheet,) = breakdown(fountain.parse(f"{heading}\n\n{action}\n"), genre=genre, seed=7)
    assert (sheet.lighting, sheet.weather) == (light, weather)


def test_people_begin_where_the_page_puts_them():
    text = "{}\n\nANNA and BORIS wait.\n\nANNA\nSo?\n\nBORIS\nNo.\n"

    def first(heading, action):
        film = planned(text.format(heading).replace("ANNA and BORIS wait.", action))
        return film.scenes[0].set, {place.character: place for place in film.scenes[0].places}

    name, here = first("INT. ANNA'S APARTMENT - DAY", "Anna lies on the bed. Boris stands at the window.")
    assert name == "bedroom" and (here["ANNA"].mark, here["BORIS"].mark) == ("bed", "window")
    assert here["ANNA"].pose == "lie" and here["ANNA"].seat > 0.4
    name, here = first("EXT. BEACH - DAY", "Anna and Boris sit on the sand.")
    assert {(place.pose, place.seat) for place in here.values()} == {("sit_floor", 0.0)}
    assert first("INT. ANNA'S APARTMENT - DAY", "They wait.")[0] == "apartment"
    name, here = first("INT. CAR - NIGHT", "Boris drives. Anna sits beside him.")
    assert here["BORIS"].pose == "drive" and here["ANNA"].pose != "drive"
    name, here = first("INT. POLICE STATION - INTERROGATION ROOM - DAY", "Anna kneels beside Boris.")
    assert name == "interrogation_room" and here["ANNA"].pose == "kneel"


def test_what_the_page_lets_us_see_is_the_place_when_no_camera_knows_the_thing():
    text = "EXT. STREET - NIGHT\n\nANNA and BORIS wait.\n\nANNA\nSo?\n\nWE SEE a car under a lamp.\n\nBORIS\nNo.\n"
    assert next(one for one in planned(text).shots if 8 in one.lines).kind == "master"


def test_clothes_for_a_scene_that_is_not_there_are_told():
    changed = Character(name="A", id="A", wardrobes=[{"scenes": "SQ080-SQ090", "garment": "suit"}])
    cast = Cast(screenplay=SOURCE, characters=(changed,))
    assert [one.words for one in liberties.unworn(cast, ["SQ010"])] and not liberties.unworn(cast, ["SQ080"])
