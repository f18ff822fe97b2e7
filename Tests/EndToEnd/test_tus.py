"""tus 1.0 against tuspy, and the paths that tuspy never takes, by hand."""
import base64
import hashlib
import json
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import threading

import pytest

from centre import TUS, sha256_of
from children import poll

HERE = pathlib.Path(__file__).resolve().parent


def _checksum(algorithm, data):
    return {"Upload-Checksum": f"{algorithm} {base64.b64encode(hashlib.new(algorithm, data).digest()).decode()}"}


def _created(centre, check, length=None):
    answer = centre.create_upload(check, length)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"].rsplit("/", 1)[1]


def _finish(centre, upload, data, start=0, step=256 << 10, **headers):
    while start < len(data):
        answer = centre.patch_upload(upload, start, data[start:start + step], **headers)
        assert answer.status_code == 204, answer.text
        start = int(answer.headers["Upload-Offset"])
    return start


def test_tuspy_uploads_in_chunks(centre, session_check, small):
    recording = centre.wait_ready_recording(centre.upload(session_check, small))
    assert recording["sha256"] == sha256_of(small) and recording["filename"] == small.name


def test_tuspy_uploads_with_its_own_checksums(centre, session_check, small):
    from tusclient.client import TusClient
    uploader = TusClient(f"{centre.staff_url}/api/v1/uploads").uploader(
        str(small), chunk_size=256 << 10, upload_checksum=True,
        metadata={"check": session_check, "filename": small.name, "kind": "session"})
    uploader.upload()
    recording = centre.wait_ready_recording(uploader.url.rsplit("/", 1)[1])
    assert recording["sha256"] == sha256_of(small)


def test_a_killed_tuspy_is_resumed_by_another(centre, session_check, large):
    arguments = [
        sys.executable, str(HERE / "tus_child.py"), f"{centre.staff_url}/api/v1/uploads", session_check,
        str(large)]
    first = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    try:
        url = first.stdout.readline().strip()
        confirmed = 0
        while confirmed < 5 << 20:
            line = first.stdout.readline()
            assert line, "the first client ended early"
            confirmed = int(line)
    finally:
        first.send_signal(signal.SIGKILL)
        first.wait()
        first.stdout.close()
    second = subprocess.run([*arguments, url], capture_output=True, text=True, timeout=120)
    assert second.returncode == 0, second.stderr
    lines = second.stdout.split()
    assert lines[0] == url and confirmed <= int(lines[1]) < large.stat().st_size
    recording = centre.wait_ready_recording(url.rsplit("/", 1)[1])
    assert recording["sha256"] == sha256_of(large)


def test_a_length_may_be_told_at_the_end(centre, session_check, small):
    data = small.read_bytes()
    upload = _created(centre, session_check)
    head = centre.api("HEAD", f"/uploads/{upload}", headers=TUS)
    assert head.headers["Upload-Defer-Length"] == "1" and "Upload-Length" not in head.headers
    assert head.headers["Cache-Control"] == "no-store"
    _finish(centre, upload, data[:-1000])
    assert centre.recording(upload)["state"] == "uploading"
    last = centre.patch_upload(upload, len(data) - 1000, data[-1000:], **{"Upload-Length": str(len(data))})
    assert last.status_code == 204
    assert centre.wait_ready_recording(upload)["sha256"] == sha256_of(small)


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_counts_only_if_its_checksum_is_right(centre, session_check, small, algorithm):
    data = small.read_bytes()
    upload = _created(centre, session_check, len(data))
    wrong = centre.patch_upload(upload, 0, data[:50_000], **_checksum(algorithm, b"other"))
    assert wrong.status_code == 460 and centre.offset(upload) == 0
    right = centre.patch_upload(upload, 0, data[:50_000], **_checksum(algorithm, data[:50_000]))
    assert right.status_code == 204 and right.headers["Upload-Offset"] == "50000"
    _finish(centre, upload, data, 50_000)
    assert centre.wait_ready_recording(upload)["sha256"] == sha256_of(small)


def test_a_checksum_of_an_unknown_kind_is_refused(centre, session_check):
    upload = _created(centre, session_check, 100)
    answer = centre.patch_upload(upload, 0, b"x" * 10, **{"Upload-Checksum": "crc99 AAAA"})
    assert 400 <= answer.status_code < 500 and centre.offset(upload) == 0


def test_stale_and_gap_offsets_are_told_where_to_go_on(centre, session_check):
    upload = _created(centre, session_check, 1_000_000)
    assert centre.patch_upload(upload, 0, b"a" * 1000).status_code == 204
    for offset in (0, 500, 1001, 900_000):
        answer = centre.patch_upload(upload, offset, b"b" * 100)
        assert answer.status_code == 409 and answer.headers["Upload-Offset"] == "1000", offset
        assert answer.headers["Content-Type"].startswith("application/problem+json")
    other = b"b" * 1000
    foreign = centre.patch_upload(upload, 0, other, **_checksum("sha256", other))
    assert foreign.status_code == 409
    assert centre.offset(upload) == 1000


def test_of_two_patches_at_once_one_wins(centre, session_check, small):
    data = small.read_bytes()
    upload = _created(centre, session_check, len(data))
    start, answers = threading.Barrier(2), []

    def send():
        start.wait()
        answers.append(centre.patch_upload(upload, 0, data))
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 204 and statuses[1] in (409, 423), [answer.text for answer in answers]
    assert centre.wait_ready_recording(upload)["sha256"] == sha256_of(small)


