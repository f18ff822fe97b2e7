"""A centre that lives through every kind of paper: what the tests, and whoever looks at the papers, print."""
import datetime
import json

from centre import HEAD
from casework import BUREAU, CHAIR, FILING, REGISTRAR, REVIEWER, CaseCentre
from children import ROOT, poll
from shifted import ShiftedCentre

ENTERPRISE = {"uscc": "91350100M000100Y43", "name": "福建省榕江送变电安装工程有限责任公司闽侯第二分公司"}
PEOPLE = [
    {"name": "黄丽华", "id_type": "resident_id", "id_number": "11010519491231002X", "posts": ["technical_lead"], "certificates": []},
    {"name": "王伟", "id_type": "resident_id", "id_number": "440524188001010014", "posts": ["safety_lead", "technician"],
     "certificates": []},
    {"name": "Jean-Baptiste O’Sullivan", "id_type": "foreign_passport", "id_number": "E23456789", "posts": ["hv_electrician"],
     "certificates": []},
]
TRANSCRIPT = "\n".join(
    ["问：现在核对身份，请出示身份证件正反面。", "答：已出示，姓名、证件号码与申请材料一致。"]
    + ["问：请说明你的职务、入职时间和主要工作内容，是否专职，有没有在其他单位任职、缴纳社会保险？",
       "答：我任技术负责人，二〇一九年三月入职，负责施工方案审查、技术交底和验收；是专职，没有在其他单位任职。"] * 12
    + ["以上笔录已向当事人宣读，当事人核对无误。"])
SEEN = "技术负责人黄丽华的社会保险自二〇二〇年一月起由另一单位缴纳，与申请材料所附的缴费证明不一致"


class PaperCentre(CaseCentre):
    """Under rules that ask for two verdicts, with the shipped checklist."""

    def __init__(self):
        ShiftedCentre.__init__(self, rules={"verdicts_required": 2, "hearing_threshold_fen": 10_000_000})

    def tables(self):
        return super().tables() | {"checklists": {"directory": str(ROOT / "config/checklists")}}

    def application_body(self, **changes):
        return super().application_body(**{"enterprise": ENTERPRISE, "people": PEOPLE} | changes)

    def desk(self):
        """A check on the file that waits for its review."""
        made = self.ok("POST", "/applications", self.application_body(accepted_at=self.now_text()))
        self.ok("POST", f"/applications/{made['id']}/triage", {
            "decision": "desk_check", "reason": "材料齐全，书面核查即可", "by": HEAD, "role": "head"})
        self.give(made["check"]["id"], "approve", by=HEAD)
        return made["check"]["id"]

    def two(self):
        return [one["id"] for one in self.items("/inspectors")][:2]

    def file_review(self, check, *findings):
        self.give(
            check, "record-review", by="核查员1", inspectors=self.two(), findings=list(findings),
            record="查阅了申请材料、劳动合同、社会保险缴费记录和资格证书，并与共享数据逐项比对。")

    def judge(self, check, position, verdict, *findings, reason):
        one = self.check(check)["inspectors"][position]
        return self.give(
            check, "verdict", by=one["name"], inspector=one["id"], verdict=verdict, findings=list(findings), reason=reason)

    def present(self, check):
        found = self.check(check)
        return {
            "by": found["inspectors"][0]["name"], "present": [one["id"] for one in found["inspectors"]],
            "identified": [one["id"] for one in found["people"]], "codes": self.codes(check)}

    def interrupted(self, check, cause, note):
        self.give(check, "interrupt", by="核查员1", cause=cause, note=note)

    def answer_all(self, check):
        for item in self.check(check)["checklist"]["items"]:
            body = {"kind": "answer", "person": item["person"], "item": item["item"], "answer": "yes", "by": "核查员1"}
            if item["item"].startswith("ROOM"):
                body |= {"answer": "waived", "reason": "当事人在施工现场，无固定场所"}
            elif item["item"].startswith("LEAD"):
                body |= {"answer": "unclear", "reason": "陈述与缴费记录不一致", "from": 312, "to": 355}
            self.ok("POST", f"/checks/{check}/markers", body)


def live_through(centre, footage):
    """Every kind of paper is filed by some check."""
    for story in (corrected, waived, absent, declined, broken_off, called_off, extended, fined, revoked, dismissed):
        story(centre, footage) if story in (corrected, waived) else story(centre)


