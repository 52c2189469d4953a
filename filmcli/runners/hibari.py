"""hibari: speaks English in a woman's voice (the model of the package hibari-tts; about 130 times real time).

Knows nothing of characters or shots. Job: speak.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError
from filmcli.formats.wave import RATE, Line, Sound, is_english, plain, resample, silence, trimmed
from filmcli.runners import tap

if TYPE_CHECKING:
    import numpy as np

JOB = "speak"
REVISION = "hibari-tts/heart"
LENGTHS = "/Round_output_0"  # of the model's inner values, the frames that each phoneme lasts
LAG = 0.05  # seconds that these are behind what is heard: vowels stand out from stops by 31 dB there, by 23 dB at 0


class Options(BaseModel):
    """How the voice runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(1, ge=1, le=16)


class Hibari:
    """The voice, loaded once. Equal lines give equal samples, whatever was said before them."""

    def __init__(self, options: Options = Options()) -> None:
        try:
            from hibari import Hibari as Model
            from hibari import dsp
            from hibari.voices import DEFAULT, voice_path
        except ImportError as error:
            raise CannotRunError(f"hibari cannot speak here: {error}", hint="pip install hibari-tts") from None
        weights = Path(voice_path(DEFAULT)).read_bytes()
        self.model = Model(model=tap.with_output(weights, LENGTHS), threads=options.threads)
        self.synth = dsp.synth

    def speak(self, lines: list[Line]) -> list[Sound]:
        """Say each line; text that is not English comes back as silence of a likely length, marked so."""
        return [self._say(line) for line in lines]

    def _say(self, line: Line) -> Sound:
        import numpy as np

        text = plain(line.text)
        if not is_english(text):
            return silence(line.text, "hibari speaks English only" if text else "nothing to say")
        phonemes = tuple(self.model.phonemize(text))
        if not phonemes:
            return silence(line.text, "hibari found no words")
        parts, marks, clock = [], [], 0.0
        for sentence in phonemes:
            samples, spans = self._sentence(sentence, line)
            parts.append(samples)
            marks += [(symbol, clock + start, clock + end) for symbol, start, end in spans]
            clock += len(samples) / RATE
        samples, cut = trimmed(np.concatenate(parts), RATE)
        return Sound(samples, RATE, phonemes, tuple((symbol, start - cut - LAG, end - cut - LAG) for symbol, start, end in marks))

    def _sentence(self, phonemes: str, line: Line) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
        """Synthesise one sentence at 48 kHz, and time its sounds; a pitch shift is a slower reading played faster, so no sample is ever stretched.

        Moving the model's own pitch curve instead costs 2 dB of harmonics-to-noise at -3 semitones; this costs nothing.
        The model rounds durations, so the speed is corrected once by what a first reading gave (10 % too long becomes 2 %).
        """
        import numpy as np

        ids, known = self.model.ids(phonemes), self.model.vocab
        shift = 2 ** (line.pitch / 12)
        seed = int.from_bytes(hashlib.blake2b(phonemes.encode(), digest_size=8).digest(), "big")

        def read(speed: float) -> tuple[np.ndarray, list[float]]:
            feed = {"ids": np.asarray([ids], np.int64), "speed": np.asarray([speed], np.float32)}
            *spectrum, lengths = self.model.sess.run(None, feed)
            return self.synth(*(part[0] for part in spectrum), np.random.default_rng(seed)), lengths.ravel().tolist()

        samples, lengths = read(line.pace)
        if line.pitch:
            wanted, speed = len(samples) * shift, line.pace / shift
            samples, lengths = read(speed)
            samples, lengths = read(speed * len(samples) / wanted)
        samples = resample(samples, round(len(samples) * RATE / (self.model.sample_rate * shift)))
        symbols = ["", *(symbol for symbol in phonemes if symbol in known), ""]
        return samples, tap.spans(symbols, lengths, len(samples) / RATE)
