"""The figures of speed and memory, measured on this machine: python Tests/Bench/bench.py [--runs 5]

Needs the release build. Prints one table and judges nothing: ratios travel, times do not. What is compared runs
in turns, each time on a fresh copy, so that a machine that slows down slows both.
"""
import argparse
import concurrent.futures
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "Tests" / "EndToEnd"))

from centre import HEAD, Centre, loopback_session, sha256_of  # noqa: E402
from footage import looking, memory, ranges  # noqa: E402
from live import live  # noqa: E402
from million import pages  # noqa: E402
from rebuild import rebuild  # noqa: E402
from writers import writers  # noqa: E402

SAMPLE = ROOT / ".build" / "samples" / "bench.mp4"


def sample():
    """400 MB and more of H.264 and AAC, made once: noise keeps the bit rate up."""
    if not SAMPLE.exists():
        print(f"making {SAMPLE.name}, once …", flush=True)
        SAMPLE.parent.mkdir(parents=True, exist_ok=True)
        unfinished = SAMPLE.with_name("unfinished-bench.mp4")
        subprocess.run(
            ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y",
             "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25,noise=alls=40:allf=t",
             "-f", "lavfi", "-i", "sine=frequency=440:sample_rate=48000", "-t", "110",
             "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "32M", "-pix_fmt", "yuv420p", "-g", "50",
             "-c:a", "aac", "-b:a", "128k", str(unfinished)], check=True)
        unfinished.rename(SAMPLE)
    assert SAMPLE.stat().st_size >= 400 << 20, f"{SAMPLE} has only {SAMPLE.stat().st_size} bytes: delete it"
    return SAMPLE


def seconds(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def tools(file, directory):
    """Seconds of each of the three usual tools on the file."""
    def run(*arguments):
        return seconds(lambda: subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL))
    copy = directory / "tool.mp4"
    try:
        return (
            run("openssl", "dgst", "-sha256", str(file)),
            run("ffprobe", "-v", "error", "-show_packets", str(file)),
            run("ffmpeg", "-nostdin", "-v", "error", "-y", "-i", str(file), "-c", "copy", str(copy)))
    finally:
        copy.unlink(missing_ok=True)


def ingest(centre, check, file):
    """Seconds from the answer to the last PATCH until the recording is reported ready, and its id."""
    size, step = file.stat().st_size, 32 << 20
    upload = centre.create_upload(check, size).headers["Location"].rsplit("/", 1)[1]
    with open(file, "rb") as bytes_in:
        for offset in range(0, size, step):
            answer = centre.patch_upload(upload, offset, bytes_in.read(step))
            assert answer.status_code == 204, answer.text
    begun = time.perf_counter()
    while True:
        found = centre.recording(upload)
        if found["state"] == "ready":
            return time.perf_counter() - begun, found
        assert found["state"] == "ingesting", found
        time.sleep(0.005)


