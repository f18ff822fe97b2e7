"""A centre whose wall clock the test moves: days pass at once, and nobody sleeps."""
import base64
import datetime
import json
import pathlib
import shutil
import struct
import subprocess
import tempfile

from centre import Centre
from children import ROOT, poll

UTC = datetime.timezone.utc


def instant(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


class ShiftedCentre(Centre):
    """As a centre; `forward` and `until` move its clock, and `now` is what it says."""

    def __init__(self, *, rules=None, **options):
        self.shift = 0
        self._place = tempfile.TemporaryDirectory(prefix="videocheck-clock-")
        place = pathlib.Path(self._place.name)
        self._shift_file = place / "shift"
        library = place / "shifted_clock.so"
        compiler = shutil.which("clang") or shutil.which("cc")
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-O1", "-o", library, ROOT / "Tests/EndToEnd/shifted_clock.c"], check=True)
        self.environment = {"LD_PRELOAD": str(library), "SHIFTED_CLOCK": str(self._shift_file)}
        self.move(0)
        super().__init__(rules={"begin_early_minutes": 15, "presence_proof": "code"} | (rules or {}), **options)

    def close(self):
        super().close()
        self._place.cleanup()

    def move(self, seconds):
        self.shift += int(seconds)
        # In place: the programs have the file's page in their memory.
        with open(self._shift_file, "r+b" if self._shift_file.exists() else "wb") as file:
            file.write(struct.pack("=q", self.shift))

    def forward(self, **span):
        self.move(datetime.timedelta(**span).total_seconds())

    def now(self):
        return datetime.datetime.now(UTC) + datetime.timedelta(seconds=self.shift)

    def now_text(self):
        return self.now().strftime("%Y-%m-%dT%H:%M:%SZ")

    def until(self, moment, **after):
        """Moves the clock to an instant, or so much after it; never back."""
        target = (instant(moment) if isinstance(moment, str) else moment) + datetime.timedelta(**after)
        self.move(max(0, (target - self.now()).total_seconds() + 1))

    # MARK: one story's steps

    def wait_exactly(self, check, state):
        def arrived():
            found = self.check(check)
            return found if found["state"] == state else None
        return poll(f"{check} to be {state}", arrived, 60)

    def refused(self, check, command, guard, **body):
        """A command that must be refused by this guard; nothing may have changed."""
        before = self.check(check)["revision"]
        answer = self.api("POST", f"/checks/{check}/{command}", body)
        assert answer.status_code == 409 and answer.json().get("guard") == guard, f"{answer.status_code} {answer.text}"
        assert answer.json()["detail"] and self.check(check)["revision"] == before
        return answer.json()["detail"]

    def keys(self, check):
        """The party's links, in the order they were mailed."""
        found = []
        for mail in self.mail.mails:
            if self.check(check)["check_no"] in mail.text:
                found += [part.split()[0] for part in mail.text.split("/p/")[1:]]
        return found

    def party_reads(self, check):
        """The party opens its newest link and confirms the paper that it shows."""
        count = len(self.check(check)["documents"])
        key = poll(f"a link for {check}", lambda: self.keys(check))[-1]
        shown = self.http.get(f"{self.public_url}/p/{key}", timeout=30)
        assert shown.status_code == 200, shown.text
        answer = self.acknowledge(key)
        assert answer.status_code == 200, answer.text
        poll("the receipt of service", lambda: len(self.check(check)["documents"]) > count)
        return shown.text

    def party_confirms(self, check, mails):
        """As `party_reads`, once the mail after the first `mails` has come."""
        poll("the party's next mail", lambda: len(self.keys(check)) > mails)
        return self.party_reads(check)

    def notified(self, **changes):
        """A new check whose notice the party has confirmed."""
        check = self.application(accepted_at=self.now_text(), **changes)
        self.give(check, "approve", by="周敏")
        self.wait_exactly(check, "issued")
        self.party_confirms(check, 0)
        return self.wait_exactly(check, "served")["id"]

    def meet(self, check):
        """The session begins at its time."""
        self.until(self.check(check)["slot"]["start"])
        return self.begin(check)

    def film(self, check, file):
        """From a session to its sealed footage; returns the recording."""
        recording = self.upload(check, file)
        self.complete(check)
        self.wait_ready_recording(recording)
        self.seal(check)
        return recording

    def sealed(self, file, **changes):
        check = self.notified(**changes)
        self.meet(check)
        return check, self.film(check, file)

    def papers(self, check):
        return [one["kind"] for one in self.check(check)["documents"]]

    def results(self, check):
        """What the licensing backend holds of a check, in order."""
        number = self.check(check)["check_no"]
        return [json.loads(base64.b64decode(one["body"])) for one in self.effects(number)]

    def closed(self, check):
        return self.wait_exactly(check, "closed")
