"""The character sheet as a PDF: one A3 page a person, with their pictures and what is known of them, each value with its origin.

Knows nothing of how the pictures were made; one that was not drawn leaves a frame that says so. Millimetres; equal input gives equal bytes.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filmcli.cast import bearing, changes, views
from filmcli.core import files, presets
from filmcli.core.production import Production
from filmcli.formats import fountain, likeness, poses, typefaces
from filmcli.formats.cast import Character
from filmcli.formats.wardrobe import Wardrobe

PAGE = (420.0, 297.0)  # A3, landscape
MARGIN, GAP = 12.0, 5.0
DATE = datetime(2000, 1, 1, tzinfo=UTC)  # the format wants one; the day of the run would change the bytes
INK, FAINT, RULE, LIGHT = 25, 115, 190, 225
TEXT, LINE = 8.6, 3.7  # points, millimetres
TINY = 5.4  # points, of the labels in a sheet of pictures
PIXELS = 1400  # a picture's longer side in the file
BOXES = {  # view → x, y, width, height
    "portrait": (12.0, 30.0, 82.0, 102.0),
    "turnaround": (97.0, 30.0, 182.0, 102.0),
    "wardrobe": (283.0, 30.0, 125.0, 102.0),
    "expressions": (12.0, 136.0, 82.0, 70.0),
    "poses": (97.0, 136.0, 182.0, 73.0),
}
COLUMNS = ((12.0, 80.0, 213.0), (97.0, 94.0, 213.0), (196.0, 82.0, 213.0), (283.0, 125.0, 136.0))  # x, width, top
WIDE = ("NotoSansCJK-Regular", "NotoSans-Regular", "DejaVuSans.ttf", *typefaces.IDEOGRAPHIC)
Row = tuple[str, str, str]  # label, value, origin


def write(path: Path, people: Sequence[Character], *, production: Production, screenplay: fountain.Screenplay) -> list[str]:
    """Write the sheets of some characters, a page each; return notes: where it lies, and letters that no font here has."""
    from fpdf import FPDF

    title = fountain.title(screenplay) or production.folder.name
    text = title + "".join(f"{one.name}{one.description}{one.origin}{one.personality.summary}{one.want}{one.need}" for one in people)
    pdf = FPDF(orientation="landscape", unit="mm", format="A3")
    pdf.set_creation_date(DATE)
    pdf.set_producer("filmcli")
    pdf.set_title(f"{title}: {', '.join(one.name for one in people)}")
    pdf.set_auto_page_break(False)
    pdf.c_margin = 0
    fonts = {style: _font(text, name) for style, name in (("", "Regular"), ("B", "Bold"), ("I", "Italic"))}
    lost = "".join(sorted(typefaces.lacking(fonts[""], text)))
    for style, font in fonts.items():
        pdf.add_font("sheet", style, str(font))
    film = fountain.scenes(screenplay)
    for one in people:
        pdf.add_page()
        _head(pdf, one, title, production.settings.genre or "")
        labels = {
            "expressions": (views.FACES, views.FACES_ACROSS),
            "poses": ([row["pose"] for row in bearing.poses(one)], views.POSES_ACROSS),
        }
        for view, box in BOXES.items():
            drawn = _picture(pdf, production.folder / "cast" / one.id / f"{view}.png", box)
            if drawn and view in labels:
                _label(pdf, *labels[view], box[:2], drawn)
        columns = (_looks(one), _temper(one), _bearing(one), _clothes(one, film))
        for (x, width, top), rows in zip(COLUMNS, columns, strict=True):
            _column(pdf, rows, x, width, top, lost)
    files.write(path, bytes(pdf.output()))
    return [f"{path}: {len(people)} page{'s' if len(people) > 1 else ''}"] + (
        [f"{path}: no font here has {lost[:24]}; left out"] if lost else []
    )


def _head(pdf: Any, one: Character, title: str, genre: str) -> None:
    trade = "" if one.role == "day" else f"{one.role} · "
    _text(pdf, MARGIN, 12, one.name, size=22, style="B")
    also = f" · also {', '.join(one.aliases)}" if one.aliases else ""
    _text(pdf, MARGIN, 21.5, f"{trade}{one.gender} · {one.age} years{also}", size=9, colour=FAINT)
    _text(pdf, MARGIN, 13, title, size=11, align="R")
    _text(pdf, MARGIN, 21.5, f"{genre.replace('_', ' ')} · cast/{one.id}", size=9, align="R", colour=FAINT)
    pdf.set_draw_color(RULE)
    pdf.set_line_width(0.25)
    pdf.line(MARGIN, 27, PAGE[0] - MARGIN, 27)


def _text(pdf: Any, x: float, y: float, words: str, *, size: float, style: str = "", align: str = "L", colour: int = INK) -> None:
    pdf.set_text_color(colour)
    pdf.set_font("sheet", style, size)
    pdf.set_xy(x, y)
    pdf.cell(PAGE[0] - 2 * MARGIN, 6, words, align=align)


def _picture(pdf: Any, path: Path, box: tuple[float, float, float, float]) -> tuple[float, float] | None:
    """Draw a picture as large as fits at the top left of its box and return its size; else a frame that says that it is not drawn."""
    from PIL import Image

    x, y, width, height = box
    if not path.exists():
        pdf.set_draw_color(RULE)
        pdf.rect(x, y, width, height)
        _text(pdf, x + 3, y + 3, f"{path.stem}: not drawn", size=8, style="I", colour=FAINT)
        return None
    with Image.open(path) as image:
        image = image.convert("RGB")
        image.thumbnail((PIXELS, PIXELS))
        scale = min(width / image.width, height / image.height)
        data = io.BytesIO()
        image.save(data, "JPEG", quality=90)
    pdf.image(data, x, y, image.width * scale, image.height * scale)
    return image.width * scale, image.height * scale


def _label(pdf: Any, names: Sequence[str], most: int, corner: tuple[float, float], size: tuple[float, float]) -> None:
    """Write names into the cells of a sheet that has rows of nearly equal length."""
    rows = -(-len(names) // most)
    across = -(-len(names) // rows)
    for place, name in enumerate(names):
        row, column = divmod(place, across)
        _text(
            pdf,
            corner[0] + column * size[0] / across + 0.8,
            corner[1] + (row + 1) * size[1] / rows - 4.4,
            _spoken(name),
            size=TINY,
            colour=LIGHT,
        )


def _spoken(pose: str) -> str:
    """Return a pose or a face as a person calls it."""
    entry = poses.library().get(pose)
    told = (
        next((word for word in entry.words if word.isascii() and " " in word and not re.search(r"\b(?:his|her|at ease)\b", word)), "")
        if entry and "_" in pose
        else ""
    )
    return told or pose.replace("_", " ")


def _column(pdf: Any, rows: Sequence[Row], x: float, width: float, top: float, lost: str) -> None:
    """Write rows one below the other: label, value, and in grey its origin; a row without value is a heading. What does not fit is said."""
    drop = str.maketrans("", "", lost)
    pdf.set_left_margin(x)
    pdf.set_right_margin(PAGE[0] - x - width)
    pdf.set_xy(x, top)
    for label, value, origin in rows:
        if pdf.get_y() > PAGE[1] - MARGIN - 2 * LINE:
            _write(pdf, "… the rest is in cast.yaml", style="I", colour=FAINT)
            break
        if not value:
            pdf.set_xy(x, pdf.get_y() + (LINE * 0.5 if pdf.get_y() > top else 0))
            _write(pdf, label.upper(), style="B")
            pdf.ln(LINE * 1.25)
            continue
        start = pdf.get_y()
        swatch = re.match(r"#([0-9.]+),([0-9.]+),([0-9.]+) ", value)
        _write(pdf, f"{label.translate(drop)}  ", colour=FAINT)
        if swatch:
            value = value[swatch.end() :]
            pdf.set_fill_color(*(_screen(float(part)) for part in swatch.groups()))
            pdf.set_draw_color(RULE)
            pdf.rect(pdf.get_x(), start + 0.4, 5, LINE - 0.8, style="DF")
            pdf.set_x(pdf.get_x() + 6.5)
        _write(pdf, value.translate(drop))
        if origin:
            _write(pdf, f"  {origin.translate(drop)}", style="I", colour=FAINT)
        pdf.ln(LINE)


def _write(pdf: Any, words: str, *, style: str = "", colour: int = INK) -> None:
    pdf.set_text_color(colour)
    pdf.set_font("sheet", style, TEXT)
    pdf.write(LINE, words)


def _looks(one: Character) -> list[Row]:
    """Return what costume, hair and make-up must know of the body."""
    look, build, told = one.appearance, one.appearance.build, one.origin
    hair = presets.load("people", "hair")
    inches = round(build.height / 0.0254)
    style = str(hair["styles"][look.hair.style]["prompt"]).replace("{}", look.hair.colour.replace("_", " ")).strip()
    rows = [
        ("Looks", "", ""),
        ("who", one.description, _origin(told, "description")),
        ("age", f"{one.age}", _origin(told, "age")),
        ("height", f"{100 * build.height:.0f} cm ({inches // 12} ft {inches % 12} in)", _origin(told, "appearance.build")),
        ("build", _frame(build.weight, build.muscle), ""),
        ("skin", f"#{look.skin[0]},{look.skin[1]},{look.skin[2]} {' and '.join(build.heritage)} descent", _origin(told, "heritage")),
        ("eyes", look.eyes, _origin(told, "appearance.eyes")),
        ("hair", style, _origin(told, "appearance.hair.style") or _origin(told, "appearance.hair.colour")),
    ]
    rows += [("beard", look.hair.beard, _origin(told, "appearance.hair.beard"))] if look.hair.beard != "none" else []
    rows += [("glasses", look.glasses.replace("_", " "), _origin(told, "appearance.glasses"))] if look.glasses != "none" else []
    rows += [("earrings", look.earrings, "")] if look.earrings != "none" else []
    rows += [("make-up", "strong" if look.makeup > 0.65 else "some" if look.makeup > 0.3 else "a little", "")] if look.makeup else []
    return [
        *rows,
        ("the rest", "drawn" if "*" in told else told.get("appearance", "by hand").removeprefix("what is not quoted below is "), ""),
    ]


def _temper(one: Character) -> list[Row]:
    who = one.personality
    rows = [("Personality", "", ""), ("in words", who.summary or "even-tempered", "")]
    rows += [(key, getattr(one, key), one.origin.get(key, "")) for key in ("want", "need") if getattr(one, key)]
    for factor in ("openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"):
        rows.append((factor, f"{100 * getattr(who, factor):.0f} of 100", one.origin.get(f"personality.{factor}", "")))
    return rows


def _bearing(one: Character) -> list[Row]:
    motion, voice, told = one.motion, one.voice, one.origin
    stands = _spoken(motion.stand) if motion.stand != "stand" else "at ease"
    hands = "talks with the hands" if motion.gesture > 0.62 else "keeps the hands still" if motion.gesture < 0.38 else "now and then"
    heard = "as it is" if abs(voice.pitch) < 0.5 else f"{abs(voice.pitch):g} semitones {'higher' if voice.pitch > 0 else 'lower'}"
    return [
        ("Movement and voice", "", ""),
        ("stands", f"{motion.posture}, {stands}", _joined(told, "motion.posture", "motion.stand")),
        ("walks", motion.gait, _origin(told, "motion.gait")),
        ("gestures", hands, _origin(told, "motion.gesture")),
        ("looks", f"{motion.gaze}", _origin(told, "motion.gaze")),
        ("face at rest", motion.expression, _origin(told, "motion.expression")),
        ("voice", f"{voice.runner}, {heard}, {100 * voice.pace:.0f} % of its pace", _origin(told, "voice")),
    ]


def _clothes(one: Character, film: Sequence[fountain.Scene]) -> list[Row]:
    """Return each outfit with its cloths, and the person's scenes with their story day."""
    rows: list[Row] = [("Wardrobe", "", "")]
    usual = one.wardrobe
    for number, (scenes, worn) in enumerate(views.outfits(one)):
        told = one.origin if not number else {}
        change = next((index for index, change in enumerate(one.wardrobes) if change.scenes == scenes), None)
        why = _origin(one.origin, f"wardrobes[{change}]") if number else _origin(told, "wardrobe.garment")
        rows.append((scenes or "usual", _outfit(worn), why))
        for part in ("main", "second", "accent"):
            value = getattr(worn.wardrobe, part)
            if not number or value != getattr(usual, part):
                rows.append(
                    (f"   {part}", f"#{value[0]},{value[1]},{value[2]} {likeness.colour(value)}", _origin(told, f"wardrobe.{part}"))
                )
        if worn.wardrobe.hat != "none":
            rows.append(("   hat", worn.wardrobe.hat.replace("_", " "), _origin(told, "wardrobe.hat")))
    names = {one.name, *one.aliases}
    named = re.compile("|".join(rf"(?<!\w){re.escape(name)}(?!\w)" for name in sorted(names, key=len, reverse=True)), re.IGNORECASE)
    rows.append(("Scenes", "", ""))
    for scene, day in zip(film, changes.days(film), strict=True):
        speeches = sum(speech.name in names for speech in scene.speeches)
        if speeches or any(element.type == "action" and named.search(element.text) for element in scene.elements):
            place = scene.heading.text if scene.heading else "—"
            rows.append(
                (
                    f"{scene.id}  day {day}",
                    place,
                    f"{speeches} speeches" if speeches > 1 else f"{speeches} speech" if speeches else "silent",
                )
            )
    return rows


