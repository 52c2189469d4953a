"""The film file: one clip per shot, and the clips joined with the sound without encoding a picture twice.

Knows nothing of shots or speech. Equal frames give equal bytes: no dates, no version strings, a fixed number of threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from filmcli.core.errors import ModelError, StorageError

if TYPE_CHECKING:
    import numpy as np

THREADS = "2"  # x264 gives other bytes for another number
# Quality → x264's preset and rate factor.
PRESETS = {
    "smoke": ("ultrafast", 28),
    "draft": ("veryfast", 21),
    "preview": ("fast", 19),
    "standard": ("medium", 18),
    "final": ("slow", 16),
}
SOUND_RATE = 48_000
SOUND_BITS = 160_000


def encode_clip(frames: Iterable[np.ndarray], path: Path, *, fps: int, quality: str = "standard") -> int:
    """Write (h, w, 3) uint8 frames as H.264 in MP4 and return their number.

    High profile, yuv420p, Rec.709, closed groups of at most two seconds. A side that is no multiple of 2 loses its last row or
    column. Raise ModelError when there is no frame.
    """
    preset, factor = PRESETS[quality if quality in PRESETS else "standard"]
    count = 0
    with _open(path) as container:
        stream = None
        for frame in frames:
            height, width = (side - side % 2 for side in frame.shape[:2])
            if stream is None:
                stream = container.add_stream("libx264", rate=fps)
                stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
                stream.time_base = stream.codec_context.time_base = Fraction(1, fps)
                stream.options = {
                    "preset": preset,
                    "crf": str(factor),
                    "profile": "high",
                    "threads": THREADS,
                    "flags": "+bitexact+cgop",
                    "g": str(2 * fps),
                    "tune": "film",
                }
                context = stream.codec_context
                context.color_range, context.colorspace, context.color_primaries, context.color_trc = 1, 1, 1, 1
            picture = _picture(frame[:height, :width], count, fps)
            container.mux(stream.encode(picture))
            count += 1
        if stream is None:
            raise ModelError(f"{path.name}: no frames to encode")
        container.mux(stream.encode(None))
    return count


def join(clips: Sequence[Path], sound: np.ndarray | None, path: Path, *, fps: int, title: str = "") -> int:
    """Write the clips one after the other with the sound under them, and return the number of frames.

    `sound` is (n, 2) float32 at 48 kHz; it is cut or filled to the picture's length. Pictures are copied, not encoded. Raise
    ModelError when the clips were not encoded alike.
    """
    import av

    with _open(path, faststart=True) as container:
        if title:
            container.metadata["title"] = title
        video, first, count = None, None, 0
        audio = None
        for clip in clips:
            with av.open(str(clip)) as source:
                stream = source.streams.video[0]
                header = (stream.width, stream.height, bytes(stream.codec_context.extradata or b""))
                if video is None:
                    first = header
                    video = container.add_stream_from_template(stream)
                    video.time_base = stream.time_base
                    if sound is not None:
                        audio = container.add_stream("aac", rate=SOUND_RATE)
                        audio.layout, audio.bit_rate = "stereo", SOUND_BITS
                        audio.options = {"flags": "+bitexact"}
                elif header != first:
                    raise ModelError(
                        f"{clip.name}: encoded unlike {clips[0].name}", hint="make the clips again: size and quality must agree"
                    )
                count += _copy(source, stream, container, video, offset=count, fps=fps)
        if video is None:
            raise ModelError(f"{path.name}: no clips to join")
        if audio is not None:
            for packet in _sound_packets(audio, sound, round(count / fps * SOUND_RATE)):
                container.mux(packet)
    return count


def faded(frames: Iterable[np.ndarray], *, count: int, fade_in: int = 0, fade_out: int = 0) -> Iterator[np.ndarray]:
    """Yield the frames with black at the ends: `fade_in` frames up from it and `fade_out` down to it, even in light."""
    import numpy as np

    for index, frame in enumerate(frames):
        up = min(1.0, (index + 1) / (fade_in + 1))
        down = min(1.0, (count - index) / (fade_out + 1))
        share = min(up, down)
        # the display's 2.2 power undone: half of the light is 0.73 of the code value
        yield frame if share >= 1 else (frame * np.float32(share ** (1 / 1.6))).astype(np.uint8)


def _open(path: Path, *, faststart: bool = False):
    import av

    try:
        options = {"fflags": "+bitexact"}
        if faststart:  # and the muxer waits for the sound, however far the pictures are ahead
            options |= {"movflags": "+faststart", "max_interleave_delta": "0"}
        return av.open(str(path), "w", format="mp4", options=options)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written ({error.strerror or error})") from None


def _picture(frame: np.ndarray, index: int, fps: int):
    """Return an RGB frame as Rec.709 yuv420p: swscale takes 601 unless it is told."""
    import av
    from av.video.reformatter import ColorRange, Colorspace

    rgb = av.VideoFrame.from_ndarray(frame, format="rgb24")
    picture = rgb.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
    picture.pts, picture.time_base = index, Fraction(1, fps)
    return picture


def _copy(source, stream, container, video, *, offset: int, fps: int) -> int:
    """Copy a clip's packets, `offset` frames later, and return how many there were."""
    shift = round(offset / fps / stream.time_base)
    count = 0
    for packet in source.demux(stream):
        if packet.dts is None:
            continue
        packet.pts += shift
        packet.dts += shift
        packet.stream = video
        container.mux(packet)
        count += 1
    return count


def _sound_packets(audio, sound: np.ndarray, length: int):
    import av
    import numpy as np

    samples = np.zeros((length, 2), np.float32)
    samples[: min(length, len(sound))] = sound[:length]
    size = 1024
    for start in range(0, length, size):
        block = np.ascontiguousarray(samples[start : start + size].T)
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="stereo")
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE, start, Fraction(1, SOUND_RATE)
        yield audio.encode(frame)
    yield audio.encode(None)
