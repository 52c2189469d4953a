"""Cryptomatte: ids are hashes that survive as floats, names are merged by coverage, the manifest says which is which."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filmcli.formats import cryptomatte
from filmcli.formats.cryptomatte import channels, header, murmur, number, read, renamed


@pytest.mark.parametrize(("name", "hash"), [("", 0), ("hello", 0x248BFA47), ("hello, world", 0x149BBB7F), ("a", 0x3C2569B2)])
def test_the_hash_is_murmurs(name, hash):
    assert murmur(name) == hash


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=40))
def test_every_id_is_a_finite_float(name):
    assert np.isfinite(np.uint32(number(name)).view(np.float32)) and number(name) != 0 or name == ""


def pixel(*pairs):
    ids, coverage = np.zeros((1, 1, 6), np.uint32), np.zeros((1, 1, 6), np.float32)
    for rank, (name, share) in enumerate(pairs):
        ids[0, 0, rank], coverage[0, 0, rank] = number(name), share
    return ids, coverage


def test_two_parts_of_one_thing_become_one_id_and_the_order_is_by_coverage():
    ids, coverage = renamed(
        *pixel(("wall", 0.4), ("coat.001", 0.35), ("collar", 0.25)), {"wall": "office/wall", "coat.001": "JACK", "collar": "JACK"}
    )
    assert [int(one) for one in ids[0, 0, :3]] == [number("JACK"), number("office/wall"), 0]
    assert coverage[0, 0] == pytest.approx([0.6, 0.4, 0, 0, 0, 0])


def test_channels_read_back_bit_by_bit():
    ids, coverage = pixel(("a", 0.7), ("b", 0.3))
    again = read(channels("CryptoObject", ids, coverage), "CryptoObject")
    assert np.array_equal(again[0], ids) and np.array_equal(again[1], coverage)


def test_an_id_without_a_name_is_an_error_not_a_hole():
    with pytest.raises(KeyError, match="no name has the id"):
        renamed(*pixel(("ghost", 1.0)), {"wall": "office/wall"})


def test_the_header_is_as_hosts_look_for_it():
    found = header("CryptoObject", ["JACK/coat", "office/desk"])
    (key,) = {name.rsplit("/", 1)[0] for name in found}
    assert key == f"cryptomatte/{murmur('CryptoObject'):08x}"[:19] and len(key.split("/")[1]) == 7
    assert json.loads(found[f"{key}/manifest"])["JACK/coat"] == f"{number('JACK/coat'):08x}"
    assert found[f"{key}/hash"] == "MurmurHash3_32" and found[f"{key}/conversion"] == "uint32_to_float32"


def test_a_coarser_layer_covers_as_much_of_everything():
    ids = np.zeros((2, 4, cryptomatte.RANKS), np.uint32)
    coverage = np.zeros((2, 4, cryptomatte.RANKS), np.float32)
    ids[..., 0], coverage[..., 0] = [[7, 7, 9, 9], [7, 5, 9, 9]], 1.0
    ids[0, 2, :2], coverage[0, 2, :2] = [9, 5], [0.5, 0.25]  # a quarter of one pixel is sky
    found, share = cryptomatte.coarser(ids, coverage, 2)
    assert found.shape == share.shape == (1, 2, cryptomatte.RANKS)
    assert found[0, :, :2].tolist() == [[7, 5], [9, 5]]
    np.testing.assert_allclose(share[0, :, :3], [[0.75, 0.25, 0], [0.875, 0.0625, 0]])
