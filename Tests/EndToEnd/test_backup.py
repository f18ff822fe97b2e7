"""Backup and restore: the drill, and everything that may go wrong in its middle."""
import base64
import contextlib
import json
import os
import pathlib
import shutil
import signal
import sqlite3
import subprocess
import sys

import pytest

from centre import sha256_of
from children import ROOT, Child, clean_environment, poll, stopped_by_itself


def _run(centre, *words, status=0, **environment):
    done = subprocess.run(
        centre.command(*words), capture_output=True, text=True, timeout=180, env=clean_environment(**environment))
    assert status is None or done.returncode == status, f"{words} exited {done.returncode}:\n{done.stdout}{done.stderr}"
    return done


def _backup(centre, to, *words, status=0, **environment):
    return _run(centre, "backup", "--to", str(to), *words, status=status, **environment)


def _restore(centre, to, *words, status=0, **environment):
    return _run(centre, "restore", "--from", str(to), *words, status=status, **environment)


def _generations(to):
    """Names of completed generations, oldest first."""
    return sorted(path.parent.name for path in to.glob("generations/*/manifest.json"))


def _manifest(to, generation=None):
    return json.loads((to / "generations" / (generation or _generations(to)[-1]) / "manifest.json").read_text())


def _contents(to):
    return {path for path in (to / "footage").glob("??/*")}


def _whole(to):
    """Everything that a backup directory counts on is what its name or manifest says; nothing unfinished lies about."""
    assert not list(to.rglob("*.part"))
    assert {path.name for path in (to / "generations").iterdir()} == set(_generations(to))
    for path in _contents(to):
        assert sha256_of(path) == path.name
    for generation in _generations(to):
        folder = to / "generations" / generation
        manifest = _manifest(to, generation)
        assert sha256_of(folder / manifest["database"]["file"]["path"]) == manifest["database"]["file"]["sha256"]
        subprocess.run(["sha256sum", "--status", "-c", "manifest.json.sha256"], cwd=folder, check=True)
        for file in (file for recording in manifest["recordings"] for file in recording["files"]):
            assert (to / "footage" / file["sha256"][:2] / file["sha256"]).stat().st_size == file["size"]


def _wipe(centre):
    shutil.rmtree(centre.state)
    shutil.rmtree(centre.footage)


def _move_to(centre, name):
    """Points the configuration at a state and a recordings directory that do not exist yet."""
    tables = centre.tables()
    tables["state"]["directory"] = str(centre.base / f"{name}-state")
    tables["recordings"]["directory"] = str(centre.base / f"{name}-footage")
    centre.write_configuration(tables)
    return centre.base / f"{name}-state"


def _last(centre):
    """What the last try left on record, read from the stopped daemon's database."""
    with contextlib.closing(sqlite3.connect(centre.state / "videocheck.sqlite")) as db:
        return json.loads(db.execute("SELECT value FROM fact WHERE name = 'backup.last'").fetchone()[0])


@pytest.fixture(scope="module")
def lived(samples, tmp_path_factory):
    """A stopped centre with one closed check, and a copy of it for each test that breaks something."""
    from centre import Centre
    centre = Centre()
    check, recording = centre.live(centre.application(), samples / "moov-first.mp4")
    centre.stop()
    yield centre, check, recording
    centre.close()


@pytest.fixture
def stopped(lived):
    """The lived centre in its first state; whatever a test does to it is undone."""
    centre, check, recording = lived
    kept = centre.base / "kept"
    for name in ("state", "footage"):
        shutil.copytree(centre.base / name, kept / name)
    yield centre
    if centre.daemon.running:
        centre.stop()
    for name in ("state", "footage"):
        shutil.rmtree(centre.base / name, ignore_errors=True)
        (kept / name).rename(centre.base / name)
    for leftover in centre.base.glob("second-*"):
        shutil.rmtree(leftover)
    shutil.rmtree(kept)
    centre.write_configuration()


