"""Text messages: the shipped shapes against a gateway that checks them, its reports, and sending by hand."""
import base64
import json
import os
import re
import select
import subprocess
import time

import pytest

from centre import HEAD, write_secret
from children import ROOT, clean_environment, poll

CALLBACK = "c4llback-0123456789abcdef-XYZ"
SHAPES = {"plain": "messages", "json-signed-header": "json", "form-signed-fields": "form"}
REFUSALS = {"plain": ("402", "503"), "json-signed-header": ("FailedOperation.InsufficientBalanceInSmsPackage", "InternalError"),
            "form-signed-fields": ("isv.AMOUNT_NOT_ENOUGH", "isp.SYSTEM_ERROR")}


def text_centre(new_centre, shape="plain", *, mode="gateway", refuse=(), report="none", **sms):
    """A centre whose texts leave in this shape."""
    centre = new_centre(opened=False)
    write_secret(centre.base / "sms-secret", "s3cret/+=\n")
    write_secret(centre.base / "sms-callback", CALLBACK + "\n")
    options = ["--key-id", "key-1", "--secret-file", centre.base / "sms-secret"]
    options += ["--report-url", f"{centre.public_url}/callbacks/text/{CALLBACK}", "--report", report]
    for one in refuse:
        options += ["--refuse", one]
    centre.text_port = centre.start_texts(*options)
    tables = centre.tables()
    tables["sms"] = {
        "url": f"http://127.0.0.1:{centre.text_port}/{SHAPES[shape]}", "template": "T-1", "mode": mode,
        "shape": str(ROOT / f"config/text/{shape}.json"), "signature_name": "东江 核查*", "app_id": "1400006666",
        "key_id": "key-1", "secret_file": str(centre.base / "sms-secret"),
        "callback_secret_file": str(centre.base / "sms-callback")} | sms
    centre.write_configuration(tables)
    centre.start()
    centre.open_roster()
    return centre


def issued(centre, **changes):
    check = centre.application(**changes)
    centre.give(check, "approve", by=HEAD)
    centre.wait_state(check, "issued")
    return check


def text_of(centre, check, condition, what, timeout=30):
    def found():
        one = centre.delivery(check, "notice_text")
        return one if one and condition(one) else None
    return poll(f"the text of {check} {what}", found, timeout)


def arrived(centre, check, state="arrived"):
    return text_of(centre, check, lambda one: one["arrival"]["state"] == state, f"to be {state}")


def reports_answered(centre, count, timeout=20):
    """The statuses of the first reports, as the gateway's stand-in says them."""
    output, said, deadline = centre._stand_ins["text-sink"].process.stdout, b"", time.monotonic() + timeout
    while len(found := re.findall(r"^report \S+ answered (\d+)$", said.decode(), re.MULTILINE)) < count:
        left = deadline - time.monotonic()
        assert left > 0 and select.select([output], [], [], left)[0], f"waited in vain for {count} reports: {said!r}"
        said += os.read(output.fileno(), 4096)
    return found


def audit_kinds(centre, subject):
    entries = [json.loads(base64.b64decode(one["entry"])) for one in centre.audit_export()["entries"]]
    return [one["kind"] for one in entries if one["subject"] == subject]


def call_in(centre, body, secret=CALLBACK, **headers):
    return centre.http.post(
        f"{centre.public_url}/callbacks/text/{secret}", data=body, headers=headers, timeout=30)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("report", ["early", "twice"])
def test_each_shape_is_signed_sent_and_its_report_counts_once(new_centre, shape, report):
    centre = text_centre(new_centre, shape, report=report)
    check = issued(centre)
    one = arrived(centre, check)
    [message] = centre.texts()
    assert one["state"] == "delivered" and one["receipt_id"] == message["message_id"] and one["attempts"] == 1
    assert one["arrival"]["code"] == "DELIVRD" and one["arrival"]["text"] == "用户接收成功" and one["arrival"]["at"]
    assert message["request"]["to"].endswith("13800000000")
    assert centre.code(check) in centre.notice_mail(check).text
    if shape != "plain":
        assert message["request"]["signature_name"] == "东江 核查*"
        assert message["request"]["message_id"] == one["message_id"]
    # Sending, and even arriving, proves nothing of the party yet.
    assert centre.check(check)["state"] == "issued"
    if report == "twice":
        assert reports_answered(centre, 2) == ["200", "200"]
    assert audit_kinds(centre, one["id"]).count("text.arrived") == 1
    centre.fsck()


