"""Finding: any part of a name, a number, a note or an answer, over the API and from the command line."""
import sqlite3

import pytest

from centre import HEAD, Centre
from client import Client
from children import ROOT


class AskingCentre(Centre):
    def tables(self):
        return super().tables() | {"checklists": {"directory": str(ROOT / "config/checklists")}}


@pytest.fixture(scope="module")
def searched(small):
    """Two checks, one of them in session with footage, an answer and a note."""
    one = AskingCentre()
    other = one.application_body()
    other["enterprise"] |= {"name": "榕江电力安装有限公司", "uscc": "91512081MA62K0260E"}
    other["people"][0] |= {"name": "欧阳明明"}
    one.ok("POST", "/applications", other)
    check = one.in_session()
    recording = one.upload(check, small, name="现场核查.mp4")
    one.wait_ready_recording(recording)
    item = one.check(check)["checklist"]["items"][0]
    one.ok("POST", f"/checks/{check}/markers", {
        "kind": "answer", "person": item["person"], "item": item["item"], "answer": "unclear", "reason": "画面反光",
        "by": "核查员1", "recording": recording, "from": 2.5, "to": 3})
    one.ok("POST", f"/checks/{check}/markers", {
        "kind": "note", "reason": "身份证 11010519491231002X 已出示，合同 HT-88", "by": HEAD, "role": "head",
        "recording": recording, "from": 4, "to": 4.5})
    yield one, check, recording
    one.close()


def hits(centre, q, **more):
    answer = centre.api("GET", "/search", params={"q": q} | more)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


def test_any_part_of_any_length_is_found(searched):
    centre, check, recording = searched
    shown = centre.check(check)
    person = shown["people"][0]["name"]
    assert {one["kind"] for one in hits(centre, person)} >= {"person", "answer"}
    for part in ("欧阳", "阳明", "欧阳明明", "明"):
        assert any(one["text"] == "欧阳明明" for one in hits(centre, part)), part
    assert hits(centre, "阳江") == []
    assert [one["check"]["check_no"] for one in hits(centre, shown["check_no"]) if one["kind"] == "check"] == [shown["check_no"]]
    paper = shown["documents"][0]
    assert paper["id"] in [one["subject"] for one in hits(centre, paper["number"]) if one["kind"] == "document"]
    inspector = shown["inspectors"][0]["name"]
    assert any(one["kind"] == "inspector" for one in hits(centre, inspector))
    assert hits(centre, "榕江 有限公司") and not hits(centre, "榕江 现场核查")
    assert hits(centre, "MA62K")[0]["check"]["enterprise_name"] == "榕江电力安装有限公司", "width, case and place do not count"


def test_a_plus_is_a_blank_as_forms_send_it(searched):
    centre = searched[0]
    assert centre.api("GET", "/search?q=%E6%A6%95%E6%B1%9F+%E6%9C%89%E9%99%90").json()["items"]
    assert centre.api("GET", "/checks?q=%E6%A6%95%E6%B1%9F+%E5%AE%89%E8%A3%85").json()["items"]


def test_a_result_points_at_its_moment(searched):
    centre, check, recording = searched
    [answer] = hits(centre, "反光")
    assert (answer["kind"], answer["recording"], answer["at"]) == ("answer", recording, 2.5)
    [note] = hits(centre, "ht-88")
    assert (note["kind"], note["at"], note["check"]["id"]) == ("note", 4, check)
    assert any(one["kind"] == "recording" and one["at"] == 0 for one in hits(centre, "现场核查.mp4"))


def test_sealed_numbers_are_nowhere_in_the_index(searched):
    centre, check, _ = searched
    for sealed in ("11010519491231002X", "110105194912", "TITLE"):
        assert hits(centre, sealed) == [], sealed
    database = sqlite3.connect(f"file:{centre.state}/videocheck.sqlite?mode=ro", uri=True)
    texts = " ".join(text for [text] in database.execute("SELECT text FROM search_entry"))
    assert "110105" not in texts and "HT-88" in texts


def test_filters_and_pages(searched):
    centre, check, _ = searched
    assert all(one["check"]["id"] == check for one in hits(centre, "有限公司", state="in_session"))
    assert hits(centre, "有限公司", outcome="fail") == []
    assert hits(centre, "有限公司", **{"from": "2099-01-01"}) == []
    assert hits(centre, "有限公司", to="2099-01-01")
    inspector = centre.check(check)["inspectors"][0]["id"]
    assert all(one["check"]["id"] == check for one in hits(centre, "有限公司", inspector=inspector))
    seen, cursor = [], None
    while True:
        page = centre.api("GET", "/search", params={"q": "公司", "limit": 1} | ({"cursor": cursor} if cursor else {})).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == hits(centre, "公司") and len(seen) >= 2


@pytest.mark.parametrize("query", ["", "q=", "q=%20", "q=a&from=gestern", "q=a&state=happy", "q=a&cursor=x", "q=a&outcome=maybe"])
def test_what_cannot_be_asked_is_told(searched, query):
    answer = searched[0].api("GET", f"/search?{query}")
    assert answer.status_code == 422 and answer.json()["field"] in ("q", "from", "state", "cursor", "outcome"), answer.text


def test_quotes_and_operators_are_only_text(searched):
    for q in ('"', '" OR "', "a*", "NEAR(", "-x", "search:", "^a", "%", "_", "'; DROP TABLE search;--"):
        assert hits(searched[0], q) is not None
    assert hits(searched[0], "公司")


def test_the_client_finds_too(searched, tmp_path):
    centre, check, recording = searched
    client = Client(centre.staff_url, tmp_path)
    found = client("search", "反光").stdout
    assert "反光" in found and recording in found
    [hit] = client.json("search", "反光")["items"]
    assert hit["at"] == 2.5
    nothing = client("search", "不存在")
    assert "Nothing is found" in nothing.stdout + nothing.stderr
