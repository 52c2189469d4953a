"""Speech, timing and mix: what is heard, when, how loud."""

from types import SimpleNamespace

import numpy as np
import pytest

from filmcli.core import presets
from filmcli.core.errors import InputError
from filmcli.formats import wave
from filmcli.formats.document import Source
from filmcli.formats.shots import Camera, Scene, Shot, ShotList
from filmcli.formats.wave import RATE, Line, Sound, plain
from filmcli.make import ambience, mix, sound, timing, visemes
from filmcli.runners import joe as joe_runner
from filmcli.runners.hibari import Hibari
from filmcli.runners.joe import Joe

CAMERA = Camera(position=(0, -3, 1.4), target=(0, 1, 1.2), lens=35, focus=(0, 0, 1.2))
WORDS = "You came back. Three men are dead, and not one of them knew why."
SHORT = "You came back for the money."


@pytest.fixture(scope="module")
def joe():
    return Joe()


@pytest.fixture(scope="module")
def hibari():
    return Hibari()


def pitch(samples):
    """Return the median pitch of the voiced stretches in hertz, by autocorrelation."""
    size, found = int(0.04 * RATE), []
    for start in range(0, len(samples) - 2 * size, size):
        part = samples[start : start + 2 * size] * np.hanning(2 * size)
        if np.sqrt((part**2).mean()) < 0.02:
            continue
        like = np.fft.irfft(np.abs(np.fft.rfft(part, 4 * size)) ** 2)[:size]
        best = RATE // 400 + like[RATE // 400 : RATE // 60].argmax()
        if like[best] > 0.5 * like[0]:
            found.append(RATE / best)
    return float(np.median(found))


def film(*shots, scenes=("SQ010",), **settings):
    source = Source(path="a", digest="b")
    places = [Scene(id=name, heading="INT. OFFICE - NIGHT", line=1, set="office", time="night", weather="rain") for name in scenes]
    return ShotList(screenplay=source, cast=source, genre="noir", seed=7, scenes=places, shots=shots, **settings)


def shot(name, *speeches, hold=2.5):
    return Shot(id=name, scene=name.split("_")[0], kind="single", size="MCU", camera=CAMERA, speeches=speeches, hold=hold)


def scenes(**lines):
    return [SimpleNamespace(speeches=[SimpleNamespace(id=name, name=who, text=text) for name, (who, text) in lines.items()])]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("I told you, MARLOWE... 3 men -- dead at 7:30!", "I told you, Marlowe, 3 men, dead at 7:30!"),
        ("...The *FBI* came…", "The FBI came."),
        ("I thought--", "I thought."),
        ("“Wait” -- _what_?!", "Wait, what?!"),
        ("—", ""),
    ],
)
def test_dialogue_becomes_words_for_a_voice(written, said):
    assert plain(written) == said


@pytest.mark.parametrize(("name", "low", "high"), [("joe", 70, 150), ("hibari", 150, 280)])
def test_a_voice_says_the_same_thing_alike_whatever_came_before(request, name, low, high):
    voice = request.getfixturevalue(name)
    first, second = voice.speak([Line("No."), Line(SHORT)])[1], voice.speak([Line(SHORT)])[0]
    assert np.array_equal(first.samples, second.samples)
    assert first.spoken and first.rate == RATE and 1 < first.seconds < 4
    assert low < pitch(first.samples) < high


@pytest.mark.parametrize("voice", [lambda: Joe(joe_runner.Options(noise=0, rhythm_noise=0)), Hibari], ids=["joe", "hibari"])
def test_pitch_moves_by_semitones_and_length_stays(voice):
    low, high = voice().speak([Line(WORDS, pitch=-3), Line(WORDS, pitch=3)])
    assert 12 * np.log2(pitch(high.samples) / pitch(low.samples)) == pytest.approx(6, abs=2)  # the model reads a little flatter when fast
    assert high.seconds == pytest.approx(low.seconds, rel=0.15)


def test_pace_makes_it_shorter(hibari):
    slow, fast = (hibari.speak([Line(WORDS, pace=pace)])[0].seconds for pace in (0.8, 1.25))
    assert fast < 0.8 * slow


@pytest.mark.parametrize("text", ["你好吗，世界", "Что это было?", "—"])
def test_what_is_not_english_is_a_silence_that_says_so(hibari, text):
    heard = hibari.speak([Line(text)])[0]
    assert not heard.spoken and heard.reason
    assert heard.seconds >= 0.6 and not heard.samples.any()


def test_wave_files_come_back(tmp_path):
    samples = np.linspace(-0.9, 0.9, 4800, dtype=np.float32)
    wave.write(tmp_path / "a.wav", samples)
    back, rate = wave.read(tmp_path / "a.wav")
    assert rate == RATE and back.shape == (4800,) and np.abs(back - samples).max() < 1e-4
    (tmp_path / "b.wav").write_text("not sound")
    with pytest.raises(wave.InputError, match="b.wav"):
        wave.read(tmp_path / "b.wav")


