"""Checklists answered in the footage, verdicts sealed until both are in, footage that turns up late, sealed scans."""
import hashlib
import hmac
import json
import sqlite3
import subprocess
import sys

import pytest

from centre import HEAD
from children import ROOT, poll
from client import Client
from shifted import ShiftedCentre

BUREAU = "林局"
FINDING = {"rule_id": "LEAD-02", "text": "技术负责人在其他单位任职", "severity": "major"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"


class AskingCentre(ShiftedCentre):
    """Under rules that ask for two verdicts, with the shipped checklist."""

    def __init__(self):
        super().__init__(rules={"verdicts_required": 2})

    def tables(self):
        return super().tables() | {"checklists": {"directory": str(ROOT / "config/checklists")}}

    def session(self, **changes):
        check = self.notified(**changes)
        self.meet(check)
        return check

    def answer(self, check, item, answer="yes", status=201, headers=None, **more):
        body = {"kind": "answer", "person": item["person"], "item": item["item"], "answer": answer, "by": "核查员1"}
        reply = self.api("POST", f"/checks/{check}/markers", body | more, headers=headers)
        assert reply.status_code == status, f"{reply.status_code} {reply.text}"
        return reply.json()

    def answer_all(self, check):
        for item in self.check(check)["checklist"]["items"]:
            if item["answer"] is None:
                self.answer(check, item)

    def film(self, check, file):
        self.answer_all(check)
        return super().film(check, file)

    def judge(self, check, position, verdict, *findings, reason="依据录像"):
        inspector = self.check(check)["inspectors"][position]
        return self.give(
            check, "verdict", by=inspector["name"], inspector=inspector["id"], verdict=verdict,
            findings=list(findings), reason=reason)


@pytest.fixture(scope="module")
def asking():
    one = AskingCentre()
    yield one
    one.fsck()
    one.close()


def bytes_of_the_database(centre):
    files = [centre.state / name for name in ("videocheck.sqlite", "videocheck.sqlite-wal")]
    return b"".join(file.read_bytes() for file in files if file.exists())


def test_a_session_ends_once_every_item_is_answered(asking, small):
    check = asking.session()
    begun = asking.check(check)
    items = begun["checklist"]["items"]
    people = {one["id"]: one["name"] for one in begun["people"]}
    # Frozen in the event, with the file's own digest.
    frozen = next(one for one in begun["events"] if one["command"] == "begin")["body"]["checklist"]
    shipped = (ROOT / "config/checklists/2021-01-01.json").read_bytes()
    assert frozen["sha256"] == begun["checklist"]["sha256"] == hashlib.sha256(shipped).hexdigest()
    assert [(one["person"], one["item"]) for one in frozen["items"]] == [(one["person"], one["item"]) for one in items]
    assert {one["person"] for one in items} == set(people) | {None}
    leads = [one for one in items if one["item"] == "LEAD-01"]
    assert len(leads) == 2, "both people are leads"
    # What is missing is named.
    detail = asking.refused(check, "complete", "checklist", by="核查员1", transcript="问答")
    assert "黄丽华: ROOM-01" in detail and "more" in detail
    first, second = items[0], items[1]
    refused = asking.answer(check, first, "waived", status=409)
    assert refused["guard"] == "reason" and first["item"] in refused["detail"] and people[first["person"]] in refused["detail"]
    key = {"Idempotency-Key": "answer-1"}
    one = asking.answer(check, first, "waived", headers=key, reason="当事人行动不便")
    assert asking.answer(check, first, "waived", status=200, headers=key, reason="当事人行动不便")["id"] == one["id"]
    asking.answer(check, first, "no", status=409, headers=key)
    assert one["from"] >= 0 and one["recording"] is None
    # What is wrong is named with item and person.
    bad = asking.answer(check, second, "yes", status=422, **{"from": 5, "to": 2})
    assert bad["field"] == "from" and second["item"] in bad["detail"] and second["person"] in bad["detail"]
    asking.answer(check, second, "perhaps", status=422)
    asking.answer(check, second, "yes", status=422, **{"from": 1, "to": 1e300})
    stranger = asking.answer(check, second | {"person": "per_" + "0" * 26}, "yes", status=409)
    assert stranger["guard"] == "people"
    assert asking.answer(check, second | {"item": "NO-SUCH"}, "yes", status=409)["guard"] == "checklist"
    # A later answer counts, the earlier one stays.
    asking.answer(check, second, "unclear", reason="反光")
    asking.answer(check, second, "yes", **{"from": 3, "to": 9})
    asking.answer_all(check)
    done = asking.complete(check)
    markers = asking.items(f"/checks/{check}/markers?limit=500")
    assert len(markers) == len(items) + 1
    assert [one["audit_entry"] for one in markers] == sorted(one["audit_entry"] for one in markers)
    # The transcript's paper has the table, its event the answers' digest.
    event = next(one for one in done["events"] if one["command"] == "complete")
    paper = next(one for one in done["documents"] if one["kind"] == "transcript")
    html = asking.http.get(f"{asking.staff_url}/api/v1/documents/{paper['id']}", timeout=30).text
    assert "核查清单：黄丽华" in html and "当事人行动不便" in html and "0:03–0:09" in html and "反光" not in html
    counted = [one["answer"] for one in done["checklist"]["items"]]
    canonical = json.dumps(
        [{name: value for name, value in one.items() if value is not None} for one in counted],
        sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    # Whole seconds are written without a fraction.
    canonical = canonical.replace(".0,", ",").replace(".0}", "}")
    assert hashlib.sha256(canonical.encode()).hexdigest() == event["body"]["answers_sha256"]
    late = asking.answer(check, second, "no", status=409)
    assert late["guard"] == "wrong_state"
    note = asking.api("POST", f"/checks/{check}/markers", {"kind": "note", "reason": "第三分钟画面抖动", "by": HEAD, "role": "head"})
    assert note.status_code == 201
    assert len(asking.items(f"/checks/{check}/markers?kind=note")) == 1


def test_the_questions_are_drawn_by_seed_and_replay_in_other_code(asking):
    people = [
        {"name": "甲一", "id_type": "foreign_passport", "id_number": "E11111111", "posts": ["technical_lead"], "certificates": []},
        {"name": "乙二", "id_type": "foreign_passport", "id_number": "E22222222", "posts": ["hv_electrician"], "certificates": []},
    ]
    check = asking.session(people=people)
    found = asking.check(check)
    shipped = json.loads((ROOT / "config/checklists/2021-01-01.json").read_text())
    for person in found["people"]:
        banks = [
            {"questions": [one["id"] for one in bank["bank"]], "draw": bank["draw"]}
            for bank in shipped["questions"] if bank["post"] in person["posts"]]
        assert banks
        drawn = [one["item"] for one in found["checklist"]["items"]
                 if one["person"] == person["id"] and one["kind"] == "question"]
        given = {"seed": found["draw"]["seed"], "check_no": found["check_no"], "people": [person["id"]], "banks": banks,
                 "drawn": {person["id"]: drawn}}
        oracle = [sys.executable, ROOT / "Tests/Oracles/question_replay.py"]
        replayed = subprocess.run(oracle, input=json.dumps(given), capture_output=True, text=True, check=False)
        assert replayed.returncode == 0, replayed.stderr
        given["drawn"] = {person["id"]: drawn[::-1]}
        assert subprocess.run(oracle, input=json.dumps(given), capture_output=True, text=True, check=False).returncode == 1


def test_two_verdicts_that_agree_are_sealed_revealed_and_decided_on(asking, small):
    check, _ = asking.sealed(small)
    detail = asking.refused(check, "review", "verdict", by="核查员1", findings=[])
    inspectors = asking.check(check)["inspectors"]
    assert all(one["id"] in detail for one in inspectors)
    secret = "甲方陈述可信-7391"
    sealed = asking.judge(check, 0, "pass", reason=secret)
    assert sealed["state"] == "sealed"
    # Unreadable: through the API, in the event, in the database's own bytes.
    given = sealed["verdicts"]["given"]
    assert [one["verdict"] for one in given] == [None] and given[0]["statement"] is None and given[0]["salt"] is None
    event = sealed["events"][-1]
    assert event["command"] == "verdict" and set(event["body"]) == {"inspector", "commitment"}
    assert secret not in json.dumps(sealed, ensure_ascii=False)
    assert secret.encode() not in bytes_of_the_database(asking)
    assert secret not in asking.log.read_text(encoding="utf-8")
    page = asking.http.get(f"{asking.staff_url}/checks/{check}", headers={"Accept-Language": "zh-CN"}, timeout=30).text
    assert secret not in page and "已密封" in page
    # Given is given, and nobody else gives one.
    detail = asking.refused(
        check, "verdict", "verdict", by="x", inspector=inspectors[0]["id"], verdict="fail", findings=[FINDING], reason="r")
    assert "is not changed any more" in detail and "review" in detail
    others = [one["id"] for one in asking.items("/inspectors") if one["id"] not in {two["id"] for two in inspectors}]
    asking.refused(check, "verdict", "verdict", by="x", inspector=others[0], verdict="pass", findings=[], reason="r")
    asking.refused(
        check, "verdict", "findings", by="x", inspector=inspectors[1]["id"], verdict="fail", findings=[], reason="r")
    reviewed = asking.judge(check, 1, "pass")
    assert reviewed["state"] == "under_review" and reviewed["verdicts"]["agreed"] is True and reviewed["findings"] == []
    # Anyone can check what was committed to.
    for one in reviewed["events"][-1]["body"]["verdicts"]:
        code = hmac.new(bytes.fromhex(one["salt"]), one["statement"].encode(), "sha256").hexdigest()
        assert code == one["commitment"]
        assert json.loads(one["statement"])["check_no"] == reviewed["check_no"]
    assert reviewed["events"][-1]["body"]["verdicts"][0]["commitment"] == event["body"]["commitment"]
    assert asking.papers(check).count("disposition_opinion") == 1
    detail = asking.refused(
        check, "verdict", "wrong_state", by="x", inspector=inspectors[1]["id"], verdict="fail", findings=[FINDING],
        reason="r")
    assert "second opinion" in detail
    asking.give(check, "pass", by=HEAD, reason="两名核查人员意见一致")
    asking.closed(check)


def test_verdicts_that_disagree_go_to_the_head_with_both_statements(asking, small):
    check, recording = asking.sealed(small)
    mine = FINDING | {"recording": recording, "from": 0.5, "to": 1.5}
    asking.judge(check, 0, "fail", mine, reason="社保由他人缴纳")
    reviewed = asking.judge(check, 1, "rectify", mine, FINDING | {"rule_id": "SOC-01", "text": "缴费中断"}, reason="可以更正")
    assert reviewed["verdicts"]["agreed"] is False
    assert [one["rule_id"] for one in reviewed["findings"]] == ["LEAD-02", "SOC-01"], "the union, each once"
    asking.refused(check, "fail", "reason", by=HEAD, reason="")
    mails = len(asking.keys(check))
    failed = asking.give(check, "fail", by=HEAD, reason="采信第一名核查人员的意见")
    page = asking.party_confirms(check, mails)
    for words in ("社保由他人缴纳", "可以更正", "采信第一名核查人员的意见"):
        assert words in page
    assert failed["decision"]["number"] in page
    asking.closed(check)


def test_an_absence_needs_two_verdicts_too_and_none_is_a_pass(asking):
    check = asking.notified()
    asking.until(asking.check(check)["slot"]["start"], minutes=15)
    asking.give(check, "no-show", by="核查员1", attempts=[{"at": asking.now_text(), "how": "电话，无人接听"}])
    inspectors = asking.check(check)["inspectors"]
    asking.refused(
        check, "verdict", "people", by="x", inspector=inspectors[0]["id"], verdict="pass", findings=[], reason="r")
    asking.judge(check, 0, "escalate")
    assert asking.judge(check, 1, "escalate")["state"] == "under_review"
    asking.give(check, "escalate", by=HEAD, code="cannot_connect", reason="改为现场核查")


def test_late_footage_is_an_addendum_with_a_revision_of_its_own(asking, small, tmp_path):
    check, recording = asking.sealed(small)
    first = asking.check(check)["evidence"]["manifest_sha256"]
    refused = asking.create_upload(check, 10)
    assert refused.status_code == 409 and "addendum" in refused.json()["detail"]
    asking.refused(check, "addend", "footage", by="核查员1", reason="备用录像机")
    client = Client(asking.staff_url, tmp_path)
    client("upload", small, "--check", check, "--kind", "addendum", "--wait", "--quiet")
    added = [one["id"] for one in asking.check(check)["recordings"] if one["id"] != recording]
    asking.refused(check, "addend", "reason", by="核查员1", reason=" ")
    client("check", "addend", check, "--reason", "备用录像机的存储卡事后取出")
    asking.refused(check, "addend", "footage", by="核查员1", reason="再来一次")
    found = asking.check(check)
    assert found["state"] == "sealed" and found["evidence"]["manifest_sha256"] == first, "the seal stays"
    manifests = [one for one in found["documents"] if one["kind"] == "evidence_manifest"]
    assert [one["number"].rsplit("-", 1)[1] for one in manifests] == ["M1", "M2"]
    second = asking.ok("GET", f"/documents/{manifests[1]['id']}")
    assert second["predecessor_sha256"] == first == manifests[0]["sha256"] and second["revision"] == 2
    assert [one["recording"] for one in second["recordings"]] == [recording, *added]
    asking.judge(check, 0, "pass")
    asking.judge(check, 1, "pass")
    asking.give(check, "pass", by=HEAD, reason="人员属实")
    [result] = asking.results(asking.closed(check)["id"])
    assert result["evidence"] == {"manifest_sha256": manifests[1]["sha256"], "recording_ids": [recording, *added]}
    # Closed is closed, until it is reopened.
    asking.refused(check, "addend", "wrong_state", by="核查员1", reason="x")


def test_a_sealed_scan_is_the_official_copy(asking, tmp_path):
    check = asking.notified()
    notice = next(one for one in asking.check(check)["documents"] if one["kind"] == "check_notice")
    path = f"{asking.staff_url}/api/v1/documents/{notice['id']}/scan"

    def scan(data, **query):
        return asking.http.post(path, data=data, params={"by": "赵倩"} | query, timeout=30)
    assert scan(b"<html><script>alert(1)</script>").status_code == 415
    assert scan(PDF + b"0" * (20 << 20)).status_code == 413
    first = scan(PDF)
    assert first.status_code == 201 and first.json()["scan_of"] == notice["id"]
    again = scan(PDF + b"2")
    assert again.status_code == 409 and again.json()["guard"] == "reason"
    # As a browser's form sends it.
    form = asking.http.post(
        path, files={"scan": ("notice.png", b"\x89PNG\r\n\x1a\n123")}, data={"by": "赵倩", "reason": "印章模糊"}, timeout=30)
    assert form.status_code == 201 and form.json()["media_type"] == "image/png"
    documents = {one["id"]: one for one in asking.check(check)["documents"]}
    assert documents[notice["id"]]["official_copy"] == form.json()["id"]
    assert documents[first.json()["id"]]["number"] == notice["number"] + "-S1", "the first stays"
    got = asking.http.get(f"{asking.staff_url}/api/v1/documents/{first.json()['id']}", timeout=30)
    assert got.content == PDF and got.headers["content-type"] == "application/pdf"
    assert got.headers["content-disposition"].startswith("attachment")
    assert got.headers["x-content-type-options"] == "nosniff" and "sandbox" in got.headers["content-security-policy"]
    assert "text/html" in asking.http.get(
        f"{asking.staff_url}/api/v1/documents/{notice['id']}", timeout=30).headers["content-type"]
    of_a_scan = asking.http.post(
        f"{asking.staff_url}/api/v1/documents/{first.json()['id']}/scan", data=PDF, timeout=30)
    assert of_a_scan.status_code == 409 and of_a_scan.json()["guard"] == "document"
    file = tmp_path / "scan.pdf"
    file.write_bytes(PDF)
    Client(asking.staff_url, tmp_path)("document", "scan", notice["id"], file, "--reason", "再次盖章")
    assert len([one for one in asking.check(check)["documents"] if one["scan_of"] == notice["id"]]) == 3
    assert asking.check(check)["events"][-1]["command"] == "file-scan"


def test_a_posted_pass_is_corrected_only_once_the_new_decision_is_served(asking, small):
    check, _ = asking.sealed(small)
    asking.judge(check, 0, "pass")
    asking.judge(check, 1, "pass")
    asking.give(check, "pass", by=HEAD, reason="人员属实")
    asking.closed(check)
    [passed] = asking.results(check)
    asking.refused(check, "reopen", "role", by=HEAD, role="head", reason="收到举报")
    asking.refused(check, "reopen", "reason", by=BUREAU, role="bureau_head", reason="")
    asking.give(check, "reopen", by=BUREAU, role="bureau_head", reason="收到举报，社保记录不实")
    asking.refused(check, "fail", "findings", by=HEAD, reason="x")
    asking.give(check, "review", by=HEAD, role="head", findings=[FINDING])
    mails = len(asking.keys(check))
    asking.give(check, "fail", by=HEAD, reason="举报属实")
    assert len(asking.results(check)) == 1, "nothing is posted before the decision is served"
    asking.refused(check, "close", "service", by=HEAD, role="head")
    asking.party_confirms(check, mails)
    asking.closed(check)
    _, failed = asking.results(check)
    assert failed["check"]["outcome"] == "fail" and failed["supersedes"] == "r1" and passed.get("supersedes") is None
    assert [one["rule_id"] for one in failed["check"]["findings"]] == ["LEAD-02"]
    # And taken back: a tombstone that follows it.
    asking.give(check, "withdraw", by=BUREAU, role="bureau_head", reason="报送对象有误")
    poll("the tombstone", lambda: len(asking.results(check)) == 3)
    assert asking.results(check)[-1]["supersedes"] == "r2" and asking.results(check)[-1]["withdrawal_reason"] == "报送对象有误"


def test_a_decision_waits_for_an_open_recheck(asking, small):
    check, _ = asking.sealed(small)
    asking.judge(check, 0, "rectify", FINDING)
    asking.judge(check, 1, "rectify", FINDING)
    asking.give(check, "rectify", by=HEAD, reason="限期更正")
    for command in ("pass", "fail", "rectify"):
        assert "two inspectors" in asking.refused(check, command, "wrong_state", by=HEAD, reason="x")


def test_the_client_answers_and_judges(asking, small, tmp_path):
    check = asking.session()
    number = asking.check(check)["check_no"]
    client = Client(asking.staff_url, tmp_path)
    items = asking.check(check)["checklist"]["items"]
    for item in items:
        person = ["--person", item["person"]] if item["person"] else []
        client("check", "answer", number, item["item"], "yes", *person)
    client("check", "note", number, "声音正常", "--from", "2")
    ShiftedCentre.film(asking, check, small)
    for one in asking.check(check)["inspectors"]:
        client(
            "check", "verdict", number, "pass", "--inspector", one["id"], "--no-findings", "--reason", "人员属实")
    assert asking.check(check)["state"] == "under_review"


def test_the_page_takes_one_tap_for_an_answer(asking):
    check = asking.session()
    number = asking.check(check)["check_no"]
    page = f"{asking.staff_url}/checks/{number}/checklist"
    shown = asking.http.get(page, headers={"Accept-Language": "en"}, timeout=30)
    assert shown.status_code == 200 and "ROOM-01" in shown.text and "Both sides of the original" in shown.text
    sent = {"by": "核查员1", "key": "k1", "tap": "0:yes"}
    ours = {"Origin": asking.staff_url, "Accept-Language": "zh"}
    assert asking.http.post(page, headers=ours, data=sent, allow_redirects=False, timeout=30).status_code == 303
    assert asking.check(check)["checklist"]["items"][0]["answer"]["answer"] == "yes"
    waived = asking.http.post(page, headers=ours, data=sent | {"tap": "1:waived"}, timeout=30)
    assert waived.status_code == 409
    waived = asking.http.post(page, headers=ours, data=sent | {"tap": "1:waived", "reason_1": "无法出示"}, allow_redirects=False, timeout=30)
    assert waived.status_code == 303
    # Enter in the name's field taps nothing.
    before = len(asking.items(f"/checks/{check}/markers"))
    assert asking.http.post(page, headers=ours, data=sent | {"tap": ""}, timeout=30).status_code == 200
    assert len(asking.items(f"/checks/{check}/markers")) == before


def test_a_checklist_that_is_wrong_stops_the_daemon_with_file_and_key(asking, tmp_path):
    folder = tmp_path / "checklists"
    folder.mkdir()
    shipped = json.loads((ROOT / "config/checklists/2021-01-01.json").read_text())
    shipped["questions"][0]["post"] = "boss"
    (folder / "2021-01-01.json").write_text(json.dumps(shipped))
    configuration = tmp_path / "videocheck.toml"
    tables = asking.tables() | {"checklists": {"directory": str(folder)}}
    tables["center"] |= {name: str(asking.base / tables["center"][name]) for name in ("calendar_directory", "rules_directory")}
    configuration.write_text(asking.toml(tables), encoding="utf-8")
    done = subprocess.run(
        [asking.build / "videocheckd", "--config", configuration, "check-config"], capture_output=True, text=True,
        timeout=60, check=False)
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "2021-01-01.json" in said and "questions[0].post" in said and "boss" in said
