"""More scenes for a story that stands: what may come next by what has happened, drawn by the plot model, and written down as entries.

Knows nothing of Fountain. A scene that a person wrote says little of what it left behind; then the story is taken to be under way.
"""

from __future__ import annotations

import random
import re
from collections.abc import Mapping, Sequence

from filmcli.core import presets, seeds
from filmcli.core.errors import InputError
from filmcli.formats import scenes as naming
from filmcli.formats.story import Scene, Story
from filmcli.script import developments, retelling, wording
from filmcli.script.developments import Template

UNDER_WAY = frozenset({"asked", "planted", "met", "hinted"})  # what holds after a scene that nobody planned
SPENT = frozenset({"paid", "decided", "open"})  # what an ending leaves, and a story that goes on does not have
_HEAD = re.compile(r"^([~!\s]*)(lead|asker|other|witness)\b|^([~!\s]*action(?: \w+)?) (lead|asker|other|witness)$")
_SLOT = re.compile(r"\{(lead|asker|other|witness)\b", re.IGNORECASE)


def more(story: Story, count: int, *, version: int = 0) -> Story:
    """Return the story with `count` more scenes, the last of them an ending where one can follow. `version` draws others."""
    if not any(person.role == "lead" for person in story.cast):
        raise InputError("nobody in the script says enough to lead a scene", hint="write one with a cue and its speech first")
    for left in reversed(range(count)):
        story = story.model_copy(update={"scenes": (*story.scenes, _next(story, version, last=not left))})
    return story


def borrowed(scene: Scene, story: Story) -> Scene:
    """Return a scene with a flow to play, from a development of its group, or of any, for as many people as are there."""
    present = retelling.roles(story, scene)
    if len(present) < 2:
        alone = [f"action business {role}" for role in present] + [f"action hands {role}" for role in present]
        return scene.model_copy(update={"flow": ("action atmosphere", *alone)})
    draw = seeds.stream(story.seed, "script/borrowed", f"{scene.id}/{scene.draft}")
    count = min(len(present), 3)
    known = [t for t in developments.templates() if len(t.present) == count and t.suits(story.genre, frozenset(story.traits))]
    ranked = sorted(
        known, key=lambda t: (t.group != scene.development, set(t.present) != set(present[:count]), "ending" in t.beats, draw.random())
    )
    template = ranked[0]
    parts = (
        {role: role for role in template.present}
        if set(template.present) <= set(present)
        else dict(zip(template.present, present, strict=False))
    )
    flow = tuple(_recast(step, parts) for step in template.flow)
    words = retelling.frame(story).words
    told = {key: scene.model_dump()[key] or wording.fill(_slots(template.told[key], parts), words) for key in ("goal", "conflict", "turn")}
    return scene.model_copy(update={"flow": flow, "template": template.name, **told})


def _next(story: Story, version: int, *, last: bool) -> Scene:
    facts = _facts(story)
    roles = {person.role for person in story.cast}
    traits = frozenset(story.traits)
    fit = [t for t in developments.templates() if set(t.present) <= roles and t.suits(story.genre, traits) and t.follows(facts)]
    if "lost" in facts:
        fit = [t for t in fit if not _handles(t)] or fit
    stages = [{"ending"}, {"crisis", "midpoint"}] if last else [{"trials", "midpoint", "crisis"}]
    open_now = next((found for stage in [*stages, set(developments.STAGES)] if (found := [t for t in fit if stage & set(t.beats)])), [])
    if not open_now:
        raise InputError("no scene can follow from what the story has told", hint="add one to story.yaml by hand, or change who is in it")
    draw = seeds.stream(story.seed, "script/more", f"{len(story.scenes)}/{version}")
    template, factors = _drawn(story, open_now, draw)
    return _entry(story, template, facts, factors, draw)


