"""Disks that are full, gone, or lie: what was acknowledged is there, the rest is refused in words, nothing is torn."""

import contextlib
import socket
import subprocess

import pytest
import requests

from centre import HEAD, sha256_of
from children import clean_environment, poll
from disks import LoopCentre, demand_mounts, failing_sync


@pytest.fixture
def two_disks(tmp_path):
    demand_mounts()
    made = []

    def make(**options):
        centre = LoopCentre(megabytes=96, footage_megabytes=96, opened=False)
        made.append(centre)
        tables = centre.tables()
        tables["recordings"]["reserve"] = "40"
        centre.write_configuration(tables)
        centre.start(**options)
        centre.open_roster()
        return centre
    yield make
    for one in made:
        one.close()


def alerts(centre, kind):
    return [one for one in centre.items("/alerts") if one["kind"] == kind]


def test_a_footage_disk_keeps_its_reserve_for_recorders_that_run(two_disks, small):
    centre = two_disks()
    check = centre.in_session()
    filler = centre.footage_disk.fill(leave=41 << 20)
    # A file that is complete elsewhere can wait: it is told so before its first byte.
    refused = centre.create_upload(check, 8 << 20)
    assert refused.status_code == 507 and "keeps 40 MB" in refused.json()["detail"], refused.text
    assert centre.items(f"/recordings?check={check}") == []
    # A recorder cannot wait: it writes on into the reserve.
    live = centre.create_upload(check)
    assert live.status_code == 201, live.text
    upload = live.headers["Location"].rsplit("/", 1)[1]
    film = small.read_bytes()
    assert centre.patch_upload(upload, 0, film[:100_000]).status_code == 204
    assert poll("the alert", lambda: alerts(centre, "disk_low"), timeout=60)
    # And when the very last byte is taken, what was acknowledged stays, and the rest is refused.
    centre.footage_disk.fill(leave=0)
    answer = centre.patch_upload(upload, 100_000, b"\1" * (4 << 20))
    assert answer.status_code == 507 and "free space" in answer.json()["detail"], answer.text
    offset = centre.offset(upload)
    assert 100_000 <= offset < 100_000 + (4 << 20)
    with open(next(centre.footage.glob(f"*/*/{upload}/original.*")), "rb") as file:
        assert file.read(100_000) == film[:100_000]
    assert centre.http.get(f"{centre.staff_url}/readyz", timeout=5).status_code == 200
    filler.unlink()
    assert centre.patch_upload(upload, offset, b"\2" * 1000).status_code == 204
    assert centre.create_upload(check, 8 << 20).status_code == 201
    second = centre.upload(check, small)
    assert centre.wait_ready_recording(second)["sha256"] == sha256_of(small)


def test_footage_that_is_taken_in_while_the_disk_is_full_waits_and_is_no_quarantine(two_disks, samples):
    """A transport stream needs a copy to be played, and there is no room for one."""
    centre = two_disks()
    check = centre.in_session()
    film = samples / "ts-h264-aac.ts"
    upload = centre.create_upload(check).headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(upload, 0, film.read_bytes()).status_code == 204
    filler = centre.footage_disk.fill(leave=0)
    centre.complete(check)

    def waits():
        return "ingest must wait" in centre.log.read_text()
    poll("the ingest to wait", waits, timeout=60)
    assert centre.recording(upload)["state"] == "ingesting"
    filler.unlink()
    # It looks again within half a minute.
    assert centre.wait_ready_recording(upload, timeout=90)["sha256"] == sha256_of(film)


def test_a_full_disk_of_the_state_refuses_in_words_and_tears_nothing(two_disks):
    centre = two_disks()
    check = centre.application()
    filler = centre.disk.fill(leave=0)
    refused = None
    for _ in range(3000):
        answer = centre.api("POST", "/applications", centre.application_body())
        if answer.status_code != 201:
            refused = answer
            break
    assert refused is not None and refused.status_code == 503 and "disk is full" in refused.json()["detail"], refused
    before = centre.check(check)
    assert centre.api("POST", f"/checks/{check}/approve", {"by": HEAD}).status_code == 503
    assert centre.check(check) == before, "readers go on, and nothing partial is there"
    assert centre.daemon.running
    filler.unlink()
    poll("writing again", lambda: centre.api("POST", f"/checks/{check}/approve", {"by": HEAD}).status_code == 200)
    centre.fsck()


def test_a_footage_disk_that_is_gone_is_never_written_under(two_disks, small):
    centre = two_disks()
    check = centre.in_session()
    kept = centre.upload(check, small)
    centre.wait_ready_recording(kept)
    centre.complete(check)
    poll("the mirror to rest", lambda: b'"completed"' in b"".join(
        one.read_bytes() for one in centre.footage.glob(".database/check/*/*.jsonl")))
    open_check = centre.in_session()
    upload = centre.create_upload(open_check).headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(upload, 0, b"\0" * 1000).status_code == 204
    poll("the disk to be idle", lambda: _unmounts(centre.footage_disk), timeout=30)
    centre.footage.mkdir()
    assert centre.create_upload(open_check, 1000).status_code == 503
    refused = centre.patch_upload(upload, 1000, b"\0" * 1000)
    assert refused.status_code == 503 and "mounted" in refused.json()["detail"], refused.text
    assert poll("the alert", lambda: alerts(centre, "disk_missing"), timeout=60)
    assert centre.api("GET", "/checks").status_code == 200
    assert list(centre.footage.iterdir()) == [], "the bare mount point stays bare"
    centre.footage.rmdir()
    centre.footage_disk.mount()
    assert centre.offset(upload) == 1000
    assert centre.patch_upload(upload, 1000, b"\0" * 1000).status_code == 204
    assert centre.api("GET", f"/recordings/{kept}/original").content == small.read_bytes()


