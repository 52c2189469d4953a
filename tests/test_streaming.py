"""Blocks that come in turn: same sums, a bounded place, the order that a model really has. On the CPU, where copies are at once."""

import pytest
import torch

from filmcli.runners.streaming import Streamer, repeated, stay


class Chain(torch.nn.Module):
    """An entrance, five blocks of two sizes run in an order of their own, one block that never runs."""

    def __init__(self, order=(0, 1, 2, 3, 4)):
        super().__init__()
        torch.manual_seed(3)
        self.entrance = torch.nn.Linear(8, 8)
        self.first = torch.nn.ModuleList([torch.nn.Sequential(torch.nn.Linear(8, 32), torch.nn.Linear(32, 8)) for _ in range(2)])
        self.second = torch.nn.ModuleList([torch.nn.Linear(8, 8) for _ in range(4)])
        self.order = order

    def forward(self, x):
        blocks = [*self.first, *self.second]
        x = self.entrance(x)
        for number in self.order:
            x = torch.tanh(blocks[number](x))
        return x


ALL = 2 * (8 * 32 + 32 + 32 * 8 + 8) * 4 + 4 * (64 + 8) * 4


@pytest.mark.parametrize("limit", [0, 1500, ALL * 2])
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 2, 0, 3), (1, 1, 3)])
def test_a_streamed_model_gives_the_same_to_the_bit(limit, order):
    x = torch.randn(3, 8)
    wanted = Chain(order)(x)
    model = Chain(order)
    streamer = Streamer(model, "cpu", limit=limit)
    with torch.no_grad():
        passes = [model(x) for _ in range(3)]
        streamer.leave()
        passes.append(model(x))
        while streamer.shed():
            passes.append(model(x))
    assert all(torch.equal(one, wanted) for one in passes)
    assert not streamer.kept


def test_what_stays_is_what_runs_and_fits():
    model = Chain((0, 3, 4))
    streamer = Streamer(model, "cpu", limit=ALL)
    with torch.no_grad():
        model(torch.randn(1, 8))
    assert streamer.kept == {0, 3, 4}  # the others never ran
    assert sum(streamer.blocks[one].stays.numel() for one in streamer.kept) <= ALL
    assert streamer.shed() and streamer.kept == {3} and streamer.shed() and not streamer.shed()
    assert all(torch.equal(one, other) for one, other in zip(model.parameters(), Chain().parameters(), strict=True))


def test_weights_of_blocks_are_at_home_between_passes_and_copied_once_a_pass():
    model, copied = Chain(), []
    streamer = Streamer(model, "cpu", limit=0)
    fetch = streamer._fetch
    streamer._fetch = lambda index, number: (copied.append(index), fetch(index, number))
    with torch.no_grad():
        model(torch.randn(1, 8))
        model(torch.randn(1, 8))
    assert copied == [0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 0]  # 5 was expected once, by its place in the lists
    assert all(one.data_ptr() == view.data_ptr() for block in streamer.blocks for one, view in zip(block.tensors, block.views, strict=True))


def test_blocks_are_the_members_of_outermost_lists():
    model = torch.nn.Module()
    model.one = torch.nn.ModuleList([torch.nn.Linear(2, 2)])
    model.inner = torch.nn.Module()
    model.inner.many = torch.nn.ModuleList([torch.nn.ModuleList([torch.nn.Linear(2, 2)] * 2) for _ in range(3)])
    assert repeated(model) == list(model.inner.many)


@pytest.mark.parametrize("room", [-5, 0, 99, 250, 617, 1000, 5000])
def test_what_stays_is_spread_and_never_more_than_fits(room):
    sizes = [100] * 6 + [40] * 10
    chosen = stay(sizes, room)
    assert sum(sizes[one] for one in chosen) <= max(0, room)
    assert chosen == list(range(16)) if room >= 1000 else len(chosen) < 16
    if room == 617:
        assert sum(sizes[one] for one in chosen) > 480 and sum(one < 6 for one in chosen) in (3, 4)
