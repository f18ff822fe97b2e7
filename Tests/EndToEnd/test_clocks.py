"""Deadlines, reminders and triage, lived through the programs on a clock that the story moves."""
import datetime
import json
import subprocess
import sys

import pytest

from centre import HEAD
from children import ROOT, poll
from client import Client
from shifted import ShiftedCentre, instant

BUREAU = "林局"
FINDING = {"rule_id": "LEAD-02", "text": "技术负责人在其他单位任职", "severity": "major"}
DAY = 86_400


@pytest.fixture
def shifted():
    """Makes centres whose clock moves; all are consistent in the end."""
    made = []

    def make(**options):
        made.append(ShiftedCentre(**options))
        return made[-1]
    yield make
    for one in made:
        try:
            one.fsck()
        finally:
            one.close()


def alerts(centre, kind):
    return [one for one in centre.items("/alerts?open=true&limit=500") if one["kind"] == kind]


def running(found):
    return {one["name"]: one for one in found["clocks"] if one["standing"] != "stopped"}


def commands(centre, check):
    return [one["command"] for one in centre.check(check)["events"]]


def workdays_after(day, count, centre):
    off = {one for year in centre.items("/calendar") for one in year["off"]}
    work = {one for year in centre.items("/calendar") for one in year["work"]}
    day = datetime.date.fromisoformat(day)
    while count:
        day += datetime.timedelta(1)
        text = day.isoformat()
        count -= text in work or (day.weekday() < 5 and text not in off)
    return day.isoformat()


def test_a_deadline_is_said_to_be_near_then_over_and_is_extended_once(shifted, tmp_path):
    centre = shifted()
    check = centre.application(accepted_at=centre.now_text())
    found = centre.check(check)
    clock = running(found)["licence_decision"]
    assert clock["due"] == found["deadline"] == workdays_after(clock["started_on"], 20, centre)
    assert (clock["length"], clock["unit"], clock["source"], clock["standing"]) == (20, "working_days", "L", "running")
    assert not alerts(centre, "clock_near")
    centre.until(clock["warn_at"])
    near = poll("the warning", lambda: alerts(centre, "clock_near"), 60)
    assert near[0]["subject"] == f"{check}/licence_decision" and near[0]["detail"]["clock"] == "licence_decision"
    assert [one["number"] for one in centre.items("/clocks?standing=near")] == [found["check_no"]]
    # A clock that is set back takes no warning back.
    centre.move(-3 * DAY)
    assert [one["number"] for one in centre.items("/clocks?standing=near")] == [found["check_no"]]
    centre.move(3 * DAY)
    centre.until(f"{found['deadline']}T23:00:00Z")
    poll("the deadline to be over", lambda: alerts(centre, "clock_overdue"), 60)
    assert not alerts(centre, "clock_near") and centre.items("/clocks?standing=late")
    centre.refused(check, "extend-deadline", "role", by=HEAD, role="head", reason="x")
    centre.refused(check, "extend-deadline", "reason", by=BUREAU, reason=" ")
    longer = centre.give(check, "extend-deadline", by=BUREAU, reason="需要补充核实")
    assert longer["extended_from"] == found["deadline"] and "deadline_extension" in centre.papers(check)
    assert longer["deadline"] == workdays_after(found["deadline"], 10, centre)
    assert set(running(longer)) == {"licence_extension"}
    centre.refused(check, "extend-deadline", "extended", by=BUREAU, reason="再次")
    poll("nothing to be over", lambda: not alerts(centre, "clock_overdue"), 60)
    page = centre.http.get(f"{centre.staff_url}/deadlines", headers={"Accept-Language": "en"}, timeout=30).text
    assert found["check_no"] in page and "Licence decision, extended" in page
    client = Client(centre.staff_url, tmp_path)
    assert [one["name"] for one in client.json("deadline", "list")["items"]] == ["licence_extension"]
    assert found["check_no"] in client("deadline", "list").stdout


def test_what_is_late_is_held_all_the_same_and_stays_late(shifted):
    centre = shifted()
    check = centre.notified()
    deadline = centre.check(check)["deadline"]
    centre.until(f"{deadline}T23:00:00Z")
    moved = centre.give(check, "reschedule", by=HEAD, reason="期限已过，仍须核查")
    assert moved["events"][-1]["body"]["past_deadline"] is True and moved["deadline"] == deadline
    assert instant(moved["slot"]["start"]) > centre.now() - datetime.timedelta(minutes=1)
    centre.wait_exactly(check, "issued")
    assert running(centre.check(check))["licence_decision"]["standing"] == "late"


