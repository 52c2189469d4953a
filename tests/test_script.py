"""The script stage without a model: premises, plans, lines, and the Fountain they become."""

import random
import re

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from filmcli.cast import reading
from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.runners.decoding import Candidate, Score
from filmcli.script import choosing, planning, premise, wording, writing

GENRES = presets.names("genres")
LOGLINES = [text for genre in GENRES for text in presets.load("genres", genre)["premises"]]
PHRASES = ["the old bridge", "your clock", "winter", "cold water", "a broken lamp", "sell the piano", "drown", "open my letters", "listen"]


class Typist:
    """A small real writer: random words from a list, held to the grammar like any model."""

    def write(self, requests):
        result = []
        for request in requests:
            draw = random.Random(request.seed)
            candidates = []
            for _ in range(request.n):
                text = _match(request.regex, request.opening, draw)
                candidates.append(Candidate(text, -2.0 * len(text.split()), len(text.split()), True))
            result.append(candidates)
        return result

    def score(self, pairs):
        return [Score(-3.0 * len(text.split()), max(1, len(text.split()))) for _, text in pairs]


def _match(pattern, opening, draw):
    for _ in range(40):
        tail = re.split(r"\)\??", pattern)[-1].replace("\\", "")
        text = f" {draw.choice(PHRASES)}{tail}"
        if re.fullmatch(pattern, text):
            return text
    return ""


loglines = st.one_of(
    st.none(),
    st.sampled_from(LOGLINES),
    st.text(max_size=80),
    st.builds(
        lambda a, who, verb, rest: f"{a} {who} {verb} {rest}.",
        st.sampled_from(["A", "The", "An", "Two"]),
        st.sampled_from(["blind clockmaker", "widow", "robots", "young priest", "king"]),
        st.sampled_from(["must", "finds", "is asked to", "hires a thief to"]),
        st.text("abcdefgh iklmnoprstuvw'", max_size=50),
    ),
)


def test_the_logline_decides_who_and_what():
    seen = premise.read("A tired detective is hired to find a man who does not want to be found")
    assert (seen.lead.phrase, seen.other.phrase, seen.other.gender) == ("tired detective", "man", "male")
    assert seen.objective == "find a man who does not want to be found"
    seen = premise.read("A lighthouse keeper receives a letter from her drowned brother.")
    assert (seen.lead.phrase, seen.lead.gender, seen.prop) == ("lighthouse keeper", "female", "letter")
    assert (seen.other.phrase, seen.other.gender, seen.other.kin) == ("drowned brother", "male", True)
    assert seen.deed == "received a letter from her drowned brother"
    seen = premise.read("A widow hires an insurance investigator to prove that her husband is still alive.")
    assert (seen.asker.phrase, seen.lead.phrase) == ("widow", "insurance investigator")
    assert seen.objective == "prove that my husband is still alive"
    assert premise.read("Vera must find her brother before dawn.").lead.name == "Vera"


def test_pronouns_of_the_lead_become_you():
    assert (
        premise.read("A forger is hired to make a passport for the woman who betrayed him.").objective
        == "make a passport for the woman who betrayed you"
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow], phases=[Phase.explicit, Phase.generate])
@given(logline=loglines, genre=st.sampled_from(GENRES), seed=st.integers(0, 10**9), scenes=st.sampled_from([None, 1, 2, 4, 5, 8]))
def test_every_plan_becomes_a_screenplay_that_holds(logline, genre, seed, scenes):
    plan = planning.make(logline, genre=genre, seed=seed, scenes=scenes)
    assert len(plan.scenes) == (scenes or 5)
    assert len({person.name for person in plan.people.values()}) == 4
    text, tally = writing.compose(plan, seed=seed, writer=Typist(), report=lambda line: None)
    screenplay = fountain.parse(text)
    assert fountain.write(screenplay) == text
    assert len(fountain.scenes(screenplay)) == len(plan.scenes)
    met = ""
    for number, scene in enumerate(fountain.scenes(screenplay)):
        allowed = {plan.people[role].name.upper() for role in plan.scenes[number].present}
        assert {fountain.cue_name(speech.name) for speech in scene.speeches} <= allowed
        for element in scene.elements:
            if element.type == "action":
                met += element.text + "\n"
            if element.type == "character":
                assert re.search(rf"{re.escape(element.text)} \(\d+\), ", met), f"{element.text} speaks before being introduced"
    assert tally.words > 20


def test_a_full_script_has_the_length_of_a_short_film():
    for genre in GENRES:
        text, _ = writing.compose(planning.make(None, genre=genre, seed=4), seed=4, writer=Typist(), report=lambda line: None)
        said = [speech.text for scene in fountain.scenes(fountain.parse(text)) for speech in scene.speeches]
        letters = sum(len(re.findall(r"\w", line)) for line in said)
        stops = sum(len(re.findall(r"[.?!]", line)) for line in said)
        seconds = letters / 3 * 0.1946 + 0.75 * stops + 0.3 * sum(line.count(",") for line in said)
        assert 13 <= len(said) <= 27 and 45 <= seconds <= 95, (genre, len(said), seconds)


def test_no_slot_and_no_blank_is_left_over():
    for genre in GENRES:
        plan = planning.make(None, genre=genre, seed=2, scenes=8)
        text, _ = writing.compose(plan, seed=2, writer=Typist(), report=lambda line: None)
        assert not re.search(r"[{}\[\]]", text)


