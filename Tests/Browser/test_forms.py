"""The console's forms for a filed case and for the people of a check, walked by hand in a real browser: in Chinese on a
desk, in English on a phone."""
import datetime
import re

import pytest
from playwright.sync_api import expect

from casework import BUREAU, CHAIR, FINDING, REGISTRAR, REVIEWER, CaseCentre
from centre import HEAD
from children import poll
from shifted import ShiftedCentre
from test_console import FITS, READABLE, SCREENSHOTS, TAGS, browser  # noqa: F401

WALKS = pytest.mark.parametrize("language, size", [("zh", (1280, 900)), ("en", (390, 844))])


@pytest.fixture(scope="module")
def cases():
    centre = CaseCentre()
    yield centre
    centre.fsck()
    centre.close()


@pytest.fixture(scope="module")
def people():
    centre = ShiftedCentre(rules={"notice_lead_days": 1})
    yield centre
    centre.fsck()
    centre.close()


class Walk:
    """Somebody at the console, who opens forms, fills them in and sends them."""

    def __init__(self, browser, centre, name, language, size):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        self.centre, self.language, self.name = centre, language, f"{name}-{language}"
        self.context = browser.new_context(
            locale={"zh": "zh-CN", "en": "en-GB"}[language], viewport={"width": size[0], "height": size[1]})
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.refusals, self.complaints, self.count = 0, [], 0
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def open(self, path):
        assert self.page.goto(f"{self.centre.staff_url}{path}").status == 200
        assert self.page.get_attribute("html", "lang") == TAGS[self.language]

    def shoot(self, what):
        """A picture for whoever looks; the page must fit and be readable with its form unfolded."""
        self.count += 1
        self.page.screenshot(path=SCREENSHOTS / f"walk-{self.name}-{self.count:02}-{what}.png", full_page=True)
        fits = self.page.evaluate(FITS)
        assert not fits["wide"] and fits["outside"] == [], (what, fits)
        found = self.page.evaluate(READABLE)
        assert found["nameless"] == [] and found["silent"] == [] and found["twice"] == [], (what, found)

    def form(self, command):
        """The command's form, unfolded."""
        form = self.page.locator(f"#do-{command}")
        if not form.is_visible():
            self.page.locator("details.deed", has=form).locator("summary").first.click()
        expect(form).to_be_visible()
        return form

    def fill(self, command, fields):
        form = self.form(command)
        for name, value in fields.items():
            field = form.locator(f"[name='{name}']")
            if value is True:
                for box in field.all():
                    box.check()
            elif field.first.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            elif field.first.get_attribute("type") == "checkbox":
                form.locator(f"[name='{name}'][value='{value}']").check()
            else:
                field.fill(value)
        return form

    def send(self, command, shoot=True, **fields):
        form = self.fill(command, fields)
        if shoot:
            self.shoot(command)
        form.locator("button[type=submit]").click()
        expect(self.page.locator(".notice")).to_be_visible()

    def refused(self, command, **fields):
        """Sent in vain: it says so in the reader's language, and keeps what was entered."""
        self.fill(command, fields).locator("button[type=submit]").click()
        alert = self.page.locator(f"#do-{command} [role=alert]")
        expect(alert).to_be_visible()
        said = alert.inner_text()
        if self.language == "zh":
            assert not re.search("[a-z]{4}", said.replace("videocheckd fsck", "").replace("Asia/Shanghai", "")), said
            expect(self.page.locator(f"#do-{command} .problem summary")).to_have_text("系统原文（英文）")
        else:
            assert not re.search("[\u3400-\u9fff]", re.sub("核查员.", "", said)), said
        self.shoot(f"{command}-refused")
        self.refusals += 1
        return said

    def shows(self, zh, en):
        expect(self.page.locator("main")).to_contain_text(zh if self.language == "zh" else en)

    def end(self):
        self.shoot("end")
        # A browser reports the status of a form that was refused as an error of its own.
        assert all("409" in one for one in self.complaints) and len(self.complaints) == self.refusals, self.complaints
        self.context.close()


def local(centre, days):
    return centre.at(days)[:16]


def day_after(day, days):
    return str(datetime.date.fromisoformat(day) + datetime.timedelta(days=days))


