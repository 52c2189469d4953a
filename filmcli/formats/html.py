"""A screenplay as one self-contained HTML page that reads on a screen of any width and prints like a screenplay.

Knows nothing of pagination: the browser breaks the pages, and is told where it must and must not. No script, no font and
no picture is fetched. What no reader is meant to see (sections, synopses, notes, boneyards) is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape

from filmcli.formats import emphasis, fountain
from filmcli.formats.screenplay import SILENT, SPOKEN, Element, Run, Screenplay

_SIZES = {"letter": "8.5in 11in", "a4": "210mm 297mm"}
_CLASSES = {"dialogue": "line", "parenthetical": "aside", "lyric": "lyric", "transition": "transition", "centered": "centred"}
_TITLES = ("title", "название", "标题", "片名")
_MIDDLE = (*_TITLES, "credit", "author", "authors", "автор", "авторы", "作者", "编剧", "source")
_LEFT, _RIGHT = ("contact", "contact info", "copyright", "notes"), ("revision", "draft date", "date")  # the foot; other keys are data
_SCRIPTS = (("ja", "\u3041-\u30ff"), ("ko", "\uac00-\ud7a3"), ("zh", "\u4e00-\u9fff"), ("ru", "\u0400-\u04ff"), ("el", "\u0370-\u03ff"))
# Columns in ch of Courier, from the left edge of the action: SCREENPLAY practice, 10 characters an inch from 1.5 in.
_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fdfcf8; --faint: #6b6b6b; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e2dc; --paper: #17181a; --faint: #9a9a9a; } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1rem/1.35 "Courier Prime", "Courier New", Courier, "Noto Sans Mono CJK SC", monospace;
  font-variant-ligatures: none; }
main { max-width: 60ch; margin: 0 auto; padding: 2rem 4.5ch 6rem; overflow-wrap: break-word; }
h1, h2, p { font-size: 1em; font-weight: normal; margin: 1em 0 0; white-space: pre-wrap; }
a { color: inherit; }
nav { margin: 2em 0; color: var(--faint); }
nav ol { padding-left: 4ch; margin: .5em 0; }
.title-page { min-height: 60vh; display: flex; flex-direction: column; text-align: center; }
.title-page h1 { margin-top: 20vh; }
.title-page .foot { margin-top: auto; text-align: left; padding-top: 3em; display: flex; justify-content: space-between; align-items: flex-end; }
.title-page .foot p { margin: 0; }
.slug { position: relative; margin-top: 2em; font-weight: bold; }
.slug .number { position: absolute; left: -4.5ch; font-weight: normal; }
.slug .number + .number { left: auto; right: -4.5ch; }
.speech { margin: 1em 0 0 10ch; max-width: 35ch; }
.speech p { margin: 0; }
.speech .cue { margin-left: 10ch; }
.speech .aside { margin-left: 5ch; max-width: 26ch; text-indent: -1ch; }
.lyric { font-style: italic; }
.transition { text-align: right; }
.centred { text-align: center; }
.dual { display: grid; grid-template-columns: 1fr 1fr; gap: 2ch; }
.dual .speech { margin-left: 0; }
.dual .cue { margin-left: 6ch; }
.dual .aside { margin-left: 2ch; }
.break { border: 0; border-top: 1px dashed var(--faint); margin: 2em 0; }
@media screen and (max-width: 40rem) {
  main { padding: 1rem 1rem 4rem; }
  .speech { margin-left: 2ch; }
  .speech .cue { margin-left: 6ch; }
  .speech .aside { margin-left: 3ch; }
  .dual { gap: 1ch; }
  .dual .cue { margin-left: 2ch; }
  .dual .aside { margin-left: 1ch; }
  .slug .number { position: static; margin-right: 1ch; }
  .slug .number + .number { display: none; }
}
@page { size: SIZE; margin: 1in 1in 1in 1.5in; @top-right { content: counter(page) "."; font: 12pt Courier, monospace; } }
@page :first { @top-right { content: none; } }
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; }
  body { font-size: 12pt; line-height: 12pt; }
  article > :first-child, .break + * { margin-top: 0; }
  main { max-width: none; padding: 0; }
  nav { display: none; }
  p { orphans: 2; widows: 2; }
  .slug, .cue, .aside { break-after: avoid; }
  .transition { break-before: avoid; }
  .dual { break-inside: avoid; }
  .title-page { display: block; position: relative; break-after: page; height: 6.4in; padding-top: 2.5in; }
  .title-page .foot { position: absolute; bottom: 0; left: 0; right: 0; }
  .title-page h1 { margin-top: 0; }
  .break { border: 0; margin: 0; break-after: page; }
}
"""
_COUNTED = """@page :first { counter-increment: page 0; }
@page :nth(2) { @top-right { content: none; } }
"""  # a title page is no page of the script, and the first of those has no number


