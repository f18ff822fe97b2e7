"""videocheckd doctor: a good centre is well in both languages; each broken thing is named, says what to do, and sets
the exit status."""
import contextlib
import datetime
import json
import os
import socket
import subprocess
import threading

import pytest

from centre import Centre, free_ports, write_secret
from children import clean_environment, poll

# What this machine may lack, and what a fresh centre has not done yet: no failure.
ALLOWED_WARNINGS = {"clock", "backup", "fsck", "alerts", "certificates", "tools", "unit", "calendar"}


def doctor(centre, *words, **environment):
    done = subprocess.run(
        centre.command("doctor", *words), capture_output=True, text=True, timeout=60,
        env=clean_environment(**environment))
    assert done.returncode in (0, 1), done.stderr
    return done


def findings(centre, language="en"):
    done = doctor(centre, "--json", "--lang", language)
    report = json.loads(done.stdout)
    assert report["ok"] == (done.returncode == 0)
    assert report["ok"] == all(one["verdict"] != "fail" for one in report["findings"])
    for one in report["findings"]:
        assert one["found"] and (one["verdict"] == "ok" or one["advice"] or one["area"] in ("backup", "service")), one
    return report["findings"]


def failed(centre, language="en"):
    return {one["area"]: one for one in findings(centre, language) if one["verdict"] == "fail"}


def configure(centre, **changes):
    """Writes the configuration with `section__key=value` changed; None takes the key out."""
    tables = centre.tables()
    tables["center"]["alert_mail"] = "guanliyuan@zhongxin.example"
    for name, value in changes.items():
        section, key = name.split("__")
        if value is None:
            tables.setdefault(section, {}).pop(key, None)
        else:
            tables.setdefault(section, {})[key] = str(value)
    centre.write_configuration(tables)


@pytest.fixture(scope="module")
def stopped():
    """A centre that has run and is stopped; each test leaves it as it was."""
    one = Centre()
    one.stop()
    configure(one)
    yield one
    one.close()


@pytest.fixture(autouse=True)
def mended(request):
    yield
    if "stopped" in request.fixturenames:
        configure(request.getfixturevalue("stopped"))


def test_a_good_centre_that_runs_is_well(new_centre):
    centre = new_centre(opened=False)
    configure(centre)
    centre.start()
    found = findings(centre)
    assert {one["area"] for one in found if one["verdict"] != "ok"} <= ALLOWED_WARNINGS, found
    verdicts = {one["area"]: one["verdict"] for one in found}
    for area in ("configuration", "service", "listeners", "time_zone", "rules", "disk", "keys", "licensing", "mail",
                 "text", "media_worker"):
        assert verdicts[area] == "ok", (area, found)
    assert "makes progress" in next(one["found"] for one in found if one["area"] == "service")
    assert centre.daemon.running and centre.http.get(f"{centre.staff_url}/readyz", timeout=5).ok
    assert not centre.mail.mails or all("test" not in mail.text for mail in centre.mail.mails), "no mail unless asked"


def test_a_stopped_centre_is_well_too_and_nothing_is_changed(stopped):
    def state():
        return {path.name: path.stat().st_mtime_ns for path in stopped.state.iterdir() if path.suffix == ".sqlite"}
    before = state()
    assert failed(stopped) == {}
    assert "open" in next(one["found"] for one in findings(stopped) if one["area"] == "keys")
    assert state() == before


def test_a_centre_that_was_never_started_is_well(new_centre):
    centre = new_centre(opened=False)
    configure(centre)
    assert failed(centre) == {}
    assert not (centre.state / "videocheck.sqlite").exists()


def test_the_report_is_plain_text_in_the_readers_language(stopped):
    english = doctor(stopped, LANG="en_GB.UTF-8", LC_ALL="")
    chinese = doctor(stopped, LANG="zh_CN.UTF-8", LC_ALL="")
    forced = doctor(stopped, "--lang", "zh", LANG="en_GB.UTF-8")
    assert english.returncode == chinese.returncode == 0
    assert "✓ keys: " in english.stdout and "0 failed" in english.stdout
    assert "✓ 密钥：" in chinese.stdout and "0 项失败" in chinese.stdout and "✓ 密钥：" in forced.stdout
    assert len(english.stdout.splitlines()) == len(chinese.stdout.splitlines())
    # `--config FILE` may stand before the command as well as behind it.
    assert "usage" not in english.stderr.lower()


