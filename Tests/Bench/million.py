"""A page of fifty checks out of a million: what a reader waits for, whatever the page is filtered by.

The rows are copies of a few checks that the daemon itself brought to their states; only what must be unique differs.
"""
import itertools
import sqlite3
import statistics
import time

from centre import HEAD, Centre

COUNT = 1_000_000
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
# Of a thousand, how many stand where: a centre of many years has little that is open.
MIX = [("closed", 960), ("cancelled", 30), ("under_review", 6), ("requested", 4)]


def _tail(number):
    """Sixteen characters of the identifiers' alphabet."""
    digits = ""
    for _ in range(16):
        number, digit = divmod(number, 32)
        digits = ALPHABET[digit] + digits
    return digits


def _columns(database, table, key, value):
    rows = database.execute(f'SELECT * FROM "{table}" WHERE {key} = ?', [value])
    names = [one[0] for one in rows.description]
    return names, [dict(zip(names, row)) for row in rows]


def _examples(centre):
    """One check in each state of the mix, by id."""
    two = [one["id"] for one in centre.items("/inspectors")][:2]
    found = {}
    for state, _ in MIX:
        check = found[state] = centre.application()
        if state == "cancelled":
            centre.give(check, "cancel", by=HEAD, reason="申请已撤回")
        elif state != "requested":
            centre.give(check, "approve", by=HEAD)
            centre.give(check, "record-review", by="核查员1", inspectors=two, record="查阅材料", findings=[])
            if state == "closed":
                centre.give(check, "pass", by=HEAD, reason="材料属实")
                centre.wait_closed(check)
    return found


def fill(path, examples, count):
    database = sqlite3.connect(path)
    # Copies of rows that the daemon wrote: they need no judging again.
    database.executescript(
        "PRAGMA synchronous = OFF; PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;"
        "PRAGMA cache_size = -1000000; PRAGMA wal_autocheckpoint = 50000;")
    states = list(itertools.chain.from_iterable([state] * share for state, share in MIX))
    tables = {}
    for state, check in examples.items():
        names, [row] = _columns(database, "check", "id", check)
        _, [application] = _columns(database, "application", "id", row["application_id"])
        _, people = _columns(database, "person", "application_id", row["application_id"])
        tables[state] = (row, application, people)
    columns = {
        name: _columns(database, name, "rowid" if name != "check" else "id", "")[0]
        for name in ("application", "person", "check")}

    def rows(which):
        base = min(row["id"][4:14] for row, _, _ in tables.values())
        for number in range(count):
            row, application, people = tables[states[number * 7919 % 1000]]
            key = base + _tail(number)
            if which == "application":
                yield tuple((application | {
                    "id": f"app_{key}", "application_no": f"M-{number:07}",
                    "enterprise_name": f"第{number % 5000}电力安装有限公司"}).values())
            elif which == "person":
                for position, person in enumerate(people):
                    own = f"per_{base}{_tail(number * 4 + position)}"
                    yield tuple((person | {"id": own, "application_id": f"app_{key}"}).values())
            else:
                yield tuple((row | {
                    "id": f"chk_{key}", "application_id": f"app_{key}", "check_no": f"C1999-{number:07}",
                    "due_at": None, "deadline_at": row["deadline_at"] + number}).values())

    for name in ("application", "person", "check"):
        marks = ", ".join("?" * len(columns[name]))
        with database:
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows(name))
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()


def pages(build, report, count=COUNT):
    centre = Centre(build=build, rules={"triage": {"default": "desk_check"}})
    try:
        examples = _examples(centre)
        centre.stop()
        begun = time.perf_counter()
        fill(centre.state / "videocheck.sqlite", examples, count)
        print(f"{count} checks written in {time.perf_counter() - begun:.0f} s", flush=True)
        begun = time.perf_counter()
        centre.start()
        report(f"start to ready with {count} checks", f"{(time.perf_counter() - begun) * 1000:.0f} ms")
        middle = centre.ok("GET", "/checks?limit=50")["items"][-1]["id"][:14] + _tail(count // 2)
        deadline = centre.check(examples["under_review"])["deadline"]
        queries = {
            "the first": "", "from the middle": f"&cursor={middle}", "newest first": "&order=newest",
            "under_review": "&state=under_review", "stage dispose": "&stage=dispose", "stage queue": "&stage=queue",
            "closed, newest first": "&state=closed&order=newest", "a source that none has": "&source=double_random",
            "an inspector": f"&inspector={centre.items('/inspectors')[0]['id']}",
            "due before": f"&due_before={deadline}T00:00:00Z",
            "an application's number": f"&q=M-{count // 2:07}", "an enterprise": "&q=第4999电力",
        }
        for name, query in queries.items():
            times = []
            for _ in range(9):
                begun = time.perf_counter()
                answer = centre.http.get(f"{centre.staff_url}/api/v1/checks?limit=50{query}", timeout=120)
                times.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200, answer.text
            report(f"a page of 50 out of {count}: {name}", f"{statistics.median(times):.1f} ms ({len(answer.json()['items'])} lines)")
        for page in ("/", "/?stage=dispose"):
            times = []
            for _ in range(5):
                begun = time.perf_counter()
                assert centre.http.get(f"{centre.staff_url}{page}", timeout=120).status_code == 200
                times.append((time.perf_counter() - begun) * 1000)
            report(f"the console's page {page}", f"{statistics.median(times):.1f} ms")
    finally:
        centre.close()
