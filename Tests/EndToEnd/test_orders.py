"""Checks that people order from a list or a draw, through the API, the client and the console."""
import re

import pytest

from centre import HEAD, Centre
from children import poll
from client import Client

USCC = "91350100M000100Y43"


@pytest.fixture(scope="module")
def centre():
    one = Centre()
    yield one
    one.fsck()
    one.close()


def ordered(centre, application, source="list_complaint", key=None, **changes):
    body = {"source": source, "application": application, "reason": "投诉登记 TS-2026-42", "by": "赵倩"} | changes
    return centre.api("POST", "/checks", body, headers={"Idempotency-Key": key} if key else {})


def test_a_complaint_opens_a_check_of_its_own(centre):
    own = centre.check(centre.application())
    number = own["application_no"]
    answer = ordered(centre, number, key="order-1")
    assert answer.status_code == 201, answer.text
    check = answer.json()
    assert check["source"] == "list_complaint" and check["state"] == "requested" and check["mode"] == "video_check"
    assert check["id"] != own["id"] and check["application_no"] == number and check["people"] == own["people"]
    assert [one["name"] for one in check["clocks"]] == ["ordered_check"]
    [asked] = check["events"]
    assert asked["body"]["reason"] == "投诉登记 TS-2026-42" and asked["actor"]["name"] == "赵倩"
    # The same order again is answered, another one with its key is not, and a second complaint waits for the first.
    again = ordered(centre, number, key="order-1")
    assert again.status_code == 200 and again.json()["id"] == check["id"]
    assert ordered(centre, number, "list_doubtful", key="order-1").status_code == 409
    twice = ordered(centre, number)
    assert twice.status_code == 409 and twice.json()["guard"] == "source" and check["check_no"] in twice.json()["detail"]
    assert twice.json()["lifted_by"] == ["head"]
    # Another list may name the same enterprise; a code means its newest application.
    doubtful = ordered(centre, USCC, "list_doubtful")
    assert doubtful.status_code == 201 and doubtful.json()["application_no"] == number
    # What the application itself became is what it was.
    assert centre.ok("GET", f"/applications/{number}")["check"]["id"] == own["id"]
    assert {one["id"] for one in centre.items("/checks?source=list_complaint")} == {check["id"]}


def test_bad_orders_say_what_to_do(centre):
    number = centre.check(centre.application())["application_no"]
    for source in ("licence_review", "recheck"):
        refused = ordered(centre, number, source)
        assert refused.status_code == 409 and refused.json()["guard"] == "source", refused.text
    assert ordered(centre, number, reason=" ").json()["guard"] == "reason"
    assert ordered(centre, number, mode="onsite_check").json()["guard"] == "mode"
    assert ordered(centre, number, role="inspector").json()["guard"] == "role"
    missing = ordered(centre, "SQ-nowhere")
    assert missing.status_code == 404 and "unified social credit code" in missing.json()["detail"]
    for body, field in (({"application": number}, "source"), ({"source": "list_doubtful"}, "application")):
        answer = centre.api("POST", "/checks", body | {"reason": "r"})
        assert answer.status_code == 422 and answer.json()["field"] == field, answer.text
    free = centre.check(centre.application(commitment=False))["application_no"]
    assert ordered(centre, free, "commitment_full").json()["guard"] == "source"
    before = len(centre.items("/checks?limit=500"))
    assert ordered(centre, number, "listcomplaint").status_code in (400, 422)
    assert len(centre.items("/checks?limit=500")) == before


def test_an_ordered_check_goes_its_way_and_posts_its_source(centre):
    number = centre.check(centre.application())["application_no"]
    check = ordered(centre, number, "list_dishonest", mode="desk_check").json()["id"]
    centre.give(check, "approve", by=HEAD)
    late = centre.api("POST", f"/checks/{check}/extend-deadline", {"by": "林局", "reason": "r"})
    assert late.status_code == 409 and late.json()["guard"] == "source", late.text
    two = [one["id"] for one in centre.items("/inspectors")][:2]
    centre.give(check, "record-review", by="核查员1", inspectors=two, record="查阅材料", findings=[
        {"rule_id": "LEAD-02", "text": "不在岗", "severity": "major"}])
    record = next(one for one in centre.check(check)["documents"] if one["kind"] == "desk_record")
    page = centre.http.get(f"{centre.staff_url}/api/v1/documents/{record['id']}", timeout=30).text
    assert "失信企业清单" in page and "TS-2026-42" not in page, "a paper names the source, never the complaint"
    centre.give(check, "escalate", by=HEAD, code="premises", reason="需要查看场所")
    [linked] = [one for one in centre.items("/checks?source=list_dishonest") if one["origin"] == check]
    assert linked["deadline"] == centre.check(check)["deadline"]
    posted = poll("the result", lambda: [one for one in centre.effects(centre.check(check)["check_no"])])
    assert posted


def test_the_client_and_the_console_order_too(centre, tmp_path):
    number = centre.check(centre.application())["application_no"]
    client = Client(centre.staff_url, tmp_path)
    done = client("check", "order", number, "--source", "double_random", "--reason", "2026 年第 2 批", "--by", "赵倩")
    assert re.search(r"C\d{4}-\d{5}", done.stdout), done.stdout
    [drawn] = [one for one in centre.items("/checks?source=double_random") if one["application_no"] == number]
    # A drawn enterprise is called off only with the one that takes its place.
    refused = centre.api("POST", f"/checks/{drawn['id']}/cancel", {"by": HEAD, "reason": "r"})
    assert refused.status_code == 409 and refused.json()["guard"] == "replacement", refused.text

    zh = {"Accept-Language": "zh"}
    page = centre.http.get(f"{centre.staff_url}/order?application={number}", headers=zh, timeout=30).text
    assert "下达核查" in page and f'value="{number}"' in page and "licence_review" not in page
    form = {"source": "list_doubtful", "application": number, "mode": "video_check", "reason": "社保存疑", "by": "赵倩"}

    def send(**changes):
        return centre.http.post(
            f"{centre.staff_url}/order", data=form | changes, headers=zh | {"Origin": centre.staff_url},
            timeout=30, allow_redirects=False)
    empty = send(reason="", source="")
    assert empty.status_code == 422 and "请选择。" in empty.text and "请填写。" in empty.text and number in empty.text
    assert "没有这份申请" in send(application="SQ-nowhere").text
    done = send()
    assert done.status_code == 303, done.text
    assert "存疑企业清单" in centre.http.get(
        f"{centre.staff_url}{done.headers['Location'].split('?')[0]}", headers=zh, timeout=30).text
    twice = send()
    assert twice.status_code == 409 and "与核查来源不符" in twice.text
