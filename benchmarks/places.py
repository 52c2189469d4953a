"""Every set, on four seeds, in each period: what collides, floats, leaves the room, stands on a mark or in the camera's way. The target is 0.

Run: `python benchmarks/places.py [SET …] [--out FILE]`. Counts are of placed pieces; boxes are of parts, so a chair under a table is free.
Knows nothing of how places are laid out: it measures what `stage.planned` returns.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from pathlib import Path

import bpy  # noqa: F401  (mathutils comes with it)
import numpy as np

from filmcli.blender import bodies, fit, stage
from filmcli.blender.bodies import Body
from filmcli.blender.plan import Plan
from filmcli.core import presets

HERE = Path(__file__).resolve().parent
SEEDS = (0, 1, 2, 3)
PERIODS = ("western", "1940s", "contemporary", "future")
FLOAT = 0.005  # metres of air under a piece
REACH = 0.18  # half the width of a person who walks through
CELL = 0.1


def measure(name: str, *, seed: int, period: str) -> dict[str, list[str]]:
    """Return the faults of one set on one seed in one period, by kind."""
    data = presets.load("sets", name)
    plan, _ = stage.planned(data, stage.facts_of({"period": period, "time": "day"}), seed=seed)
    return faults(plan, data)


def faults(plan: Plan, data: dict) -> dict[str, list[str]]:
    """Return the faults of a layout by kind."""
    placed = [body for body in plan.bodies() if not body.fixed]
    return {
        "collision": collisions(placed),
        "floating": [body.title for body in placed if floats(body, plan)],
        "outside": outside(placed, plan),
        "mark": [f"{body.title} on {mark}" for body in placed if not body.flat and (mark := fit.on_mark(body, plan)) not in ("", "camera")],
        "camera": camera(placed, plan, data),
        "reach": unreachable(placed, plan, data),
    }


def collisions(placed: list[Body]) -> list[str]:
    """Return the pairs whose parts sink into each other by more than a touch."""
    found = []
    solid = [body for body in placed if not body.flat]
    for k, one in enumerate(solid):
        for other in solid[k + 1 :]:
            if (depth := bodies.sunk(one, other)) > bodies.TOUCH + 1e-6:
                found.append(f"{one.title} in {other.title} {depth * 1000:.0f} mm")
    return found


def floats(body: Body, plan: Plan) -> bool:
    """Return whether a piece has neither floor, wall, ceiling nor another piece within 5 mm under it."""
    if fit.hanging(body, plan) or abs(body.bounds()[0][2]) <= FLOAT:
        return False
    if not plan.interior and body.bounds()[0][2] <= FLOAT:
        return False
    height = fit.support(body, list(plan.bodies()), lift=FLOAT)
    return height is None or abs(float(body.bounds()[0][2]) - height) > FLOAT


def outside(placed: list[Body], plan: Plan) -> list[str]:
    """Return the pieces that go through a wall or the ceiling; what stands wholly outside is seen through a window."""
    if not plan.interior:
        return []
    found = []
    for body in placed:
        low, high = body.bounds()
        within = plan.room.holds(np.array([(low + high)[:2] / 2]), slack=0.0)
        if within and (not plan.room.holds(body.footprint(), slack=0.05) or high[2] > plan.room.height + 0.05):
            found.append(body.title)
    return found


def camera(placed: list[Body], plan: Plan, data: dict) -> list[str]:
    """Return what stands in the master camera, or between it and the eyes of the people of the first stagings of one and two."""
    found = []
    eye = np.array(data["master"]["at"], float)
    near = [body for body in placed if not body.title.startswith("front_")]
    for body in near:
        if bodies.in_column(body, eye, radius=0.2, low=eye[2] - 0.2, high=eye[2] + 0.2):
            found.append(f"{body.title} in the camera")
    firsts = {len(staging): staging for staging in reversed(data["stagings"])}
    for mark in {mark for size in (1, 2) for mark in firsts.get(size, ())}:
        facts = data["marks"][mark]
        x, y = facts["at"][:2]
        floor = float(facts["at"][2]) if len(facts["at"]) > 2 else 0.0
        height = floor + (
            facts.get("seat", 0.0) + 0.75 if facts["pose"] == "sit" else facts.get("seat", 0.0) + 0.2 if facts["pose"] == "lie" else 1.6
        )
        goal = np.array([x, y, height])
        steps = max(2, int(np.linalg.norm(goal - eye) / 0.08))
        for point in (eye + (goal - eye) * (k / steps) for k in range(3, steps - 5)):
            if blocker := next((body.title for body in near if bodies.holds_point(body, point)), ""):
                found.append(f"{blocker} hides {mark}")
                break
    return found


def unreachable(placed: list[Body], plan: Plan, data: dict) -> list[str]:
    """Return the marks that nobody can walk to from the others: flood over floor cells that a body of 36 cm passes."""
    if not plan.interior:
        return []
    room = plan.room
    columns, rows = int(room.width / CELL), int(room.depth / CELL)
    xs = -room.width / 2 + (np.arange(columns) + 0.5) * CELL
    ys = room.front + (np.arange(rows) + 0.5) * CELL
    spots = np.stack(np.meshgrid(xs, ys, indexing="ij"), -1)
    free = np.ones((columns, rows), bool)
    for body in placed:
        if body.flat:
            continue
        centres, halves, heights = body.world()
        for centre, half, (low, high) in zip(centres, halves, heights, strict=True):
            if low < 1.7 and high > 0.3:
                reach = float(np.hypot(*half)) + REACH + CELL
                i, j = int((centre[0] - xs[0]) / CELL), int((centre[1] - ys[0]) / CELL)
                near = (
                    slice(max(0, i - int(reach / CELL)), i + int(reach / CELL) + 2),
                    slice(max(0, j - int(reach / CELL)), j + int(reach / CELL) + 2),
                )
                beyond = np.maximum(np.abs((spots[near] - centre) @ body.axes.T) - half, 0.0)
                free[near] &= np.hypot(beyond[..., 0], beyond[..., 1]) >= REACH
    marks = data["marks"]
    cells = {mark: (int((m["at"][0] + room.width / 2) / CELL), int((m["at"][1] - room.front) / CELL)) for mark, m in marks.items()}
    best: set[tuple[int, int]] = set()
    left = {tuple(cell) for cell in np.argwhere(free)}
    while left:
        pool, queue = set(), [left.pop()]
        while queue:
            i, j = queue.pop()
            pool.add((i, j))
            for cell in ((i + 1, j), (i - 1, j), (i, j + 1), (i, j - 1)):
                if cell in left:
                    left.remove(cell)
                    queue.append(cell)
        best = max(best, pool, key=len)
    ground = np.array(sorted(best), float) if best else np.zeros((1, 2))
    slack = {"stand": 0.25, "sit": 0.95, "lie": 1.1}
    return [
        mark
        for mark, (i, j) in cells.items()
        if len(marks[mark]["at"]) < 3 and float(np.hypot(*(ground - (i, j)).T).min()) * CELL > slack.get(marks[mark]["pose"], 0.25)
    ]


def main() -> None:
    """Measure all that is asked for, print the faults, and write benchmarks/results/places.json."""
    parser = argparse.ArgumentParser(description="faults of places: collisions, floating, outside, marks, camera, reach")
    parser.add_argument("sets", nargs="*", metavar="SET", help="all when none is named")
    parser.add_argument("--seeds", type=int, default=len(SEEDS))
    parser.add_argument("--out", type=Path, default=HERE / "results" / "places.json")
    given = parser.parse_args()
    rows: dict[str, dict] = {}
    for name in given.sets or presets.names("sets"):
        counts: Counter[str] = Counter()
        told: Counter[str] = Counter()
        start = time.perf_counter()
        for seed in SEEDS[: given.seeds]:
            for period in PERIODS:
                for kind, faults in measure(name, seed=seed, period=period).items():
                    counts[kind] += len(faults)
                    told.update(f"{kind}: {fault}" for fault in faults)
        runs = given.seeds * len(PERIODS)
        rows[name] = {**counts, "runs": runs, "seconds": round((time.perf_counter() - start) / runs, 3)}
        print(f"{name}: {sum(counts.values())} faults in {runs} layouts, {rows[name]['seconds']:.2f} s each", flush=True)
        for fault, times in told.most_common(12):
            print(f"    {times:3d} × {fault}", flush=True)
    kinds = ("collision", "floating", "outside", "mark", "camera", "reach")
    total = {kind: sum(row[kind] for row in rows.values()) for kind in kinds}
    print("total:", ", ".join(f"{kind} {count}" for kind, count in total.items()))
    if not given.sets:
        given.out.write_text(json.dumps({"total": total, "sets": rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
