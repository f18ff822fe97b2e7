"""Filed cases, lived through the programs as each person in turn, on a clock that the story moves."""
import datetime
import hashlib
import json

import pytest

from casework import BUREAU, CHAIR, FILING, FINDING, REGISTRAR, REVIEWER, SHANGHAI, CaseCentre
from centre import HEAD, ID_NUMBERS
from children import poll
from client import Client
from shifted import instant


@pytest.fixture(scope="module")
def centre():
    one = CaseCentre()
    yield one
    report = one.fsck()
    assert "cases" in report
    one.close()


@pytest.fixture(autouse=True)
def papers_are_what_their_digests_say(centre):
    yield
    for check in centre.items("/checks?limit=500"):
        for paper in centre.check(check["id"])["documents"]:
            answer = centre.http.get(f"{centre.staff_url}/api/v1/documents/{paper['id']}", timeout=30)
            assert hashlib.sha256(answer.content).hexdigest() == paper["sha256"], paper
            assert not any(number in answer.text for number in ID_NUMBERS)


def test_a_fine_after_a_hearing_is_executed_and_posted(centre):
    check = centre.complained(FINDING)
    case = centre.filed(check)
    assert centre.check(check)["state"] == "under_review", "a case does not move its check"
    centre.failed(check)
    assert centre.case(case)["documents"][0]["kind"] == "case_approval"
    proposal = {"fine_fen": 20_000_000, "warning": True}
    page = centre.tell(case, "notify", by=HEAD, **proposal)
    assert "行政处罚告知书" in page and "200,000.00" in page and "要求听证" in page
    served = centre.case(case)
    assert served["state"] == "notice_served" and served["proposal"]["measures"]["fine_fen"] == 20_000_000
    # The party speaks and asks for a hearing on its own page.
    assert "已收到" in centre.page(check, "statement", text="已经改正，请从轻处理")
    assert 'id="hear"' in centre.page(check)
    assert "听证申请已收到" in centre.page(check, "hearing", text="对金额有异议")
    asked = centre.case(case)
    assert asked["state"] == "hearing_asked" and asked["statements"][0]["text"].startswith("已经改正")
    centre.refused_case(case, "decide", "hearing", by=BUREAU, reason="x", **proposal)
    centre.refused_case(case, "set-hearing", "notice_lead", by=HEAD, at=centre.at(5), place="听证室", chair=CHAIR)
    centre.refused_case(case, "set-hearing", "impartiality", by=HEAD, at=centre.at(20), place="听证室", chair="核查员1")
    page = centre.tell(case, "set-hearing", by=HEAD, at=centre.at(20), place="三楼听证室", chair=CHAIR)
    assert "听证通知书" in page and CHAIR in page
    centre.refused_case(case, "hold-hearing", "too_early", by=HEAD, record="x")
    centre.until(centre.case(case)["hearing"]["at"])
    centre.give_case(case, "hold-hearing", by=HEAD, record="主持人：现在开始听证。\n当事人：请求从轻。")
    centre.refused_case(case, "decide", "legal_review", by=BUREAU, reason="x", **proposal)
    centre.refused_case(case, "legal-review", "impartiality", by=HEAD, role="legal_reviewer", opinion="approve", text="x")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="return", text="请补充计算依据")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="事实清楚，程序合法")
    centre.refused_case(case, "decide", "measures", by=BUREAU, fine_fen=20_000_001, reason="x")
    page = centre.tell(case, "decide", by=BUREAU, fine_fen=15_000_000, warning=True, reason="部分采纳当事人意见")
    assert "行政处罚决定书" in page and "150,000.00" in page
    [posted] = poll("the credit platform to have it", lambda: centre.penalties(case))
    assert posted["schema"] == "credit_penalty/1" and posted["fine"] == posted["cf_nr_fk"] == "15.000000"
    assert posted["cf_cflb"] == "警告;罚款" and posted["doc_no"] == centre.case(case)["decision"]["number"]
    assert posted["party"]["uscc"] == "91350100M000100Y43" and posted["cf_cfjg"] == "东江核查中心"
    # The check waits for its case.
    detail = centre.refused(check, "close", "open_case", by=REGISTRAR, role="registrar")
    assert "case" in detail
    centre.refused_case(case, "execute", "execution", by=REGISTRAR, how="paid")
    done = centre.give_case(case, "execute", by=REGISTRAR, how="paid", receipt_no="JK-2026-1")
    assert done["state"] == "executed" and done["ending"]["receipt_no"] == "JK-2026-1"
    closed = centre.closed(check)
    assert closed["cases"] == [{"id": done["id"], "case_no": case, "kind": "penalty", "state": "executed"}]
    kinds = [one["kind"] for one in done["documents"]]
    assert kinds.count("service_receipt") == 3 and kinds.count("legal_opinion") == 2
    assert {"penalty_notice", "statement_record", "hearing_request", "hearing_notice", "hearing_record", "penalty_decision",
            "execution_record"} <= set(kinds)
    assert [one["command"] for one in done["events"]][0] == "file"
    assert [one["kind"] for one in done["deliveries"]] == ["credit_penalty"]
    assert not any(number in json.dumps(posted) + json.dumps(done) for number in ID_NUMBERS)


