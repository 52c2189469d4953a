"""FDX in and out: nothing of the screenplay is lost on the way, and what other programs write is read."""

from __future__ import annotations

import os
import re
from pathlib import Path
from xml.sax.saxutils import escape, unescape

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from test_fountain import TEXTS, steps

from filmcli.core.errors import InputError
from filmcli.formats import fdx, fountain
from filmcli.formats.screenplay import Element, Run, Screenplay

SCRIPTS = sorted((Path(__file__).parent / "scripts").glob("*.fountain"))
EXAMPLES = 10_000 if os.environ.get("FILMCLI_LONG") else 80
UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def model(screenplay: Screenplay, *, styles: bool = True) -> dict:
    """The screenplay as data, without what depends on its spelling: lines, columns, and elements that say nothing."""
    data = screenplay.to_dict()
    data["elements"] = [
        {key: value for key, value in element.items() if key not in ("line", "column") and (styles or key != "runs")}
        for element in data["elements"]
        if element["text"].strip() or element["type"] in ("page_break", "lyric", "note", "boneyard")
    ]
    return data


def parted(text: str) -> bool:
    """Whether blank lines in a boneyard may keep a `[[` before it from being a note; FDX does not hold them, so it comes back as `[ [`."""
    return re.search(r"\[\[.*?/\*.*?(?:\r\n|\r|\n) ?[\r\n].*?\*/", text, re.DOTALL) is not None


def read(content: str, rest: str = "") -> Screenplay:
    return fdx.read(f"<FinalDraft><Content>{content}</Content>{rest}</FinalDraft>", name="x.fdx")


def told(screenplay: Screenplay) -> list[tuple[str, str]]:
    return [(element.type, element.text) for element in screenplay.elements]


# --- there and back


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.stem)
def test_our_scripts_come_back_from_fdx_as_they_were(path):
    screenplay = fountain.parse(path.read_text(encoding="utf-8"))
    back = fdx.read(fdx.write(screenplay), name="x.fdx")
    assert model(back) == model(screenplay)
    assert fdx.write(back) == fdx.write(screenplay)


@settings(max_examples=EXAMPLES, deadline=None)
@given(TEXTS)
def test_fountain_to_fdx_to_fountain_keeps_the_model_of_any_text(text):
    assume(not UNSPEAKABLE.search(text) and not parted(text))
    screenplay = fountain.parse(text)
    assume(not any(e.type == "character" and e.text.endswith("^") for e in screenplay.elements))  # only a style keeps it from being a mark
    back = fdx.read(fdx.write(screenplay), name="x.fdx")
    assert model(back, styles=False) == model(screenplay, styles=False)
    assert model(fdx.read(fdx.write(back), name="x.fdx")) == model(back)


STYLES = st.sampled_from(["{}", "*{}*", "**{}**", "***{}***", "_{}_", "_**{}**_", "***_{}_***", "*{} **{}***", "**{} *{}***"])
WORDS = st.text("aéИ人1Z", min_size=1, max_size=6)
STYLED = st.lists(st.tuples(STYLES, WORDS, WORDS).map(lambda part: part[0].format(*part[1:])), min_size=1, max_size=5).map(" ".join)
BLOCKS = st.one_of(
    STYLED,
    st.tuples(STYLED, STYLED).map("\n".join),
    STYLED.map("INT. {} #1A#".format),
    STYLED.map("ANNA (V.O.)\n({0})\n{0}\n\nBOB ^\n{0}".format),
    STYLED.map("> {} <".format),
    STYLED.map("> {}".format),
    STYLED.map("##### {}".format),
    STYLED.map(".HOUSE\n\n= {0}\n\n= {0}".format),
    STYLED.map("[[{}]] He [[why?]] goes /* now */ and comes".format),
    STYLED.map("===\n\n~{0}\n~{0}".format),
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(BLOCKS, min_size=1, max_size=8).map("\n\n".join))
def test_styles_numbers_dual_dialogue_and_notes_come_back(text):
    screenplay = fountain.parse("Title: _**X**_\nDraft date: 1/2/2026\n\n" + text)
    assert model(fdx.read(fdx.write(screenplay), name="x.fdx")) == model(screenplay)


