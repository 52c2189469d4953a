"""The paragraphs of an FDX file, read into elements.

Knows nothing of title pages. Text is many sibling `<Text>` elements, each in one style: all of them are joined.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from xml.etree import ElementTree
from xml.parsers import expat

from filmcli.core.errors import InputError
from filmcli.formats import fountain
from filmcli.formats.screenplay import Element, Inline, Run, Screenplay, Type

Node = ElementTree.Element
BONEYARD = "Boneyard"  # the name of a ScriptNote that was cut text
_TYPES: dict[str, Type] = {  # every other type is action: Action, General, Shot, Cast List, and what an author added
    "Scene Heading": "scene_heading",
    "Character": "character",
    "Parenthetical": "parenthetical",
    "Dialogue": "dialogue",
    "Transition": "transition",
    "Lyrics": "lyric",
    "Singing": "lyric",
    "New Act": "centered",
    "End of Act": "centered",
    "Outline Body": "synopsis",
    "Note": "note",
}
_CAPITALS = ("Scene Heading", "Character", "Transition")  # types that a template may show in capitals
_EMBEDDED = 2  # positions that Final Draft counts for a block within a paragraph (measured on its files by others)


def tree(data: str | bytes, *, name: str) -> Node:
    """Return the root of an XML text. Raises InputError for what is not well-formed, and for a DOCTYPE."""
    builder = ElementTree.TreeBuilder(insert_pis=True)
    parser = expat.ParserCreate("utf-8" if isinstance(data, str) else None)
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.ProcessingInstructionHandler = builder.pi

    def refuse(*_: object) -> None:
        raise InputError(f"{name}:{parser.CurrentLineNumber}: has a DOCTYPE, which no FDX file has; entities are not expanded")

    parser.StartDoctypeDeclHandler = refuse
    if isinstance(data, str):
        data = data.removeprefix("\ufeff").encode("utf-8", "replace")
    try:
        parser.Parse(data.lstrip(), True)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        line = getattr(error, "lineno", 1)
        words = expat.ErrorString(error.code) if isinstance(error, expat.ExpatError) else str(error)
        raise InputError(f"{name}:{line}: {words}, expected the XML of Final Draft") from None
    return builder.close()


def elements(root: Node) -> tuple[Element, ...]:
    """Return the elements of a file's content, with the notes that are kept apart from it in their places."""
    shown = [(s.get("Type"), font.get("Style", "")) for s in root.iterfind("ElementSettings") for font in s.iterfind("FontSpec")]
    capitals = {kind for kind, style in shown if "AllCaps" in style and kind in _CAPITALS}
    notes = root.findall("ScriptNotes/ScriptNote")
    bodies = {note.get("ID"): note for note in notes if note.get("ID") and not note.get("Range")}
    placed = [(int(note.get("Range").split(",")[0]), note) for note in notes if re.match(r"\d{1,9},", note.get("Range", ""))]
    reader = _Reader(capitals, bodies, sorted(placed, key=lambda pair: pair[0])[::-1])
    reader.paragraphs(root.find("Content"))
    rest = [*(note for _, note in reversed(reader.placed)), *(note for id, note in bodies.items() if id not in reader.pinned)]
    return (*reader.elements, *map(_aside, rest))  # the place of the rest is not in the script any more


def instruction(node: Node, word: str) -> str | None:
    """Return what a `<?filmcli WORD …?>` within a node says."""
    for child in node:
        if child.tag is ElementTree.ProcessingInstruction and (child.text or "").startswith(f"filmcli {word} "):
            return child.text.removeprefix(f"filmcli {word} ")
    return None


def runs(node: Node, *, capitals: bool = False) -> tuple[Run, ...]:
    """Return the styled text of a paragraph's own `<Text>` elements."""
    return tuple(_run(text, capitals) for text in node.findall("Text"))


def _run(text: Node, capitals: bool) -> Run:
    style = text.get("Style", "").split("+")
    said = "".join(text.itertext())
    return Run(said.upper() if capitals or "AllCaps" in style else said, "Bold" in style, "Italic" in style, "Underline" in style)


