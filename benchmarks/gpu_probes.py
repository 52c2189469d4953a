"""P: what the choices in the runners rest on: attention kernels, products, memory formats, cuDNN's search, what is compiled and how.

Knows nothing of targets: it measures alternatives at real sizes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import random_models
from gpu_bench import Bench, Side


def run(bench: Bench) -> Side:
    """Return milliseconds and TFLOP/s of the alternatives; one that fails is named with its reason."""
    figures: dict[str, Any] = {}
    for probe in (attention, products, flux_block, sdxl_unet, sdxl_decoder, wan_decoder):
        told: dict[str, Any] = {}
        try:
            told = probe(bench)
        except Exception as error:  # the others stand without it
            told = {probe.__name__: f"failed: {(str(error).strip().splitlines() or [type(error).__name__])[0][:120]}"}
        figures |= told
        bench.clear()
        bench.say("P " + "; ".join(f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}" for key, value in told.items()))
    return Side("alternatives at real sizes", None, None, figures)


def attention(bench: Bench) -> dict[str, Any]:
    """TFLOP/s of each exact kernel of torch at the shapes of three models."""
    import torch
    from torch.nn.attention import SDPBackend, sdpa_kernel
    from torch.nn.functional import scaled_dot_product_attention as sdpa

    shapes = {"SDXL": (16, 10, 4096, 64), "FLUX": (1, 24, 4608, 128), "Wan": (1, 12, 32760, 128)}
    told: dict[str, Any] = {}
    for name, (rows, heads, tokens, width) in shapes.items():
        tokens = 64 if bench.tiny else tokens
        q, k, v = (torch.randn(rows, heads, tokens, width, device=bench.device, dtype=bench.dtype) for _ in range(3))
        flop = 4 * rows * heads * tokens**2 * width
        told[f"{name} default TFLOP/s"] = flop / 1e12 / seconds(bench, partial(sdpa, q, k, v))
        for kernel in (SDPBackend.CUDNN_ATTENTION, SDPBackend.FLASH_ATTENTION):
            try:
                with sdpa_kernel(kernel):
                    told[f"{name} {kernel.name.split('_')[0].lower()} TFLOP/s"] = flop / 1e12 / seconds(bench, partial(sdpa, q, k, v))
            except RuntimeError:
                continue
    return told


def products(bench: Bench) -> dict[str, Any]:
    """TFLOP/s of FLUX's two widest products for two pictures: bfloat16, e4m3 with a scale a row, and with one for all."""
    import torch

    told: dict[str, Any] = {}
    for name, (rows, inner, outer) in {"up": (9216, 3072, 12288), "down": (9216, 15360, 3072)}.items():
        rows = 64 if bench.tiny else rows
        x, weight = (torch.randn(count, inner, device=bench.device, dtype=torch.bfloat16) for count in (rows, outer))
        rate = 2 * rows * inner * outer / 1e12
        told[f"{name} bf16 TFLOP/s"] = rate / seconds(bench, partial(torch.nn.functional.linear, x, weight))
        if bench.device == "cpu":
            continue
        a, b = x.to(torch.float8_e4m3fn), weight.to(torch.float8_e4m3fn).t()
        for kind, scales in {
            "e4m3 by rows": (torch.ones(rows, 1, device=bench.device), torch.ones(1, outer, device=bench.device)),
            "e4m3 one scale": (torch.ones((), device=bench.device), torch.ones((), device=bench.device)),
        }.items():
            work = partial(torch._scaled_mm, a, b, scale_a=scales[0], scale_b=scales[1], out_dtype=torch.bfloat16, use_fast_accum=True)
            told[f"{name} {kind} TFLOP/s"] = rate / seconds(bench, work)
    return told


def flux_block(bench: Bench) -> dict[str, Any]:
    """Milliseconds of FLUX's single block for two pictures, compiled as usual and with the compiler's search over kernels."""
    import torch
    from diffusers.models.transformers.transformer_flux import FluxSingleTransformerBlock

    tokens, heads, width = (64, 2, 16) if bench.tiny else (4608, 24, 128)
    inner, told = heads * width, {}
    block = FluxSingleTransformerBlock(inner, heads, width).to(bench.device, bench.dtype).eval().requires_grad_(False)
    words = tokens // 9
    x, text, about = (
        torch.randn(2, *shape, device=bench.device, dtype=bench.dtype) for shape in ((tokens - words, inner), (words, inner), (inner,))
    )
    turned = tuple(torch.randn(tokens, width, device=bench.device) for _ in range(2))
    for name, mode in {"eager": "", "compiled": "default", "searched": "max-autotune-no-cudagraphs"}.items():
        if mode:
            torch._dynamo.reset()
            block.compile(fullgraph=True, **({"backend": "eager"} if bench.tiny else {"mode": mode}))
        with torch.inference_mode(), bench.timed() as span:
            block(x, text, about, turned)
        told[f"FLUX block {name}: first s"] = span.seconds
        with torch.inference_mode():
            told[f"FLUX block {name} ms"] = 1e3 * seconds(bench, lambda: block(x, text, about, turned))
    return told


