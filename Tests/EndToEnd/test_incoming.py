"""The watched folder: what recorders leave becomes footage once, of the right check, or waits for a person."""
import base64
import contextlib
import hashlib
import os
import random
import shutil
import signal
import socket
import sqlite3
import tempfile
import threading
import time

import pytest

from centre import HEAD, sha256_of
from children import poll, stopped_by_itself
from watched import Watched, has_setpriv, mounted_tmpfs, serial, unique

TRIALS = int(os.environ.get("VIDEOCHECK_TRIALS", "3"))
SEED = int(os.environ.get("VIDEOCHECK_SEED", random.SystemRandom().randrange(1 << 32)))


@pytest.fixture(scope="module")
def watched():
    one = Watched()
    yield one
    one.close()


@pytest.fixture
def new_watched():
    made = []

    def make(**options):
        made.append(Watched(**options))
        return made[-1]
    yield make
    for one in made:
        one.close()


@pytest.fixture
def film(small):
    """Bytes of a film that no other test has."""
    return unique(small, next(serial))


@pytest.fixture(scope="module")
def check(watched):
    return watched.number(watched.application())


@pytest.fixture(scope="module")
def other(watched):
    return watched.number(watched.application())


# MARK: whose it is

def test_a_number_in_the_name_says_the_check(watched, check, film):
    path = f"2026-11-24/room 3/cam1_{check.lower().replace('-', '_')}_093000.mp4"
    source = watched.leave(path, film)
    row, recording = watched.wait_taken(path, film)
    assert row["check_no"] == check and row["origin"] == "name" and row["kind"] == "session"
    assert recording["check_no"] == check and recording["filename"] == source.name
    gone = poll("the source to be put away", lambda: not source.exists())
    assert gone
    moved = poll("its row to know", lambda: watched.file(path)["moved_to"])
    assert (watched.incoming / moved).read_bytes() == film and moved.startswith(".taken/")


def test_a_number_in_the_folders_name_says_the_check(watched, check, film):
    path = f"{check}/part-1.mp4"
    watched.leave(path, film)
    assert watched.wait_taken(path, film)[0]["check_no"] == check


@pytest.mark.parametrize("stem", [False, True])
def test_a_sidecar_goes_before_the_name(watched, check, other, film, stem):
    path = f"sidecar-{stem}/{other}.mp4"
    watched.leave_sidecar(path, {"check": check, "kind": "evidence", "started_at": "2026-11-24T09:00:00+08:00",
                                 "note": "入口", "camera": 3}, stem=stem)
    watched.leave(path, film)
    row, recording = watched.wait_taken(path, film)
    assert row["check_no"] == check and row["origin"] == "sidecar" and row["kind"] == "evidence"
    assert recording["kind"] == "evidence"
    poll("the sidecar to go with its file", lambda: not list(watched.incoming.glob(f"sidecar-{stem}/*")))
    moved = poll("its row to know", lambda: watched.file(path)["moved_to"])
    assert len(list((watched.incoming / moved).parent.iterdir())) == 2


def test_a_sidecar_that_comes_late_still_says_the_check(watched, check, film):
    watched.leave("late.mp4", film)
    row = watched.wait_file("late.mp4", "unassigned")
    assert "sidecar" in row["reason"] and row["check"] is None
    watched.leave_sidecar("late.mp4", {"check": check})
    assert watched.wait_taken("late.mp4", film)[0]["origin"] == "sidecar"


@pytest.mark.parametrize("content, said", [
    ("{\"check\": ", "JSON"), ("[]", "object"), ("{\"chek\": \"x\"}", "check"), ("{\"check\": 17}", "text"),
    ("{\"check\": \"C2026-99999\"}", "no such check"), ("{\"check\": \"C2026-00001\", \"kind\": \"holiday\"}", "evidence"),
    ("{\"check\": \"C2026-00001\", \"started_at\": \"yesterday\"}", "instant"), ("x" * 70000, "65536"),
])
def test_a_malformed_sidecar_is_said_and_its_mending_suffices(watched, check, film, content, said):
    path = f"malformed-{next(serial)}-{check}.mp4"  # the name is no way out of a sidecar that cannot be read
    watched.leave(path, film, sidecar=content)
    row = watched.wait_file(path, "unassigned")
    assert said in row["reason"], row["reason"]
    watched.leave_sidecar(path, {"check": check})
    assert watched.wait_taken(path, film)[0]["check_no"] == check


