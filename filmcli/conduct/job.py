"""A job: orders on their way through one painter, phase by phase, each file being written while the next batch is painted.

Knows nothing of any model beyond the painter's methods. Encode every distinct text → drop the encoder → denoise in batches of one kind →
decode → write on threads.
"""

from __future__ import annotations

import os
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from filmcli.conduct import machine, pictures, preflight
from filmcli.conduct.embeddings import Embeddings
from filmcli.conduct.ladder import Ladder
from filmcli.conduct.shot import Shot, without_pixels
from filmcli.conduct.stopwatch import Lap
from filmcli.core.errors import FilmError, ModelError
from filmcli.formats.model_card import Card
from filmcli.formats.orders import Done, Order, Rig
from filmcli.formats.picture import Motion, Picture
from filmcli.runners import frames

if TYPE_CHECKING:
    import numpy as np
    from torch import Tensor

READERS = 2
# Threads. A GPU that gives 16 pictures at once leaves them to be written when it is through: with four threads .6 s after the last (H200, 16 cores).
WRITERS = max(4, min(16, os.cpu_count() or 1))
AHEAD = 4  # arrays that may wait to be written beyond two batches
# Latents that wait for the decoder when it and the denoiser do not fit together: what one exchange of the two serves, and a kill may cost.
WINDOW = 64
ENCODED = 8  # texts at once on a GPU. One by one on a CPU, where a batch gains nothing and changes the last bit of its neighbours