@dataclass
class _Reader:
    capitals: set[str | None]  # the types that are shown in capitals
    bodies: dict[str | None, Node]  # notes that paragraphs refer to
    placed: list[tuple[int, Node]] = field(default_factory=list)  # notes by the position they belong to, the next one last
    pinned: set[str | None] = field(default_factory=set)  # the ids that were referred to
    embedded: bool = False  # in a block within a paragraph, whose text does not count and which holds no further block
    elements: list[Element] = field(default_factory=list)
    blank: int = 0  # empty paragraphs above
    position: int = 0  # as Final Draft counts the characters of the content

    def paragraphs(self, parent: Node, *, dual: bool = False) -> None:
        """Read the paragraphs within a node; with `dual`, the cues after the first speak at the same time as it."""
        cues = 0
        alone = sum(node.get("Type") == "Character" for node in parent) == 1
        for node in parent:
            if node.tag == "DualDialogue" and not self.embedded:
                self._block(node)
            if node.tag != "Paragraph":
                continue
            cue = node.get("Type") == "Character"
            self._paragraph(node, dual=dual and cue and (cues > 0 or alone))
            cues += cue

    def _paragraph(self, node: Node, *, dual: bool) -> None:
        kind = node.get("Type", "")
        found = runs(node, capitals=kind in self.capitals)
        text = "".join(run.text for run in found)
        notes = self._notes(node, len(text))
        if node.get("StartsNewPage") == "Yes":
            self._add(Element("page_break", "", inline=() if text.strip() else tuple(notes)))
            notes = notes if text.strip() else []
        if text.strip() or (kind == "Lyrics" and not notes):
            self._text(node, kind, found, notes, dual=dual)
        elif notes:
            self.elements += [Element(note.type, note.text) for note in notes]
        elif node.find("DualDialogue") is None and kind not in ("Character", "Parenthetical", "Dialogue"):
            self.blank += 1
        for summary in node.iterfind("SceneProperties/Summary/Paragraph"):
            self._add(_element("synopsis", runs(summary)))
        for block in () if self.embedded else (*node.iterfind("DualDialogue"), *node.iterfind("OmittedScene")):
            self._block(block)

    def _block(self, block: Node) -> None:
        """Read what is embedded in a paragraph: both sides of a dual dialogue; an omitted scene, which is cut text."""
        inner = _Reader(self.capitals, self.bodies, pinned=self.pinned, embedded=True)
        inner.paragraphs(block, dual=block.tag == "DualDialogue")
        if block.tag == "DualDialogue":
            self.elements += inner.elements
        else:
            self._add(Element("boneyard", fountain.write(Screenplay(elements=tuple(inner.elements)))))

    def _text(self, node: Node, kind: str, found: tuple[Run, ...], notes: list[Inline], *, dual: bool) -> None:
        type = _TYPES.get(kind, "action")
        level = re.fullmatch(r"Outline (\d)", kind)
        if level:
            deeper = re.fullmatch(r"\d{1,4}", instruction(node, "level") or "")
            self._add(replace(_element("section", found, notes), level=int(deeper[0] if deeper else level[1])))
        elif type == "action" and node.get("Alignment") == "Center":
            self._add(_element("centered", found, notes))
        else:
            element = _element(type, found, notes)
            self._add(replace(element, number=node.get("Number") if type == "scene_heading" else None, dual=dual))
        title = node.find("SceneProperties")
        if type == "scene_heading" and title is not None and title.get("Title", "").strip():
            self._add(_element("synopsis", (Run(title.get("Title")),)))

    def _add(self, element: Element) -> None:
        lead = "\n" * (self.blank + 1) if self.blank and self.elements else ""
        self.elements.append(replace(element, lead=lead))
        self.blank = 0

    def _notes(self, node: Node, size: int) -> list[Inline]:
        """Return the notes of a paragraph: those within it, and those that the file keeps apart and places by position."""
        notes, at = [], 0
        for child in node:
            if child.tag == "Text":
                at += len("".join(child.itertext()))
            elif child.tag == "ScriptNote":
                body = child if child.find("Paragraph") is not None else self.bodies.get(child.get("ID"), child)
                self.pinned.add(child.get("ID"))
                notes.append(_inline(body, at))
        end = self.position + size + _EMBEDDED * sum(child.tag in ("DualDialogue", "OmittedScene") for child in node)
        while self.placed and self.placed[-1][0] <= end:
            place, note = self.placed.pop()
            notes.append(_inline(note, min(max(place - self.position, 0), size)))
        self.position = end + 1
        return sorted(notes, key=lambda note: note.at)


def _element(type: Type, found: Iterable[Run], notes: Iterable[Inline] = ()) -> Element:
    found = tuple(found)
    return Element(type, "".join(run.text for run in found), runs=found, inline=tuple(notes))


def _inline(note: Node, at: int) -> Inline:
    return Inline("boneyard" if note.get("Name") == BONEYARD else "note", "\n".join(_lines(note)), at)


def _aside(note: Node) -> Element:
    inline = _inline(note, 0)
    return Element(inline.type, inline.text)


def _lines(note: Node) -> Iterator[str]:
    for paragraph in note.findall("Paragraph"):
        yield "".join(run.text for run in runs(paragraph))
