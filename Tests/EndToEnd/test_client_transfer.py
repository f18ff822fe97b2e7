"""Footage to and from the client through kills, restarts and failing lines: nothing is lost, nothing sent twice."""
import os
import signal

import pytest

from centre import sha256_of
from children import poll
from client import Client, Relay

HELD_AT = 16 << 20


@pytest.fixture
def relay(centre):
    one = Relay(centre.staff_port)
    yield one
    one.close()


@pytest.fixture
def client(relay, tmp_path):
    return Client(relay.url, tmp_path)


@pytest.fixture
def running(client):
    """Starts commands that are ended whatever happens."""
    started = []

    def start(*words):
        started.append(client.start(*words))
        return started[-1]
    yield start
    for one in started:
        one.close()


@pytest.fixture
def footage(large, tmp_path):
    """A file of the test's own, to change at will."""
    file = tmp_path / "footage.mp4"
    file.write_bytes(large.read_bytes())
    return file


def _held(relay, running, *words, at=HELD_AT):
    relay.hold(at)
    one = running(*words)
    relay.wait_held()
    return one


def _records(client):
    return list((client.state / "videocheck" / "uploads").glob("*.json"))


def _all_sent_once(relay, size):
    """The chunks that the daemon took lie one behind the other and cover the file."""
    end = 0
    for start, count in relay.up:
        assert start == end, f"bytes from {start} were sent when {end} were there"
        end += count
    assert end == size


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_an_upload_goes_on_after_its_client_ended(centre, client, relay, running, footage, how):
    check = centre.in_session()
    words = ["upload", footage, "--check", check, "--wait"]
    one = _held(relay, running, *words)
    one.end(-how if how == signal.SIGKILL else 128 + how, how)
    if how == signal.SIGINT:
        assert f"upload {footage} --check {check} --wait" in one.said()
    assert len(_records(client)) == 1 and len(relay.up) > 1
    relay.release()
    done = client(*words)
    assert "there already" in done.stderr and "ready" in done.stdout
    _all_sent_once(relay, footage.stat().st_size)
    recordings = centre.items(f"/recordings?check={check}")
    assert [one["sha256"] for one in recordings] == [sha256_of(footage)]
    assert not _records(client)


def test_an_upload_outlives_the_daemon(centre, client, relay, running, footage):
    check = centre.in_session()
    one = _held(relay, running, "upload", footage, "--check", check, "--wait")
    centre.kill9()
    relay.release()
    poll("the client to notice", lambda: "Again in" in one.said())
    assert "does not answer" in one.said()
    centre.start()
    one.end(0)
    _all_sent_once(relay, footage.stat().st_size)
    assert [one["sha256"] for one in centre.items(f"/recordings?check={check}")] == [sha256_of(footage)]


def test_patience_ends_and_the_upload_is_kept(centre, client, relay, running, footage):
    check = centre.in_session()
    one = _held(relay, running, "upload", footage, "--check", check, "--patience", "1")
    relay.answers |= {f"/api/v1/uploads/{centre.items(f'/recordings?check={check}')[0]['id']}": (503, b"")}
    relay.release()
    one.end(75)
    relay.answers.clear()
    client("upload", footage, "--check", check)
    _all_sent_once(relay, footage.stat().st_size)


def test_a_changed_file_is_begun_anew_and_said_so(centre, client, relay, running, footage):
    check = centre.in_session()
    words = ["upload", footage, "--check", check]
    _held(relay, running, *words).end(-signal.SIGKILL, signal.SIGKILL)
    relay.release()
    with open(footage, "r+b") as file:
        file.seek(20 << 20)
        file.write(b"other bytes")
    relay.up.clear()
    done = client(*words)
    assert "has changed since" in done.stderr and "from its beginning" in done.stderr
    _all_sent_once(relay, footage.stat().st_size)
    # What was begun before is ended: nothing waits for it when the check is sealed.
    found = poll("both to be settled", lambda: (
        found := {one["state"]: one for one in centre.items(f"/recordings?check={check}")}
    ).keys() == {"ready", "quarantined"} and found)
    assert found["ready"]["sha256"] == sha256_of(footage)
    assert "the file changed" in found["quarantined"]["reason"] and "周敏" in found["quarantined"]["reason"]
    centre.complete(check)
    assert centre.seal(check)["state"] == "sealed"


