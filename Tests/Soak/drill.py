"""The drill at full size: footage of some gigabytes → backup while the daemon runs → wipe → restore elsewhere → the same.

VIDEOCHECK_DRILL_GB sets the size (10), VIDEOCHECK_DRILL_BUILD the folder of the programs (.build/release). It needs three
times that size on the disk of TMPDIR, prints its figures, and fails when anything is not as it was, or when backup and
restore together take longer than ten minutes for ten gigabytes.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests/EndToEnd"))

from centre import sha256_of  # noqa: E402
from children import clean_environment, poll  # noqa: E402
from fixtures import SAMPLES, make_samples  # noqa: E402
from watched import Watched  # noqa: E402

SIZE = int(float(os.environ.get("VIDEOCHECK_DRILL_GB", "10")) * 1e9)
BUILD = pathlib.Path(os.environ.get("VIDEOCHECK_DRILL_BUILD", ROOT / ".build/release")).resolve()
FILE = 10**9
BLOCK = 4 << 20


def leave_film(centre, path, size):
    """A film of that size: the sample, and a box of chance bytes that every reader skips."""
    film = (SAMPLES / "moov-first.mp4").read_bytes()
    rest = max(8, size - len(film))
    target = centre.incoming / path
    unfinished = target.with_name(f".{target.name}.part")
    with open(unfinished, "wb") as file:
        file.write(film + rest.to_bytes(4, "big") + b"free")
        left = rest - 8
        while left > 0:
            file.write(os.urandom(min(BLOCK, left)))
            left -= BLOCK
    unfinished.rename(target)


def originals(footage):
    """Digest of every original, by its path in the archive."""
    return {str(path.relative_to(footage)): sha256_of(path) for path in sorted(footage.glob("*/*/*/original.*"))}


def run(centre, *words):
    """What the command prints, and the seconds that it took."""
    began = time.monotonic()
    done = subprocess.run(centre.command(*words), capture_output=True, text=True, env=clean_environment())
    seconds = time.monotonic() - began
    if done.returncode != 0:
        sys.exit(f"{words[0]} exited {done.returncode}:\n{done.stdout}{done.stderr}")
    return done.stdout, seconds


def fill(centre):
    """Takes the films in through the watched folder, one after the other, and drops what was put away."""
    check = centre.number(centre.application())
    for index, start in enumerate(range(0, SIZE, FILE)):
        path = f"{check}-{index}.mp4"
        leave_film(centre, path, min(FILE, SIZE - start))
        row = centre.wait_file(path, "taken", timeout=600)
        centre.wait_ready_recording(row["recording"], timeout=600)
        poll("it to be put away", lambda name=path: centre.file(name)["moved_to"], timeout=60)
        shutil.rmtree(centre.incoming / ".taken")


def drill(centre):
    """The figures, and whether all is as it should be."""
    fill(centre)
    before, audit = originals(centre.footage), centre.ok("GET", "/audit/checkpoint")
    size = sum((centre.footage / path).stat().st_size for path in before)
    _, backup = run(centre, "backup", "--to", centre.base / "backup")
    centre.stop()
    shutil.rmtree(centre.state)
    shutil.rmtree(centre.footage)
    tables = centre.tables()
    second = centre.base / "second-footage"
    tables["state"]["directory"] = str(centre.base / "second-state")
    tables["recordings"]["directory"] = str(second)
    centre.write_configuration(tables)
    said, restore = run(centre, "restore", "--from", centre.base / "backup")
    fsck, _ = run(centre, "fsck")
    shutil.rmtree(centre.base / "backup")
    equal = before == originals(second)
    print(f"footage: {size / 1e9:.2f} GB in {len(before)} originals")
    print(f"backup, while the daemon ran: {backup:.1f} s ({size / 1e6 / backup:.0f} MB/s)")
    print(f"restore into other directories, its fsck included: {restore:.1f} s ({size / 1e6 / restore:.0f} MB/s)")
    print(f"fsck: {fsck.strip().splitlines()[-1]}")
    print(f"digests of the originals: {'equal' if equal else 'DIFFERENT'}")
    print(f"audit root as before the backup: {'yes' if audit['root'] in said else 'NO'}")
    bound = 600 * size / 10e9
    in_time = backup + restore <= max(60, bound)
    print(f"ten minutes for ten gigabytes: {'kept' if in_time else 'EXCEEDED'}")
    return fsck.strip().endswith("clean") and equal and audit["root"] in said and in_time


def main():
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if free < 3 * SIZE + (1 << 30):
        sys.exit(f"{tempfile.gettempdir()} has {free / 1e9:.0f} GB free and the drill needs {3 * SIZE / 1e9 + 1:.0f}: "
                 "set TMPDIR, or a smaller VIDEOCHECK_DRILL_GB")
    make_samples()
    centre = Watched(build=BUILD)
    try:
        good = drill(centre)
    finally:
        centre.close()
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
