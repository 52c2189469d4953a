"""An Open Job Description bundle: the orders of a film as a job that a render farm runs, each model loaded once per session.

Knows nothing of any farm, and imports no openjd: the bundle is YAML and JSON. Specification: jobtemplate-2023-09 with the extension
TASK_CHUNKING. In the folder: `template.yaml`, `parameter_values.yaml` (for submitters), `parameters.json` (for `openjd run -p file://…`), and
`orders/<step>/<number>.json`, one file for each batch. Paths in the orders are relative to the job's parameter Production.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from filmcli.conduct import models, parcel
from filmcli.conduct.deck import cut
from filmcli.core import files
from filmcli.core.errors import CannotRunError
from filmcli.formats.orders import Order, Rig

SESSION = "filmcli.conduct.session"  # the module that the job's actions run


def bundle(folder: Path, work: Iterable[tuple[Rig, Sequence[Order]]], *, root: Path, name: str) -> int:
    """Write a job bundle into `folder`; return the number of its tasks. `root` is the production folder that paths are relative to.

    One step for each (rig, orders), after the steps whose files it reads. Raises CannotRunError for an input that is neither there nor
    made by an earlier step, or that is outside the production.
    """
    root = root.resolve()
    steps: list[dict[str, Any]] = []
    made: dict[Path, str] = {}
    papers: dict[Path, str] = {}
    for rig, orders in work:
        if not orders:
            continue
        title = f"{len(steps) + 1} {rig.runner}"
        needed = {made[path] for order in orders for path in _inputs(order, made)}
        slot = f"{len(steps) + 1}_{files.safe_name(rig.runner, fallback='model')}"
        batches = cut(orders, rig.batch or models.card_of(rig).cost.batch)
        for number, batch in enumerate(batches, 1):
            told = {
                "rig": rig.model_dump(mode="json"),
                "orders": [parcel.redirected(order, lambda path: _inside(path, root)).model_dump(mode="json") for order in batch],
            }
            papers[folder / "orders" / slot / f"{number}.json"] = json.dumps(told, indent=1) + "\n"
        steps.append(_step(title, slot, rig, len(batches), sorted(needed)))
        made |= {order.out.resolve(): title for order in orders}
    if not steps:
        raise CannotRunError("there is nothing to make: no bundle is written", hint="filmcli render --force, or another --only")
    if (folder / "template.yaml").exists():
        shutil.rmtree(folder / "orders", ignore_errors=True)  # an earlier bundle's
    for path, text in papers.items():
        files.write(path, text)
    _write(folder, _template(name, steps), {"Production": str(root), "Python": sys.executable})
    return len(papers)


def _inputs(order: Order, made: dict[Path, str]) -> list[Path]:
    """Return the inputs that earlier steps make. Raises CannotRunError for one that nobody makes."""
    later = []
    for path in parcel.paths(order):
        if path.resolve() in made:
            later.append(path.resolve())
        elif not path.exists():
            raise CannotRunError(f"{order.id}: {path} is not there yet", hint="filmcli render, which draws the stills and their plates")
    return later


def _inside(path: Path, root: Path) -> Path:
    try:
        return path.resolve().relative_to(root)
    except ValueError:
        raise CannotRunError(f"{path} is outside {root}: a farm would not find it", hint="move it into the production folder") from None


def _template(name: str, steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "specificationVersion": "jobtemplate-2023-09",
        "extensions": ["TASK_CHUNKING"],
        "name": name[:128],
        "parameterDefinitions": [
            {
                "name": "Production",
                "type": "PATH",
                "objectType": "DIRECTORY",
                "dataFlow": "INOUT",
                "description": "The production folder; the orders' paths are relative to it.",
            },
            {"name": "Orders", "type": "PATH", "objectType": "DIRECTORY", "dataFlow": "IN", "default": "orders"},
            {"name": "Python", "type": "STRING", "default": "python", "description": "A Python in which filmcli is installed."},
        ],
        "steps": steps,
    }


def _step(title: str, slot: str, rig: Rig, batches: int, needed: list[str]) -> dict[str, Any]:
    """Return one step: its environment holds the worker, its tasks hand it their orders."""
    seat = "{{Session.WorkingDirectory}}/worker.json"
    python = "{{Param.Python}}"
    gpu = {} if rig.device == "cpu" else {"hostRequirements": {"amounts": [{"name": "amount.worker.gpu", "min": 1}]}}
    after = {"dependencies": [{"dependsOn": one} for one in needed]} if needed else {}
    return {
        "name": title,
        "description": f"{rig.card} from {rig.model}",
        **after,
        **gpu,
        "stepEnvironments": [
            {
                "name": "Worker",
                "description": "A worker process that keeps its model loaded from task to task.",
                "script": {
                    "actions": {
                        "onEnter": {"command": python, "args": ["-m", SESSION, "start", seat]},
                        "onExit": {"command": python, "args": ["-m", SESSION, "end", seat]},
                    }
                },
            }
        ],
        "parameterSpace": {
            "taskParameterDefinitions": [
                {
                    "name": "Batch",
                    "type": "CHUNK[INT]",
                    "range": f"1-{batches}",
                    "chunks": {"defaultTaskCount": max(1, batches // 8), "targetRuntimeSeconds": 300, "rangeConstraint": "CONTIGUOUS"},
                }
            ]
        },
        "script": {
            "actions": {
                "onRun": {
                    "command": python,
                    "args": ["-m", SESSION, "ask", seat, "{{Param.Production}}", "{{Param.Orders}}/" + slot, "{{Task.Param.Batch}}"],
                }
            }
        },
    }


def _write(folder: Path, template: dict[str, Any], values: dict[str, str]) -> None:
    import yaml

    listed = {"parameterValues": [{"name": name, "value": value} for name, value in values.items()]}
    files.write(folder / "template.yaml", yaml.safe_dump(template, sort_keys=False, width=120, allow_unicode=True))
    files.write(folder / "parameter_values.yaml", yaml.safe_dump(listed, sort_keys=False, width=120))
    files.write(folder / "parameters.json", json.dumps(values, indent=1) + "\n")
