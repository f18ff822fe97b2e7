"""Configuration, start and end of the daemon, and its word with the service manager."""
import os
import signal
import socket
import subprocess
import time

import pytest

from centre import Centre, free_ports, write_secret
from children import Child, clean_environment, poll


@pytest.fixture(scope="module")
def idle():
    """A centre whose daemon is not started."""
    centre = Centre(opened=False)
    yield centre
    centre.close()


def _check(centre, tables=None, text=None, **environment):
    if text is None:
        centre.write_configuration(tables)
    else:
        centre.configuration.write_text(text, encoding="utf-8")
    return subprocess.run(
        centre.command("check-config"), capture_output=True, text=True, timeout=30,
        env=clean_environment(**environment))


def _line_of(centre, section, key=None):
    """The line of a section's head, or of a key in it."""
    inside = False
    for number, line in enumerate(centre.configuration.read_text().splitlines(), 1):
        inside = line == f"[{section}]" if line.startswith("[") else inside
        if inside and (key is None or line.startswith(f"{key} =")):
            return number
    raise AssertionError(f"{section}.{key} was not written")


def test_a_right_configuration_passes(idle):
    done = _check(idle)
    assert done.returncode == 0, done.stderr


def test_an_unknown_key_is_named_with_its_line_and_what_is_allowed(idle):
    tables = idle.tables()
    tables["http"]["stuff"] = "127.0.0.1:1"
    done = _check(idle, tables)
    assert done.returncode == 78
    for part in (idle.configuration.name, "stuff", str(_line_of(idle, "http", "stuff")), "staff", "public_url"):
        assert part in done.stderr, f"{part!r} is not in {done.stderr!r}"


def test_an_unknown_section_is_named(idle):
    done = _check(idle, idle.tables() | {"htpp": {"staff": "127.0.0.1:1"}})
    assert done.returncode == 78 and "htpp" in done.stderr and "[http]" in done.stderr
    # The section's own line, or that of its first key.
    head = _line_of(idle, "htpp")
    assert f":{head}:" in done.stderr or f":{head + 1}:" in done.stderr, done.stderr


@pytest.mark.parametrize("section, key, value", [
    ("http", "staff", "not an address"), ("http", "staff", "127.0.0.1:99999"), ("http", "staff", 8080),
    ("licensing", "url", "ftp://x.example/"), ("mail", "url", "http://x.example/"),
    ("mail", "from", "no address"), ("center", "timezone", "Mars/Olympus"), ("http", "public_url", "here"),
])
def test_a_bad_value_is_named_with_its_line(idle, section, key, value):
    tables = idle.tables()
    tables[section] = tables[section] | {key: value}
    done = _check(idle, tables)
    assert done.returncode == 78, done.stderr
    for part in (idle.configuration.name, key, str(_line_of(idle, section, key))):
        assert part in done.stderr, f"{part!r} is not in {done.stderr!r}"


@pytest.mark.parametrize("section, key", [("keys", "file"), ("licensing", "secret_file")])
def test_a_missing_secret_file_is_named(idle, section, key):
    tables = idle.tables()
    tables[section] = tables[section] | {key: str(idle.base / "gone")}
    done = _check(idle, tables)
    assert done.returncode == 78 and "gone" in done.stderr and key in done.stderr


def test_a_missing_file_and_broken_toml_are_78(idle):
    done = subprocess.run(
        [idle.build / "videocheckd", "--config", str(idle.base / "nowhere.toml"), "run"], capture_output=True,
        text=True, timeout=30, env=clean_environment())
    assert done.returncode == 78 and "nowhere.toml" in done.stderr
    done = _check(idle, text="[http]\nstaff = \n")
    assert done.returncode == 78 and idle.configuration.name in done.stderr and "2" in done.stderr


def test_keys_that_others_may_read_are_refused_or_at_least_not_printed(idle):
    secret = (idle.base / "keys").read_text().split()[1]
    os.chmod(idle.base / "keys", 0o644)
    try:
        done = _check(idle)
        assert done.returncode in (0, 78)
        assert secret not in done.stdout + done.stderr and idle.secret not in done.stdout + done.stderr
    finally:
        os.chmod(idle.base / "keys", 0o600)


def test_the_environment_overrides_the_file_and_is_checked_too(new_centre):
    centre = new_centre(opened=False)
    done = _check(centre, VIDEOCHECK_HTTP_STAFF="nonsense")
    assert done.returncode == 78 and "VIDEOCHECK_HTTP_STAFF" in done.stderr
    port = free_ports(1)[0]
    centre.staff_port, written = port, centre.staff_port
    centre.start(VIDEOCHECK_HTTP_STAFF=f"127.0.0.1:{port}")
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", written), timeout=5)
    centre.stop()


def test_a_second_daemon_on_the_same_state_ends_with_a_clear_message(new_centre):
    centre = new_centre()
    ports = free_ports(2)
    second = subprocess.run(
        centre.command("run"), capture_output=True, text=True, timeout=30, env=clean_environment(
            VIDEOCHECK_HTTP_STAFF=f"127.0.0.1:{ports[0]}", VIDEOCHECK_HTTP_PUBLIC=f"127.0.0.1:{ports[1]}"))
    said = second.stdout + second.stderr
    assert second.returncode not in (0, -6, -11) and str(centre.state) in said, said
    assert centre.items("/checks") == []
    centre.stop()