def test_the_drill(new_centre, small, demo, tmp_path):
    """Main job → backup while it runs → wipe → restore on other directories → the same centre goes on."""
    centre = new_centre()
    closed, recording = centre.live(centre.application(), demo)
    waiting = centre.in_session()
    partial = centre.create_upload(waiting, small.stat().st_size).headers["Location"].rsplit("/", 1)[1]
    assert centre.patch_upload(partial, 0, small.read_bytes()[:100_000]).status_code == 204
    before = centre.audit_export()
    said = _backup(centre, tmp_path / "backup").stdout
    _whole(tmp_path / "backup")
    manifest = _manifest(tmp_path / "backup")
    assert manifest["audit"] == {key: before["checkpoint"][key] for key in ("size", "root")}
    assert manifest["problems"] == [] and {one["id"] for one in manifest["recordings"]} == {recording, partial}
    assert "k1" in said and str(centre.base / "keys") in said and manifest["generation"] in said
    entries = [json.loads(base64.b64decode(one["entry"])) for one in centre.audit_export()["entries"]]
    assert [one["facts"]["database_sha256"] for one in entries if one["kind"] == "backup.made"] == [
        manifest["database"]["file"]["sha256"]]
    secret = (centre.base / "keys").read_text().split()[1]
    assert not any(secret.encode() in path.read_bytes() for path in (tmp_path / "backup").rglob("*") if path.is_file())

    effects = len(centre.effects())
    centre.stop()
    _wipe(centre)
    state = _move_to(centre, "second")
    said = _restore(centre, tmp_path / "backup").stdout
    assert "restored" in said and manifest["audit"]["root"] in said and not (state / "restore.json").exists()
    centre.start()
    after = centre.audit_export()
    assert after["entries"][:before["checkpoint"]["size"]] == before["entries"]
    assert json.loads(base64.b64decode(
        after["entries"][before["checkpoint"]["size"]]["entry"]))["kind"] == "state.restored"
    oracle = subprocess.run(
        [sys.executable, str(ROOT / "Tests/Oracles/audit_root.py")], input=json.dumps(after), text=True,
        capture_output=True)
    assert oracle.returncode == 0, oracle.stdout + oracle.stderr
    assert centre.check(closed["id"]) == closed
    answer = centre.api("GET", f"/recordings/{recording}/original")
    assert answer.content == demo.read_bytes()
    assert centre.api("GET", f"/recordings/{recording}/media.mp4").status_code == 200
    assert centre.api("GET", f"/recordings/{recording}/still.jpg?at=2").status_code == 200
    # What was on its way goes on where its bytes are.
    start = centre.offset(partial)
    assert start == 100_000
    assert centre.patch_upload(partial, start, small.read_bytes()[start:]).status_code == 204
    centre.wait_ready_recording(partial)
    assert len(centre.effects()) == effects
    fresh = centre.ok("POST", "/applications", centre.application_body())["check"]
    assert fresh["check_no"] > centre.check(waiting)["check_no"]
    centre.fsck()


def test_a_result_pending_at_the_time_of_the_backup_is_posted_again_with_its_key(new_centre, small, tmp_path):
    centre = new_centre()
    check = centre.in_session()
    recording = centre.upload(check, small)
    centre.complete(check)
    centre.wait_ready_recording(recording)
    centre.seal(check)
    centre.stop_licensing()
    centre.decide(check)
    pending = centre.delivery(check)
    _backup(centre, tmp_path / "backup")
    centre.start_licensing(port=centre.licensing_port)
    closed = centre.push(check)
    assert len(centre.effects(closed["check_no"])) == 1
    centre.stop()
    _wipe(centre)
    said = _restore(centre, tmp_path / "backup").stdout
    assert "sent again with the same message ids" in said
    centre.start()
    assert centre.delivery(check)["message_id"] == pending["message_id"]
    closed = centre.push(check)
    assert len(centre.effects(closed["check_no"])) == 1 and centre.counts()["repeats"] >= 1
    centre.fsck()


