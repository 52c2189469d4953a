"""What is handed over: film file, cards, subtitles, timeline, storyboard."""

import re
from types import SimpleNamespace

import av
import numpy as np
import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from filmcli.core.errors import ModelError
from filmcli.formats.document import Source
from filmcli.formats.shots import Camera, Scene, Shot, ShotList
from filmcli.make import film, storyboard, subtitles, timeline, timing, titles

CAMERA = Camera(position=(0, -3, 1.4), target=(0, 1, 1.2), lens=35, focus=(0, 0, 1.2))


def frames(count, width=96, height=40, level=120):
    for index in range(count):
        picture = np.full((height, width, 3), level, np.uint8)
        picture[:, index % width] = (250, 20, 20)
        yield picture


def production(text="Nerve had nothing to do with it. Someone is dead, and you knew him better than anyone in this town ever did."):
    source = Source(path="a", digest="b")
    shots = tuple(
        Shot(id=name, scene="SQ010", kind="single", size="MCU", camera=CAMERA, speeches=heard, sentence="She turns.")
        for name, heard in (("SQ010_SH0010", ("L1",)), ("SQ010_SH0020", ("L2",)))
    )
    scene = Scene(id="SQ010", heading="INT. OFFICE - NIGHT", line=1, set="office")
    shotlist = ShotList(screenplay=source, cast=source, genre="noir", seed=7, shots=shots, scenes=(scene,))
    lines = [SimpleNamespace(id="L1", name="MARLOWE", text="You came back."), SimpleNamespace(id="L2", name="VIVIAN", text=text)]
    return shotlist, timing.time_film(shotlist, [SimpleNamespace(speeches=lines)], {"L1": 1.2, "L2": 6.5})


def test_a_clip_is_what_players_and_editors_want(tmp_path):
    assert film.encode_clip(frames(30), tmp_path / "a.mp4", fps=24, quality="draft") == 30
    with av.open(str(tmp_path / "a.mp4")) as clip:
        stream = clip.streams.video[0]
        context = stream.codec_context
        assert (stream.frames, stream.average_rate, context.profile, context.pix_fmt) == (30, 24, "High", "yuv420p")
        assert (context.color_primaries, context.color_trc, context.colorspace, context.color_range) == (1, 1, 1, 1)
        shown = next(clip.decode(video=0)).to_ndarray(format="rgb24")
    assert shown[20, 60].astype(int) == pytest.approx([120] * 3, abs=4)


def test_equal_frames_give_equal_bytes_and_no_frames_an_error(tmp_path):
    for name in ("a", "b"):
        film.encode_clip(frames(12), tmp_path / f"{name}.mp4", fps=24, quality="draft")
    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()
    with pytest.raises(ModelError, match="no frames"):
        film.encode_clip([], tmp_path / "c.mp4", fps=24)


def test_the_film_is_the_clips_uncut_with_the_sound(tmp_path):
    for name, count in (("a", 30), ("b", 20)):
        film.encode_clip(frames(count), tmp_path / f"{name}.mp4", fps=24, quality="draft")
    tone = 0.2 * np.sin(2 * np.pi * 440 * np.arange(48000 * 5) / 48000)
    sound = np.stack([tone] * 2, 1).astype(np.float32)
    clips = [tmp_path / "a.mp4", tmp_path / "b.mp4", tmp_path / "a.mp4"]
    for name in ("film", "again"):
        assert film.join(clips, sound, tmp_path / f"{name}.mp4", fps=24, title="Rain") == 80
    data = (tmp_path / "film.mp4").read_bytes()
    assert data == (tmp_path / "again.mp4").read_bytes()
    assert data.find(b"moov") < data.find(b"mdat")  # plays before it has come whole
    with av.open(str(tmp_path / "film.mp4")) as joined:
        assert joined.metadata["title"] == "Rain"
        times = [float(frame.pts * frame.time_base) for frame in joined.decode(video=0)]
        assert times == pytest.approx([index / 24 for index in range(80)], abs=1e-4)
    with av.open(str(tmp_path / "film.mp4")) as joined:
        audio = joined.streams.audio[0]
        assert audio.rate == 48000 and audio.channels == 2
        heard = np.concatenate([frame.to_ndarray() for frame in joined.decode(audio=0)], axis=1)
    assert heard.shape[1] / 48000 == pytest.approx(80 / 24, abs=0.05) and heard.std() == pytest.approx(0.14, abs=0.02)


def test_clips_that_do_not_agree_are_refused(tmp_path):
    film.encode_clip(frames(4), tmp_path / "a.mp4", fps=24, quality="draft")
    film.encode_clip(frames(4, width=128), tmp_path / "b.mp4", fps=24, quality="draft")
    with pytest.raises(ModelError, match="b.mp4: encoded unlike a.mp4"):
        film.join([tmp_path / "a.mp4", tmp_path / "b.mp4"], None, tmp_path / "f.mp4", fps=24)


def test_fades_begin_and_end_in_the_dark():
    light = [frame.mean() for frame in film.faded(frames(24), count=24, fade_in=6, fade_out=8)]
    assert light[0] < 45 and light[-1] < 45 and max(light[:7]) == light[6]
    assert light[10] == next(frames(1)).mean()