def _named(centre, area, english, chinese):
    one = failed(centre)
    assert set(one) == {area}, one
    assert english in one[area]["found"], one
    other = failed(centre, "zh")
    assert set(other) == {area} and chinese in other[area]["found"] and other[area]["advice"], other
    report = doctor(centre, "--lang", "en")
    assert report.returncode == 1 and "✗ " in report.stdout and "    → " in report.stdout


def test_a_missing_keys_file_is_named(stopped):
    configure(stopped, keys__file=stopped.base / "no-keys")
    _named(stopped, "keys", "is missing, empty or not readable", "密钥文件不可用")


def test_a_keys_file_open_to_everyone_is_named(stopped):
    path = stopped.base / "open-keys"
    path.write_text((stopped.base / "keys").read_text())
    path.chmod(0o644)
    configure(stopped, keys__file=path)
    _named(stopped, "keys", "open to everyone", "密钥文件不可用")


def test_keys_of_another_centre_are_named(stopped):
    write_secret(stopped.base / "other-keys", "k1 " + "A" * 43 + "=\n")
    configure(stopped, keys__file=stopped.base / "other-keys")
    _named(stopped, "keys", "does not hold the keys that sealed this database", "不是加密此数据库的密钥")


def test_a_backend_that_is_down_is_named(stopped):
    configure(stopped, licensing__url=f"http://127.0.0.1:{free_ports(1)[0]}/results")
    _named(stopped, "licensing", "cannot be reached", "无法访问")


def test_an_address_that_is_no_backend_is_named(stopped):
    configure(stopped, licensing__url=f"http://127.0.0.1:{stopped.licensing_port}/nothing-here")
    _named(stopped, "licensing", "answers with no listing", "不是对账清单")


def test_a_gateway_that_is_down_is_named(stopped):
    configure(stopped, sms__url=f"http://127.0.0.1:{free_ports(1)[0]}/messages")
    _named(stopped, "text", "cannot be reached", "无法访问")


@contextlib.contextmanager
def refusing_mail_server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        def serve():
            with contextlib.suppress(OSError):
                while True:
                    with server.accept()[0] as one:
                        one.sendall(b"554 no service here\r\n")
                        one.recv(100)
        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


def test_a_mail_server_that_refuses_is_named(stopped):
    with refusing_mail_server() as port:
        configure(stopped, mail__url=f"smtp://127.0.0.1:{port}")
        _named(stopped, "mail", "is of no use", "不可用")


@contextlib.contextmanager
def silent_server():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_servers_that_say_nothing_are_given_up_in_time(stopped):
    with silent_server() as port:
        configure(stopped, mail__url=f"smtp://127.0.0.1:{port}", sms__url=f"http://127.0.0.1:{port}/",
                  licensing__url=f"http://127.0.0.1:{port}/")
        begun = datetime.datetime.now()
        assert set(failed(stopped)) == {"mail", "text", "licensing"}
        assert datetime.datetime.now() - begun < datetime.timedelta(seconds=20)


def test_a_footage_directory_without_its_identity_is_named(stopped):
    identity = stopped.footage / ".videocheck-footage"
    kept = identity.read_text()
    identity.unlink()
    try:
        _named(stopped, "disk", "lacks this installation's identity file", "缺少本系统的标识文件")
    finally:
        identity.write_text(kept)


def test_a_directory_that_is_not_there_is_named(stopped):
    configure(stopped, recordings__directory=stopped.base / "nowhere")
    _named(stopped, "disk", "is not there", "不存在")


def test_a_missing_calendar_year_is_named(stopped):
    folder = stopped.base / "old-calendar"
    folder.mkdir()
    (folder / "2021.json").write_text(
        json.dumps({"year": 2021, "off": ["2021-01-01"], "work": []}), encoding="utf-8")
    configure(stopped, center__calendar_directory=folder)
    _named(stopped, "calendar", "is missing", "缺少")


def test_broken_rules_are_named(stopped):
    folder = stopped.base / "bad-rules"
    folder.mkdir()
    (folder / "2021-01-01.json").write_text("{")
    configure(stopped, center__rules_directory=folder)
    _named(stopped, "rules", "2021-01-01.json", "2021-01-01.json")