@pytest.mark.parametrize("shape", SHAPES)
def test_an_error_inside_a_200_holds_or_retries_by_its_own_code(new_centre, shape):
    permanent, passing = REFUSALS[shape]
    centre = text_centre(new_centre, shape, refuse=[f"{passing}:1", f"{permanent}:1"])
    check = issued(centre)
    # After the first answer the policy tries again in five seconds; the second is for ever.
    held = text_of(centre, check, lambda one: one["state"] == "held", "to be held")
    assert held["attempts"] == 2 and f"code {permanent}" in held["last_reason"] and "refused by" in held["last_reason"]
    assert held["last_answer"]["status"] == 200
    retried = [one for one in centre.log.read_text().splitlines() if "will be retried" in one and held["id"] in one]
    assert len(retried) == 1 and f"code {passing}" in retried[0]
    [offered] = centre.items("/texts?state=offered")
    assert offered["id"] == held["id"] and offered["phone"] == "138****0000" and offered["text"] is None
    centre.ok("POST", f"/deliveries/{held['id']}/retry")
    text_of(centre, check, lambda one: one["state"] == "delivered", "to be delivered")
    assert len(centre.texts()) == 1


@pytest.mark.parametrize("shape", ["json-signed-header", "form-signed-fields"])
def test_a_wrong_secret_is_held_with_the_gateways_words(new_centre, shape):
    centre = text_centre(new_centre, shape, key_id="another")
    held = text_of(centre, issued(centre), lambda one: one["state"] == "held", "to be held")
    assert "ignature" in held["last_reason"] and not centre.texts()


def test_what_did_not_arrive_raises_an_alert_and_is_sent_by_hand(new_centre):
    centre = text_centre(new_centre, "form-signed-fields", report="failing")
    check = issued(centre)
    failed = arrived(centre, check, "failed")
    assert failed["state"] == "delivered" and failed["arrival"]["code"] == "MK:0001"
    page = centre.http.get(f"{centre.staff_url}/texts", headers={"Accept-Language": "zh"}, timeout=10)
    assert "一条短信未送达收件人" in page.text and "空号" in page.text and "13800000000" not in page.text
    taken = centre.ok("POST", f"/texts/{failed['id']}/manual", {"by": HEAD})
    assert taken["state"] == "manual"
    [waiting] = centre.items("/texts")
    assert waiting["phone"] == "13800000000" and waiting["text"].count(centre.code(check)) == 1
    page = centre.http.get(f"{centre.staff_url}/texts", headers={"Accept-Language": "zh"}, timeout=10)
    assert "一条短信未送达收件人" not in page.text
    sent = centre.ok("POST", f"/texts/{failed['id']}/sent", {"by": HEAD})
    assert sent["receipt_id"] == f"manual:{HEAD}" and sent["state"] == "delivered"
    # The network's failure was the earlier message's; called in again it says nothing of ours.
    again = [{"biz_id": failed["receipt_id"], "out_id": failed["message_id"], "success": False, "err_code": "X"}]
    assert call_in(centre, json.dumps(again)).json() == {"code": 0, "msg": "OK"}
    assert centre.delivery(check, "notice_text")["arrival"]["state"] == "unknown"
    kinds = audit_kinds(centre, failed["id"])
    assert [kind for kind in kinds if kind.startswith("text.") or kind == "delivery.manual"] == [
        "text.failed", "delivery.manual", "text.sent_by_hand"]
    centre.fsck()


