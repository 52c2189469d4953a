"""Documents on a pipe: what goes in comes out, byte for byte, and a stranger is told what was expected."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filmcli.core.errors import InputError
from filmcli.core.production import CAST, SCRIPT, SHOTS
from filmcli.formats import stream

texts = st.text(st.characters(exclude_categories=("Cs",)), min_size=1).filter(lambda text: text.strip() and not stream._is_yaml(text))


@given(texts)
def test_a_screenplay_survives_the_pipe(text):
    sent = stream.write({SCRIPT: text}, folder=Path("film"), settings={"genre": "noir", "seed": 7})
    got = stream.read(sent, name="stdin")
    assert got.documents[SCRIPT] == text
    assert got.settings == {"genre": "noir", "seed": 7}
    assert got.folder == Path("film")


@pytest.mark.parametrize(
    "text", ["A\n\n\n", "A", " A\n", "\tA\n", "A\r\nB\r\n", "\ufeffA\n", "A\u2028B\n", "\n\nA\n", "A\n---\nB\n", "A \n \n", "ИВАН\n人名\n"]
)
def test_awkward_texts_survive_too(text):
    assert (
        stream.read(stream.write({SCRIPT: text, CAST: "format: filmcli/cast@1\n"}, folder=Path("f"), settings={}), name="stdin").documents[
            SCRIPT
        ]
        == text
    )


def test_a_raw_screenplay_is_a_stream():
    assert stream.read("INT. BAR - NIGHT\n", name="stdin").documents == {SCRIPT: "INT. BAR - NIGHT\n"}


def test_documents_are_passed_on_as_they_stand():
    documents = {SCRIPT: "INT. BAR\n", CAST: "# who\nformat: filmcli/cast@1\nseed: 1\n", SHOTS: "format: filmcli/shots@1\n"}
    assert stream.read(stream.write(documents, folder=Path("."), settings={}), name="stdin").documents == documents


def test_a_foreign_document_is_named():
    with pytest.raises(InputError, match=r"stdin:5: document 2 has format 'acme/x@1'"):
        stream.read("---\nformat: filmcli/cast@1\nseed: 1\n---\nformat: acme/x@1\n", name="stdin")