def test_a_hang_up_mid_chunk_leaves_what_is_durable(centre, session_check, large):
    data = large.read_bytes()[:8 << 20]
    upload = _created(centre, session_check)
    with socket.create_connection(("127.0.0.1", centre.staff_port)) as wire:
        head = (
            f"PATCH /api/v1/uploads/{upload} HTTP/1.1\r\nHost: 127.0.0.1\r\nTus-Resumable: 1.0.0\r\n"
            f"Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\n"
            f"Content-Length: {len(data)}\r\n\r\n")
        wire.sendall(head.encode() + data[:3 << 20])
        # Linger 0: the connection ends by a reset.
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def settled():
        answer = centre.patch_upload(upload, 1 << 40, b"")
        return answer.status_code == 409 and answer.headers.get("Upload-Offset")
    offset = int(poll("the broken request to be over", settled))
    assert 0 <= offset <= 3 << 20
    stored = next(path for path in centre.footage.rglob("original*") if upload in str(path))
    assert stored.read_bytes() == data[:stored.stat().st_size] and stored.stat().st_size >= offset
    _finish(centre, upload, data, centre.offset(upload), 1 << 20)
    last = centre.patch_upload(upload, len(data), b"", **{"Upload-Length": str(len(data))})
    assert last.status_code == 204
    done = poll("the ingest", lambda: centre.recording(upload)["sha256"])
    assert done == hashlib.sha256(data).hexdigest()


def test_an_upload_that_stopped_short_can_be_ended_and_is_waited_for_no_longer(centre, small):
    check, data = centre.in_session(), small.read_bytes()
    short = _created(centre, check, len(data))
    assert centre.patch_upload(short, 0, data[:50_000]).status_code == 204
    good = centre.upload(check, small)
    centre.complete(check)
    centre.wait_ready_recording(good)
    refused = centre.api("POST", f"/checks/{check}/seal", {"by": "核查员1", "party_signed": True})
    assert refused.status_code == 409 and short in refused.json()["detail"]
    assert centre.api("DELETE", f"/uploads/{short}").status_code == 412
    said = {"by": "周敏", "reason": "录像机断电"}
    ended = centre.api("DELETE", f"/uploads/{short}", headers=TUS, params=said)
    assert ended.status_code == 204 and ended.headers["Tus-Resumable"] == "1.0.0"

    def quarantined():
        found = centre.recording(short)
        return found if found["state"] == "quarantined" else None
    found = poll("its quarantine", quarantined)
    assert found["size"] == 50_000 and found["sha256"] == hashlib.sha256(data[:50_000]).hexdigest()
    for words in (f"50000 of {len(data)} bytes", *said.values()):
        assert words in found["reason"]
    # To uploads it is gone; to footage it is not.
    assert centre.api("DELETE", f"/uploads/{short}", headers=TUS).status_code == 404
    assert centre.api("HEAD", f"/uploads/{short}", headers=TUS).status_code == 404
    assert centre.patch_upload(short, 50_000, data[50_000:]).status_code == 404
    assert centre.api("DELETE", f"/uploads/{good}", headers=TUS).status_code == 409
    assert centre.seal(check)["state"] == "sealed"
    entries = [json.loads(base64.b64decode(one["entry"])) for one in centre.audit_export()["entries"]]
    abandoned = [one for one in entries if one["kind"] == "recording.abandoned" and one["subject"] == short]
    assert [(one["facts"]["size"], one["facts"]["length"]) for one in abandoned] == [(50_000, len(data))]
    centre.fsck()
    centre.start()


def test_options_lists_what_it_can_do(centre):
    answer = centre.api("OPTIONS", "/uploads")
    assert answer.status_code in (200, 204)
    assert "1.0.0" in answer.headers["Tus-Version"].split(",")
    extensions = set(answer.headers["Tus-Extension"].split(","))
    assert {"creation", "creation-defer-length", "checksum", "termination"} <= extensions
    assert "sha1" in answer.headers["Tus-Checksum-Algorithm"].split(",")
    assert int(answer.headers["Tus-Max-Size"]) > 10 << 30


def test_an_upload_larger_than_the_bound_is_refused_at_once(centre, session_check):
    bound = int(centre.api("OPTIONS", "/uploads").headers["Tus-Max-Size"])
    before = centre.items("/recordings")
    assert centre.create_upload(session_check, bound + 1).status_code == 413
    assert centre.items("/recordings") == before


def test_more_bytes_than_announced_are_refused(centre, session_check):
    upload = _created(centre, session_check, 1000)
    answer = centre.patch_upload(upload, 0, b"x" * 2000)
    assert 400 <= answer.status_code < 500
    assert centre.offset(upload) <= 1000


def test_another_version_of_the_protocol_is_refused(centre, session_check):
    for headers in ({}, {"Tus-Resumable": "0.2.2"}):
        answer = centre.api("POST", "/uploads", headers=headers | {"Upload-Length": "10"})
        assert answer.status_code == 412 and answer.headers["Tus-Version"] == "1.0.0"


def test_an_upload_for_an_unknown_check_is_refused(centre):
    answer = centre.create_upload("C2026-99999", 1000)
    assert answer.status_code == 404 and answer.headers["Content-Type"].startswith("application/problem+json")
    assert centre.api("HEAD", "/uploads/rec_00000000000000000000000000", headers=TUS).status_code == 404
