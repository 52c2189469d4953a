"""Who comes in, and what is shown close: read off the page as an editor would read it."""

import pytest

from filmcli.cast import design
from filmcli.core import presets
from filmcli.formats import fountain
from filmcli.formats.document import Source
from filmcli.render import arrivals, lexicon, places, units
from filmcli.render.breakdown import breakdown

SOURCE = Source(path="script.fountain", digest="x")
THERE = {
    "turns round",
    "already",
    "has been standing",
    "is standing where",
    "doorway, and has been",
    "as far as",
}  # who has been there before the scene


def read(scenes):
    """Return, for lines that each come in a scene of their own after ANNA's, the kinds of what BORIS does in them."""
    text = "".join(f"{slug} - DAY\n\nANNA (30) waits.\n\n{line}\n\nANNA\nYou came.\n\nBORIS\nI did.\n\n" for slug, line in scenes)
    script, genre = fountain.parse(text), presets.load("genres", "drama")
    names = places.Names(design.design(script, genre=genre, seed=1, source=SOURCE))
    for sheet in breakdown(script, genre=genre, seed=1):
        yield {action.kind for action in arrivals.read(sheet, names) if "BORIS" in action.who}


def test_whoever_the_writer_lets_in_comes_in():
    table = presets.load("writing", "common")
    words = {"NAME": "BORIS (40)", "look": "a cook, in a grey coat and running shoes", "his": "his", "who": "Boris"}
    rows = [(key, row) for key in ("enter", "enter_outside", "arrive", "arrive_outside") for row in table[key]]
    rows = [(key, row) for key, row in rows if not any(word in row for word in THERE)]
    scenes = [("EXT. STREET" if key.endswith("outside") else "INT. KITCHEN", row.format(**words)) for key, row in rows]
    assert len(rows) > 45
    assert [row for (_, row), kinds in zip(rows, read(scenes), strict=True) if "enter" not in kinds] == []


@pytest.mark.parametrize(
    "line",
    [
        "BORIS (40) has eyebrows that arrive first.",
        "Boris walks in a circle.",
        "Boris walks up and down.",
        "Boris sits. A knock.",
        "Boris steps away from it.",
    ],
)
def test_who_is_there_does_not_come_in(line):
    (kinds,) = read([("INT. KITCHEN", line)])
    assert not kinds & {"enter", "exit"}


@pytest.mark.parametrize(
    ("line", "close"),
    [
        ("Anna opens the letter.", True),
        ("She looks at the letter.", True),
        ("A letter lies on the table.", True),
        ("Anna takes the old letter out of a drawer.", True),
        ("Anna knows the letter. It takes a second to hide it.", False),
        ("Anna stands by the window, the letter in one hand.", False),
        ("Anna sits under the lamp with a letter and no envelope.", False),
        ("ANNA (30), a cook, opens a letter.", False),
    ],
)
def test_a_prop_is_shown_close_where_somebody_does_something_with_it(line, close):
    script, genre = fountain.parse(f"INT. KITCHEN - DAY\n\n{line}\n\nANNA\nNo.\n"), presets.load("genres", "drama")
    names = places.Names(design.design(script, genre=genre, seed=1, source=SOURCE))
    assert any(units.close(line, words, names) for _, words in lexicon.props_in(line)) == close
