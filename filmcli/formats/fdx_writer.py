"""A screenplay spelled as FDX, as Final Draft 12 lays its files out.

Knows nothing of title pages. Text is written as it is typed: no style says AllCaps, so a cue like McCLANE stays itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from filmcli.formats.fdx_reader import BONEYARD
from filmcli.formats.scenes import scenes
from filmcli.formats.screenplay import ASIDE, SPOKEN, Element, Inline, Run, Screenplay

_TYPES = {
    "scene_heading": "Scene Heading",
    "action": "Action",
    "centered": "Action",
    "character": "Character",
    "parenthetical": "Parenthetical",
    "dialogue": "Dialogue",
    "lyric": "Lyrics",
    "transition": "Transition",
    "synopsis": "Outline Body",
    "note": "General",
    "boneyard": "General",
    "page_break": "General",
}
_SPEECH = SPOKEN | ASIDE
_DEEPEST = 4  # Outline 1 to Outline 4
_UNSPEAKABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
# Final Draft's own template: left and right indent in inches from the paper's left edge, space above in points, alignment.
_SETTINGS = {
    "General": (1.5, 7.5, 0, "Left"),
    "Scene Heading": (1.5, 7.5, 24, "Left"),
    "Action": (1.5, 7.5, 12, "Left"),
    "Character": (3.5, 7.25, 12, "Left"),
    "Parenthetical": (3.0, 5.5, 0, "Left"),
    "Dialogue": (2.5, 6.0, 0, "Left"),
    "Transition": (5.5, 7.1, 12, "Right"),
    "Shot": (1.5, 7.5, 24, "Left"),
    "Lyrics": (2.5, 6.0, 0, "Left"),
    "Outline 1": (1.5, 7.5, 12, "Left"),
    "Outline 2": (1.5, 7.5, 12, "Left"),
    "Outline 3": (1.5, 7.5, 12, "Left"),
    "Outline 4": (1.5, 7.5, 12, "Left"),
    "Outline Body": (1.5, 7.5, 0, "Left"),
}


def document(screenplay: Screenplay, title_page: Sequence[str]) -> str:
    """Return the whole file around the paragraphs of its title page."""
    title = f"<TitlePage>\n<Content>\n{''.join(title_page)}</Content>\n</TitlePage>\n" if title_page else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no" ?>\n'
        '<FinalDraft DocumentType="Script" Template="No" Version="5">\n'
        f"<Content>\n{''.join(_content(screenplay.elements))}</Content>\n{title}"
        f"{''.join(_settings())}"
        '<MoresAndContinueds>\n<DialogueBreaks AutomaticCharacterContinueds="Yes" BottomOfPage="Yes" DialogueBottom="(MORE)"'
        ' DialogueTop="(CONT\'D)" TopOfNext="Yes"/>\n</MoresAndContinueds>\n'
        f"{_smart_type(screenplay)}</FinalDraft>\n"
    )


def paragraph(kind: str, runs: Iterable[Run], notes: Sequence[Inline] = (), *, inside: str = "", **attributes: str | None) -> str:
    """Return one paragraph: its attributes, what stands inside before the text, its text with the notes in their places."""
    given = {"Type": kind or None, **attributes}
    named = "".join(f" {name}={quoteattr(_clean(value))}" for name, value in given.items() if value)
    body = "".join(_texts(runs, notes)) or "<Text></Text>"
    return f"<Paragraph{named}>{inside}{body}</Paragraph>\n"


def instructed(row: str, word: str, value: str) -> str:
    """Return a paragraph that carries an instruction to filmcli, for what FDX has no word for."""
    value = _clean(value).replace("?>", "? >")
    return row.replace("><", f"><?filmcli {word} {value}?><", 1)


def _content(elements: Sequence[Element]) -> Iterator[str]:
    """Yield the paragraphs; a page break is an attribute of the one that follows it, or of an empty one."""
    at = 0
    while at < len(elements):
        page = elements[at].type == "page_break"
        following = elements[at + 1 : at + 2]
        if page and not elements[at].inline and following and following[0].type not in ("page_break", *ASIDE):
            at += 1
        end = _dual(elements, at)
        if end > at:
            rows = "".join(_paragraph(element) for element in elements[at:end])
            opening = '<Paragraph StartsNewPage="Yes">' if page else "<Paragraph>"
            yield f"{opening}<DualDialogue>\n{rows}</DualDialogue></Paragraph>\n"
        else:
            end = at + 1
            while elements[at].type == "scene_heading" and _is_summary(elements[end : end + 1]):
                end += 1
            if elements[at].type == "action" and at and not page:
                yield from [paragraph("Action", ())] * (elements[at].blank_before - 1)
            yield _paragraph(elements[at], elements[at + 1 : end], page="Yes" if page else None)
        at = end


def _is_summary(following: Sequence[Element]) -> bool:
    return bool(following) and following[0].type == "synopsis" and not following[0].inline


def _paragraph(element: Element, summary: Sequence[Element] = (), *, page: str | None = None) -> str:
    if element.type in ASIDE:
        return paragraph("General", (), (Inline(element.type, element.text, 0),), StartsNewPage=page)  # type: ignore[arg-type]
    inside = ""
    if element.type == "scene_heading":
        rows = "".join(paragraph("", item.runs or (Run(item.text),)) for item in summary)
        inside = f"<SceneProperties>\n<Summary>\n{rows}</Summary>\n</SceneProperties>" if rows else ""
    kind = f"Outline {min(max(element.level, 1), _DEEPEST)}" if element.type == "section" else _TYPES[element.type]
    row = paragraph(
        kind,
        element.runs or (Run(element.text),),
        element.inline,
        inside=inside,
        Number=element.number,
        Alignment="Center" if element.type == "centered" else None,
        StartsNewPage=page,
    )
    return instructed(row, "level", str(element.level)) if element.level > _DEEPEST else row


def _dual(elements: Sequence[Element], at: int) -> int:
    """Return where the speeches that are spoken at the same time end; `at` when one is spoken alone."""
    if elements[at].type != "character":
        return at
    speeches, end, dual = 0, at, elements[at].dual
    while end < len(elements) and elements[end].type == "character" and (not speeches or elements[end].dual):
        speeches += 1
        end += 1
        while end < len(elements) and elements[end].type in _SPEECH:
            end += 1
    while elements[end - 1].type in ASIDE:
        end -= 1
    return end if speeches > 1 or dual else at


def _texts(runs: Iterable[Run], notes: Sequence[Inline]) -> Iterator[str]:
    waiting = sorted(notes, key=lambda note: note.at)[::-1]
    at = 0
    for run in runs:
        text = run.text
        while waiting and waiting[-1].at < at + len(text):
            cut = waiting[-1].at - at
            yield _text(run, text[:cut])
            yield _note(waiting.pop())
            text, at = text[cut:], at + cut
        yield _text(run, text)
        at += len(text)
    yield from map(_note, reversed(waiting))


def _text(run: Run, text: str) -> str:
    if not text:
        return ""
    style = "+".join(name for name, on in (("Bold", run.bold), ("Italic", run.italic), ("Underline", run.underline)) if on)
    named = f' Style="{style}"' if style else ""
    return f"<Text{named}>{escape(_clean(text), {chr(13): '&#13;'})}</Text>"


def _note(note: Inline) -> str:
    name = f' Name="{BONEYARD}"' if note.type == "boneyard" else ""
    return f"<ScriptNote{name}>{''.join(paragraph('', (Run(line),)) for line in note.text.split(chr(10)))}</ScriptNote>"


def _clean(text: str) -> str:
    return _UNSPEAKABLE.sub("\ufffd", text)


def _settings() -> Iterator[str]:
    for kind, (left, right, above, align) in _SETTINGS.items():
        yield (
            f'<ElementSettings Type="{kind}">\n<FontSpec Font="Courier Prime" Size="12" Style=""/>\n'
            f'<ParagraphSpec Alignment="{align}" FirstIndent="0.00" Leading="Regular" LeftIndent="{left:.2f}" RightIndent="{right:.2f}"'
            f' SpaceBefore="{above}" Spacing="1" StartsNewPage="No"/>\n</ElementSettings>\n'
        )


def _smart_type(screenplay: Screenplay) -> str:
    """Return the lists that Final Draft completes words from: who speaks, where and when."""
    told = scenes(screenplay)
    lists = {
        ("Characters", "Character"): {speech.name.upper() for scene in told for speech in scene.speeches},
        ("TimesOfDay", "TimeOfDay"): {scene.time.upper() for scene in told if scene.time},
        ("Locations", "Location"): {scene.place.upper() for scene in told if scene.place},
    }
    rows = []
    for (plural, single), words in lists.items():
        inner = "".join(f"<{single}>{escape(_clean(word))}</{single}>\n" for word in sorted(words))
        rows.append(f"<{plural}>\n{inner}</{plural}>\n")
    return f"<SmartType>\n{''.join(rows)}</SmartType>\n"
