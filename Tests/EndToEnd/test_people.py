"""Who may inspect, recusal, replacement, experts, and presence by each one's own proof, lived through the programs."""
import base64
import datetime
import json
import subprocess
import sys

import pytest

import codes
from centre import HEAD
from children import ROOT, poll
from client import Client
from shifted import ShiftedCentre


@pytest.fixture(scope="module")
def centre():
    one = ShiftedCentre(rules={"notice_lead_days": 1})
    yield one
    secrets = [codes.base64.b32encode(secret).decode() for secret in one.telephones.values()]
    log = one.log.read_text(encoding="utf-8")
    assert not any(secret in log for secret in secrets)
    one.fsck()
    one.close()


def replayed(check):
    """Who was drawn, by a program that shares no code with the product."""
    done = subprocess.run(
        [sys.executable, ROOT / "Tests/Oracles/draw_replay.py"], input=json.dumps(check["draw"]), text=True,
        capture_output=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def page(centre, check, language="zh"):
    shown = centre.http.get(
        f"{centre.public_url}/p/{centre.keys(check)[-1]}", headers={"Accept-Language": language}, timeout=30)
    assert shown.status_code == 200
    return shown.text


def object_to(centre, check, inspector, reason, language="zh"):
    answer = centre.http.post(
        f"{centre.public_url}/object", headers={"Accept-Language": language}, timeout=30,
        data={"key": centre.keys(check)[-1], "inspector": inspector, "reason": reason})
    assert answer.status_code == 200, answer.text
    return answer.text


def paper(centre, check, kind):
    [found] = [one for one in centre.check(check)["documents"] if one["kind"] == kind]
    return centre.http.get(f"{centre.staff_url}/api/v1/documents/{found['id']}", timeout=30).text


def open_alerts(centre, kind, check):
    return [one for one in centre.items("/alerts?open=true") if (one["kind"], one["subject"]) == (kind, check)]


def begin_body(centre, check, **changes):
    found = centre.check(check)
    return {
        "by": found["inspectors"][0]["name"], "present": [one["id"] for one in found["inspectors"]],
        "identified": [one["id"] for one in found["people"]], "certificates_shown": True, "capture": "external",
        "attestation": "外接录像设备已开机", "clock_override": "测试机没有时间服务", "codes": centre.codes(check)} | changes


def finished(centre, check, small):
    centre.film(check, small)
    centre.give(check, "review", by="核查员1", findings=[])
    centre.give(check, "pass", by=HEAD, reason="人员属实")
    return centre.closed(check)


def test_recusal_the_day_before(centre, small):
    check = centre.notified()
    before = centre.check(check)
    drawn = before["inspectors"]
    centre.until(before["slot"]["start"], hours=-20)
    shown = page(centre, check)
    assert all(one["id"] in shown for one in drawn) and 'id="object"' in shown
    assert "请写明申请回避的理由" in object_to(centre, check, drawn[0]["id"], " ")
    assert "请选择一名核查人员" in object_to(centre, check, "ins_nobody", "亲属")
    said = object_to(centre, check, drawn[0]["id"], "与本单位负责人有亲属关系")
    assert "已收到回避申请" in said and "正在等待决定" in said
    assert "不能重复提出" in object_to(centre, check, drawn[0]["id"], "再次")
    assert "being decided" in page(centre, check, "en")
    poll("the alert", lambda: open_alerts(centre, "recusal_pending", check))
    asked = centre.check(check)["recusals"]
    assert [(one["asked_by"]["role"], one["inspector"]["id"], one["decision"]) for one in asked] == [
        ("party", drawn[0]["id"], None)]
    # Only the head decides, and with reasons.
    centre.refused(check, "decide-recusal", "role", by="核查员1", role="inspector", inspector=drawn[0]["id"], granted=True, reason="x")
    centre.refused(check, "decide-recusal", "reason", by=HEAD, inspector=drawn[0]["id"], granted=True, reason=" ")
    centre.refused(check, "replace-inspector", "recusal", by=HEAD, inspector=drawn[0]["id"], cause="other", reason="x")
    mails = len(centre.keys(check))
    granted = centre.give(check, "decide-recusal", by=HEAD, inspector=drawn[0]["id"], granted=True, reason="存在亲属关系")
    # The next rank of the recorded draw, never a new draw; the original stays on record.
    ranks = [one["key"] for one in before["draw"]["ranks"]]
    assert granted["draw"] == before["draw"] and drawn[0]["certificate_no"] in replayed(granted)
    [change] = granted["replacements"]
    assert change["original"]["id"] == drawn[0]["id"] and change["cause"] == "recusal" and change["rank"] == 3
    assert change["replacement"]["certificate_no"] == ranks[2]
    assert [one["certificate_no"] for one in granted["inspectors"]] == [ranks[2], ranks[1]]
    assert granted["state"] == "served" and granted["slot"] == before["slot"]
    # The party is told; its notice stands, and no other goes out.
    poll("the mail that tells of it", lambda: len(centre.keys(check)) > mails)
    text = paper(centre, check, "recusal_decision")
    assert change["replacement"]["name"] in text and "告知书继续有效" in text and drawn[0]["name"] in text
    assert "已准许" in page(centre, check)
    assert centre.papers(check).count("check_notice") == 1
    poll("the alert to end", lambda: not open_alerts(centre, "recusal_pending", check))
    centre.until(before["slot"]["start"])
    begun = centre.begin(check)
    presence = [one for one in begun["events"] if one["command"] == "begin"][0]["body"]["presence"]
    assert presence == {one["id"]: "code" for one in granted["inspectors"]}
    closed = finished(centre, check, small)
    [result] = centre.results(check)
    assert set(result["check"]["inspector_cert_nos"]) == {ranks[2], ranks[1]}
    assert closed["replacements"] == granted["replacements"]


def test_a_recusal_that_is_refused_and_the_session_goes_on(centre, small):
    check = centre.notified()
    drawn = centre.check(check)["inspectors"]
    centre.give(check, "ask-recusal", by=drawn[1]["name"], role="inspector", inspector=drawn[1]["id"], reason="曾在该单位任职")
    centre.until(centre.check(check)["slot"]["start"])
    said = centre.refused(check, "begin", "recusal", **begin_body(centre, check))
    assert "head of division" in said and drawn[1]["id"] in said
    refused = centre.give(
        check, "decide-recusal", by=HEAD, inspector=drawn[1]["id"], granted=False, reason="离职已逾三年，不影响公正")
    assert refused["inspectors"] == centre.check(check)["inspectors"] and refused["replacements"] == []
    assert refused["recusals"][0]["decision"]["granted"] is False
    assert "不予回避" in paper(centre, check, "recusal_decision")
    centre.refused(check, "ask-recusal", "recusal", by=drawn[1]["name"], inspector=drawn[1]["id"], reason="再次")
    centre.begin(check)
    # In a running session it is decided while it is interrupted, and the other must be there on resuming.
    centre.give(check, "ask-recusal", by="赵倩", role="registrar", inspector=drawn[0]["id"], reason="当事人当场提出")
    centre.refused(check, "decide-recusal", "wrong_state", by=HEAD, inspector=drawn[0]["id"], granted=True, reason="属实")
    centre.refused(check, "complete", "recusal", by="核查员1", transcript="问答")
    centre.give(check, "interrupt", by="核查员1", cause="announced_pause", note="决定回避")
    now = centre.give(check, "decide-recusal", by=HEAD, inspector=drawn[0]["id"], granted=True, reason="属实")
    assert now["state"] == "interrupted" and drawn[0]["id"] not in [one["id"] for one in now["inspectors"]]
    centre.forward(minutes=1)
    people = [one["id"] for one in now["people"]]
    centre.refused(
        check, "resume", "presence", by="核查员1", present=[one["id"] for one in drawn], identified=people,
        codes=centre.codes(check))
    centre.give(
        check, "resume", by="核查员1", present=[one["id"] for one in now["inspectors"]], identified=people,
        codes=centre.codes(check))
    finished(centre, check, small)


def test_an_inspectors_recusals_are_listed_over_all_checks(centre, tmp_path):
    check = centre.notified()
    found = centre.check(check)
    one = found["inspectors"][0]
    centre.give(check, "ask-recusal", by="赵倩", role="registrar", inspector=one["id"], reason="曾<b>共事")
    [newest, *_] = centre.items(f"/inspectors/{one['id']}/recusals")
    assert newest["check"] == {"id": check, "check_no": found["check_no"]} and newest["decision"] is None
    assert newest["asked_by"] == {"role": "registrar", "name": "赵倩"} and newest["reason"] == "曾<b>共事"

    def shown(language):
        answer = centre.http.get(f"{centre.staff_url}/inspectors/{one['id']}", headers={"Accept-Language": language}, timeout=30)
        return answer.text.split('id="recusals"')[1]
    assert found["check_no"] in shown("zh") and "等待决定" in shown("zh") and "曾&lt;b&gt;共事" in shown("zh")
    centre.give(check, "decide-recusal", by=HEAD, inspector=one["id"], granted=False, reason="已逾三年")
    assert centre.items(f"/inspectors/{one['id']}/recusals")[0]["decision"]["granted"] is False
    assert "不予回避" in shown("zh") and "已逾三年" in shown("zh") and "Not recused" in shown("en")
    client = Client(centre.staff_url, tmp_path)
    said = client("inspector", "recusals", one["certificate_no"]).stdout
    assert found["check_no"] in said and "not recused" in said and "已逾三年" in said
    assert client.json("inspector", "recusals", one["id"])["items"][0]["id"] == newest["id"]
    assert centre.api("GET", "/inspectors/ins_nobody/recusals").status_code == 404
    fresh = centre.ok("POST", "/inspectors", {"name": "新来", "certificate_no": "35010077001"})["id"]
    assert centre.items(f"/inspectors/{fresh}/recusals") == []
    centre.ok("PATCH", f"/inspectors/{fresh}", {"active": False})
    centre.give(check, "cancel", by=HEAD, reason="申请已撤回")


def test_leave_after_the_draw_is_told_and_the_place_is_taken(centre, small):
    check = centre.notified()
    before = centre.check(check)
    one = before["inspectors"][0]["id"]
    day = before["slot"]["start"][:10]
    for leave, field in (
            [{"from": "2026-03-05", "to": "2026-03-04"}], "leave[0]"), (
            [{"from": "2026-03-01", "to": "2026-03-04"}, {"from": "2026-03-04", "to": "2026-03-04"}], "leave[1]"):
        answer = centre.api("PATCH", f"/inspectors/{one}", {"leave": leave})
        assert answer.status_code == 422 and answer.json()["field"] == field, answer.text
    # A day on either side, since the centre's date is not that of UTC.
    changed = centre.ok("PATCH", f"/inspectors/{one}", {"leave": [{"from": day, "to": plus(day, 1), "note": "年假"}]})
    assert changed["leave"] == [{"from": day, "to": plus(day, 1), "note": "年假"}]
    alert = poll("the alert", lambda: open_alerts(centre, "inspector_unfit", check))[0]
    assert one in alert["detail"]["reason"] and "on leave" in alert["detail"]["reason"]
    assert before["inspectors"][0]["name"] not in json.dumps(alert, ensure_ascii=False)
    replaced = centre.give(check, "replace-inspector", by=HEAD, inspector=one, cause="leave", reason="休年假")
    assert replaced["replacements"][0]["cause"] == "leave" and replaced["replacements"][0]["rank"] == 3
    poll("the alert to end", lambda: not open_alerts(centre, "inspector_unfit", check))
    text = paper(centre, check, "replacement_note")
    assert "休假" in text and "休年假" not in text, "the party learns the kind of reason, not the reason"
    centre.meet(check)
    finished(centre, check, small)
    centre.ok("PATCH", f"/inspectors/{one}", {"leave": []})


def plus(day, days):
    import datetime
    return str(datetime.date.fromisoformat(day) + datetime.timedelta(days=days))


def test_a_conflict_of_interest_is_never_drawn(centre):
    uscc = centre.application_body()["enterprise"]["uscc"]
    everyone = centre.items("/inspectors")
    bad = centre.api("PATCH", f"/inspectors/{everyone[0]['id']}", {"conflicts": [{"uscc": uscc[:-1] + "4", "reason": "x"}]})
    assert bad.status_code == 422 and bad.json()["field"] == "conflicts[0].uscc", bad.text
    barred = everyone[:3]
    for one in barred:
        centre.ok("PATCH", f"/inspectors/{one['id']}", {"conflicts": [{"uscc": uscc.lower(), "reason": "持有股份"}]})
    for _ in range(3):
        check = centre.check(centre.notified())
        assert not {one["id"] for one in check["inspectors"]} & {one["id"] for one in barred}
        roster = json.loads(check["draw"]["roster"])
        reasons = {one["key"]: one["reason"] for one in roster["exclusions"]}
        assert all(reasons[one["certificate_no"]] == "conflict of interest" for one in barred)
        assert "持有股份" not in check["draw"]["roster"]
        replayed(check)
        centre.give(check["id"], "cancel", by=HEAD, reason="申请已撤回")
    for one in barred:
        centre.ok("PATCH", f"/inspectors/{one['id']}", {"conflicts": []})


def test_two_at_one_station_each_by_its_own_code(centre, small):
    check = centre.notified()
    centre.until(centre.check(check)["slot"]["start"])
    first, second = [one["id"] for one in centre.check(check)["inspectors"]]
    shown = centre.codes(check)
    assert "code" in centre.refused(check, "begin", "presence", **begin_body(centre, check, codes={}))
    said = centre.refused(check, "begin", "presence", **begin_body(centre, check, codes={first: shown[first]}))
    assert second in said
    # One telephone does not speak for two, unless chance has both show the same.
    if shown[first] != shown[second]:
        body = begin_body(centre, check, codes={first: shown[first], second: shown[first]})
        assert "is wrong" in centre.refused(check, "begin", "presence", **body)
    begun = centre.give(check, "begin", **begin_body(centre, check, codes=shown))
    story = json.dumps(begun, ensure_ascii=False)
    assert shown[first] not in story and shown[second] not in story
    centre.give(check, "interrupt", by="核查员1", cause="line_dropped", note="")
    again = {"by": "核查员1", "present": [first, second], "identified": [one["id"] for one in begun["people"]]}
    assert "used before" in centre.refused(check, "resume", "presence", codes=shown, **again)
    centre.forward(seconds=61)
    centre.give(check, "resume", codes=centre.codes(check), **again)
    # Guesses are bounded, and the log says so.
    centre.give(check, "interrupt", by="核查员1", cause="line_dropped", note="")
    centre.forward(seconds=61)
    for _ in range(5):
        assert "is wrong" in centre.refused(
            check, "resume", "presence", codes=centre.codes(check) | {second: "12"}, **again)
    assert "Too many" in centre.refused(check, "resume", "presence", codes=centre.codes(check), **again)
    entries = [base64.b64decode(one["entry"]) for one in centre.audit_export()["entries"]]
    assert any(b"inspector.proof_paused" in one for one in entries)
    # A registrar enrols another telephone: the one before is good no more.
    old = centre.codes(check)
    centre.enrol(second)
    if centre.codes(check)[second] != old[second]:
        assert "is wrong" in centre.refused(check, "resume", "presence", codes=old, **again)
    refused = centre.api("POST", f"/inspectors/{second}/proof", {"by": "周敏", "role": "head"})
    assert refused.status_code == 409 and centre.api("POST", "/inspectors/ins_x/proof", {}).status_code == 404
    centre.give(check, "resume", codes=centre.codes(check), **again)
    finished(centre, check, small)


def test_an_expert_is_invited_and_paid(centre, small, tmp_path):
    check = centre.notified()
    centre.refused(check, "invite-expert", "reason", by=HEAD, name="何教授", field="继电保护", reason="")
    invited = centre.give(
        check, "invite-expert", by=HEAD, name="何教授", field="继电保护", organisation="某大学", reason="试验设备较为专业")
    [expert] = invited["experts"]
    assert "何教授" in paper(centre, check, "expert_invitation")
    centre.until(invited["slot"]["start"])
    centre.refused(check, "begin", "expert", **begin_body(centre, check, experts=["exp_" + "0" * 26]))
    begun = centre.give(check, "begin", **begin_body(centre, check, experts=[expert["id"]]))
    assert begun["experts"][0]["joined_at"]
    fee = {"by": "赵倩", "expert": expert["id"], "hours": 1.5, "amount_fen": 80050, "note": "按标准"}
    centre.refused(check, "record-expert-fee", "expert", **(fee | {"amount_fen": -1}))
    centre.film(check, small)
    paid = centre.give(check, "record-expert-fee", **fee)
    assert [(one["hours"], one["amount_fen"]) for one in paid["experts"][0]["fees"]] == [(1.5, 80050)]
    assert "800.50 元" in paper(centre, check, "expert_fee_record")
    # Over all checks, by expert and year.
    centre.give(check, "record-expert-fee", **(fee | {"hours": 2, "amount_fen": 100000}))
    other = centre.notified()
    for name, organisation in (("何教授", "某大学"), ("何教授", None)):
        again = centre.give(
            other, "invite-expert", by=HEAD, name=name, field="继电保护", organisation=organisation, reason="再次")["experts"][-1]["id"]
        centre.give(other, "record-expert-fee", **(fee | {"expert": again, "hours": 1, "amount_fen": 5}))
    year = (centre.now() + datetime.timedelta(hours=8)).year
    sums = [
        {"year": year, "name": "何教授", "organisation": None, "checks": 1, "fees": 1, "hours": 1.0, "amount_fen": 5},
        {"year": year, "name": "何教授", "organisation": "某大学", "checks": 2, "fees": 3, "hours": 4.5, "amount_fen": 180055}]
    assert centre.items(f"/experts/fees?year={year}") == centre.items("/experts/fees") == sums
    assert centre.items(f"/experts/fees?year={year - 1}") == []
    assert centre.api("GET", "/experts/fees?year=soon").status_code == 422
    client = Client(centre.staff_url, tmp_path)
    assert client.json("expert", "fees", "--year", year)["items"] == sums
    assert "1,800.55" in client("expert", "fees").stdout
    shown = centre.http.get(f"{centre.staff_url}/checks/{check}", headers={"Accept-Language": "zh"}, timeout=30).text
    assert f"{year} 年登记在案：2 项核查，4.5 小时，共 1,800.55 元" in shown and "共 0.05 元" not in shown
    centre.give(other, "cancel", by=HEAD, reason="申请已撤回")
    centre.give(check, "review", by="核查员1", findings=[])
    centre.give(check, "pass", by=HEAD, reason="人员属实")
    centre.closed(check)
    centre.refused(check, "record-expert-fee", "wrong_state", **fee)
