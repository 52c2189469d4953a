"""The story document (`story.yaml`, `filmcli/story@1`): who wants what, and scene by scene what happens and why.

Knows nothing of how a story is drawn or written. The screenplay is written from it alone, so an edit here is an edit of the film.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from filmcli.core import documents
from filmcli.core.errors import InputError

FORMAT = "filmcli/story@1"

Role = Literal["lead", "asker", "other", "witness", "extra"]
Prop = Literal["planted", "seen", "paid", "none"]
SCENE_ID = r"^SQ\d{3,5}$"


class Model(BaseModel):
    """A frozen part of the document; an unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(Model):
    """One of the cast. `role` is the part in the plot that a scene's flow speaks of; `relations` says what somebody is to this one, by id."""

    id: str = Field(pattern=r"^[\w.'-]{1,64}$")
    name: str = Field(min_length=1, max_length=64)
    gender: Literal["female", "male"] = "male"
    age: int = Field(40, ge=1, le=120, description="years")
    job: str = ""
    look: str = ""
    face: str = ""
    manner: str = ""
    role: Role = "extra"
    want: str = ""
    need: str = ""
    secret: str = ""
    voice: str = ""
    relations: dict[str, str] = {}


class Beat(Model):
    """A beat of the structure: where it stands, as shares of the length, and the question it puts."""

    name: str
    at: tuple[float, float] = (0.0, 1.0)
    question: str = ""


class Scene(Model):
    """One scene. `flow` is a list of moves as in presets/developments; without one the scene is told by its other keys alone.

    `facts` hold when it begins; `factors` made the probability of its `development`; `weather` and `mood` colour it; `wish` is what a person
    asked of it in words; `draft` counts how often it was written anew, so that each time is another.
    """

    id: str = Field(pattern=SCENE_ID)
    place: str
    int_ext: Literal["INT", "EXT", "INT/EXT", "EST", ""] = "INT"
    time: str = ""
    who: tuple[str, ...] = ()
    because: str = ""
    goal: str = ""
    conflict: str = ""
    turn: str = ""
    learns: str = ""
    prop: Prop = "none"
    development: str = ""
    beat: str = ""
    question: str = ""
    prose: str = ""
    weather: str = ""
    mood: str = ""
    wish: str = ""
    draft: int = Field(0, ge=0)
    flow: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    template: str = ""
    factors: dict[str, float] = {}

    @field_validator("flow", mode="before")
    @classmethod
    def _lines(cls, value: object) -> object:
        """Take a line of one's own without quotes, which YAML reads as a key and its value."""
        if not isinstance(value, (list, tuple)):
            return value
        return [": ".join(map(str, next(iter(one.items())))) if isinstance(one, dict) and len(one) == 1 else one for one in value]

    @property
    def heading(self) -> str:
        """The slug line."""
        side = "" if not self.int_ext else "INT./EXT. " if self.int_ext == "INT/EXT" else f"{self.int_ext}. "
        return f"{side}{self.place}" + (f" - {self.time}" if self.time else "")


class Style(Model):
    """How the lines shall read, measured from a writer's own scripts; 0 is no wish. Words a sentence, words a cue, dialogue over action words."""

    words_per_sentence: float = Field(0.0, ge=0)
    words_per_cue: float = Field(0.0, ge=0)
    dialogue_to_action: float = Field(0.0, ge=0)
    words: tuple[str, ...] = Field((), description="what these scripts say more often than others do")


class Story(Model):
    """The whole document. `about` is what nobody says aloud, `objective` what the lead must do, `theme` the question of the story."""

    format: Literal["filmcli/story@1"] = FORMAT
    title: str
    logline: str
    genre: str
    tone: str = ""
    theme: str = ""
    structure: str = ""
    seed: int = Field(0, ge=0)
    minutes: float = Field(0.0, ge=0, description="how long the film shall be; 0 is as long as its scenes are")
    objective: str = ""
    about: str = ""
    prop: str = ""
    traits: tuple[str, ...] = ()
    style: Style = Style()
    cast: tuple[Person, ...] = ()
    beats: tuple[Beat, ...] = ()
    scenes: tuple[Scene, ...] = ()

    def person(self, id: str) -> Person:
        """Return somebody of the cast by id. Raises KeyError."""
        return {person.id: person for person in self.cast}[id]

    def scene(self, id: str) -> Scene:
        """Return a scene by id. Raises KeyError."""
        return {scene.id: scene for scene in self.scenes}[id]

    def with_scene(self, scene: Scene) -> Story:
        """Return the story in which a scene stands for the one of the same id."""
        return self.model_copy(update={"scenes": tuple(scene if one.id == scene.id else one for one in self.scenes)})