def test_two_sidecars_that_disagree_leave_it_to_a_person(watched, check, other, film):
    watched.leave("both.mp4", film, sidecar={"check": check})
    watched.leave_sidecar("both.mp4", {"check": other}, stem=True)
    assert "different checks" in watched.wait_file("both.mp4", "unassigned")["reason"]


def test_two_numbers_or_an_unknown_one_are_never_guessed(watched, check, other):
    names = {f"{check} {other}.mp4": "several", f"{check}/{other}.mp4": "several", "C2026-99998.mp4": "no such check",
             f"{check}0.mp4": "no such check", "film.mp4": "Neither"}
    for name in names:
        watched.leave(name, os.urandom(2000))
    for name, said in names.items():
        row = watched.wait_file(name, "unassigned")
        assert said in row["reason"] and row["recording"] is None


def test_a_sealed_check_takes_nothing_more(watched, small, film):
    closed, _ = watched.live(watched.application(), small)
    watched.leave(f"{closed['check_no']}.mp4", film)
    row = watched.wait_file(f"{closed['check_no']}.mp4", "unassigned")
    assert "sealed" in row["reason"]
    refused = watched.api("POST", f"/incoming/{row['id']}/assign", {"check": closed["id"], "by": HEAD})
    assert refused.status_code == 409 and refused.json()["field"] == "check"


# MARK: what people decide

def test_a_person_assigns_what_nobody_could_place(watched, check, film):
    source = watched.leave("unplaced.mp4", film)
    row = watched.wait_file("unplaced.mp4", "unassigned")
    size = watched.ok("GET", "/audit/checkpoint")["size"]
    for body, field in [({"by": HEAD}, "check"), ({"check": check}, "by"), ({"check": "C2026-99999", "by": HEAD}, "check"),
                        ({"check": check, "by": " "}, "by"), ({"check": check, "by": HEAD, "kind": "x"}, "kind")]:
        answer = watched.api("POST", f"/incoming/{row['id']}/assign", body)
        assert answer.status_code in (404, 422) and answer.json()["field"] == field, answer.text
    assert watched.ok("GET", "/audit/checkpoint")["size"] == size
    assigned = watched.ok("POST", f"/incoming/{row['id']}/assign", {"check": check, "by": HEAD, "kind": "evidence"})
    assert assigned["check_no"] == check and assigned["state"] == "waiting"
    taken, recording = watched.wait_taken("unplaced.mp4", film)
    assert taken["origin"] == "person" and taken["decided_by"] == HEAD and recording["kind"] == "evidence"
    poll("the source to be put away", lambda: not source.exists())
    again = watched.api("POST", f"/incoming/{row['id']}/assign", {"check": check, "by": HEAD})
    assert again.status_code == 409 and recording["id"] in again.json()["detail"]
    kinds = [one["entry"] for one in watched.items(f"/audit/entries?from={size}&limit=100")]
    assert any("incoming.assigned" in _decoded(one) for one in kinds)


def _decoded(entry):
    return base64.b64decode(entry).decode()


def test_a_dismissed_file_is_kept_out_of_the_way(watched):
    source = watched.leave("litter.txt", b"no film")
    row = watched.wait_file("litter.txt", "unassigned")
    assert watched.api("POST", f"/incoming/{row['id']}/dismiss", {"by": HEAD}).status_code == 422
    dismissed = watched.ok("POST", f"/incoming/{row['id']}/dismiss", {"by": HEAD, "reason": "不是录像"})
    assert dismissed["state"] == "dismissed" and dismissed["reason"] == "不是录像"
    poll("the file to be put away", lambda: not source.exists())
    moved = poll("its row to know", lambda: watched.file("litter.txt")["moved_to"])
    assert moved.startswith(".dismissed/") and (watched.incoming / moved).read_bytes() == b"no film"
    assert watched.api("POST", "/incoming/inc_x/dismiss", {"by": HEAD, "reason": "x"}).status_code == 404