def corrected(centre, footage):
    """One check with all that can befall it, to a decision that is taken back."""
    check = centre.notified()
    centre.page(check, "reschedule", reason="当日上午须参加竣工验收")
    centre.give(check, "keep-slot", by=HEAD, reason="许可决定期限将至，没有其他可用的时间")
    first, second = centre.check(check)["inspectors"]
    centre.give(check, "ask-recusal", by=REGISTRAR, role="registrar", inspector=first["id"], reason="与本单位负责人有亲属关系")
    centre.give(check, "decide-recusal", by=HEAD, inspector=first["id"], granted=True, reason="经核实，亲属关系属实，应当回避")
    centre.give(check, "replace-inspector", by=HEAD, inspector=second["id"], cause="illness", reason="住院")
    expert = centre.give(
        check, "invite-expert", by=HEAD, name="何教授", field="继电保护", organisation="华东电力大学",
        reason="试验设备较为专业，需要专家辨认")["experts"][0]["id"]
    centre.until(centre.check(check)["slot"]["start"])
    centre.begin(check, experts=[expert])
    centre.interrupted(check, "line_dropped", "对方网络中断")
    centre.forward(minutes=5)
    centre.give(check, "resume", **centre.present(check))
    centre.answer_all(check)
    recording = centre.upload(check, footage)
    centre.give(check, "complete", by="核查员1", transcript=TRANSCRIPT)
    centre.wait_ready_recording(recording)
    centre.seal(check)
    centre.give(check, "record-expert-fee", by=REGISTRAR, expert=expert, hours=1.5, amount_fen=80_050, note="按省级专家劳务标准")
    centre.wait_ready_recording(centre.upload(check, footage, kind="addendum"))
    centre.give(check, "addend", by="核查员1", reason="备用录像机的存储卡事后取出，补录中断前后各两分钟")
    lead = centre.check(check)["people"][0]["id"]
    seen = {"rule_id": "LEAD-02", "text": SEEN, "severity": "major", "person": lead, "recording": recording, "from": 1, "to": 4}
    also = {"rule_id": "DOC-01", "text": "职称证书复印件不清晰", "severity": "minor"}
    centre.judge(check, 0, "fail", seen, reason="社会保险由他人缴纳，不符合专职的要求")
    centre.judge(check, 1, "rectify", seen, also, reason="可以更正，建议限期整改")
    mails = len(centre.keys(check))
    due = centre.give(check, "rectify", by=HEAD, reason="问题可以改正，责令限期整改")["rectification"]["due"]
    centre.party_confirms(check, mails)
    poll("the order's service", lambda: centre.check(check)["rectification"]["service"])
    centre.until(f"{due}T23:00:00Z")
    centre.give(check, "report", by=REGISTRAR, role="registrar", text="已补交清晰的证书复印件；社会保险关系正在转移")
    now = [one["id"] for one in centre.check(check)["inspectors"]]
    centre.give(check, "recheck", by="核查员3", inspectors=now, record="缴费单位仍未变更", remaining=[0])
    mails = len(centre.keys(check))
    centre.give(check, "fail", by=HEAD, reason="逾期仍未改正，技术负责人不符合专职的要求")
    centre.party_confirms(check, mails)
    centre.closed(check)
    centre.give(check, "withdraw", by=BUREAU, role="bureau_head", reason="缴费数据有误，社会保险经办机构已经更正")


def waived(centre, footage):
    """At short notice, passed, and taken up again."""
    stations = [one["id"] for one in centre.items("/stations")]
    for one in stations:
        centre.ok("PATCH", f"/stations/{one}", {"active": False})
    check = centre.application(accepted_at=centre.now_text())
    centre.give(check, "approve", by=HEAD)
    poll("the check to be blocked", lambda: centre.check(check)["blocked"])
    centre.give(check, "waive-lead", by=REGISTRAR, reason="郑文博于当日九时来电，表示愿意提前进行，录音编号 2026-118")
    for one in stations:
        centre.ok("PATCH", f"/stations/{one}", {"active": True})
    centre.wait_exactly(check, "issued")
    centre.party_confirms(check, 0)
    centre.wait_exactly(check, "served")
    centre.meet(check)
    centre.answer_all(check)
    centre.film(check, footage)
    centre.judge(check, 0, "pass", reason="人员属实")
    centre.judge(check, 1, "pass", reason="人员属实，证书原件与申请材料一致")
    centre.give(check, "pass", by=HEAD, reason="人员在岗，证书原件与申请材料一致")
    centre.closed(check)
    centre.give(check, "reopen", by=BUREAU, role="bureau_head", reason="收到举报，称社会保险记录不实")