@pytest.mark.parametrize("genre", GENRES)
def test_the_page_tells_casting_who_is_a_man_and_who_a_woman(genre):
    """The one who is sought was a man in the plan and a woman in the film: nothing on the page had said so."""
    for seed in range(6):
        plan = planning.make(None, genre=genre, seed=seed)
        text, _ = writing.compose(plan, seed=seed, writer=Typist(), report=lambda line: None)
        read = {person.name: person.facts["gender"].value for person in reading.people(fountain.parse(text))}
        spoken = [person for person in plan.people.values() if person.name.upper() in read]
        assert {person.name.upper(): person.gender for person in spoken} == read


def test_the_seed_decides_and_nothing_else():
    def script(seed):
        return writing.write(None, genre="noir", seed=seed, writer=Typist(), report=lambda line: None)

    assert script(3) == script(3)
    lines = [set(script(seed).splitlines()) for seed in (3, 4)]
    assert len(lines[0] & lines[1]) < len(lines[0]) / 2


def test_every_heading_names_a_set():
    words: dict[str, list[str]] = {}
    for name in presets.names("sets"):
        data = presets.load("sets", name)
        for kind in {name, data.get("like", name)}:  # the writer borrows the words of a bar for a restaurant
            words.setdefault(kind, []).extend(data["words"])
    for genre in GENRES:
        for place in presets.load("genres", genre)["places"]:
            assert any(word in place["heading"].lower() for word in words[place["set"]]), place["heading"]


def test_a_blank_becomes_a_grammar():
    before, pattern, tail = wording.blank("I quit believing in [np: the law] the year it quit paying.")
    assert before == "I quit believing in" and tail == " the year it quit paying."
    for phrase in ("my mother", "an honest man", "an empty house", "cheap whiskey", "the key of the house"):
        assert bool(re.fullmatch(pattern, f" {phrase} the year it quit paying.")) == (phrase != "an honest man"), phrase
    for phrase in ("Mercer", "a empty house", "the", "a old bridge", 'luck"'):
        assert not re.fullmatch(pattern, f" {phrase} the year it quit paying."), phrase
    _, pattern, _ = wording.blank("I won't [vp: carry a gun].")
    assert re.fullmatch(pattern, " forget your face.") and re.fullmatch(pattern, " listen.")
    assert not re.fullmatch(pattern, " let me hurt them.")
    assert wording.finished("I won't [vp: carry a gun].") == "I won't carry a gun."


@pytest.mark.parametrize("genre", GENRES)
def test_night_falls_once_and_the_prop_is_planted_and_paid_off(genre):
    for seed, scenes in ((1, 1), (2, 2), (3, 3), (4, 4), (5, None), (6, 8)):
        plan = planning.make(None, genre=genre, seed=seed, scenes=scenes)
        moves = [line.move for scene in plan.scenes for line in scene.lines]
        assert moves.count("plant") == moves.count("payoff") == 1 and moves.index("plant") < moves.index("payoff")
        hours = "".join("d" if scene.heading.endswith("DAY") else "n" for scene in plan.scenes)
        assert re.fullmatch("d*n*d?", hours), hours
        for scene in plan.scenes:
            speakers = [line.speaker for line in scene.lines]
            assert all(a is None or a != b for a, b in zip(speakers, speakers[1:], strict=False)), "nobody speaks twice in a row"


def test_of_two_sisters_one_seeks_the_other():
    plan = planning.make("Two sisters inherit a house whose upper floor nobody has entered", genre="horror", seed=1)
    lead, other = plan.people["lead"], plan.people["other"]
    assert (lead.job, lead.gender, other.job, other.gender) == ("elder sister", "female", f"{lead.name}'s sister", "female")
    assert other.age < lead.age
    assert premise.read("Two brothers must sell the boat their father built").objective == "sell the boat your father built"
    assert premise.read("An engineer wakes on a ship whose crew has voted to leave her behind").objective is None
    assert premise.read("A spy must keep her alive and bring her home").objective == "keep you alive and bring you home"
    assert premise.read("A stenographer hears a murder planned and has one night to prove it").objective == "prove the murder"


def test_only_people_who_could_have_married_were_married():
    for seed in range(40):
        plan = planning.make(None, genre="noir", seed=seed)
        if "married" in plan.about:
            assert plan.people["asker"].gender != plan.people["other"].gender


def test_a_pipe_learns_the_genre_and_the_seed_from_the_title_page():
    text = writing.write(None, genre="science_fiction", seed=3, writer=Typist(), report=lambda line: None)
    assert [line.split(":")[0] for line in text.splitlines()[:6]] == ["Title", "Credit", "Author", "Genre", "Seed", "Logline"]
    assert "Genre: science fiction\nSeed: 3\n" in text


def test_the_critic_refuses_what_breaks_belief():
    critic = choosing.Critic(presets.load("writing", "common"), {"Vera": "dry"}, presets.load("writing", "signals"))
    critic.remember("I never liked the rain in this town.")

    def passes(text):
        return critic.judge("I know", ".", f" {text}.", -6.0, 4, True) is not None

    assert passes("how winter ends")
    for bad in ("what the", "the story here", "vera well", "rain rain", "what he knows i know"):
        assert not passes(bad), bad
    assert critic.judge("I never liked", ".", " the rain in this town.", -6.0, 5, True) is None
    assert critic.judge("I know", ".", " the rain", -6.0, 5, False) is None
