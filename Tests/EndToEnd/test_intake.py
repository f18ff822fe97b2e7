"""Tables through the real daemon: bad cells are named by row and column, good rows are kept, nothing is taken twice."""
import datetime
import io
import os
import pathlib
import time
import zipfile

import pytest

import tables
from tables import BAD_CELLS, FORMS, HELD, HEADINGS, USCCS, as_csv, as_xlsx, continued, id_number, mended, row, twenty


def send(centre, kind, data, query=""):
    return centre.api("POST", f"/{kind}/table{query}", data=data, headers={"Content-Type": "text/csv"}, timeout=300)


def taken(centre, kind, data, query=""):
    answer = send(centre, kind, data, query)
    assert answer.status_code == 200, f"{answer.status_code} {answer.text[:2000]}"
    return answer.json()


def refused(answer, status, *words):
    assert answer.status_code == status, f"{answer.status_code} {answer.text[:1000]}"
    said = answer.json()["detail"]
    for word in words:
        assert word in said, said
    return said


def cells(report):
    return {(one["row"], one["column"], one["header"]) for one in report["problems"]}


def numbers(entries):
    return {one["application_no"] for one in entries}


def renamed(rows, prefix):
    return [one | {"申请编号": one["申请编号"].replace("SQ-", prefix)} for one in rows]


@pytest.mark.parametrize("form", FORMS)
def test_exactly_the_five_bad_cells_are_named_and_the_other_applications_are_there(new_centre, form):
    centre = new_centre()
    report = taken(centre, "applications", FORMS[form](twenty()))
    assert cells(report) == BAD_CELLS
    assert numbers(report["accepted"]) == {f"SQ-{at}" for at in range(10)} - HELD and report["known"] == []
    assert set(report["held_rows"]) == {2, 3, 6, 7, 8, 9, 10, 11, 14, 15}
    assert all(one["message"] and one["message_zh"] for one in report["problems"])
    for bad in (twenty()[1]["证件号码"], id_number(1)):
        assert bad not in str(report) and bad not in centre.log.read_text()
    assert len(centre.items("/checks")) == 5
    shown = centre.check(next(one for one in report["accepted"] if one["application_no"] == "SQ-1")["check"]["id"])
    assert [one["name"] for one in shown["people"]] == ["王〇明", "人员3"]
    # Mended, only what was missing is added; once more, nothing.
    again = taken(centre, "applications", FORMS[form](mended()))
    assert numbers(again["accepted"]) == HELD and len(again["known"]) == 5 and again["problems"] == []
    third = taken(centre, "applications", FORMS[form](mended()))
    assert third["accepted"] == [] and len(third["known"]) == 10
    checks = centre.items("/checks")
    assert len(checks) == 10
    first = next(one for one in again["accepted"] if one["application_no"] == "SQ-0")
    assert centre.check(first["check"]["id"])["people"][0]["name"] == "𠮷野㐂子"
    centre.fsck()


def test_the_same_table_in_two_forms_is_the_same(centre):
    rows = renamed(mended(), "TW-")
    assert len(taken(centre, "applications", as_csv(rows, "gb18030"))["accepted"]) == 10
    assert len(taken(centre, "applications", as_xlsx(rows))["known"]) == 10


def test_a_dry_run_says_what_would_come_and_changes_nothing(centre):
    before = len(centre.items("/checks?limit=500"))
    rows = renamed(twenty(), "DR-")
    report = taken(centre, "applications", as_csv(rows), "?dry_run=1")
    assert report["dry_run"] and len(report["accepted"]) == 5 and cells(report) == BAD_CELLS
    assert all(one["check"] is None for one in report["accepted"])
    assert len(centre.items("/checks?limit=500")) == before
    taken(centre, "applications", as_csv(rows))
    assert len(taken(centre, "applications", as_csv(rows), "?dry_run=1")["known"]) == 5
    refused(send(centre, "applications", as_csv(rows), "?dry_run=perhaps"), 422, "dry_run")


def test_a_number_that_came_before_with_other_content_is_a_problem_of_its_cell(centre):
    taken(centre, "applications", as_csv([row("CF-1", 500)]))
    report = taken(centre, "applications", as_csv([row("CF-1", 501), row("CF-2", 502)]))
    assert cells(report) == {(2, "A", "申请编号")} and numbers(report["accepted"]) == {"CF-2"}
    assert "received before" in report["problems"][0]["message"]


