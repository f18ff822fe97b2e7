"""A database made again from the footage directory alone: recordings a second.

The archive is copies of one check that the daemon itself brought to its end: its sheets of the mirror with numbers and
identifiers of their own, its footage by hard links.
"""
import hashlib
import itertools
import json
import os
import re
import shutil
import subprocess
import time

from centre import Centre
from children import clean_environment
from million import _tail

COUNT = 5000
IDENTIFIER = re.compile(r"\b((?:chk|app|per|rec|doc|dlv|msg|mrk|evt|cas|exp|rcu)_[0-9a-z]{20})[0-9a-z]{6}\b")
# Their keys are a party's, a caller's or a quarter of an hour's, and stay with the one that they were copied from.
LEFT = {"party_link", "booking", "idempotency"}
NAMES = {"number", "notice_no", "application_no", "idempotency_key", "message_id", "key"}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()][1:-1]


def write(root, kind, shard, key, rows, schema):
    text = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in [
        {"mirror": 1, "schema": schema, "sheet": f"{kind}/{key}"}, *rows])
    seal = hashlib.sha256(text.encode()).hexdigest()
    (root / kind / shard).mkdir(parents=True, exist_ok=True)
    (root / kind / shard / f"{key}.jsonl").write_text(text + f'{{"sha256":"{seal}"}}\n')


def tables(rows):
    """[(head, rows)] of a sheet's lines."""
    found = []
    for one in rows:
        if isinstance(one, dict):
            found.append((one, []))
        else:
            found[-1][1].append(one)
    return found


def renamed(text, number):
    return IDENTIFIER.sub(lambda found: found[1] + _tail(number)[-6:], text)


def copied(rows, number, leaves):
    """The rows of one sheet as those of copy `number`."""
    text = renamed(json.dumps(rows, ensure_ascii=False), number).replace("C20", f"C{number:06}-20")
    made = []
    for head, values in tables(json.loads(text)):
        if head["table"] in LEFT:
            continue
        made.append(head)
        for one in values:
            row = dict(zip(head["columns"], one))
            for name, value in row.items():
                if name in ("seq", "leaf") or (name == "id" and head["table"] in ("clock", "search_entry")):
                    row[name] = value + number * leaves
                elif name in NAMES and value:
                    row[name] = f"{value}-{number}"
            made.append(list(row.values()))
    return made


def fill(centre, check, recording, count):
    root = centre.footage / ".database"
    [sheet] = root.glob(f"check/*/{check}.jsonl")
    schema = json.loads(sheet.read_text().splitlines()[0])["schema"]
    rows = lines(sheet)
    [application] = root.glob("application/*/*.jsonl")
    asked = lines(application)
    entries = list(itertools.chain.from_iterable(
        [one for one in lines(path) if isinstance(one, list)]
        for path in sorted(root.glob("audit/*/*.jsonl"), key=lambda path: int(path.stem))))
    leaves = len(entries)
    [folder] = centre.footage.glob(f"*/*/{recording}")
    for number in range(1, count):
        made = copied(rows, number, leaves)
        key = renamed(check, number)
        write(root, "check", key[4:8], key, made, schema)
        key = renamed(application.stem, number)
        write(root, "application", key[4:8], key, copied(asked, number, leaves), schema)
        [(head, [row])] = [one for one in tables(made) if one[0]["table"] == "recording"]
        target = centre.footage / dict(zip(head["columns"], row))["path"]
        target.mkdir(parents=True)
        for file in folder.iterdir():
            os.link(file, target / file.name)
    for first in range(0, leaves * count, 256):
        page = [[index, entries[index % leaves][1]] for index in range(first, min(first + 256, leaves * count))]
        number = first // 256
        write(root, "audit", str(number // 1000), str(number),
              [{"columns": ["idx", "entry"], "table": "audit_leaf"}, *page], schema)


def rebuild(build, report, sample, count=COUNT):
    centre = Centre(build=build)
    try:
        check = centre.in_session()
        recording = centre.upload(check, sample)
        centre.wait_ready_recording(recording)
        centre.complete(check)
        centre.seal(check)
        centre.decide(check)
        centre.wait_closed(check)
        centre.stop()
        fill(centre, check, recording, count)
        shutil.rmtree(centre.state)
        centre.state.mkdir(mode=0o700)
        begun = time.perf_counter()
        done = subprocess.run(
            centre.command("rebuild"), capture_output=True, text=True, env=clean_environment(), timeout=600)
        took = time.perf_counter() - begun
        assert done.returncode == 0 and "0 problem(s)" in done.stdout, done.stdout[:2000] + done.stderr[:3000]
        report(f"a database of {count} checks with footage from the archive alone", f"{took:.1f} s, {count / took:.0f} recordings/s")
    finally:
        centre.close()
