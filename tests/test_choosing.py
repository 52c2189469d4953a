"""The choice among lines: what each signal prefers, the revision, and whole scenes under their grammar."""

import random
import re

import pytest

from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.runners.decoding import Candidate, Score
from filmcli.script import bodies, choosing, clauses, planning, writing
from filmcli.script.choosing import Draft

LISTS, SIGNALS = presets.load("writing", "common"), presets.load("writing", "signals")
BEAT = "Vera wants the letter back, but Mercer has read it."


@pytest.fixture
def critic():
    from filmcli import runners

    return choosing.Critic(LISTS, {"Vera": "blunt", "Mercer": "formal"}, SIGNALS, embedder=runners.open("wordllama", "embed"))


def better(critic, one, other, *, signal, scores=None, speaker=None):
    first, second = critic.weigh([Draft(one), Draft(other)], scores, beat=BEAT, speaker=speaker)
    return first.signals[signal] > second.signals[signal]


def test_what_was_said_already_counts_against_a_line(critic):
    critic.remember("I never liked the rain in this town.")
    assert better(critic, "The harbour is closed.", "I never liked the dark.", signal="repetition")


def test_a_line_taken_out_again_leaves_no_trace(critic):
    critic.remember("I never liked the rain.", "Vera")
    critic.remember("I never liked the rain.", "Vera", times=-1)
    assert not critic.knows("I never liked the rain.")
    assert critic.weigh([Draft("I never liked the rain.")], None, beat=BEAT, speaker="Vera")[0].signals["repetition"] == 0


def test_words_that_say_something_beat_those_that_do_not(critic):
    assert better(critic, "The harbour is closed.", "There is something about everything.", signal="substance")


def test_a_blunt_speaker_is_short_and_a_formal_one_is_not(critic):
    short, long = "Read it.", "I would rather you had never opened what was sent to me in confidence."
    assert better(critic, short, long, signal="voice", speaker="Vera")
    assert better(critic, long, short, signal="voice", speaker="Mercer")


def test_the_line_about_the_beat_is_nearer_to_it(critic):
    assert better(critic, "Give me that letter.", "The harbour is closed on Sundays.", signal="beat")


def test_a_line_likelier_in_its_place_than_alone_gains(critic):
    assert better(critic, "Give me that letter.", "The harbour is closed.", signal="gain", scores=[(-2.0, -3.0), (-2.0, -1.5)])


def test_every_signal_has_a_weight_and_the_best_has_the_largest_sum(critic):
    weighed = critic.weigh([Draft("Give me that letter."), Draft("Give me everything.")], None, beat=BEAT, speaker="Vera")
    assert set(weighed[0].signals) == set(SIGNALS["weights"])
    assert critic.best(weighed).text == "Give me that letter."


class Novelist:
    """A small real writer of whole scenes: random words in the form that is asked for. `tongue` holds its words."""

    mode = ("scenes", "it can")
    scores = False
    WORDS = ["rain", "cold", "harbour", "never", "waits", "door", "brother", "silver", "tomorrow", "kitchen", "quiet", "burns"]

    def __init__(self, *, fluent=True):
        self.fluent = fluent

    def write(self, requests):
        return [[self._one(request, k) for k in range(request.n)] for request in requests]

    def score(self, pairs):
        raise AssertionError("this writer cannot score")

    def _one(self, request, k):
        draw = random.Random(f"{request.seed}/{k}")

        def sentence(_=None):
            return " ".join(draw.sample(self.WORDS, 5)).capitalize() + "."

        if not self.fluent:
            return Candidate("Sorry.", -9.0, 2, False)
        text = request.regex.replace(bodies.PROSE, "@ @").replace(bodies.SPEECH, "@").replace(bodies.ACTION, "@").replace("\\n", "\n")
        text = re.sub(r"(?m)^\[A-Z\].*?\{1,9\} (\w+).*$", lambda m: f"Here is the {m[1]}.", text)
        text = re.sub(r"\\(.)", r"\1", re.sub("@", sentence, text))
        assert re.fullmatch(request.regex, text), text
        return Candidate(text, -2.0 * len(text.split()), len(text.split()), True)