def sdxl_unet(bench: Bench) -> dict[str, Any]:
    """Milliseconds of a pass of SDXL's UNet at 2 and 16 rows, eager, with and without channels last and cuDNN's search."""
    import torch
    from diffusers import UNet2DConditionModel

    home = random_models.folder(bench.scratch, "sdxl", tiny=bench.tiny)
    model = random_models.make(UNet2DConditionModel, home, "unet", device=bench.device, dtype=bench.dtype)
    config, told = model.config, {}
    pooled = config.projection_class_embeddings_input_dim - 6 * config.addition_time_embed_dim
    side = 8 if bench.tiny else 128

    def one(rows: int) -> Callable[[], Any]:
        def of(*shape: int) -> Any:
            return torch.randn(rows, *shape, device=bench.device, dtype=bench.dtype)

        latents, text = of(4, side, side), of(77, config.cross_attention_dim)
        added = {"text_embeds": of(pooled), "time_ids": of(6)}
        return lambda: model(latents, torch.tensor(500.0, device=bench.device), text, added_cond_kwargs=added, return_dict=False)

    with torch.inference_mode():
        for name, channels_last, search in (("", False, False), (" channels last", True, False), (" channels last, searched", True, True)):
            model.to(memory_format=torch.channels_last if channels_last else torch.contiguous_format)
            torch.backends.cudnn.benchmark = search
            for rows in (2, 16):
                told[f"UNet {rows} rows{name} ms"] = 1e3 * seconds(bench, one(rows), times=5)
    torch.backends.cudnn.benchmark = False
    return told


def sdxl_decoder(bench: Bench) -> dict[str, Any]:
    """Milliseconds a picture of SDXL's decoder at 1024², four at once: eager, channels last, compiled."""
    import torch
    from diffusers import AutoencoderKL

    home = random_models.folder(bench.scratch, "sdxl", tiny=bench.tiny)
    vae = random_models.make(AutoencoderKL, home, "vae", device=bench.device, dtype=bench.dtype)
    side = 8 if bench.tiny else 128
    latents = torch.randn(4, 4, side, side, device=bench.device, dtype=bench.dtype)
    told: dict[str, Any] = {}
    with torch.inference_mode():

        def decode() -> Any:
            return vae.decode(latents, return_dict=False)

        told["decoder ms"] = 250 * seconds(bench, decode, times=3)
        vae.to(memory_format=torch.channels_last)
        told["decoder channels last ms"] = 250 * seconds(bench, decode, times=3)
        torch.backends.cudnn.benchmark = True
        told["decoder channels last, searched ms"] = 250 * seconds(bench, decode, times=3)
        torch.backends.cudnn.benchmark = False
        if not bench.tiny:
            vae.decoder.compile()
            with bench.timed() as span:
                decode()
            told["decoder compile s"] = span.seconds
            told["decoder compiled ms"] = 250 * seconds(bench, decode, times=3)
    return told


def wan_decoder(bench: Bench) -> dict[str, Any]:
    """Seconds of Wan's decoder for 81 frames of 480p: eager, channels last, with cuDNN's search."""
    import torch
    from diffusers import AutoencoderKLWan

    home = random_models.folder(bench.scratch, "wan", tiny=bench.tiny)
    vae = random_models.make(AutoencoderKLWan, home, "vae", device=bench.device, dtype=bench.dtype)
    shape = (2, 4, 4) if bench.tiny else (21, 60, 104)
    latent = torch.randn(1, vae.config.z_dim, *shape, device=bench.device, dtype=bench.dtype)
    told: dict[str, Any] = {}
    with torch.inference_mode():

        def decode() -> Any:
            return vae.decode(latent, return_dict=False)

        told["Wan decoder s"] = seconds(bench, decode, times=1)
        for module in vae.modules():
            if isinstance(module, torch.nn.Conv3d):
                module.to(memory_format=torch.channels_last_3d)
        told["Wan decoder channels last s"] = seconds(bench, decode, times=1)
        torch.backends.cudnn.benchmark = True
        told["Wan decoder channels last, searched s"] = seconds(bench, decode, times=1)
        torch.backends.cudnn.benchmark = False
    return told


def seconds(bench: Bench, work: Callable[[], Any], *, times: int = 10) -> float:
    """Return the seconds of one call, after a first that is not counted."""
    work()
    with bench.timed() as span:
        for _ in range(times):
            work()
    return span.seconds / times