def test_rectified_late_rechecked_failed_and_revoked(centre):
    check = centre.reviewed(FINDING)
    mails = len(centre.keys(check))
    due = centre.give(check, "rectify", by=HEAD, reason="限期改正")["rectification"]["due"]
    centre.party_confirms(check, mails)
    centre.until(f"{due}T23:00:00Z")
    centre.give(check, "report", by=REGISTRAR, role="registrar", text="材料已更换")
    two = [one["id"] for one in centre.items("/inspectors")][:2]
    centre.give(check, "recheck", by="核查员1", inspectors=two, record="合同系伪造", remaining=[0])
    centre.refused(check, "file-case", "findings", kind="revocation", cause="other", **FILING)
    case = centre.filed(check, "revocation", "false_material")
    centre.failed(check)
    poll("the check's own result", lambda: [one["check"]["outcome"] for one in centre.results(check)] == ["rectify", "fail"])
    revocation = {"licence_no": "1-6-00123-2019", "ground": "以虚假材料取得许可"}
    centre.refused_case(case, "notify", "case_kind", by=HEAD, fine_fen=100)
    page = centre.tell(case, "notify", by=HEAD, **revocation)
    assert "拟撤销行政许可告知书" in page
    centre.refused_case(case, "legal-review", "too_early", by=REVIEWER, opinion="approve", text="x")
    # Nobody asks for a hearing in its time.
    request = centre.clocks(case)["hearing_request"]
    assert request["due"] == centre.workdays_after(request["started_on"], 5) and request["standing"] == "running"
    assert case in [one["number"] for one in centre.items("/clocks?name=hearing_request")]
    centre.until(f"{request['due']}T17:00:00Z")
    assert centre.clocks(case)["hearing_request"]["standing"] == "over"
    assert case not in [one["number"] for one in centre.items("/clocks?name=hearing_request")]
    assert "已届满" in centre.console(f"/cases/{case}")
    centre.refused_case(case, "ask-hearing", "too_late", by=REGISTRAR, role="registrar")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="应予撤销")
    assert not centre.clocks(case) and not centre.said(case), "the party's time is late for nobody"
    centre.tell(case, "decide", by=BUREAU, reason="当事人逾期未陈述、申辩，未要求听证", **revocation)
    results = poll("the correction", lambda: (
        centre.results(check) if len(centre.results(check)) == 3 else None))
    assert results[2]["check"]["outcome"] == "revoke" and results[2]["supersedes"] == "r2"
    assert results[2]["licence_no"] == revocation["licence_no"]
    assert results[2]["revocation"]["doc_no"] == centre.case(case)["decision"]["number"]
    centre.refused_case(case, "execute", "case_kind", by=REGISTRAR, how="carried_out")
    done = centre.give_case(case, "deregister", by=HEAD, note="许可证已交回")
    assert done["state"] == "deregistered" and not centre.penalties(case)
    assert "deregistration_note" in centre.papers(centre.closed(check)["id"])