def test_cards_have_their_words_in_the_middle_and_in_colour():
    card = titles.title_card("The Long Rain", width=320, height=134, genre="noir")
    assert card.shape == (134, 320, 3)
    down, across = np.nonzero(card.max(axis=2) > 150)
    assert across.mean() == pytest.approx(160, abs=4) and 30 < down.mean() < 95 and across.min() > 20
    assert ((card[..., 0].astype(int) - card[..., 2]) > 60).sum() > 20  # the rule
    longer = titles.title_card("A very long title that nobody could ever remember at all", width=320, height=134)
    assert np.nonzero(longer.max(axis=2) > 150)[1].min() > 8
    shown = list(titles.card_frames(card, 24))
    assert len(shown) == 24 and shown[0].mean() < shown[12].mean() > shown[-1].mean()
    credit = titles.credits_card([("Marlowe", "voice: joe")] * 12, width=320, height=134, notes=["made with filmcli"])
    assert (credit > 100).any()


def test_letters_that_no_font_has_are_told():
    assert titles.missing("Marlowe — “naïve” façade…") == ""
    assert titles.font_path("Marlowe").name == "CourierPrime-Regular.ttf"
    assert "\U00013000" in titles.missing("a\U00013000")


def test_subtitles_follow_the_speeches():
    _, times = production()
    items = subtitles.cues(times)
    assert items[0].lines == ("You came back.",) and items[0].start == times.speeches[0].start / 24
    text = subtitles.srt(items)
    assert re.match(r"1\n00:00:\d\d,\d{3} --> 00:00:\d\d,\d{3}\nYou came back\.\n\n2\n", text)
    assert subtitles.vtt(items).startswith("WEBVTT\n\n00:00:") and "<v MARLOWE>You came back." in subtitles.vtt(items)


@given(st.text(alphabet=st.sampled_from("abc ,.!?-… 你好"), max_size=400), st.floats(0.3, 30))
def test_no_subtitle_is_too_wide_too_short_or_over_another(text, seconds):
    shotlist, _ = production()
    lines = [SimpleNamespace(id="L1", name="A", text=text), SimpleNamespace(id="L2", name="B", text="Yes.")]
    times = timing.time_film(shotlist, [SimpleNamespace(speeches=lines)], {"L1": seconds, "L2": 1.0})
    items = subtitles.cues(times)
    assert all(len(item.lines) <= 2 and max(map(len, item.lines)) <= 42 for item in items)
    assert all(item.end > item.start for item in items)
    assert all(a.end <= b.start for a, b in zip(items, items[1:], strict=False))
    assert "".join("".join(item.lines) for item in items if item.name == "A").replace(" ", "") == text.replace(" ", "")


def test_the_timeline_opens_and_names_everything(tmp_path):
    shotlist, times = production()
    folder = "shots/SQ010_SH0010"
    media = {"SQ010_SH0010": timeline.Media(f"{folder}/clip.mp4", f"{folder}/still.png", f"{folder}/beauty.exr", record={"key": "k1"})}
    text, again = (
        timeline.timeline(times, shotlist, name="Rain", media=media, speech={"L1": "sound/L 1.wav"}, title="title.mp4", mix="mix.wav")
        for _ in range(2)
    )
    assert text == again
    (tmp_path / "film.otio").write_text(text)
    opened = otio.adapters.read_from_file(str(tmp_path / "film.otio"))
    picture, speech, whole = opened.tracks
    assert picture.duration().value == whole.duration().value == times.frames
    clip = picture[1]
    assert clip.name == "SQ010_SH0010" and clip.media_reference.target_url == "shots/SQ010_SH0010/clip.mp4"
    assert set(clip.media_references()) == {"DEFAULT_MEDIA", "still", "exr"}
    assert clip.metadata["filmcli"]["key"] == "k1" and clip.metadata["filmcli"]["size"] == "MCU"
    assert picture[2].media_reference.is_missing_reference
    said = speech.find_clips()[0]
    assert said.media_reference.target_url == "sound/L%201.wav"
    assert speech.range_of_child(said).start_time.value == times.speeches[0].start
    assert [mark.name for mark in picture.markers] == ["SQ010 INT. OFFICE - NIGHT"]


def test_the_storyboard_has_six_frames_a_page_and_equal_bytes(tmp_path):
    Image.fromarray(next(frames(1, 240, 100))).save(tmp_path / "still.png")
    shotlist, _ = production()
    label = storyboard.label(shotlist.shots[0], seconds=2.5)
    panel = storyboard.Panel("SQ010_SH0010", tmp_path / "still.png", label, "She turns.", (("MARLOWE", "You came back. " * 30),))
    empty = storyboard.Panel("SQ010_SH0020", None)
    assert panel.label == "MCU · 35 mm · 2.5 s"
    for name in ("a", "b"):
        assert storyboard.storyboard([panel] * 6 + [empty], tmp_path / f"{name}.pdf", title="Rain") == []
    data = (tmp_path / "a.pdf").read_bytes()
    assert data == (tmp_path / "b.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b", data)) == 2 and data.count(b"/DCTDecode") == 1


def test_the_storyboard_says_what_it_cannot_print(tmp_path):
    panel = storyboard.Panel("SQ010_SH0010", None, "CU", "He waits \U00013000.")
    warnings = storyboard.storyboard([panel], tmp_path / "a.pdf", title="Rain")
    assert len(warnings) == 1 and "\U00013000" in warnings[0]