def _outfit(one: Character) -> str:
    worn: Wardrobe = one.wardrobe
    garment = str(presets.load("wardrobe", "garments")["garments"][worn.garment].get("title", worn.garment.replace("_", " ")))
    layers = "".join(f", {layer}: {other.replace('_', ' ')}" for layer, other in worn.layers.items())
    return garment + layers + (f", worn {100 * worn.wear:.0f} %" if worn.wear else "")


def _frame(weight: float, muscle: float) -> str:
    size = "heavy" if weight > 0.72 else "full" if weight > 0.58 else "slender" if weight < 0.33 else "slim" if weight < 0.43 else "medium"
    return size + (", strong" if muscle > 0.68 else ", slight muscles" if muscle < 0.36 else "")


def _origin(told: dict[str, str], key: str) -> str:
    return told.get(key, "")


def _joined(told: dict[str, str], *keys: str) -> str:
    return "; ".join(dict.fromkeys(told[key] for key in keys if told.get(key)))


def _screen(value: float) -> int:
    """Return linear light 0–1 as a screen's 0–255 (IEC 61966-2-1)."""
    value = min(1.0, max(0.0, value))
    return round(255 * (12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055))


def _font(text: str, style: str) -> Path:
    """Return Courier Prime where it has every letter, else the font of this machine that lacks fewest."""
    own = typefaces.OWN / f"CourierPrime-{style}.ttf"
    if not typefaces.lacking(own, text):
        return own
    return min([own, *typefaces.system_fonts(WIDE)], key=lambda path: len(typefaces.lacking(path, text)))
