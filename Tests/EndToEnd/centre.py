"""A whole centre in a temporary directory: the real daemon, a real mail server, the stand-ins around it."""
import base64
import contextlib
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import tempfile
import threading

import requests
from tusclient.client import TusClient

from children import BUILD, ROOT, Child, alive, clean_environment, poll
import codes
from contract import Contract
from mail_sink import MailSink

STATES = [
    "requested", "approved", "scheduled", "issued", "served", "in_session", "completed", "sealed",
    "under_review", "passed", "closed",
]
TUS = {"Tus-Resumable": "1.0.0"}
HEAD = "周敏"
ID_NUMBERS = ["11010519491231002X", "440524188001010014"]
CERTIFICATE_NUMBER = "ZC-7391846250"


def rank(state):
    return STATES.index("passed" if state == "failed" else state)


def free_ports(count):
    """Ports of loopback that nobody held a moment ago, all different. Not of those that the system hands to connections:
    one of these may be another's by the time that a program listens there."""
    first_handed = int(pathlib.Path("/proc/sys/net/ipv4/ip_local_port_range").read_text().split()[0])
    with contextlib.ExitStack() as held:
        found = []
        for port in random.sample(range(10_000, first_handed), min(1000, first_handed - 10_000)):
            if len(found) == count:
                return found
            one = held.enter_context(socket.socket())
            with contextlib.suppress(OSError):
                one.bind(("127.0.0.1", port))
                found.append(port)
    raise AssertionError(f"of a thousand ports of loopback, fewer than {count} were free")


def now_text():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def write_secret(path, text):
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def write_calendar(directory):
    """The shipped tables, and invented ones for this year and the next where none is shipped: tests pass in every year.
    Their names say that they are invented."""
    shutil.copytree(ROOT / "config/calendar", directory)
    this_year = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).year
    for year in (this_year, this_year + 1):
        if not (directory / f"{year}.json").exists():
            off = [f"{year}-{day}" for day in ("01-01", "05-01", "05-02", "10-01", "10-02", "10-03")]
            (directory / f"{year}-invented-for-tests.json").write_text(
                json.dumps({"year": year, "off": off, "work": []}))


