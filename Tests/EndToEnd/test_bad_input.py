"""Every bad input gets an answer that names the field and the remedy, and leaves nothing half-written."""
import subprocess

import pytest

from children import poll


def _problem(answer, status, field=None):
    assert answer.status_code in (status if isinstance(status, tuple) else (status,)), answer.text
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    problem = answer.json()
    for key in ("type", "title", "status", "detail", "kind"):
        assert problem.get(key), f"{key} is missing in {problem}"
    assert problem["status"] == answer.status_code and len(problem["detail"]) > 15
    if field:
        assert problem.get("field") == field, problem
    return problem["detail"] + " " + problem.get("remedy", "")


@pytest.fixture
def unchanged(centre):
    """Whatever the test does, the centre's rows and log are afterwards what they were."""
    def look():
        return (
            centre.items("/checks"), centre.items("/recordings"), centre.items("/deliveries"),
            centre.ok("GET", "/audit/checkpoint")["size"])
    before = look()
    yield
    assert look() == before


INVALID = (400, 422)


def _changed(body, path, value):
    *parents, last = path
    at = body
    for step in parents:
        at = at[step]
    at[last] = value
    return body


@pytest.mark.parametrize("path, value, field, said", [
    (("enterprise", "uscc"), "91350100M000100Y4Z", "enterprise.uscc", ""),
    (("enterprise", "uscc"), "123", "enterprise.uscc", "18"),
    (("people", 0, "id_number"), "110105194912310021", "people[0].id_number", ""),
    (("people", 1, "id_number"), "440524188013010014", "people[1].id_number", ""),
    (("kind",), "holiday", "kind", "renew"),
    (("people",), [], "people", "1"),
    (("people", 0, "posts"), ["wizard"], None, "technical_lead"),
    (("accepted_at",), "yesterday", "accepted_at", ""),
    (("contact", "mail"), "no address", "contact.mail", "@"),
    (("application_no",), "", "application_no", "1 to 200"),
    (("contact", "mail"), "a@b.example\r\nBcc: c@d.example", "contact.mail", ""),
])
@pytest.mark.usefixtures("unchanged")
def test_an_application_with_a_wrong_field_is_refused(centre, path, value, field, said):
    body = _changed(centre.application_body(), path, value)
    assert said in _problem(centre.api("POST", "/applications", body), INVALID, field)


@pytest.mark.usefixtures("unchanged")
def test_a_missing_field_is_named(centre):
    body = centre.application_body()
    del body["enterprise"]["name"]
    _problem(centre.api("POST", "/applications", body), INVALID, "enterprise.name")


@pytest.mark.parametrize("text", [
    b"{", b"", b"[]", b"null", b'{"application_no": }', b"\xff\xfe{}", b'{"a":' * 5000,
])
@pytest.mark.usefixtures("unchanged")
def test_malformed_json_is_refused(centre, text):
    answer = centre.api("POST", "/applications", data=text, headers={"Content-Type": "application/json"})
    _problem(answer, INVALID)


@pytest.mark.usefixtures("unchanged")
def test_a_body_of_32_megabytes_is_refused(centre, tmp_path):
    large, answer = tmp_path / "large.json", tmp_path / "answer"
    large.write_bytes(b'{"application_no": "' + b"x" * (32 << 20) + b'"}')
    done = subprocess.run(
        ["curl", "-sS", "--noproxy", "*", "--max-time", "30", "-o", str(answer), "-w", "%{http_code} %{content_type}",
         "-H", "Content-Type: application/json", "--data-binary", f"@{large}",
         f"{centre.staff_url}/api/v1/applications"], capture_output=True, text=True)
    assert done.stdout.startswith("413 application/problem+json"), done.stdout + done.stderr
    assert b"detail" in answer.read_bytes()


@pytest.mark.usefixtures("unchanged")
def test_unknown_things_are_404_with_a_problem(centre, session_check):
    for method, path in [
            ("GET", "/checks/C2026-99999"), ("GET", "/checks/chk_nonsense"),
            ("POST", "/checks/C2026-99999/approve"), ("GET", "/recordings/rec_nonsense"),
            ("GET", "/recordings/rec_nonsense/original"), ("GET", "/nothing/here")]:
        _problem(centre.api(method, path, {"by": "周敏"} if method == "POST" else None), 404)


@pytest.mark.usefixtures("unchanged")
def test_an_unknown_command_lists_the_commands(centre, session_check):
    said = _problem(centre.api("POST", f"/checks/{session_check}/explode", {"by": "周敏"}), 404)
    for command in ("approve", "begin", "complete", "seal", "review", "pass", "fail"):
        assert command in said