def test_what_the_law_forbids_is_refused(centre):
    check = centre.reviewed(FINDING)
    centre.refused(check, "file-case", "role", kind="penalty", cause="other", role="head", **FILING)
    centre.refused(check, "file-case", "reason", kind="penalty", cause="other", **(FILING | {"facts": " "}))
    assert centre.api("POST", f"/checks/{check}/file-case", FILING | {"kind": "x", "cause": "other"}).status_code == 422
    case = centre.filed(check, cause="illegal_subcontracting")
    centre.refused(check, "file-case", "open_case", kind="penalty", cause="other", **FILING)
    centre.failed(check)
    centre.refused_case(case, "decide", "wrong_state", by=BUREAU, fine_fen=1, reason="x")
    for body in ({}, {"fine_fen": 0}, {"fine_fen": -5}, {"forfeiture": " "}):
        centre.refused_case(case, "notify", "measures", by=HEAD, **body)
    for body in ({"fine_fen": 1.5}, {"fine_fen": "3"}, {"fine_fen": 10**30}):
        answer = centre.api("POST", f"/cases/{case}/notify", {"by": HEAD, **body})
        assert answer.status_code in (400, 422), answer.text
    centre.tell(case, "notify", by=HEAD, fine_fen=3_000_000)
    centre.refused_case(case, "ask-hearing", "hearing", by=REGISTRAR, role="registrar")
    assert 'id="hear"' not in centre.page(check) and 'id="speak"' in centre.page(check)
    centre.refused_case(case, "decide", "too_early", by=BUREAU, fine_fen=3_000_000, reason="x")
    assert "笔录" in centre.page(check, "statement", text="") or "录入" in centre.page(check, "statement", text="")
    centre.page(check, "statement", text="", waive="yes")
    centre.refused_case(case, "decide", "legal_review", by=BUREAU, fine_fen=3_000_000, reason="x")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="可行")
    # More than was announced is announced anew, and everything that rested on the old proposal falls.
    centre.refused_case(case, "decide", "measures", by=BUREAU, fine_fen=3_000_000, confiscation_fen=1, reason="x")
    centre.tell(case, "notify", by=HEAD, fine_fen=3_000_000, confiscation_fen=500_000)
    again = centre.case(case)
    assert again["state"] == "notice_served" and again["legal_review"] is None and again["statements"] == []
    centre.page(check, "statement", text="没有意见")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="可行")
    # Ninety days have gone by: the decision says why it is late.
    centre.until(f"{centre.due(case, 'penalty_decision')}T17:00:00Z")
    poll("the alert", lambda: centre.said(case) == {("clock_overdue", "penalty_decision")}, 60)
    decision = {"by": BUREAU, "fine_fen": 3_000_000, "confiscation_fen": 500_000, "reason": "事实清楚"}
    centre.refused_case(case, "decide", "too_late", **decision)
    # Two heads of the bureau at once: the second is told.
    seen = centre.api("GET", f"/cases/{case}").headers["ETag"]
    first = centre.api("POST", f"/cases/{case}/decide", decision | {"late_reason": "等待鉴定意见"}, headers={"If-Match": seen})
    assert first.status_code == 200 and first.json()["decision"]["late_reason"] == "等待鉴定意见"
    second = centre.api("POST", f"/cases/{case}/dismiss", {"by": "另一局长", "ground": "other", "reason": "x"}, headers={"If-Match": seen})
    assert second.status_code == 412 and "revision" in second.json()["detail"]
    assert not centre.penalties(case), "a decision that is not served is told to nobody"
    poll("the alert to end", lambda: not centre.said(case), 60)
    centre.give_case(case, "serve", by=REGISTRAR, proof="letter_receipt", arrived_at=centre.now_text(), note="EMS 3，门卫签收")
    centre.refused(check, "close", "open_case", by=REGISTRAR, role="registrar")
    centre.give_case(case, "execute", by=REGISTRAR, how="enforced", receipt_no="FY-9", note="法院强制执行")
    centre.closed(check)
    [posted] = centre.penalties(case)
    assert (posted["fine"], posted["confiscation"]) == ("3.000000", "0.500000")