def test_a_port_that_is_taken_ends_it_with_a_clear_message(new_centre):
    centre = new_centre(opened=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        centre.staff_port = taken.getsockname()[1]
        centre.write_configuration()
        centre.start(wait=False)
        status = centre.daemon.reap()
    assert status not in (0, -6, -11) and str(centre.staff_port) in centre.daemon.tail()


def test_sigterm_ends_it_properly_even_amid_requests(new_centre, small):
    centre = new_centre()
    check = centre.in_session()
    upload = centre.create_upload(check, small.stat().st_size).headers["Location"].rsplit("/", 1)[1]
    data = small.read_bytes()
    assert centre.patch_upload(upload, 0, data[:1000]).status_code == 204
    with socket.create_connection(("127.0.0.1", centre.staff_port)) as slow:
        slow.sendall(
            f"PATCH /api/v1/uploads/{upload} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 1000\r\n"
            f"Content-Type: application/offset+octet-stream\r\nContent-Length: {len(data) - 1000}\r\n\r\n".encode()
            + data[1000:2000])
        begun = time.monotonic()
        centre.stop()
        assert time.monotonic() - begun < 25
    centre.start()
    start = centre.offset(upload)
    assert 1000 <= start <= 2000
    assert centre.patch_upload(upload, start, data[start:]).status_code == 204
    centre.wait_ready_recording(upload)
    centre.fsck()


class _ServiceManager:
    """The receiving end of sd_notify: a real datagram socket."""

    def __init__(self, path):
        self.path = str(path)
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.lines = []

    def wait_for(self, line, count=1, timeout=20):
        deadline = time.monotonic() + timeout
        while sum(one == line for _, one in self.lines) < count:
            left = deadline - time.monotonic()
            assert left > 0, f"{line} did not come {count} times: {self.lines}"
            self.socket.settimeout(left)
            try:
                received = self.socket.recv(4096).decode()
            except TimeoutError:
                continue
            self.lines += [(time.monotonic(), one) for one in received.splitlines()]
        return [at for at, one in self.lines if one == line]


def test_the_service_manager_hears_ready_watchdog_and_stopping(new_centre):
    centre = new_centre(opened=False)
    manager = _ServiceManager(centre.base / "notify")
    try:
        centre.start(wait=False, NOTIFY_SOCKET=manager.path, WATCHDOG_USEC="2000000")
        manager.wait_for("READY=1")
        assert centre.http.get(f"{centre.staff_url}/readyz", timeout=10).status_code == 200
        pings = manager.wait_for("WATCHDOG=1", count=4, timeout=60)
        # Each second, and a busy machine may hold up any one of them; but not all are as rare as the limit.
        assert min(later - earlier for earlier, later in zip(pings, pings[1:])) < 2
        centre.daemon.process.send_signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        assert centre.daemon.reap() == 0
    finally:
        manager.socket.close()


@pytest.mark.parametrize("asked", [{}, {"WATCHDOG_USEC": "400000", "WATCHDOG_PID": "1"}])
def test_the_watchdog_is_pinged_only_where_it_was_asked_for(new_centre, asked):
    centre = new_centre(opened=False)
    manager = _ServiceManager(centre.base / "notify")
    try:
        centre.start(wait=False, NOTIFY_SOCKET=manager.path, **asked)
        manager.wait_for("READY=1")
        centre.open_roster()
        centre.wait_state(centre.application(), "requested")
        # Whoever is asked pings every 200 ms: as long as a second of that, and nothing may have come.
        with pytest.raises(AssertionError, match="did not come"):
            manager.wait_for("WATCHDOG=1", timeout=1)
        centre.stop()
        manager.wait_for("STOPPING=1")
        assert all(line != "WATCHDOG=1" for _, line in manager.lines)
    finally:
        manager.socket.close()


def test_a_secret_s_relative_name_is_looked_for_among_systemd_s_credentials_first(new_centre):
    centre = new_centre(opened=False)
    credentials = centre.base / "credentials"
    credentials.mkdir()
    (centre.base / "keys").rename(credentials / "keys")
    tables = centre.tables()
    tables["keys"]["file"] = "keys"
    done = _check(centre, tables)
    assert done.returncode == 78 and str(centre.base / "keys") in done.stderr
    assert _check(centre, tables, CREDENTIALS_DIRECTORY=str(credentials)).returncode == 0
    # What is not among them is beside the configuration; an absolute name is what it says.
    write_secret(centre.base / "token", "a token\n")
    tables["auth"] = {"admin_token_file": "token"}
    assert _check(centre, tables, CREDENTIALS_DIRECTORY=str(credentials)).returncode == 0
    tables["keys"]["file"] = str(centre.base / "keys")
    assert _check(centre, tables, CREDENTIALS_DIRECTORY=str(credentials)).returncode == 78


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts")
def test_without_systemd_a_secret_s_name_is_looked_for_in_its_store(new_centre):
    """As with sudo on a server: what the service gets from systemd, a command run by hand finds in the same place."""
    centre = new_centre(opened=False)
    tables = centre.tables()
    tables["licensing"]["secret_file"] = "licensing.secret"
    centre.write_configuration(tables)
    (centre.base / "webhook-secret").rename(centre.base / "elsewhere")

    def check(script):
        script = f'mount -t tmpfs none /run && mkdir /run/credstore && {script} && exec "$@"'
        done = subprocess.run(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh",
             *centre.command("check-config")], capture_output=True, text=True, timeout=60, env=clean_environment())
        if "unshare:" in done.stderr or "mount:" in done.stderr:
            pytest.skip("no right to mount")
        return done
    done = check("true")
    assert done.returncode == 78 and "/etc/credstore/licensing.secret" in done.stderr, done.stderr
    secret = centre.base / "elsewhere"
    assert check(f"cp {secret} /run/credstore/licensing.secret && chmod 600 /run/credstore/*").returncode == 0
    # A name that no unit loads is no service's.
    tables["licensing"]["secret_file"] = "other.secret"
    centre.write_configuration(tables)
    assert check(f"cp {secret} /run/credstore/other.secret").returncode == 78
