"""What is derived can be made again, and footage that no row knows is adopted: from the archive, deleting nothing."""
import base64
import contextlib
import shutil
import sqlite3

import pytest

from casework import FINDING, CaseCentre
from centre import Centre, sha256_of
from children import poll
from mirrored import contents, demand_equal, lose_and_rebuild, lose_database, offline


def quarantined(centre, recording):
    return poll("the quarantine", lambda: centre.recording(recording)["state"] == "quarantined", timeout=30)


@pytest.fixture
def lived(small, samples):
    """A check with three recordings: one played as it is, one behind an index, one that was no film."""
    centre = Centre()
    check = centre.in_session()
    broken = centre.base / "no-film.mp4"
    broken.write_bytes(b"This is no film.\n" * 2000)
    made = [centre.upload(check, one) for one in (small, samples / "b-frames.mkv", samples / "ts-h264-aac.ts", broken)]
    for recording in made[:3]:
        centre.wait_ready_recording(recording)
    quarantined(centre, made[3])
    yield centre, check, made
    centre.close()


def rows(centre, table, order="id"):
    with contextlib.closing(sqlite3.connect(centre.state / "videocheck.sqlite")) as database:
        database.row_factory = sqlite3.Row
        return [dict(one) for one in database.execute(f"SELECT * FROM {table} ORDER BY {order}")]


def test_a_torn_index_is_made_again_when_somebody_looks(lived):
    centre, _, made = lived
    [folder] = centre.footage.glob(f"*/*/{made[1]}")
    before = sha256_of(folder / "samples.index")
    whole = centre.api("GET", f"/recordings/{made[1]}/media.mp4").content
    with open(folder / "samples.index", "r+b") as file:
        file.seek(40)
        file.write(b"\xff\xff\xff\xff")
    clip = centre.api("GET", f"/recordings/{made[1]}/clip.mp4?from=1&to=2")
    assert clip.status_code == 200 and sha256_of(folder / "samples.index") == before
    (folder / "samples.index").unlink()
    assert centre.api("GET", f"/recordings/{made[1]}/still.jpg?at=2").status_code == 200
    (folder / "media.head").unlink()
    assert centre.api("GET", f"/recordings/{made[1]}/media.mp4").content == whole
    log = [base64.b64decode(one["entry"]) for one in centre.audit_export()["entries"]]
    assert len([one for one in log if b"derived_files_remade" in one]) == 3


def test_rows_that_were_lost_come_back_as_they_were(lived):
    centre, check, made = lived
    centre.stop()
    kept = rows(centre, "recording")
    found = rows(centre, "search_entry")
    with contextlib.closing(sqlite3.connect(centre.state / "videocheck.sqlite")) as database:
        database.execute("DELETE FROM recording")
        database.commit()
    assert "ORPHAN" in offline(centre, "fsck", status=1)
    # Rows do not vanish by themselves: what the mirror says of them is kept for a person to look at.
    said = offline(centre, "rebuild", status=1)
    assert "4 adopted, 0 remade" in said and "says something else than the database" in said
    back = rows(centre, "recording")
    changing = {"attempts", "end_expected_at", "leased", "length"}
    for old, new in zip(kept, back, strict=True):
        assert {k: (old[k], new[k]) for k in old if old[k] != new[k] and k not in changing} == {}
    assert "clean" in offline(centre, "fsck")
    shown = [{k: v for k, v in one.items() if k != "id"} for one in rows(centre, "search_entry")]
    assert sorted(map(str, shown)) == sorted(str({k: v for k, v in one.items() if k != "id"}) for one in found)
    assert "0 adopted, 0 remade" in offline(centre, "rebuild"), "once more changes nothing"


def test_derived_files_that_are_gone_are_made_again(lived, samples):
    centre, _, made = lived
    centre.stop()
    original = samples / "b-frames.mkv"
    for recording in made[:3]:
        [folder] = centre.footage.glob(f"*/*/{recording}")
        for file in folder.iterdir():
            if not file.name.startswith("original") and file.name != "manifest.json":
                file.unlink()
    assert "torn" in offline(centre, "fsck", status=1)
    assert "0 adopted, 3 remade" in offline(centre, "rebuild")
    assert "clean" in offline(centre, "fsck")
    [folder] = centre.footage.glob(f"*/*/{made[1]}")
    assert sha256_of(folder / "original.mkv") == sha256_of(original)


