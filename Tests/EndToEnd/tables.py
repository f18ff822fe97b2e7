"""Tables as staff have them, for tests: the twenty rows with five bad cells, and the same in every form."""
import csv
import io

import openpyxl

HEADINGS = [
    "申请编号", "企业名称", "统一社会信用代码", "业务类型", "告知承诺", "受理时间", "联系人", "手机", "邮箱", "语言",
    "送达方式", "确认日期", "姓名", "证件类型", "证件号码", "任职岗位", "证书类型1", "证书编号1", "有效期1", "证书类型2",
    "证书编号2", "有效期2",
]
USCCS = ["91350100M000100Y43", "91110000600037341L", "91512081MA62K0260E", "91440300MA50004950"]
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]


def id_number(sequence):
    """A resident identity number that is sound: the region and the date are fixed, the rest counts."""
    digits = f"35010{sequence // 1000 % 10}19850607{sequence % 1000:03}"
    return digits + "10X98765432"[sum(int(a) * b for a, b in zip(digits, WEIGHTS)) % 11]


def row(number, sequence, **changes):
    cells = dict.fromkeys(HEADINGS, "") | {
        "申请编号": number, "企业名称": "榕江电力安装有限公司", "统一社会信用代码": USCCS[sequence % 4], "业务类型": "新申请",
        "告知承诺": "是", "受理时间": "2026-11-20 09:00", "联系人": "郑文博", "手机": "13800000000",
        "邮箱": "zheng@rongjiang.example", "语言": "中文", "送达方式": "邮件、短信", "确认日期": "2026-11-19",
        "姓名": f"人员{sequence}", "证件类型": "身份证", "证件号码": id_number(sequence), "任职岗位": "技术负责人",
        "证书类型1": "职称", "证书编号1": f"ZC-{sequence:06}", "有效期1": "2030-12-31"}
    return cells | changes


def continued(number, sequence, **changes):
    """A further person: what the application says once is left empty."""
    blank = dict.fromkeys(HEADINGS[1:12], "")
    return row(number, sequence, **(blank | {"任职岗位": "安全负责人"} | changes))


def twenty():
    """Ten applications of two people each. Rows 3, 6, 8, 11 and 15 of the sheet hold the five bad cells."""
    rows = []
    for at in range(10):
        uscc = USCCS[at % 4]
        rows += [row(f"SQ-{at}", 2 * at, 统一社会信用代码=uscc), continued(f"SQ-{at}", 2 * at + 1)]
    rows[0]["姓名"], rows[2]["姓名"] = "𠮷野㐂子", "王〇明"
    rows[1]["证件号码"] = rows[1]["证件号码"][:-1] + ("1" if rows[1]["证件号码"][-1] != "1" else "2")
    rows[4]["统一社会信用代码"] = "91350100M000100Y4Z"
    rows[6]["受理时间"] = "下星期三"
    rows[9]["任职岗位"] = "经理"
    rows[13]["有效期1"] = "2027-02-30"
    return rows


BAD_CELLS = {(3, "O", "证件号码"), (6, "C", "统一社会信用代码"), (8, "F", "受理时间"), (11, "P", "任职岗位"),
             (15, "S", "有效期1")}
# The applications that these cells hold back, by number.
HELD = {"SQ-0", "SQ-2", "SQ-3", "SQ-4", "SQ-6"}


def mended():
    rows = twenty()
    rows[1]["证件号码"] = id_number(1)
    rows[4]["统一社会信用代码"] = USCCS[2]
    rows[6]["受理时间"] = "2026/11/20 9:30"
    rows[9]["任职岗位"] = "安全负责人、高压电工"
    rows[13]["有效期1"] = "2027年2月28日"
    return rows


def as_csv(rows, encoding="utf-8", headings=None, delimiter=","):
    headings = headings or HEADINGS
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(headings)
    writer.writerows([[one.get(name, "") for name in headings] for one in rows])
    return text.getvalue().encode(encoding)


def workbook(rows, headings=None):
    book = openpyxl.Workbook()
    sheet = book.active
    headings = headings or HEADINGS
    sheet.append(headings)
    for one in rows:
        sheet.append([one.get(name, "") or None for name in headings])
    return book


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def as_xlsx(rows, headings=None):
    return saved(workbook(rows, headings))


FORMS = {
    "utf-8": as_csv, "utf-8 with a mark": lambda rows: as_csv(rows, "utf-8-sig"),
    "gb18030": lambda rows: as_csv(rows, "gb18030"), "utf-16, tabs": lambda rows: as_csv(rows, "utf-16", delimiter="\t"),
    "xlsx": as_xlsx,
}