def test_a_served_decision_is_to_be_published_and_taken_down(shifted, small):
    centre = shifted()
    check, _ = centre.sealed(small)
    centre.give(check, "review", by="核查员1", findings=[FINDING])
    mails = len(centre.keys(check))
    failed = centre.give(check, "fail", by=HEAD, reason="负责人不在岗")
    assert set(running(failed)) == {"paper_service"}
    centre.party_confirms(check, mails)
    closed = centre.closed(check)
    assert set(running(closed)) == {"publication"}
    assert [one["stopped_by"] for one in closed["clocks"] if one["name"] == "paper_service"] == ["acknowledge"]
    centre.refused(check, "settle-clock", "term", by="赵倩", clock="rectification", note="x")
    settled = centre.give(check, "settle-clock", by="赵倩", clock="publication", note="门户网站公示")
    assert settled["state"] == "closed" and not running(settled)
    centre.give(check, "withdraw", by=BUREAU, reason="证据系误传")
    assert "published_withdrawal" in running(centre.closed(check))
    done = centre.give(check, "settle-clock", by="赵倩", clock="published_withdrawal", note="已撤下")
    assert not running(done)


def test_a_missing_calendar_makes_deadlines_provisional_until_it_comes(shifted, tmp_path):
    centre = shifted(opened=False)
    year = centre.now().year
    for file in (centre.base / "calendar").glob(f"{year + 1}*.json"):
        file.unlink()
    centre.until(f"{year}-12-20T02:00:00Z")
    centre.start()
    centre.open_roster()
    missing = poll("the alarm for next year", lambda: alerts(centre, "calendar_missing"))
    assert missing[0]["subject"] == str(year + 1)
    check = centre.application(accepted_at=centre.now_text())
    found = centre.check(check)
    assert found["deadline_provisional"] and found["deadline"] == f"{year}-12-31"
    assert [one["number"] for one in centre.items("/clocks?standing=provisional")] == [found["check_no"]]
    poll("the alarm to count it", lambda: [
        one for one in alerts(centre, "calendar_missing") if one["detail"].get("provisional_deadlines") == 1], 60)
    page = centre.http.get(
        f"{centre.staff_url}/deadlines?standing=provisional", headers={"Accept-Language": "zh"}, timeout=30).text
    assert "暂定" in page and found["check_no"] in page
    extended = centre.give(check, "extend-deadline", by=BUREAU, reason="需要补充核实")
    assert extended["deadline_provisional"] and extended["deadline"] == f"{year}-12-31"

    next_year = str(year + 1)
    table = {"year": year + 1, "off": [f"{next_year}-01-01"], "work": [], "by": "赵倩"}
    bad = [({"work": [f"{next_year}-01-01"]}, "both"), ({"off": [f"{year}-01-01"]}, "not a day of"),
           ({"off": []}, "no year is without"), ({"off": ["tomorrow"]}, "date"), ({"year": 12}, "year")]
    for change, words in bad:
        answer = centre.api("POST", "/calendar", table | change)
        assert answer.status_code == 422 and words in answer.json()["detail"], answer.text
    assert centre.check(check)["deadline_provisional"], "a refused table changes nothing"
    size = centre.ok("GET", "/audit/checkpoint")["size"]
    taken = centre.api("POST", "/calendar", table)
    assert taken.status_code == 201 and taken.json()["recounted"] == 1
    counted = centre.check(check)
    first = workdays_after(centre.now().date().isoformat(), 20, centre)
    assert not counted["deadline_provisional"] and counted["extended_from"] == first
    assert counted["deadline"] == workdays_after(first, 10, centre)
    assert counted["events"][-1]["command"] == "recount" and counted["events"][-1]["body"]["due"] == counted["deadline"]
    assert centre.ok("GET", "/audit/checkpoint")["size"] >= size + 2
    poll("the alarm to end", lambda: not alerts(centre, "calendar_missing"), 60)
    # The same again is nothing new; other days are refused; a restart keeps it; a file wins.
    (tmp_path / "next.json").write_text(json.dumps({name: table[name] for name in ("year", "off", "work")}))
    Client(centre.staff_url, tmp_path)("calendar", "add", "next.json")
    assert next_year in Client(centre.staff_url, tmp_path)("calendar", "list").stdout
    assert centre.api("POST", "/calendar", table).status_code == 200
    assert centre.api("POST", "/calendar", table | {"off": [f"{next_year}-01-04"]}).status_code == 409
    centre.restart()
    assert [one["sent_by"] for one in centre.items("/calendar") if one["year"] == year + 1] == ["赵倩"]
    file = {"year": year + 1, "off": [f"{next_year}-01-01", f"{next_year}-01-04"], "work": []}
    (centre.base / f"calendar/{next_year}.json").write_text(json.dumps(file))
    centre.restart()
    [kept] = [one for one in centre.items("/calendar") if one["year"] == year + 1]
    assert kept["sent_by"] is None and len(kept["off"]) == 2
    assert centre.api("POST", "/calendar", table).status_code == 409


