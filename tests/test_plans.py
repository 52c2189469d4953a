"""The plan's craft: developments and the facts they leave, structures, genres and their lines, and loglines of every kind."""

import itertools
import re
from collections import Counter

import pytest

from filmcli.core import presets
from filmcli.script import developments, lines, places, planning, premise, wording
from filmcli.script.plot.groups import NAMES

GENRES = presets.names("genres")
STRUCTURES = presets.names("structures")
TEMPLATES = developments.templates()

# logline, the lead, the other, the objective as the lead says it (None: it names no aim), a place
LOGLINES = [
    ("A pawnbroker is asked to return a watch to a dead man.", "pawnbroker", "dead man", "return a watch to a dead man", None),
    ("Lena Voss, a forger with shaking hands, must copy one last passport before midnight.", "Lena", None, "copy one last passport before midnight", None),
    ("When her partner is shot in a hotel corridor, a house detective hunts the only witness.", "house detective", "only witness", "hunt the only witness", "hotel"),
    ("An air traffic controller must land a plane whose pilot wants to crash.", "air traffic controller", "pilot", "land a plane whose pilot wants to crash", None),
    ("A deaf translator is forced to lie for the general who ordered her brother's death.", "deaf translator", "general", "lie for the general who ordered my brother's death", None),
    ("Two rival spies share a sleeping compartment on a night train to Trieste.", "rival spy", "rival spy", None, "train"),
    ("A bomb disposal expert must defuse the device that her own son built.", "bomb disposal expert", "son", "defuse the device that my own son built", None),
    ("A schoolteacher must bring a killer to trial across an empty desert.", "schoolteacher", "killer", "bring a killer to trial across an empty desert", "desert"),
    ("Three brothers ride home to bury the father who disowned them.", "brother", "brother", "ride home to bury the father who disowned us", None),
    ("A mule driver and a runaway nun must cross the badlands with a stolen bell.", "mule driver", "runaway nun", "cross the badlands with a stolen bell", None),
    ("An old gunfighter who has gone blind teaches a farm girl to shoot.", "old gunfighter", "farm girl", "teach a farm girl to shoot", "farm"),
    ("A robot gardener tends the last orchard on a dead colony.", "robot gardener", None, "tend the last orchard on a dead colony", "orchard"),
    ("The ship's cook discovers that the crew has been replaced one by one.", "cook", None, None, "ship"),
    ("An android must convince a jury that it did not dream of killing its owner.", "android", None, "convince a jury that I did not dream of killing my owner", None),
    ("A widowed astronaut receives a reply to the message she sent her husband ten years ago.", "widowed astronaut", "husband", None, None),
    ("Marcus and Dee, rival bakers, must share one oven for the winter.", "Marcus", "Dee", "share one oven for the winter", None),
    ("A divorce lawyer falls in love with her client's husband.", "divorce lawyer", "husband", None, None),
    ("Two widowers who play chess by post decide to meet.", "widower", "widower", "meet", None),
    ("A shy piano tuner has one summer to tell the lighthouse keeper that he loves her.", "shy piano tuner", "lighthouse keeper", "tell the lighthouse keeper that he loves me|tell the lighthouse keeper that I love her", "lighthouse"),
    ("A wedding photographer keeps running into the bride who got away.", "wedding photographer", "bride", None, None),
    ("Two sisters sell the family boat.", "elder sister", "sister", "sell the family boat", "boat"),
    ("A bus driver must tell a stranger that he caused the accident.", "bus driver", "stranger", "tell a stranger that he caused the accident|tell a stranger that I caused the accident", None),
    ("A seventeen-year-old swimmer learns that her coach is her father.", "swimmer", "coach", None, None),
    ("An immigrant cleaner finds a wedding ring in a hotel sink and decides to return it.", "immigrant cleaner", None, "return the wedding ring", "hotel"),
    ("A nurse and a retired miner wait for the same verdict.", "nurse", "retired miner", "wait for the same verdict", None),
    ("A farmer has to tell his son that the farm is already sold.", "farmer", "son", "tell my son that the farm is already sold", "farm"),
    ("A family moves into a house where every clock is one minute slow.", "mother", "son", None, "house"),
    ("A babysitter has to find the third child in a house of two.", "babysitter", "third child", "find the third child in a house of two", "house"),
    ("Something in the well is answering a lonely boy.", "lonely boy", None, None, None),
    ("A monk who has taken a vow of silence hears the monastery scream.", "monk", None, None, "monastery"),
    ("A failed magician must make his landlord disappear before Friday.", "failed magician", "landlord", "make my landlord disappear before Friday", None),
    ("An old dog plans to win back the armchair from the new cat.", "old dog", "new cat", "win back the armchair from the new cat", None),
    ("A village of pensioners conspires to rob the bank that is closing their post office.", "pensioner", "pensioner", "rob the bank that is closing our post office", "village"),
    ("Gwen, a professional mourner, keeps getting invited back.", "Gwen", None, None, None),
    ("A dragon who is afraid of fire must guard a library.", "dragon", None, "guard a library", "library"),
    ("A girl trades her shadow for her grandmother's eyesight.", "girl", "grandmother", "trade my shadow for my grandmother's eyesight", None),
    ("The youngest of seven witches wants to be ordinary.", "youngest of seven witches", None, "be ordinary", None),
    ("A ghost hires a locksmith to let her out of her own portrait.", "locksmith", None, "let me out of my own portrait|let her out of her own portrait", None),
    ("Four retired nuns plan to steal back the relic that the bishop sold.", "retired nun", "retired nun", "steal back the relic that the bishop sold", None),
    ("A getaway driver must finish the job with his daughter in the back seat.", "getaway driver", "daughter", "finish the job with my daughter in the back seat", None),
    ("In a snowstorm, a vet must choose which of two horses to save.", "vet", None, "choose which of two horses to save", None),
    ("The last lighthouse keeper on the island refuses to leave.", "last lighthouse keeper", None, None, "lighthouse"),
    ("A tax inspector is asked to hide the circus that she came to close.", "tax inspector", None, "hide the circus that I came to close", "circus"),
    ("The last crew member of a freighter finds out that the ship has been lying to her.", "last crew member", None, None, "ship"),
    ("A botanist on Mars grows a flower and refuses to hand it over.", "botanist", None, "grow a flower and refuse to hand it over", None),
    ("A violinist who has gone deaf must conduct the concert that made her famous.", "violinist", None, "conduct the concert that made me famous", None),
    ("A pickpocket must return a wallet to the policeman he stole it from.", "pickpocket", "policeman", "return a wallet to the policeman I stole it from", None),
]  # fmt: skip