def test_merged_cells_are_named_and_hold_their_application_back(centre):
    book = tables.workbook([row("MG-1", 510), continued("MG-1", 511), row("MG-2", 512)])
    sheet = book.active
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("P2:Q2")
    report = taken(centre, "applications", tables.saved(book))
    assert cells(report) == {(2, "Q", "证书类型1"), (3, "A", "申请编号")}
    assert all("merged" in one["message"] for one in report["problems"])
    assert numbers(report["accepted"]) == {"MG-2"}


def test_a_title_above_the_headings_and_empty_rows_keep_the_rows_their_numbers(centre):
    book = tables.workbook([row("TT-1", 520), row("TT-2", 521, 业务类型="延期")])
    sheet = book.active
    sheet.insert_rows(1)
    sheet["A1"] = "2026年11月受理申请人员名单"
    sheet.merge_cells("A1:V1")
    sheet.insert_rows(4, 3)
    report = taken(centre, "applications", tables.saved(book))
    assert cells(report) == {(7, "D", "业务类型")} and numbers(report["accepted"]) == {"TT-1"}
    assert "延续" in report["problems"][0]["message_zh"]


def _with_cached_value(data, cell, value):
    """The workbook as a spreadsheet saves it: beside the formula the value that it last had."""
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before = text
                start = text.index(f'r="{cell}"'.encode())
                head, rest = text[:start], text[start:]
                rest = rest.replace(b">", b' t="str">', 1)
                for empty in (b"<v />", b"<v/>", b"<v></v>"):
                    if empty in rest[:200]:
                        rest = rest.replace(empty, f"<v>{value}</v>".encode(), 1)
                        break
                text = head + rest
                assert text != before
            out.writestr(name, text)
    return target.getvalue()


def test_a_formula_counts_with_its_saved_value_and_is_named_without_one(centre):
    book = tables.workbook([row("FM-1", 530), row("FM-2", 531)])
    book.active["M2"] = '=CONCATENATE("张","三")'
    book.active["M3"] = '=CONCATENATE("李","四")'
    report = taken(centre, "applications", _with_cached_value(tables.saved(book), "M2", "张三"))
    assert cells(report) == {(3, "M", "姓名")} and "formula" in report["problems"][0]["message"]
    check = report["accepted"][0]["check"]["id"]
    assert centre.check(check)["people"][0]["name"] == "张三"


def test_numbers_that_a_spreadsheet_rounded_are_refused_with_advice(centre):
    book = tables.workbook([row("RN-1", 540), row("RN-2", 541), row("RN-3", 542)])
    book.active["O2"] = float(id_number(540).replace("X", "0"))
    book.active["H3"] = 13800000000
    book.active["F3"] = datetime.datetime(2026, 11, 20, 9, 0)
    book.active["L3"] = datetime.date(2026, 11, 19)
    report = taken(centre, "applications", tables.saved(book))
    assert cells(report) == {(2, "O", "证件号码")} and "text" in report["problems"][0]["message"]
    assert numbers(report["accepted"]) == {"RN-2", "RN-3"}
    report = taken(centre, "applications", as_csv([row("RN-4", 543, 证件号码="3.50103E+17")]))
    assert "文本" in report["problems"][0]["message_zh"]
    # A number in a text cell of a day that is a real date is the same application in both forms.
    assert len(taken(centre, "applications", as_csv([row("RN-2", 541)]))["known"]) == 1


def test_unknown_and_missing_columns_are_named(centre):
    rows = [row("UC-1", 550, 车牌="闽A12345"), row("UC-2", 551)]
    report = taken(centre, "applications", as_csv(rows, headings=HEADINGS + ["车牌", "备注"]))
    assert cells(report) == {(1, "W", "车牌")} and numbers(report["accepted"]) == {"UC-2"}
    answer = send(centre, "applications", as_csv(rows, headings=[one for one in HEADINGS if one != "证件号码"]))
    refused(answer, 422, "id_number", "证件号码")


def test_rows_of_one_application_that_contradict_each_other_are_named(centre):
    rows = [row("CT-1", 560), continued("CT-1", 561, 企业名称="另一公司"), row("CT-2", 562), continued("CT-2", 562)]
    report = taken(centre, "applications", as_csv(rows))
    assert cells(report) == {(3, "B", "企业名称"), (5, "O", "证件号码")} and report["accepted"] == []


