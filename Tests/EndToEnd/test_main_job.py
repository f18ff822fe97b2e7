"""The main job through the real programs, and every trace it leaves, read by others' code."""
import base64
import hashlib
import json
import subprocess
import sys

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from centre import CERTIFICATE_NUMBER, ID_NUMBERS, now_text, sha256_of
from children import ROOT, poll
from probe import Probe, frames_differ

ORACLES = ROOT / "Tests" / "Oracles"


def _oracle(name, record):
    done = subprocess.run(
        [sys.executable, str(ORACLES / name)], input=json.dumps(record), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def job(centre, demo):
    """One check lived from application to receipt: (check JSON, recording JSON)."""
    check, recording = centre.live(centre.application(), demo)
    return check, centre.recording(recording)


def test_the_check_is_closed_with_one_effect_at_the_backend(centre, job):
    check, recording = job
    assert check["state"] == "closed" and check["decision"]["outcome"] == "pass"
    effects = centre.effects(check["check_no"])
    assert len(effects) == 1 == len(centre.effects())
    delivery = centre.delivery(check["id"])
    assert delivery["state"] == "delivered" and delivery["receipt_id"] == effects[0]["receipt_id"]
    posted = json.loads(base64.b64decode(effects[0]["body"]))
    assert posted["schema"] == "check_result/1" and posted["check"]["outcome"] == "pass"
    assert posted["idempotency_key"] == f"check:{check['check_no']}:r1" == effects[0]["idempotency_key"]
    assert posted["evidence"]["recording_ids"] == [recording["id"]]
    assert posted["application_no"] == check["application_no"]


def test_every_stage_of_the_path_is_on_record_in_order(job):
    check, _ = job
    names = [event["name"] for event in check["events"]]
    expected = [
        "requested", "approved", "scheduled", "issued", "served", "in_session", "completed", "sealed",
        "under_review", "passed", "closed"]
    assert [name for name in names if name in expected] == expected, names
    assert [event["seq"] for event in check["events"]] == sorted({event["seq"] for event in check["events"]})


def test_another_implementation_of_standard_webhooks_accepts_the_signature(centre, job):
    effect = centre.effects()[0]
    body = base64.b64decode(effect["body"])
    Webhook(centre.secret).verify(body, effect["headers"])
    assert effect["headers"]["webhook-id"] == effect["message_id"]
    assert hashlib.sha256(body).hexdigest() == effect["body_sha256"]
    with pytest.raises(WebhookVerificationError):
        Webhook(centre.secret).verify(body.replace(b"pass", b"fail"), effect["headers"])


def test_the_mail_has_its_headers_the_link_and_the_code(centre, job):
    check, _ = job
    mails = centre.mails_for(check["id"])
    assert len(mails) == 1
    mail = mails[0]
    assert mail.sender == "hecha@zhongxin.example" and mail.recipients == ["zheng@rongjiang.example"]
    message = mail.message
    for header in ("Date", "From", "To", "Subject", "Message-ID", "MIME-Version"):
        assert message[header], f"{header} is missing"
    assert message["To"].addresses[0].addr_spec == "zheng@rongjiang.example"
    assert message["Auto-Submitted"] == "auto-generated"
    assert not message.defects
    assert check["notice"]["number"] in mail.text
    assert centre.link(check["id"]) in mail.text and centre.code(check["id"]) in mail.text


def test_the_text_message_carries_the_code_and_no_link(centre, job):
    # The notice's, and the one that tells of the conclusion.
    texts = poll("both text messages", lambda: centre.texts() if len(centre.texts()) == 2 else None)
    request = texts[0]["request"]
    assert request["to"] == "13800000000" and request["template"] == "check_notice"
    assert request["params"]["code"] == centre.code(job[0]["id"])
    assert "/p/" not in json.dumps(request)


def test_the_original_comes_back_byte_for_byte(centre, job, demo):
    _, recording = job
    answer = centre.api("GET", f"/recordings/{recording['id']}/original")
    assert answer.status_code == 200 and answer.content == demo.read_bytes()
    assert recording["sha256"] == sha256_of(demo) and recording["size"] == demo.stat().st_size


def test_the_playable_form_is_the_same_film(centre, job, demo, tmp_path):
    _, recording = job
    answer = centre.api("GET", f"/recordings/{recording['id']}/media.mp4")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "video/mp4"
    copy = tmp_path / "media.mp4"
    copy.write_bytes(answer.content)
    theirs, ours = Probe(demo), Probe(copy)
    assert ours.video["nb_frames"] == theirs.video["nb_frames"]
    assert abs(ours.duration - theirs.duration) <= theirs.frame_seconds


def test_three_stills_are_pictures_of_the_film(centre, job, tmp_path):
    _, recording = job
    seen = set()
    for at in (0, recording["duration"] / 2, recording["duration"] - 0.5):
        answer = centre.api("GET", f"/recordings/{recording['id']}/still.jpg", params={"at": at})
        assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/jpeg"
        assert answer.content.startswith(b"\xff\xd8\xff") and answer.content.endswith(b"\xff\xd9")
        picture = tmp_path / "still.jpg"
        picture.write_bytes(answer.content)
        shown = Probe(picture).video
        assert (shown["codec_name"], shown["width"], shown["height"]) == ("mjpeg", 640, 360)
        seen.add(answer.content)
    assert len(seen) == 3


def test_every_keyframe_agrees_with_ffprobe(centre, job, demo):
    _, recording = job
    times = centre.keyframes(recording["id"])
    probe = Probe(demo)
    assert frames_differ(times, probe.keyframes) is None
    assert recording["keyframes"] == len(times) == 12
    assert abs(recording["duration"] - probe.duration) <= probe.frame_seconds


def test_the_audit_root_is_recomputed_by_other_code(centre, job):
    export = centre.audit_export()
    assert export["checkpoint"]["size"] >= 11
    assert "matches" in _oracle("audit_root.py", export)
    export["entries"][3]["entry"] = base64.b64encode(b"forged").decode()
    with pytest.raises(AssertionError):
        _oracle("audit_root.py", export)


def test_the_draw_replays_in_other_code(job):
    check, _ = job
    record = check.get("draw")
    if record is None:
        pytest.skip("the check shows no draw record")
    assert "replays" in _oracle("draw_replay.py", record)
    assert [one["certificate_no"] for one in check["inspectors"]] == record["chosen"]


def test_no_number_of_a_person_is_anywhere_in_the_clear(centre, job):
    centre_files = [path for path in centre.base.rglob("*") if path.is_file()]
    media = {".mp4", ".jpg"}
    haystacks = {
        str(path.relative_to(centre.base)): path.read_bytes() for path in centre_files if path.suffix not in media}
    assert any(name.startswith("state/") and len(data) > 4096 for name, data in haystacks.items())
    assert any("manifest" in name for name in haystacks), sorted(haystacks)
    for number, mail in enumerate(centre.mail.mails):
        haystacks[f"mail {number}"] = mail.content + mail.clear.encode()
    for effect in centre.effects():
        haystacks[f"result {effect['receipt_id']}"] = base64.b64decode(effect["body"])
    haystacks["the check as shown"] = json.dumps(job[0], ensure_ascii=False).encode()
    needles = [*ID_NUMBERS, CERTIFICATE_NUMBER]
    found = [
        (name, number) for name, data in haystacks.items() for number in needles
        if number.encode() in data or number.encode("utf-16-le") in data]
    assert not found
    assert job[0]["people"][0]["id_masked"].endswith("002X")


def test_fsck_agrees_and_notices_one_flipped_bit(new_centre, demo):
    centre = new_centre()
    check, recording = centre.live(centre.application(), demo)
    assert centre.fsck()
    original = next(path for path in centre.footage.rglob("original*") if path.is_file())
    original.chmod(0o600)
    with open(original, "r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    with pytest.raises(AssertionError) as complaint:
        centre.fsck()
    assert recording in str(complaint.value)


def test_a_failed_check_posts_its_findings(centre, small):
    check = centre.in_session()
    recording = centre.upload(check, small)
    centre.complete(check)
    centre.wait_ready_recording(recording)
    centre.seal(check)
    finding = {
        "rule_id": "LEAD-02", "text": "技术负责人在其他单位任职", "severity": "major",
        "recording": recording, "from": 1.0, "to": 2.5}
    failed = centre.decide(check, "fail", [finding])
    assert not centre.effects(failed["check_no"]), "the decision is not served yet"
    centre.give(
        check, "serve", by="赵倩", proof="signed_receipt", arrived_at=now_text(), note="郑文博当面签收")
    closed = centre.wait_closed(check)
    assert closed["decision"]["outcome"] == "fail"
    effect = poll("the result", lambda: centre.effects(closed["check_no"]))[0]
    posted = json.loads(base64.b64decode(effect["body"]))
    assert posted["check"]["outcome"] == "fail"
    assert [one["rule_id"] for one in posted["check"]["findings"]] == ["LEAD-02"]
