"""Recomputes the audit log's root from the recursive definition of RFC 6962, without the product's code.

Usage: python3 audit_root.py < export.json
           {"entries": [{"entry": "<base64>"}, ...], "checkpoint": {"size": N, "root": "<hex or base64>"}}
       python3 audit_root.py --hex < lines       one entry a line as hexadecimal digits: prints size and root
       python3 audit_root.py --base64 < lines    the same with base64
Exits 1 when the checkpoint does not match. More entries than its size are allowed: the first ones count.
"""
import base64
import hashlib
import json
import sys


def root(leaves):
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return hashlib.sha256(b"\1" + root(leaves[:half]) + root(leaves[half:])).digest()


def decoded(text):
    return base64.b64decode(text, validate=True)


if sys.argv[1:]:
    decode = {"--hex": bytes.fromhex, "--base64": decoded}[sys.argv[1]]
    entries = [decode(line.rstrip("\r\n")) for line in sys.stdin]
    print(len(entries), root(entries).hex())
    sys.exit(0)

export = json.load(sys.stdin)
entries = [decoded(item["entry"]) for item in export["entries"]]
size, claimed = export["checkpoint"]["size"], export["checkpoint"]["root"]
claimed = bytes.fromhex(claimed) if len(claimed) == 64 else decoded(claimed)
if size > len(entries):
    sys.exit(f"the checkpoint covers {size} entries and only {len(entries)} are here")
found = root(entries[:size])
if found != claimed:
    sys.exit(f"the root of {size} entries is {found.hex()}, the checkpoint says {claimed.hex()}")
print(f"the root of {size} entries matches: {found.hex()}")