@WALKS
def test_a_case_from_its_filing_to_its_end(cases, browser, language, size):  # noqa: F811
    centre = cases
    check = centre.reviewed(FINDING)
    walk = Walk(browser, centre, "case", language, size)
    walk.open(f"/checks/{check}")
    person = centre.check(check)["people"][0]["id"]
    walk.send(
        "file-case", kind="penalty", cause="certificate_lending", facts="技术负责人同时在另一单位任职", basis="《许可证管理办法》第三十九条",
        persons=person, by=BUREAU)
    case = centre.check(check)["cases"][-1]["case_no"]
    centre.failed(check)
    walk.open(f"/checks/{check}")
    walk.page.click(f"a[href='/cases/{case}']")
    assert walk.page.url.endswith(f"/cases/{case}")
    walk.refused("notify", fine="", by=HEAD)
    walk.send("notify", warning=True, fine="200,000", by=HEAD)
    walk.shows("罚款人民币 200,000.00 元", "a fine of 200,000.00 yuan")

    def served(note):
        centre.forward(minutes=2)
        walk.open(f"/cases/{case}")
        walk.send("serve", proof="letter_receipt", note=note, by=REGISTRAR)
    served("EMS 1023，王伟签收")
    walk.shows("邮寄送达", "etter")
    walk.refused("legal-review", opinion="approve", text="事实清楚", by=REVIEWER)
    walk.send("statement", text="已经改正，请从轻处理", by=REGISTRAR)
    walk.send("ask-hearing", reason="对金额有异议", by=REGISTRAR)
    walk.refused("set-hearing", at=local(centre, 3), place="听证室", chair=CHAIR, by=HEAD)
    walk.send("set-hearing", at=local(centre, 25), place="三楼听证室", chair=CHAIR, by=HEAD)
    served("EMS 1024，王伟签收")
    centre.until(centre.case(case)["hearing"]["at"])
    walk.open(f"/cases/{case}")
    walk.send("hold-hearing", record="主持人：现在开始听证。\n当事人：请求从轻。", by=HEAD)
    walk.send("legal-review", opinion="approve", text="事实清楚，程序合法", by=REVIEWER)
    walk.refused("decide", fine="300000", reason="事实清楚", by=BUREAU)
    walk.send("decide", fine="150000.50", reason="部分采纳当事人意见", by=BUREAU)
    walk.shows("150,000.50", "150,000.50")
    served("EMS 1025，王伟签收")
    walk.send("execute", how="paid", receipt_no="JK-2026-1", by=REGISTRAR)
    walk.end()
    found = centre.case(case)
    assert found["state"] == "executed" and found["decision"]["measures"]["fine_fen"] == 15_000_050
    centre.closed(check)


@WALKS
def test_who_inspects_from_leave_to_presence(people, browser, language, size):  # noqa: F811
    centre = people
    walk = Walk(browser, centre, "people", language, size)
    check = centre.notified()
    slot = centre.check(check)["slot"]["start"]
    away = centre.check(check)["inspectors"][0]
    # Leave and a conflict of interest, in the roster.
    walk.open(f"/inspectors/{away['id']}")
    day = slot[:10]
    walk.page.fill("#change [name=leave]", f"{day} {day[:8]}99")
    walk.page.fill("#change [name=conflicts]", "91110000600037341L 曾在该单位任职")
    walk.page.locator("#change button[type=submit]").click()
    expect(walk.page.locator("#change [aria-invalid=true]")).to_have_attribute("name", "leave")
    walk.shoot("leave-refused")
    walk.complaints.clear()
    walk.page.fill("#change [name=leave]", f"{day} {day_after(day, 5)} 年假")
    walk.page.locator("#change button[type=submit]").click()
    expect(walk.page.locator(".notice")).to_be_visible()
    # The one on leave is replaced, the next is objected to.
    poll("the alert", lambda: [one for one in centre.items("/alerts?open=true") if one["kind"] == "inspector_unfit"])
    walk.open(f"/checks/{check}")
    walk.send("replace-inspector", inspector=away["id"], cause="leave", reason="休年假", by=HEAD)
    other = centre.check(check)["inspectors"][1]
    walk.send("ask-recusal", inspector=other["id"], role="registrar", reason="与当事人有亲属关系", by=REGISTRAR)
    walk.shows(other["name"], other["name"])
    walk.refused("ask-recusal", inspector=other["id"], role="registrar", reason="再次提出", by=REGISTRAR)
    walk.open(f"/checks/{check}")
    walk.send("decide-recusal", inspector=other["id"], granted="no", reason="经核实，不影响公正", by=HEAD)
    walk.shows("不予回避", "Not recused")
    # At the session each is there by its own code.
    centre.until(slot)
    walk.open(f"/checks/{check}")
    shown = centre.codes(check)
    found = centre.check(check)
    fields = {"present": True, "identified": True, "certificates_shown": True, "capture": "external",
              "attestation": "外接录像设备已开机", "by": found["inspectors"][0]["name"]}
    codes = {f"code_{one}": code for one, code in shown.items()}
    walk.refused("begin", **fields | codes | {f"code_{found['inspectors'][0]['id']}": "12"})
    if walk.page.locator("#do-begin [name=clock_override]").count():
        codes["clock_override"] = "测试机没有时间服务"
    centre.forward(seconds=31)
    codes |= {f"code_{one}": code for one, code in centre.codes(check).items()}
    form = walk.fill("begin", fields | codes)
    assert form.locator(f"[name='code_{other['id']}']").input_value()
    form.locator("button[type=submit]").click()
    if walk.page.locator("#do-begin [name=clock_override]").count():
        # The clock of a machine without a time service asks for a reason of its own.
        walk.complaints.clear()
        walk.refusals = 0
        centre.forward(seconds=31)
        codes = {f"code_{one}": code for one, code in centre.codes(check).items()}
        walk.send("begin", shoot=False, **fields | codes | {"clock_override": "测试机没有时间服务"})
    walk.end()
    assert centre.check(check)["state"] == "in_session"
    centre.ok("PATCH", f"/inspectors/{away['id']}", {"leave": [], "conflicts": []})