def reminders(centre, check):
    number = centre.check(check)["check_no"]
    return [mail for mail in centre.mail.mails if "提醒" in str(mail.message["Subject"]) and number in mail.text]


def test_a_party_is_reminded_once_of_its_notice_and_once_of_its_session_whatever_dies(shifted):
    centre = shifted(rules={"notice_lead_days": 1, "reminder_hours": 2})
    check = centre.application(accepted_at=centre.now_text())
    centre.give(check, "approve", by=HEAD)
    slot = centre.wait_exactly(check, "issued")["slot"]
    poll("the notice's mail", lambda: centre.keys(check))
    assert not reminders(centre, check)
    centre.stop()
    half = centre.now() + (instant(slot["start"]) - centre.now()) / 2
    centre.until(half, minutes=1)
    centre.start(wait=False, VIDEOCHECK_FAILPOINT="reminder.done")
    assert centre.daemon.reap() == -9, centre.daemon.tail()
    centre.start()
    mail = poll("the reminder", lambda: reminders(centre, check))[0]
    assert [part.get_content_type() for part in mail.message.iter_attachments()] == ["text/calendar"]
    assert commands(centre, check).count("remind") == 1
    # A clock that is set back and comes again reminds nobody twice.
    centre.move(-DAY)
    centre.restart()
    centre.move(DAY)
    centre.restart()
    centre.refused(check, "remind", "reminded", by="赵倩", role="registrar")
    centre.party_reads(check)
    centre.wait_exactly(check, "served")
    centre.until(instant(slot["start"]) - datetime.timedelta(hours=2), minutes=1)
    poll("the session's reminder", lambda: len(reminders(centre, check)) == 2, 60)
    kinds = [one["body"]["kind"] for one in centre.check(check)["events"] if one["command"] == "remind"]
    assert kinds == ["notice", "session"]
    assert centre.check(check)["state"] == "served"
    texts = [one for one in centre.items(f"/deliveries?check={check}") if one["kind"] == "notice_text"]
    assert len(texts) == 3, "the notice, and two reminders"


def test_a_clock_set_back_and_one_that_jumps_break_no_order(shifted):
    centre = shifted()
    check = centre.notified()
    before = centre.check(check)
    centre.move(-DAY)
    asked = centre.give(check, "ask-reschedule", by="赵倩", role="registrar", reason="当事人出差")
    event = asked["events"][-1]
    assert abs(event["body"]["clock_set_back_seconds"] - DAY) < 600
    assert instant(event["at"]) < instant(before["events"][-1]["at"])
    seqs = [one["audit_entry"] for one in asked["events"]]
    assert seqs == sorted(seqs) and commands(centre, check).count("issue") == 1
    # A check that is new under the clock as it is goes all its way.
    other = centre.notified()
    assert centre.check(other)["state"] == "served"
    centre.forward(days=366)
    jumped = centre.give(check, "reschedule", by=HEAD, reason="时钟校正后另行安排")
    assert jumped["deadline"] == before["deadline"]
    centre.wait_exactly(check, "issued")
    assert commands(centre, check).count("issue") == 2
    poll("what is over to be said", lambda: len(alerts(centre, "clock_overdue")) == 2, 60)
    # Back again: what waits for a claim or a second look does not wait a year.
    centre.move(-366 * DAY)
    third = centre.application(accepted_at=centre.now_text())
    centre.give(third, "approve", by=HEAD)
    centre.wait_exactly(third, "issued")
    assert len(alerts(centre, "clock_overdue")) == 2, "what was said stays said"


