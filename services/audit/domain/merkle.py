"""The ledger's Merkle tree: RFC 6962 section 2.1, proofs as in RFC 9162 sections 2.1.3 and 2.1.4.

Every complete subtree is stored once, when its last leaf arrives, under (level, index): level 0 is the leaf hashes, and
the subtree (level, index) covers the leaves index * 2**level up to, and without, (index + 1) * 2**level.  With these a
log of n leaves keeps fewer than 2n hashes, none of which ever changes, and an append or a proof reads O(log n) of them.
`Fetch` reads one.

All hashes are the 32 bytes of SHA-256.
"""
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

Fetch = Callable[[int, int], bytes]

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf; its prefix keeps a leaf from ever being taken for a node (RFC 6962, 2.1)."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node (RFC 6962, 2.1)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """The compact range of a log's first `size` leaves: the roots of its complete subtrees, the largest first."""

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    @classmethod
    def at(cls, size: int, fetch: Fetch) -> "Frontier":
        """The frontier of the first `size` leaves of a stored log; ValueError when `size` is negative."""
        if size < 0:
            raise ValueError("a log has no negative size")
        levels = [level for level in reversed(range(size.bit_length())) if size >> level & 1]
        # At each level the complete subtree furthest to the right is the one before index size >> level.
        return cls(size, tuple(fetch(level, (size >> level) - 1) for level in levels))

    def appended(self, leaf: bytes) -> "Frontier":
        """The frontier with one more leaf hash; this one stays as it is."""
        hashes, size = list(self.hashes), self.size
        while size & 1:
            leaf = node_hash(hashes.pop(), leaf)
            size >>= 1
        return Frontier(self.size + 1, (*hashes, leaf))

    def root(self) -> bytes:
        """The tree head: MTH of the leaves so far (RFC 6962, 2.1); `EMPTY_ROOT` when there are none."""
        if not self.hashes:
            return EMPTY_ROOT
        *larger, head = self.hashes
        for left in reversed(larger):
            head = node_hash(left, head)
        return head


def root(leaves: Iterable[bytes]) -> bytes:
    """The tree head over leaf hashes, computed from the leaves alone: what a stored root is compared with."""
    frontier = Frontier()
    for leaf in leaves:
        frontier = frontier.appended(leaf)
    return frontier.root()


def nodes_completed_by_append(index: int, leaf: bytes, fetch: Fetch) -> list[tuple[int, int, bytes]]:
    """The (level, index, hash) of each subtree that leaf hash `index` completes, itself first: store them all."""
    completed, level = [(0, index, leaf)], 0
    while index & 1:
        leaf = node_hash(fetch(level, index - 1), leaf)
        level, index = level + 1, index >> 1
        completed.append((level, index, leaf))
    return completed


def inclusion(index: int, size: int, fetch: Fetch) -> list[bytes]:
    """The path that shows leaf `index` is in the log of `size` leaves (RFC 9162, 2.1.3.1).

    ValueError unless 0 <= index < size.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a log of {size}")
    path, start = [], 0
    while size > 1:
        left = _left(size)
        if index - start < left:
            path.append(_head(start + left, size - left, fetch))
            size = left
        else:
            path.append(_head(start, left, fetch))
            start, size = start + left, size - left
    return path[::-1]


def consistency(old: int, new: int, fetch: Fetch) -> list[bytes]:
    """The proof that the log of `new` leaves only added to that of `old` (RFC 9162, 2.1.4.1).

    Empty when the sizes are equal or `old` is 0: there is nothing to prove.  ValueError unless 0 <= old <= new.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a log does not grow from {old} to {new}")
    if old in (0, new):
        return []
    proof, start, size = [], 0, new
    while start + size != old:
        left = _left(size)
        if old - start <= left:
            proof.append(_head(start + left, size - left, fetch))
            size = left
        else:
            proof.append(_head(start, left, fetch))
            start, size = start + left, size - left
    if start:  # else what remains is the old log itself, whose root the verifier already has
        proof.append(_head(start, size, fetch))
    return proof[::-1]


def verify_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes], root: bytes) -> bool:
    """Whether `path` shows that the leaf hash is number `index` of the `size` leaves under `root` (RFC 9162, 2.1.3.2).

    False, never an error, for a path of the wrong length or an index outside the log.
    """
    if not 0 <= index < size or not _hashes(leaf, root, *path):
        return False
    sides = _sides(index, size - 1)
    if len(path) != len(sides):
        return False
    head = leaf
    for sibling, on_the_left in zip(path, sides, strict=True):
        head = node_hash(sibling, head) if on_the_left else node_hash(head, sibling)
    return head == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the log under `new_root` begins with the one under `old_root` (RFC 9162, 2.1.4.2).

    False, never an error, for a proof of the wrong length.  Every log begins with the empty one.
    """
    if not 0 <= old <= new or not _hashes(old_root, new_root, *proof):
        return False
    if old in (0, new):
        known = old_root if old else EMPTY_ROOT
        return not proof and old_root == known and (old < new or new_root == known)
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    # The proof starts at the largest complete subtree that ends where the old log ends.
    aside = (~(old - 1) & old).bit_length() - 1
    sides = _sides(old - 1 >> aside, new - 1 >> aside)
    if len(steps) != len(sides) + 1:
        return False
    old_head = new_head = steps[0]
    for sibling, on_the_left in zip(steps[1:], sides, strict=True):
        if on_the_left:
            old_head, new_head = node_hash(sibling, old_head), node_hash(sibling, new_head)
        else:
            new_head = node_hash(new_head, sibling)
    return old_head == old_root and new_head == new_root


def _left(size: int) -> int:
    """The leaves of the left subtree: the largest power of two smaller than `size`."""
    return 1 << (size - 1).bit_length() - 1


def _head(start: int, size: int, fetch: Fetch) -> bytes:
    """MTH of `size` leaves from `start`, a place where a subtree that large begins: O(log size) stored hashes."""
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return fetch(level, start >> level)
    left = _left(size)
    return node_hash(_head(start, left, fetch), _head(start + left, size - left, fetch))


def _sides(at: int, last: int) -> list[bool]:
    """For each sibling on the way up from node `at` of `last` + 1 in a row, whether it stands on the left.

    A node without a sibling, at the right edge, is carried up unchanged (RFC 9162, 2.1.3.2 step 4).
    """
    sides = []
    while last:
        on_the_left = bool(at & 1) or at == last
        while on_the_left and at and not at & 1:
            at, last = at >> 1, last >> 1
        sides.append(on_the_left)
        at, last = at >> 1, last >> 1
    return sides


def _hashes(*values: bytes) -> bool:
    return all(len(value) == HASH_BYTES for value in values)