def _drawn(story: Story, open_now: Sequence[Template], draw: random.Random) -> tuple[Template, dict[str, float]]:
    """Return a scene that may come next and the factors of its group's probability."""
    from filmcli.script import plot

    steps = [plot.Step(scene.prose, frozenset(), scene.development or None) for scene in story.scenes if scene.prose]
    develops: Mapping = presets.load("genres", story.genre).get("develops", {})
    told = {scene.template for scene in story.scenes}
    new = [t for t in open_now if t.name not in told] or list(open_now)
    ranked = plot.next_developments(steps, allowed={t.group for t in new}, beat={}, genre=develops, weight=developments.WEIGHT)
    one = draw.choices(ranked, [round(d.probability, 4) + 1e-6 for d in ranked])[0]
    return draw.choice([t for t in new if t.group == one.group]), {**one.parts, "probability": round(one.probability, 3)}


def _facts(story: Story) -> frozenset[str]:
    """Return what holds at the end of a story, scene by scene."""
    known = {template.name: template for template in developments.templates()}
    facts: frozenset[str] = frozenset()
    for scene in story.scenes:
        if scene.template in known:
            facts = known[scene.template].after(facts)
        else:
            facts |= UNDER_WAY | {f"knows {role}" for role in retelling.roles(story, scene) if role != "lead"}
    return facts - SPENT | ({"lost"} if "paid" in facts else set())  # what was paid with is gone


def _handles(template: Template) -> bool:
    """Tell whether a scene needs the prop."""
    return any(re.search(r"\{prop|action (plant|clue|turn|payoff|between)\b", text) for text in (*template.told.values(), *template.flow))


def _entry(story: Story, template: Template, facts: frozenset[str], factors: Mapping[str, float], draw: random.Random) -> Scene:
    frame = retelling.frame(story)
    ids = {person.role: person.id for person in story.cast}
    told = {key: wording.fill(text, frame.words) for key, text in template.told.items()}
    heading, side = _place(story, template, frame.words, draw)
    return Scene(
        id=_free(story),
        place=heading,
        int_ext=side,  # type: ignore[arg-type]
        time=story.scenes[-1].time if story.scenes else "DAY",
        who=tuple(ids[role] for role in template.present),
        because=told["because"],
        goal=told["goal"],
        conflict=told["conflict"],
        turn=told["turn"],
        learns=told.get("learns", ""),
        development=template.group,
        prose=f"{told['because']}. {told['goal']}, but {told['conflict']}. {told['turn']}.",
        flow=template.flow,
        facts=tuple(sorted(facts)),
        template=template.name,
        factors=dict(factors),
    )


def _place(story: Story, template: Template, words: Mapping[str, str], draw: random.Random) -> tuple[str, str]:
    """Return a place of the story where such a scene can be, else one of the genre's that was not seen, with its side."""
    seen = {scene.place: scene.int_ext for scene in story.scenes}
    places = list(presets.load("genres", story.genre)["places"])
    draw.shuffle(places)
    fit = [p for p in places if template.use in p["uses"]] or places
    headings = [(wording.fill(p["heading"], words).upper(), "INT" if p["interior"] else "EXT") for p in fit]
    new = [pair for pair in headings if pair[0] not in seen]
    if story.structure or not seen:  # a story of filmcli's goes on in the genre's places, a person's own in the places it has
        return (new or headings)[0]
    return draw.choice(sorted(seen.items()))


def _free(story: Story) -> str:
    """Return the next id, ten after the highest."""
    highest = max((int(scene.id[2:]) for scene in story.scenes), default=0)
    return naming.scene_id(highest // 10)


def _recast(step: str, parts: Mapping[str, str]) -> str:
    """Return a step of a flow played by others: `{"other": "asker"}` makes `other plead` into `asker plead`."""

    def head(match: re.Match[str]) -> str:
        if match[2]:
            return f"{match[1]}{parts.get(match[2], match[2])}"
        return f"{match[3]} {parts.get(match[4], match[4])}"

    return _slots(_HEAD.sub(head, step), parts)


def _slots(text: str, parts: Mapping[str, str]) -> str:
    def one(match: re.Match[str]) -> str:
        role = parts.get(match[1].lower(), match[1].lower())
        return "{" + (role.upper() if match[1].isupper() else role.capitalize() if match[1][0].isupper() else role)

    return _SLOT.sub(one, text)