@pytest.mark.parametrize(("logline", "lead", "other", "aim", "place"), LOGLINES)
def test_the_logline_gives_the_people_the_aim_and_the_place(logline, lead, other, aim, place):
    seen = premise.read(logline)
    assert lead in (seen.lead.name, seen.lead.phrase)
    assert other == (None if seen.other is None else seen.other.name or seen.other.phrase)
    assert seen.aims.get("I") in ([None] if aim is None else aim.split("|"))
    assert seen.place == place


def test_a_long_aim_is_cut_where_nothing_dangles():
    aims = premise.read("A widow rides into town to buy back the farm from the man who burned it.").aims
    assert premise.short(aims["you"]) == "ride into town to buy back the farm"
    assert premise.short("run away from your wedding and into a bank robbery") == "run away from your wedding"


def test_what_cannot_be_read_is_said():
    assert "the logline names no aim: the story asks what has happened" in premise.read("A cook finds a glove in the soup.").notes
    assert any("no human being" in note for note in premise.read("An old dog plans to win back the armchair.").notes)
    assert any("names nobody" in note for note in premise.read("No one in the choir can sing.").notes)
    assert premise.read("Vera must run. Then she must hide.").notes == ("of the logline only the first sentence was read",)
    assert not premise.read("Vera must find her brother before dawn.").notes


def test_the_people_and_the_place_of_the_script_are_the_loglines():
    plan = planning.make("An old dog plans to win back the armchair from the new cat.", genre="comedy", seed=3)
    assert (plan.people["lead"].job, plan.people["other"].job) == ("old dog", "new cat") and plan.people["lead"].age <= 13
    plan = planning.make("Marcus and Dee, rival bakers, must share one oven for the winter.", genre="romance", seed=1)
    assert (plan.people["lead"].name, plan.people["other"].name, plan.people["other"].job) == ("Marcus", "Dee", "baker")
    plan = planning.make("A widowed keeper must leave the lighthouse before the storm.", genre="drama", seed=2)
    assert sum("LIGHTHOUSE" in scene.heading for scene in plan.scenes) >= 4


