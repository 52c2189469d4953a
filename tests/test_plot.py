"""The plot model: trained on a small book made up here, the shipped one asked, and `filmcli predict` on a screenplay."""

import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli import runners
from filmcli.cast import reading
from filmcli.core.errors import CannotRunError, InputError
from filmcli.formats import fountain
from filmcli.script import plot
from filmcli.script.company import Company
from filmcli.script.plot import Step, card, forecast, foresight, groups, moves, network, retelling, study, training

DOZEN = Path(__file__).parent / "scripts/dozen.fountain"
KIN = """INT. KITCHEN - DAY

= Nora learns that Tom has sold the house.

NORA (40), a woman in an apron, faces TOM (35), her younger brother. INSPECTOR GRAY (50), a police officer, waits.

NORA
Where is the money?

TOM
Gone, Nora. I lost it all.

EXT. STREET - NIGHT

Rain. Gray takes Tom away.

TOM
Tell her I meant to pay it back.
"""


# a book of three kinds of step, each with one that follows; some words of each are its own
KINDS = {
    "Misfortune": ("A loses his {} in a fire", "Helpfulness", ("house", "money", "farm", "shop", "ship", "horse")),
    "Helpfulness": ("A-2 lends A his {} in need", "Love's Beginning", ("boat", "coat", "room", "name", "car", "savings")),
    "Love's Beginning": (
        "A meets B at a {} and is charmed by her",
        "Misfortune",
        ("dance", "wedding", "market", "party", "church", "play"),
    ),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The folder of a book of 90 steps and of 18 plays of eight scenes, in which the same two people always speak again after a third."""
    folder = tmp_path_factory.mktemp("data")
    rows = []
    for number in range(90):
        kind = list(KINDS)[number % 3]
        text, follows, words = KINDS[kind]
        before = [[{"to": [str(number - 1)]}]] if number % 3 else []
        split = ("train", "train", "train", "val", "test")[number // 3 % 5]
        rows.append(
            {"id": str(number), "conflict": number, "subgroup": kind, "text": f"{text.format(words[number % 6])}.", "split": split}
            | {"characters": re.findall(r"\b(?:A-2|A|B)\b", text), "lead_ups": before, "next_subgroup": {follows: 1.0}}
        )
    plays = []
    for number in range(18):
        scenes = [{"act": 1, "seq": [[0, 40], [1 + at % 2, 30 + number], [0, 5]]} for at in range(8)]
        plays.append({"split": ("train", "train", "val", "test")[number % 4], "scenes": scenes})
    for name, lines in (("plotto/conflicts.jsonl", rows), ("gerdracor/networks.jsonl", plays)):
        (folder / name).parent.mkdir()
        (folder / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    return folder


def test_training_prints_every_baseline_and_the_same_seeds_give_the_same_bytes(run, book, tmp_path):
    done = run("train", "plot", "--data", book, "--seeds", "2", "-o", "one", "--json")
    assert done.code == 0, done.stderr
    found = done.json
    assert set(found["tasks"]) == {"A8", "A21", "R8", "R21", "B"} and found["sizes"]["A"] == [54, 18, 18]
    for rows in found["tasks"].values():
        assert rows["the ensemble that ships, calibrated"]["ce"] < rows["marginal"]["ce"]
        assert rows["perceptron, mean of 2 seeds"]["accuracy"] > 0.9  # the book is easy
    assert {name.split(",")[0] for name in found["tasks"]["A8"]} >= {
        "marginal",
        "logistic regression",
        "Markov on the book's current group",
    }
    again = study.run(book, seeds=2)
    card.write(again, tmp_path / "two")
    assert [title for title, *_ in card.tables(again)][0] == "What follows, 8 classes (Plotto)"
    for name in ("plot.safetensors", "model_card.md", "reliability.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes(), name
    assert "public domain" in (tmp_path / "one/model_card.md").read_text()

    trained = plot.Model(tmp_path / "one/plot.safetensors")
    assert trained.predict([Step("A loses his boat in a fire.", frozenset({"A"}))]).top(1)[0][0] == "Helpfulness"
    assert trained.read_group(Step("A meets B at a concert and is charmed by her.", frozenset({"A", "B"})))[0] == "Love's Beginning"
    assert run("predict", DOZEN, "--model", "one/plot.safetensors").code == 0


def test_what_cannot_be_trained_on_is_named(run, book, tmp_path):
    assert (done := run("train")).code == 2 and "plot" in done.stderr
    assert (done := run("train", "plot")).code == 2 and "--data" in done.stderr
    assert (done := run("train", "plot", "--data", "nowhere")).code == 3 and "conflicts.jsonl" in done.stderr
    (tmp_path / "plotto").mkdir()
    good = (book / "plotto/conflicts.jsonl").read_text().splitlines()
    for bad in ("{", "[]", '{"id": 1}', good[1].replace("Helpfulness", "Dragons"), good[1].replace("lead_ups", "lead")):
        (tmp_path / "plotto/conflicts.jsonl").write_text(f"{good[0]}\n{bad}\n")
        with pytest.raises(InputError, match="conflicts.jsonl:2: "):
            study.run(tmp_path)
    (tmp_path / "plotto/conflicts.jsonl").write_text(good[0] + "\n")
    (tmp_path / "gerdracor").symlink_to(book / "gerdracor")
    with pytest.raises(InputError, match="Plotto's steps: none is of the part 'val'"):
        study.run(tmp_path)


def test_a_file_that_is_no_plot_model_is_refused(run, tmp_path):
    (tmp_path / "w.safetensors").write_bytes(b"no weights")
    done = run("predict", DOZEN, "--model", "w.safetensors")
    assert done.code == 4 and "w.safetensors" in done.stderr and "filmcli train plot" in done.stderr
    from safetensors.numpy import save_file

    save_file({"a": np.zeros(1, np.float32)}, tmp_path / "other.safetensors", metadata={"format": "pt"})
    with pytest.raises(CannotRunError, match="expected 'filmcli/plot-weights@1'"):
        network.load(tmp_path / "other.safetensors")


# the shipped model


def test_the_shipped_model_answers_in_probabilities():
    told = [Step("A asks B to marry him.", frozenset({"A", "B"})), Step("B's father forbids B to see A.", frozenset({"A", "B", "F-B"}))]
    found = plot.predict(told)
    assert sum(found.groups.values()) == pytest.approx(1) and sum(found.classes.values()) == pytest.approx(1)
    for name in groups.CLASSES:
        assert found.classes[name] == pytest.approx(sum(p for one, p in found.groups.items() if groups.class_of(one) == name))
    assert 0 <= found.entropy <= math.log2(len(groups.NAMES)) and not found.abstains
    with pytest.raises(ValueError, match="at least one step"):
        plot.predict([])


@pytest.mark.parametrize(
    "text, kind",
    [
        ("A falls in love with B at first sight.", "BOND"),
        ("A loses all his money and is ruined by an unhappy accident.", "SETBACK"),
        ("A, a detective, investigates a strange mystery and finds a clue.", "MYSTERY_REVEAL"),
        ("A commits a crime and pretends to be another man.", "SCHEME"),
        ("A rescues A-2 from great danger.", "RESCUE"),
    ],
)
def test_a_plain_sentence_is_read_as_what_it_is(text, kind):
    found = plot.shipped().read(Step(text, frozenset(re.findall(r"\bA-2|[AB]\b", text))))
    classes = {name: sum(p for one, p in found.items() if groups.class_of(one) == name) for name in groups.CLASSES}
    assert max(classes, key=classes.get) == kind


def test_who_plans_may_tell_the_group():
    said = "A talks with B in the garden."
    plain, told = plot.predict([Step(said)]), plot.predict([Step(said, group="Marriage Proposal")])
    assert told.entropy < plain.entropy and told.groups["Love's Rejection"] > plain.groups["Love's Rejection"]


@pytest.mark.parametrize("text", ["", "xqzt vbnm plork", "Vary the default timeout of the HTTP client.", "雨夜茶馆"])
def test_it_abstains_on_what_is_no_step_of_a_story(text):
    assert plot.predict([Step(text)]).abstains == "unlike all it has learnt"


def test_the_weights_are_small_and_hold_numbers_only():
    path = Path(plot.__file__).parent / "weights" / plot.FILE
    assert path.stat().st_size < 4_000_000
    _, arrays, facts = network.load(path)
    assert set(facts) == {"deviation", "familiar", "groups"} and set(arrays) == {"mean", "known", "moves_mean", "moves_deviation"}
    assert (path.parent / "model_card.md").exists()


# what the planner asks


def test_developments_are_the_product_of_their_parts():
    told = [Step("A discovers that his rival, A-3, has stolen his invention.", frozenset({"A", "A-3"}), "Misfortune")]
    found = plot.next_developments(told, allowed=["Revenge", "Marriage", "Mystery"], beat={"SCHEME": 2.0}, genre={"Marriage": 0.5})
    assert sum(one.probability for one in found) == pytest.approx(1) and [one.group for one in found][0] == "Revenge"
    parts = {one.group: one.parts for one in found}
    assert (parts["Revenge"]["beat"], parts["Marriage"]["genre"], parts["Mystery"]["beat"]) == (2.0, 0.5, 1.0)
    products = {one.group: math.prod(one.parts.values()) for one in found}
    for one in found:
        assert one.probability == pytest.approx(products[one.group] / sum(products.values()), abs=2e-3)


def test_the_plot_model_is_silent_where_nothing_is_told_or_it_abstains():
    for told in ([], [Step("xqzt vbnm plork")]):
        found = plot.next_developments(told, allowed=["Revenge", "Marriage"], beat={}, genre={"Marriage": 3.0})
        assert [(one.group, one.probability) for one in found] == [("Marriage", 0.75), ("Revenge", 0.25)]
    with pytest.raises(ValueError, match="at least one allowed group"):
        plot.next_developments([], allowed=[], beat={}, genre={})


# how sure, and how right


def test_calibration_compares_sure_with_right():
    probabilities = np.array([[0.9, 0.1]] * 10 + [[0.6, 0.4]] * 10, np.float32)
    labels = np.eye(2, dtype=np.float32)[[0] * 9 + [1] + [0] * 3 + [1] * 7]
    error, bins = training.calibration(probabilities, labels)
    assert error == pytest.approx(0.15) and [(round(s, 2), round(r, 2), n) for s, r, n in bins] == [(0.6, 0.3, 10), (0.9, 0.9, 10)]


def test_a_network_that_is_too_sure_is_cooled():
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(400, 2)).astype(np.float32)
    labels = np.eye(2, dtype=np.float32)[(inputs[:, 0] + rng.normal(size=400) > 0).astype(int)]
    sure = network.Ensemble(*(np.asarray(a, np.float32) for a in ([[[1, -1], [0, 0]]], [[0, 0]], [[[-9, 9], [9, -9]]], [[0, 0]])))
    table = training.Table(inputs, labels, np.array(["val"] * 400))
    cooled = training.tempered(sure, table)
    assert cooled.temperature == pytest.approx(2, abs=0.01)
    assert training.cross_entropy(cooled.probabilities(inputs), labels) < training.cross_entropy(sure.probabilities(inputs), labels)


def test_numpy_computes_what_torch_trained():
    import torch

    x = np.linspace(-4, 4, 41, dtype=np.float32)
    torchs = torch.nn.functional.gelu(torch.from_numpy(x), approximate="tanh").numpy()
    assert np.abs(network._gelu(x) - torchs).max() < 1e-6


# the cast's moves


def test_moves_by_hand():
    def scene(*names):
        return moves.Talk(tuple((name, 10) for name in names))

    film = [scene("A", "B"), scene("A", "B"), scene("A"), scene("A", "B"), scene("A", "C"), scene("B"), scene("D"), scene("D")]
    assert moves.labels(film) == ["SAME", "NARROW", "RETURN", "NEWCOMER", "SHIFT_KNOWN", "SHIFT_NEW", "SAME"]
    for chances in plot.shipped().moves(film):
        assert set(chances) == set(moves.NAMES) and sum(chances.values()) == pytest.approx(1)
    assert plot.shipped().moves([]) == []


TALK = st.builds(moves.Talk, st.lists(st.tuples(st.sampled_from("ABCDE"), st.integers(0, 80)), max_size=6).map(tuple), st.integers(0, 5))


@settings(max_examples=40, deadline=None)
@given(st.lists(TALK, min_size=2, max_size=9))
def test_a_scene_is_told_by_what_came_before_it_alone(film):
    assert np.array_equal(moves.features(film)[:-1], moves.features(film[:-1]))


# a screenplay


def retold(text):
    screenplay = fountain.parse(text)
    company, scenes = Company(reading.known(screenplay)), fountain.scenes(screenplay)
    return retelling.people(scenes, company), retelling.steps(scenes, company, plot.shipped().familiar)


def test_people_become_symbols_by_what_the_page_says_of_them():
    symbols, _ = retold(KIN)
    assert symbols == {"NORA": "B", "TOM": "A"}
    symbols, _ = retold(KIN + "\nINSPECTOR GRAY\nQuiet.\n\nPETE (20), Nora's son, runs up.\n\nPETE\nMother!\n")
    assert (symbols["INSPECTOR GRAY"], symbols["PETE"]) == ("A-6", "SN-B")


def test_a_scene_is_its_synopsis_or_its_telling_sentences():
    _, (kitchen, street) = retold(KIN)
    assert kitchen.text == "B learns that A has sold the house." and kitchen.roles >= {"A", "B"}
    assert "A away" in street.text and "pay it back" in street.text and "Rain" not in street.text


def test_tension_is_conflict_and_surprise_smoothed():
    def scene(conflict, surprise):
        return foresight.Expected("SQ010", "1", "", "Chance", 0.5, conflict, (), 4.0, 0.6, "", "Chance", surprise, (), "")

    most = foresight.MOST_BITS
    assert foresight.tensions([scene(0.8, None)]) == [0.8]
    assert foresight.tensions([scene(0.8, most / 2), scene(0.2, None)]) == [0.65, 0.5]  # raw .8 and (.2 + .5) / 2
    assert foresight.tensions([scene(None, None), scene(0.4, None)]) == [None, 0.4]
    assert forecast.sparkline([0.0, 0.5, 1.0, None]) == "▁▅█·"


def test_predict_tells_each_scene_within_a_terminal(run, tmp_path):
    done = run("predict", DOZEN, "--html", "dozen.html")
    assert done.code == 0 and "dozen.html: written" in done.stderr
    assert "THE NIGHT FERRY" in done.stdout and "EXT. FERRY" in done.stdout and re.search("^tension  [▁-█·]{6}$", done.stdout, re.MULTILINE)
    assert max(map(len, done.stdout.splitlines())) <= 100
    page = (tmp_path / "dozen.html").read_text(encoding="utf-8")
    assert page.count("<tr>") == 7 and page.count("<circle") == 6 and not re.search(r"https?:|src=|<script", page)


def test_predict_as_data(run):
    done = run("predict", "-", "--json", stdin=KIN)
    first, last = done.json["scenes"]
    assert len(first["likely"]) == 3 and first["move_came"] == "NARROW" and first["heading"] == "INT. KITCHEN - DAY"
    assert (last["came"], last["move_came"], last["surprise"]) == ("", "", None)
    assert all(one["tension"] is None or 0 <= one["tension"] <= 1 for one in (first, last))
    assert run("predict", "-", "--json", stdin="Title: Nothing\n").json["scenes"] == []
    silent = run("predict", "-", stdin="INT. BARN - DAY\n\nA man hides the stolen money.\n\nEXT. ROAD - NIGHT\n\nHe is caught.\n")
    assert silent.code == 0 and "The cast" not in silent.stdout


def test_another_language_is_not_read_but_its_cast_is(run):
    scenes = run("predict", Path(__file__).parent / "scripts/chinese.fountain", "--json").json["scenes"]
    assert {one["abstains"] for one in scenes} == {"unlike all it has learnt"} and {one["group"] for one in scenes} == {""}
    assert [one["tension"] for one in scenes] == [None] * 4 and scenes[0]["move_came"] == "NEWCOMER"


# the vectors


def test_sentence_vectors_have_length_one_whoever_stands_beside_them():
    embedder = runners.open("wordllama", "embed")
    together = embedder.embed(["A man loses his money.", "", "A man loses all that he has, and his money.", "Timeouts are integers."])
    assert together.shape == (4, 256) and together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx([1, 0, 1, 1], abs=1e-5)
    assert np.array_equal(embedder.embed(["A man loses his money."])[0], together[0])
    assert together[0] @ together[2] > 0.5 > together[0] @ together[3]


def test_the_doctor_and_the_list_know_the_vectors(run):
    assert re.search(r"^ok +script +wordllama +0\.4", run("doctor").stdout, re.MULTILINE)
    assert [row["name"] for row in run("models", "--json", "--job", "embed").json] == ["wordllama"]