def render(screenplay: Screenplay, *, paper: str = "letter", scene_numbers: bool = False) -> str:
    """Return the page. `paper` (letter, a4) is what it is printed on."""
    title = fountain.title(screenplay) or "Screenplay"
    slugs = [element for element in screenplay.elements if element.type == "scene_heading"]
    cover = "".join(_title_page(screenplay))
    script = "".join(_blocks(screenplay.elements, numbered=scene_numbers))
    return (
        f'<!doctype html>\n<html lang="{_language(screenplay)}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_plain(title)}</title>\n<style>{_STYLE.replace('SIZE', _SIZES[paper])}{_COUNTED if cover else ''}</style>\n</head>\n"
        f"<body>\n<main>\n{cover}{''.join(_contents(slugs))}<article>\n{script}</article>\n</main>\n</body>\n</html>\n"
    )


def _title_page(screenplay: Screenplay) -> Iterator[str]:
    middle, left, right = [], [], []
    for entry in screenplay.title_page:
        key, text = entry.key.lower(), "\n".join(_styled(emphasis.read(line)[0]) for line in entry.lines)
        if key in _MIDDLE and text:
            tag = "h1" if key in _TITLES else "p"
            middle.append(f"<{tag}>{text}</{tag}>\n")
        elif key in (*_LEFT, *_RIGHT) and text:
            (left if key in _LEFT else right).append(f"<p>{text}</p>\n")
    if middle or left or right:
        foot = "".join(f"<div>\n{''.join(side)}</div>\n" for side in (left, right))
        yield f'<header class="title-page">\n{"".join(middle)}<div class="foot">\n{foot}</div>\n</header>\n'


def _contents(slugs: Sequence[Element]) -> Iterator[str]:
    if len(slugs) > 1:
        rows = "".join(f'<li><a href="#scene-{index}">{_plain(slug.text)}</a></li>\n' for index, slug in enumerate(slugs, 1))
        yield f'<nav aria-label="Scenes"><details><summary>{len(slugs)} scenes</summary>\n<ol>\n{rows}</ol>\n</details></nav>\n'


def _blocks(elements: Sequence[Element], *, numbered: bool) -> Iterator[str]:
    """Yield the script; speeches at the same time stand side by side."""
    seen = [element for element in elements if element.type not in SILENT or element.type == "page_break"]
    at = scene = 0
    while at < len(seen):
        element = seen[at]
        if element.type == "character":
            speeches = []
            while at < len(seen) and seen[at].type == "character" and (not speeches or seen[at].dual):
                end = at + 1
                while end < len(seen) and seen[end].type in SPOKEN:
                    end += 1
                speeches.append(_speech(seen[at:end]))
                at = end
            yield "".join(speeches) if len(speeches) == 1 else f'<div class="dual">\n{"".join(speeches)}</div>\n'
            continue
        at += 1
        if element.type == "scene_heading":
            scene += 1
            yield _slug(element, scene, element.number if numbered else None)
        elif element.type == "page_break":
            yield '<hr class="break">\n'
        else:
            yield "<br>\n" * max(0, element.blank_before - 1 if element.type == "action" else 0) + _block(element)


def _slug(element: Element, scene: int, number: str | None) -> str:
    left = f'<span class="number">{_plain(number)}</span>' if number else ""
    right = f'<span class="number" aria-hidden="true">{_plain(number)}</span>' if number else ""
    return f'<h2 class="slug" id="scene-{scene}">{left}{right}{_styled(element.runs)}</h2>\n'


def _speech(elements: Sequence[Element]) -> str:
    cue, *said = elements
    return f'<div class="speech">\n<p class="cue">{_styled(cue.runs)}</p>\n{"".join(_block(element) for element in said)}</div>\n'


def _block(element: Element) -> str:
    name = _CLASSES.get(element.type)
    named = f' class="{name}"' if name else ""
    return f"<p{named}>{_styled(element.runs)}</p>\n"


def _styled(runs: Iterable[Run]) -> str:
    pieces = []
    for run in runs:
        tags = [tag for tag, on in (("strong", run.bold), ("em", run.italic), ("u", run.underline)) if on]
        opening, closing = "".join(f"<{tag}>" for tag in tags), "".join(f"</{tag}>" for tag in reversed(tags))
        pieces.append(f"{opening}{_plain(run.text)}{closing}")
    return "".join(pieces)


def _plain(text: str) -> str:
    """Return a text without markup, and without what HTML forbids: control codes, and halves of a character."""
    return escape(re.sub("[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]", "\ufffd", text))


def _language(screenplay: Screenplay) -> str:
    """Return the language that the title page names, or the one that most speaks for by its letters; English otherwise."""
    for entry in screenplay.title_page:
        if entry.key.lower() in ("language", "lang") and entry.lines and re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*", entry.lines[0]):
            return entry.lines[0]
    text = "".join(element.text for element in screenplay.elements if element.type not in SILENT)[:20_000]
    letters = sum(char.isalpha() for char in text)
    return next((name for name, span in _SCRIPTS if len(re.findall(f"[{span}]", text)) * 4 > letters), "en")