def test_a_shot_lasts_as_long_as_its_speeches():
    shots = film(shot("SQ010_SH0010", hold=3), shot("SQ010_SH0020", "L1", "L2"))
    times = timing.time_film(shots, scenes(L1=("A", "one"), L2=("B", "two")), {"L1": 2.0, "L2": 1.0}, title=2, credits=4)
    first, second = times.shots
    assert (first.start, first.frames) == (48, 72)
    assert second.start == 120 and second.frames == pytest.approx((0.3 + 2.0 + 0.4 + 1.0 + 0.35) * 24, abs=2)
    one, two = second.speeches
    assert two.start >= one.start + one.frames and two.start + two.frames <= second.end
    assert times.frames == 48 + first.frames + second.frames + 96 == times.credits_start + times.credits


def test_a_speech_runs_over_the_cut_and_a_speech_without_a_shot_is_named():
    shots = film(shot("SQ010_SH0010", "L1"), shot("SQ010_SH0020", "L1", "L2"))
    times = timing.time_film(shots, scenes(L1=("A", "one"), L2=("B", "two"), L3=("B", "lost")), {"L1": 4.0, "L2": 1.0, "L3": 1.0})
    assert [speech.id for speech in times.speeches] == ["L1", "L2"] and times.unheard == ("L3",)
    one, two = times.speeches
    assert one.start < times.shots[0].end < one.start + one.frames <= two.start
    assert two.start + two.frames <= times.shots[1].end


@pytest.mark.parametrize(("channels", "decibels", "lufs"), [(1, 0.0, -3.01), (2, -23.0, -23.0), (2, -6.0, -6.0)])
def test_the_meter_agrees_with_the_standards_tones(channels, decibels, lufs):
    tone = np.sin(2 * np.pi * 997 * np.arange(4 * RATE) / RATE) * 10 ** (decibels / 20)
    assert mix.loudness(np.stack([tone, tone * (channels == 2)], 1)) == pytest.approx(lufs, abs=0.05)


def test_the_meter_ignores_silence_between_speeches():
    tone = 0.1 * np.sin(2 * np.pi * 997 * np.arange(4 * RATE) / RATE)
    sparse = np.concatenate([tone, np.zeros(8 * RATE), tone])
    assert mix.loudness(np.stack([sparse] * 2, 1)) == pytest.approx(mix.loudness(np.stack([tone] * 2, 1)), abs=0.3)


def test_a_peak_between_samples_is_found_and_held():
    tone = 0.99 * np.sin(2 * np.pi * (RATE / 4) * np.arange(RATE) / RATE + np.pi / 4)
    both = np.stack([tone] * 2, 1)
    assert np.abs(both).max() < 0.71 and mix.true_peak(both[100:-100]) == pytest.approx(-0.09, abs=0.5)
    assert mix.true_peak(mix.limited(both * 2, -1.5)) < -1.2


def test_the_mix_is_as_long_as_the_film_and_as_loud_as_promised(hibari):
    voice = hibari.speak([Line("You came back. I did not think you had the nerve.")])[0]
    shots = film(shot("SQ010_SH0010", "L1"), shot("SQ010_SH0020", hold=4))
    times = timing.time_film(shots, scenes(L1=("A", "x")), {"L1": voice.seconds}, title=1.5, credits=2)
    heard = mix.mix(times, shots, {"L1": voice})
    assert len(heard) == round(times.frames / times.fps * RATE) and heard.dtype == np.float32
    assert mix.loudness(heard) == pytest.approx(-16, abs=0.5) and mix.true_peak(heard) <= -1.0
    start = round(times.speeches[0].start / times.fps * RATE)
    pause = round((times.shots[1].start / times.fps + 1.0) * RATE)
    assert heard[start : start + RATE].std() > 5 * heard[pause : pause + RATE].std() > 0
    assert np.array_equal(heard, mix.mix(times, shots, {"L1": voice}))


def test_every_set_has_its_air_and_every_genre_its_chords():
    air, chords = presets.load("sound", "air"), presets.load("sound", "chords")["genres"]
    assert set(air["sets"]) == set(presets.names("sets")) and set(chords) == set(presets.names("genres"))
    assert {layer for layers in air["sets"].values() for layer in layers} <= {*ambience.LAYERS, "wild", "still"}


