"""The trained networks as plain arrays: an ensemble of small perceptrons, its temperature, and what it has seen.

Knows nothing of stories and of training; numpy is enough to use it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filmcli.core import files
from filmcli.core.errors import CannotRunError

if TYPE_CHECKING:
    import numpy as np

FORMAT = "filmcli/plot-weights@1"
KEY = "filmcli"


@dataclass(frozen=True)
class Ensemble:
    """`hidden` (k, inputs, h), `hidden_bias` (k, h), `out` (k, h, classes), `out_bias` (k, classes); `temperature` divides the logits."""

    hidden: np.ndarray
    hidden_bias: np.ndarray
    out: np.ndarray
    out_bias: np.ndarray
    temperature: float = 1.0

    def probabilities(self, inputs: np.ndarray) -> np.ndarray:
        """Return the members' mean probabilities, (n, classes), of inputs (n, features)."""
        import numpy as np

        middle = _gelu(np.einsum("nf,kfh->knh", inputs, self.hidden) + self.hidden_bias[:, None])
        logits = (np.einsum("knh,khc->knc", middle, self.out) + self.out_bias[:, None]) / self.temperature
        logits -= logits.max(axis=2, keepdims=True)
        found = np.exp(logits)
        mean: np.ndarray = (found / found.sum(axis=2, keepdims=True)).mean(axis=0)
        return mean

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the four arrays by name."""
        return {"hidden": self.hidden, "hidden_bias": self.hidden_bias, "out": self.out, "out_bias": self.out_bias}


def save(path: Path, ensembles: Mapping[str, Ensemble], others: Mapping[str, np.ndarray], facts: Mapping[str, Any]) -> None:
    """Write the networks as float16 safetensors; `facts` is plain data, kept in the header. The same networks give the same bytes."""
    import numpy as np
    from safetensors.numpy import save as pack

    arrays = {f"{name}.{part}": array for name, one in ensembles.items() for part, array in one.arrays().items()} | dict(others)
    temperatures = {name: one.temperature for name, one in ensembles.items()}
    header = {"format": FORMAT, "facts": dict(facts), "temperatures": temperatures}
    # one key of metadata: safetensors writes several in any order
    packed = pack(
        {name: np.ascontiguousarray(array, dtype=np.float16) for name, array in arrays.items()},
        metadata={KEY: json.dumps(header, sort_keys=True)},
    )
    files.write(path, packed)


def load(path: Path) -> tuple[dict[str, Ensemble], dict[str, np.ndarray], dict[str, Any]]:
    """Return (networks, other arrays, facts), in float32. Raises CannotRunError for a file that is not the plot model's."""
    import numpy as np
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            header = json.loads((file.metadata() or {}).get(KEY, "{}"))
            if header.get("format") != FORMAT:
                raise ValueError(f"format {header.get('format')!r}, expected {FORMAT!r}")
            arrays = {name: file.get_tensor(name).astype(np.float32) for name in file.keys()}  # noqa: SIM118
        found = {}
        for name, temperature in header["temperatures"].items():
            parts = {part: arrays.pop(f"{name}.{part}") for part in ("hidden", "hidden_bias", "out", "out_bias")}
            found[name] = Ensemble(**parts, temperature=float(temperature))
        facts = dict(header["facts"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SafetensorError) as error:
        raise CannotRunError(f"{path}: is no plot model: {error}", hint="filmcli train plot --data DIR -o FOLDER") from None
    return found, arrays, facts


def stored(array: np.ndarray) -> np.ndarray:
    """Return an array as it comes back from the file, so that what is measured is what ships."""
    import numpy as np

    back: np.ndarray = array.astype(np.float16).astype(np.float32)
    return back


def _gelu(x: np.ndarray) -> np.ndarray:
    """Return GELU by its tanh form (Hendrycks and Gimpel 2016, section 2)."""
    import numpy as np

    value: np.ndarray = 0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3)))
    return value