def test_what_cannot_be_adopted_stays_and_is_told(lived):
    centre, _, made = lived
    centre.stop()
    [folder] = centre.footage.glob(f"*/*/{made[0]}")
    stranger = folder.parent.parent / "C2099-00001" / made[0]
    shutil.copytree(folder, stranger)
    odd = folder.parent / "holiday"
    odd.mkdir()
    said = offline(centre, "rebuild", status=1)
    assert "its manifest is of another recording" in said and "its name is not of our making" in said
    assert stranger.exists() and odd.exists()


def mirror(centre):
    return centre.footage / ".database"


def test_a_lost_database_is_made_again_from_the_footage_alone(lived):
    centre, check, made = lived
    centre.ok("POST", f"/checks/{check}/markers", {
        "kind": "note", "reason": "出示证书 \\ \"原件\"\n第二行\t完", "recording": made[0], "from": 0.5, "by": "周敏"})
    centre.stop()
    lose_and_rebuild(centre)
    assert "clean" in offline(centre, "fsck")
    centre.start()
    assert "第二行\t完" in centre.items(f"/checks/{check}/markers")[0]["reason"]
    assert [centre.recording(one)["state"] for one in made] == ["ready"] * 3 + ["quarantined"]
    centre.complete(check)
    centre.seal(check)
    centre.decide(check)
    centre.wait_closed(check)
    assert len(centre.effects()) == 1
    centre.fsck()


def test_cases_and_penalties_come_back_too():
    centre = CaseCentre()
    try:
        failed = centre.reviewed(FINDING)
        case = centre.filed(failed)
        centre.failed(failed)
        centre.stop()
        said = lose_and_rebuild(centre)
        assert "made from its mirror" in said
        assert "clean" in offline(centre, "fsck")
        centre.start()
        assert centre.case(case)["state"] == "filed"
    finally:
        centre.close()


def test_nothing_starts_empty_over_an_archive_that_has_a_mirror(lived):
    centre, check, _ = lived
    centre.stop()
    lose_database(centre)
    centre.start(wait=False)
    poll("the daemon to refuse", lambda: not centre.daemon.running)
    assert "videocheckd rebuild" in centre.daemon.tail()
    (centre.state / "videocheck.sqlite").unlink()
    offline(centre, "rebuild")
    centre.start()
    assert centre.check(check)["state"] == "in_session"


def test_other_keys_make_no_database_that_nobody_can_read(lived):
    centre, check, _ = lived
    centre.stop()
    own = (centre.base / "keys").read_text()
    (centre.base / "keys").write_text("k1 " + base64.b64encode(bytes(range(32))).decode() + "\n")
    lose_database(centre)
    assert "not the one" in offline(centre, "rebuild", status=78)
    assert not (centre.state / "videocheck.sqlite").exists()
    (centre.base / "keys").write_text(own)
    assert "0 problem(s)" in offline(centre, "rebuild")
    centre.start()
    assert centre.check(check)["state"] == "in_session"


def test_what_is_torn_in_a_mirror_is_told_and_the_rest_is_made_again(lived):
    centre, check, made = lived
    centre.stop()
    sheet, = mirror(centre).glob(f"check/*/{check}.jsonl")
    whole = sheet.read_bytes()
    sheet.write_bytes(whole.replace(b"in_session", b"in_cession", 1))
    lose_database(centre)
    said = offline(centre, "rebuild", status=1)
    assert f"check/{check}: it is torn" in said and "there is no check" in said
    (centre.state / "videocheck.sqlite").unlink()
    sheet.write_bytes(whole)
    assert "0 problem(s)" in offline(centre, "rebuild")
    assert "clean" in offline(centre, "fsck")
    assert all(list(centre.footage.glob(f"*/*/{one}")) for one in made)