def test_the_same_bytes_twice_are_one_recording(watched, check, film):
    watched.leave(f"first {check}.mp4", film)
    first, _ = watched.wait_taken(f"first {check}.mp4", film)
    again = watched.leave(f"again {check}.mp4", film)
    row = watched.wait_file(f"again {check}.mp4", "duplicate")
    assert row["recording"] == first["recording"] and first["recording"] in row["reason"]
    poll("the duplicate to be put away", lambda: not again.exists())
    mine = [one for one in watched.items(f"/recordings?check={check}&limit=500") if one["sha256"] == first["sha256"]]
    assert len(mine) == 1
    uploaded = watched.leave(f"uploaded {check}.mp4", film)
    watched.wait_file(f"uploaded {check}.mp4", "duplicate")
    poll("the duplicate to be put away", lambda: not uploaded.exists())


def test_what_was_uploaded_before_is_a_duplicate_too(watched, check, film, tmp_path):
    (tmp_path / "film.mp4").write_bytes(film)
    recording = watched.upload(check, tmp_path / "film.mp4")
    watched.leave(f"also {check}.mp4", film)
    assert watched.wait_file(f"also {check}.mp4", "duplicate")["recording"] == recording


def test_the_same_bytes_for_another_check_wait_for_a_person(watched, check, other, film):
    watched.leave(f"mine {check}.mp4", film)
    first, _ = watched.wait_taken(f"mine {check}.mp4", film)
    watched.leave(f"theirs {other}.mp4", film)
    row = watched.wait_file(f"theirs {other}.mp4", "unassigned")
    assert first["recording"] in row["reason"] and check in row["reason"]
    watched.ok("POST", f"/incoming/{row['id']}/assign", {"check": other, "by": HEAD})
    taken, recording = watched.wait_taken(f"theirs {other}.mp4", film)
    assert recording["check_no"] == other and taken["recording"] != first["recording"]


def test_two_files_for_one_check_are_two_recordings(watched, other, small):
    films = [unique(small, next(serial)) for _ in range(2)]
    for index, one in enumerate(films):
        watched.leave(f"{other}-part{index}.mp4", one)
    ids = {watched.wait_taken(f"{other}-part{index}.mp4", one)[1]["id"] for index, one in enumerate(films)}
    assert len(ids) == 2


# MARK: the console

