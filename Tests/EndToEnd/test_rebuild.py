"""What is derived can be made again, and footage that no row knows is adopted: from the archive, deleting nothing."""
import base64
import contextlib
import shutil
import sqlite3
import subprocess

import pytest

from centre import Centre, sha256_of
from children import clean_environment, poll


def offline(centre, command, status=0):
    """What an offline command printed; it must end with `status`."""
    done = subprocess.run(
        centre.command(command), capture_output=True, text=True, env=clean_environment(), timeout=120)
    assert done.returncode == status, f"{command} exited {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout


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
    said = offline(centre, "rebuild")
    assert "4 adopted, 0 remade" in said
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