def test_without_an_electronic_way_the_notice_falls_to_the_next_lawful_one(shifted):
    centre = shifted(opened=False)
    tables = centre.tables()
    tables["sms"] = {}
    centre.write_configuration(tables)
    centre.start()
    centre.open_roster()
    by_text = {"channels": ["text"], "signed_at": centre.now_text()}
    check = centre.application(accepted_at=centre.now_text(), service_confirmation=by_text)
    centre.give(check, "approve", by=HEAD)
    failed = poll("the failure at once", lambda: (
        centre.check(check) if centre.check(check)["state"] == "service_failed" else None), 60)
    assert "text: held" in failed["events"][-1]["body"]["reason"]
    assert failed["events"][-1]["actor"]["role"] == "timer"
    assert poll("the alert", lambda: alerts(centre, "service_needed"), 60)[0]["subject"] == check
    page = centre.http.get(f"{centre.staff_url}/checks/{check}", headers={"Accept-Language": "zh"}, timeout=30).text
    assert "直接送达" in page and "邮寄送达" in page and "录音" in page
    centre.give(check, "serve", by="赵倩", proof="letter_receipt", arrived_at=centre.now_text(), note="EMS 2048")
    poll("the alert to end", lambda: not alerts(centre, "service_needed"), 60)
    # A party without a service confirmation is served on paper from the beginning.
    silent = centre.application(accepted_at=centre.now_text(), service_confirmation=None)
    centre.give(silent, "approve", by=HEAD)
    centre.wait_exactly(silent, "issued")
    assert not centre.items(f"/deliveries?check={silent}")
    page = centre.http.get(f"{centre.staff_url}/checks/{silent}", headers={"Accept-Language": "zh"}, timeout=30).text
    assert "未签署送达地址确认书" in page and "直接送达" in page
    poll("the alert", lambda: [one for one in alerts(centre, "service_needed") if one["subject"] == silent], 60)


def test_the_party_is_told_that_its_slot_stays_and_still_confirms_its_notice(shifted):
    centre = shifted()
    check = centre.application(accepted_at=centre.now_text())
    centre.give(check, "approve", by=HEAD)
    centre.wait_exactly(check, "issued")
    poll("the notice's mail", lambda: centre.keys(check))
    centre.give(check, "ask-reschedule", by="赵倩", role="registrar", reason="当事人出差")
    mails = len(centre.keys(check))
    centre.give(check, "keep-slot", by=HEAD, reason="期限将至")
    assert "slot_kept" in centre.papers(check)
    poll("the word of it", lambda: len(centre.keys(check)) > mails)
    assert "维持原定核查时间告知" in str(centre.mail.mails[-1].message["Subject"])
    # The newest key leads to what is still to be confirmed.
    assert "非现场核查告知书" in centre.party_reads(check)
    assert centre.wait_exactly(check, "served")["wish"] is None


def test_a_person_triages_and_the_application_has_its_own_time_until_then(shifted, tmp_path):
    centre = shifted(rules={"triage": {"default": "ask"}})
    body = centre.application_body(accepted_at=centre.now_text())
    made = centre.ok("POST", "/applications", body)
    assert made["check"] is None and made["triage"]["decision"] == "ask"
    assert centre.ok("POST", "/applications", body)["id"] == made["id"], "the same again is the same"
    name = body["application_no"]
    [waiting] = centre.items("/applications?triage=awaiting")
    assert {one["name"] for one in waiting["clocks"]} == {"supplement_notice", "licence_decision"}
    due = next(one["due"] for one in waiting["clocks"] if one["name"] == "supplement_notice")
    assert not centre.items("/checks")
    page = centre.http.get(f"{centre.staff_url}/triage", headers={"Accept-Language": "zh"}, timeout=30).text
    assert name in page and "申请材料补正告知" in page and "/triage/app_" in page
    centre.until(f"{due}T23:00:00Z")
    late = poll("it to be said", lambda: alerts(centre, "clock_overdue"), 60)
    assert late[0]["subject"] == f"{made['id']}/supplement_notice" and late[0]["detail"]["check"] == name

    def triage(**answer):
        return centre.api("POST", f"/applications/{name}/triage", {"by": "赵倩"} | answer)
    for answer, guard in (({"decision": "desk_check"}, "reason"), ({"decision": "ask", "reason": "x"}, "triage"),
                          ({"decision": "none", "reason": "x", "role": "inspector"}, "role")):
        refused = triage(**answer)
        assert refused.status_code == 409 and refused.json()["guard"] == guard, refused.text
    assert triage(decision="maybe", reason="x").status_code == 422 and triage(reason="x").status_code == 422
    assert centre.api("POST", "/applications/nothing/triage", {"decision": "none", "reason": "x"}).status_code == 404

    # Whoever asks for it by the client learns where it stands, how long there is, and what to do.
    client = Client(centre.staff_url, tmp_path)
    for language, words in (("zh_CN.UTF-8", ("待人工分流", "下一步")), ("C.UTF-8", ("waits for a person", "next"))):
        said = client("application", "show", name, LANG=language).stdout
        assert all(word in said for word in (*words, due, f"application triage {name}")), said
    shown = client.json("application", "show", name)
    assert shown["items"] == [] and shown["application"]["triage"]["decision"] == "ask"
    assert client("application", "show", "SQ-none", status=1).stderr

    assert triage(decision="none", reason="仅变更登记事项").json()["check"] is None
    said = client("application", "show", name).stdout
    assert "no check" in said and "仅变更登记事项" in said and "赵倩" in said and "--role head" in said
    assert not centre.items("/applications?triage=awaiting") and not centre.items("/clocks")
    assert client.json("application", "list")["items"][0]["triage"]["by"] == "赵倩"
    client("application", "triage", name, "--decision", "video_check", "--reason", "x", status=1)
    refused = triage(decision="video_check", reason="x")
    assert refused.status_code == 409 and refused.json()["guard"] == "role"
    done = triage(decision="video_check", reason="接到举报", by=HEAD, role="head").json()
    check = done["check"]["id"]
    assert done["triage"]["by"] == HEAD and centre.check(check)["mode"] == "video_check"
    first = centre.check(check)["events"][0]
    assert first["actor"] == {"role": "head", "name": HEAD} and first["body"]["triage"] == "接到举报"
    changed = triage(decision="desk_check", reason="材料齐全", by=HEAD, role="head")
    assert changed.status_code == 200 and centre.check(check)["mode"] == "desk_check"
    assert commands(centre, check) == ["request", "triage"]
    centre.give(check, "approve", by=HEAD)
    refused = triage(decision="video_check", reason="x", by=HEAD, role="head")
    assert refused.status_code == 409 and refused.json()["guard"] == "triage"
    poll("nothing to be over", lambda: not [
        one for one in alerts(centre, "clock_overdue") if one["subject"].startswith("app_")], 60)


