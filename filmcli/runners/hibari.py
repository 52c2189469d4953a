"""hibari: speaks English in a woman's voice (the model of the package hibari-tts; about 130 times real time).

Knows nothing of characters or shots. Job: speak.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError
from filmcli.formats.wave import RATE, Line, Sound, is_english, plain, resample, silence, trim

if TYPE_CHECKING:
    import numpy as np

JOB = "speak"
REVISION = "hibari-tts/heart"


class Options(BaseModel):
    """How the voice runs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(1, ge=1, le=16)


class Hibari:
    """The voice, loaded once. Equal lines give equal samples, whatever was said before them."""

    def __init__(self, options: Options = Options()) -> None:
        try:
            from hibari import Hibari as Model
        except ImportError as error:
            raise CannotRunError(f"hibari cannot speak here: {error}", hint="pip install hibari-tts") from None
        self.model = Model(threads=options.threads)

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
        parts = [self._sentence(sentence, line) for sentence in phonemes]
        samples = np.concatenate(parts)
        return Sound(trim(samples, RATE), RATE, phonemes)

    def _sentence(self, phonemes: str, line: Line) -> np.ndarray:
        """Synthesise one sentence at 48 kHz; a pitch shift is a slower reading played faster, so no sample is ever stretched.

        Moving the model's own pitch curve instead costs 2 dB of harmonics-to-noise at -3 semitones; this costs nothing.
        The model rounds durations, so the speed is corrected once by what a first reading gave (10 % too long becomes 2 %).
        """
        import numpy as np

        ids = self.model.ids(phonemes)
        shift = 2 ** (line.pitch / 12)
        seed = int.from_bytes(hashlib.blake2b(phonemes.encode(), digest_size=8).digest(), "big")

        def read(speed: float) -> np.ndarray:
            return self.model.from_ids(ids, speed, np.random.default_rng(seed))

        samples = read(line.pace)
        if line.pitch:
            wanted, speed = len(samples) * shift, line.pace / shift
            samples = read(speed)
            samples = read(speed * len(samples) / wanted)
        return resample(samples, round(len(samples) * RATE / (self.model.sample_rate * shift)))
