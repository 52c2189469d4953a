"""The figures of one or several screenplays as one self-contained HTML page with plots.

Knows nothing of how they were counted. No script, no font, no request: it reads the same in ten years, offline and printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from html import escape

from filmcli.script import plots, strip, summary
from filmcli.script.length import eighths
from filmcli.script.plots import ACTION, DIALOGUE, Mark
from filmcli.script.statistics import SceneFigures, Statistics

MANY = 16  # characters in a plot; the rest speak too little to be seen
_WINDOW = 2  # scenes before and after, over which the pace is averaged
_STYLE = """
body{font:15px/1.5 Georgia,'Noto Serif','Noto Serif CJK SC',serif;color:#26241f;background:#fbf9f4;max-width:1000px;margin:2.5em auto;padding:0 1em}
h1{font-size:1.7em;margin:0 0 .2em}h2{font-size:1.35em;margin:2.2em 0 .4em}figure{margin:1.6em 0;break-inside:avoid}
figcaption{font-weight:bold;margin-bottom:.3em}figcaption small{font-weight:normal;color:#8a857a}
table{border-collapse:collapse;font-size:.9em}td,th{padding:.2em .9em .2em 0;text-align:left;border-bottom:1px solid #e6e1d5;vertical-align:top}
td.n,th.n{text-align:right}blockquote{margin:.3em 0;color:#5d584d}.key span{display:inline-block;margin-right:1.2em;color:#5d584d}
.key i{display:inline-block;width:1em;height:.8em;border:1px solid #8a857a;margin-right:.35em}
@media print{body{background:#fff;margin:0}}
"""


def page(all_of_them: Sequence[Statistics]) -> str:
    """Return the HTML page: a table of all screenplays, then the plots of each."""
    title = ", ".join(_name(one) for one in all_of_them)
    parts = [_table(all_of_them)]
    for one in all_of_them:
        if len(all_of_them) > 1:
            parts.append(f"<h2>{escape(_name(one))}</h2>")
        parts += _figures(one)
    return whole(title, "".join(parts))


def whole(title: str, body: str) -> str:
    """Return a body as a self-contained page."""
    head = f'<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{_STYLE}</style></head>'
    return f"{head}<body><h1>{escape(title)}</h1>{body}</body></html>\n"


def _name(one: Statistics) -> str:
    return one.title or one.file


def _table(all_of_them: Sequence[Statistics]) -> str:
    columns = [summary.figures(one) for one in all_of_them]
    head = "".join(f"<th>{escape(_name(one))}</th>" for one in all_of_them) if len(all_of_them) > 1 else ""
    body = "".join(
        f"<tr><th>{escape(name)}</th>{''.join(f'<td>{escape(column[at][1])}</td>' for column in columns)}</tr>"
        for at, (name, _) in enumerate(columns[0])
    )
    return f"<table>{f'<tr><th></th>{head}</tr>' if head else ''}{body}</table>"


def _figures(one: Statistics) -> Iterator[str]:
    colour = {scene.id: strip.colour(scene.int_ext, scene.hour).hex for scene in one.scenes}
    used = {strip.colour(scene.int_ext, scene.hour) for scene in one.scenes}
    lengths = [
        Mark(s.number, ((s.eighths / 8, colour[s.id]),), f"{s.number} {s.heading}: {eighths(s.eighths)} pages, page {s.page}")
        for s in one.scenes
    ]
    yield figure("Length of the scenes", "pages, in eighths; the colour is the strip's", _key(used) + plots.columns(lengths, unit="pages"))
    yield figure("Pace", f"speeches and actions a minute, over {2 * _WINDOW + 1} scenes", _pace(one.scenes))
    words = [
        Mark(
            s.number,
            ((s.dialogue_words, DIALOGUE), (s.action_words, ACTION)),
            f"{s.number} {s.heading}: {s.dialogue_words} of dialogue, {s.action_words} of action",
        )
        for s in one.scenes
    ]
    key = f'<div class="key"><span><i style="background:{DIALOGUE}"></i>dialogue</span><span><i style="background:{ACTION}"></i>action</span></div>'
    yield figure("Dialogue and action", "words", key + plots.columns(words, unit="words"))
    yield figure("Who speaks how long", "estimated seconds", _speaking(one))
    yield figure("Who talks with whom", "line: words between two; disc: words in all", _network(one))
    yield figure("Who is in which scene", "disc: words spoken; dot: seen or named, and silent", _grid(one))
    yield figure("Day and night, inside and outside", "pages", _key(used) + _hours(one))
    yield figure("Locations", "pages", _locations(one))
    yield figure("Bechdel test", "Bechdel 1985; gender is what the page tells", _bechdel(one))


def figure(title: str, about: str, body: str) -> str:
    """Return a plot under its title and what its values are."""
    return f"<figure><figcaption>{title} <small>{about}</small></figcaption>{body}</figure>"


def _key(used: set[strip.Colour]) -> str:
    spans = "".join(f'<span><i style="background:{c.hex}"></i>{c.meaning}</span>' for c in strip.COLOURS if c in used)
    return f'<div class="key">{spans}</div>'


def _pace(scenes: Sequence[SceneFigures]) -> str:
    values = []
    for at in range(len(scenes)):
        near = scenes[max(0, at - _WINDOW) : at + _WINDOW + 1]
        values.append(sum(s.beats for s in near) * 60 / max(1.0, sum(s.seconds for s in near)))
    words = [f"{s.number} {s.heading}: {value:.1f} a minute" for s, value in zip(scenes, values, strict=True)]
    return plots.curve(values, unit="a minute", words=words)


def _speaking(one: Statistics) -> str:
    heard = sorted((role for role in one.roles if role.speeches), key=lambda role: -role.seconds)[:MANY]
    return plots.rows(
        [Mark(r.name, ((round(r.seconds), DIALOGUE),), f"{r.name}: {r.speeches} speeches, {r.words} words") for r in heard], unit="s"
    )


def _network(one: Statistics) -> str:
    sizes = {role.name: float(role.words) for role in one.roles[:MANY] if role.speeches}
    links: Counter[tuple[str, str]] = Counter()
    for talk in one.talks:
        if talk.speaker in sizes and talk.to in sizes:
            links[min(talk.speaker, talk.to), max(talk.speaker, talk.to)] += talk.words
    return plots.network(sizes, links)


def _grid(one: Statistics) -> str:
    roles = one.roles[:MANY]
    values = {
        (row, at): scene.speakers.get(role.name, 0)
        for row, role in enumerate(roles)
        for at, scene in enumerate(one.scenes)
        if role.name in scene.present
    }
    words = {
        (row, at): f"{roles[row].name} in {one.scenes[at].number} {one.scenes[at].heading}: {count} words"
        for (row, at), count in values.items()
    }
    return plots.grid([role.name for role in roles], [scene.number for scene in one.scenes], values, words=words)


def _hours(one: Statistics) -> str:
    lengths: Counter[tuple[str, str]] = Counter()
    for scene in one.scenes:
        lengths[scene.int_ext, scene.hour] += scene.eighths
    marks = [
        Mark(
            f"{side or 'no INT or EXT'} {hour or '(no hour)'}",
            ((count / 8, strip.colour(side, hour).hex),),
            f"{eighths(count)} pages",
            f"{eighths(count)} pages",
        )
        for (side, hour), count in lengths.most_common()
    ]
    return plots.rows(marks, unit="pages")


def _locations(one: Statistics) -> str:
    lengths: Counter[str] = Counter()
    for scene in one.scenes:
        lengths[scene.place or "(no place)"] += scene.eighths
    count = Counter(scene.place or "(no place)" for scene in one.scenes)
    marks = [
        Mark(place, ((size / 8, ACTION),), f"{place}: {count[place]} scenes", f"{eighths(size)} pages")
        for place, size in lengths.most_common(24)
    ]
    return plots.rows(marks, unit="pages")


def _bechdel(one: Statistics) -> str:
    found = one.bechdel
    rows = [
        ("Are there two women with names?", found.two_women, ", ".join(found.women) or "none"),
        ("Do they talk with each other?", found.talk, f"{len(found.exchanges)} exchanges"),
        ("About something other than a man?", found.not_of_men, f"{sum(not one.about for one in found.exchanges)} exchanges"),
    ]
    table = "".join(f"<tr><td>{ask}</td><td><b>{answer}</b></td><td>{escape(words)}</td></tr>" for ask, answer, words in rows)
    quotes = "".join(
        f"<blockquote>{' and '.join(map(escape, e.women))}, lines {e.line}–{e.end_line}: “{escape(e.quote)}”"
        f"{f' (of a man: “{escape(e.about)}”)' if e.about else ''}</blockquote>"
        for e in found.exchanges
    )
    open_ = f"<p>No line tells the gender of {escape(', '.join(found.unknown))}.</p>" if found.unknown else ""
    return f"<table>{table}</table>{quotes}{open_}"
