"""Replays a draw record without any of the product's code: python3 draw_replay.py < record.json

Prints who was drawn and exits 0, or names the first part that does not come out the same and exits 1.
"""
import hashlib
import hmac
import json
import sys


def require(name, expected, found):
    if expected != found:
        sys.exit(f"{name} is wrong: recomputed {expected}, the record says {found}")


record = json.load(sys.stdin)
text = record["roster"].encode()
roster = json.loads(text)
digest = hashlib.sha256(text).digest()
require("roster_sha256", digest.hex(), record["roster_sha256"])
require("batch", roster["batch"], record["batch"])
require("algorithm", [1, 1], [roster["algorithm"], record["algorithm"]])
require("roster order", sorted(set(roster["candidates"])), roster["candidates"])
canonical = json.dumps(roster, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
require("roster form", canonical, record["roster"])

# Bounded, since anyone may have written the record.
require("link_index between 1 and 10,000,000", True, 1 <= record["link_index"] <= 10_000_000)
link = end = bytes.fromhex(record["link"])
for _ in range(record["link_index"]):
    end = hashlib.sha256(end).digest()
require("link (hashed link_index times)", end.hex(), record["anchor"])
seed = hashlib.sha256(link + digest).digest()
require("seed", seed.hex(), record["seed"])

letter = {"inspector": "I", "enterprise": "E", "question": "Q"}[roster["kind"]]
ranks = sorted(
    (hmac.new(seed, f"{roster['batch']}|{letter}|{key}".encode(), "sha256").hexdigest(), key)
    for key in roster["candidates"])
require("ranks", [{"key": key, "hmac": code} for code, key in ranks], record["ranks"])
require("chosen", [key for _, key in ranks[:roster["quota"]]], record["chosen"])
print("the draw replays; chosen:", ", ".join(record["chosen"]))