def test_a_case_is_dismissed_and_listed_and_its_key_works_once(centre):
    check = centre.reviewed(FINDING)
    case = centre.filed(check)
    key = {"Idempotency-Key": f"dismiss-{case}"}
    body = {"by": BUREAU, "ground": "unfounded", "reason": "证据不足"}
    first = centre.api("POST", f"/cases/{case}/dismiss", body, headers=key)
    again = centre.api("POST", f"/cases/{case}/dismiss", body, headers=key)
    assert first.status_code == again.status_code == 200 and first.json() == again.json()
    assert centre.api("POST", f"/cases/{case}/dismiss", body | {"reason": "y"}, headers=key).status_code == 409
    [listed] = centre.items(f"/cases?state=dismissed&q={case}")
    assert listed["check"] == check and listed["kind"] == "penalty"
    page = centre.ok("GET", "/cases?limit=1")
    assert len(page["items"]) == 1 and page["next_cursor"]
    assert centre.ok("GET", f"/cases?cursor={page['next_cursor']}")["items"]
    assert centre.api("GET", "/cases/AJ2026-99999").status_code == 404
    assert centre.api("POST", f"/cases/{case}/nonsense").status_code == 404
    centre.refused_case(case, "notify", "wrong_state", by=HEAD, fine_fen=1)
    # In the console as well, in both languages.
    for language, word in (("zh", "已撤案"), ("en", "Dismissed")):
        headers = {"Accept-Language": language}
        for path in (f"/cases/{case}", "/cases?ended=1", f"/checks/{check}"):
            answer = centre.http.get(centre.staff_url + path, headers=headers, timeout=30)
            assert answer.status_code == 200 and case in answer.text and word in answer.text, path


def test_without_a_credit_platform_the_penalty_is_held_and_the_check_closes():
    class Unconnected(CaseCentre):
        credit = False

    centre = Unconnected()
    try:
        check = centre.reviewed(FINDING)
        case = centre.filed(check)
        centre.failed(check)
        centre.tell(case, "notify", by=HEAD, warning=True)
        centre.page(check, "statement", text="接受")
        centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="可行")
        centre.tell(case, "decide", by=BUREAU, warning=True, reason="事实清楚")
        held = poll("the penalty to be held", lambda: [
            one for one in centre.items(f"/deliveries?check={check}") if one["kind"] == "credit_penalty" and one["state"] == "held"])
        assert "credit.url is not set" in held[0]["last_reason"]
        centre.give_case(case, "execute", by=REGISTRAR, how="carried_out")
        centre.closed(check)
        centre.fsck()
    finally:
        centre.close()


