"""Replays the drawing of questions without any of the product's code: python3 question_replay.py < input.json

The input: {"seed", "check_no", "people": [per_…], "banks": [{"questions": [id…], "draw": n}], "drawn": {per_…: [id…]}}.
A person's questions are the first `draw` of each bank in ascending HMAC-SHA256(seed, `<check_no>|Q|<person>|<question>`).
Exits 0 when the draw comes out the same, else names the person and exits 1.
"""
import hashlib
import hmac
import json
import sys

given = json.load(sys.stdin)
seed = bytes.fromhex(given["seed"])
for person in given["people"]:
    expected = []
    for bank in given["banks"]:
        ranks = sorted(
            (hmac.new(seed, f"{given['check_no']}|Q|{person}|{question}".encode(), hashlib.sha256).hexdigest(),
             question)
            for question in bank["questions"])
        expected += [question for _, question in ranks[:bank["draw"]]]
    if expected != given["drawn"].get(person):
        sys.exit(f"{person}: recomputed {expected}, the record says {given['drawn'].get(person)}")
print("the questions replay for", len(given["people"]), "people")
