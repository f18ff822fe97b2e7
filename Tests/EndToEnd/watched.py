"""A centre that watches a folder, and recorders' ways of leaving files in it."""
import contextlib
import itertools
import json
import os
import shutil
import subprocess

from centre import Centre, sha256_of
from children import poll

NOBODY = 65534


def unique(file, number):
    """The bytes of an MP4 file and a box that every reader skips: another file, the same film."""
    note = b"%020d" % number
    return file.read_bytes() + (8 + len(note)).to_bytes(4, "big") + b"free" + note


class Watched(Centre):
    """As a centre, with `incoming` watched; a file counts as done after a second."""

    def __init__(self, *, opened=True, quiet=1, rescan=1, reserve=0, as_nobody=False, **options):
        self.watching = {"incoming_quiet": str(quiet), "incoming_rescan": str(rescan), "reserve": str(reserve)}
        self.as_nobody = as_nobody and os.geteuid() == 0
        super().__init__(opened=False, **options)
        try:
            self.incoming.mkdir(exist_ok=True)
            if self.as_nobody:
                self._give_away()
            if opened:
                self.start()
                self.open_roster(inspectors=3, stations=1)
        except BaseException:
            self.close()
            raise

    @property
    def incoming(self):
        return self.base / "incoming"

    def tables(self):
        tables = super().tables()
        tables["recordings"] |= self.watching | {"incoming": str(self.incoming)}
        return tables

    def _give_away(self):
        """Root would be stopped by no permission: the daemon runs as nobody, on directories of its own."""
        os.chmod(self.base, 0o755)
        for path in [self.state, self.footage, self.incoming, self.base / "keys", self.base / "webhook-secret"]:
            os.chown(path, NOBODY, NOBODY)
        self.log.touch()
        os.chmod(self.log, 0o666)

    def command(self, *words):
        command = super().command(*words)
        if self.as_nobody:
            return ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--pdeathsig", "KILL", *command]
        return command

    # MARK: what recorders do

    def leave(self, name, data, sidecar=None):
        """A file that is there at once, moved in as a careful recorder does."""
        target = self.incoming / name
        target.parent.mkdir(parents=True, exist_ok=True)
        unfinished = target.parent / f".{target.name}.part"
        unfinished.write_bytes(data)
        unfinished.rename(target)
        if sidecar is not None:
            self.leave_sidecar(name, sidecar)
        return target

    def leave_sidecar(self, name, content, stem=False):
        target = self.incoming / name
        path = target.with_suffix(".json") if stem else target.with_name(target.name + ".json")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    # MARK: what the centre says of it

    def files(self, **query):
        return self.items("/incoming?limit=500" + "".join(f"&{key}={value}" for key, value in query.items()))

    def file(self, path):
        """The newest row of a path; None before it is seen."""
        found = [one for one in self.files() if one["path"] == path]
        return found[-1] if found else None

    def wait_file(self, path, state, timeout=30):
        def arrived():
            found = self.file(path)
            return found if found and found["state"] == state else None
        try:
            return poll(f"{path} to be {state}", arrived, timeout)
        except AssertionError as error:
            raise AssertionError(f"{error}; it is {self.file(path)}; log: {self.daemon.tail(1500)}") from None

    def wait_taken(self, path, data=None, timeout=30):
        """The recording that the file became, ready, its bytes the file's."""
        row = self.wait_file(path, "taken", timeout)
        recording = self.wait_ready_recording(row["recording"])
        assert recording["sha256"] == row["sha256"]
        if data is not None:
            original = self.http.get(f"{self.staff_url}/api/v1/recordings/{row['recording']}/original", timeout=60)
            assert original.content == data
        return row, recording

    def originals(self):
        """Digest of every original on disk."""
        return sorted(sha256_of(path) for path in self.footage.glob("*/*/*/original.*"))

    def put_away(self, folder=".taken"):
        return sorted(
            path for path in (self.incoming / folder).rglob("*") if path.is_file()) if self.incoming.exists() else []

    def number(self, check):
        return self.check(check)["check_no"]


@contextlib.contextmanager
def mounted_tmpfs(path):
    """A file system of its own at `path`; None where nobody may mount."""
    path.mkdir(parents=True, exist_ok=True)
    done = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", str(path)], capture_output=True, check=False)
    if done.returncode != 0:
        yield None
        return
    try:
        yield path
    finally:
        subprocess.run(["umount", "-l", str(path)], check=False)


def has_setpriv():
    return os.geteuid() != 0 or shutil.which("setpriv") is not None


serial = itertools.count(1)