def test_the_mirror_follows_within_seconds_and_survives_a_kill(lived):
    centre, check, _ = lived

    def written():
        return any(b'"completed"' in one.read_bytes() for one in mirror(centre).glob(f"check/*/{check}.jsonl"))
    centre.complete(check)
    poll("the mirror to follow", written, timeout=20)
    centre.kill9()
    centre.start()
    centre.seal(check)
    centre.kill9()
    before = contents(centre.state / "videocheck.sqlite")
    centre.start()
    centre.stop()
    assert len(contents(centre.state / "videocheck.sqlite")["event"]) >= len(before["event"])
    lose_and_rebuild(centre)
    assert "clean" in offline(centre, "fsck")


def complete_after_a_copy(centre, check):
    """A copy of the database of a stopped centre, which then goes on and stops again."""
    copy = centre.base / "old.sqlite"
    with contextlib.closing(sqlite3.connect(centre.state / "videocheck.sqlite")) as database:
        database.execute("VACUUM INTO ?", [str(copy)])
    centre.start()
    centre.complete(check)
    centre.stop()
    return copy


def put_in_place(centre, copy):
    for suffix in ("-wal", "-shm"):
        (centre.state / f"videocheck.sqlite{suffix}").unlink(missing_ok=True)
    shutil.copyfile(copy, centre.state / "videocheck.sqlite")


def test_a_database_that_lost_its_end_is_found_and_made_again_whole(lived):
    """The write-ahead log of a daemon that was killed is removed, or an older copy put in place: no silent loss."""
    centre, check, _ = lived
    centre.stop()
    old = complete_after_a_copy(centre, check)
    before = contents(centre.state / "videocheck.sqlite")
    put_in_place(centre, old)
    centre.start(wait=False)
    poll("the daemon to refuse", lambda: not centre.daemon.running)
    assert "has lost its end" in centre.daemon.tail() and centre.daemon.reap() == 74
    assert not list(centre.footage.glob(".database.before-*"))
    (centre.state / "videocheck.sqlite").rename(centre.base / "behind.sqlite")
    assert "0 problem(s)" in offline(centre, "rebuild")
    demand_equal(before, contents(centre.state / "videocheck.sqlite"))
    centre.start()
    assert centre.check(check)["state"] == "completed"
    centre.fsck()


def test_a_mirror_of_another_history_is_set_aside_not_mixed(lived):
    centre, check, _ = lived
    centre.stop()
    old = complete_after_a_copy(centre, check)
    put_in_place(centre, old)
    # Somebody goes on without what was lost.
    mirror(centre).rename(centre.base / "kept-mirror")
    centre.start()
    centre.application()
    centre.stop()
    shutil.rmtree(mirror(centre))
    (centre.base / "kept-mirror").rename(mirror(centre))
    centre.start()
    centre.stop()
    assert len(list(centre.footage.glob(".database.before-*"))) == 1
    lose_and_rebuild(centre)
    assert "clean" in offline(centre, "fsck")


def test_a_mirror_that_is_torn_or_tampered_with_is_found(lived):
    centre, check, _ = lived
    centre.stop()
    sheet, = mirror(centre).glob(f"check/*/{check}.jsonl")
    whole = sheet.read_bytes()
    sheet.write_bytes(whole[:-100])
    station, = mirror(centre).glob("centre/*/all.jsonl")
    station.unlink()
    said = offline(centre, "fsck", status=1)
    assert f"mirror: check/{check} is torn" in said and "mirror: centre/all is missing" in said
    assert "0 problem(s)" in offline(centre, "rebuild")
    assert sheet.read_bytes() == whole and "clean" in offline(centre, "fsck")
    with contextlib.closing(sqlite3.connect(centre.state / "videocheck.sqlite")) as database:
        database.execute("UPDATE recording SET filename = 'another.mp4' WHERE state = 'quarantined'")
        database.commit()
    assert f"mirror: check/{check} says something else" in offline(centre, "fsck", status=1)
    said = offline(centre, "rebuild", status=1)
    assert f"mirror: check/{check} says something else" in said
    [kept] = sheet.parent.glob("*.before-*")
    assert kept.name in said and kept.read_bytes() == whole
    assert "another.mp4" in sheet.read_text() and "clean" in offline(centre, "fsck")