TYPES = st.sampled_from(
    ["Scene Heading", "Action", "Character", "Parenthetical", "Dialogue", "Transition", "Shot", "General", "Lyrics", "Outline 2", "Mine"]
)
TEXT = st.text("aB é人.:#>!=@~()[/\n", max_size=12)
TEXT_NODES = st.tuples(st.sampled_from(["", "Bold", "Bold+Italic", "Underline+AllCaps"]), TEXT).map(
    lambda pair: f'<Text Style="{pair[0]}">{escape(pair[1])}</Text>'
)
PARAGRAPHS = st.tuples(TYPES, st.lists(TEXT_NODES, max_size=3).map("".join)).map(
    lambda pair: f'<Paragraph Type="{pair[0]}">{pair[1]}</Paragraph>'
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.lists(PARAGRAPHS, max_size=8).map("".join))
def test_fdx_to_fountain_to_fdx_keeps_every_letter_and_the_model(content):
    screenplay = read(content)
    letters = [char for char in unescape(re.sub("<[^>]*>", "", content)) if char.isalpha()]
    assert [char.lower() for element in screenplay.elements for char in element.text if char.isalpha()] == [c.lower() for c in letters]
    again = fountain.parse(fountain.write(screenplay))
    assert model(fdx.read(fdx.write(again), name="x.fdx")) == model(screenplay)


# --- what other programs write


def test_all_text_siblings_are_joined_in_their_styles():
    (element,) = read(
        '<Paragraph Type="Action"><Text>He </Text><Text Style="Bold+Italic">runs</Text><Text>, </Text><Text Style="Underline">now</Text></Paragraph>'
    ).elements
    assert element.text == "He runs, now"
    assert element.runs == (Run("He "), Run("runs", bold=True, italic=True), Run(", "), Run("now", underline=True))


def test_a_styled_slug_line_stays_one_in_fountain():
    slug = '<Paragraph Type="Scene Heading" Number="3"><Text Style="Bold+Underline">{}</Text></Paragraph>'
    screenplay = read(slug.format("INT. HOUSE - DAY") + slug.format("BINOCULARS"))
    assert [(e.type, e.text, e.number) for e in screenplay.elements] == [
        ("scene_heading", "INT. HOUSE - DAY", "3"),
        ("scene_heading", "BINOCULARS", "3"),
    ]
    assert all(run.bold and run.underline for e in screenplay.elements for run in e.runs)


def test_a_style_that_ends_in_a_space_or_lies_in_a_bracket_is_said_the_fountain_way():
    screenplay = read(
        '<Paragraph Type="Character"><Text>ANNA</Text></Paragraph><Paragraph Type="Parenthetical"><Text Style="Italic">(low)</Text></Paragraph>'
        '<Paragraph Type="Dialogue"><Text Style="Bold">Go </Text><Text>now.</Text></Paragraph>'
    )
    assert fountain.write(screenplay) == "ANNA\n(*low*)\n**Go** now.\n"


def test_scene_numbers_summaries_and_titles():
    screenplay = read(
        '<Paragraph Type="Scene Heading" Number="12A"><SceneProperties Length="1/8" Page="1" Title="The theft"><Summary><Paragraph>'
        "<Text>They steal it.</Text></Paragraph></Summary><SceneArcBeats><CharacterArcBeat Name='A'><Paragraph><Text>no</Text></Paragraph>"
        "</CharacterArcBeat></SceneArcBeats></SceneProperties><Text>INT. BANK - DAY</Text></Paragraph>"
    )
    assert fountain.write(screenplay) == "INT. BANK - DAY #12A#\n\n= The theft\n\n= They steal it.\n"


def test_dual_dialogue_is_an_untyped_paragraph_around_both_speakers():
    speech = '<Paragraph Type="Character"><Text>{}</Text></Paragraph><Paragraph Type="Dialogue"><Text>Yes.</Text></Paragraph>'
    screenplay = read(f"<Paragraph><DualDialogue>{speech.format('ANNA')}{speech.format('BOB')}</DualDialogue></Paragraph>")
    assert [(e.text, e.dual) for e in screenplay.elements if e.type == "character"] == [("ANNA", False), ("BOB", True)]
    assert "<Paragraph><DualDialogue>" in fdx.write(screenplay)


