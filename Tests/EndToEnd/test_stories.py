"""Stories of whole checks, lived through the programs as each person in turn, on a clock that the story moves."""
import hashlib

import pytest

from centre import HEAD, ID_NUMBERS
from children import poll
from shifted import ShiftedCentre, instant

BUREAU = "林局"
FINDING = {"rule_id": "LEAD-02", "text": "技术负责人在其他单位任职", "severity": "major"}


@pytest.fixture(scope="module")
def centre():
    one = ShiftedCentre()
    yield one
    one.fsck()
    one.close()


@pytest.fixture(autouse=True)
def papers_are_what_their_digests_say(centre):
    yield
    for check in centre.items("/checks?limit=500"):
        for paper in centre.check(check["id"])["documents"]:
            answer = centre.http.get(f"{centre.staff_url}/api/v1/documents/{paper['id']}", timeout=30)
            assert hashlib.sha256(answer.content).hexdigest() == paper["sha256"], paper


def inspectors(centre):
    return [one["id"] for one in centre.items("/inspectors")][:2]


def reviewed(centre, check, *findings):
    return centre.give(check, "review", by="核查员1", findings=list(findings))


def test_two_of_five_people_fail(centre, small):
    people = [
        {"name": name, "id_type": "foreign_passport", "id_number": f"E{index}3456789", "posts": ["technician"], "certificates": []}
        for index, name in enumerate(["甲一", "乙二", "丙三", "丁四", "戊五"], 1)]
    check, recording = centre.sealed(small, people=people)
    ids = {one["name"]: one["id"] for one in centre.check(check)["people"]}
    found = [FINDING | {"person": ids["乙二"], "recording": recording, "from": 0.5, "to": 1.5},
             FINDING | {"rule_id": "CERT-01", "text": "证书与本人不符", "person": ids["丁四"]}]
    reviewed(centre, check, *found)
    centre.refused(check, "pass", "findings", by=HEAD, reason="x")
    everyone = [{"person": one, "outcome": "pass"} for one in ids.values()]
    centre.refused(check, "fail", "people", by=HEAD, reason="x", people=everyone)
    mails = len(centre.keys(check))
    failed = centre.give(check, "fail", by=HEAD, reason="两名人员不符合任职条件")
    verdicts = {one["person"]: one["outcome"] for one in failed["decision"]["people"]}
    assert sorted(verdicts.values()) == ["fail", "fail", "pass", "pass", "pass"]
    assert verdicts[ids["乙二"]] == verdicts[ids["丁四"]] == "fail"
    # A decision against the party is not posted before it is served.
    assert centre.results(check) == [] and centre.delivery(check) is None
    page = centre.party_confirms(check, mails)
    assert failed["decision"]["number"] in page
    [result] = centre.results(centre.closed(check)["id"])
    assert result["check"]["outcome"] == "fail" and len(result["check"]["findings"]) == 2
    assert not any(number in str(result) for number in ID_NUMBERS)


def test_nobody_appears_and_a_second_session_is_held(centre, small):
    check = centre.notified()
    first = centre.check(check)
    call = {"at": centre.now_text(), "how": "电话，无人接听"}
    centre.refused(check, "no-show", "too_early", by="核查员1", attempts=[call])
    centre.until(first["slot"]["start"], minutes=15)
    centre.refused(check, "no-show", "contact", by="核查员1", attempts=[])
    centre.give(check, "no-show", by="核查员1", attempts=[{"at": centre.now_text(), "how": "电话，无人接听"}])
    centre.give(check, "reschedule", by=HEAD, reason="当事人事后来电说明")
    mails = len(centre.keys(check))
    centre.wait_exactly(check, "issued")
    second = centre.check(check)
    assert second["inspectors"] == first["inspectors"], "a new slot is no new draw"
    assert instant(second["slot"]["start"]) > instant(first["slot"]["start"])
    assert second["notice"]["number"] != first["notice"]["number"]
    centre.party_confirms(check, mails if len(centre.keys(check)) > mails else mails - 1)
    centre.wait_exactly(check, "served")
    centre.meet(check)
    centre.film(check, small)
    reviewed(centre, check)
    centre.give(check, "pass", by=HEAD, reason="人员属实")
    closed = centre.closed(check)
    assert [one["command"] for one in closed["events"]].count("issue") == 2
    assert centre.papers(check).count("check_notice") == 2 and "no_show_record" in centre.papers(check)


