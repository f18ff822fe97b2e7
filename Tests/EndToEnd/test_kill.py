"""kill -9 at random and at named places: nothing accepted is lost, nothing happens twice.

VIDEOCHECK_TRIALS sets the trials of each kind (3), VIDEOCHECK_SEED the seed, which is printed.
"""
import os
import random
import threading
import time

import pytest
import requests

from centre import HEAD, sha256_of
from children import poll

TRIALS = int(os.environ.get("VIDEOCHECK_TRIALS", "3"))
SEED = int(os.environ.get("VIDEOCHECK_SEED", random.SystemRandom().randrange(1 << 32)))


@pytest.fixture
def dice(request, capsys):
    with capsys.disabled():
        print(f"\n  {request.node.name}: seed {SEED}, {TRIALS} trials", end=" ")
    return random.Random(f"{SEED} {request.node.name}")


def _pause(seconds):
    """A random instant inside a running effect: the fault itself, not a wait for something."""
    threading.Event().wait(seconds)


def _finish(centre, check, recording, file):
    """From a session with its upload complete to the end; then the common check of every fault."""
    if centre.check(check)["state"] == "in_session":
        centre.complete(check)
    ready = centre.wait_ready_recording(recording)
    assert ready["sha256"] == sha256_of(file) and ready["size"] == file.stat().st_size
    if centre.check(check)["state"] == "completed":
        centre.seal(check)
        centre.decide(check)
    closed = centre.wait_closed(check)
    _common_check(centre, closed)


def _common_check(centre, closed):
    assert len(centre.effects(closed["check_no"])) == 1, "one effect at the backend"
    assert centre.delivery(closed["id"])["state"] == "delivered"
    # Twice issued, because it was reminded of, is once issued.
    names = [event["name"] for event in closed["events"] if event["command"] != "remind"]
    assert len(names) == len(set(names)), f"an event happened twice: {names}"
    # A mail may be sent again after a crash, and is then the same mail; a text message has its key.
    assert len({mail.message["Message-ID"] for mail in centre.mails_for(closed["id"])}) == 1
    size = centre.audit_export()["checkpoint"]["size"]
    assert size >= len(names)
    centre.fsck()
    centre.start()


class _PatientClient(threading.Thread):
    """Uploads as a good client does: after every failure it asks where to go on."""

    def __init__(self, centre, upload, data, step=1 << 20):
        super().__init__(daemon=True)
        self.centre, self.upload, self.data, self.step = centre, upload, data, step
        self.confirmed, self.failure = 0, None

    def run(self):
        deadline = time.monotonic() + 90
        try:
            while self.confirmed < len(self.data):
                assert time.monotonic() < deadline, f"stuck at {self.confirmed}"
                try:
                    self._send()
                except requests.RequestException:
                    _pause(0.02)
        except BaseException as failure:
            self.failure = failure

    def _send(self):
        found = self.centre.api("HEAD", f"/uploads/{self.upload}", headers={"Tus-Resumable": "1.0.0"})
        if found.status_code >= 500:
            return _pause(0.02)
        offset = int(found.headers["Upload-Offset"])
        assert offset >= self.confirmed, f"{self.confirmed} bytes were confirmed and {offset} are there"
        while offset < len(self.data):
            answer = self.centre.patch_upload(self.upload, offset, self.data[offset:offset + self.step])
            if answer.status_code != 204:
                return None
            offset = self.confirmed = int(answer.headers["Upload-Offset"])
        self.confirmed = max(self.confirmed, offset)
        return None


def test_killed_during_an_upload_it_resumes_where_the_bytes_are(new_centre, large, dice):
    centre = new_centre()
    data = large.read_bytes()
    for _ in range(TRIALS):
        check = centre.in_session()
        upload = centre.create_upload(check, len(data)).headers["Location"].rsplit("/", 1)[1]
        client = _PatientClient(centre, upload, data)
        client.start()
        threshold = dice.randrange(1 << 20, len(data) - (4 << 20))
        poll("the upload to be under way", lambda: client.confirmed >= threshold or client.failure)
        _pause(dice.uniform(0, 0.01))
        centre.kill9()
        centre.start()
        client.join(90)
        assert not client.is_alive() and client.failure is None, client.failure
        _finish(centre, check, upload, large)


def test_killed_during_ingest_it_ingests_again(new_centre, large, dice, capsys):
    centre = new_centre()
    whole = centre.in_session()
    recording = centre.upload(whole, large, chunk=16 << 20)
    uploaded = time.monotonic()
    centre.wait_ready_recording(recording)
    length = time.monotonic() - uploaded
    hits = 0
    for _ in range(TRIALS):
        check = centre.in_session()
        recording = centre.upload(check, large, chunk=16 << 20)
        poll("the ingest", lambda: centre.recording(recording)["state"] != "uploading", interval=0.005)
        _pause(dice.uniform(0, length / 2))
        hits += centre.recording(recording)["state"] == "ingesting"
        centre.kill9()
        centre.start()
        _finish(centre, check, recording, large)
    # How many kills met an ingest is luck, and told rather than judged; the named places below always meet it.
    with capsys.disabled():
        print(f"[{hits} of {TRIALS} kills met an ingest]", end=" ")


