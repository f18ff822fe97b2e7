"""Disks of a test: a small file system in a file, mounted by loop, that can be filled, taken away, and cut off in the
middle of its work as a power cut does; and a library under a program whose syncs fail."""
import contextlib
import hashlib
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile

import pytest

from centre import Centre
from children import ROOT


def demand_mounts():
    """Skips the test, saying why, where this machine lets nobody mount."""
    if os.geteuid() != 0:
        pytest.skip("mounting takes root")
    with tempfile.TemporaryDirectory() as place:
        image = pathlib.Path(place) / "image"
        try:
            LoopDisk.make(image, 4)
            subprocess.run(["mount", "-o", "loop", image, place], check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as failure:
            pytest.skip(f"no loop mounts here: {failure}")
        subprocess.run(["umount", place], check=True)


class LoopDisk:
    """An ext4 file system in `image`, mounted at `place`."""

    def __init__(self, image, place, megabytes):
        self.image, self.place = pathlib.Path(image), pathlib.Path(place)
        self.make(self.image, megabytes)
        self.place.mkdir(parents=True, exist_ok=True)
        self.mounted = False
        self.mount()

    @staticmethod
    def make(image, megabytes):
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        subprocess.run(["mkfs.ext4", "-q", "-m", "0", image], check=True, capture_output=True)

    def mount(self, image=None):
        subprocess.run(["mount", "-o", "loop", image or self.image, self.place], check=True)
        self.mounted = True

    def unmount(self):
        if self.mounted:
            subprocess.run(["umount", self.place], check=True)
            self.mounted = False

    def remounts(self, how):
        """Whether it could be turned read-only, or back; not while somebody has a file open for writing."""
        return subprocess.run(["mount", "-o", f"remount,{how}", self.place], check=False, capture_output=True).returncode == 0

    def fill(self, leave):
        """Writes until `leave` bytes are free; returns the file to remove."""
        filler = self.place / "filler"
        with contextlib.suppress(OSError), open(filler, "wb", buffering=0) as file:
            while (free := shutil.disk_usage(self.place).free) > leave:
                file.write(b"\0" * min(1 << 20, free - leave))
        return filler

    def snapshot(self, to):
        """What would be on the disk if the power failed now: the image without what the kernel still holds back. The
        caller has stopped whoever writes; the kernel's own writing is waited out by copying until two copies agree."""
        before = None
        for _ in range(50):
            shutil.copyfile(self.image, to)
            with open(to, "rb") as file:
                now = hashlib.file_digest(file, "sha256").digest()
            if now == before:
                return
            before = now
        raise AssertionError("the disk never came to rest")


class LoopCentre(Centre):
    """A centre whose state and footage lie on a disk of their own, or on two."""

    def __init__(self, *, megabytes=256, footage_megabytes=None, **options):
        self._sizes = (megabytes, footage_megabytes)
        self.disk = self.footage_disk = None
        super().__init__(**options)

    def _write_secrets(self):
        whole, footage = self._sizes
        self.disk = LoopDisk(self.base / "disk.image", self.base / "disk", whole)
        if footage:
            self.footage_disk = LoopDisk(self.base / "footage.image", self.base / "footage-disk", footage)
        super()._write_secrets()

    @property
    def state(self):
        return self.base / "disk/state"

    @property
    def footage(self):
        return (self.base / "footage-disk" if self.footage_disk else self.base / "disk") / "footage"

    def cut_power(self):
        """Stops the daemon where it stands, keeps what is on the disk at that moment, and mounts that: whatever was
        not synced is gone."""
        after = self.base / "after.image"
        os.kill(self.daemon.pid, signal.SIGSTOP)
        self.disk.snapshot(after)
        self.kill9()
        self.disk.unmount()
        self.disk.mount(after)
        self.disk.image = after.replace(self.disk.image)

    def close(self):
        if self.daemon:
            self.daemon.kill()
        for disk in (self.disk, self.footage_disk):
            if disk:
                subprocess.run(["umount", "-l", disk.place], check=False, capture_output=True)
        super().close()


def failing_sync(place):
    """A library to load under a daemon: `fsync` and `fdatasync` of files below FAILING_SYNC_UNDER fail, by EIO, as long
    as the file FAILING_SYNC_WHEN is there."""
    library = pathlib.Path(place) / "failing_sync.so"
    compiler = shutil.which("clang") or shutil.which("cc")
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O1", "-o", library, ROOT / "Tests/EndToEnd/failing_sync.c"], check=True)
    return library