def test_forged_and_foreign_calls_find_nothing(new_centre):
    centre = text_centre(new_centre, "json-signed-header")
    check = issued(centre)
    one = text_of(centre, check, lambda one: one["state"] == "delivered", "to be delivered")
    good = json.dumps([{"sid": one["receipt_id"], "report_status": "SUCCESS", "errmsg": "DELIVRD"}])
    nowhere = centre.http.post(f"{centre.public_url}/callbacks/tex", data=good, timeout=10)
    assert nowhere.status_code == 404

    def same(answer):
        kept = {name: value for name, value in answer.headers.items() if name.lower() != "date"}
        return (answer.status_code, answer.content, kept) == (
            nowhere.status_code, nowhere.content,
            {name: value for name, value in nowhere.headers.items() if name.lower() != "date"})
    for secret in ("x", CALLBACK[:-1], CALLBACK + "x", CALLBACK.upper(), CALLBACK[:-1] + "%00", "é" * 20):
        assert same(call_in(centre, good, secret)), secret
    assert same(centre.http.get(f"{centre.public_url}/callbacks/text/{CALLBACK}", timeout=10))
    # The staff listener has no such address at all, whatever one knows.
    assert centre.http.post(f"{centre.staff_url}/callbacks/text/{CALLBACK}", data=good, timeout=10).status_code in (403, 404)
    for body in (b"", b"{}", b"[1]", b"\xff\xfe", b"[{}]", b"sid=1"):
        assert call_in(centre, body).status_code == 400, body
    assert call_in(centre, b"[" + b" " * (600 << 10) + b"]").status_code == 413
    assert centre.delivery(check, "notice_text")["arrival"]["state"] == "unknown"
    strange = json.dumps([{"sid": "no-such", "report_status": "FAIL"}, {"sid": "other", "report_status": "WAITING"}])
    assert call_in(centre, strange).status_code == 200
    assert call_in(centre, good).json() == {"result": 0, "errmsg": "OK"}
    assert centre.delivery(check, "notice_text")["arrival"]["state"] == "arrived"
    assert CALLBACK not in centre.log.read_text(errors="replace")


def decoded(svg, folder, name="code"):
    """What a reader of QR codes sees."""
    (folder / f"{name}.svg").write_text(svg, encoding="utf-8")
    subprocess.run(["rsvg-convert", "--output", folder / f"{name}.png", folder / f"{name}.svg"], check=True)
    done = subprocess.run(
        ["zbarimg", "--quiet", "--raw", folder / f"{name}.png"], check=True, capture_output=True, text=True)
    return done.stdout.rstrip("\n")


def test_by_hand_from_waiting_to_sent(new_centre, tmp_path):
    centre = text_centre(new_centre, mode="manual")
    check = issued(centre, contact={
        "name": "郑文博", "phone": "+86 138-0000-0000", "mail": "zheng@rongjiang.example", "language": "zh"})
    text_of(centre, check, lambda one: one["state"] == "manual", "to wait for a person")
    [waiting] = centre.items("/texts?state=waiting")
    code = re.search(r"查询码 (\w{8})", waiting["text"]).group(1)
    assert code in centre.notice_mail(check).text and centre.public_url in waiting["text"]
    assert waiting["phone"] == "13800000000" and waiting["overdue_at"] and not centre.texts()
    path = f"/texts/{waiting['id']}"
    message = decoded(centre.api("GET", f"{path}/qr.svg").text, tmp_path, "message")
    assert message == f"SMSTO:13800000000:{waiting['text']}"
    assert decoded(centre.api("GET", f"{path}/qr.svg?of=address").text, tmp_path, "address") == centre.public_url
    assert centre.api("GET", f"{path}/qr.svg?of=else").status_code == 422
    for body, field in (({}, None), ({"by": " "}, "by"), ({"by": "a\nb"}, "by")):
        refused = centre.api("POST", f"{path}/sent", body)
        assert refused.status_code in (400, 422) and (field is None or refused.json()["field"] == field)
    assert centre.api("POST", f"{path}/failed", {"by": HEAD}).json()["field"] == "reason"
    # The wait outlives a restart.
    centre.restart()
    assert [one["id"] for one in centre.items("/texts")] == [waiting["id"]]
    sent = centre.ok("POST", f"{path}/sent", {"by": HEAD})
    assert sent["state"] == "delivered" and sent["receipt_id"] == f"manual:{HEAD}"
    assert centre.ok("POST", f"{path}/sent", {"by": HEAD}) == sent
    assert centre.api("POST", f"{path}/sent", {"by": "别人"}).status_code == 409
    assert centre.api("GET", f"{path}/qr.svg").status_code == 409
    assert centre.items("/texts") == [] and audit_kinds(centre, sent["id"]).count("text.sent_by_hand") == 1
    # The party types the code that the person sent.
    assert centre.acknowledge(code).status_code == 200
    centre.wait_state(check, "served")
    assert "13800000000" not in centre.log.read_text(errors="replace")
    centre.fsck()