def test_a_row_without_its_number_holds_back_the_application_above(centre):
    rows = [row("NN-1", 570), continued("", 571), row("NN-2", 572)]
    report = taken(centre, "applications", as_csv(rows))
    assert cells(report) == {(3, "A", "申请编号")} and numbers(report["accepted"]) == {"NN-2"}


NO_TABLE = {
    "nothing": (b"", "empty"), "blank lines": (b"\r\n\r\n ,, \r\n", "empty"),
    "headings alone": (as_csv([]), "empty"), "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, ".xlsx"),
    "a web page": ("<html><table><tr><td>申请编号</td></tr></table>".encode(), ".xlsx"), "noise": (bytes(range(256)) * 40, "CSV"),
    "half a workbook": (as_xlsx(twenty())[:4000], "damaged"), "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 50, "CSV"),
    "an open quotation mark": ('申请编号,姓名\r\nA,"王\r\n'.encode(), "line 2"), "another table": (b"a,b,c\r\n1,2,3\r\n", "headings"),
    "a zip file": (None, "no table"), "an OpenDocument table": (None, ".ods"),
}


@pytest.mark.parametrize("what", NO_TABLE)
def test_what_is_no_table_is_refused_with_the_reason(centre, what):
    data, word = NO_TABLE[what]
    if data is None:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            if "Open" in what:
                archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", "<x/>")
        data = packed.getvalue()
    answer = send(centre, "applications", data)
    assert answer.status_code in (415, 422), answer.text
    assert word in answer.json()["detail"], answer.text


def test_a_zip_bomb_is_refused_quickly_and_the_daemon_lives(centre):
    packed = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(as_xlsx(twenty())))
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            if name != "xl/worksheets/sheet1.xml":
                archive.writestr(name, source.read(name))
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(1500):
                sheet.write(b" " * (1 << 20))
    assert len(packed.getvalue()) < 4 << 20
    begun = time.monotonic()
    refused(send(centre, "applications", packed.getvalue()), 413, "too large")
    assert time.monotonic() - begun < 20 and centre.daemon.running
    # One that claims less than it holds, too.
    data = packed.getvalue().replace((1500 << 20).to_bytes(4, "little"), (1 << 20).to_bytes(4, "little"))
    assert send(centre, "applications", data).status_code in (413, 422)


def test_too_many_rows_columns_and_bytes_are_refused(centre):
    refused(send(centre, "stations", ("名称\n" + "甲\n" * 10_020).encode()), 413, "10000 rows")
    refused(send(centre, "stations", ",".join(f"c{at}" for at in range(61)).encode()), 413, "60 columns")
    refused(send(centre, "stations", b"a" * ((8 << 20) + 1)), 413)
    wide = tables.workbook([])
    wide.active.cell(row=2, column=61, value="x")
    refused(send(centre, "applications", tables.saved(wide)), 413, "60 columns")


def test_the_reader_of_workbooks_is_confined(centre):
    """Its own view of itself: no privilege to gain, a system-call filter, no sockets, no file to write."""
    report = confined_probe()
    assert report["NoNewPrivs"] == "1" and report["Seccomp"] == "2"
    assert report["socket"] == "EPERM" and report["fork"] == "EPERM" and report["write"] == "EFBIG"


