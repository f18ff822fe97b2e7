"""The audit log, as an outsider holds it to what was signed: proofs, copies, and every way of falsifying it."""
import base64
import json
import pathlib
import random
import shutil
import subprocess
import sys

import pytest

from centre import Centre
from children import poll
from client import Client

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "Oracles"))

import audit_verify as oracle  # noqa: E402


@pytest.fixture
def centre():
    centre = Centre()
    yield centre
    centre.close()


@pytest.fixture
def client(centre, tmp_path):
    return Client(centre.staff_url, tmp_path)


def grow(centre, applications):
    for _ in range(applications):
        centre.application()


def open_alerts(centre, kind):
    return [one for one in centre.items("/alerts") if one["kind"] == kind and not one["cleared_at"]]


def test_a_thousand_entries_are_proven_by_code_that_knows_only_the_rfc(centre):
    size = 0
    while size < 1000:
        grow(centre, 50)
        size = centre.ok("GET", "/audit/checkpoint")["size"]
    head = centre.ok("GET", "/audit/checkpoint")
    origin, size, root = oracle.opened(head["note"], head["verifier"])
    assert (origin, size, root.hex()) == (head["origin"], head["size"], head["root"])
    leaves = []
    while len(leaves) < size:
        for one in centre.items(f"/audit/entries?from={len(leaves)}&limit=1000")[:size - len(leaves)]:
            leaf = oracle.leaf_hash(base64.b64decode(one["entry"]))
            assert leaf.hex() == one["leaf"] and one["index"] == len(leaves)
            leaves.append(leaf)
    assert oracle.root_of(leaves) == root
    for index in range(1000):
        found = centre.ok("GET", f"/audit/proof?entry={index}&size={size}")
        path = [bytes.fromhex(one) for one in found["proof"]]
        assert oracle.path_root(leaves[index], index, size, path) == root, index
        if index % 10 == 0:
            other = bytes(32) if path else leaves[index]
            assert not path or oracle.path_root(leaves[index], index, size, [other, *path[1:]]) != root
    for first in random.Random(6).sample(range(1, size + 1), 100):
        found = centre.ok("GET", f"/audit/proof?from={first}&size={size}")
        proof = [bytes.fromhex(one) for one in found["proof"]]
        old = oracle.root_of(leaves[:first])
        assert found["from_root"] == old.hex()
        # A complete earlier tree is a node of the later one: its root is not in the proof.
        assert oracle.consistency_roots(first, size, proof, True, old) == (old, root)
    assert centre.api("GET", "/audit/proof").status_code == 422
    assert centre.api("GET", "/audit/proof?entry=1&from=1").status_code == 422
    assert centre.api("GET", f"/audit/proof?entry=1&size={size + 10**6}").status_code == 404
    assert centre.api("GET", f"/audit/proof?from=0&size={size}").status_code == 422


def verdict(folder):
    return oracle.problems(folder)[0]


def test_a_copy_grows_and_every_flipped_byte_of_it_is_found(centre, client, tmp_path):
    copy = tmp_path / "copy"
    first = client.json("audit", "export", copy)
    grow(centre, 2)
    second = client.json("audit", "export", copy)
    assert second["size"] > first["size"] and len(second["checkpoints"]) == 2 and not second["problems"]
    assert verdict(copy) == [] and client.json("audit", "verify", copy) == second
    said = client("audit", "verify", copy).stdout
    assert f"covers {second['size']} of {second['size']}" in said
    entries = copy / "entries.jsonl"
    whole = entries.read_bytes()
    # An export that broke off goes on.
    entries.write_bytes(whole[:-30])
    assert client.json("audit", "export", copy)["size"] == second["size"] and entries.read_bytes() == whole
    random_ = random.Random(20)
    for place in range(len(whole)):
        flipped = bytearray(whole)
        flipped[place] ^= 1 << random_.randrange(8)
        entries.write_bytes(flipped)
        # Two writings of one thing, such as a digit of the hash as a capital, are no change of it.
        if said_by(flipped) != said_by(whole):
            assert verdict(copy), f"the oracle misses byte {place}"
            if place % 40 == 0:
                client("audit", "verify", copy, status=1)
    entries.write_bytes(whole)
    for note in (copy / "checkpoints").iterdir():
        text = note.read_bytes()
        for place in random_.sample(range(len(text)), 40):
            flipped = bytearray(text)
            flipped[place] ^= 1
            note.write_bytes(flipped)
            assert verdict(copy), f"the oracle misses byte {place} of {note.name}"
            client("audit", "verify", copy, status=1)
        note.write_bytes(text)
    client("audit", "verify", copy)


