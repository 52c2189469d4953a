"""`filmcli export` as its users meet it: every format in, every format out, files and pipes."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from filmcli.core.errors import InputError
from filmcli.formats import exchange, fountain, html, revision, screenplay_json
from filmcli.formats.screenplay import Screenplay

SCRIPTS = Path(__file__).parent / "scripts"
DOZEN = SCRIPTS / "dozen.fountain"
ODD = 'Title: A <b> & "C"\n\nINT. A - DAY #1#\n\n1 < 2 & *so* _on_.\n\nANNA\nYes.\n\nBOB ^\n(low)\nNo.\n\n===\n\n> CUT. <\n'


def data(screenplay: Screenplay) -> dict:
    """The screenplay as data without lines and columns, which depend on its spelling."""
    found = screenplay.to_dict()
    for element in found["elements"]:
        del element["line"], element["column"]
    return found


# --- the formats


def test_json_is_the_data_of_the_model_and_comes_back(run, tmp_path):
    done = run("export", DOZEN, "--to", "json", "-o", "-")
    assert done.json == fountain.parse(DOZEN.read_text()).to_dict()
    (tmp_path / "a.json").write_text(done.stdout)
    again = run("export", "a.json", "--to", "json")
    assert data(screenplay_json.read(again.stdout, name="x")) == data(fountain.parse(DOZEN.read_text()))


@pytest.mark.parametrize("suffix", ["fdx", "json", "fountain"])
def test_a_script_goes_through_a_file_of_each_format_and_keeps_its_model(run, tmp_path, suffix):
    assert run("export", DOZEN, "-o", f"a.{suffix}").code == 0
    back = run("export", f"a.{suffix}", "--to", "fountain")
    assert data(fountain.parse(back.stdout)) == data(fountain.parse(DOZEN.read_text()))


def test_fountain_to_fountain_is_byte_for_byte(run, tmp_path):
    text = DOZEN.read_text().replace("\n", "\r\n") + "  "
    (tmp_path / "a.fountain").write_bytes(text.encode())
    run("export", "a.fountain", "-o", "b.fountain")
    assert (tmp_path / "b.fountain").read_bytes() == text.encode()


@pytest.mark.parametrize("to", ["fdx", "json", "fountain"])
def test_stdin_is_told_by_how_it_begins(run, to):
    text = run("export", DOZEN, "--to", to).stdout
    assert len(run("export", "-", "--to", "json", stdin=text).json["elements"]) == len(
        fountain.parse(DOZEN.read_text()).to_dict()["elements"]
    )


def test_a_pdf_goes_to_a_file_or_a_pipe_and_never_to_a_terminal(run, tmp_path):
    done = run("export", DOZEN, "-o", "a.pdf", "--paper", "a4", "--scene-numbers")
    assert (done.code, done.stdout) == (0, "")
    page = exchange.Page(paper="a4", scene_numbers=True)
    assert (tmp_path / "a.pdf").read_bytes() == exchange.write(fountain.parse(DOZEN.read_text()), "pdf", page=page)
    call = [sys.executable, "-m", "filmcli", "export", str(DOZEN), "--to", "pdf"]
    assert subprocess.run(call, capture_output=True, cwd=tmp_path).stdout.startswith(b"%PDF-")
    code = "import pty, sys; sys.exit(pty.spawn(sys.argv[1:]) >> 8)"
    done = subprocess.run([sys.executable, "-c", code, *call], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert "a binary file does not go to a terminal" in done.stdout and "%PDF" not in done.stdout


def test_html_is_one_well_formed_page_with_headings_and_everything_escaped():
    page = html.render(fountain.parse(ODD), paper="a4", scene_numbers=True)
    assert "<title>A &lt;b&gt; &amp; &quot;C&quot;</title>" in page
    assert "<p>1 &lt; 2 &amp; <em>so</em> <u>on</u>.</p>" in page
    assert '<div class="dual">' in page and '<hr class="break">' in page and '<p class="centred">CUT.</p>' in page
    assert "size: 210mm 297mm" in page and "http" not in page
    open_tags: list[str] = []

    class Checker(HTMLParser):
        def handle_starttag(self, tag, attrs):
            open_tags.extend([tag] if tag not in ("meta", "br", "hr") else [])

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

    Checker().feed(page)
    assert open_tags == []


def test_html_prints_a_title_page_that_is_no_page_of_the_script():
    title = "Title: T\nAuthor: Me\nDraft date: 1 May\nContact: Here\nMade by: a program\n\n"
    page = html.render(fountain.parse(title + "INT. A"))
    assert '<div class="foot">\n<div>\n<p>Here</p>\n</div>\n<div>\n<p>1 May</p>\n</div>\n</div>' in page
    assert "@page :nth(2)" in page and "a program" not in page
    assert "@page :nth(2)" not in html.render(fountain.parse("INT. A"))


@pytest.mark.parametrize(
    ("text", "language"), [("INT. A", "en"), ("ИНТ. ДОМ", "ru"), ("内景 茶馆 - 夜", "zh"), ("Language: fr\n\nINT. A", "fr")]
)
def test_html_names_the_language(text, language):
    assert f'<html lang="{language}">' in html.render(fountain.parse(text))


def test_html_leaves_out_what_no_audience_sees():
    page = html.render(fountain.parse("# Act\n\n= Syn\n\nINT. A\n\n[[note]]\n\nHe [[why]] goes. /* cut */"))
    body = re.sub("<[^>]*>", " ", page.split("<main>")[1]).split()
    assert body == ["INT.", "A", "He", "goes."]


# --- the options


def test_selected_scenes_by_id_and_by_number_in_the_order_of_the_script(run, tmp_path):
    text = "Title: X\n\nINT. A #1#\n\nOne.\n\nINT. B #1A#\n\nTwo.\n\nINT. C #2#\n\nThree.\n"
    assert run("export", "-", "--to", "fountain", "--scenes", "2, SQ010", stdin=text).stdout == (
        "Title: X\n\nINT. A #1#\n\nOne.\n\nINT. C #2#\n\nThree.\n"
    )
    done = run("export", "-", "--to", "fountain", "--scenes", "SQ03O", stdin=text)
    assert (done.code, "did you mean SQ030?" in done.stderr) == (3, True)


def test_scene_numbers_are_shown_as_the_script_has_them_or_put_on():
    script = fountain.parse("INT. A\n\nINT. B\n")
    assert 'class="number"' not in exchange.write(script, "html")
    assert '<span class="number">2</span>' in exchange.write(script, "html", page=exchange.Page(scene_numbers=True))
    numbered = fountain.parse("INT. A #7#\n")
    assert '<span class="number">7</span>' in exchange.write(numbered, "html")
    assert 'class="number"' not in exchange.write(numbered, "html", page=exchange.Page(scene_numbers=False))


def test_a_revision_marks_what_changed_since_a_draft(run, tmp_path):
    (tmp_path / "old.fountain").write_text("INT. A\n\nOne.\n\nTwo.\n")
    (tmp_path / "new.fountain").write_text("INT. A\n\nOne.\n\nTwo and a half.\n")
    assert run("export", "new.fountain", "-o", "x.pdf", "--since", "old.fountain", "--revision", "Pink").code == 0
    old, new = (fountain.parse((tmp_path / f"{name}.fountain").read_text()) for name in ("old", "new"))
    marked = exchange.Page(revision=revision.Revision(revision.changed(old, new), "Pink"))
    assert (tmp_path / "x.pdf").read_bytes() == exchange.write(new, "pdf", page=marked) != exchange.write(new, "pdf")
    assert run("export", "new.fountain", "-o", "x.pdf", "--revision", "Pink").code == 2


@pytest.mark.parametrize(
    ("typed", "code", "words"),
    [
        (["a.fountain"], 2, "--to pdf -o -"),
        (["a.fountain", "-o", "x.fxd"], 2, "did you mean .fdx?"),
        (["a.fountain", "-o", "x.fdx", "--paper", "a4"], 2, "--paper is for pdf and html, not for fdx"),
        (["a.fountain", "-o", "x.html", "--font", "f.ttf"], 2, "--font is for pdf, not for html"),
        (["a.fountain", "--to", "dpf"], 2, "pdf"),
        (["none.fdx", "-o", "x.pdf"], 3, "none.fdx: no such file"),
        (["bad.fdx", "-o", "x.pdf"], 3, "bad.fdx:1: syntax error"),
        (["bad.json", "-o", "x.pdf"], 3, "bad.json:1:1:"),
        (["bad.pdf", "-o", "x.fdx"], 3, "bad.pdf"),
        (["bad.html", "--to", "json"], 3, "bad.html: HTML is written, not read"),
        (["--to", "json"], 2, "no screenplay given"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_a_hint(run, tmp_path, typed, code, words):
    (tmp_path / "a.fountain").write_text("INT. A\n")
    for name in ("bad.fdx", "bad.json", "bad.pdf", "bad.html"):
        (tmp_path / name).write_text("INT. HOUSE\n")
    done = run("export", *typed)
    assert done.code == code and words in done.stderr
    assert done.stdout == "" and len(done.stderr.strip().splitlines()) <= 2


def test_a_failed_export_leaves_the_old_file_as_it_was(run, tmp_path):
    (tmp_path / "x.pdf").write_text("old")
    assert run("export", DOZEN, "-o", "x.pdf", "--font", "none.ttf").code != 0
    assert (tmp_path / "x.pdf").read_text() == "old"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"format": "filmcli/cast@1"}', "expected a JSON object with format 'filmcli/screenplay@1'"),
        ('{"format": "filmcli/screenplay@1", "elements": [{"type": "song"}]}', "elements.0.type"),
        ('{"format": "filmcli/screenplay@1", "elements": [{"type": "action", "txet": "x"}]}', "elements.0.txet"),
        ('{"format": "filmcli/screenplay@1", "elements": [{"type": "action", "text": "x", "runs": [{"text": "y"}]}]}', "elements.0.runs"),
        ("[" * 100_000, "x.json:1: nested too deep"),
    ],
)
def test_json_that_is_no_screenplay_names_the_place(text, words):
    with pytest.raises(InputError, match=re.escape(words)):
        screenplay_json.read(text, name="x.json")


# --- the stages


def test_the_stages_read_fdx_too(run, tmp_path):
    run("export", SCRIPTS / "short.fountain", "-o", "short.fdx")
    done = run("cast", "short.fdx", "--no-pictures", "--genre", "noir", "--seed", "3", "-d", "film")
    assert done.code == 0, done.stderr
    assert data(fountain.parse((tmp_path / "film/script.fountain").read_text())) == data(
        fountain.parse((SCRIPTS / "short.fountain").read_text())
    )
    stream = run("cast", "short.fdx", "--no-pictures", "--genre", "noir", "--seed", "3", "-d", "film", "-o", "-").stdout
    assert json.loads(run("export", "-", "--to", "json", stdin=stream).stdout)["title_page"][0] == {
        "key": "Title",
        "lines": ["The Spare Key"],
    }


def test_the_commands_and_the_six_lines_of_the_page_run(tmp_path):
    page = (Path(__file__).parent.parent / "docs/screenplay.md").read_text(encoding="utf-8")
    script = fountain.parse(DOZEN.read_text(encoding="utf-8"))
    for name in ("script.fountain", "old.fountain", "draft.fdx"):
        (tmp_path / name).write_text(exchange.write(script, name.split(".")[1]), encoding="utf-8")
    (tmp_path / "new.fountain").write_text(DOZEN.read_text(encoding="utf-8").replace("Both.", "Neither."), encoding="utf-8")
    python = re.search(r"```python\n(.*?)```", page, re.DOTALL)[1]
    assert len(python.strip().splitlines()) <= 7
    lines = re.findall(r"^filmcli (?:export|number) .*", page, re.MULTILINE)
    assert len(lines) >= 7
    calls = [shlex.split(line.split(" | ")[0], comments=True)[1:] for line in lines]
    code = f"from filmcli import cli\nfor call in {calls}:\n    assert cli.main(call) == 0, call\n{python}"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "sides.pdf").exists() and (tmp_path / "revision.pdf").exists()