def test_what_cannot_be_sent_by_hand_is_held_with_its_reason(new_centre):
    centre = text_centre(new_centre, mode="manual")
    check = issued(centre)
    one = text_of(centre, check, lambda one: one["state"] == "manual", "to wait for a person")

    def shown(path, **form):
        method = "POST" if form else "GET"
        answer = centre.http.request(
            method, centre.staff_url + path, data=form, headers={"Accept-Language": "zh"} | (
                {"Origin": centre.staff_url} if form else {}), timeout=10)
        return answer.status_code, answer.text
    # Waiting for a person is no trouble, and the page leads to where the person can send it.
    for path in (f"/checks/{check}", "/deliveries?state=manual"):
        status, page = shown(path)
        assert status == 200 and f"/texts#{one['id']}" in page and "待人工发送" in page
        assert "没有收到对方的答复" not in page and f"/deliveries/{one['id']}/retry" not in page
    held = centre.ok("POST", f"/texts/{one['id']}/failed", {"by": HEAD, "reason": "空号"})
    assert held["state"] == "held" and held["last_reason"].endswith("空号")
    status, page = shown(f"/checks/{check}")
    assert "人工未能发送" in page and f"{HEAD}: 空号" in page and "没有收到对方的答复" not in page
    # Somebody else was faster: it is said above everything, in the reader's words.
    status, page = shown(f"/texts/{one['id']}/sent", by="李雷")
    assert status == 409 and "已经变化" in page and 'role="alert"' in page
    status, page = shown(f"/texts/{one['id']}/manual", by=" ")
    assert status == 422 and "请填写您的姓名" in page
    mail = centre.delivery(check, "notice_mail")
    assert centre.api("POST", f"/texts/{mail['id']}/manual", {"by": HEAD}).status_code == 409
    assert centre.api("POST", "/texts/dlv_none/sent", {"by": HEAD}).status_code == 404
    centre.ok("POST", f"/deliveries/{one['id']}/retry")
    text_of(centre, check, lambda one: one["state"] == "manual", "to wait again")


def test_a_number_that_cannot_receive_texts_is_refused_at_the_door(new_centre):
    centre = text_centre(new_centre)
    contact = {"name": "郑文博", "phone": "0591-87654321", "mail": "z@rongjiang.example", "language": "zh"}
    refused = centre.api("POST", "/applications", centre.application_body(contact=contact))
    assert refused.status_code == 422 and refused.json()["field"] == "contact.phone"


@pytest.mark.parametrize("changes, words", [
    ({"shape": "nowhere.json"}, "cannot be read"),
    ({"shape": str(ROOT / "config/text/json-signed-header.json"), "app_id": None}, "sms.app_id: is missing"),
    ({"shape": str(ROOT / "config/text/form-signed-fields.json"), "secret_file": None}, "sms.secret_file: is missing"),
    ({"shape": str(ROOT / "config/text/form-signed-fields.json"), "template": "Code {code}"}, "sms.template: must be"),
    ({"mode": "pigeon"}, 'allowed: "gateway" or "manual"'),
    ({"text": "{name}"}, "sms.text: The text wants {name}"),
    ({"shape": "broken.json"}, 'unknown key "request.verb"; allowed: method, headers, json, form, query'),
    ({"callback": "short"}, "24 or more letters"),
])
def test_check_config_reads_the_shape_and_says_what_is_wrong(new_centre, changes, words):
    centre = new_centre(opened=False)
    write_secret(centre.base / "sms-secret", "s3cret\n")
    write_secret(centre.base / "sms-callback", changes.pop("callback", CALLBACK) + "\n")
    shape = json.loads((ROOT / "config/text/plain.json").read_text())
    shape["request"]["verb"] = "POST"
    (centre.base / "broken.json").write_text(json.dumps(shape))
    tables = centre.tables()
    tables["sms"] = {
        "url": "http://127.0.0.1:9/", "template": "T-1", "signature_name": "x", "app_id": "1", "key_id": "k",
        "secret_file": "sms-secret", "callback_secret_file": "sms-callback"} | changes
    tables["sms"] = {key: value for key, value in tables["sms"].items() if value is not None}
    centre.write_configuration(tables)
    done = subprocess.run(
        centre.command("check-config"), capture_output=True, text=True, env=clean_environment(), timeout=60)
    assert done.returncode == 78 and words in done.stderr, done.stderr