def said_by(lines):
    """[(index, entry, leaf)], or None for what cannot be read."""
    try:
        found = [json.loads(line) for line in bytes(lines).splitlines()]
        return [(one["index"], base64.b64decode(one["entry"], validate=True), bytes.fromhex(one["leaf"])) for one in found]
    except (ValueError, KeyError, TypeError):
        return None


def test_a_changed_entry_is_named_and_a_rewritten_log_is_found_between_two_checkpoints(centre, client, tmp_path):
    copy = tmp_path / "copy"
    first = client.json("audit", "export", copy)["size"]
    grow(centre, 3)
    size = client.json("audit", "export", copy)["size"]
    entries = copy / "entries.jsonl"
    lines = [json.loads(line) for line in entries.read_text().splitlines()]
    place = first + 2
    changed = json.loads(base64.b64decode(lines[place]["entry"])) | {"kind": "nothing.happened"}
    raw = json.dumps(changed, separators=(",", ":")).encode()
    lines[place]["entry"] = base64.b64encode(raw).decode()
    write_lines(entries, lines)
    assert f"Entry {place} was changed" in client("audit", "verify", copy, status=1).stdout
    lines[place]["leaf"] = oracle.leaf_hash(raw).hex()
    write_lines(entries, lines)
    said = client("audit", "verify", copy, status=1).stdout
    assert f"among entries {first} to {size - 1}" in said and verdict(copy)
    write_lines(entries, lines[:-1])
    assert "cut off" in client("audit", "verify", copy, status=1).stdout
    (copy / "verifier").unlink()
    assert "--verifier" in client("audit", "verify", copy, status=1).stderr


def write_lines(path, lines):
    path.write_text("".join(json.dumps(one) + "\n" for one in lines))


def test_the_daemon_and_every_copy_tell_of_a_log_that_was_rolled_back_and_went_on_otherwise(centre, client, tmp_path):
    second, copy, old = centre.base / "auditor", tmp_path / "copy", tmp_path / "old-state"
    second.mkdir()
    tables = centre.tables()
    tables["audit"] = {"checkpoints": str(second)}
    centre.write_configuration(tables)
    centre.restart()
    centre.stop()
    shutil.copytree(centre.state, old)
    centre.start()
    grow(centre, 3)
    centre.restart()
    [note] = poll("a checkpoint of the longer log", lambda: sorted(second.rglob("*.note"))[1:])
    assert note.read_text() == sorted((centre.footage / ".database/checkpoints").rglob("*.note"))[-1].read_text()
    client("audit", "export", copy)
    client("audit", "verify", copy, "--checkpoints", second)
    assert not open_alerts(centre, "audit_forked")
    centre.stop()
    # Somebody puts the older database in place, and takes away what the footage directory says against it.
    shutil.rmtree(centre.state)
    shutil.copytree(old, centre.state)
    shutil.rmtree(centre.footage / ".database")
    centre.start()
    alert = poll("the alert", lambda: open_alerts(centre, "audit_forked"))[0]
    assert alert["severity"] == "critical" and "rolled back" in alert["detail"]["reason"]
    assert "rolled back" in client("audit", "export", copy, status=1).stderr
    grow(centre, 8)
    centre.restart()
    alert = poll("the fork", lambda: [
        one for one in open_alerts(centre, "audit_forked") if "not those" in one["detail"]["reason"]])[0]
    assert "put in or taken out" in client("audit", "export", copy, status=1).stdout
    assert verdict(copy)
    # It was on purpose: the folder is kept under another name, and a new history begins.
    shutil.move(second / note.parent.name, second / f"before-{note.parent.name}")
    poll("the end of the alert", lambda: not open_alerts(centre, "audit_forked"), timeout=90)


def test_a_second_place_that_is_not_there_is_told_of_until_it_is(centre):
    second = centre.base / "auditor"
    tables = centre.tables()
    tables["audit"] = {"checkpoints": str(second)}
    centre.write_configuration(tables)
    centre.restart()
    alert = poll("the alert", lambda: open_alerts(centre, "checkpoint_failed"))[0]
    assert "mounted" in alert["detail"]["reason"] and alert["subject"] == str(second)
    second.mkdir()
    centre.restart()
    poll("the end of the alert", lambda: not open_alerts(centre, "checkpoint_failed"))
    assert list(second.rglob("*.note"))
    doctor = subprocess.run(centre.command("doctor"), capture_output=True, text=True, timeout=60)
    assert "audit.checkpoints" not in doctor.stdout or "✗" not in doctor.stdout
