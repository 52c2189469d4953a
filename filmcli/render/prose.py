"""One readable sentence for each shot, after the Prose Storyboard Language (Ronfard et al., arXiv 1508.07593).

Knows nothing of how a shot was chosen.
"""

from __future__ import annotations

from filmcli.formats.cast import Cast
from filmcli.formats.shots import Scene, Shot

ANGLES = {"eye": "eye level", "low": "low angle", "high": "high angle", "bird": "from above", "dutch": "dutch angle"}
MOVES = {
    "static": "static",
    "push_in": "slow push in",
    "pull_out": "slow pull out",
    "truck_left": "slow truck left",
    "truck_right": "slow truck right",
    "boom_up": "boom up",
    "boom_down": "boom down",
    "arc_left": "slow arc left",
    "arc_right": "slow arc right",
    "pan_left": "pan left",
    "pan_right": "pan right",
    "tilt_up": "tilt up",
    "tilt_down": "tilt down",
    "zoom_in": "slow zoom in",
    "zoom_out": "slow zoom out",
    "dolly_zoom": "dolly zoom",
    "handheld": "handheld",
}


def sentence(shot: Shot, scene: Scene, cast: Cast, *, looks: str, action: str = "") -> str:
    """Return the shot in words: size, subjects and screen places, angle, lens, move and reason, then what happens."""
    names = {c.id: c.name for c in cast.characters}
    who = [names.get(s, s) for s in shot.subjects]
    what = {
        "insert": f"Insert: the {shot.prop}",
        "two_shot": f"{shot.size} two-shot: {' and '.join(who)}",
        "ots": f"{shot.size} on {who[0] if who else '?'}, over {who[-1] if who else '?'}'s shoulder",
        "reaction": f"{shot.size} on {who[0] if who else '?'}, listening",
        "single": f"{shot.size} on {who[0] if who else '?'}",
        "pov": f"Point of view{_of(shot, names)}{f': {who[0]}' if who else ''}",
    }.get(
        shot.kind, f"{'Establishing ' if shot.kind == 'establishing' else ''}{shot.size} of the {scene.set.replace('_', ' ')}{_within(who)}"
    )
    side = f", screen {'left' if looks == 'right' else 'right'}, looking {looks}" if shot.kind in ("single", "ots", "reaction") else ""
    held = "" if shot.kind not in ("single", "ots") else _doing(shot, names)
    happens = f" {' '.join(action.split())[:90].rstrip()}{'…' if len(' '.join(action.split())) > 90 else ''}" if action else ""
    pull = ", the focus is pulled" if shot.move.focus else ""
    why = f" ({shot.reason.replace('. ', '; ')})" if shot.reason else ""
    return f"{what}{side}{held}; {ANGLES[shot.angle]}, {shot.camera.lens:g} mm, {MOVES[shot.move.kind]}{pull}{why}.{happens}"


def _of(shot: Shot, names: dict[str, str]) -> str:
    """Return whose point of view it is: who looks is where the camera is, so not in the picture."""
    owner = next((who for who in shot.absent if shot.look_at.get(shot.subjects[0] if shot.subjects else "") == "camera"), "")
    return f" of {names.get(owner, owner)}" if owner else ""


def _doing(shot: Shot, names: dict[str, str]) -> str:
    """Return who speaks, when a moment of the shot shows somebody speaking."""
    speaking = next((who for beat in shot.beats for who in beat.speaking), None)
    return f", {names.get(speaking, speaking)} speaking" if speaking else ""


def _within(names: list[str]) -> str:
    return f", {_list(names)} in it" if names else ""


def _list(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