def test_the_console_lists_what_waits_and_takes_a_decision(watched, check, film):
    source = watched.leave("desk <b>.mp4", film)
    row = watched.wait_file("desk <b>.mp4", "unassigned")
    for language, words in [("zh", "待归入核查"), ("en", "To be assigned")]:
        page = watched.http.get(f"{watched.staff_url}/incoming", headers={"Accept-Language": language}, timeout=10)
        assert page.status_code == 200 and words in page.text and "desk &lt;b&gt;.mp4" in page.text
        assert "<b>" not in page.text
        assert (("没有附带说明文件" if language == "zh" else "Neither a sidecar") in page.text)
    address = f"{watched.staff_url}/incoming/{row['id']}"
    headers = {"Origin": watched.staff_url, "Accept-Language": "zh", "Accept": "text/html"}
    assert "归入该核查" in watched.http.get(address, headers=headers, timeout=10).text
    for form, status, said in [
            ({"check": "C2026-99999", "by": HEAD, "kind": "session"}, 422, "没有编号为"),
            ({"check": "", "by": HEAD, "kind": "session"}, 422, "请填写"),
            ({"check": check, "by": HEAD, "kind": ""}, 422, "请选择")]:
        answer = watched.http.post(f"{address}/assign", data=form, headers=headers, timeout=10)
        assert answer.status_code == status and said in answer.text and HEAD in answer.text
    foreign = watched.http.post(f"{address}/dismiss", data={"reason": "x", "by": HEAD}, timeout=10,
                                headers=headers | {"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 403
    done = watched.http.post(
        f"{address}/assign", data={"check": check.lower(), "by": HEAD, "kind": "evidence"}, headers=headers, timeout=10)
    assert done.status_code == 200 and f"已归入 {check}" in done.text and done.url.endswith("/incoming")
    assert watched.wait_taken("desk <b>.mp4", film)[1]["kind"] == "evidence"
    poll("the source to be put away", lambda: not source.exists())
    taken = watched.http.get(f"{watched.staff_url}/incoming?show=taken", headers=headers, timeout=10).text
    assert check in taken and "已收取" in taken
    gone = watched.http.post(f"{address}/dismiss", data={"reason": "x", "by": HEAD}, headers=headers, timeout=10)
    assert gone.status_code == 409


def test_what_waits_for_a_person_is_an_alert_until_it_is_decided(new_watched):
    watched = new_watched()
    watched.leave("alert.bin", b"some bytes")
    row = watched.wait_file("alert.bin", "unassigned")

    def shown():
        return [one for one in watched.items("/alerts?open=true")
                if one["kind"] == "incoming_unassigned" and one["subject"] == "alert.bin"]
    poll("the alert", shown)
    assert "待收文件" in watched.http.get(watched.staff_url, headers={"Accept-Language": "zh"}, timeout=10).text
    watched.ok("POST", f"/incoming/{row['id']}/dismiss", {"by": HEAD, "reason": "x"})
    poll("the alert to go", lambda: not shown())


# MARK: when it is done

def test_a_file_that_is_written_slowly_is_taken_whole_and_once(watched, check, film):
    path = watched.incoming / f"slow {check}.mp4"
    seen = set()
    with open(path, "wb", buffering=0) as writer:
        step = len(film) // 6
        for start in range(0, len(film), step):
            writer.write(film[start:start + step])
            threading.Event().wait(0.3)
            seen |= {(watched.file(path.name) or {}).get("state")}
        # Longer than the quiet time with the file still open: nobody takes it from its writer.
        open_row = poll("it to be known as open", lambda: (
            watched.file(path.name)["reason"] or "").startswith("A program still has it open") and watched.file(path.name))
        assert open_row["state"] == "waiting"
    assert seen <= {None, "waiting"}
    watched.wait_taken(path.name, film)
    assert len([one for one in watched.files() if one["path"] == path.name]) == 1


def test_a_file_that_changes_while_it_is_read_is_read_again(new_watched, small):
    """A writer that opens, writes and closes again and again looks done in between. The daemon stops in each copy, once
    the first block is read, so that the writing falls into it."""
    centre = new_watched(opened=False)
    centre.start(VIDEOCHECK_FAILPOINT="incoming.copying:1:pause")
    centre.open_roster(inspectors=3, stations=1)
    check = centre.number(centre.application())
    data = small.read_bytes()
    path = centre.incoming / f"{check}.mp4"
    path.write_bytes(data[:-300])
    for start in range(len(data) - 300, len(data), 100):
        poll("the copy to stop in its midst", lambda: stopped_by_itself(centre.daemon.pid))
        assert not centre.originals(), "taken before it was whole"
        with open(path, "ab") as writer:
            writer.write(data[start:start + 100])
        os.kill(centre.daemon.pid, signal.SIGCONT)
    poll("the last copy", lambda: stopped_by_itself(centre.daemon.pid))
    os.kill(centre.daemon.pid, signal.SIGCONT)
    centre.wait_taken(path.name, data)
    centre.fsck()
    assert centre.originals() == [sha256_of(small)]


def test_what_is_no_finished_file_is_passed_over(watched, check, film, tmp_path):
    folder = watched.incoming / "odd"
    folder.mkdir()
    for name in [f"{check}.mp4.part", f"{check}.mp4.crdownload", f".{check}.mp4", f"{check}.mp4~", "Thumbs.db", f"~{check}.mp4"]:
        (folder / name).write_bytes(film)
    outside = tmp_path / "secret.mp4"
    outside.write_bytes(film)
    (folder / f"link {check}.mp4").symlink_to(outside)
    (folder / f"linked {check}").symlink_to(tmp_path)
    os.mkfifo(folder / f"pipe {check}.mp4")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(str(folder / "s.mp4"))
    deep = folder / "1/2/3/4/5"
    deep.mkdir(parents=True)
    (deep / f"{check}.mp4").write_bytes(film)
    (folder / f"empty {check}.mp4").touch()
    assert "empty" in watched.wait_file(f"odd/empty {check}.mp4", "refused")["reason"]
    watched.leave(f"odd/after {check}.mp4", film)
    watched.wait_taken(f"odd/after {check}.mp4", film)
    listener.close()
    assert {one["path"] for one in watched.files() if one["path"].startswith("odd/")} == {
        f"odd/empty {check}.mp4", f"odd/after {check}.mp4"}
    assert outside.exists() and (folder / f"{check}.mp4.part").exists()
    (folder / f"empty {check}.mp4").write_bytes(unique_tail(film))
    watched.wait_taken(f"odd/empty {check}.mp4", unique_tail(film))


def unique_tail(film):
    return film + (12).to_bytes(4, "big") + b"free" + b"tail"


def test_names_that_are_no_text_are_shown_and_taken(watched, check, film, small):
    number = check.encode()
    names = {
        b"\x1b[31mred\n" + number + b".mp4": f"\\u{{1b}}[31mred\\u{{a}}{check}.mp4",
        b"gbk \xd6\xd0\xce\xc4 " + number + b".mp4": f"gbk \\xd6\\xd0\\xce\\xc4 {check}.mp4",
        "\u202emp4.".encode() + number + b".exe": f"\\u{{202e}}mp4.{check}.exe",
        b"x" * (250 - len(number)) + b"_" + number + b".mp4": "x" * (250 - len(number)) + f"_{check}.mp4",
        "核查录像".encode() + number + b"<script>&.mp4": f"核查录像{check}<script>&.mp4",
    }
    made = {}
    for name, shown in names.items():
        made[shown] = unique(small, next(serial))
        with open(os.fsencode(watched.incoming) + b"/" + name, "wb") as file:
            file.write(made[shown])
    for shown, data in made.items():
        row, recording = watched.wait_taken(shown, data)
        assert all(ord(letter) >= 32 for letter in recording["filename"]) and len(recording["filename"]) <= 120
        moved = poll("it to be put away", lambda path=shown: watched.file(path)["moved_to"])
        assert moved.endswith(shown)
    assert not [name for name in os.listdir(os.fsencode(watched.incoming)) if name in names]


# MARK: folders

def test_a_folder_without_permission_is_listed_and_recovers(new_watched, small):
    if not has_setpriv():
        pytest.skip("setpriv is missing: root is stopped by no permission")
    centre = new_watched(as_nobody=True)
    check = centre.number(centre.application())
    films = [unique(small, next(serial)) for _ in range(3)]
    # Files of another user: no lease is to be had on them, and time decides.
    closed = centre.leave(f"closed/{check}.mp4", films[0]).parent
    file = centre.leave(f"file {check}.mp4", films[1])
    closed.chmod(0), file.chmod(0)
    row = centre.wait_file("closed/", "refused")
    assert "Permission denied" in row["reason"] and row["size"] >= 0
    assert "Permission denied" in centre.wait_file(file.name, "refused")["reason"]
    assert centre.api("POST", f"/incoming/{row['id']}/dismiss", {"by": HEAD, "reason": "x"}).status_code == 409
    centre.leave(f"open/{check}.mp4", films[2])
    closed.chmod(0o755), file.chmod(0o644), closed.parent.joinpath("open").chmod(0o755)
    taken = [centre.wait_taken(path, data, timeout=40)[0] for path, data in zip(
        (f"closed/{check}.mp4", file.name, f"open/{check}.mp4"), films)]
    assert centre.file("closed/")["state"] == "gone"
    # A folder that is not ours may be read and not changed: its file stays, and is not taken again.
    if centre.as_nobody:
        stays = poll("a file that stays", lambda: next(
            (one for one in centre.files() if one["path"].startswith("open/") and one["reason"]), None))
        assert "stays" in stays["reason"] and stays["present"]
    centre.fsck()
    centre.start()
    after = centre.leave(f"after {check}.mp4", unique(small, next(serial)))
    os.chmod(after, 0o644)
    centre.wait_taken(after.name, timeout=40)
    assert len(centre.items(f"/recordings?check={check}")) == 4
    assert {one["recording"] for one in taken} <= {one["id"] for one in centre.items(f"/recordings?check={check}")}


def test_a_writer_that_pauses_for_too_long_loses_nothing(new_watched, small):
    """Nobody can see this writer, as on a network mount: it goes on after its file was taken and moved."""
    if os.geteuid() != 0 or not has_setpriv():
        pytest.skip("only root can own a file that the daemon has no lease on")
    centre = new_watched(as_nobody=True)
    check = centre.number(centre.application())
    data = unique(small, next(serial))
    path = centre.incoming / f"{check}.mp4"
    with open(path, "wb", buffering=0) as writer:
        writer.write(data[:-28])  # all but the box at the end: a film already
        centre.wait_taken(path.name, data[:-28])
        poll("it to be put away", lambda: not path.exists() and centre.put_away())
        writer.write(data[-28:])
    poll("it to be taken again", lambda: len(centre.items(f"/recordings?check={check}")) == 2)
    centre.wait_taken(path.name, data)
    assert "written to after it was taken" in centre.daemon.tail()
    poll("it to be put away again", lambda: not path.exists())
    centre.fsck()


def test_a_folder_that_is_not_there_is_waited_for(new_watched, film):
    centre = new_watched(opened=False)
    centre.incoming.rmdir()
    centre.start()
    centre.open_roster(inspectors=3, stations=1)
    check = centre.number(centre.application())
    poll("the trouble to be said", lambda: "is not there" in centre.daemon.tail())
    assert centre.http.get(f"{centre.staff_url}/healthz", timeout=5).status_code == 200
    centre.incoming.mkdir()
    centre.leave(f"{check}.mp4", film)
    centre.wait_taken(f"{check}.mp4", film)


def test_a_folder_on_another_file_system_comes_and_goes(new_watched, small):
    centre = new_watched(opened=False)
    films = [unique(small, next(serial)) for _ in range(2)]
    with mounted_tmpfs(centre.incoming) as mounted:
        if mounted is None:
            pytest.skip("mounting is not permitted here")
        centre.start()
        centre.open_roster(inspectors=3, stations=1)
        check = centre.number(centre.application())
        centre.leave(f"{check}-1.mp4", films[0])
        centre.wait_taken(f"{check}-1.mp4", films[0])
        poll("it to be put away", lambda: centre.put_away())
        centre.leave("later.mp4", films[1])
        centre.wait_file("later.mp4", "unassigned")
    # The bare directory under the mount is empty: nothing is taken for deleted that comes back.
    centre.wait_file("later.mp4", "gone")
    with mounted_tmpfs(centre.incoming):
        centre.leave(f"{check}-2.mp4", films[1])
        centre.wait_taken(f"{check}-2.mp4", films[1])
        centre.fsck()


def test_a_full_footage_disk_keeps_its_reserve(new_watched, film):
    # More than the disk can ever have free, and no more than the key allows.
    reserve = (shutil.disk_usage(tempfile.gettempdir()).total >> 20) + 1
    if reserve > 1_000_000:
        pytest.skip("the disk is larger than the greatest reserve")
    centre = new_watched(reserve=reserve)
    check = centre.number(centre.application())
    source = centre.leave(f"{check}.mp4", film)
    row = poll("the reason", lambda: (centre.file(source.name) or {}).get("reason") and centre.file(source.name))
    assert row["state"] == "waiting" and "free space" in row["reason"]
    assert source.exists() and not centre.originals()
    centre.stop()
    centre.watching["reserve"] = "0"
    centre.write_configuration()
    centre.start()
    centre.wait_taken(source.name, film)


@pytest.mark.parametrize("place", ["state", "footage/below", "."])
def test_a_folder_among_our_own_files_is_refused(new_watched, place):
    centre = new_watched(opened=False)
    tables = centre.tables()
    tables["recordings"]["incoming"] = str(centre.base / place)
    centre.write_configuration(tables)
    centre.start(wait=False)
    assert centre.daemon.reap() == 78 and "recordings.incoming" in centre.daemon.tail()


# MARK: kill -9

def _whole(centre, expected, check):
    """Every file exactly once, its bytes the recorder's; nothing lies anywhere that nobody knows."""
    for path, data in expected.items():
        centre.wait_taken(path, data, timeout=60)
    recordings = centre.items(f"/recordings?check={check}&limit=500")
    assert len(recordings) == len(expected), f"{len(expected)} files became {len(recordings)} recordings"
    poll("every source to be put away", lambda: len(centre.put_away()) == len(expected))
    poll("every row to know", lambda: all(one["moved_to"] for one in centre.files()))
    left = [path for path in centre.incoming.rglob("*") if path.is_file() and ".taken" not in path.parts]
    assert not left, left
    digests = sorted(hashlib.sha256(data).hexdigest() for data in expected.values())
    assert sorted(sha256_of(path) for path in centre.put_away()) == digests
    assert centre.originals() == digests
    assert not list((centre.footage / ".incoming").iterdir())
    printed = centre.fsck()
    assert f"files of the watched folder: {len(expected)}" in printed, printed


@pytest.mark.parametrize("place", [
    "incoming.claimed", "incoming.copied", "incoming.judged", "incoming.placed", "incoming.recorded", "incoming.moved",
])
def test_killed_at_a_named_place_it_takes_the_file_once(new_watched, small, place):
    centre = new_watched(opened=False)
    centre.start(VIDEOCHECK_FAILPOINT=f"{place}:2")
    centre.open_roster(inspectors=3, stations=1)
    check = centre.number(centre.application())
    expected = {f"{index}/{check}.mp4": unique(small, next(serial)) for index in range(3)}
    for path, data in expected.items():
        centre.leave(path, data)
    status = centre.daemon.reap(timeout=60)
    assert status == -9, f"it ended with {status}: {centre.daemon.tail()}"
    centre.fsck()
    centre.start()
    _whole(centre, expected, check)


def _half_done(centre):
    """Whether the kill fell between a file's claim and its move."""
    with contextlib.closing(sqlite3.connect(centre.state / "videocheck.sqlite")) as database:
        query = "SELECT count(*) FROM incoming WHERE state = 'copying' OR (state = 'taken' AND present = 1)"
        return database.execute(query).fetchone()[0] > 0


def test_killed_at_random_it_takes_every_file_once(new_watched, small, large, capsys):
    with capsys.disabled():
        print(f"\n  kills of the watched folder: seed {SEED}, {TRIALS} trials", end=" ")
    dice = random.Random(f"{SEED} incoming")
    centre = new_watched()
    check = centre.number(centre.application())
    expected, met = {}, 0
    for trial in range(TRIALS):
        for index in range(dice.randrange(1, 4)):
            path = f"day-{trial}/{check}-{index}.mp4"
            expected[path] = unique(large if dice.random() < 0.5 else small, next(serial))
            centre.leave(path, expected[path])
        # From before the first look to after the last move: most of it is quiet time, so most kills wait for a copy.
        if dice.random() < 0.75:
            poll("a copy to begin", lambda: centre.files(state="copying") or all(
                (centre.file(path) or {}).get("state") == "taken" for path in expected), interval=0.002)
            threading.Event().wait(dice.uniform(0, 0.15))
        else:
            threading.Event().wait(dice.uniform(0, 3))
        centre.kill9()
        met += _half_done(centre)
        centre.fsck()
        centre.start()
    with capsys.disabled():
        print(f"({met} kills fell between claim and move)", end=" ")
    _whole(centre, expected, check)


def test_a_restart_in_the_midst_of_copying_goes_on(new_watched, large):
    centre = new_watched()
    check = centre.number(centre.application())
    data = unique(large, next(serial))
    centre.leave(f"{check}.mp4", data)
    poll("a copy to begin", lambda: centre.files(state="copying") or centre.files(state="taken"), interval=0.002)
    began = time.monotonic()
    centre.stop()
    assert time.monotonic() - began < 15
    centre.start()
    _whole(centre, {f"{check}.mp4": data}, check)
