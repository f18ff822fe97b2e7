"""What needs a person is said: on the API, and by one mail at a real mail server, whatever dies in between."""
import contextlib
import socket
import ssl
import subprocess
import threading

import pytest

from centre import HEAD, Centre
from children import poll

ADMIN = "guanliyuan@zhongxin.example"


def alert_mails(centre):
    return [mail for mail in centre.mail.mails if mail.recipients == [ADMIN]]


def open_alerts(centre, kind=None):
    return [one for one in centre.items("/alerts?open=true&limit=500") if kind in (None, one["kind"])]


def watched(centre, **changes):
    """The centre's configuration with somebody to tell."""
    tables = centre.tables()
    tables["center"]["alert_mail"] = ADMIN
    return tables | changes


@pytest.fixture
def held(new_centre):
    """A stopped centre with a text message that is held, since it has no gateway, and nobody told yet."""
    centre: Centre = new_centre(opened=False)
    tables = centre.tables()
    tables["sms"] = {}
    centre.write_configuration(tables)
    centre.start()
    centre.open_roster()
    check = centre.application()
    centre.give(check, "approve", by=HEAD)
    centre.wait_state(check, "issued")
    found = poll("the held text message", lambda: open_alerts(centre, "delivery_held"))
    assert len(found) == 1 and found[0]["subject"] == centre.delivery(check, "notice_text")["id"]
    assert found[0]["mailed_at"] is None and not alert_mails(centre)
    centre.stop()
    return centre, check


def test_a_held_delivery_is_told_of_once_in_both_languages_and_clears_when_it_is_delivered(held):
    centre, check = held
    centre.write_configuration(watched(centre))
    centre.start()
    mail = poll("the alert mail", lambda: alert_mails(centre))[0]
    alert = open_alerts(centre, "delivery_held")[0]
    assert alert["mailed_at"]
    for words in (alert["title"]["zh"], alert["title"]["en"], alert["advice"]["zh"], alert["advice"]["en"],
                  alert["subject"], "sms.url is not set", centre.check(check)["check_no"]):
        assert words in mail.text, f"{words!r} is not in the mail:\n{mail.text}"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert "黄丽华" not in mail.clear and "13800000000" not in mail.clear, "an alert names no person"

    centre.ok("POST", f"/deliveries/{alert['subject']}/retry", {"by": HEAD})
    poll("the alert to clear", lambda: not open_alerts(centre, "delivery_held"))
    over = [one for one in centre.items("/alerts?open=false") if one["id"] == alert["id"]]
    assert over and over[0]["cleared_at"] and over[0]["since"] == alert["since"]
    # A restart looks at everything again, and has nothing new to tell.
    centre.restart()
    poll("a look", lambda: all(one["count"] > 1 for one in open_alerts(centre)))
    assert len(alert_mails(centre)) == 1


@pytest.mark.parametrize("place", ["alert.claimed", "alert.sent"])
def test_a_daemon_that_dies_around_an_alert_mail_sends_that_mail_and_no_other(held, place):
    centre, _ = held
    centre.write_configuration(watched(centre))
    centre.start(wait=False, VIDEOCHECK_FAILPOINT=place)
    assert centre.daemon.reap() == -9, centre.daemon.tail()
    assert len(alert_mails(centre)) == (1 if place == "alert.sent" else 0)
    centre.start()
    expected = 2 if place == "alert.sent" else 1
    mails = poll("the mail", lambda: len(alert_mails(centre)) >= expected and alert_mails(centre))
    poll("nothing to be left to send", lambda: all(one["mailed_at"] for one in open_alerts(centre, "delivery_held")))
    assert len(mails) == expected and len({mail.message["Message-ID"] for mail in mails}) == 1
    assert len({mail.text for mail in mails}) == 1


def test_a_mail_server_that_is_away_is_an_alert_itself_and_gets_the_mail_when_it_is_back(held):
    centre, _ = held
    port = centre.mail.port
    tables = watched(centre)
    tables["mail"]["url"] = "smtp://127.0.0.1:9"  # discard: nobody listens
    centre.write_configuration(tables)
    centre.start()
    failing = poll("mail to be known as failing", lambda: open_alerts(centre, "mail_failing"), timeout=40)
    assert failing[0]["detail"]["reason"]
    tables["mail"]["url"] = f"smtp://127.0.0.1:{port}"
    centre.write_configuration(tables)
    centre.restart()
    poll("the mail after all", lambda: alert_mails(centre))
    poll("the failure to be over", lambda: not open_alerts(centre, "mail_failing"))


def test_who_knows_is_written_down_and_a_quarantined_recording_needs_no_more(new_centre, tmp_path):
    centre = new_centre()
    check = centre.in_session()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"\0\0\0\x18ftypmp42" + bytes(4000))
    recording = centre.upload(check, broken)
    alert = poll("the alert", lambda: open_alerts(centre, "recording_quarantined"))[0]
    assert alert["subject"] == recording and alert["severity"] == "warning"
    size = centre.ok("GET", "/audit/checkpoint")["size"]
    known = centre.ok("POST", f"/alerts/{alert['id']}/acknowledge", {"by": HEAD})
    assert known["acknowledged"]["by"] == HEAD and known["cleared_at"]
    assert centre.ok("GET", "/audit/checkpoint")["size"] == size + 1
    assert centre.ok("POST", f"/alerts/{alert['id']}/acknowledge", {"by": "x"}) == known, "once is enough"
    centre.restart()
    poll("a look", lambda: centre.items("/alerts"))
    assert not open_alerts(centre, "recording_quarantined"), "what a person has seen does not come back"
    assert centre.api("POST", "/alerts/alt_nothing/acknowledge", {}).status_code == 404
    blank = centre.api("POST", f"/alerts/{alert['id']}/acknowledge", {"by": " "})
    assert blank.status_code == 422 and blank.json()["field"] == "by"


def test_a_check_that_cannot_be_planned_is_told_of_until_it_can(new_centre):
    centre = new_centre(opened=False)
    centre.start()
    centre.open_roster(stations=0)
    check = centre.application()
    centre.give(check, "approve", by=HEAD)
    blocked = poll("the alert", lambda: open_alerts(centre, "check_blocked"))[0]
    assert blocked["subject"] == check and blocked["detail"]["check"] == centre.check(check)["check_no"]
    centre.ok("POST", "/stations", {"name": "第1核查室"})
    poll("the check to go on", lambda: centre.check(check)["state"] == "issued")
    poll("the alert to clear", lambda: not open_alerts(centre, "check_blocked"), timeout=45)


def test_a_certificate_that_does_not_verify_is_an_alert(new_centre, tmp_path):
    made = subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "9",
         "-subj", "/CN=party", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"],
        cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    centre = new_centre(opened=False)
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    one = server.accept()[0]
                    with contextlib.suppress(OSError), context.wrap_socket(one, server_side=True) as secured:
                        secured.recv(1000)
        threading.Thread(target=serve, daemon=True).start()
        tables = watched(centre)
        tables["http"]["public_url"] = f"https://127.0.0.1:{server.getsockname()[1]}"
        centre.write_configuration(tables)
        centre.start()
        alert = poll("the alert", lambda: open_alerts(centre, "certificate_expiring"))[0]
        server.shutdown(socket.SHUT_RDWR)
    assert alert["subject"] == "http.public_url" and alert["detail"]["host"] == "127.0.0.1"
    assert "certificate" in alert["detail"]["reason"]
