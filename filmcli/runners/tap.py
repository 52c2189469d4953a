"""A voice's model with one more of its inner values handed out: how long it lets each sound last.

Knows nothing of voices. An ONNX file is one protobuf message, and two messages laid end to end are read as one (protobuf, encoding: "last
one wins", lists are joined and messages merged): so an output is added by appending 40 bytes, and nothing else of the file changes.
"""

from __future__ import annotations

MODEL_GRAPH, GRAPH_OUTPUT = 7, 12  # field numbers of onnx.proto
FLOAT = 1  # TensorProto.DataType


def with_output(model: bytes, name: str) -> bytes:
    """Return an ONNX file whose last output is also the inner float value `name`."""
    kind = _field(2, _field(1, _number(1 << 3) + _number(FLOAT)))  # TypeProto.tensor_type.elem_type
    return model + _field(MODEL_GRAPH, _field(GRAPH_OUTPUT, _field(1, name.encode()) + kind))


def spans(symbols: list[str], lengths: list[float], seconds: float) -> list[tuple[str, float, float]]:
    """Return (symbol, start, end) in seconds: the lengths, in any unit, spread over the whole sound. One length to each symbol."""
    unit = seconds / max(sum(lengths), 1e-9)
    found, clock = [], 0.0
    for symbol, length in zip(symbols, lengths, strict=True):
        found.append((symbol, clock, clock + length * unit))
        clock += length * unit
    return found


def _field(number: int, value: bytes) -> bytes:
    return _number(number << 3 | 2) + _number(len(value)) + value


def _number(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes([*out, value])