def told(writer, seed=3):
    report = []
    plan = planning.make(None, genre="noir", seed=seed)
    text, tally = writing.compose(plan, seed=seed, writer=writer, report=report.append)
    return plan, text, tally, report


def test_whole_scenes_keep_to_the_plan():
    plan, text, tally, report = told(Novelist())
    screenplay = fountain.parse(text)
    assert fountain.write(screenplay) == text and "writing whole scenes: it can" in report
    scenes = fountain.scenes(screenplay)
    assert len(scenes) == len(plan.scenes)
    for planned, scene in zip(plan.scenes, scenes, strict=True):
        spoken = [plan.people[line.speaker].name.upper() for line in planned.lines if line.speaker]
        assert [fountain.cue_name(speech.name) for speech in scene.speeches] == spoken
        for line in planned.lines:
            if line.move in bodies.SHOWN:
                assert plan.prop in "\n".join(element.text for element in scene.elements)
    assert tally.share() > 0.3 and tally.fallbacks == 0


def test_a_scene_that_never_comes_in_its_form_is_written_line_by_line():
    _, text, tally, report = told(Novelist(fluent=False))
    assert tally.fallbacks >= 5 and any("written line by line" in line for line in report)
    assert fountain.write(fountain.parse(text)) == text


def test_the_grammar_of_a_body_lets_no_slug_line_in():
    plan = planning.make(None, genre="noir", seed=3)
    scene = next(scene for scene in plan.scenes if any(line.move == "plant" for line in scene.lines))
    body = bodies.slots(plan, scene)
    lines = [slot.fixed or "The rain stops." for slot in body]
    shown = next(at for at, slot in enumerate(body) if slot.lark == "SHOWN")
    lines[shown] = f"She puts down the {plan.prop}."
    text = "\n".join(f"{slot.speaker}: {line}" if slot.speaker else line for slot, line in zip(body, lines, strict=True))
    assert bodies.read(text, body) == lines
    assert bodies.read(text.replace("The rain stops.", "INT. HOUSE - DAY", 1), body) is None
    assert bodies.read(text + "\nINT. HOUSE - DAY", body) is None


class Scribe:
    """Fills no blank; of finished lines it likes the first of the alphabet."""

    mode = ("lines", "it is small")
    scores = True

    def write(self, requests):
        return [[] for _ in requests]

    def score(self, pairs):
        return [Score(-0.01 * ord(text.strip()[0]) - len(context) / 1e6, 1) for context, text in pairs]


def test_the_revision_changes_only_what_gets_better_and_says_so():
    report = []
    plan = planning.make(None, genre="noir", seed=3)
    script, tally = writing.lines(plan, seed=3, writer=Scribe(), report=report.append)
    said = [line.text for lines in script for line in lines]
    assert all(was != now and now in said for was, now in tally.changes)
    assert [line for line in report if " -> " in line] == [line for line in report if any(f"{a} -> {b}" in line for a, b in tally.changes)]
    spoken = [line.text for lines in script for line in lines if line.speaker]
    assert len(spoken) == len(set(spoken))


def test_some_scenes_can_be_written_alone():
    plan = planning.make(None, genre="noir", seed=3)
    script, _ = writing.lines(plan, seed=3, writer=Scribe(), report=lambda line: None, only={2}, known=[(None, "Rain on the glass.")])
    assert [bool(lines) for lines in script] == [False, False, True, False, False]


def test_a_blank_at_the_end_of_a_sentence_takes_a_clause():
    before, pattern, tail = clauses.longer("I know [np: the answer].")
    assert (before, tail) == ("I know", ".")
    assert re.fullmatch(pattern, " the knife you left.") and re.fullmatch(pattern, " secrets I never knew.")
    assert not re.fullmatch(pattern, " the knife.") and not re.fullmatch(pattern, " knife you left.")
    assert re.fullmatch(clauses.longer("I'll [vp: send the bill].")[1], " close the door and listen.")
    assert clauses.longer("I quit believing in [np: the law] the year it quit paying.") is None
    assert clauses.longer("Not tonight.") is None