def test_notes_in_a_paragraph_beside_one_by_id_and_by_position():
    note = "<ScriptNote {}><Paragraph><Text>{}</Text></Paragraph></ScriptNote>"
    screenplay = read(
        f'<Paragraph Type="Action"><Text>He </Text>{note.format("", "in it")}<Text>goes.</Text></Paragraph>'
        f'<Paragraph Type="Action"><ScriptNote ID="7"/><Text>She stays.</Text></Paragraph><Paragraph Type="Action"><Text>Rain.</Text></Paragraph>',
        f"<ScriptNotes>{note.format(chr(73) + 'D=' + chr(34) + '7' + chr(34), 'by id')}{note.format('Range=' + chr(34) + '20,25' + chr(34), 'placed')}"
        f"{note.format('Range=' + chr(34) + '900,901' + chr(34), 'lost')}</ScriptNotes>",
    )
    assert fountain.write(screenplay) == "He [[ in it ]] goes.\n\n[[ by id ]] She stays.\n\n[[ placed ]] Rain.\n\n[[ lost ]]\n"


def test_centred_page_breaks_acts_shots_outlines_and_omitted_scenes():
    screenplay = read(
        '<Paragraph Type="New Act"><Text>ACT ONE</Text></Paragraph><Paragraph Type="Outline 2"><Text>Beat</Text></Paragraph>'
        '<Paragraph Type="Action" Alignment="Center" StartsNewPage="Yes"><Text>LATER</Text></Paragraph>'
        '<Paragraph Type="Shot"><Text>CLOSE ON THE GUN</Text></Paragraph><Paragraph Type="Scene Heading" Number="2"><Text>OMITTED</Text>'
        '<OmittedScene><Paragraph Type="Scene Heading"><Text>INT. BAR</Text></Paragraph></OmittedScene></Paragraph>'
    )
    assert told(screenplay) == [
        ("centered", "ACT ONE"),
        ("section", "Beat"),
        ("page_break", ""),
        ("centered", "LATER"),
        ("action", "CLOSE ON THE GUN"),
        ("scene_heading", "OMITTED"),
        ("boneyard", "INT. BAR"),
    ]


def test_line_breaks_within_a_paragraph_are_line_breaks_and_each_centred_line_is_centred():
    screenplay = read(
        '<Paragraph Type="Action"><Text>A long beat.\n</Text><Text>Longer.</Text></Paragraph>'
        '<Paragraph Alignment="Center" Type="Action"><Text>BRICK &amp; STEEL\n</Text><Text>FULL RETIRED</Text></Paragraph>'
    )
    assert told(screenplay) == [("action", "A long beat.\nLonger."), ("centered", "BRICK & STEEL"), ("centered", "FULL RETIRED")]


def test_capitals_that_are_a_style_are_capitals():
    settings = '<ElementSettings Type="Character"><FontSpec Style="AllCaps"/></ElementSettings>'
    screenplay = read(
        '<Paragraph Type="Character"><Text>Anna</Text></Paragraph><Paragraph Type="Dialogue"><Text>I am </Text><Text Style="AllCaps">here</Text>'
        "<Text>.</Text></Paragraph>",
        settings,
    )
    assert told(screenplay) == [("character", "ANNA"), ("dialogue", "I am HERE.")]


def test_blank_paragraphs_are_space_and_never_end_a_speech():
    screenplay = read(
        '<Paragraph Type="Action"><Text>One.</Text></Paragraph><Paragraph Type="Action"/><Paragraph Type="Action"><Text>Two.</Text></Paragraph>'
        '<Paragraph Type="Character"><Text>ANNA</Text></Paragraph><Paragraph Type="Parenthetical"/><Paragraph Type="Dialogue"><Text>Hi.</Text></Paragraph>'
    )
    assert fountain.write(screenplay) == "One.\n\n\nTwo.\n\nANNA\nHi.\n"


def test_dialogue_without_a_cue_is_action_and_a_cue_without_dialogue_stays_a_cue():
    screenplay = read('<Paragraph Type="Dialogue"><Text>(hm)</Text></Paragraph><Paragraph Type="Character"><Text>ANNA</Text></Paragraph>')
    assert told(screenplay) == [("action", "(hm)"), ("character", "ANNA")]


