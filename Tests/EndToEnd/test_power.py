"""The power fails at a random moment: state and footage lie on a disk of their own, which is cut off as it stands. What
was acknowledged is there; of a running recording at most what was on its way is lost; and all goes on within seconds.

VIDEOCHECK_TRIALS sets the cuts and kills (2), VIDEOCHECK_SEED the seed, which is printed.
"""
import os
import random
import threading
import time

import pytest
import requests

from centre import HEAD
from disks import LoopCentre, demand_mounts

TRIALS = int(os.environ.get("VIDEOCHECK_TRIALS", "2"))
SEED = int(os.environ.get("VIDEOCHECK_SEED", random.SystemRandom().randrange(1 << 32)))
# Seconds of footage that are sent at once.
FRAGMENT = 0.1


class Recorder(threading.Thread):
    """Records as a browser does: a fragment each so many seconds, each sent when the one before is acknowledged."""

    def __init__(self, centre, check, film, seconds):
        super().__init__(daemon=True)
        self.centre, self.film = centre, film
        self.upload = centre.create_upload(check, name="live.webm").headers["Location"].rsplit("/", 1)[1]
        self.begun = time.monotonic()
        self.rate = len(film) / seconds
        self.acknowledged, self.ended = 0, threading.Event()

    def made(self):
        """Bytes that the camera has made by now."""
        return min(len(self.film), int((time.monotonic() - self.begun) * self.rate))

    def run(self):
        while not self.ended.is_set() and self.acknowledged < len(self.film):
            end = self.made()
            try:
                if end > self.acknowledged:
                    answer = self.centre.patch_upload(self.upload, self.acknowledged, self.film[self.acknowledged:end])
                    if answer.status_code == 204:
                        self.acknowledged = int(answer.headers["Upload-Offset"])
            except requests.RequestException:
                return
            self.ended.wait(FRAGMENT)


class Clerk(threading.Thread):
    """Opens checks and calls them off, and remembers what it was told was done."""

    def __init__(self, centre):
        super().__init__(daemon=True)
        self.centre, self.done, self.ended = centre, {}, threading.Event()

    def run(self):
        while not self.ended.is_set():
            try:
                answer = self.centre.api("POST", "/applications", self.centre.application_body())
                if answer.status_code != 201:
                    continue
                check = answer.json()["check"]["id"]
                self.done[check] = "requested"
                body = {"by": HEAD, "reason": "申请已撤回"}
                if self.centre.api("POST", f"/checks/{check}/cancel", body).status_code == 200:
                    self.done[check] = "cancelled"
            except requests.RequestException:
                return


@pytest.fixture
def dice(request, capsys):
    def say(text):
        with capsys.disabled():
            print(text, end=" ", flush=True)
    say(f"\n  {request.node.name}: seed {SEED}, {TRIALS} trials")
    made = random.Random(f"{SEED} {request.node.name}")
    made.say = say
    return made


@pytest.mark.parametrize("how", ["power cut", "kill"])
def test_what_was_acknowledged_outlives(dice, how, large):
    demand_mounts()
    film = large.read_bytes()[:24 << 20]
    centre = LoopCentre(megabytes=384)
    lost, audits = [], 0
    try:
        for _ in range(TRIALS):
            recorder = Recorder(centre, centre.in_session(), film, seconds=60)
            clerk = Clerk(centre)
            for one in (recorder, clerk):
                one.start()
            time.sleep(dice.uniform(0.3, 4))
            # What was acknowledged before the fault is what somebody relies on.
            sent, known, made = recorder.acknowledged, dict(clerk.done), recorder.made()
            centre.kill9() if how == "kill" else centre.cut_power()
            for one in (recorder, clerk):
                one.ended.set()
                one.join(30)
            centre.start()
            offset = centre.offset(recorder.upload)
            assert offset >= sent, f"{sent} bytes were acknowledged, {offset} are there"
            lost.append((made - offset) / recorder.rate)
            # The session's recording goes on where it was.
            answer = centre.patch_upload(recorder.upload, offset, film[offset:offset + 4096])
            assert answer.status_code == 204, answer.text
            for check, state in known.items():
                assert centre.check(check)["state"] in (state, "cancelled"), f"{check} was {state}"
            [original] = centre.footage.glob(f"*/*/{recorder.upload}/original.*")
            assert original.read_bytes()[:offset] == film[:offset]
            audits += len(known)
            centre.fsck()
            centre.start()
        dice.say(f"[at most {max(lost):.2f} s of footage lost, {audits} acknowledged checks there]")
        assert audits > TRIALS
    finally:
        centre.close()