@pytest.mark.parametrize("command, body", [
    ("approve", {}), ("seal", {"party_signed": True}), ("review", {"findings": []}),
    ("pass", {"reason": "x"}), ("fail", {"reason": "x"}),
])
@pytest.mark.usefixtures("unchanged")
def test_a_command_in_the_wrong_state_is_refused_with_its_guard(centre, session_check, command, body):
    answer = centre.api("POST", f"/checks/{session_check}/{command}", {"by": "周敏"} | body)
    said = _problem(answer, 409)
    assert answer.json()["guard"] == "wrong_state" and "in_session" in said


@pytest.mark.usefixtures("unchanged")
def test_a_command_with_a_wrong_body_is_refused(centre, session_check):
    _problem(centre.api("POST", f"/checks/{session_check}/complete", {"by": "核查员1", "transcript": 5}), INVALID)
    _problem(centre.api("POST", f"/checks/{session_check}/complete", {"by": "核查员1"}), (*INVALID, 409))


def test_the_same_application_again_is_the_same_and_another_body_is_a_conflict(centre):
    body = centre.application_body()
    first, again = centre.api("POST", "/applications", body), centre.api("POST", "/applications", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["check"] == again.json()["check"]
    body["contact"]["name"] = "另一人"
    _problem(centre.api("POST", "/applications", body), 409)


def _playlist(small):
    return f"#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\n{small}\n#EXT-X-ENDLIST\n".encode()


NOT_MEDIA = {
    "a text file": lambda small: "这不是视频。\n".encode() * 50,
    "an ffconcat script": lambda small: f"ffconcat version 1.0\nfile '{small}'\n".encode(),
    "a playlist": _playlist,
    "a playlist of the network": lambda small: b"#EXTM3U\n#EXTINF:5,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n",
    "a picture": lambda small: small.with_name("picture.png").read_bytes(),
    "sound alone": lambda small: small.with_name("sound-only.m4a").read_bytes(),
    "noise": lambda small: bytes(range(256)) * 400,
    "a header without a film": lambda small: small.read_bytes()[:40],
}


@pytest.mark.parametrize("what", NOT_MEDIA)
def test_what_is_no_film_is_quarantined_with_the_reason(centre, session_check, small, tmp_path, what):
    file = tmp_path / "film.mp4"
    file.write_bytes(NOT_MEDIA[what](small))
    upload = centre.upload(session_check, file)
    found = poll("the verdict", lambda: _ended(centre, upload))
    assert found["state"] == "quarantined" and len(found["reason"]) > 10
    assert str(tmp_path) not in found["reason"]
    # The bytes stay evidence: they come back as they came, or are plainly refused.
    original = centre.api("GET", f"/recordings/{upload}/original")
    assert original.status_code in (200, 409) and (original.status_code != 200 or original.content == file.read_bytes())
    _problem(centre.api("GET", f"/recordings/{upload}/media.mp4"), (404, 409, 415))
    assert centre.http.get(f"{centre.staff_url}/healthz", timeout=10).status_code == 200


def _ended(centre, upload):
    found = centre.recording(upload)
    return found if found["state"] in ("ready", "quarantined") else None


def test_an_empty_file_is_refused_or_quarantined(centre, session_check):
    answer = centre.create_upload(session_check, 0)
    if answer.status_code == 201:
        upload = answer.headers["Location"].rsplit("/", 1)[1]
        found = poll("the verdict", lambda: _ended(centre, upload))
        assert found["state"] == "quarantined" and "empty" in found["reason"].lower()
    else:
        assert "empty" in _problem(answer, INVALID).lower()


def test_footage_that_cannot_be_read_does_not_seal_a_check(centre, tmp_path):
    check = centre.in_session()
    file = tmp_path / "film.mp4"
    file.write_bytes(b"no film\n" * 100)
    upload = centre.upload(check, file)
    centre.complete(check)
    poll("the verdict", lambda: _ended(centre, upload))
    answer = centre.api("POST", f"/checks/{check}/seal", {"by": "核查员1", "party_signed": True})
    _problem(answer, 409)
    assert answer.json()["guard"] == "footage" and centre.check(check)["state"] == "completed"


def test_path_tricks_reach_no_file(centre, session_check, small):
    for name in ("../../../../tmp/evil.mp4", "/etc/passwd", "a\u0000b.mp4", "..%2f..%2fx.mp4", "x" * 5000 + ".mp4"):
        answer = centre.create_upload(session_check, small.stat().st_size, name=name)
        if answer.status_code != 201:
            _problem(answer, INVALID)
            continue
        upload = answer.headers["Location"].rsplit("/", 1)[1]
        assert centre.patch_upload(upload, 0, small.read_bytes()).status_code == 204
        centre.wait_ready_recording(upload)
    for path in ("/../../keys", "/%2e%2e/%2e%2e/keys", "/rec_x%00/original"):
        assert centre.api("GET", "/recordings" + path).status_code in (400, 404)