def test_backups_share_footage_and_keep_removes_what_no_backup_refers_to(stopped, small, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    first, stored = _generations(to), _contents(to)
    stamps = {path: path.stat().st_mtime_ns for path in stored}
    _backup(stopped, to)
    assert _generations(to)[0] == first[0] and len(_generations(to)) == 2
    assert {path: path.stat().st_mtime_ns for path in _contents(to)} == stamps
    # Footage that only removed generations know goes with them.
    stray = to / "footage" / "00" / ("0" * 64)
    stray.parent.mkdir(exist_ok=True)
    stray.write_bytes(b"of a generation that is gone")
    said = _backup(stopped, to, "--keep", "2").stdout
    assert len(_generations(to)) == 2 and first[0] not in _generations(to) and first[0] in said
    assert not stray.exists() and _contents(to) == stored
    _whole(to)


def test_a_stopped_daemon_is_backed_up_too_and_the_try_is_on_record(stopped, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    last = _last(stopped)
    assert last["ok"] is True and last["directory"] == str(to) and last["recordings"] == 1 and "reason" not in last
    assert last["bytes"] == sum(path.stat().st_size for path in _contents(to)) + (
        to / "generations" / _generations(to)[0] / "videocheck.sqlite").stat().st_size
    (tmp_path / "file").write_text("in the way")
    done = _backup(stopped, tmp_path / "file" / "below", status=74)
    assert str(tmp_path / "file") in done.stderr
    last = _last(stopped)
    assert last["ok"] is False and last["reason"]


def test_a_password_in_an_address_does_not_reach_the_backup(stopped, tmp_path):
    tables = stopped.tables()
    tables["mail"]["url"] = tables["mail"]["url"].replace("smtp://", "smtp://centre:hunter2@")
    stopped.write_configuration(tables)
    _backup(stopped, tmp_path / "backup")
    copies = list((tmp_path / "backup").glob("generations/*/configuration/*"))
    copied = next(path for path in copies if path.name == stopped.configuration.name).read_text()
    assert "hunter2" not in copied and "***@" in copied
    assert {path.name for path in copies} == {"calendar", "rules", stopped.configuration.name}


@pytest.mark.parametrize("place", [
    "backup.snapshot", "backup.file_copied:1", "backup.file_copied:3", "backup.copied", "backup.unlisted",
    "backup.finished",
])
def test_killed_at_a_named_place_a_backup_leaves_no_torn_generation(stopped, small, tmp_path, place):
    to = tmp_path / "backup"
    _backup(stopped, to)
    first = _generations(to)[0]
    database = to / "generations" / first / "videocheck.sqlite"
    digest = sha256_of(database)
    # Footage that the first backup has not: the second has something to copy.
    shutil.rmtree(to / "footage")
    _backup(stopped, to, status=-9, VIDEOCHECK_FAILPOINT=place)
    listed = _generations(to)
    assert listed[0] == first and len(listed) == (2 if place == "backup.finished" else 1)
    assert sha256_of(database) == digest
    _backup(stopped, to)
    _whole(to)
    assert not list(stopped.state.glob(".snapshot-*"))
    _wipe(stopped)
    assert "restored" in _restore(stopped, to).stdout
    stopped.fsck()


@pytest.mark.parametrize("place", [
    "restore.marked", "restore.database_staged", "restore.file_staged:2", "restore.staged", "restore.placing",
    "restore.set_aside", "restore.file_placed:1", "restore.footage_placed", "restore.database_placed",
])
def test_killed_at_a_named_place_a_restore_is_finished_by_running_it_again(stopped, tmp_path, place):
    to = tmp_path / "backup"
    _backup(stopped, to)
    generation = _generations(to)[0]
    audit = _manifest(to)["audit"]
    shutil.rmtree(stopped.footage)
    _restore(stopped, to, status=-9, VIDEOCHECK_FAILPOINT=place)
    for command in ("run", "fsck", "migrate", "backup"):
        words = [command, "--to", str(tmp_path / "other")] if command == "backup" else [command]
        refused = _run(stopped, *words, status=75)
        assert "restore" in refused.stderr and generation in refused.stderr, refused.stderr
    said = _restore(stopped, to, "--generation", generation).stdout
    assert audit["root"] in said and not (stopped.state / "restore.json").exists()
    assert not list(stopped.state.glob(".restore*")) and not list(stopped.footage.glob(".restore*"))
    # The old state is aside, once, and whole.
    aside = list(stopped.state.glob("set-aside-*/videocheck.sqlite"))
    assert len(aside) == 1
    stopped.fsck()
    stopped.start()
    stopped.stop()


def test_a_newer_state_is_not_restored_over_unless_forced_and_then_set_aside(stopped, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    stopped.start()
    newer = stopped.application()
    number = stopped.check(newer)["check_no"]
    stopped.stop()
    refused = _restore(stopped, to, status=75)
    assert "newer" in refused.stderr and "1 new or changed checks" in refused.stderr and "--force" in refused.stderr
    stopped.start()
    assert stopped.check(newer)["id"] == newer
    busy = _restore(stopped, to, "--force", status=75)
    assert str(stopped.state) in busy.stderr
    stopped.stop()
    said = _restore(stopped, to, "--force").stdout
    assert "set aside" in said
    aside = list(stopped.state.glob("set-aside-*/videocheck.sqlite"))
    assert len(aside) == 1
    stopped.start()
    assert stopped.api("GET", f"/checks/{newer}").status_code == 404
    fresh = stopped.ok("POST", "/applications", stopped.application_body())["check"]["check_no"]
    assert fresh > number, "a number that was given out is not given out again"
    stopped.stop()
    stopped.fsck()


def test_another_history_is_recognised(stopped, new_centre, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    other = new_centre()
    other.application()
    other.stop()
    tables = stopped.tables()
    tables["state"]["directory"] = str(other.state)
    stopped.write_configuration(tables)
    assert "another history" in _restore(stopped, to, status=75).stderr
    tables["recordings"]["directory"] = str(other.footage)
    stopped.write_configuration(tables)
    (other.footage / "film").mkdir()
    assert "another installation's footage" in _restore(stopped, to, "--force", status=75).stderr
    assert "another installation" in _backup(other, to, status=75).stderr


def test_a_state_that_was_only_ever_started_is_in_nobodys_way(stopped, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    _wipe(stopped)
    stopped.start()
    stopped.stop()
    _restore(stopped, to)
    stopped.fsck()


def test_a_damaged_state_is_set_aside_by_force_and_good_footage_stays_in_place(stopped, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    database = stopped.state / "videocheck.sqlite"
    (stopped.state / "videocheck.sqlite-wal").unlink(missing_ok=True)
    with open(database, "r+b") as file:
        file.write(os.urandom(64 << 10))
    original = next(stopped.footage.rglob("original.*"))
    # Numbers go by the year of the centre's clock.
    year = original.relative_to(stopped.footage).parts[0]
    newer = stopped.footage / year / f"C{year}-00901" / "rec_newer"
    newer.mkdir(parents=True)
    (newer / "original.mp4").write_bytes(b"newer than the backup")
    stamp = original.stat().st_mtime_ns
    assert "cannot be read" in _restore(stopped, to, status=75).stderr
    said = _restore(stopped, to, "--force").stdout
    assert original.stat().st_mtime_ns == stamp and "0 bytes of footage put in place" in said
    assert (newer / "original.mp4").read_bytes() == b"newer than the backup" and f"ORPHAN: {year}/C{year}-00901" in said
    stopped.start()
    fresh = stopped.ok("POST", "/applications", stopped.application_body())["check"]["check_no"]
    assert fresh.rsplit("-", 1)[1] == ("00902" if fresh.startswith(f"C{year}-") else "00001")
    shutil.rmtree(newer.parent)
    stopped.fsck()


@pytest.mark.parametrize("what", ["database", "footage", "manifest", "missing"])
def test_a_flipped_byte_in_the_backup_is_found_before_anything_is_put_in_place(stopped, tmp_path, what):
    to = tmp_path / "backup"
    _backup(stopped, to)
    folder = to / "generations" / _generations(to)[0]
    largest = max(_contents(to), key=lambda path: path.stat().st_size)
    victim = {"database": folder / "videocheck.sqlite", "manifest": folder / "manifest.json"}.get(what, largest)
    if what == "missing":
        victim.unlink()
    else:
        data = bytearray(victim.read_bytes())
        data[len(data) // 2] ^= 1
        victim.write_bytes(data)
    assert _restore(stopped, to, "--verify", status=74).stderr
    _wipe(stopped)
    stopped.state.mkdir()
    done = _restore(stopped, to, status=74)
    assert "digest" in done.stderr, done.stderr
    left = {path.name for path in stopped.state.rglob("*")} | {path.name for path in stopped.footage.rglob("*")}
    assert left <= {"lock"}, left


def test_footage_that_has_rotted_is_named_and_its_good_copy_is_kept(stopped, tmp_path):
    to = tmp_path / "backup"
    original = next(stopped.footage.rglob("original.*"))
    good = original.read_bytes()
    original.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    done = _backup(stopped, to, status=1)
    assert "original" in done.stdout and "does not match its digest" in done.stdout
    assert _last(stopped)["ok"] is False and "digest" in _last(stopped)["reason"]
    original.write_bytes(good)
    _backup(stopped, to)
    original.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
    _backup(stopped, to)  # the backup has the good bytes already
    _whole(to)
    said = _restore(stopped, to).stdout
    assert "other bytes were at" in said and original.read_bytes() == good
    assert next(stopped.footage.glob(".set-aside-*/**/original.*")).read_bytes() != good
    stopped.fsck()


def test_a_missing_or_other_keys_file_is_named(stopped, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    keys = stopped.base / "keys"
    kept = keys.read_text()
    try:
        keys.unlink()
        done = _restore(stopped, to, status=78)
        assert "keys.file" in done.stderr and str(keys) in done.stderr
        subprocess.run([stopped.build / "videocheckd", "new-key", str(keys)], check=True, capture_output=True)
        assert keys.stat().st_mode & 0o777 == 0o600
        done = _restore(stopped, to, status=78)
        assert "k1" in done.stderr and _manifest(to)["keys"][0]["fingerprint"] in done.stderr
        again = subprocess.run(
            [stopped.build / "videocheckd", "new-key", str(keys)], capture_output=True, text=True)
        assert again.returncode == 78 and "there already" in again.stderr
    finally:
        keys.unlink(missing_ok=True)
        keys.write_text(kept)
        keys.chmod(0o600)


def test_a_directory_that_lost_its_backups_is_taken_for_an_unmounted_disk(stopped, tmp_path):
    to = tmp_path / "backup"
    _backup(stopped, to)
    shutil.rmtree(to)
    to.mkdir()
    assert "mounted" in _backup(stopped, to, status=74).stderr
    _backup(stopped, to, "--fresh")
    assert len(_generations(to)) == 1
    for place in (stopped.state / "inside", stopped.footage / "inside", stopped.base):
        assert "lies inside" in _backup(stopped, place, status=78).stderr
    assert "backup.directory" in _run(stopped, "backup", status=78).stderr
    assert "no completed backup" in _restore(stopped, tmp_path, status=1).stderr
    assert _generations(to)[0] in _restore(stopped, to, "--generation", "20200101T000000Z", status=1).stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_backs_up_and_restores_belongs_to_whom_its_folders_belong(stopped, tmp_path):
    to, nobody = tmp_path / "backup", 65534
    to.mkdir()
    places = [stopped.state, stopped.footage]
    os.chown(to, nobody, nobody)
    _backup(stopped, to)
    _wipe(stopped)
    for folder in places:
        folder.mkdir()
        os.chown(folder, nobody, nobody)
    _restore(stopped, to)
    strange = [path for top in (to, *places) for path in top.rglob("*") if path.lstat().st_uid != nobody]
    assert strange == []


class _SmallDisk:
    """A file system of 24 MB at `place`, in the mount namespace of a process that holds it: a program of a centre that
    was let in sees it there, and this process, whose own namespace stays as it is, under `path`."""

    def __init__(self, place, log):
        script = 'mount -t tmpfs -o size=24m tmpfs "$1" && echo mounted && exec sleep infinity'
        self.holder = Child(
            ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh", place], log=log, announces=True)
        self.place = place
        self.path = pathlib.Path(f"/proc/{self.holder.pid}/root{place}")

        self.entrance = ["nsenter", "--target", str(self.holder.pid), "--mount", "--"]

    def let_in(self, centre):
        command = centre.command
        centre.command = lambda *words: [*self.entrance, *command(*words)]

    def resize(self, size):
        subprocess.run([*self.entrance, "mount", "-o", f"remount,size={size}", self.place], check=True)


@pytest.fixture
def small_disk(tmp_path):
    if os.geteuid() != 0:
        pytest.skip("no right to mount")
    place = tmp_path / "disk"
    place.mkdir()
    try:
        disk = _SmallDisk(place, tmp_path / "disk.log")
    except AssertionError:
        pytest.skip("no right to mount")
    yield disk
    disk.holder.kill()


@pytest.mark.parametrize("known", [True, False])
def test_a_full_disk_leaves_the_older_backup_restorable_and_nothing_torn(new_centre, small, large, small_disk, known):
    centre = new_centre(opened=False)
    small_disk.let_in(centre)
    centre.start()
    centre.open_roster()
    check = centre.in_session()
    first = centre.upload(check, small)
    centre.wait_ready_recording(first)
    to, inside = small_disk.path / "backup", small_disk.place / "backup"
    _backup(centre, inside)
    older, stored = _generations(to), _contents(to)
    second = centre.upload(check, large, chunk=16 << 20)  # 40 MB
    centre.wait_ready_recording(second)
    if known:
        done = _backup(centre, inside, status=74)
        assert "free" in done.stderr and "needs" in done.stderr
    else:
        # The room is asked for and granted, and then something else takes it.
        done = _backup_while_the_disk_fills(centre, inside, small_disk)
        assert "full" in done.stderr
    assert "Older generations" in done.stderr or "Nothing was written" in done.stderr
    assert _generations(to) == older and _contents(to) == stored
    (small_disk.path / "filler").unlink(missing_ok=True)
    _whole(to)
    assert centre.http.get(f"{centre.staff_url}/readyz", timeout=5).status_code == 200, "the daemon goes on"
    centre.stop()
    assert _last(centre)["ok"] is False
    _wipe(centre)
    _restore(centre, inside)
    centre.fsck()


def _backup_while_the_disk_fills(centre, to, disk):
    """The disk has room when the command asks, and something else takes it while the first of the files are copied."""
    disk.resize("96m")
    centre.stop()
    centre.start(VIDEOCHECK_FAILPOINT="backup.file_copied:2:pause")
    child = subprocess.Popen(
        [str(word) for word in centre.command("backup", "--to", str(to))], stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, env=clean_environment())
    poll("the backup to stop between two files", lambda: stopped_by_itself(centre.daemon.pid))
    with contextlib.suppress(OSError), open(disk.path / "filler", "wb", buffering=0) as filler:
        for size in (1 << 20, 4096):
            with contextlib.suppress(OSError):
                while filler.write(bytes(size)):
                    pass
    # Whatever it copies on the way may be let go at once: what is left is larger than the disk has room for.
    out, errors = _let_go(centre.daemon.pid, child)
    assert child.returncode == 74, out + errors
    return subprocess.CompletedProcess(child.args, child.returncode, out, errors)


def _let_go(pid, child):
    while child.poll() is None:
        if stopped_by_itself(pid):
            os.kill(pid, signal.SIGCONT)
        with contextlib.suppress(subprocess.TimeoutExpired):
            return child.communicate(timeout=0.1)
    return child.communicate()
