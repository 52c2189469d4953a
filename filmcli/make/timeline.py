"""The film as an OpenTimelineIO timeline: a picture track, a speech track, a sound track, markers for the scenes.

Knows nothing of how the media were made. Paths are relative to the timeline's own file, times are frames.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from filmcli.formats.shots import ShotList
from filmcli.make.timing import ShotTime, SpeechTime, Timing

if TYPE_CHECKING:
    import opentimelineio as otio

FIRST_FRAME = 1001  # of a delivered sequence


@dataclass(frozen=True)
class Media:
    """Where a shot's media lie and how they were made. `handles` frames lie before and after the cut in the clip itself.

    `sequence` is an EXR file (`beauty.exr`, one frame), or the folder and prefix of numbered ones (`exr/PRJ_SQ010_SH0020`).
    """

    clip: str
    still: str = ""
    sequence: str = ""
    handles: int = 0
    record: Mapping[str, str | int] = field(default_factory=dict)
    cdl: Mapping[str, Any] = field(default_factory=dict)  # as `grade.decision` returns it


def timeline(
    timing: Timing,
    shotlist: ShotList,
    *,
    name: str,
    media: Mapping[str, Media],
    speech: Mapping[str, str] | None = None,
    title: str = "",
    credits: str = "",
    mix: str = "",
) -> str:
    """Return the timeline as OTIO JSON.

    `media` by shot id; `speech` gives the sound file of each speech id; `title`, `credits` and `mix` are the paths of the cards' clips
    and of the whole sound. A shot without media becomes a clip whose reference is missing, of the right length.
    """
    import opentimelineio as otio

    film = otio.schema.Timeline(name=name, global_start_time=otio.opentime.RationalTime(0, timing.fps))
    film.metadata["filmcli"] = {"genre": shotlist.genre, "seed": shotlist.seed, "aspect": shotlist.aspect, "fps": timing.fps}
    picture = otio.schema.Track(name="Picture", kind=otio.schema.TrackKind.Video)
    if timing.title:
        picture.append(_card(otio, "Title", title, timing.title, timing.fps))
    shots = {shot.id: shot for shot in shotlist.shots}
    for time in timing.shots:
        shot = shots.get(time.id)
        clip = _clip(otio, time, media.get(time.id), timing.fps)
        if shot is not None:
            craft = {"kind": shot.kind, "size": shot.size, "lens": shot.camera.lens, "move": shot.move.kind, "sentence": shot.sentence}
            clip.metadata["filmcli"] = {**dict(clip.metadata["filmcli"]), **craft}
        picture.append(clip)
    if timing.credits:
        picture.append(_card(otio, "Credits", credits, timing.credits, timing.fps))
    headings = {scene.id: scene.heading for scene in shotlist.scenes}
    for scene, (start, length) in timing.scenes().items():
        mark = otio.schema.Marker(
            name=f"{scene} {headings.get(scene, '')}".strip(),
            marked_range=_range(otio, start, length, timing.fps),
            color=otio.schema.MarkerColor.GREEN,
        )
        picture.markers.append(mark)
    film.tracks.append(picture)
    for number, lane in enumerate(_lanes(timing.speeches)):
        film.tracks.append(_speech_track(otio, lane, speech or {}, timing, number))
    if mix:
        film.tracks.append(_mix_track(otio, mix, timing))
    return film.to_json_string(indent=2) + "\n"


def _clip(otio, time: ShotTime, media: Media | None, fps: int) -> otio.schema.Clip:
    head = media.handles if media else 0
    clip = otio.schema.Clip(name=time.id, source_range=_range(otio, head, time.frames, fps))
    clip.metadata["filmcli"] = {"shot": time.id, "scene": time.scene, **(dict(media.record) if media else {})}
    if media is None:
        return clip
    if media.cdl:
        clip.metadata["cdl"] = dict(media.cdl)
    whole = _range(otio, 0, time.frames + 2 * head, fps)
    references = {"DEFAULT_MEDIA": otio.schema.ExternalReference(target_url=_url(media.clip), available_range=whole)}
    if media.sequence.endswith(".exr"):
        references["exr"] = otio.schema.ExternalReference(target_url=_url(media.sequence), available_range=_range(otio, 0, 1, fps))
    elif media.sequence:
        folder, _, prefix = media.sequence.rpartition("/")
        references["sequence"] = otio.schema.ImageSequenceReference(
            target_url_base=_url(f"{folder}/" if folder else "./"),
            name_prefix=f"{prefix}.",
            name_suffix=".exr",
            start_frame=FIRST_FRAME,
            frame_step=1,
            rate=fps,
            frame_zero_padding=4,
            available_range=whole,
        )
    if media.still:
        still = otio.schema.ExternalReference(target_url=_url(media.still), available_range=_range(otio, 0, 1, fps))
        references["still"] = still
    clip.set_media_references(references, "DEFAULT_MEDIA")
    return clip


def _card(otio, name: str, path: str, frames: int, fps: int):
    if not path:
        return otio.schema.Gap(name=name, source_range=_range(otio, 0, frames, fps))
    reference = otio.schema.ExternalReference(target_url=_url(path), available_range=_range(otio, 0, frames, fps))
    return otio.schema.Clip(name=name, media_reference=reference, source_range=_range(otio, 0, frames, fps))


def _lanes(speeches: tuple[SpeechTime, ...]) -> list[list[SpeechTime]]:
    """Return the speeches on as many tracks as speak at once: two cannot share a place on one."""
    lanes: list[list[SpeechTime]] = []
    for speech in sorted(speeches, key=lambda item: item.start):
        free = next((lane for lane in lanes if lane[-1].start + lane[-1].frames <= speech.start), None)
        if free is None:
            lanes.append([speech])
        else:
            free.append(speech)
    return lanes


def _speech_track(otio, lane: list[SpeechTime], files: Mapping[str, str], timing: Timing, number: int):
    track = otio.schema.Track(name="Speech" if not number else f"Speech {number + 1}", kind=otio.schema.TrackKind.Audio)
    clock = 0
    for speech in lane:
        if speech.start > clock:
            track.append(otio.schema.Gap(source_range=_range(otio, 0, speech.start - clock, timing.fps)))
        span = _range(otio, 0, speech.frames, timing.fps)
        clip = otio.schema.Clip(name=f"{speech.id} {speech.name}", source_range=span)
        if speech.id in files:
            clip.media_reference = otio.schema.ExternalReference(target_url=_url(files[speech.id]), available_range=span)
        clip.metadata["filmcli"] = {"speech": speech.id, "character": speech.name, "text": speech.text}
        track.append(clip)
        clock = speech.start + speech.frames
    return track


def _mix_track(otio, path: str, timing: Timing):
    span = _range(otio, 0, timing.frames, timing.fps)
    reference = otio.schema.ExternalReference(target_url=_url(path), available_range=span)
    return otio.schema.Track(
        name="Mix", kind=otio.schema.TrackKind.Audio, children=[otio.schema.Clip(name="Mix", media_reference=reference, source_range=span)]
    )


def _range(otio, start: int, frames: int, fps: int) -> otio.opentime.TimeRange:
    return otio.opentime.TimeRange(otio.opentime.RationalTime(start, fps), otio.opentime.RationalTime(frames, fps))


def _url(path: str) -> str:
    """Return a relative path as the relative URL that editors resolve against the timeline's folder."""
    from urllib.parse import quote

    return quote(path.replace("\\", "/"), safe="/._-~")