def resident_megabytes(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise AssertionError("no VmRSS")


def compare_ingest(build, runs, report):
    file, sums, ours, parts = sample(), [], [], []
    digest = sha256_of(file)
    directory = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-bench-"))
    centre = Centre(build=build)
    try:
        check = centre.in_session()
        idle = resident_megabytes(centre.daemon.pid)
        for _ in range(runs):
            copy = directory / "copy.mp4"
            shutil.copyfile(file, copy)
            parts.append(tools(copy, directory))
            sums.append(sum(parts[-1]))
            took, found = ingest(centre, check, copy)
            assert found["sha256"] == digest
            ours.append(took)
            # Each original is a file of its own; the disk need not hold them all at once.
            copy.unlink()
        resident = resident_megabytes(centre.daemon.pid)
    finally:
        centre.close()
        shutil.rmtree(directory)
    openssl, ffprobe, ffmpeg = (statistics.median(part) for part in zip(*parts))
    report(f"ingest of {file.stat().st_size >> 20} MB, last byte to ready", f"{statistics.median(ours):.2f} s")
    report("openssl dgst + ffprobe -show_packets + ffmpeg -c copy",
           f"{statistics.median(sums):.2f} s ({openssl:.2f} + {ffprobe:.2f} + {ffmpeg:.2f})")
    ratios = [mine / theirs for mine, theirs in zip(ours, sums)]
    report("1: ratio, median of the pairs", f"{statistics.median(ratios):.2f} ({min(ratios):.2f} … {max(ratios):.2f})")
    alone = [mine / part[0] for mine, part in zip(ours, parts)]
    report("2: digest and index, ratio to openssl alone", f"{statistics.median(alone):.2f} ({min(alone):.2f} … {max(alone):.2f})")
    report("daemon resident, before and after", f"{idle:.0f} MB, {resident:.0f} MB")


def start_to_ready(build, runs, report):
    centre = Centre(build=build, opened=False)
    try:
        times = []
        for _ in range(runs):
            begun = time.perf_counter()
            centre.start(wait=False)
            while True:
                try:
                    if centre.http.get(f"{centre.staff_url}/readyz", timeout=5).status_code == 200:
                        break
                except OSError:
                    assert centre.daemon.running, centre.daemon.tail()
                    time.sleep(0.001)
            times.append((time.perf_counter() - begun) * 1000)
            centre.stop()
    finally:
        centre.close()
    report(f"start to ready, median of {runs}", f"{statistics.median(times):.0f} ms (most {max(times):.0f})")


def transitions(build, count, clients, report):
    centre = Centre(build=build)
    try:
        checks = [centre.application() for _ in range(2 * count)]
        alone = []
        for check in checks[:count]:
            begun = time.perf_counter()
            centre.give(check, "approve", by=HEAD)
            alone.append((time.perf_counter() - begun) * 1000)
            # What the timers make of it (a slot, the notice, a mail) is not part of the command.
            centre.wait_state(check, "issued")
        # The answer alone costs this much, without a transition.
        empty = [seconds(lambda: centre.check(checks[0])) * 1000 for _ in range(count)]

        def approve(mine):
            session = loopback_session()
            for check in mine:
                answer = session.post(f"{centre.staff_url}/api/v1/checks/{check}/approve", json={"by": HEAD}, timeout=60)
                assert answer.ok, answer.text
        shares = [checks[count + first::clients] for first in range(clients)]
        with concurrent.futures.ThreadPoolExecutor(clients) as pool:
            took = seconds(lambda: list(pool.map(approve, shares)))
        done = sum(map(len, shares))
    finally:
        centre.close()
    report(f"a durable transition, median of {count}",
           f"{statistics.median(alone):.2f} ms (95th {sorted(alone)[int(count * 0.95)]:.2f})")
    report("the same request reading only", f"{statistics.median(empty):.2f} ms")
    report(f"transitions with {clients} clients at once", f"{done / took:.0f} a second (timers running)")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=5, help="of the ingest comparison")
    options.add_argument("--only", choices=["ingest", "start", "transitions", "writers", "pages", "looking", "ranges", "rebuild", "memory", "live"],
                         help="one of the parts")
    options.add_argument("--build", type=pathlib.Path, default=ROOT / ".build" / "release", help="the programs' directory")
    chosen = options.parse_args()
    build = chosen.build.resolve()
    for program in ("videocheckd", "videocheck-media", "videocheck-demo"):
        if not os.access(build / program, os.X_OK):
            sys.exit(f"{build / program} is missing: run \"make build\" first")
    rows = []

    def report(name, figure):
        rows.append((name, figure))
    parts = {
        "start": lambda: start_to_ready(build, 7, report), "transitions": lambda: transitions(build, 200, 32, report),
        "writers": lambda: writers(build, report), "pages": lambda: pages(build, report),
        "looking": lambda: looking(build, report), "ranges": lambda: ranges(build, report),
        "rebuild": lambda: rebuild(build, report, ROOT / ".build" / "samples" / "demo.mp4"),
        "live": lambda: live(build, report),
        "memory": lambda: memory(build, report),
        "ingest": lambda: compare_ingest(build, chosen.runs, report)}
    for name, part in parts.items():
        if chosen.only in (None, name):
            part()
    width = max(len(name) for name, _ in rows)
    for name, figure in rows:
        print(f"{name:<{width}}  {figure}")


if __name__ == "__main__":
    main()