def absent(centre):
    """Nobody appears, and the centre goes there."""
    check = centre.notified()
    centre.until(centre.check(check)["slot"]["start"], minutes=15)
    centre.give(check, "no-show", by="核查员1", attempts=[
        {"at": centre.now_text(), "how": "拨打郑文博 138****0000，无人接听"}, {"at": centre.now_text(), "how": "发送短信，未回复"}])
    centre.judge(check, 0, "escalate", reason="无法联系")
    centre.judge(check, 1, "escalate", reason="需要查看场所")
    onsite = centre.give(check, "escalate", by=HEAD, code="cannot_connect", reason="视频核查无法进行，改为现场核查")["onsite"]
    centre.give(onsite, "approve", by=HEAD)
    centre.give(
        onsite, "record-review", by="核查员1", inspectors=centre.two(), record="到达办公场所，人员在岗，设备与清单一致。", findings=[])


def declined(centre):
    check = centre.notified()
    centre.meet(check)
    two = [one["id"] for one in centre.check(check)["inspectors"]]
    centre.give(check, "decline", by="核查员1", statement="不同意录音录像，要求先出具书面说明。", signers=two)


def broken_off(centre):
    check = centre.notified()
    centre.meet(check)
    centre.interrupted(check, "recorder_lost", "录像机断电")
    centre.forward(minutes=31)
    centre.wait_exactly(check, "aborted")


def called_off(centre):
    check = centre.notified()
    centre.give(check, "cancel", by=HEAD, reason="申请人书面撤回申请")


def extended(centre):
    check = centre.application(accepted_at=centre.now_text())
    centre.give(check, "extend-deadline", by=BUREAU, reason="需要向外省社会保险经办机构核实，预计十五个工作日")


def filed(centre, kind, cause):
    check = centre.desk()
    centre.file_review(check, {"rule_id": "LEAD-02", "text": SEEN, "severity": "major"})
    case = centre.give(
        check, "file-case", kind=kind, cause=cause, persons=[centre.check(check)["people"][0]["id"]], **FILING | {"facts": SEEN + "。"}
    )["cases"][-1]["case_no"]
    centre.failed(check)
    return check, case


def fined(centre):
    """A fine after a hearing, carried out."""
    check, case = filed(centre, "penalty", "certificate_lending")
    penalties = {"fine_fen": 20_000_000, "warning": True, "confiscation_fen": 1_234_550}
    centre.tell(case, "notify", by=HEAD, **penalties)
    centre.page(check, "statement", text="已经改正，未造成后果，请从轻处理。")
    centre.page(check, "hearing", text="对罚款数额有异议")
    centre.tell(case, "set-hearing", by=HEAD, at=centre.at(20), place="福州市鼓楼区湖东路 1 号三楼听证室", chair=CHAIR)
    centre.until(centre.case(case)["hearing"]["at"])
    centre.give_case(
        case, "hold-hearing", by=HEAD, record="主持人：现在开始听证。\n调查人员：提出事实、证据和处罚建议。\n当事人：请求从轻。")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="事实清楚，证据确凿，程序合法，裁量适当。")
    centre.tell(case, "decide", by=BUREAU, reason="当事人及时改正，予以从轻。", **penalties | {"fine_fen": 15_000_000})
    centre.give_case(case, "execute", by=REGISTRAR, how="paid", receipt_no="JK-2026-1")


def revoked(centre):
    """A revocation that nobody speaks against, to its deregistration."""
    _, case = filed(centre, "revocation", "false_material")
    revocation = {"licence_no": "1-6-00123-2019", "ground": "以虚假材料取得许可"}
    centre.tell(case, "notify", by=HEAD, **revocation)
    centre.until(f"{centre.due(case, 'hearing_request')}T17:00:00Z")
    centre.give_case(case, "legal-review", by=REVIEWER, opinion="approve", text="应予撤销。")
    centre.tell(case, "decide", by=BUREAU, reason="当事人逾期未陈述、申辩，未要求听证。", **revocation)
    centre.give_case(case, "deregister", by=HEAD, note="许可证已交回")


def dismissed(centre):
    _, case = filed(centre, "penalty", "illegal_subcontracting")
    centre.give_case(case, "dismiss", by=BUREAU, ground="unfounded", reason="经调查，分包合同经发包人书面同意，违法事实不能成立。")


def papers(centre, folder):
    """Writes each written paper's HTML into the folder; returns {kind: [file]}."""
    found = {}
    for line in centre.items("/checks?limit=500"):
        for one in centre.check(line["id"])["documents"]:
            if one["scan_of"] or one["kind"] in ("evidence_manifest", "sealed_scan"):
                continue
            answer = centre.http.get(f"{centre.staff_url}/api/v1/documents/{one['id']}", timeout=30)
            assert answer.status_code == 200, answer.text
            files = found.setdefault(one["kind"], [])
            files.append(folder / f"{one['kind']}-{len(files) + 1}.html")
            files[-1].write_bytes(answer.content)
    return found