def test_every_group_of_the_plot_model_has_scenes():
    assert {template.group for template in TEMPLATES} == set(NAMES)
    assert len(TEMPLATES) >= 60 and len({template.name for template in TEMPLATES}) == len(TEMPLATES)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_a_scene_can_be_played(template):
    """One step carries the turn; whoever speaks is there; nobody answers themselves, whatever is spared."""
    steps = [lines.read(step) for step in template.flow]
    assert sum(step.turn for step in steps) == 1
    assert set(template.beats) <= set(developments.STAGES) and set(template.present) <= set(lines.ROLES)
    for step in steps:
        assert step.speaker in (None, *template.present)
        if step.move != "own" and step.speaker:
            common = presets.load("writing", "common")
            known = set(common["moves"]) | set(common["secrets"][0])
            assert all(step.move in presets.load("genres", genre)["moves"] or step.move in known for genre in GENRES), step.move
    spoken = [step.speaker for step in steps]
    assert all(a is None or a != b for a, b in itertools.pairwise(spoken))


def test_facts_come_from_scenes_and_are_taken_back_by_others():
    made = {template.name: template for template in TEMPLATES}
    facts = made["commission"].after(frozenset())
    assert facts == {"asked", "planted", "knows asker"}
    assert not made["commission"].follows(facts) and not made["face_to_face"].follows(facts)
    facts = made["trail"].after(facts)
    assert {"open", "hinted"} <= facts and not made["home"].follows(facts), "a hint asks for an answer before the end"
    facts = made["face_to_face"].after(facts)
    assert "open" not in facts and made["home"].follows(facts) and made["admits"].follows(facts)
    lost = made["prop_taken"].after(facts | {"clue"})
    assert not made["home"].follows(lost) and made["home"].follows(made["got_it_back"].after(lost))


@pytest.mark.parametrize("genre", GENRES)
def test_a_story_follows_from_itself(genre):
    """Each scene's needs hold when it begins; the aim is said and the prop planted before it is paid; no secret comes out before its hint."""
    made = {template.name: template for template in TEMPLATES}
    for seed, count in ((1, 1), (2, 2), (3, 3), (4, 5), (5, 8), (6, 13)):
        plan = planning.make(None, genre=genre, seed=seed, scenes=count)
        facts: frozenset[str] = frozenset()
        told = plan.traits | ({"brief"} if count <= 3 else set())
        for scene in plan.scenes:
            assert made[scene.template].follows(facts | told) and scene.facts == facts
            facts = made[scene.template].after(facts)
        moves = [line.move for scene in plan.scenes for line in scene.lines]
        assert "hint" not in moves[moves.index("reveal") :] if "reveal" in moves else True
        assert "asked" in facts and count == 1 or {"decided", "paid"} <= facts
        names = [scene.template for scene in plan.scenes]
        assert len(set(names)) == len(names), "no scene twice"


@pytest.mark.parametrize("structure", STRUCTURES)
@pytest.mark.parametrize("count", [1, 2, 4, 7, 40])
def test_every_structure_holds_any_number_of_scenes(structure, count):
    plan = planning.make(None, genre="drama", seed=7, scenes=count, structure=structure)
    shape = presets.load("structures", structure)
    assert len(plan.scenes) == count and plan.theme == shape["question"]
    assert {scene.beat for scene in plan.scenes} <= {beat["name"] for beat in shape["beats"]}
    ends = [0.0, *(beat["at"][1] for beat in shape["beats"])]
    assert ends[-1] == 1.0 and all(beat["at"][0] == end and beat["question"] for beat, end in zip(shape["beats"], ends, strict=False))


def test_minutes_make_scenes():
    assert [len(planning.make(None, genre="noir", seed=1, minutes=minutes).scenes) for minutes in (0.3, 2, 5)] == [1, 5, 12]


def test_the_draw_says_what_made_it():
    scene = planning.make(None, genre="thriller", seed=5).scenes[1]
    assert {"plot", "beat", "genre", "probability"} <= set(scene.factors) and scene.development in NAMES
    assert scene.question.endswith("?") and scene.prose.count(".") >= 3