def test_the_party_declines_and_the_centre_goes_there(centre, small):
    check = centre.notified()
    centre.meet(check)
    centre.refused(check, "decline", "transcript", by="核查员1", statement=" ")
    two = [one["id"] for one in centre.check(check)["inspectors"]]
    centre.refused(check, "decline", "signature", by="核查员1", statement="不同意录音录像", signers=two[:1])
    centre.give(check, "decline", by="核查员1", statement="不同意录音录像", signers=two)
    # What an outside recorder saw of it is brought afterwards.
    centre.wait_ready_recording(centre.upload(check, small))
    # Declining alone proves nothing, neither against the party nor for it.
    reviewed(centre, check)
    centre.refused(check, "pass", "people", by=HEAD, reason="x")
    centre.refused(check, "fail", "findings", by=HEAD, reason="x")
    centre.refused(check, "escalate", "reason", by=HEAD, code="refuses_video", reason="")
    escalated = centre.give(check, "escalate", by=HEAD, code="refuses_video", reason="改为现场核查")
    onsite = escalated["onsite"]
    assert centre.check(onsite)["origin"] == check and centre.check(onsite)["mode"] == "onsite_check"
    assert [one["check"]["outcome"] for one in centre.results(centre.closed(check)["id"])] == ["escalate"]
    # The linked check: no session, two inspectors on the spot.
    centre.give(onsite, "approve", by=HEAD)
    centre.refused(onsite, "schedule", "mode", by="赵倩", role="registrar")
    two = inspectors(centre)
    centre.refused(
        onsite, "record-review", "two_inspectors", by="核查员1", inspectors=two[:1], record="现场查看", findings=[])
    centre.give(onsite, "record-review", by="核查员1", inspectors=two, record="现场查看，人员在岗", findings=[])
    centre.give(onsite, "pass", by=HEAD, reason="现场核实")
    centre.closed(onsite)
    [result] = centre.results(onsite)
    assert result["check"]["mode"] == "onsite" and result["check"]["outcome"] == "pass"
    assert len(result["check"]["inspector_cert_nos"]) == 2, "those who were there"


def test_an_interruption_beyond_the_limit_ends_the_session(centre, small):
    check = centre.notified()
    centre.meet(check)
    present = [one["id"] for one in centre.check(check)["inspectors"]]
    people = [one["id"] for one in centre.check(check)["people"]]
    centre.give(check, "interrupt", by="核查员1", cause="line_dropped", note="信号中断")
    centre.refused(check, "complete", "wrong_state", by="核查员1", transcript="x")
    centre.forward(minutes=5)
    shown = {"by": "核查员1", "codes": centre.codes(check)}
    centre.refused(check, "resume", "presence", present=present[:1], identified=people, **shown)
    centre.refused(check, "resume", "identification", present=present, identified=people[:1], **shown)
    resumed = centre.give(check, "resume", present=present, identified=people, **shown)
    assert len(resumed["session"]["interruptions"]) == 1
    centre.give(check, "interrupt", by="核查员1", cause="recorder_lost", note="录像机断电")
    centre.refused(check, "abort", "too_early", by="核查员1", reason="x")
    centre.forward(minutes=31)
    centre.refused(check, "resume", "too_late", by="核查员1", present=present, identified=people)
    # The timer looks at the latest after its longest wait, and does what the rule says.
    aborted = poll("the timer to abort it", lambda: (
        centre.check(check) if centre.check(check)["state"] == "aborted" else None), 60)
    assert aborted["events"][-1]["actor"]["role"] == "timer"
    mails = len(centre.keys(check))
    centre.give(check, "reschedule", by=HEAD, reason="另行核查")
    centre.wait_exactly(check, "issued")
    centre.party_confirms(check, mails)
    centre.wait_exactly(check, "served")
    centre.meet(check)
    centre.film(check, small)
    reviewed(centre, check)
    centre.give(check, "pass", by=HEAD, reason="人员属实")
    centre.closed(check)
    assert {"abort_note", "transcript", "conclusion"} <= set(centre.papers(check))


