"""Benchmark 4: what one live recording costs the processor. 32 recorders that hand over a second of 2 Mbit/s each second,
every second on disk before it is acknowledged; beside 32 of ffmpeg that write an RTSP stream to a file, synced as often."""
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time

from centre import Centre

STREAMS, SECONDS = 32, 20
QUIET = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]


def ticks(pid):
    """Seconds of processor time that a process has used."""
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ours(centre, checks, film):
    chunk = len(film) // SECONDS
    uploads = [centre.create_upload(check, name="live.webm").headers["Location"].rsplit("/", 1)[1] for check in checks]
    late = []

    def record(upload):
        begun, offset = time.monotonic(), 0
        for second in range(SECONDS):
            time.sleep(max(0, begun + second - time.monotonic()))
            sent = time.monotonic()
            answer = centre.patch_upload(upload, offset, film[offset:offset + chunk])
            assert answer.status_code == 204, answer.text
            offset += chunk
            late.append(time.monotonic() - sent)
    before = ticks(centre.daemon.pid)
    threads = [threading.Thread(target=record, args=[one]) for one in uploads]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return (ticks(centre.daemon.pid) - before) / STREAMS / SECONDS, sorted(late)[int(len(late) * 0.99)]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def theirs(directory, film):
    ports = [free_port() for _ in range(STREAMS)]
    files = [directory / f"{number}.mkv" for number in range(STREAMS)]
    receivers = [subprocess.Popen(
        [*QUIET, "-rtsp_flags", "listen", "-i", f"rtsp://127.0.0.1:{port}/live", "-c", "copy", "-flush_packets", "1", str(file)])
        for port, file in zip(ports, files)]
    time.sleep(2)
    senders = [subprocess.Popen(
        [*QUIET, "-re", "-stream_loop", "-1", "-i", str(film), "-c", "copy", "-f", "rtsp", "-rtsp_transport", "tcp",
         f"rtsp://127.0.0.1:{port}/live"]) for port in ports]
    try:
        time.sleep(5)
        before = [ticks(one.pid) for one in receivers]
        for _ in range(SECONDS):
            time.sleep(1)
            for file in files:
                with open(file, "rb") as held:
                    os.fdatasync(held.fileno())
        assert all(one.poll() is None for one in receivers) and all(file.stat().st_size > 1 << 20 for file in files)
        return sum(ticks(one.pid) - held for one, held in zip(receivers, before)) / STREAMS / SECONDS
    finally:
        for one in senders + receivers:
            one.kill()
            one.wait()


def live(build, report, runs=3):
    directory = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-bench-"))
    film = directory / "live.mp4"
    subprocess.run(
        [*QUIET, "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25,noise=alls=12:allf=t", "-f", "lavfi", "-i",
         "sine=frequency=440:sample_rate=48000", "-t", str(SECONDS), "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "1900k",
         "-maxrate", "2000k", "-bufsize", "2000k", "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "96k", str(film)], check=True)
    centre = Centre(build=build)
    try:
        checks = [centre.in_session()] * STREAMS
        bytes_ = film.read_bytes()
        mine, peer, slow = [], [], []
        for _ in range(runs):
            cost, late = ours(centre, checks, bytes_)
            mine.append(cost)
            slow.append(late)
            peer.append(theirs(directory, film))
        ratio = statistics.median(a / b for a, b in zip(mine, peer))
        report(f"4: {STREAMS} live recordings of 2 Mbit/s, processor of one",
               f"{statistics.median(mine) * 100:.2f} %, ffmpeg -c copy {statistics.median(peer) * 100:.2f} %: {ratio:.2f}; "
               f"a second on disk within {statistics.median(slow) * 1000:.0f} ms (99th)")
    finally:
        centre.close()
        shutil.rmtree(directory)
