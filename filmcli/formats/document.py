"""What every YAML document of a production is made of: frozen models that know all of their keys, and the name of an upstream document.

Knows nothing of any one document.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen part of the document; an unknown key is an error, and so is a number that is none or has no end."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Source(Model):
    """An upstream document: where it lies, relative to this one, and the digest it was read at."""

    path: str
    digest: str