def test_the_party_asks_for_another_time_as_often_as_the_rules_allow(centre):
    check = centre.notified()
    shown = centre.http.get(f"{centre.public_url}/p/{centre.keys(check)[-1]}", headers={"Accept-Language": "zh"}, timeout=30)
    assert "等待答复" not in shown.text and 'id="ask"' in shown.text
    for turn in (1, 2):
        key = centre.keys(check)[-1]
        page = centre.http.post(
            f"{centre.public_url}/reschedule", data={"key": key, "reason": f"出差 {turn}"}, timeout=30)
        assert page.status_code == 200 and "已收到改期申请" in page.text and "等待答复" in page.text
        assert centre.check(check)["wish"]["reason"] == f"出差 {turn}"
        if turn == 1:
            centre.refused(check, "reschedule", "role", by="核查员1", role="inspector", reason="x")
        mails = len(centre.keys(check))
        centre.give(check, "reschedule", by=HEAD, reason="同意")
        centre.wait_exactly(check, "issued")
        centre.party_confirms(check, mails)
        assert centre.wait_exactly(check, "served")["wish"] is None
    page = centre.http.post(
        f"{centre.public_url}/reschedule", data={"key": centre.keys(check)[-1], "reason": "再次"}, timeout=30)
    assert "已达规定的次数" in page.text and centre.check(check)["wish"] is None
    centre.give(check, "cancel", by=HEAD, reason="申请已撤回")
    assert centre.check(check)["state"] == "cancelled" and "cancellation_note" in centre.papers(check)
    assert centre.items(f"/checks?state=cancelled&q={centre.check(check)['check_no']}")


def test_what_was_to_be_cured_is_not_and_fails_after_the_recheck(centre, small):
    check, _ = centre.sealed(small)
    reviewed(centre, check, FINDING, FINDING | {"rule_id": "SOC-01", "text": "社保由他人缴纳"})
    mails = len(centre.keys(check))
    ordered = centre.give(check, "rectify", by=HEAD, reason="限期改正")
    due = ordered["rectification"]["due"]
    two = inspectors(centre)
    looked = {"by": "核查员1", "inspectors": two, "record": "复查社保记录", "remaining": [1]}
    centre.refused(check, "recheck", "service", **looked)
    centre.party_confirms(check, mails)
    poll("the order's service", lambda: centre.check(check)["rectification"]["service"])
    centre.refused(check, "recheck", "report", **looked)
    # A decision on a check whose recheck is open.
    centre.refused(check, "fail", "wrong_state", by=HEAD, reason="x")
    assert [one["check"]["outcome"] for one in poll("the order's result", lambda: centre.results(check))] == ["rectify"]
    assert centre.results(check)[0]["rectification"] == {"doc_no": ordered["rectification"]["number"], "due": due}
    centre.until(f"{due}T23:00:00Z")
    poll("the alert", lambda: [
        one for one in centre.items("/alerts?open=true")
        if one["kind"] == "clock_overdue" and one["subject"] == f"{check}/rectification"], 60)
    centre.give(check, "report", by="赵倩", role="registrar", text="已更换技术负责人")
    centre.refused(check, "recheck", "findings", **(looked | {"remaining": [2]}))
    centre.give(check, "recheck", **looked)
    mails = len(centre.keys(check))
    failed = centre.give(check, "fail", by=HEAD, reason="逾期仍未改正")
    # By registered letter this time.
    centre.refused(check, "serve", "service", by="赵倩", proof="letter_receipt", arrived_at=centre.now_text(), note="")
    centre.give(check, "serve", by="赵倩", proof="letter_receipt", arrived_at=centre.now_text(), note="EMS 1023，王伟签收")
    closed = centre.closed(check)
    assert closed["decision"]["service"]["proof"] == "letter_receipt" and closed["decision"]["outcome"] == "fail"
    results = centre.results(check)
    assert [one["check"]["outcome"] for one in results] == ["rectify", "fail"]
    assert [one["supersedes"] if "supersedes" in one else None for one in results] == [None, "r1"]
    assert [one["rule_id"] for one in results[1]["check"]["findings"]] == ["SOC-01"], "the cured one is gone"
    assert failed["decision"]["number"].startswith("核决")


def test_a_posted_result_is_corrected_and_then_taken_back(centre, small):
    check, _ = centre.sealed(small)
    reviewed(centre, check)
    centre.give(check, "pass", by=HEAD, reason="人员属实")
    centre.closed(check)
    centre.refused(check, "reopen", "role", by=HEAD, role="head", reason="x")
    centre.give(check, "reopen", by=BUREAU, role="bureau_head", reason="发现新证据")
    reviewed(centre, check, FINDING)
    mails = len(centre.keys(check))
    centre.give(check, "fail", by=HEAD, reason="负责人不在岗")
    centre.party_confirms(check, mails)
    centre.closed(check)
    centre.give(check, "withdraw", by=BUREAU, role="bureau_head", reason="证据系误传")
    centre.closed(check)
    results = centre.results(check)
    assert [one["check"]["outcome"] for one in results] == ["pass", "fail", "withdrawn"]
    assert [one["idempotency_key"].rsplit(":", 1)[1] for one in results] == ["r1", "r2", "r3"]
    assert [one.get("supersedes") for one in results] == [None, "r1", "r2"]
    assert results[2]["withdrawal_reason"] == "证据系误传" and results[2]["check"]["findings"] == []
    centre.refused(check, "withdraw", "receipt", by=BUREAU, role="bureau_head", reason="again")