HEADER = """The story: who wants what, and scene by scene what happens and why. Edit it, and `filmcli script` writes the scenes that you changed anew.
A flow is a list of moves: "lead ask", "action plant", or a line of your own, "lead: I know. I have known since Sunday."
"""


def read(source: Path | str, *, name: str | None = None) -> Story:
    """Return the story in a file (a Path) or a text (a str). Raises InputError for what is no story, or one at odds with itself."""
    name = name or (str(source) if isinstance(source, Path) else "story.yaml")
    story = documents.load(source, Story, name=name)
    people, scenes = [person.id for person in story.cast], [scene.id for scene in story.scenes]
    for kind, ids in (("cast", people), ("scenes", scenes)):
        twice = next((one for one in ids if ids.count(one) > 1), None)
        if twice:
            raise InputError(f"{name}: {kind}: {twice} is told twice")
    roles = [person.role for person in story.cast if person.role != "extra"]
    if len(set(roles)) < len(roles):
        raise InputError(
            f"{name}: cast: two people have one role", hint="lead, asker, other and witness are one each; the others are extra"
        )
    for scene in story.scenes:
        stranger = next((one for one in scene.who if one not in people), None)
        if stranger:
            raise InputError(f"{name}: {scene.id}: nobody in the cast has the id {stranger!r}", hint=f"the cast is {', '.join(people)}")
    return story


def dump(story: Story) -> str:
    """Return the YAML text of a story, without the keys it has nothing to say in."""
    return documents.dump(story, header=HEADER, brief=True)


def spliced(text: str, story: Story, ids: Sequence[str]) -> str:
    """Return a story's YAML text in which just these scenes have the entries of `story`; what a person wrote elsewhere keeps every byte.

    A scene that the text does not have is put at the end. Where the text cannot be cut so, the whole story is written.
    """
    import yaml

    lines = text.splitlines(keepends=True)
    root = yaml.compose(text, Loader=documents.Loader)
    node = next((value for key, value in root.value if key.value == "scenes"), None)
    if isinstance(node, yaml.SequenceNode) and not node.flow_style and node.value:
        starts = [item.start_mark.line for item in node.value]
        names = [next((v.value for k, v in item.value if k.value == "id"), "") for item in node.value]
        last = min([value.start_mark.line for _, value in root.value if value.start_mark.line > starts[-1]] + [len(lines)])
        indent = " " * max(0, node.value[0].start_mark.column - 2)
        blocks = [(a, _end(lines, b)) for a, b in zip(starts, [*starts[1:], last], strict=True)]
        cuts = {names.index(id): _block(story.scene(id), indent) for id in ids if id in names}
        for at in sorted(cuts, reverse=True):
            lines[blocks[at][0] : blocks[at][1]] = cuts[at]
        more = [line for id in ids if id not in names for line in _block(story.scene(id), indent)]
        end = blocks[-1][1] + sum(len(new) - (blocks[at][1] - blocks[at][0]) for at, new in cuts.items())
        if end and more and not lines[end - 1].endswith("\n"):
            lines[end - 1] += "\n"
        made = "".join([*lines[:end], *more, *lines[end:]])
        try:
            if read(made) == story:
                return made
        except InputError:
            pass
    return dump(story)


def _end(lines: Sequence[str], end: int) -> int:
    """Return where a block ends, without the blank lines and remarks above the next."""
    while end and re.match(r"\s*(#|$)", lines[end - 1]):
        end -= 1
    return end


def _block(scene: Scene, indent: str) -> list[str]:
    """Return the lines of one scene as they stand in a list."""
    whole = documents.dump(Story(title="-", logline="-", genre="-", scenes=(scene,)), brief=True)
    inner = whole[whole.index("scenes:\n") + len("scenes:\n") :]
    return [indent + line for line in inner.splitlines(keepends=True)]