def test_a_person_triages_on_the_console(shifted):
    centre = shifted(rules={"triage": {"default": "ask"}})
    made = centre.ok("POST", "/applications", centre.application_body(accepted_at=centre.now_text()))
    action, ours = f"{centre.staff_url}/triage/{made['id']}", {"Origin": centre.staff_url}
    empty = centre.http.post(action, data={"by": "赵倩", "decision": "", "reason": ""}, headers=ours, timeout=30)
    assert empty.status_code == 422 and centre.items("/applications?triage=awaiting")
    answer = centre.http.post(
        action, data={"by": "赵倩", "decision": "video_check", "reason": "需要视频核验"}, headers=ours, timeout=30)
    assert answer.status_code == 200 and not centre.items("/applications?triage=awaiting")
    [check] = centre.items("/checks")
    assert check["mode"] == "video_check"


def test_rules_with_a_gap_in_time_are_refused(shifted):
    centre = shifted(opened=False)
    rules = json.loads((centre.base / "rules/2021-01-01.json").read_text())
    later = rules | {"effective_from": "2022-01-01"}
    (centre.base / "rules/2022-01-01.json").write_text(json.dumps(later))
    (centre.base / "rules/2021-01-01.json").write_text(json.dumps(rules | {"effective_until": "2021-11-30"}))
    checked = subprocess.run(centre.command("check-config"), capture_output=True, text=True, timeout=60)
    assert checked.returncode == 78 and "no rules apply from 2021-12-01 to 2021-12-31" in checked.stderr
    (centre.base / "rules/2021-01-01.json").write_text(json.dumps(rules | {"effective_until": "2021-12-31"}))
    assert subprocess.run(centre.command("check-config"), capture_output=True, timeout=60).returncode == 0
    # Before the first rules nothing can be judged: refused clearly, and nothing is lost.
    (centre.base / "rules/2021-01-01.json").unlink()
    (centre.base / "rules/2022-01-01.json").unlink()
    future = f"{centre.now().year + 1}-01-01"
    (centre.base / f"rules/{future}.json").write_text(json.dumps(rules | {"effective_from": future}))
    centre.start()
    answer = centre.api("POST", "/applications", centre.application_body(accepted_at=centre.now_text()))
    assert answer.status_code == 503 and f"the first take effect on {future}" in answer.json()["detail"]
    assert not centre.items("/applications")


def test_an_independent_calendar_agrees_on_every_day():
    """The PyPI package chinesecalendar, for 2020 to 2026, with the number of working days of each year."""
    done = subprocess.run(
        [sys.executable, ROOT / "Tests/Oracles/calendar_check.py"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "2557 days compared, 0 differences" in done.stdout, done.stdout + done.stderr