def confined_probe():
    import json
    import subprocess
    from children import ROOT
    script = (ROOT / "Sources/Tables/Scripts/read_workbook.py").read_text()
    probe = script.removesuffix("\n\nmain()\n") + '''
import errno, json, socket
limit_resources()
confine()
found = dict(line.split(":\\t", 1) for line in open("/proc/self/status").read().splitlines() if ":\\t" in line)
def attempt(what):
    try:
        what()
        return "done"
    except OSError as error:
        return errno.errorcode[error.errno]
def write():
    with open("/tmp/videocheck-probe", "wb", buffering=0) as file:
        file.write(b"x")
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
print(json.dumps({"NoNewPrivs": found["NoNewPrivs"].strip(), "Seccomp": found["Seccomp"].strip(),
    "socket": attempt(socket.socket), "fork": attempt(os.fork), "write": attempt(write)}))
'''
    assert "\nmain()" not in probe.split("def main")[1].split("import errno")[0].replace("def main", "")
    done = subprocess.run(
        ["/usr/bin/python3", "-I", "-c", probe, "10", "10", "10"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_ten_thousand_rows_are_taken_in_bounded_time_and_memory(new_centre):
    centre = new_centre()
    rows = [row(f"BIG-{at}", at) for at in range(9999)]
    rows[5000]["姓名"] = ""
    begun = time.monotonic()
    report = taken(centre, "applications", as_xlsx(rows))
    xlsx = time.monotonic() - begun
    assert cells(report) == {(5002, "M", "姓名")} and len(report["accepted"]) == 9998
    begun = time.monotonic()
    rows[5000]["姓名"] = "补上"
    again = taken(centre, "applications", as_csv(rows, "gb18030"))
    text = time.monotonic() - begun
    assert numbers(again["accepted"]) == {"BIG-5000"} and len(again["known"]) == 9998
    status = pathlib.Path(f"/proc/{centre.daemon.process.pid}/status").read_text()
    clock = pathlib.Path(f"/proc/{centre.daemon.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
    busy = (int(clock[11]) + int(clock[12])) / os.sysconf("SC_CLK_TCK")
    peak = int(status.split("VmHWM:")[1].split()[0]) // 1024
    print(f"\n10,000 rows: {xlsx:.1f} s as .xlsx with 9,998 stored, {text:.1f} s as CSV with 1 stored; "
          f"daemon {busy:.1f} s of processor, {peak} MiB at its peak")
    assert busy < 120 and peak < 700


def test_inspectors_come_from_a_table_and_a_renewal_is_written_down(centre):
    headings = ["姓名", "执法证号", "有效期"]
    rows = [{"姓名": "核查员甲", "执法证号": "35010099001", "有效期": "2027-12-31"},
            {"姓名": "核查员乙", "执法证号": "35010099002", "有效期": "2027年12月31日"},
            {"姓名": "", "执法证号": "35010099003", "有效期": "2027-12-31"},
            {"姓名": "核查员丁", "执法证号": "3501|9", "有效期": ""},
            {"姓名": "核查员戊", "执法证号": "35010099001", "有效期": ""}]
    report = taken(centre, "inspectors", as_csv(rows, "gb18030", headings))
    assert cells(report) == {(4, "A", "姓名"), (5, "B", "执法证号"), (6, "B", "执法证号")}
    assert [one["name"] for one in report["accepted"]] == ["核查员甲", "核查员乙"]
    rows = [rows[0] | {"有效期": "2031-12-31"}, rows[1], {"姓名": "另一人", "执法证号": "35010099002", "有效期": ""}]
    report = taken(centre, "inspectors", as_xlsx(rows[:2], headings))
    assert [one["state"] for one in report["accepted"]] == ["changed"] and len(report["known"]) == 1
    report = taken(centre, "inspectors", as_csv(rows[2:], headings=headings))
    assert cells(report) == {(2, "B", "执法证号")} and "another name" in report["problems"][0]["message"]
    found = {one["certificate_no"]: one for one in centre.items("/inspectors")}
    assert found["35010099001"]["certificate_expires"] == "2031-12-31"


def test_a_table_says_who_is_qualified_away_or_partial(centre):
    headings = ["姓名", "执法证号", "资质", "休假", "利害关系单位"]
    rows = [{"姓名": "核查员己", "执法证号": "35010099011", "资质": "继电保护；高压试验", "休假": "2027-03-02至2027-03-06 年假",
             "利害关系单位": f"{USCCS[0]} 持有股份；{USCCS[1]} 配偶任职"},
            {"姓名": "核查员庚", "执法证号": "35010099012", "休假": "2027-03-06至2027-03-02"},
            {"姓名": "核查员辛", "执法证号": "35010099013", "利害关系单位": USCCS[0]},
            {"姓名": "核查员壬", "执法证号": "35010099014", "资质": "继电保护；继电保护"},
            {"姓名": "核查员癸", "执法证号": "35010099015"}]
    report = taken(centre, "inspectors", as_xlsx(rows, headings))
    assert cells(report) == {(3, "D", "休假"), (4, "E", "利害关系单位"), (5, "C", "资质")}
    assert all("分号" in one["message_zh"] for one in report["problems"])
    assert [one["name"] for one in report["accepted"]] == ["核查员己", "核查员癸"]
    found = {one["certificate_no"]: one for one in centre.items("/inspectors")}["35010099011"]
    assert found["qualifications"] == ["继电保护", "高压试验"]
    assert found["leave"] == [{"from": "2027-03-02", "to": "2027-03-06", "note": "年假"}]
    assert {one["uscc"]: one["reason"] for one in found["conflicts"]} == {USCCS[0]: "持有股份", USCCS[1]: "配偶任职"}
    # The same again is known; what a later table leaves empty or leaves out stays.
    assert len(taken(centre, "inspectors", as_csv(rows[:1], headings=headings))["known"]) == 1
    later = as_csv([{"姓名": "核查员己", "执法证号": "35010099011", "休假": "2027-05-04"}], headings=["姓名", "执法证号", "休假"])
    assert [one["state"] for one in taken(centre, "inspectors", later)["accepted"]] == ["changed"]
    now = {one["certificate_no"]: one for one in centre.items("/inspectors")}["35010099011"]
    assert now["leave"] == [{"from": "2027-05-04", "to": "2027-05-04", "note": None}]
    assert (now["qualifications"], now["conflicts"]) == (found["qualifications"], found["conflicts"])


def test_stations_come_from_a_table(centre):
    report = taken(centre, "stations", "席位名称\r\n东一室\r\n东二室\r\n东一室\r\n".encode())
    assert cells(report) == {(4, "A", "席位名称")} and len(report["accepted"]) == 2
    assert len(taken(centre, "stations", "席位名称\n东一室\n".encode())["known"]) == 1


def test_enterprises_come_by_form_and_table_and_keep_their_revisions(centre):
    body = {"uscc": USCCS[0].lower(), "name": "榕江电力安装有限公司", "region": "福州", "credit_class": "good"}
    assert centre.api("POST", "/enterprises", body).status_code == 201
    assert centre.api("POST", "/enterprises", body).status_code == 200
    headings = ["统一社会信用代码", "企业名称", "信用等级", "法定代表人", "地址"]
    rows = [{"统一社会信用代码": USCCS[0], "企业名称": "榕江电力安装有限公司", "信用等级": "失信"},
            {"统一社会信用代码": USCCS[1], "企业名称": "国家电网测试", "法定代表人": "李某", "地址": "=HYPERLINK(1)"},
            {"统一社会信用代码": USCCS[2][:-1] + "F", "企业名称": "错码公司"},
            {"统一社会信用代码": USCCS[3], "企业名称": "某公司", "信用等级": "一般"}]
    report = taken(centre, "enterprises", as_csv(rows, headings=headings))
    assert cells(report) == {(4, "A", "统一社会信用代码"), (5, "C", "信用等级")}
    assert [(one["uscc"], one["state"], one["revision"]) for one in report["accepted"]] == [
        (USCCS[0], "changed", 2), (USCCS[1], "new", 1)]
    shown = centre.ok("GET", f"/enterprises/{USCCS[0]}")
    assert shown["credit_class"] == "dishonest" and shown["region"] == "福州" and shown["revision"] == 2
    assert [one["uscc"] for one in centre.items("/enterprises?q=国家")] == [USCCS[1]]
    first = centre.ok("GET", "/enterprises?limit=1")
    second = centre.ok("GET", f"/enterprises?limit=1&cursor={first['next_cursor']}")
    assert [one["uscc"] for one in first["items"] + second["items"]] == sorted(USCCS[:2])
    assert centre.api("GET", "/enterprises/x").status_code == 404


def test_inspectors_and_stations_are_changed_and_kept_out_of_new_checks(centre):
    found = centre.ok("POST", "/inspectors", {"name": "临时", "certificate_no": "35010088001"})
    changed = centre.ok("PATCH", f"/inspectors/{found['id']}", {"active": False, "certificate_expires": "2030-01-01"})
    assert (changed["active"], changed["certificate_expires"], changed["name"]) == (False, "2030-01-01", "临时")
    station = centre.ok("POST", "/stations", {"name": "西一室"})
    other = centre.ok("POST", "/stations", {"name": "西二室"})
    assert centre.ok("PATCH", f"/stations/{station['id']}", {"name": "西三室"})["name"] == "西三室"
    refused(centre.api("PATCH", f"/stations/{other['id']}", {"name": "西三室"}), 409)
    refused(centre.api("PATCH", "/stations/sta_none", {"active": True}), 404)


def test_bytes_that_are_no_text_are_named_at_their_cell(centre):
    data = as_csv([row("BY-1", 580), row("BY-2", 581)], "gb18030").replace("人员580".encode("gb18030"), b"\xc8\xcb\xff")
    report = taken(centre, "applications", data)
    assert cells(report) == {(2, "M", "姓名")} and numbers(report["accepted"]) == {"BY-2"}