@pytest.mark.parametrize(
    ("changes", "heard", "silent"),
    [
        ({"set": "forest", "time": "day"}, "birds", "crickets"),
        ({"set": "forest", "time": "night"}, "crickets", "birds"),
        ({"set": "forest", "time": "day", "weather": "rain"}, "rain", "birds"),
        ({"set": "moon", "weather": "rain"}, "drone", "wind"),
        ({"set": "a_set_of_ones_own", "heading": "EXT. QUAY - DAY"}, "street", "air"),
    ],
)
def test_the_air_follows_hour_and_weather(monkeypatch, changes, heard, silent):
    drawn = []
    layers = {name: lambda count, random, name=name: (drawn.append(name), np.ones((count, 2)))[1] for name in ambience.LAYERS}
    monkeypatch.setattr(sound, "LAYERS", layers)
    scene = Scene(**{"id": "SQ010", "heading": "EXT. WOOD - DAY", "line": 1, "set": "forest", "time": "day", "weather": "clear"} | changes)
    sound.room_tone(scene, room=sound.room(scene), seconds=0.1, seed=1)
    assert heard in drawn and silent not in drawn


@pytest.mark.parametrize("layer", sorted(ambience.LAYERS))
def test_every_layer_of_air_is_finite_and_has_no_pops(layer):
    heard = ambience.LAYERS[layer](2 * RATE, np.random.default_rng(1))
    assert heard.shape == (2 * RATE, 2) and np.isfinite(heard).all()
    assert np.abs(heard).max() < (40 if layer == "clock" else 14) * heard.std() and heard.std() > 0


@pytest.mark.parametrize("name", ["hibari", "joe"])
def test_a_voice_times_its_own_sounds(request, name):
    """Vowels stand out from stops and pauses most where the marks are, and less when they are moved to either side."""
    said = request.getfixturevalue(name).speak([Line("Stop. Put that bottle back, Bob. You came back.", -2)])[0]
    assert [mark[1] for mark in said.marks] == sorted(mark[1] for mark in said.marks) and said.marks[-1][2] < said.seconds + 0.6
    level = 10 * np.log10(np.convolve(said.samples**2, np.ones(480) / 480, "same") + 1e-8)

    def contrast(late):
        def loud(symbols):
            spans = [
                level[max(0, int((a + late) * RATE)) : int((b + late) * RATE)]
                for symbol, a, b in said.marks
                if symbol and symbol in symbols
            ]
            return np.concatenate(spans).mean()

        return loud("ɑɔæʌʊueAˈ") - loud("ptkb ,.")

    assert contrast(0) > 20 and contrast(0) > contrast(-0.06) + 5 and contrast(0) > contrast(0.06) + 5


def test_lips_close_on_m_b_p_and_round_on_o_whatever_the_rate(joe):
    said = joe.speak([Line("Bob, move over.")])[0]
    keys = visemes.track(said)
    assert [key.shape for key in keys][:4] == ["mbp", "aa", "mbp", "mbp"] or [key.shape for key in keys][:3] == ["mbp", "aa", "mbp"]
    assert {"u", "fv", "o"} <= {key.shape for key in keys}
    for fps in (6, 12, 24):
        shares = visemes.weights(keys, int(said.seconds * fps) + 1, fps=fps)
        closures = [key for key in keys if key.shape == "mbp"]
        for key in closures:
            first = max(0, int(key.start * fps))
            assert shares["mbp"][first : int(key.end * fps) + 1].max() > 0.35, f"a closed mouth is lost at {fps} frames a second"
        assert all(((share >= 0) & (share <= 1)).all() for share in shares.values()) and sum(shares.values()).max() <= 1.001


def test_shapes_without_a_picture_are_drawn_as_those_that_they_are_like(tmp_path, joe):
    parts = {"fv": np.ones(1), "th": np.full(1, 0.5), "mbp": np.ones(1)}
    drawn = visemes.drawn(parts, ("aa", "o"))
    assert set(drawn) == {"aa"} and 0 < drawn["aa"][0] < 0.7
    assert visemes.drawn(parts, visemes.shapes()) == parts
    for shape in visemes.shapes():
        assert set(visemes.drawn({shape: np.ones(1)}, ("mbp", "aa", "o", "e"))) <= {"mbp", "aa", "o", "e"}


def test_a_mouth_track_is_written_and_read_and_says_what_it_was_made_from(tmp_path, joe):
    path = tmp_path / "L1.mouth.json"
    said = joe.speak([Line("Move over.")])[0]
    visemes.write(path, said)
    assert visemes.read(path) == visemes.track(said) and '"from": "the voice\'s phonemes"' in path.read_text()
    clock = np.arange(RATE) / RATE
    hummed = Sound((np.sin(2 * np.pi * 150 * clock) * (clock > 0.5)).astype(np.float32))
    keys = visemes.track(hummed)
    assert {key.shape for key in keys} == {"aa"} and min(key.start for key in keys) == pytest.approx(0.5, abs=0.05)
    assert visemes.track(wave.silence("…", "nothing")) == ()
    path.write_text('{"format": "filmcli/mouth@1", "visemes": [[0, 1, "grin", 1]]}')
    with pytest.raises(InputError, match="unknown shape 'grin'"):
        visemes.read(path)
