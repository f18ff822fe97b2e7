"""A random walk of many people over a running centre: commands lawful and unlawful, kills, and a clock that jumps.

`Walk` gives the commands; `judge` looks afterwards, with its own eyes, at every event that came of them: each must be a
move of the golden table, and the paper that the table names must be on file with the digest that is on record.
"""
import concurrent.futures
import hashlib
import itertools
import random
import re
import threading

import requests

from children import ROOT, poll
from shifted import ShiftedCentre

GOLDEN = ROOT / "Tests/DomainTests/Golden/decision-matrix.md"
# What ends a walk early, holds it up, or stands beside its course: asked for less often.
ASIDE = {
    "cancel", "fail-service", "reschedule", "decline", "no-show", "keep-slot", "ask-reschedule", "waive-lead", "ask-recusal",
    "decide-recusal", "replace-inspector", "invite-expert", "record-expert-fee", "extend-deadline", "settle-clock", "remind",
    "addend", "file-scan", "file-case"}
OTHER_ROLES = ["registrar", "inspector", "head", "bureau_head", "legal_reviewer", "party", "timer"]


class Table:
    """The golden table, as a lawyer reads it: where a command leads from a state, who gives it, and what it files."""

    def __init__(self, text=None):
        self.moves, self.papers, self.roles, self.commands = {}, {}, {}, set()
        state = None
        for line in (text or GOLDEN.read_text(encoding="utf-8")).splitlines():
            if line.startswith("## "):
                state = line.split()[1]
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            if state is None or not line.startswith("| ") or len(cells) != 5 or cells[0] == "command":
                continue
            command, roles, _, leads, leaves = cells
            self.commands.add(command)
            self.roles.setdefault((state, command), set()).update(one.strip() for one in roles.split(","))
            if leads.startswith("refused"):
                continue
            self.moves.setdefault((state, command), set()).add(leads.split()[0])
            kinds = frozenset(re.findall(r"\b([a-z]+(?:_[a-z]+)+|transcript|conclusion|decision)\b", leaves))
            self.papers.setdefault((state, command), set()).add(kinds)

    def taken_in(self, state):
        return sorted(command for at, command in self.moves if at == state)


class WalkCentre(ShiftedCentre):
    """Many rooms and people, and rules under which days are short."""

    def __init__(self, **options):
        super().__init__(rules={
            "max_attempts": 5, "max_party_moves": 3, "begin_early_minutes": 60, "no_show_minutes": 0,
            "interruption_minutes": 5, "session_minutes": 30} | options.pop("rules", {}), **options)

    def open_roster(self, inspectors=16, stations=8):
        super().open_roster(inspectors, stations)


