"""The render stage: screenplay and cast to shots, and shots to pictures.

Knows nothing of how the screenplay was written or how the film is put together.
"""

from filmcli.render.checks import Finding, check
from filmcli.render.planner import plan

__all__ = ["Finding", "check", "plan"]