def test_every_development_is_reached():
    seen: Counter[str] = Counter()
    for genre in GENRES:
        for seed in range(3):
            for structure in ("heros_journey", "debt"):
                plan = planning.make(None, genre=genre, seed=seed, scenes=30, structure=structure)
                seen.update(scene.template for scene in plan.scenes)
    for logline, genre in (("A guard must stop a killer.", "thriller"), ("A widow is paid to find her dead husband.", "drama")):
        for seed in range(12):
            seen.update(scene.template for scene in planning.make(logline, genre=genre, seed=seed, scenes=6).scenes)
    unseen = {template.name for template in TEMPLATES} - set(seen)
    assert len(unseen) <= 6, unseen  # endings and rare meetings: one a story; which ones depends on the seeds


@pytest.mark.parametrize("genre", GENRES)
def test_a_genre_has_lines_enough_of_its_own(genre):
    data = presets.load("genres", genre)
    assert set(data["structures"]) <= set(STRUCTURES) and data["develops"] and data["nouns"]
    own = [line for pool in data["moves"].values() for line in pool]
    assert len(own) >= 110 and all(len(pool) >= 6 for pool in data["moves"].values())
    assert sum(not wording.plain(line) for line in own) >= 0.4 * len(own)
    others = {line for name in GENRES if name != genre for pool in presets.load("genres", name)["moves"].values() for line in pool}
    assert not others & set(own)
    for line in own:
        text, ways, _, _ = lines.tags(line)
        assert ways <= {"curt", "warm", "proud", "uneasy"} and "<" not in text
        if not wording.plain(text):
            before, pattern, _ = wording.blank(text)
            re.compile(pattern)
            assert before, "a line begins with words of ours, so that the writer has something to go on"
    assert set(data["manners"]) <= set(presets.load("writing", "common")["ways"])


def test_people_of_a_manner_are_offered_their_own_lines_first():
    text, ways, must, never = lines.tags("<curt +sought> Which exit, {other}? <-kin>")
    assert (text, ways, must, never) == ("Which exit, {other}?", {"curt"}, {"sought"}, {"kin"})


def test_no_line_is_said_twice_in_a_script():
    for genre in GENRES:
        for seed in range(4):
            plan = planning.make(None, genre=genre, seed=seed)
            said = [line.options[0] for scene in plan.scenes for line in scene.lines]
            assert len(said) == len(set(said)), [text for text, count in Counter(said).items() if count > 1]


@pytest.mark.parametrize("genre", GENRES)
def test_nothing_stands_where_it_cannot(genre):
    """No door in a park, no table in a forest: neither in what is seen nor in what is said."""
    assert not places.stands("{lead} takes the long way round the table.", {"set": "forest"})
    for seed in range(6):
        plan = planning.make(None, genre=genre, seed=seed, scenes=7)
        names = re.compile("|".join(sorted({part for person in plan.people.values() for part in person.name.split()})))
        for scene in plan.scenes:
            for line in scene.lines:
                if line.move not in ("atmosphere", "business") or line.speaker:
                    text = names.sub("", line.options[0])
                    aim = plan.objective.split()
                    assert places.stands(" ".join(w for w in text.split() if w.strip(".,") not in aim), scene.place), (scene.heading, text)


def test_nobody_comes_in_twice_in_the_same_way():
    for genre in GENRES:
        for seed in range(6):
            plan = planning.make(None, genre=genre, seed=seed)
            names = re.compile("|".join(person.name for person in plan.people.values()))
            came = [names.sub("", line.options[0]) for scene in plan.scenes for line in scene.lines if line.move == "business"]
            assert len(came) == len(set(came)), [text for text, count in Counter(came).items() if count > 1]


def test_every_exchange_has_three_ways_to_go():
    """And an answer as many as its question, so that they go together."""
    short = [(t.name, step) for t in TEMPLATES for step in t.flow if len(lines.read(step).texts) == 2]
    assert not short, short


def test_the_end_is_settled_among_people_who_have_met():
    for genre in GENRES:
        for seed in range(6):
            end = planning.make(None, genre=genre, seed=seed).scenes[-1]
            assert {f"knows {role}" for role in end.present if role != "lead"} <= end.facts, (genre, seed, end.template)


def test_one_asked_for_a_kidney_is_spoken_to():
    plan = planning.make("A mother must ask her estranged son for a kidney.", genre="drama", seed=4)
    son = plan.people["other"].name
    for scene in plan.scenes:
        if "other" in scene.present and "asker" not in scene.present:
            for line in scene.lines:
                assert line.speaker != "lead" or "my estranged son" not in line.options[0], (son, line)
