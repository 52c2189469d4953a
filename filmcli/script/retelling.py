"""A story told again as a plan: every scene's flow becomes lines to be written, in the people's own names and places.

Knows nothing of how the story came about: a person may have changed anything in it.
"""

from __future__ import annotations

import re
from dataclasses import replace

from filmcli.core import presets, seeds
from filmcli.core.errors import InputError
from filmcli.formats.story import Person, Scene, Story, Style
from filmcli.script import lines as reading
from filmcli.script import matching, pacing, planning, revising, rewriting, wording
from filmcli.script.lines import Line, Pages
from filmcli.script.planning import Character, Plan, Planner

SIGHT = re.compile(r"[^\W\d_]+")


def plan(story: Story) -> Plan:
    """Return the plan of a story. Raises InputError that names the scene for a flow that cannot be read or played."""
    told = frame(story)
    pages = Pages(story.genre, story.seed, told.people, told.words, told.secret, frozenset(story.traits), told.prop)
    made = tuple(_scene(pages, told, story, scene, index) for index, scene in enumerate(story.scenes))
    return Plan(
        title=story.title,
        genre=story.genre,
        logline=story.logline,
        prop=told.prop,
        about=story.about,
        people=told.people,
        scenes=pacing.trimmed(made, minutes=story.minutes or None),
        tone=story.tone,
        structure=story.structure,
        theme=story.theme,
        objective=story.objective,
        traits=frozenset(story.traits),
    )


def frame(story: Story) -> Planner:
    """Return the planner of a story: its people, prop and secret as the document has them, the rest drawn as when it was planned."""
    if story.genre not in presets.names("genres"):
        raise InputError(f"story.yaml: genre: {story.genre!r} is no preset", hint=f"one of {', '.join(presets.names('genres'))}")
    known = story.structure if story.structure in presets.names("structures") else None
    made = Planner(story.logline, story.genre, story.seed, known)
    for person in story.cast:
        if person.role != "extra":
            made.people[person.role] = character(person, person.role)
    made.prop = story.prop or made.prop
    made.traits = frozenset(story.traits)
    drawn = made.words["objective.he"]
    made.words = made._words()
    if story.objective and story.objective != drawn:
        made.words |= {key: story.objective for key in made.words if key.startswith("objective")}
    secrets = [*made.data["secrets"], *made.common.get("secrets", [])]
    made.secret = next((one for one in secrets if wording.fill(one["about"], made.words) == story.about), made.secret)
    return made


def character(person: Person, role: str) -> Character:
    """Return somebody of the story's cast as a character of a plan; what nobody said of them is plain."""
    look, face = person.look or "in plain clothes", person.face or "a face that gives nothing away"
    return Character(
        role, person.name, person.gender, person.age, person.job or "stranger", look, face, person.manner, person.want, person.voice
    )


def roles(story: Story, scene: Scene) -> tuple[str, ...]:
    """Return the parts of those who are in a scene; who has no part in the plot is left out."""
    parts = {person.id: person.role for person in story.cast}
    return tuple(parts[one] for one in scene.who if parts[one] != "extra")


def place(told: Planner, story: Story, scene: Scene) -> dict:
    """Return where a scene is: heading, set, interior, time, uses, and what one sees there: the weather's lines, the place's own, or the hour's."""
    data = presets.load("genres", story.genre)
    known = next((one for one in data["places"] if wording.fill(one["heading"], told.words).upper() == scene.place.upper()), None)
    interior = scene.int_ext not in ("EXT", "EST")
    kind = known["set"] if known else _set(scene.place, interior=interior)
    hour = "day" if re.search(r"DAY|MORN|NOON", scene.time.upper()) else "night"
    common, skies = presets.load("writing", "places"), presets.load("writing", "wishes")["weather"]
    if scene.weather:
        seen = skies[scene.weather]["inside" if interior else "outside"] if scene.weather in skies else [f"{scene.weather.capitalize()}."]
    elif told.premise.weather and not interior:
        seen = common["weather"][told.premise.weather]
    elif known and known["time"] == scene.time.lower() and known["atmosphere"]:
        seen = known["atmosphere"]
    else:
        seen = common["air"][kind][hour]
    heading = known["heading"] if known else scene.place  # with its slots: whose home it is
    return {"heading": heading, "set": kind, "interior": interior, "time": scene.time.lower(), "uses": [], "atmosphere": seen}


def _set(place: str, *, interior: bool) -> str:
    """Return the set that a place's words are of, by presets/sets, or the one that it is `like` and that there are words for; a room or a street when none is."""
    told = f" {' '.join(SIGHT.findall(place.lower()))} "
    found = [
        (-told.index(f" {word} "), len(word), name)
        for name in presets.names("sets")
        for word in presets.load("sets", name).get("words", [name])
        if f" {word} " in told and bool(presets.load("sets", name).get("interior", True)) == interior
    ]
    plain, known = "apartment" if interior else "street", presets.load("writing", "places")["air"]
    kind = max(found)[2] if found else plain
    like = kind if kind in known else presets.load("sets", kind).get("like", plain)
    return like if like in known else plain


def _scene(pages: Pages, told: Planner, story: Story, scene: Scene, index: int) -> planning.Scene:
    present = roles(story, scene)
    _playable(scene, present)
    if not scene.flow:  # a scene that a person wrote: whoever is in it has been seen
        pages.entrances.met.update(present)
    manner = revising.mood_manner(scene.mood)
    pages.people = {role: replace(one, manner=manner or one.manner) for role, one in told.people.items()}
    pages.seed = seeds.derive(story.seed, "script/draft", f"{scene.id}/{scene.draft}") if scene.draft else story.seed
    try:
        lines = pages.scene(scene.flow, present=present, place=place(told, story, scene), facts=frozenset(scene.facts), index=index)
    except KeyError as error:
        raise InputError(
            f"story.yaml: {scene.id}: flow: nothing is called {error.args[0]!r}", hint='a move of the presets, or a line: "lead: …"'
        ) from None
    return planning.Scene(
        scene.heading,
        present,
        scene.because,
        scene.goal,
        scene.conflict,
        scene.turn,
        tuple(_styled(line, story.style) for line in lines),
        learns=scene.learns,
        prop=scene.prop,
        development=scene.development,
        template=scene.template,
        beat=scene.beat,
        question=scene.question,
        prose=scene.prose,
        flow=scene.flow,
        facts=frozenset(scene.facts),
        wish=scene.wish,
        told=scene.prose if rewriting.has_own_prose(scene) else "",
    )


def _styled(line: Line, wanted: Style) -> Line:
    """Return a speech with the options nearest to a style; without a style, all of them."""
    if not wanted.words_per_cue or not line.speaker or len(line.options) < 2:
        return line
    near = sorted(line.options, key=lambda option: matching.distance(wanted, wording.finished(option)))
    return replace(line, options=tuple(near[: max(1, len(near) - 1)]))


def _playable(scene: Scene, present: tuple[str, ...]) -> None:
    """Raise InputError for a flow with a step that is none, or that nobody is there to play."""
    for text in scene.flow:
        try:
            step = reading.read(text)
        except ValueError:
            raise InputError(
                f"story.yaml: {scene.id}: flow: {text!r} is no move",
                hint='a move is "lead ask", "action plant", or a line of your own, "lead: No. Ask next door."',
            ) from None
        role = step.speaker or step.role
        if role and role not in present:
            raise InputError(
                f"story.yaml: {scene.id}: flow: {text[:60]!r}: no {role} is in the scene",
                hint=f"who: add the one whose role is {role}, or let another do it: {', '.join(present) or 'nobody is there'}",
            )