def test_killed_between_sending_and_receipt_it_sends_the_same_again(new_centre, small, dice):
    # The answer waits so long that the kill comes first on the busiest machine.
    centre = new_centre(delay_ms=3000)
    repeats = 0
    for _ in range(TRIALS):
        check = centre.in_session()
        recording = centre.upload(check, small)
        centre.complete(check)
        centre.wait_ready_recording(recording)
        centre.seal(check)
        centre.decide(check)
        number = centre.check(check)["check_no"]
        poll("the result to arrive", lambda: centre.effects(number), interval=0.005)
        _pause(dice.uniform(0, 0.2))
        centre.kill9()
        before = centre.counts()
        centre.start()
        _finish(centre, check, recording, small)
        repeats += centre.counts()["repeats"] - before["repeats"]
    assert repeats > 0, "no kill fell between sending and receipt"


@pytest.mark.parametrize("place", [
    "check.claimed:1", "check.claimed:2", "check.claimed:3", "delivery.claimed:1", "delivery.claimed:2",
    "delivery.claimed:3", "delivery.sent:1", "delivery.sent:2", "delivery.sent:3", "upload.durable:1",
    "ingest.claimed:1", "ingest.indexed:1", "ingest.filed:1",
])
def test_a_daemon_that_dies_at_a_named_place_loses_nothing(new_centre, small, place):
    """One job, step after step as a person would go on, over the crash and the restart."""
    centre = new_centre(opened=False)
    centre.start(VIDEOCHECK_FAILPOINT=place)
    centre.open_roster(inspectors=3, stations=1)
    body = centre.application_body()
    check = centre.ok("POST", "/applications", body)["check"]["id"]
    died, recording = 0, None
    deadline = time.monotonic() + 90
    while True:
        assert time.monotonic() < deadline, f"stuck; died {died} times at {place}"
        try:
            found = centre.check(check)
            if found["state"] == "closed":
                break
            recording = _next_step(centre, found, recording, small)
        except (requests.RequestException, _Died):
            pass
        if not centre.daemon.running:
            status = centre.daemon.reap()
            assert status == -9, f"it ended with {status}, not at the fail point: {centre.daemon.tail()}"
            died += 1
            centre.start()
    assert died == 1, f"{place} was never reached"
    assert centre.recording(recording)["sha256"] == sha256_of(small)
    _common_check(centre, centre.check(check))


class _Died(Exception):
    pass


def _next_step(centre, found, recording, file):
    check, state = found["id"], found["state"]

    def soon(what, ask):
        def asked():
            if not centre.daemon.running:
                raise _Died
            return ask()
        return poll(what, asked)

    # An upload whose answer a crash cut off is there, and nobody was told its name.
    recording = next((one["id"] for one in centre.items(f"/recordings?check={check}")), None)
    if state == "requested":
        centre.give(check, "approve", by=HEAD)
    elif state in ("approved", "scheduled", "passed"):
        soon("the timers", lambda: centre.check(check)["state"] != state)
    elif state == "issued":
        soon("the notice mail", lambda: centre.mails_for(check))
        centre.acknowledge(centre.token(check))
    elif state == "served":
        centre.begin(check)
    elif state == "in_session":
        if recording:
            start = centre.offset(recording)
        else:
            recording = centre.create_upload(check, file.stat().st_size).headers["Location"].rsplit("/", 1)[1]
            start = 0
        data = file.read_bytes()
        if start < len(data):
            answer = centre.patch_upload(recording, start, data[start:])
            assert answer.status_code == 204, answer.text
        centre.complete(check)
    elif state == "completed":
        soon("the ingest", lambda: centre.recording(recording)["state"] == "ready")
        centre.seal(check)
    elif state == "sealed":
        centre.give(check, "review", by="核查员1", findings=[])
    elif state == "under_review":
        centre.give(check, "pass", by=HEAD, reason="与申请材料一致")
    return recording


def test_sigterm_leaves_a_pending_result_pending_and_it_goes_out_later(new_centre, small):
    centre = new_centre()
    check = centre.in_session()
    recording = centre.upload(check, small)
    centre.complete(check)
    centre.wait_ready_recording(recording)
    centre.seal(check)
    centre.stop_licensing()
    centre.decide(check)
    poll("a first attempt", lambda: (centre.delivery(check) or {}).get("attempts", 0) >= 1
         and centre.delivery(check)["last_reason"])
    centre.stop()
    centre.start_licensing(port=centre.licensing_port)
    centre.start()
    closed = centre.push(check)
    assert len(centre.effects(closed["check_no"])) == 1


def test_a_backend_that_takes_the_result_and_then_hangs_up_gets_the_same_again(new_centre, small):
    centre = new_centre(faults=["reset-after:1"])
    check, _ = centre.live(centre.application(), small)
    counts = centre.counts()
    assert counts["effects"] == 1 and counts["repeats"] == 1
    assert len(centre.effects(check["check_no"])) == 1
    assert centre.delivery(check["id"])["attempts"] == 2