@pytest.mark.parametrize(
    ("page", "entries"),
    [
        (
            "=THE LONG NIGHT||=written by||=Jane Doe||=based on the novel by Max Roe|<Second draft|<jane@doe.org",
            "Title: THE LONG NIGHT|Credit: written by|Author: Jane Doe|Source: based on the novel by Max Roe"
            "|Draft date: Second draft|Contact: jane@doe.org",
        ),
        ("=X|=A Fable||=Screenplay by Jane Doe|=and Max Roe", "Title: X/A Fable|Credit: Screenplay by|Author: Jane Doe/and Max Roe"),
        (
            ">12/3/2026|=X||=by|=J. Doe||=For my mother|<555-123-4567|<© 2026 J. Doe|<March 3, 2026",
            "Draft date: 12/3/2026/March 3, 2026|Title: X|Credit: by|Author: J. Doe|Notes: For my mother|Contact: 555-123-4567"
            "|Copyright: © 2026 J. Doe",
        ),
        ("<X||<by Jane Doe||<jane@doe.org", "Title: X|Credit: by|Author: Jane Doe|Notes: jane@doe.org"),
        ("", ""),
    ],
)
def test_a_title_page_of_free_layout_is_told_by_its_words_and_places(page, entries):
    places = {"=": "Center", "<": "Left", ">": "Right"}
    rows = [f'<Paragraph Alignment="{places[row[:1] or "="]}"><Text>{row[1:]}</Text></Paragraph>' for row in page.split("|")]
    screenplay = read("", f"<TitlePage><Content>{''.join(rows)}</Content></TitlePage>")
    assert "|".join(f"{entry.key}: {'/'.join(entry.lines)}" for entry in screenplay.title_page) == entries


def test_a_line_that_another_program_put_above_our_title_is_kept():
    text = fdx.write(fountain.parse("Title: X\nAuthor: Y\n\nHi."))
    text = text.replace("<TitlePage>\n<Content>\n", "<TitlePage>\n<Content>\n<Paragraph><Text>DRAFT</Text></Paragraph>\n")
    assert [(e.key, e.lines) for e in fdx.read(text, name="x.fdx").title_page] == [
        ("Title", ("X",)),
        ("Author", ("Y",)),
        ("Notes", ("DRAFT",)),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_that_the_file_declares(encoding):
    text = f'<?xml version="1.0" encoding="{encoding[:6].rstrip("-")}"?><FinalDraft><Content><Paragraph Type="Action"><Text>Élodie 人</Text></Paragraph></Content></FinalDraft>'
    assert told(fdx.read(text.encode(encoding), name="x.fdx")) == [("action", "Élodie 人")]


# --- what is refused


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('<!DOCTYPE x [<!ENTITY a "aaaa">]><FinalDraft><Content/></FinalDraft>', "x.fdx:1: has a DOCTYPE"),
        ("<FinalDraft>\n<Content>", "x.fdx:2: no element found"),
        ("INT. HOUSE - DAY", "x.fdx:1: syntax error"),
        ("<html><Content/></html>", "is XML with <html>, expected <FinalDraft>"),
        ("<FinalDraft/>", "expected <FinalDraft> with <Content>"),
        ("<FinalDraft><Content>&bomb;</Content></FinalDraft>", "undefined entity"),
    ],
)
def test_what_is_no_fdx_is_one_line_that_says_where(text, words):
    with pytest.raises(InputError, match=re.escape(words)):
        fdx.read(text, name="x.fdx")


def test_a_control_code_which_xml_cannot_hold_is_written_as_a_replacement():
    screenplay = Screenplay(elements=(Element("action", "a\x07b & <c>"),))
    assert told(fdx.read(fdx.write(screenplay), name="x.fdx")) == [("action", "a\ufffdb & <c>")]


@pytest.mark.parametrize(
    "flood",
    [
        '<Paragraph Type="Dialogue"><Text>a</Text></Paragraph>',
        '<Paragraph Type="Character"><Text>A</Text></Paragraph>',
        '<Paragraph><DualDialogue><Paragraph Type="Character"><Text>A</Text></Paragraph></DualDialogue></Paragraph>',
        '<Paragraph Type="Action"><ScriptNote><Paragraph><Text>n</Text></Paragraph></ScriptNote></Paragraph>',
    ],
)
def test_twice_the_paragraphs_take_twice_the_steps(flood):
    head = '<Paragraph Type="Character"><Text>ANNA</Text></Paragraph>'
    small, large = (steps(lambda n=n: fdx.write(read(head + flood * n))) for n in (100, 200))
    assert large <= 2.2 * small + 500


def test_nesting_without_end_is_read_or_refused_and_never_a_crash():
    assert read("<Paragraph><DualDialogue>" * 5000 + "</DualDialogue></Paragraph>" * 5000).elements == ()