def test_a_footage_disk_that_turns_read_only_is_still_read(two_disks, small):
    centre = two_disks()
    check = centre.in_session()
    kept = centre.upload(check, small)
    centre.wait_ready_recording(kept)
    upload = centre.create_upload(check).headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(upload, 0, b"\0" * 1000).status_code == 204
    poll("the disk to be idle", lambda: centre.footage_disk.remounts("ro"), timeout=30)
    assert centre.patch_upload(upload, 1000, b"\0" * 1000).status_code == 503
    assert centre.create_upload(check, 1000).status_code == 503
    assert centre.api("GET", f"/recordings/{kept}/original").content == small.read_bytes()
    assert centre.api("GET", f"/recordings/{kept}/media.mp4").status_code == 200
    assert centre.daemon.running and centre.complete(check)["state"] == "completed"
    assert centre.footage_disk.remounts("rw")
    assert centre.offset(upload) == 1000
    assert centre.patch_upload(upload, 1000, b"\0" * 1000).status_code == 204
    centre.stop()


def _unmounts(disk):
    """A pass of the mirror may hold a file open for a moment."""
    try:
        disk.unmount()
    except OSError:
        return False
    except Exception:  # umount says that it is busy
        return False
    return True


def test_a_backup_disk_that_loses_a_write_costs_the_backup_alone(new_centre, small, tmp_path):
    centre = new_centre(opened=False)
    when, backups = tmp_path / "armed", tmp_path / "backups"
    backups.mkdir()
    centre.start(LD_PRELOAD=str(failing_sync(tmp_path)), FAILING_SYNC_WHEN=str(when), FAILING_SYNC_UNDER=str(backups))
    centre.open_roster()
    centre.wait_ready_recording(centre.upload(centre.in_session(), small))
    when.touch()
    failed = subprocess.run(
        centre.command("backup", "--to", backups), capture_output=True, text=True, env=clean_environment(), timeout=120)
    assert failed.returncode == 74 and not when.exists(), failed.stderr
    assert centre.daemon.running and centre.http.get(f"{centre.staff_url}/readyz", timeout=5).status_code == 200
    again = subprocess.run(
        centre.command("backup", "--to", backups), capture_output=True, text=True, env=clean_environment(), timeout=120)
    assert again.returncode == 0, again.stderr
    centre.fsck()


@pytest.mark.parametrize("where", ["footage", "state"])
def test_a_sync_that_fails_is_never_asked_again(new_centre, small, tmp_path, where):
    centre = new_centre(opened=False)
    when = tmp_path / "armed"
    centre.start(LD_PRELOAD=str(failing_sync(tmp_path)), FAILING_SYNC_WHEN=str(when),
                 FAILING_SYNC_UNDER=str(getattr(centre, where)))
    centre.open_roster()
    check = centre.in_session()
    film = small.read_bytes()
    upload = centre.create_upload(check, len(film)).headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(upload, 0, film[:50_000]).status_code == 204
    when.touch()
    with pytest.raises(requests.ConnectionError):
        if where == "footage":
            centre.patch_upload(upload, 50_000, film[50_000:90_000])
        else:
            centre.api("POST", "/applications", centre.application_body())
    assert poll("the daemon to end", lambda: not centre.daemon.running)
    assert centre.daemon.reap() == 74 and "the storage failed" in centre.daemon.tail()
    centre.start()
    assert centre.offset(upload) >= 50_000
    offset = centre.offset(upload)
    assert centre.patch_upload(upload, offset, film[offset:]).status_code == 204
    assert centre.wait_ready_recording(upload)["sha256"] == sha256_of(small)
    centre.fsck()


def test_more_connections_than_descriptors_cost_no_acknowledged_byte(new_centre, small):
    centre = new_centre(opened=False)
    plain = centre.command
    centre.command = lambda *words: ["prlimit", "--nofile=100", *plain(*words)]
    centre.start()
    centre.open_roster()
    check = centre.in_session()
    film = small.read_bytes()
    upload = centre.create_upload(check, len(film)).headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(upload, 0, film[:50_000]).status_code == 204
    with contextlib.ExitStack() as held:
        for _ in range(200):
            one = held.enter_context(socket.socket())
            one.settimeout(1)
            with contextlib.suppress(OSError):
                one.connect(("127.0.0.1", centre.staff_port))
        with contextlib.suppress(requests.RequestException):
            centre.http.patch(f"{centre.staff_url}/api/v1/uploads/{upload}", data=film[50_000:60_000], timeout=2)

    def goes_on():
        return centre.daemon.running and centre.offset(upload) >= 50_000
    poll("the daemon to answer again", goes_on, timeout=30)
    offset = centre.offset(upload)
    assert centre.patch_upload(upload, offset, film[offset:]).status_code == 204
    assert centre.wait_ready_recording(upload)["sha256"] == sha256_of(small)
    centre.fsck()