@pytest.mark.parametrize("worker", ["/nonexistent/videocheck-media", "/bin/false"])
def test_a_worker_that_does_not_work_is_named(stopped, worker):
    configure(stopped, media__worker=worker)
    one = failed(stopped)
    assert set(one) == {"media_worker"} and worker in one["media_worker"]["found"], one
    other = failed(stopped, "zh")
    assert worker in other["media_worker"]["found"] and "videocheck-media" in other["media_worker"]["advice"]


def test_a_taken_address_is_named(stopped):
    with socket.create_server(("127.0.0.1", stopped.staff_port)):
        _named(stopped, "listeners", "cannot be listened on", "无法监听")


def test_a_bad_configuration_is_the_one_finding(stopped):
    stopped.configuration.write_text("[nonsense]\nkey = \"x\"\n")
    report = doctor(stopped, "--lang", "en")
    assert report.returncode == 1 and "nonsense" in report.stdout and "✗ configuration" in report.stdout
    assert "✗ 配置" in doctor(stopped, "--lang", "zh").stdout


def test_a_process_that_holds_the_state_and_is_no_daemon_is_named(stopped):
    import fcntl
    with open(stopped.state / "lock", "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        one = failed(stopped)
    assert "does not answer" in one["service"]["found"], one


def test_what_fsck_found_is_shown_and_raised_as_an_alert(new_centre):
    centre = new_centre()
    centre.fsck()
    clean = next(one for one in findings(centre) if one["area"] == "fsck")
    assert clean["verdict"] == "ok" and "clean on" in clean["found"]
    orphan = centre.footage / "2026/C2026-99999/rec_unknown"
    orphan.mkdir(parents=True)
    done = subprocess.run(centre.command("fsck"), capture_output=True, text=True, env=clean_environment(), timeout=60)
    assert done.returncode == 1, done.stdout
    assert failed(centre)["fsck"]["found"].startswith("found ")
    centre.start()
    poll("the alert", lambda: [one for one in centre.items("/alerts?open=true") if one["kind"] == "fsck_problems"])
    assert failed(centre)["fsck"], "a running daemon says the same"


def test_a_test_mail_is_sent_only_when_asked_for(stopped):
    before = len(stopped.mail.mails)
    assert doctor(stopped).returncode == 0
    assert len(stopped.mail.mails) == before
    done = doctor(stopped, "--send-test-mail", "someone@zhongxin.example", "--lang", "en")
    assert done.returncode == 0 and "was taken" in done.stdout
    assert stopped.mail.mails[-1].recipients == ["someone@zhongxin.example"]
    assert len(stopped.mail.mails) == before + 1


def test_a_token_is_shown_to_the_running_daemon(new_centre):
    centre = new_centre(opened=False)
    write_secret(centre.base / "token", "s3cret-token\n")
    configure(centre, auth__admin_token_file=centre.base / "token")
    centre.start()
    assert failed(centre) == {}
    os.rename(centre.base / "token", centre.base / "token-gone")
    write_secret(centre.base / "token", "another-token\n")
    assert "401" in failed(centre)["service"]["found"]


@pytest.fixture
def of_nobody(new_centre):
    """A centre whose state and footage belong to the service's user, as an installation's do; root looks at it."""
    if os.geteuid() != 0:
        pytest.skip("only root gives files away")
    centre = new_centre(opened=False)
    os.chmod(centre.base, 0o755)
    for path in (centre.state, centre.footage, centre.base / "keys", centre.base / "webhook-secret"):
        os.chown(path, 65534, 65534)
    configure(centre)
    return centre


def test_root_sees_what_the_service_s_user_may_not(of_nobody):
    centre = of_nobody
    assert failed(centre) == {}
    os.chown(centre.footage, 0, 0)
    os.chmod(centre.footage, 0o755)
    _named(centre, "disk", "cannot be read and written by the service's user, nobody", "服务账户 nobody")
    os.chown(centre.footage, 65534, 65534)
    os.chown(centre.base / "webhook-secret", 0, 0)
    _named(centre, "licensing", "cannot be read by the service's user, nobody", "服务账户 nobody 不可读")
    assert "/etc/credstore/licensing.secret" in failed(centre)["licensing"]["advice"]
    os.chown(centre.base / "webhook-secret", 65534, 65534)
    # A folder above counts as well.
    os.chmod(centre.base, 0o700)
    assert {"disk", "keys", "licensing"} <= set(failed(centre))