class Walk:
    def __init__(self, centre, seed, *, walkers=6, population=8, film=None, film_percent=30, say=lambda text: None):
        self.centre, self.seed, self.film, self.film_percent, self.say = centre, seed, film, film_percent, say
        self.table = Table()
        self.population = population
        self.up = threading.Event()
        self.up.set()
        self.counts = {"given": 0, "accepted": 0, "refused": 0, "repeated after a kill": 0}
        self.guards, self.carried_out = {}, set()
        self.trouble, self._links, self._mails_read = [], {}, 0
        self._lock = threading.Lock()
        self._walkers = [_Walker(self, random.Random(f"{seed} {number}"), number) for number in range(walkers)]
        self._dice = random.Random(f"{seed} world")

    def run(self, commands, *, kills, jumps):
        """Gives that many commands; the kills and the jumps of the clock lie among them by chance."""
        step = max(1, commands // (len(self._walkers) * max(1, jumps)))
        rounds = -(-commands // (step * len(self._walkers)))
        fatal = set(self._dice.sample(range(rounds), min(kills, rounds)))
        with concurrent.futures.ThreadPoolExecutor(len(self._walkers)) as pool:
            for turn in range(rounds):
                running = [pool.submit(walker.walk, step) for walker in self._walkers]
                if turn in fatal:
                    self._kill(running)
                for one in running:
                    one.result()
                if self.trouble:
                    raise AssertionError(f"seed {self.seed}, round {turn}: {self.trouble[:5]}")
                self._jump()
                if turn % 50 == 49:
                    self.say(f"{turn + 1} of {rounds} rounds, {self.counts}")

    def _kill(self, running):
        # Somewhere inside the round: the fault itself, not a wait for something.
        concurrent.futures.wait(running, timeout=self._dice.random() * 0.4)
        self.up.clear()
        self.centre.kill9()
        self.centre.start()
        self.up.set()

    def _jump(self):
        dice = self._dice.random()
        if dice < 0.80:
            self.centre.forward(minutes=self._dice.randrange(5, 45))
        elif dice < 0.90:
            self.centre.forward(days=self._dice.randrange(1, 4))
        elif dice < 0.95:
            # Set back; what was said before must stay said.
            self.centre.forward(minutes=-self._dice.randrange(1, 180))
        else:
            self.centre.forward(days=-1)

    def links(self):
        """The newest link of each check, out of the mails that have come."""
        with self._lock:
            for mail in self.centre.mail.mails[self._mails_read:]:
                self._mails_read += 1
                number, links = re.search(r"C\d{4}-\d{5,}", mail.text), mail.text.split("/p/")
                if number and len(links) > 1:
                    self._links[number.group(0)] = links[-1].split()[0]
            return self._links

    def count(self, **changes):
        with self._lock:
            for name, by in changes.items():
                self.counts[name.replace("_", " ")] = self.counts.get(name.replace("_", " "), 0) + by


class _Walker:
    """One person with some checks in hand."""

    def __init__(self, walk, dice, number):
        self.walk_, self.dice, self.number = walk, dice, number
        self.keys = itertools.count(1)
        self.checks = []
        self.seen = {}

    def walk(self, steps):
        try:
            for _ in range(steps):
                self._step()
        except Exception as failure:  # noqa: BLE001: told with its seed by the walk
            self.walk_.trouble.append(f"walker {self.number}: {failure!r}")

    # MARK: asking

    def _ask(self, method, path, body=None, key=None):
        """The answer of a daemon that may be killed meanwhile; the same key again is the same request."""
        centre, tries = self.walk_.centre, 0
        headers = {"Idempotency-Key": key} if key else {}
        while True:
            self.walk_.up.wait(60)
            try:
                answer = centre.http.request(
                    method, f"{centre.staff_url}/api/v1{path}", json=body, headers=headers, timeout=60)
            except requests.RequestException:
                tries += 1
                if tries > 50:
                    raise
                self.walk_.up.wait(0.05)
                continue
            if answer.status_code == 503 and tries < 50:
                tries += 1
                continue
            if tries and answer.ok:
                self.walk_.count(repeated_after_a_kill=1)
            if answer.status_code >= 500:
                raise AssertionError(f"{method} {path} {body}: {answer.status_code} {answer.text}")
            return answer

    def _look(self, check):
        """The check as it was last answered; now and then, and where a timer's turn is, as it stands."""
        known = self.seen.get(check)
        if known is None or known["state"] in ("approved", "scheduled", "issued") or self.dice.random() < 0.3:
            known = self.seen[check] = self._ask("GET", f"/checks/{check}").json()
        return known

    # MARK: one step

    def _step(self):
        if len(self.checks) < self.walk_.population:
            self.checks.append(self._new())
        index = self.dice.randrange(len(self.checks))
        check = self._look(self.checks[index])
        if check["state"] in ("closed", "cancelled") and self.dice.random() < 0.7 or check["revision"] > 60:
            self.seen.pop(self.checks[index], None)
            self.checks[index] = self._new()
            return
        command = self._command(check)
        if command == "seal" and self.walk_.film and self.dice.randrange(100) < self.walk_.film_percent:
            self._film(check)
        if command == "acknowledge" and check["state"] in ("issued", "service_failed", "rectifying", "failed"):
            if self._acknowledge(check):
                return
        body = self._arguments(command, check)
        known = sorted(self.walk_.table.roles.get((check["state"], command), OTHER_ROLES))
        staff = [role for role in known if role not in ("party", "timer")] or known
        body["role"] = self.dice.choice(staff if self.dice.random() < 0.93 else OTHER_ROLES)
        key = f"{self.walk_.seed}-{self.number}-{next(self.keys)}"
        answer = self._ask("POST", f"/checks/{check['id']}/{command}", body, key)
        self.walk_.count(given=1)
        if answer.ok:
            self.walk_.count(accepted=1)
            self.walk_.carried_out.add(command)
            self.seen[check["id"]] = answer.json()
        elif answer.status_code == 409:
            said = answer.json()
            self.walk_.count(refused=1)
            guard = said.get("guard", "conflict")
            self.walk_.guards[guard] = self.walk_.guards.get(guard, 0) + 1
            self.seen.pop(check["id"], None)
            assert said["detail"], f"{command} was refused without a word"
        elif answer.status_code not in (403, 412, 422):
            raise AssertionError(f"{command} {body}: {answer.status_code} {answer.text}")

    def _new(self):
        centre = self.walk_.centre
        number = f"W-{self.walk_.seed}-{self.number}-{next(self.keys)}"
        body = centre.application_body(application_no=number, accepted_at=centre.now_text())
        if self.dice.random() < 0.8:
            body["service_confirmation"] = {"channels": [], "signed_at": centre.now_text()}
        answer = self._ask("POST", "/applications", body, key=number)
        assert answer.ok, answer.text
        if self.dice.random() >= 0.2:
            return answer.json()["check"]["id"]
        order = {"source": self.dice.choice(["double_random", "list_doubtful", "list_complaint", "list_dishonest"]),
                 "application": number, "reason": "名单", "by": "赵倩"}
        answer = self._ask("POST", "/checks", order, key=f"order-{number}")
        assert answer.ok, answer.text
        return answer.json()["id"]

    def _command(self, check):
        table = self.walk_.table
        if self.dice.random() < 0.12:
            return self.dice.choice(sorted(table.commands))
        if check["state"] == "served" and check["slot"]["end"] < self.walk_.centre.now_text() and self.dice.random() < 0.6:
            return "reschedule"
        open_here = table.taken_in(check["state"])
        onward = [one for one in open_here if one not in ASIDE]
        return self.dice.choice(onward if onward and self.dice.random() < 0.75 else open_here or sorted(table.commands))

    def _acknowledge(self, check):
        """By the newest of the party's links that have been mailed; false when there is none."""
        link = self.walk_.links().get(check["check_no"])
        if link is None:
            return False
        self.walk_.up.wait(60)
        try:
            answer = self.walk_.centre.acknowledge(link)
        except requests.RequestException:
            return True
        self.walk_.count(given=1)
        if answer.status_code == 200:
            self.walk_.count(accepted=1)
            self.walk_.carried_out.add("acknowledge")
        self.seen.pop(check["id"], None)
        return True

    def _film(self, check):
        if check["recordings"]:
            return
        centre = self.walk_.centre
        try:
            recording = centre.upload(check["id"], self.walk_.film)
            poll("footage", lambda: self._ask("GET", f"/recordings/{recording}").json()["state"] != "ingesting", 60)
        except Exception:  # noqa: BLE001: a kill may end an upload; then the seal is refused
            self.walk_.up.wait(60)

    # MARK: arguments

    def _words(self):
        return self.dice.choice(["按程序办理", "理由充分", "另有安排", "核实无误", ""]) if self.dice.random() < 0.3 else "按程序办理"

    def _findings(self, check):
        people = [one["id"] for one in check["people"]]
        return [
            {"rule_id": self.dice.choice(["LEAD-02", "CERT-01", "SOC-01"]), "text": "与申请材料不一致", "severity": "major",
             **({"person": self.dice.choice(people)} if self.dice.random() < 0.5 else {})}
            for _ in range(self.dice.randrange(3))]

    def _arguments(self, command, check):
        centre, words = self.walk_.centre, self._words()
        drawn = [one["id"] for one in check["inspectors"]] or self._two()
        people = [one["id"] for one in check["people"]]
        now = centre.now_text()
        special = {
            "serve": lambda: {"proof": self.dice.choice(["signed_receipt", "letter_receipt", "recorded_call"]),
                              "arrived_at": now, "note": words},
            "begin": lambda: {"present": drawn, "identified": people, "certificates_shown": True, "capture": "external",
                              "attestation": words, "clock_override": "测试机没有时间服务"},
            "resume": lambda: {"present": drawn, "identified": people},
            "interrupt": lambda: {"cause": self.dice.choice(["line_dropped", "inspector_absent", "announced_pause"]),
                                  "note": words},
            "no-show": lambda: {"attempts": [{"at": now, "how": words}]},
            "decline": lambda: {"statement": words},
            "complete": lambda: {"transcript": words},
            "seal": lambda: {"party_signed": self.dice.random() < 0.7, "reason": words},
            "review": lambda: {"findings": self._findings(check)},
            "record-review": lambda: {"inspectors": self._two(), "record": words, "findings": self._findings(check)},
            "report": lambda: {"text": words},
            "recheck": lambda: {"inspectors": self._two(), "record": words, "remaining": self._remaining(check)},
            "rectify": lambda: {"reason": words},
            "escalate": lambda: {"code": "other", "reason": words},
            "cancel": lambda: {"reason": words, "replacement": "另一企业"},
            "verdict": lambda: {"inspector": self.dice.choice(drawn), "findings": self._findings(check),
                                "verdict": self.dice.choice(["pass", "fail", "rectify", "escalate"])},
            "ask-recusal": lambda: {"inspector": self.dice.choice(drawn)},
            "decide-recusal": lambda: {"inspector": self.dice.choice(drawn), "granted": self.dice.random() < 0.5},
            "replace-inspector": lambda: {"inspector": self.dice.choice(drawn), "cause": "illness"},
            "invite-expert": lambda: {"name": "吴高工", "field": "高压试验"},
            "record-expert-fee": lambda: {"expert": (check["experts"] or [{"id": "exp_none"}])[0]["id"], "hours": 1.5,
                                          "amount_fen": 80_050, "note": words},
            "settle-clock": lambda: {"clock": "publication", "note": words},
            "file-case": lambda: {"kind": self.dice.choice(["penalty", "revocation"]), "cause": "false_material",
                                  "facts": words, "basis": words},
        }
        return {"by": f"人员{self.number}", "reason": words} | special.get(command, dict)()

    def _two(self):
        if not hasattr(self.walk_, "roster"):
            self.walk_.roster = [one["id"] for one in self._ask("GET", "/inspectors").json()["items"]]
        return self.dice.sample(self.walk_.roster, 2)

    def _remaining(self, check):
        return [] if self.dice.random() < 0.5 else list(range(len(check["findings"])))


def judge(centre, table=None):
    """Every check's story against the table, and every paper against its digest. Returns what was counted."""
    table = table or Table()
    counts = {"checks": 0, "events": 0, "documents": 0}
    cursor = ""
    while cursor is not None:
        page = centre.ok("GET", f"/checks?limit=200{cursor}")
        for line in page["items"]:
            # One in twenty is also held to the API's description, which takes its time.
            look = centre.check if counts["checks"] % 20 == 0 else (lambda check: centre.http.get(
                f"{centre.staff_url}/api/v1/checks/{check}", timeout=60).json())
            _judge_one(centre, table, look(line["id"]), counts)
        cursor = f"&cursor={page['next_cursor']}" if page["next_cursor"] else None
    return counts


def _judge_one(centre, table, check, counts):
    counts["checks"] += 1
    papers = {one["id"]: one for one in check["documents"]}
    for paper in papers.values():
        answer = centre.http.get(f"{centre.staff_url}/api/v1/documents/{paper['id']}", timeout=60)
        assert hashlib.sha256(answer.content).hexdigest() == paper["sha256"], f"{check['check_no']}: {paper}"
        counts["documents"] += 1
    state, bodies = None, set()
    for event in check["events"]:
        counts["events"] += 1
        where = f"{check['check_no']} event {event['seq']} {event['command']}: {state} → {event['name']}"
        if state is not None:
            assert event["name"] in table.moves.get((state, event["command"]), ()), where
            assert event["actor"]["role"] in table.roles[(state, event["command"])], f"{where} by {event['actor']}"
            _judge_papers(table, event, papers, state, where)
        bodies.add(event["seq"])
        state = event["name"]
    assert state == check["state"] and len(check["events"]) == check["revision"] + 1 == len(bodies), check["check_no"]


def _judge_papers(table, event, papers, state, where):
    allowed = {kinds - {"evidence_manifest"} for kinds in table.papers[(state, event["command"])]}
    paper = event["body"].get("document")
    filed = frozenset({papers[paper]["kind"]}) if paper in papers else frozenset()
    assert paper is None or paper in papers, f"{where}: its paper is not on file"
    assert filed in allowed, f"{where} left {set(filed)}, and the table says {allowed}"
    if "manifest_sha256" in event["body"] and event["command"] == "seal":
        digests = {one["sha256"] for one in papers.values() if one["kind"] == "evidence_manifest"}
        assert event["body"]["manifest_sha256"] in digests, f"{where}: its manifest is not on file"