def sha256_of(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def loopback_session():
    session = requests.Session()
    session.trust_env = False  # a proxy of the environment has no business on loopback
    return session


def encoded_metadata(**pairs):
    return ",".join(f"{name} {base64.b64encode(str(value).encode()).decode()}" for name, value in pairs.items())


class Centre:
    # What every program of the centre finds in its environment, besides what is usual.
    environment = {}

    def __init__(self, *, build=BUILD, delay_ms=0, faults=(), opened=True, rules=None):
        """`rules` are changes to the rules of the tests."""
        self._rules = rules or {}
        # What the inspectors' telephones know, by inspector id.
        self.telephones = {}
        self.build = pathlib.Path(build)
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-"))
        self.daemon = None
        self.mail = None
        self._contract = None
        self._numbers = itertools.count(1)
        self._sessions = threading.local()
        self._stand_ins = {}
        self.api_prefix = "/api/v1"
        try:
            self._write_secrets()
            self.mail = MailSink()
            self.licensing_port = self.start_licensing(delay_ms=delay_ms, faults=faults)
            self.text_port = self.start_texts()
            self.staff_port, self.public_port = free_ports(2)
            self.write_configuration()
            if opened:
                self.start()
                self.open_roster()
        except BaseException:
            self.close()
            raise

    # MARK: files

    @property
    def state(self):
        return self.base / "state"

    @property
    def footage(self):
        return self.base / "footage"

    @property
    def configuration(self):
        return self.base / "videocheck.toml"

    @property
    def log(self):
        return self.base / "videocheckd.log"

    def _write_secrets(self):
        for directory in (self.state, self.footage, self.base / "rules"):
            directory.mkdir()
        self.secret = "whsec_" + base64.b64encode(os.urandom(32)).decode()
        write_secret(self.base / "webhook-secret", self.secret + "\n")
        write_secret(self.base / "keys", f"k1 {base64.b64encode(os.urandom(32)).decode()}\n")
        rules = json.loads((ROOT / "config/rules/2021-01-01.json").read_text())
        # Who tests reminders asks for them: a mail more in every other story would be in the way.
        del rules["reminder_hours"]
        rules |= {
            "name": "Rules of the tests", "notice_lead_days": 0, "all_hours": True, "begin_early_minutes": 240,
            "session_minutes": 15, "verdicts_required": 0,
            # Six inspectors begin hundreds of sessions in these tests: a code each half minute would hold them up.
            "presence_proof": "declared",
        } | self._rules
        (self.base / "rules/2021-01-01.json").write_text(json.dumps(rules))
        write_calendar(self.base / "calendar")

    def tables(self):
        """The configuration as {section: {key: value}}, for tests to change before they write it."""
        return {
            "http": {
                "staff": f"127.0.0.1:{self.staff_port}", "public": f"127.0.0.1:{self.public_port}",
                "public_url": self.public_url},
            "state": {"directory": str(self.state)},
            "recordings": {"directory": str(self.footage)},
            "licensing": {
                "url": f"http://127.0.0.1:{self.licensing_port}/results",
                "secret_file": str(self.base / "webhook-secret")},
            "mail": {"url": f"smtp://127.0.0.1:{self.mail.port}", "from": "hecha@zhongxin.example"},
            "sms": {"url": f"http://127.0.0.1:{self.text_port}/messages", "template": "check_notice"},
            "center": {
                "name": "东江核查中心", "timezone": "Asia/Shanghai",
                "calendar_directory": "calendar", "rules_directory": "rules"},
            "keys": {"file": str(self.base / "keys")},
        }

    @staticmethod
    def toml(tables):
        lines = []
        for section, keys in tables.items():
            lines.append(f"[{section}]")
            lines += [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items()]
        return "\n".join(lines) + "\n"

    def write_configuration(self, tables=None):
        self.configuration.write_text(self.toml(tables or self.tables()), encoding="utf-8")

    # MARK: the programs

    def _stand_in(self, kind, options, port=0):
        child = Child(
            [self.build / "videocheck-demo", kind, "--listen", f"127.0.0.1:{port}", *options],
            log=self.base / f"{kind}.log", announces=True, env=clean_environment(**self.environment))
        self._stand_ins[kind] = child
        assert child.first_line.startswith("listening "), child.first_line
        return int(child.first_line.rsplit(":", 1)[1])

    def start_licensing(self, *, delay_ms=0, faults=(), port=0):
        options = ["--secret-file", self.base / "webhook-secret", "--journal", self.base / "licensing.jsonl"]
        options += ["--delay-ms", delay_ms]
        for fault in faults:
            options += ["--fault", fault]
        return self._stand_in("licensing", options, port)

    def stop_licensing(self):
        self._stand_ins.pop("licensing").kill()

    def start_texts(self, *options, port=0):
        """A text gateway's stand-in with these options, in place of the one that runs."""
        if "text-sink" in self._stand_ins:
            self._stand_ins.pop("text-sink").kill()
        return self._stand_in("text-sink", ["--journal", self.base / "texts.jsonl", *options], port)

    def command(self, *words):
        return [self.build / "videocheckd", "--config", self.configuration, *words]

    def start(self, *, wait=True, **environment):
        assert self.daemon is None or not self.daemon.running, "the daemon runs already"
        self.daemon = Child(self.command("run"), log=self.log, env=clean_environment(**self.environment | environment))
        if wait:
            self.wait_ready()

    def wait_ready(self):
        poll("the daemon to be ready", self._is_ready, timeout=30, interval=0.01)

    def _is_ready(self):
        if not self.daemon.running:
            raise AssertionError(f"the daemon ended with {self.daemon.process.returncode}: {self.daemon.tail()}")
        try:
            return self.http.get(f"{self.staff_url}/readyz", timeout=5).status_code == 200
        except requests.RequestException:
            return False

    def kill9(self):
        """SIGKILL; its workers must follow by themselves."""
        workers = self.daemon.children()
        self.daemon.kill()
        poll("the workers to end with their daemon", lambda: not any(map(alive, workers)), timeout=20)

    def restart(self, **environment):
        if self.daemon.running:
            self.stop()
        self.start(**environment)

    def stop(self):
        """SIGTERM; the daemon must drain and exit 0."""
        status = self.daemon.terminate()
        assert status == 0, f"after SIGTERM the daemon exited {status}: {self.daemon.tail()}"

    def fsck(self):
        """Stops the daemon; database, files, digests and audit log must agree. Returns what was printed."""
        if self.daemon and self.daemon.running:
            self.stop()
        done = subprocess.run(
            self.command("fsck"), capture_output=True, text=True, env=clean_environment(), timeout=120)
        assert done.returncode == 0, f"fsck exited {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def close(self):
        """Ends every child and removes the directory (kept, and named, with VIDEOCHECK_KEEP=1)."""
        for child in [self.daemon, *self._stand_ins.values()]:
            if child:
                workers = child.children() if child.running else []
                child.kill()
                with contextlib.suppress(AssertionError):
                    poll("workers to end", lambda: not any(map(alive, workers)), timeout=10)
        if self.mail:
            self.mail.close()
        if os.environ.get("VIDEOCHECK_KEEP"):
            print(f"kept: {self.base}")
        else:
            shutil.rmtree(self.base, ignore_errors=True)

    # MARK: HTTP

    @property
    def staff_url(self):
        return f"http://127.0.0.1:{self.staff_port}"

    @property
    def public_url(self):
        return f"http://127.0.0.1:{self.public_port}"

    @property
    def http(self):
        if not hasattr(self._sessions, "session"):
            self._sessions.session = loopback_session()
        return self._sessions.session

    def api(self, method, path, json=None, **options):
        """The answer, whatever its status, as long as it is what the API's description says; `path` is below /api/v1."""
        options.setdefault("timeout", 60)
        answer = self.http.request(method, self.staff_url + self.api_prefix + path, json=json, **options)
        if not options.get("stream"):
            self.contract.check(method, path, answer)
        return answer

    @property
    def contract(self):
        if self._contract is None:
            self._contract = Contract(self.http.get(f"{self.staff_url}/api/openapi.json", timeout=10).json())
        return self._contract

    def ok(self, method, path, json=None, **options):
        """The JSON of an answer that must be a success."""
        answer = self.api(method, path, json, **options)
        assert answer.ok, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()

    def items(self, path):
        return self.ok("GET", path)["items"]

    # MARK: steps of the main job

    def open_roster(self, inspectors=6, stations=3):
        expires = f"{datetime.date.today().year + 3}-12-31"
        for number in range(1, inspectors + 1):
            made = self.ok("POST", "/inspectors", {
                "name": f"核查员{number}", "certificate_no": f"35010026{number:03}",
                "certificate_expires": expires})
            if self._rules.get("presence_proof") == "code":
                self.enrol(made["id"])
        for number in range(1, stations + 1):
            self.ok("POST", "/stations", {"name": f"第{number}核查室"})

    def enrol(self, inspector):
        made = self.ok("POST", f"/inspectors/{inspector}/proof", {"by": "赵倩"})
        self.telephones[inspector] = codes.secret_of(made["uri"])

    def now(self):
        return datetime.datetime.now(datetime.timezone.utc)

    def codes(self, check):
        """What the telephones of a check's inspectors show now."""
        found = [one["id"] for one in self.check(check)["inspectors"]]
        return {one: codes.code(self.telephones[one], self.now()) for one in found if one in self.telephones}

    def application_body(self, **changes):
        number = next(self._numbers)
        return {
            "application_no": f"SQ-2026-{number:04}", "kind": "new", "commitment": True,
            "accepted_at": now_text(),
            "enterprise": {"uscc": "91350100M000100Y43", "name": "榕江电力安装有限公司"},
            "contact": {
                "name": "郑文博", "phone": "13800000000", "mail": "zheng@rongjiang.example", "language": "zh"},
            "service_confirmation": {"channels": ["mail", "text"], "signed_at": now_text()},
            "people": [
                {"name": "黄丽华", "id_type": "resident_id", "id_number": ID_NUMBERS[0],
                 "posts": ["technical_lead"],
                 "certificates": [{"type": "title", "number": CERTIFICATE_NUMBER}]},
                {"name": "王伟", "id_type": "resident_id", "id_number": ID_NUMBERS[1],
                 "posts": ["safety_lead"], "certificates": []},
            ],
        } | changes

    def application(self, **changes):
        """The id of the check that a new application became."""
        made = self.ok("POST", "/applications", self.application_body(**changes))
        return made["check"]["id"]

    def check(self, check):
        return self.ok("GET", f"/checks/{check}")

    def give(self, check, command, **body):
        """A command that must be accepted; returns the check."""
        return self.ok("POST", f"/checks/{check}/{command}", body)

    def wait_state(self, check, state, timeout=60):
        def arrived():
            found = self.check(check)
            if found.get("blocked") and rank(found["state"]) < rank(state):
                raise AssertionError(f"{check} is blocked before {state}: {found['blocked']}")
            return found if rank(found["state"]) >= rank(state) else None
        return poll(f"{check} to be {state}", arrived, timeout)

    def mails_for(self, check):
        """The notice mails whose text names this check's notice."""
        return [mail for mail in self.mail.mails if self.check(check)["notice"]["number"] in mail.text]

    def notice_mail(self, check):
        self.wait_state(check, "issued")
        return poll(f"the notice mail of {check}", lambda: self.mails_for(check))[0]

    def link(self, check):
        found = re.search(re.escape(self.public_url) + r"/p/([A-Za-z0-9_~.-]+)", self.notice_mail(check).text)
        assert found, self.notice_mail(check).text
        return found.group(0)

    def token(self, check):
        return self.link(check).rsplit("/", 1)[1]

    def texts(self):
        journal = self.base / "texts.jsonl"
        lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
        return [json.loads(line) for line in lines]

    def code(self, check):
        """The short code of the text message that is also in this check's mail."""
        text = self.notice_mail(check).text

        def arrived():
            codes = [one["request"]["params"]["code"] for one in self.texts()]
            return next((code for code in codes if code in text), None)
        return poll(f"the text message of {check}", arrived)

    def acknowledge(self, key):
        return self.http.post(f"{self.public_url}/acknowledge", data={"key": key}, timeout=30)

    def served(self, check=None):
        """A check (a new one, unless given) whose party acknowledged by the mail's link."""
        check = check or self.application()
        self.give(check, "approve", by=HEAD)
        answer = self.acknowledge(self.token(check))
        assert answer.status_code == 200, f"{answer.status_code} {answer.text}"
        self.wait_state(check, "served")
        return check

    def begin(self, check, capture="external", **more):
        found = self.check(check)
        body = {
            "by": found["inspectors"][0]["name"], "present": [one["id"] for one in found["inspectors"]],
            "identified": [one["id"] for one in found["people"]], "certificates_shown": True,
            "capture": capture, "codes": self.codes(check)} | more
        if capture == "external":
            body["attestation"] = "外接录像设备已开机，画面正常"
        answer = self.api("POST", f"/checks/{check}/begin", body)
        if answer.status_code == 409 and answer.json().get("guard") == "clock_unsynchronised":
            body["clock_override"] = "测试机没有时间服务"
            answer = self.api("POST", f"/checks/{check}/begin", body)
        assert answer.ok, f"begin: {answer.status_code} {answer.text}"
        return answer.json()

    def in_session(self):
        check = self.served()
        self.begin(check)
        return check

    def upload(self, check, file, name=None, chunk=256 << 10, kind="session"):
        """Uploads with tuspy; returns the recording's id."""
        client = TusClient(f"{self.staff_url}{self.api_prefix}/uploads")
        uploader = client.uploader(
            str(file), chunk_size=chunk,
            metadata={"check": check, "filename": name or pathlib.Path(file).name, "kind": kind})
        uploader.upload()
        return uploader.url.rsplit("/", 1)[1]

    def create_upload(self, check, length=None, name="footage.mp4", **headers):
        """The answer to a raw tus creation; no length means a deferred one."""
        size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
        metadata = encoded_metadata(check=check, filename=name, kind="session")
        return self.api("POST", "/uploads", headers=TUS | size | {"Upload-Metadata": metadata} | headers)

    def patch_upload(self, upload, offset, data, **headers):
        headers = TUS | {
            "Upload-Offset": str(offset), "Content-Type": "application/offset+octet-stream"} | headers
        return self.api("PATCH", f"/uploads/{upload}", data=data, headers=headers)

    def offset(self, upload):
        answer = self.api("HEAD", f"/uploads/{upload}", headers=TUS)
        assert answer.status_code in (200, 204), f"HEAD {upload}: {answer.status_code}"
        return int(answer.headers["Upload-Offset"])

    def recording(self, recording):
        return self.ok("GET", f"/recordings/{recording}")

    def wait_ready_recording(self, recording, timeout=60):
        def ready():
            found = self.recording(recording)
            assert found["state"] != "quarantined", f"{recording} is quarantined: {found['reason']}"
            return found if found["state"] == "ready" else None
        return poll(f"{recording} to be ready", ready, timeout)

    def keyframes(self, recording):
        return self.items(f"/recordings/{recording}/keyframes")

    def complete(self, check):
        return self.give(check, "complete", by="核查员1", transcript="问：是否专职？答：专职。以上笔录已宣读，无误。")

    def seal(self, check):
        return self.give(check, "seal", by="核查员1", party_signed=True)

    def decide(self, check, outcome="pass", findings=()):
        self.give(check, "review", by="核查员1", findings=list(findings))
        return self.give(check, outcome, by=HEAD, reason="人员在岗，证书原件与申请材料一致")

    def wait_closed(self, check, timeout=60):
        return self.wait_state(check, "closed", timeout)

    def live(self, check, file):
        """From `requested` to `closed` on one recording; returns (check JSON, recording id)."""
        self.served(check)
        self.begin(check)
        recording = self.upload(check, file)
        self.complete(check)
        self.wait_ready_recording(recording)
        self.seal(check)
        self.decide(check)
        return self.wait_closed(check), recording

    # MARK: what the others hold

    def effects(self, check_no=None):
        """Results that had their effect at the licensing backend, from its journal."""
        journal = self.base / "licensing.jsonl"
        lines = journal.read_text(encoding="utf-8").splitlines() if journal.exists() else []
        found = [json.loads(line) for line in lines]
        return [one for one in found if check_no is None or one["idempotency_key"].startswith(f"check:{check_no}:")]

    def counts(self):
        return self.http.get(f"http://127.0.0.1:{self.licensing_port}/counts", timeout=10).json()

    def delivery(self, check, kind="licensing_result"):
        found = [one for one in self.items(f"/deliveries?check={check}") if one["kind"] == kind]
        return found[0] if found else None

    def push(self, check):
        """A person's retry of the result, wherever the daemon's own attempts stand; returns the closed check."""
        delivery = self.delivery(check)
        answer = self.api("POST", f"/deliveries/{delivery['id']}/retry", {"by": HEAD})
        # 409: the daemon was quicker, and it is being sent or has arrived.
        assert answer.status_code in (200, 409), f"retry: {answer.status_code} {answer.text}"
        return self.wait_closed(check)

    def audit_export(self):
        checkpoint = self.ok("GET", "/audit/checkpoint")
        entries, start = [], 0
        while len(entries) < checkpoint["size"]:
            page = self.items(f"/audit/entries?from={start}&limit=100")
            assert page, f"the log ends at {start} of {checkpoint['size']} entries"
            assert [one["index"] for one in page] == list(range(start, start + len(page)))
            entries += page
            start += len(page)
        return {"entries": entries, "checkpoint": checkpoint}
