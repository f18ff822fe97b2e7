"""Sent is not served: only the party's own word is."""
import json

from centre import HEAD


def _issued(centre):
    check = centre.application()
    centre.give(check, "approve", by=HEAD)
    centre.wait_state(check, "issued")
    return check


def test_opening_the_link_shows_the_notice_and_does_not_serve_it(centre):
    check = _issued(centre)
    for _ in range(3):
        page = centre.http.get(centre.link(check), timeout=30)
        assert page.status_code == 200 and centre.check(check)["notice"]["number"] in page.text
    assert centre.http.head(centre.link(check), timeout=30).status_code in (200, 404, 405)
    found = centre.check(check)
    assert found["state"] == "issued" and not found["service"]


def test_a_party_is_served_by_its_short_code(centre):
    check = _issued(centre)
    code = centre.code(check)
    page = centre.http.post(f"{centre.public_url}/open", data={"code": code}, timeout=30)
    assert page.status_code == 200 and centre.check(check)["notice"]["number"] in page.text
    assert centre.check(check)["state"] == "issued"
    assert centre.acknowledge(code).status_code == 200
    served = centre.check(check)
    assert served["state"] == "served" and served["service"]["acknowledged_at"]
    assert "code" in json.dumps(served["service"]["proof"])


def test_acknowledging_twice_changes_nothing_more(centre):
    check = _issued(centre)
    token = centre.token(check)
    assert centre.acknowledge(token).status_code == 200
    first = centre.check(check)
    assert centre.acknowledge(token).status_code == 200
    assert centre.acknowledge(centre.code(check)).status_code == 200
    again = centre.check(check)
    assert first["state"] == again["state"] == "served"
    assert first["service"] == again["service"] and first["revision"] == again["revision"]
    assert len(first["events"]) == len(again["events"])


def test_a_wrong_key_is_refused_and_tells_nothing(centre):
    before = centre.items("/checks")
    assert centre.http.get(f"{centre.public_url}/p/{'x' * 40}", timeout=30).status_code == 404
    for answer in (
            centre.acknowledge("x" * 40), centre.acknowledge("00000000"),
            centre.http.post(f"{centre.public_url}/open", data={"code": "00000000"}, timeout=30)):
        assert 400 <= answer.status_code < 500
        assert not any(check["check_no"] in answer.text for check in before)
    assert centre.items("/checks") == before


def test_the_public_listener_has_nothing_of_the_staff_api(centre):
    for path in ("/api/v1/checks", "/api/v1/recordings", "/metrics", "/record/C2026-00001"):
        assert centre.http.get(centre.public_url + path, timeout=30).status_code == 404
