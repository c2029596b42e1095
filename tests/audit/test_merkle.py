import random

import pymerkle
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.audit.domain.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency,
    inclusion,
    leaf_hash,
    node_hash,
    nodes_completed_by_append,
    root,
    verify_consistency,
    verify_inclusion,
)

PUBLISHED_LEAVES = [bytes.fromhex(leaf) for leaf in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")]
PUBLISHED_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 64
LEAVES = [leaf_hash(str(number).encode()) for number in range(MOST)]


class Store(dict):
    """What the ledger's table of complete subtrees does, counting what is read."""

    reads = 0

    def fetch(self, level, index):
        self.reads += 1
        return self[level, index]


def stored(leaves):
    store = Store()
    for number, leaf in enumerate(leaves):
        for level, index, value in nodes_completed_by_append(number, leaf, store.fetch):
            assert (level, index) not in store, "a stored hash never changes"
            store[level, index] = value
    store.reads = 0
    return store


STORE = stored(LEAVES)


def by_definition(leaves):
    """MTH as RFC 6962 section 2.1 writes it."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(by_definition(leaves[:split]), by_definition(leaves[split:]))


ROOTS = [by_definition(LEAVES[:size]) for size in range(MOST + 1)]


@pytest.mark.parametrize("size", range(9))
def test_the_published_roots_are_ours(size):
    assert root(map(leaf_hash, PUBLISHED_LEAVES[:size])).hex() == PUBLISHED_ROOTS[size]


def test_the_root_is_that_of_the_definition_whether_from_the_leaves_or_from_what_is_stored():
    for size in range(MOST + 1):
        assert root(LEAVES[:size]) == ROOTS[size]
        assert Frontier.at(size, STORE.fetch).root() == ROOTS[size]


def test_a_frontier_taken_up_from_the_store_goes_on_as_if_it_had_never_stopped():
    frontier = Frontier()
    for size in range(MOST):
        assert frontier == Frontier.at(size, STORE.fetch)
        frontier = frontier.appended(LEAVES[size])


def test_appending_leaves_the_frontier_it_started_from_as_it_was():
    before = Frontier.at(5, STORE.fetch)
    before.appended(LEAVES[5])
    assert before.root() == ROOTS[5]


def proof_by_definition(old, leaves, whole=True):
    """SUBPROOF as RFC 6962 section 2.1.2 writes it."""
    if old == len(leaves):
        return [] if whole else [by_definition(leaves)]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    if old <= split:
        return [*proof_by_definition(old, leaves[:split], whole), by_definition(leaves[split:])]
    return [*proof_by_definition(old - split, leaves[split:], False), by_definition(leaves[:split])]


def test_consistency_proofs_are_those_of_the_definition():
    for new in range(1, 33):
        for old in range(1, new + 1):
            assert consistency(old, new, STORE.fetch) == proof_by_definition(old, LEAVES[:new])


def test_another_implementation_has_the_same_roots_and_paths():
    peer = pymerkle.InmemoryTree(algorithm="sha256")
    for number in range(MOST):
        peer.append_entry(str(number).encode())
    for size in (1, 2, 3, 7, 8, 21, 63, 64):
        assert peer.get_state(size) == ROOTS[size]
        for index in range(size):
            assert inclusion(index, size, STORE.fetch) == peer.prove_inclusion(index + 1, size).path[1:]


def test_every_leaf_is_proven_to_be_in_every_log_that_holds_it():
    for size in range(1, MOST + 1):
        for index in range(size):
            path = inclusion(index, size, STORE.fetch)
            assert verify_inclusion(index, size, LEAVES[index], path, ROOTS[size])


def test_every_log_is_proven_to_continue_every_earlier_one():
    for new in range(MOST + 1):
        for old in range(new + 1):
            proof = consistency(old, new, STORE.fetch)
            assert verify_consistency(old, new, ROOTS[old], ROOTS[new], proof)


def test_a_proof_in_a_large_log_reads_few_hashes():
    store = stored(leaf_hash(number.to_bytes(4)) for number in range(5000))
    assert len(store) < 2 * 5000
    for ask in (lambda: inclusion(4711, 5000, store.fetch), lambda: consistency(1234, 5000, store.fetch),
                lambda: Frontier.at(4999, store.fetch), lambda: nodes_completed_by_append(5000, b"", store.fetch)):
        store.reads = 0
        ask()
        assert store.reads <= 2 * 13


def spoiled(values):
    """The values with one byte changed, for a sample of the places it can happen."""
    sample = random.Random(len(values))
    for place, value in enumerate(values):
        at = sample.randrange(32)
        changed = value[:at] + bytes([value[at] ^ 1 << sample.randrange(8)]) + value[at + 1:]
        yield [*values[:place], changed, *values[place + 1:]]


def misshapen(proof):
    """The proof with an element more, less, longer, shorter or in another place."""
    yield [*proof, LEAVES[0]]
    yield [LEAVES[0], *proof]
    if proof:
        yield proof[1:]
        yield proof[:-1]
        yield [proof[0] + b"\0", *proof[1:]]
        yield [proof[0][:-1], *proof[1:]]
    if len(proof) > 1:
        yield proof[::-1]


def test_no_spoiled_or_misshapen_inclusion_proof_verifies():
    for size in range(1, MOST + 1):
        for index in range(size):
            path = inclusion(index, size, STORE.fetch)
            for leaf, top, *changed in spoiled([LEAVES[index], ROOTS[size], *path]):
                assert not verify_inclusion(index, size, leaf, changed, top)
            for changed in misshapen(path):
                assert not verify_inclusion(index, size, LEAVES[index], changed, ROOTS[size])


def test_no_spoiled_or_misshapen_consistency_proof_verifies():
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = consistency(old, new, STORE.fetch)
            for was, now, *changed in spoiled([ROOTS[old], ROOTS[new], *proof]):
                assert not verify_consistency(old, new, was, now, changed)
            for changed in misshapen(proof):
                assert not verify_consistency(old, new, ROOTS[old], ROOTS[new], changed)


def test_every_byte_of_a_proof_matters():
    values = [LEAVES[20], ROOTS[MOST], *inclusion(20, MOST, STORE.fetch)]
    for place in range(len(values)):
        for at in range(32):
            changed = list(values)
            changed[place] = changed[place][:at] + bytes([changed[place][at] ^ 0xFF]) + changed[place][at + 1:]
            assert not verify_inclusion(20, MOST, changed[0], changed[2:], changed[1])


def test_a_proof_for_one_place_or_size_is_none_for_another():
    for size in range(2, 20):
        for index in range(size):
            path = inclusion(index, size, STORE.fetch)
            for other in range(size):
                if other != index:
                    assert not verify_inclusion(other, size, LEAVES[index], path, ROOTS[size])


def test_no_index_outside_the_log_verifies():
    path = inclusion(3, 4, STORE.fetch)
    for index in (-1, 4, 7):
        assert not verify_inclusion(index, 4, LEAVES[3], path, ROOTS[4])
    assert not verify_inclusion(0, 0, LEAVES[0], [], EMPTY_ROOT)


def test_a_log_never_verifies_as_a_continuation_of_a_longer_one_or_of_another():
    assert not verify_consistency(5, 4, ROOTS[5], ROOTS[4], [])
    assert not verify_consistency(-1, 4, ROOTS[4], ROOTS[4], [])
    assert not verify_consistency(4, 4, ROOTS[4], ROOTS[5], [])
    assert not verify_consistency(0, 4, ROOTS[4], ROOTS[4], [])
    assert not verify_consistency(0, 4, EMPTY_ROOT, ROOTS[4], [ROOTS[1]])
    assert not verify_consistency(0, 0, ROOTS[1], ROOTS[1], [])


@pytest.mark.parametrize(("index", "size"), [(-1, 3), (3, 3), (0, 0)])
def test_a_path_for_no_leaf_is_refused(index, size):
    with pytest.raises(ValueError, match="no leaf"):
        inclusion(index, size, STORE.fetch)


@pytest.mark.parametrize(("old", "new"), [(-1, 3), (4, 3)])
def test_a_proof_of_shrinking_is_refused(old, new):
    with pytest.raises(ValueError, match="does not grow"):
        consistency(old, new, STORE.fetch)


def test_a_frontier_of_a_negative_size_is_refused():
    with pytest.raises(ValueError, match="negative"):
        Frontier.at(-1, STORE.fetch)


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=200), st.data())
def test_what_is_appended_stays_provable(entries, data):
    leaves = [leaf_hash(entry) for entry in entries]
    store, index = stored(leaves), data.draw(st.integers(0, len(leaves) - 1))
    path = inclusion(index, len(leaves), store.fetch)
    assert verify_inclusion(index, len(leaves), leaves[index], path, by_definition(leaves))


def test_hashes_cut_at_another_place_do_not_verify_though_their_bytes_are_the_same():
    longer, shorter = LEAVES[0] + LEAVES[1][:1], LEAVES[1][1:]
    assert node_hash(longer, shorter) == ROOTS[2]
    assert not verify_inclusion(0, 2, longer, [shorter], ROOTS[2])
    assert not verify_consistency(1, 2, longer, ROOTS[2], [shorter])


def test_a_node_is_never_taken_for_a_leaf():
    assert leaf_hash(LEAVES[0] + LEAVES[1]) != node_hash(LEAVES[0], LEAVES[1])
