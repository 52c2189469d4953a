"""Fountain 1.1 as a table: a sentence of the specification, a text, and what is read (https://fountain.io/syntax).

`test_fountain.py` has the rules that need more than a row.
"""

from __future__ import annotations

import pytest

from filmcli.formats import fountain

A, H, C, D, P = "action", "scene_heading", "character", "dialogue", "parenthetical"
T, M, L, S, Y, N, B, X = "transition", "centered", "lyric", "section", "synopsis", "note", "boneyard", "page_break"

SPEC = [
    (
        "a Scene Heading is any line that has a blank line following it and begins with INT",
        "INT. HOUSE - DAY\n\nx",
        [(H, "INT. HOUSE - DAY"), (A, "x")],
    ),
    ("and either begins with a recognized prefix in any case", "ext brick's pool", [(H, "ext brick's pool")]),
    ("the prefix ends with a dot or a space", "EXTERIOR is a word", [(A, "EXTERIOR is a word")]),
    ("you can force a Scene Heading by starting the line with a single period", ".BINOCULARS A POV", [(H, "BINOCULARS A POV")]),
    ("only a single leading period followed by an alphanumeric forces one", "...and so on", [(A, "...and so on")]),
    ("Scene Headings can optionally be appended with Scene Numbers", "INT. HOUSE #1-1A#", [(H, "INT. HOUSE")]),
    (
        "a Character element is any line entirely in uppercase with one empty line before it",
        "STEEL\nThey say.",
        [(C, "STEEL"), (D, "They say.")],
    ),
    ("and without an empty line after it", "STEEL\n\nThey say.", [(A, "STEEL"), (A, "They say.")]),
    (
        "parenthetical extensions that follow a Character name may be in upper or lower case",
        "MOM (on phone)\nHi.",
        [(C, "MOM (on phone)"), (D, "Hi.")],
    ),
    ("Character names must include at least one alphabetical character", "23\nHi.", [(A, "23\nHi.")]),
    ("you can force a Character element by preceding it with @", "@McCLANE\nYippie", [(C, "McCLANE"), (D, "Yippie")]),
    ("Dialogue is any text following a Character or Parenthetical element", "A\n(b)\nc", [(C, "A"), (P, "(b)"), (D, "c")]),
    ("manual line breaks are allowed in Dialogue", "DAN\nOne.\nTwo.", [(C, "DAN"), (D, "One.\nTwo.")]),
    ("Dialogue keeps a blank line that has two spaces", "DAN\nOne.\n  \nTwo.", [(C, "DAN"), (D, "One.\n\nTwo.")]),
    (
        "Parentheticals follow a Character or Dialogue element and are wrapped in parentheses",
        "A\nb\n(c)\nd",
        [(C, "A"), (D, "b"), (P, "(c)"), (D, "d")],
    ),
    ("text in parentheses that follows no speech is Action", "(beat)", [(A, "(beat)")]),
    ("dual dialogue is a caret after the second Character element", "A\nb\n\nC ^\nd", [(C, "A"), (D, "b"), (C, "C"), (D, "d")]),
    ("you create a Lyric by starting a line with a tilde", "~Willy Wonka!\n~The amazing", [(L, "Willy Wonka!"), (L, "The amazing")]),
    (
        "Transition: uppercase, preceded and followed by an empty line, ending in TO:",
        "x\n\nSMASH CUT TO:\n\ny",
        [(A, "x"), (T, "SMASH CUT TO:"), (A, "y")],
    ),
    ("a line in uppercase that ends otherwise is Action", "x\n\nFADE OUT.\n\ny", [(A, "x"), (A, "FADE OUT."), (A, "y")]),
    ("you can force any line to be a transition by beginning it with a greater-than symbol", "> Burn to White.", [(T, "Burn to White.")]),
    ("a line that ends in TO: may be Action, forced", "!CUT TO:", [(A, "CUT TO:")]),
    ("Centered text is bracketed with greater/less-than", ">THE END<", [(M, "THE END")]),
    ("spaces between the text and the brackets are not part of it", ">   THE END  <", [(M, "THE END")]),
    ("Action is any paragraph that doesn't meet criteria for another element", "He waits, one of two.", [(A, "He waits, one of two.")]),
    ("every carriage return is taken as intent", "One.\nTwo.", [(A, "One.\nTwo.")]),
    (
        "tabs and spaces retain their indentation in Action, a tab being four spaces",
        "x\n\n\tJacob\n  Arm",
        [(A, "x"), (A, "    Jacob\n  Arm")],
    ),
    ("leading tabs and spaces are ignored elsewhere", "\tCUT TO:\n\n\tBOB\n\tHi.", [(T, "CUT TO:"), (C, "BOB"), (D, "Hi.")]),
    ("you can force Action with an exclamation point", "!SCANNING\nThe aisles", [(A, "SCANNING\nThe aisles")]),
    ("punctuation is never changed", "\"He's\" -- it's…", [(A, "\"He's\" -- it's…")]),
    ("Emphasis is removed from what is read", "*a* **b** ***c*** _d_", [(A, "a b c d")]),
    ("escape with a backslash", r"\*a\* \_b\_", [(A, "*a* _b_")]),
    ("there must be no space between the star and the text", "a * b * c", [(A, "a * b * c")]),
    ("emphasis is not carried across line breaks", "*a\nb*", [(A, "*a\nb*")]),
    ("Notes are enclosed in double brackets and can be inserted between lines", "a\n\n[[n]]\n\nb", [(A, "a"), (N, "n"), (A, "b")]),
    ("or in the middle of a line", "a [[n]] b", [(A, "a b"), (N, "n")]),
    ("Notes can contain carriage returns, and a blank line that has two spaces", "[[a\n  \nb]]", [(N, "a\n  \nb")]),
    ("without the two spaces the brackets are text", "[[a\n\nb]]", [(A, "[[a"), (A, "b]]")]),
    ("Boneyard: everything between /* and */ is ignored", "a /*\n\nINT. B\n\n*/ b", [(A, "a b"), (B, "INT. B")]),
    ("Sections are lines that begin with pound signs, their number being the level", "# A\n\n## B", [(S, "A"), (S, "B")]),
    ("Synopses are single lines prefixed by an equals sign", "# A\n\n= What happens", [(S, "A"), (Y, "What happens")]),
    ("Page Breaks are three or more consecutive equals signs and nothing more", "a\n\n====\n\nb", [(A, "a"), (X, ""), (A, "b")]),
    ("two equals signs are Action", "==", [(A, "==")]),
]


@pytest.mark.parametrize(("text", "read"), [row[1:] for row in SPEC], ids=[row[0] for row in SPEC])
def test_the_specification_says(text, read):
    found = fountain.parse(text).to_dict()["elements"]
    assert [(element["type"], element["text"]) for element in found] == read
    assert fountain.write(fountain.parse(text)) == text
