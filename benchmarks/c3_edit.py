"""C3: touch every input, and edit one line of dialogue, in a 300-shot film: what is made again, counted."""

import tempfile
from pathlib import Path

import big_film
from measure import publish

from filmcli.core import presets
from filmcli.make import stage


def run(folder: Path) -> list[str]:
    with big_film.open_production(folder) as production:
        stage.run(production, entry=None, only=())
    return [f"{item['id']}.{item['phase']}" for item in production.report.made]


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "film"
        count = big_film.build(folder)
        run(folder)
        for path in [*folder.rglob("*"), *presets.root().rglob("*.yaml")]:
            if ".filmcli" not in path.parts:
                path.touch()
        touched = run(folder)
        script = folder / "script.fountain"
        script.write_text(script.read_text().replace(big_film.SAYINGS[3], "Ask the woman who wrote it for me.", 1))
        edited = run(folder)
    kinds: dict[str, int] = {}
    for name in edited:
        kind = name.rsplit(".", 1)[1]
        kinds[kind] = kinds.get(kind, 0) + 1
    met = not touched and kinds.get("voice") == 1 and kinds.get("beauty", 0) == 0 and kinds.get("clip", 0) <= 2
    publish(
        "C3",
        f"{count} shots",
        {"made after touching every input": len(touched), "made after editing one line": edited},
        target="0; that line's voice, its shots' clips, the edit",
        met=met,
    )


if __name__ == "__main__":
    main()
