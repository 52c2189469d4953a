"""Twenty-four people of four films, as the designer makes them from what a script says: head and shoulders, and the whole figure.

Knows nothing of how they are built: `python docs/gallery/characters.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sheet

CASTS = {
    "noir": """LOU (52), a tired detective with stubble, leans on the bar.
VIOLET (29), a nightclub singer in a red dress, long wavy auburn hair, watches.
MR. ABE (71), a banker, bald on top, round spectacles, counts.
RAY (35), a gambler with slick black hair and a moustache, grins.
MRS. OKORO (46), a Nigerian lawyer in a grey suit, waits.
TOMMY (10), a newsboy, runs.""",
    "western": """SHERIFF COLE (58), grizzled, with a full beard, stands.
JUNIPER (24), an outlaw, red hair in a braid, freckles, loads.
REVEREND (66), a thin preacher with a long beard, prays.
MEI (33), a Chinese storekeeper, hair in a bun, sweeps.
BIG DAN (41), a stout blacksmith with mutton chops, hammers.
ESPERANZA (61), a Mexican widow, a headscarf, grey hair, weeps.""",
    "science_fiction": """COMMANDER OSEI (44), a Ghanaian commander with cornrows, stands.
TESS (27), a technician with a platinum undercut, kneels.
DR. RAO (55), an Indian scientist with half-moon glasses, reads.
YUKI (19), a Japanese pilot with a fringe, yawns.
GRANT (38), a muscular engineer with a mohawk, lifts.
PETRA (83), a frail woman, white hair, listens.""",
    "drama": """ANNA (36), a nurse with a ponytail, smiles.
JONAS (23), a student with tousled hair and glasses, reads.
AMARA (31), a Kenyan teacher with an afro, waits.
HELENE (68), a professor with a grey bob, horn-rimmed, writes.
LILY (7), a little girl with pigtails, jumps.
OMAR (49), an Egyptian doctor, receding, with a goatee, nods.""",
}
PICTURE = {"samples": 3, "detail": "lite"}


def requests() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a portrait and a figure of everybody, in two columns."""
    from filmcli.cast import design
    from filmcli.core import presets
    from filmcli.formats import fountain
    from filmcli.formats.document import Source

    for genre, lines in CASTS.items():
        text = "".join(f"{line}\n\n{line.split(' (')[0]}\nHello.\n\n" for line in lines.splitlines())
        preset = {**presets.load("genres", genre), "name": genre}
        made = design.design(fountain.parse(text), genre=preset, seed=11, source=Source(path="gallery", digest=""))
        for one in made.characters:
            person = {"op": "portrait", "character": one.model_dump(mode="json"), "grade": preset.get("grade", {}) | {"grain": 0.0}}
            name = f"{one.name.title()}, {one.age}"
            yield (
                name,
                person
                | {
                    "view": "head",
                    "turns": [22.0],
                    "expression": one.motion.expression,
                    "picture": {**PICTURE, "width": 240, "height": 300},
                },
            )
            yield f"{one.name.title()} ", person | {"view": "figure", "picture": {**PICTURE, "width": 240, "height": 300}}


if __name__ == "__main__":
    sheet.main("characters", dict(requests()), columns=12, cell=(136, 170))
