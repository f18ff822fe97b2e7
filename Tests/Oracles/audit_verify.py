"""Verifies the audit log as an outsider does, without the product's code: RFC 6962 proofs, C2SP signed notes (Ed25519).

Usage: python3 audit_verify.py FOLDER    a copy of the log: entries.jsonl, verifier, checkpoints/**/*.note
Prints what is wrong, a line each, and exits 1; or says how much holds.
"""
import base64
import hashlib
import json
import pathlib
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root_of(leaves):
    """The recursive definition, RFC 6962 section 2.1, over leaf hashes."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(root_of(leaves[:half]), root_of(leaves[half:]))


def path_root(leaf, index, size, path):
    """The root that an inclusion proof leads to; from the definition of PATH(m, D[n]), section 2.1.1."""
    if size == 1:
        assert not path, "the proof is longer than the tree is high"
        return leaf
    half = 1 << (size - 1).bit_length() - 1
    if index < half:
        return node_hash(path_root(leaf, index, half, path[:-1]), path[-1])
    return node_hash(path[-1], path_root(leaf, index - half, size - half, path[:-1]))


def consistency_roots(first, second, proof, whole, first_root):
    """(earlier root, later root) that a proof leads to; from the definition of SUBPROOF(m, D[n], b), section 2.1.2."""
    if first == second:
        assert len(proof) == (0 if whole else 1), "the proof has another length"
        one = first_root if whole else proof[0]
        return one, one
    half = 1 << (second - 1).bit_length() - 1
    if first <= half:
        old, new = consistency_roots(first, half, proof[:-1], whole, first_root)
        return old, node_hash(new, proof[-1])
    old, new = consistency_roots(first - half, second - half, proof[:-1], False, first_root)
    return node_hash(proof[-1], old), node_hash(proof[-1], new)


def opened(note, verifier):
    """(origin, size, root) of a signed note; ValueError where it does not hold."""
    name, key_hash, key = verifier.strip().split("+", 2)
    key = base64.b64decode(key, validate=True)
    if hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != key_hash or key[0] != 1:
        raise ValueError("the verifier key is broken")
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    for line in signatures.splitlines():
        dash, who, value = line.split(" ")
        value = base64.b64decode(value, validate=True)
        if dash == "—" and who == name and value[:4].hex() == key_hash:
            try:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(value[4:], text.encode())
            except InvalidSignature as error:
                raise ValueError("the signature does not fit") from error
            origin, size, root = text.splitlines()[:3]
            if origin != name:
                raise ValueError("it is of another log")
            return origin, int(size), base64.b64decode(root, validate=True)
    raise ValueError("there is no signature of this key")


def problems(folder):
    folder = pathlib.Path(folder)
    verifier = (folder / "verifier").read_text()
    found, leaves = [], []
    for number, line in enumerate((folder / "entries.jsonl").read_bytes().splitlines()):
        try:
            one = json.loads(line)
            entry, leaf = base64.b64decode(one["entry"], validate=True), bytes.fromhex(one["leaf"])
            if one["index"] != number:
                raise ValueError("another index")
        except (ValueError, KeyError, TypeError) as error:
            found.append(f"line {number + 1} is no entry {number}: {error}")
            break
        if leaf_hash(entry) != leaf:
            found.append(f"entry {number} was changed")
        leaves.append(leaf)
    notes = sorted((folder / "checkpoints").rglob("*.note"))
    for path in notes:
        try:
            _, size, root = opened(path.read_text(), verifier)
        except (ValueError, UnicodeDecodeError) as error:
            found.append(f"{path.name}: {error}")
            continue
        if size > len(leaves):
            found.append(f"{path.name} is of {size} entries, and {len(leaves)} are here")
        elif root_of(leaves[:size]) != root:
            found.append(f"{path.name} is of other entries")
    return found, len(leaves), len(notes)


if __name__ == "__main__":
    found, entries, notes = problems(sys.argv[1])
    if found or not notes:
        sys.exit("\n".join(found) or "there is no checkpoint")
    print(f"{entries} entries and {notes} checkpoints hold")
