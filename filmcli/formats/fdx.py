"""FDX: Final Draft's XML, in and out, by way of the screenplay model.

Knows nothing of pages. There is no public schema; only `<FinalDraft><Content>` is required. What Fountain has no word for
is said as its nearest element: a Shot, a General paragraph and a Cast List are action, New Act and End of Act are centred.
What FDX has no word for (the keys of a title page, a fifth level of sections) stands in `<?filmcli …?>` instructions,
which every XML reader passes over.
"""

from __future__ import annotations

from filmcli.core.errors import InputError
from filmcli.formats import fdx_reader, fdx_title, fdx_writer, fountain
from filmcli.formats.screenplay import Screenplay


def read(data: str | bytes, *, name: str) -> Screenplay:
    """Return the screenplay of an FDX file, with the lines and columns of its Fountain text.

    Raises InputError "NAME:LINE: …" for what is no FDX, and for a DOCTYPE: entities are never expanded.
    """
    root = fdx_reader.tree(data, name=name)
    if root.tag != "FinalDraft" or root.find("Content") is None:
        raise InputError(
            f"{name}:1: is XML with <{root.tag}>, expected <FinalDraft> with <Content>", hint="save it from Final Draft as .fdx"
        )
    page = root.find("TitlePage/Content")
    entries = fdx_title.read(page) if page is not None else ()
    return fountain.settle(Screenplay(entries, fdx_reader.elements(root)))


def write(screenplay: Screenplay) -> str:
    """Return the FDX text of a screenplay. A character that XML cannot hold (a control code) becomes U+FFFD."""
    return fdx_writer.document(screenplay, fdx_title.write(screenplay.title_page))
