"""A centre for filed cases, on a clock that the story moves, with a stand-in credit platform."""
import base64
import datetime
import json

from centre import HEAD
from children import poll
from shifted import ShiftedCentre

BUREAU, REVIEWER, REGISTRAR, CHAIR = "林局", "郑法", "赵倩", "吴主任"
FINDING = {"rule_id": "LEAD-02", "text": "技术负责人在其他单位任职", "severity": "major"}
FILING = {"by": BUREAU, "facts": "技术负责人同时在另一单位任职", "basis": "《许可证管理办法》第三十九条"}
SHANGHAI = datetime.timezone(datetime.timedelta(hours=8))


class CaseCentre(ShiftedCentre):
    """Checks on the file, so that a story comes to its case at once; penalties go to the stand-in credit platform."""

    credit = True

    def __init__(self, **options):
        super().__init__(rules={"triage": {"default": "desk_check"}}, **options)

    def tables(self):
        tables = super().tables()
        if self.credit:
            tables["credit"] = {
                "url": f"http://127.0.0.1:{self.licensing_port}/penalties",
                "secret_file": str(self.base / "webhook-secret")}
        return tables

    def reviewed(self, *findings):
        return self.judged(self.application(accepted_at=self.now_text()), *findings)

    def complained(self, *findings):
        """A complaint about an enterprise that has a licence here: a check of its own, beside the application's."""
        application = self.check(self.application(accepted_at=self.now_text()))
        ordered = self.api("POST", "/checks", {
            "source": "list_complaint", "application": application["application_no"], "mode": "desk_check",
            "reason": "投诉登记 TS-42", "by": REGISTRAR})
        assert ordered.status_code == 201 and ordered.json()["source"] == "list_complaint", ordered.text
        return self.judged(ordered.json()["id"], *findings)

    def judged(self, check, *findings):
        self.give(check, "approve", by=HEAD)
        two = [one["id"] for one in self.items("/inspectors")][:2]
        self.give(check, "record-review", by="核查员1", inspectors=two, record="查阅材料", findings=list(findings))
        return check

    def failed(self, check):
        mails = len(self.keys(check))
        self.give(check, "fail", by=HEAD, reason="不符合条件")
        self.party_confirms(check, mails)
        poll("the decision's service", lambda: self.check(check)["decision"]["service"])

    def filed(self, check, kind="penalty", cause="certificate_lending"):
        return self.give(check, "file-case", kind=kind, cause=cause, **FILING)["cases"][-1]["case_no"]

    def case(self, case):
        return self.ok("GET", f"/cases/{case}")

    def give_case(self, case, command, **body):
        return self.ok("POST", f"/cases/{case}/{command}", body)

    def refused_case(self, case, command, guard, **body):
        before = self.case(case)["revision"]
        answer = self.api("POST", f"/cases/{case}/{command}", body)
        assert answer.status_code == 409 and answer.json().get("guard") == guard, f"{answer.status_code} {answer.text}"
        assert answer.json()["detail"] and self.case(case)["revision"] == before
        return answer.json()["detail"]

    def tell(self, case, command, **body):
        """A command whose paper goes to the party, which then confirms it on its page; returns the page."""
        check = self.case(case)["check"]
        mails = len(self.keys(check))
        self.give_case(case, command, **body)
        return self.party_confirms(check, mails)

    def page(self, check, path="", **data):
        key = self.keys(check)[-1]
        headers = {"Accept-Language": "zh"}
        if not path:
            return self.http.get(f"{self.public_url}/p/{key}", headers=headers, timeout=30).text
        answer = self.http.post(f"{self.public_url}/{path}", data={"key": key, **data}, headers=headers, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text

    def console(self, path, language="zh"):
        answer = self.http.get(self.staff_url + path, headers={"Accept-Language": language}, timeout=30)
        assert answer.status_code == 200, answer.text
        return answer.text


    def penalties(self, case):
        journal = (self.base / "licensing.jsonl").read_text(encoding="utf-8").splitlines()
        found = [json.loads(line) for line in journal]
        return [json.loads(base64.b64decode(one["body"])) for one in found
                if one["idempotency_key"].startswith(f"penalty:{case}:")]

    def clocks(self, case):
        return {one["name"]: one for one in self.case(case)["clocks"] if one["standing"] != "stopped"}


    def due(self, case, name):
        return self.clocks(case)[name]["due"]


    def said(self, case):
        """What stands of a case's clocks, by kind."""
        identity = self.case(case)["id"]
        found = self.items("/alerts?open=true&limit=500")
        return {(one["kind"], one["subject"].split("/")[1]) for one in found if one["subject"].startswith(identity)}


    def workdays_after(self, day, count):
        years = self.items("/calendar")
        off, work = ({one for year in years for one in year[name]} for name in ("off", "work"))
        day = datetime.date.fromisoformat(day)
        while count:
            day += datetime.timedelta(1)
            count -= day.isoformat() in work or (day.weekday() < 5 and day.isoformat() not in off)
        return day.isoformat()


    def today(self):
        return self.now().astimezone(SHANGHAI).date().isoformat()


    def at(self, days):
        """Ten o'clock in Shanghai, so many days from now."""
        day = self.now().astimezone(SHANGHAI).date() + datetime.timedelta(days=days)
        return datetime.datetime.combine(day, datetime.time(10), SHANGHAI).isoformat()