def test_a_penalty_has_its_time_to_be_decided_served_and_published(centre, tmp_path):
    check = centre.reviewed(FINDING)
    case = centre.filed(check)
    filed = centre.clocks(case)["penalty_decision"]
    first = datetime.date.fromisoformat(filed["started_on"])
    assert filed["due"] == (first + datetime.timedelta(90)).isoformat() and filed["unit"] == "calendar_days"
    assert set(centre.clocks(case)) == {"penalty_decision"}
    near = (first + datetime.timedelta(76)).isoformat()
    assert instant(filed["warn_at"]).astimezone(SHANGHAI).isoformat() == f"{near}T00:00:00+08:00"
    centre.failed(check)
    centre.tell(case, "notify", by=HEAD, fine_fen=3_000_000)
    centre.page(check, "statement", text="", waive="yes")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="可行")
    centre.until(filed["warn_at"], minutes=-5)
    assert centre.clocks(case)["penalty_decision"]["standing"] == "running"
    centre.until(filed["warn_at"])
    poll("it to be near", lambda: centre.said(case) == {("clock_near", "penalty_decision")}, 60)
    # The alert and the list lead to the case, and say whose it is.
    assert f'href="/cases/{centre.case(case)["id"]}"' in centre.console("/alerts")
    [line] = [one for one in centre.items("/clocks?standing=near&name=penalty_decision") if one["number"] == case]
    assert line["subject"] == centre.case(case)["id"] and line["state"] == "legally_reviewed"
    page = centre.console("/deadlines?standing=near")
    assert f'href="/cases/{case}">{case}</a> {line["enterprise"]}' in page and "处罚决定" in page
    # The last day is in time, whole.
    centre.until(f"{filed['due']}T15:55:00Z")
    assert centre.clocks(case)["penalty_decision"]["standing"] == "near"
    centre.until(f"{filed['due']}T16:00:00Z")
    poll("it to be over", lambda: centre.said(case) == {("clock_overdue", "penalty_decision")}, 60)
    mails = len(centre.keys(check))
    centre.give_case(case, "decide", by=BUREAU, fine_fen=3_000_000, reason="事实清楚", late_reason="等待鉴定")
    poll("that to end with the decision", lambda: not centre.said(case), 60)
    service = centre.clocks(case)["penalty_service"]
    assert set(centre.clocks(case)) == {"penalty_service"} and service["unit"] == "working_days"
    assert service["due"] == centre.workdays_after(centre.today(), 7)
    # Two working days before the last one: five after the first.
    warned = instant(service["warn_at"]).astimezone(SHANGHAI).date().isoformat()
    assert warned == centre.workdays_after(service["started_on"], 5)
    centre.until(service["warn_at"])
    poll("the service to be near", lambda: centre.said(case) == {("clock_near", "penalty_service")}, 60)
    centre.refused_case(case, "settle-clock", "wrong_state", by=REGISTRAR, clock="penalty_service", note="x")
    centre.party_confirms(check, mails)
    poll("that to end with the service", lambda: not centre.said(case), 60)
    published_and_settled(centre, case, Client(centre.staff_url, tmp_path))


def published_and_settled(centre, case, client):
    """The publication runs from the service on, past the end of the case, until a person has said that it is done."""
    publication = centre.clocks(case)["penalty_publication"]
    assert publication["due"] == centre.workdays_after(centre.today(), 7) and publication["source"] == "N"
    centre.give_case(case, "execute", by=REGISTRAR, how="paid", receipt_no="JK-8")
    centre.until(f"{publication['due']}T16:00:00Z")
    poll("it to be over", lambda: centre.said(case) == {("clock_overdue", "penalty_publication")}, 60)
    assert case in client("deadline", "list", "--standing", "late", "--name", "penalty_publication").stdout
    assert "penalty_publication" in client("case", "show", case).stdout
    centre.refused_case(case, "settle-clock", "term", by=REGISTRAR, clock="publication", note="x")
    centre.refused_case(case, "settle-clock", "reason", by=REGISTRAR, clock="penalty_publication", note=" ")
    centre.refused_case(case, "settle-clock", "role", by=REVIEWER, role="legal_reviewer", clock="penalty_publication", note="x")
    assert centre.api("POST", f"/cases/{case}/settle-clock", {"by": REGISTRAR, "note": "x"}).status_code == 422
    assert f'action="/cases/{case}/settle-clock"' in centre.console(f"/cases/{case}")
    sent = {"by": REGISTRAR, "clock": "penalty_publication", "note": "", "revision": centre.case(case)["revision"]}
    address, ours = f"{centre.staff_url}/cases/{case}/settle-clock", {"Origin": centre.staff_url}
    empty = centre.http.post(address, data=sent, headers=ours, timeout=30)
    assert empty.status_code == 409 and f'value="{REGISTRAR}"' in empty.text
    done = centre.http.post(address, data=sent | {"note": "信用中国网站公示"}, headers=ours, timeout=30)
    assert done.status_code == 200 and "信用中国网站公示" in done.text and "处罚公示" in done.text
    settled = centre.case(case)
    assert settled["state"] == "executed" and not centre.clocks(case)
    assert [one["stopped_by"] for one in settled["clocks"] if one["name"] == "penalty_publication"] == ["settle-clock"]
    assert settled["events"][-1]["body"] == {"clock": "penalty_publication", "note": "信用中国网站公示"}
    poll("that to end", lambda: not centre.said(case), 60)
    client("case", "settle-clock", case, "--clock", "penalty_publication", "--note", "x", status=1)
    assert f'action="/cases/{case}/settle-clock"' not in centre.console(f"/cases/{case}")