def test_a_file_that_grows_while_it_is_read_is_not_sent_on(centre, client, relay, running, footage):
    check = centre.in_session()
    one = _held(relay, running, "upload", footage, "--check", check)
    with open(footage, "ab") as file:
        file.write(b"more")
    relay.release()
    one.end(1)
    assert "being written" in one.said()


def test_one_client_at_a_time_uploads_a_file(centre, client, relay, running, footage):
    check = centre.in_session()
    words = ["upload", footage, "--check", check]
    first = _held(relay, running, *words)
    assert "Another videocheck" in client(*words, status=75).stderr
    relay.release()
    first.end(0)
    _all_sent_once(relay, footage.stat().st_size)


def test_several_files_and_a_bad_one_among_them(centre, client, small, tmp_path):
    check = centre.in_session()
    bad = tmp_path / "no-footage.mp4"
    bad.write_bytes(os.urandom(100_000))
    done = client("upload", bad, tmp_path / "missing.mp4", small, "--check", check, "--wait", status=1)
    assert "quarantined" in done.stderr and "missing.mp4 cannot be read" in done.stderr
    assert small.name in done.stdout and "ready, 5." in done.stdout
    states = sorted(one["state"] for one in centre.items(f"/recordings?check={check}"))
    assert states == ["quarantined", "ready"]
    # For a program it is one document, whatever was refused.
    items = client.json("upload", tmp_path / "missing.mp4", small, "--check", check, status=1)["items"]
    assert [one["file"] for one in items] == [str(tmp_path / "missing.mp4"), str(small)]
    assert "cannot be read" in items[0]["problem"]["detail"] and items[1]["recording"].startswith("rec_")


def test_progress_is_plain_lines_without_a_terminal(centre, client, footage):
    done = client("upload", footage, "--check", centre.in_session())
    assert "100 %" in done.stderr and "\x1b" not in done.stderr and "\r" not in done.stderr
    assert client("upload", footage, "--check", centre.in_session(), "--quiet").stderr == ""


def test_memory_stays_flat(centre, client, relay, running, tmp_path):
    file = tmp_path / "long.mp4"
    size = 384 << 20
    with open(file, "wb") as sparse:
        sparse.truncate(size)
    one = _held(relay, running, "upload", file, "--check", centre.in_session(), at=size - (32 << 20))
    assert one.peak() < 160 << 20, f"{one.peak() >> 20} MiB"


def test_a_download_goes_on_and_a_damaged_part_is_thrown_away(centre, client, relay, running, large):
    check = centre.in_session()
    recording = centre.upload(check, large, chunk=4 << 20)
    centre.wait_ready_recording(recording)
    target = client.directory / "saved.mp4"
    words = ["recording", "get", recording, "-o", target]
    _held(relay, running, *words).end(-signal.SIGKILL, signal.SIGKILL)
    assert not target.exists()
    relay.release()
    already = sum(count for _, count in relay.down)
    assert already == HELD_AT
    done = client(*words)
    assert "are here already" in done.stderr
    assert sha256_of(target) == sha256_of(large)
    assert sum(count for _, count in relay.down) == large.stat().st_size, "bytes came twice"
    target.unlink()

    _held(relay, running, *words).end(128 + signal.SIGINT, signal.SIGINT)
    relay.release()
    part, = client.directory.glob(".saved.mp4.*.part")
    with open(part, "r+b") as file:
        file.write(b"damage")
    assert "thrown away" in client(*words, status=1).stderr
    assert not target.exists() and not part.exists()
    client(*words)
    assert sha256_of(target) == sha256_of(large)


def test_an_upload_whose_rest_will_never_come_is_ended_by_hand(centre, client, relay, running, footage):
    check = centre.in_session()
    _held(relay, running, "upload", footage, "--check", check).end(-signal.SIGKILL, signal.SIGKILL)
    relay.release()
    upload = centre.items(f"/recordings?check={check}")[0]["id"]
    client("recording", "abandon", upload, "--reason", "the disk was lost")
    found = poll("its quarantine", lambda: (
        one := client.json("recording", "show", upload))["state"] == "quarantined" and one)
    assert "周敏" in found["reason"] and "the disk was lost" in found["reason"]
    assert "已隔离" in client("recording", "abandon", upload, "--reason", "x", "--lang", "zh", status=1).stderr
    assert "rec_" in client("recording", "abandon", "rec_00000000000000000000000000", "--reason", "x", status=1).stderr
