"""Durable transitions a second: thirty-two writers over HTTP, against the sqlite3 shell that writes the very same rows.

The shell gets them as SQL, thirty-two transitions to a transaction, with `synchronous=FULL` like ours. Each turn begins on a
fresh copy of one database, and the two take turns.
"""
import pathlib
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
import time

from centre import Centre

WRITERS = 32
SCRIPT = """
local ids = {}
for line in io.lines("%s") do ids[#ids + 1] = line end
local next = 0
wrk.method, wrk.body = "POST", '{"by": "周敏"}'
wrk.headers["Content-Type"], wrk.headers["Prefer"] = "application/json", "return=minimal"
function request()
  next = next %% #ids + 1
  return wrk.format(nil, "/api/v1/checks/" .. ids[next] .. "/approve")
end
"""


def _literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"X'{value.hex()}'"
    return str(value) if isinstance(value, (int, float)) else "'" + value.replace("'", "''") + "'"


def _rows(database, sql, *values):
    rows = database.execute(sql, values)
    names = [one[0] for one in rows.description]
    return [dict(zip(names, row)) for row in rows]


def _insert(table, row):
    return f'INSERT INTO "{table}" ({", ".join(row)}) VALUES ({", ".join(map(_literal, row.values()))});'


def _as_sql(before, after):
    """What stands in `after` and not yet in `before`, as one script."""
    old, new = sqlite3.connect(before), sqlite3.connect(after)
    first = old.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()[0]
    levels = dict(old.execute("SELECT level, max(idx) FROM audit_node GROUP BY level"))
    nodes = {}
    for node in _rows(new, "SELECT * FROM audit_node ORDER BY level, idx"):
        if node["idx"] > levels.get(node["level"], -1):
            nodes.setdefault(((node["idx"] + 1) << node["level"]) - 1, []).append(node)
    lines, count = ["PRAGMA synchronous = FULL;"], 0
    for event in _rows(new, "SELECT * FROM event WHERE seq > ? ORDER BY seq", first):
        if count % WRITERS == 0:
            lines += ["COMMIT;"] * (count > 0) + ["BEGIN IMMEDIATE;"]
        count += 1
        [check] = _rows(new, 'SELECT * FROM "check" WHERE id = ?', event["check_id"])
        setters = ", ".join(f"{name} = {_literal(value)}" for name, value in check.items() if name != "id")
        lines.append(f'UPDATE "check" SET {setters} WHERE id = {_literal(check["id"])} AND revision = 0;')
        [entry] = _rows(new, "SELECT * FROM audit_leaf WHERE idx = ?", event["leaf"])
        lines += [_insert("audit_leaf", entry)] + [_insert("audit_node", node) for node in nodes[event["leaf"]]]
        lines.append(_insert("event", event))
    return "\n".join([*lines, "COMMIT;"]), count


def _settled(path):
    """Everything in the one file, and no log beside it that belongs to another copy."""
    database = sqlite3.connect(path)
    assert database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0
    database.close()


def _approve_all(centre, script):
    """Seconds from the first request until no check is left to approve."""
    begun = time.perf_counter()
    with subprocess.Popen(
            ["wrk", "-t1", f"-c{WRITERS}", "-d600", "-s", str(script), centre.staff_url], stdout=subprocess.DEVNULL) as wrk:
        try:
            while centre.http.get(f"{centre.staff_url}/api/v1/checks?state=requested&limit=1", timeout=60).json()["items"]:
                assert wrk.poll() is None, "wrk ended early"
                time.sleep(0.02)
            return time.perf_counter() - begun
        finally:
            wrk.terminate()


def writers(build, report, runs=7, count=4000):
    place = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-bench-"))
    centre = Centre(build=build, rules={"triage": {"default": "desk_check"}})
    try:
        ids = [centre.application() for _ in range(count)]
        centre.stop()
        (place / "ids").write_text("\n".join(ids))
        (place / "approve.lua").write_text(SCRIPT % (place / "ids"))
        kept, database = place / "before.sqlite", centre.state / "videocheck.sqlite"
        _settled(database)
        shutil.copy(database, kept)
        ours, theirs = [], []
        for _ in range(runs):
            _settled(database)
            shutil.copy(kept, database)
            # The mirror would say, and rightly, that the copy is older than it.
            shutil.rmtree(centre.footage / ".database", ignore_errors=True)
            centre.start()
            took = _approve_all(centre, place / "approve.lua")
            centre.stop()
            _settled(database)
            script, done = _as_sql(kept, database)
            assert done == count, f"{done} of {count} were approved"
            ours.append(done / took)
            shutil.copy(kept, place / "peer.sqlite")
            begun = time.perf_counter()
            subprocess.run(
                ["sqlite3", "-bail", place / "peer.sqlite"], input=script.encode(), check=True, stdout=subprocess.DEVNULL)
            theirs.append(done / (time.perf_counter() - begun))
    finally:
        centre.close()
        shutil.rmtree(place)
    ratios = [mine / peer for mine, peer in zip(ours, theirs)]
    report(f"transitions a second, {WRITERS} writers over HTTP", f"{statistics.median(ours):.0f}")
    report(f"the same rows by the sqlite3 shell, {WRITERS} to a transaction", f"{statistics.median(theirs):.0f}")
    report("ratio, median of the pairs", f"{statistics.median(ratios):.2f} ({min(ratios):.2f} … {max(ratios):.2f})")
