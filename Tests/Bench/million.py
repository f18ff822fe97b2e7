"""A page of fifty checks out of a million, and a name among a million: what a reader waits for.

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


SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰红梅建国志文海波宁亮鑫凯"


def name_of(number):
    """Of two, three or six characters, as names are."""
    length = (1, 2, 2, 2, 5)[number % 5]
    spread = number * 2654435761 % (1 << 32)
    name = SURNAMES[spread % len(SURNAMES)]
    for place in range(length):
        spread = (spread * 1103515245 + 12345 + place) % (1 << 31)
        name += GIVEN[(spread >> 8) % len(GIVEN)]
    return name


def pieces(text):
    """As Domain's SearchText has it: pairs of Chinese, threes of letters and digits, hexadecimal; a fence for a blank."""
    parts = []
    for part in text.lower().split():
        runs = []
        for letter in part:
            kind = "han" if "\u3400" <= letter <= "\u9fff" else "word" if letter.isalnum() else "mark"
            if runs and kind != "mark" and runs[-1][0] == kind:
                runs[-1][1].append(letter)
            else:
                runs.append((kind, [letter]))
        found = []
        for kind, letters in runs:
            size = {"han": 2, "word": 3, "mark": 1}[kind]
            found += ["".join(letters[at:at + size]).encode().hex() for at in range(len(letters))]
        parts.append(" ".join(found))
    return " 20 ".join(parts)


def index(database, base, count):
    """What the daemon writes when it opens a check: its own names, and its people's."""
    with database:
        database.execute("DELETE FROM search_entry")
        database.execute("INSERT INTO search (search) VALUES ('delete-all')")
        for number in range(count):
            check = f"chk_{base}{_tail(number)}"
            own = f"C1999-{number:07}\nM-{number:07}\n第{number % 5000}电力安装有限公司\n91350100M000100Y43"
            for place, (kind, text) in enumerate((("check", own), ("person", name_of(number)))):
                row = number * 2 + place + 1
                database.execute(
                    "INSERT INTO search_entry VALUES (?, ?, ?, ?, NULL, NULL, ?)", [row, check, kind, check, text])
                database.execute("INSERT INTO search (rowid, words) VALUES (?, ?)", [row, pieces(text)])


def names(database, report, count):
    """Every check of a name, by the index and by a plain scan, in turns on one connection."""
    for length in (2, 3, 6):
        known = [one for one in (name_of(number * 7919 % count) for number in range(400)) if len(one) == length][:7]
        ours, scan, most = [], [], 0
        for name in known:
            phrase = '"' + " ".join(name[at:at + 2].encode().hex() for at in range(len(name) - 1)) + '"'
            begun = time.perf_counter()
            found = database.execute(
                "SELECT e.id, e.check_id FROM search JOIN search_entry AS e ON e.id = search.rowid WHERE search MATCH ?"
                " ORDER BY search.rowid", [phrase]).fetchall()
            ours.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            read = database.execute(
                "SELECT id, check_id FROM search_entry WHERE text LIKE ? ORDER BY id", [f"%{name}%"]).fetchall()
            scan.append(time.perf_counter() - begun)
            assert found == read, f"{name}: {len(found)} of {len(read)}"
            most = max(most, len(found))
        ratio = statistics.median(theirs / mine for mine, theirs in zip(ours, scan))
        report(f"names of {length} characters among {count} checks, all of up to {most}",
               f"{statistics.median(ours) * 1000:.1f} ms, LIKE {statistics.median(scan) * 1000:.0f} ms: {ratio:.0f} times, recall 1.0")


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
                    named = {"id": own, "application_id": f"app_{key}", "name": name_of(number)}
                    yield tuple((person | named).values())
            else:
                yield tuple((row | {
                    "id": f"chk_{key}", "application_id": f"app_{key}", "check_no": f"C1999-{number:07}",
                    "due_at": None, "deadline_at": row["deadline_at"] + number}).values())

    for name in ("application", "person", "check"):
        marks = ", ".join("?" * len(columns[name]))
        with database:
            database.executemany(f'INSERT INTO "{name}" VALUES ({marks})', rows(name))
    index(database, min(row["id"][4:14] for row, _, _ in tables.values()), count)
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
        with sqlite3.connect(centre.state / "videocheck.sqlite") as database:
            names(database, report, count)
        database.close()
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
        for length in (2, 3, 6):
            name = next(one for one in map(name_of, range(count // 2, count)) if len(one) == length)
            times = []
            for _ in range(9):
                begun = time.perf_counter()
                answer = centre.http.get(f"{centre.staff_url}/api/v1/search", params={"q": name}, timeout=120)
                times.append((time.perf_counter() - begun) * 1000)
                assert answer.status_code == 200 and answer.json()["items"], answer.text
            report(f"the newest 50 of a name of {length} characters", f"{statistics.median(times):.1f} ms")
        for page in ("/", "/?stage=dispose"):
            times = []
            for _ in range(5):
                begun = time.perf_counter()
                assert centre.http.get(f"{centre.staff_url}{page}", timeout=120).status_code == 200
                times.append((time.perf_counter() - begun) * 1000)
            report(f"the console's page {page}", f"{statistics.median(times):.1f} ms")
    finally:
        centre.close()
