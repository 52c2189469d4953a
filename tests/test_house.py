"""The rules of the house: arrows point down, help is light, and only the worker knows Blender."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from filmcli import runners
from filmcli.cli import COMMANDS

ROOT = Path(__file__).parent.parent / "filmcli"
HEAVY = {"torch", "transformers", "diffusers", "bpy", "numpy", "PIL", "anny", "scipy", "av", "onnxruntime", "cv2", "OpenEXR"}
MAY = {  # room → the rooms of filmcli it may import from
    "core": {"core"},
    "formats": {"core", "formats"},
    "runners": {"core", "formats", "runners"},
    "conduct": {"core", "formats", "runners", "conduct"},
    "script": {"core", "formats", "runners", "conduct", "script"},
    "cast": {"core", "formats", "runners", "conduct", "cast"},
    "render": {"core", "formats", "runners", "conduct", "render"},
    "make": {"core", "formats", "runners", "conduct", "script", "cast", "render", "make"},
    "commands": {"core", "formats", "runners", "conduct", "script", "cast", "render", "make", "commands"},
    "blender": {"core", "formats", "blender"},
}
FILES = sorted(ROOT.rglob("*.py"))


def imports(path):
    """Yield (module, whether at module level) of every import in a file."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    top = {id(node) for statement in tree.body for node in ([statement] if not isinstance(statement, ast.If) else [])}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, id(node) in top
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module, id(node) in top
            for name in node.names:
                yield f"{node.module}.{name.name}", id(node) in top


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_down(path):
    room = path.relative_to(ROOT).parts[0]
    if room not in MAY:
        return
    for module, _ in imports(path):
        parts = module.split(".")
        if parts[0] == "filmcli" and len(parts) > 1 and parts[1] in MAY:
            assert parts[1] in MAY[room], f"{path.name} imports {module}"
        if room in ("script", "cast", "render", "make") and parts[:2] == ["filmcli", "runners"] and len(parts) > 2:
            assert parts[2] not in runners.BUILT_IN, f"{path.name} names the backend {module}"


@pytest.mark.parametrize("path", [p for p in FILES if "blender" not in p.parts], ids=lambda path: str(path.relative_to(ROOT)))
def test_only_the_worker_knows_blender(path):
    for module, _ in imports(path):
        assert module.split(".")[0] not in ("bpy", "bmesh", "mathutils"), f"{path.name} imports {module}"
        assert not module.startswith("filmcli.blender"), f"{path.name} imports {module}"


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_loads_nothing_heavy(command):
    code = f"import sys; from filmcli.cli import main; code = main({[command, '--help'] if command else ['--help']!r}); print(code, sorted(sys.modules.keys() & {HEAVY!r}))"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.splitlines()[-1] == "0 []"


def test_no_one_unpickles_or_evaluates():
    banned = ("import pickle", "eval(", "exec(", "trust_remote_code=True", "yaml.load(text)", "os.system(")
    for path in FILES:
        text = path.read_text(encoding="utf-8")
        for word in banned:
            assert not any(word in line and not line.lstrip().startswith("#") and f".{word}" not in line for line in text.splitlines()), (
                f"{path.name}: {word}"
            )