class Job:
    """One run of orders through one painter."""

    def __init__(
        self, rig: Rig, card: Card, plan: preflight.Plan, painter: Any, tell: Callable[[str], None], *, stays: bool = False
    ) -> None:
        self._rig, self._plan, self._painter, self._tell = rig, plan, painter, tell
        # a model that stays for the next orders keeps its encoder, where all of it fits at once
        self._all = stays and plan.offload.value == "none" and sum(plan.gigabytes.values()) <= plan.memory.value * preflight.MARGIN
        self._build = pictures.motion if rig.job == "film" else pictures.picture
        self._people = pictures.References()
        size = plan.batch.value
        encoded = ENCODED if plan.device.value.startswith("cuda") else 1
        # the decoder's memory is its own affair: a tiled one takes one picture at a time
        decoded = 1 if plan.tiling.value else size
        self._turns = plan.offload.value != "none"  # denoiser and decoder are not in memory together
        self._ladder = Ladder({"encode": encoded, "denoise": size, "decode": decoded}, relieve=self._relieve, tell=tell)
        libraries = " ".join(f"{name} {machine.version(name)}" for name in ("diffusers", "transformers"))
        self._texts = Embeddings(painter.encoder(), plan.dtype.value, libraries)
        self._sleeping: deque[Shot] = deque()
        self._writing: deque[tuple[Shot, Future]] = deque()

    def encode(self, orders: Sequence[Order]) -> None:
        """Have the texts of the orders encoded and kept; what fails is told of when it is painted."""
        for _ in self._encode(self._fit(orders)):
            pass

    def run(self, orders: Sequence[Order]) -> Iterator[Done]:
        """Yield a Done for each order."""
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="filmcli-read")
        self._writers = ThreadPoolExecutor(WRITERS, thread_name_prefix="filmcli-write")
        self._most = 2 * self._plan.batch.value + AHEAD  # arrays that may wait to be written: memory stays flat however slow the disk
        try:
            shots = self._fit(orders)
            yield from self._unpainted(shots)
            yield from self._encode([shot for shot in shots if not shot.over])
            for batch in self._batches([shot for shot in shots if not shot.over]):
                yield from self._denoise(batch)
                yield from self._written(wait=False)
            yield from self._decode()
            yield from self._written(wait=True)
        finally:
            self._readers.shutdown(wait=True, cancel_futures=True)
            self._writers.shutdown(wait=True, cancel_futures=True)

    def _fit(self, orders: Sequence[Order]) -> list[Shot]:
        """Leave out what this painter cannot take, one line for each kind of it."""
        missing: set[str] = set()
        shots = []
        most = self._painter.references
        for order in orders:
            lacking = set(order.controls) - set(self._painter.controls)
            missing |= lacking
            if len(order.references) > most:
                missing.add(f"more than {most} references" if most else "references")
            kept = {kind: plate for kind, plate in order.controls.items() if kind not in lacking}
            shots.append(Shot(order.model_copy(update={"controls": kept, "references": order.references[:most]})))
        for name in sorted(missing):
            model = self._rig.card or self._rig.model
            self._tell(f"{model} has nothing here for {name}: left out (filmcli models show {model})")
        return shots

    def _unpainted(self, shots: Iterable[Shot]) -> Iterator[Done]:
        """Have the orders written that want nothing of the model: they are their image."""
        for shot in shots:
            order = shot.order
            if self._rig.job == "draw" and order.image is not None and order.mask is None and order.strength <= 0:
                try:
                    self._write(shot, pictures.read(order.image, *order.delivered, "RGB"))
                except FilmError as error:
                    yield self._failed(shot, error)
                yield from self._written(wait=False)

    def _encode(self, shots: Iterable[Shot]) -> Iterator[Done]:
        """Have every distinct text that is not in the cache encoded, then drop the encoder; where all are there it is never loaded."""
        wanted: dict[str, tuple[Shot, Picture | Motion]] = {}
        for shot in shots:
            try:
                words = self._build(shot.order, pixels=pictures.blank, people=self._people)
            except FilmError as error:  # a reference that cannot be read
                yield self._failed(shot, error)
                continue
            said = self._painter.said(words)
            if said not in wanted and not self._texts.has(said):
                wanted[said] = (shot, words)
        if wanted:
            self._tell(f"encoding {len(wanted)} text{'s' if len(wanted) > 1 else ''}")
            self._say([words for _, words in wanted.values()], [shot for shot, _ in wanted.values()])
            self._texts.trim()
        if not self._all:
            self._painter.drop("encode")

    def _say(self, asked: list[Picture | Motion], shots: list[Shot]) -> None:
        """Encode and keep; a text that fails is missed, and told of, when its pictures are painted."""

        def work(part: Sequence[Picture | Motion]) -> list[bool]:
            for words, embedding in zip(part, self._painter.encode(list(part)), strict=True):
                self._texts.put(self._painter.said(words), embedding)
            return [True] * len(part)

        with self._timed("encode", shots):
            self._ladder.run("encode", asked, work)

    def _batches(self, shots: Sequence[Shot]) -> Iterator[list[tuple[Shot, Any]]]:
        """Yield batches of one kind with their pictures and embeddings read, the next one being read meanwhile; kinds in order of appearance.

        The batch is asked for each time: the memory ladder may have made it smaller.
        """
        kinds: dict[tuple, deque[Shot]] = defaultdict(deque)
        for shot in shots:
            kinds[self._build(shot.order, pixels=pictures.blank, people=pictures.blank).kind()].append(shot)
        ahead: deque[list[tuple[Shot, Future]]] = deque()
        for waiting in kinds.values():
            while waiting:
                part = [waiting.popleft() for _ in range(min(len(waiting), self._ladder.batch["denoise"]))]
                ahead.append([(shot, self._readers.submit(self._prepared, shot.order)) for shot in part])
                if len(ahead) > 1:
                    yield self._read(ahead.popleft())
        while ahead:
            yield self._read(ahead.popleft())

    def _prepared(self, order: Order) -> tuple[Picture | Motion, dict[str, Tensor] | None]:
        asked = self._build(order, pixels=pictures.read, people=self._people)
        return asked, self._texts.get(self._painter.said(asked))

    @staticmethod
    def _read(batch: list[tuple[Shot, Future]]) -> list[tuple[Shot, Any]]:
        return [(shot, future.exception() or future.result()) for shot, future in batch]

    def _denoise(self, batch: list[tuple[Shot, Any]]) -> Iterator[Done]:
        good = []
        for shot, read in batch:
            if isinstance(read, FilmError):
                yield self._failed(shot, read)
            elif isinstance(read, BaseException):
                raise read
            else:
                good.append((shot, *read))
        with self._timed("denoise", [shot for shot, *_ in good]):
            made = self._ladder.run("denoise", good, self._paint)
        for (shot, asked, _), latent in zip(good, made, strict=True):
            if isinstance(latent, ModelError):
                yield self._failed(shot, latent)
                continue
            shot.latent, shot.asked = latent, without_pixels(asked)
            self._sleeping.append(shot)
        # With both in memory each batch is decoded at once: its files are written while the next is denoised, and a kill costs one batch.
        # Where they take turns, an exchange must serve many pictures.
        if not self._turns or len(self._sleeping) >= WINDOW:
            yield from self._decode()

    def _paint(self, part: Sequence[tuple[Shot, Any, Any]]) -> list[Tensor]:
        embeddings = [found or self._embedding(asked) for _, asked, found in part]
        latents = self._painter.denoise([asked for _, asked, _ in part], embeddings)
        for shot, *_ in part:
            shot.batch = len(part)
        return [latent.to("cpu") for latent in latents] if self._turns else list(latents)

    def _embedding(self, asked: Picture | Motion) -> dict[str, Tensor]:
        """Return what the encoder said where the reader found no entry; one that was damaged or deleted meanwhile is made again."""
        said = self._painter.said(asked)
        found = self._texts.get(said)
        if found is None:
            self._tell(f"{asked.id}: its text is encoded again, the kept one is damaged or gone")
            (found,) = self._painter.encode([asked])
            self._texts.put(said, found)
            if not self._all:
                self._painter.drop("encode")
        return found

    def _decode(self) -> Iterator[Done]:
        """Decode the latents that wait and send the pictures to be written; the two models change places where they must."""
        if not self._sleeping:
            return
        if self._turns:
            self._painter.drop("denoise")
        while self._sleeping:
            part = self._alike(self._ladder.batch["decode"])
            with self._timed("decode", part):
                made = self._ladder.run("decode", part, self._develop)
            for shot, frame in zip(part, made, strict=True):
                if isinstance(frame, ModelError):
                    yield self._failed(shot, frame)
                else:
                    self._write(shot, frame)
            yield from self._written(wait=False)
        if self._turns:
            self._painter.drop("decode")

    def _alike(self, most: int) -> list[Shot]:
        """Take the next shots that wait for the decoder, of one size."""
        part = [self._sleeping.popleft()]
        while self._sleeping and len(part) < most and self._sleeping[0].order.size == part[0].order.size:
            part.append(self._sleeping.popleft())
        return part

    def _relieve(self, phase: str) -> str:
        """Take one step down in memory: the other model goes first, then the painter has steps of its own."""
        if self._all and phase != "encode":
            self._all = False
            self._painter.drop("encode")
            return "the text encoder is dropped"
        if not self._turns and phase != "encode":
            self._turns = True
            self._painter.drop("decode" if phase == "denoise" else "denoise")
            return "denoiser and decoder take turns"
        return self._painter.relieve()

    def _develop(self, part: Sequence[Shot]) -> list[Any]:
        developed = self._painter.decode([shot.latent for shot in part], [shot.asked for shot in part])
        # where the decoder's memory is about to be another model's, nothing of it is left in the device's queue
        return [frames.array(one) for one in developed] if self._turns else developed

    def _write(self, shot: Shot, frame: np.ndarray | frames.Coming) -> None:
        def work() -> float:
            painted = frames.array(frame)  # here the next batch is already being launched
            lap = Lap("cpu")
            pictures.finish(shot.order, painted)
            lap.stop()
            return lap.seconds()

        shot.over, shot.latent = True, None
        self._writing.append((shot, self._writers.submit(work)))

    def _written(self, *, wait: bool) -> Iterator[Done]:
        """Yield the orders whose files are there; while too many wait, the painter waits for the oldest."""
        while self._writing and (wait or self._writing[0][1].done() or len(self._writing) > self._most):
            shot, future = self._writing.popleft()
            try:
                shot.written = future.result()
            except FilmError as error:
                yield self._failed(shot, error)
                continue
            seconds = round(sum(shot.seconds().values()), 3)
            yield Done(id=shot.order.id, out=shot.order.out, seconds=seconds, notes=self._notes(shot))

    def _notes(self, shot: Shot) -> dict[str, str | int | float]:
        notes: dict[str, str | int | float] = {f"{phase}_s": round(seconds, 3) for phase, seconds in shot.seconds().items()}
        notes |= {"batch": shot.batch, "dtype": self._plan.dtype.value, "device": self._plan.device.value}
        return notes | ({"memory": "; ".join(self._ladder.taken)} if self._ladder.taken else {})

    @contextmanager
    def _timed(self, phase: str, shots: Sequence[Shot]) -> Iterator[None]:
        lap = Lap(self._plan.device.value)
        yield
        lap.stop()
        for shot in shots:
            shot.laps.append((phase, lap, len(shots)))

    def _failed(self, shot: Shot, error: FilmError) -> Done:
        shot.over, shot.latent = True, None
        return Done(id=shot.order.id, error=str(error), hint=error.hint or "", notes=self._notes(shot))