def test_nobody_confirms_the_notice_and_a_letter_does(centre):
    check = centre.application(accepted_at=centre.now_text())
    centre.give(check, "approve", by=HEAD)
    slot = centre.wait_exactly(check, "issued")["slot"]
    centre.until(slot["end"])
    failed = poll("the timer to see that service failed", lambda: (
        centre.check(check) if centre.check(check)["state"] == "service_failed" else None), 60)
    assert failed["events"][-1]["actor"]["role"] == "timer"
    before = centre.check(check)["notice"]["number"]
    centre.give(check, "reschedule", by=HEAD, reason="改以邮寄送达")
    assert centre.wait_exactly(check, "issued")["notice"]["number"] != before
    centre.refused(check, "serve", "service", by="赵倩", proof="link_acknowledged", arrived_at=centre.now_text(), note="x")
    centre.refused(
        check, "serve", "service", by="赵倩", proof="letter_receipt", arrived_at="2020-01-01T00:00:00Z", note="x")
    served = centre.give(
        check, "serve", by="赵倩", proof="letter_receipt", arrived_at=centre.now_text(), note="EMS 2048，门卫签收")
    assert served["state"] == "served" and served["service"]["acknowledged_at"] is None


def test_of_two_heads_the_second_is_told(centre, small):
    check, _ = centre.sealed(small)
    reviewed(centre, check, FINDING)
    seen = centre.api("GET", f"/checks/{check}").headers["ETag"]
    first = centre.api("POST", f"/checks/{check}/rectify", {"by": HEAD, "reason": "限期改正"}, headers={"If-Match": seen})
    assert first.status_code == 200 and first.headers["ETag"] != seen
    second = centre.api("POST", f"/checks/{check}/fail", {"by": "另一负责人", "reason": "x"}, headers={"If-Match": seen})
    assert second.status_code == 412 and "revision" in second.json()["detail"]
    assert centre.check(check)["state"] == "rectifying"
    assert centre.api("POST", f"/checks/{check}/fail", {"by": HEAD}, headers={"If-Match": "7"}).status_code == 422


def test_a_caller_may_have_no_use_for_the_check(centre):
    check = centre.application()
    brief = centre.api("POST", f"/checks/{check}/approve", {"by": HEAD}, headers={"Prefer": "respond-async, return=minimal; x=1"})
    assert brief.status_code == 204 and brief.content == b"" and brief.headers["Preference-Applied"] == "return=minimal"
    # The timers may have gone on since: the tag is that of the command's own revision.
    assert brief.headers["ETag"] == '"r1"' and centre.check(check)["state"] != "requested"
    refused = centre.api("POST", f"/checks/{check}/approve", {"by": HEAD}, headers={"Prefer": "return=minimal"})
    assert refused.status_code == 409 and refused.json()["guard"] == "wrong_state"
    whole = centre.api("POST", f"/checks/{check}/cancel", {"by": HEAD, "reason": "x"}, headers={"Prefer": "return=representation"})
    assert whole.status_code == 200 and whole.json()["state"] == "cancelled" and "Preference-Applied" not in whole.headers


def test_an_application_is_checked_on_the_file_alone(new_centre):
    centre = new_centre(rules={"triage": {"default": "desk_check"}})
    check = centre.application()
    centre.give(check, "approve", by=HEAD)
    assert centre.check(check)["mode"] == "desk_check" and centre.check(check)["state"] == "approved"
    two = inspectors(centre)
    answer = centre.api("POST", f"/checks/{check}/record-review", {
        "by": "核查员1", "inspectors": [two[0], two[0]], "record": "查阅材料", "findings": []})
    assert answer.status_code == 409 and answer.json()["guard"] == "two_inspectors"
    centre.give(check, "record-review", by="核查员1", inspectors=two, record="查阅合同和社保记录", findings=[])
    centre.give(check, "pass", by=HEAD, reason="材料属实")
    closed = centre.wait_closed(check)
    assert sorted(one["kind"] for one in closed["documents"]) == ["conclusion", "desk_record"]
    pdf = centre.api("GET", f"/documents/{closed['documents'][0]['id']}/pdf", timeout=180)
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF") and len(pdf.content) > 2000
    centre.fsck()
