"""Looking at footage, beside the usual tools: pictures by seeking, a clip's first byte, the digest and index alone, ranges."""
import concurrent.futures
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
import urllib.parse

from centre import Centre

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOUR = ROOT / ".build" / "samples" / "bench-hour.mkv"
QUIET = ["ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-y"]


def hour():
    """An hour of H.264 and AAC in Matroska at 2 Mbit/s, made once of a repeated part."""
    if not HOUR.exists():
        print(f"making {HOUR.name}, once …", flush=True)
        part = HOUR.with_name("unfinished-part.mkv")
        subprocess.run(
            [*QUIET, "-f", "lavfi", "-i", "testsrc2=size=1280x720:rate=25,noise=alls=12:allf=t", "-f", "lavfi", "-i",
             "sine=frequency=440:sample_rate=48000", "-t", "60", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "1900k",
             "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "96k", str(part)], check=True)
        unfinished = HOUR.with_name("unfinished-bench-hour.mkv")
        subprocess.run([*QUIET, "-stream_loop", "59", "-i", str(part), "-c", "copy", str(unfinished)], check=True)
        part.unlink()
        unfinished.rename(HOUR)
    return HOUR


def timed(work):
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def looking(build, report, runs=7):
    """Benchmarks 3 and 11 on one recording of an hour."""
    file = hour()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-bench-"))
    centre = Centre(build=build)
    try:
        check = centre.in_session()
        recording = centre.upload(check, file, chunk=32 << 20)
        seconds = centre.wait_ready_recording(recording, timeout=300)["duration"]
        [folder] = centre.footage.glob(f"*/*/{recording}")
        base = f"{centre.staff_url}/api/v1/recordings/{recording}"
        held = sum(one.stat().st_size for one in folder.iterdir())
        report(f"stored for an hour of {file.stat().st_size >> 20} MB", f"{held / file.stat().st_size:.4f} of the original")

        def still(place):
            answer = centre.http.get(f"{base}/still.jpg?at={seconds * (place + 0.5) / 20}", timeout=60)
            assert answer.status_code == 200, answer.text

        def twenty():
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                list(pool.map(still, range(20)))

        def board():
            for name in ("storyboard.vtt", "storyboard.jpg"):
                (folder / name).unlink(missing_ok=True)
            assert centre.http.get(f"{base}/storyboard.jpg", timeout=60).status_code == 200

        def every():
            subprocess.run(
                [*QUIET, "-threads", "2", "-skip_frame", "nokey", "-i", str(file), "-vsync", "passthrough", "-vf",
                 "scale=960:-2", str(directory / "key-%05d.jpg")], check=True)
        ours, sheet, theirs = [], [], []
        for _ in range(3):
            ours.append(timed(twenty))
            sheet.append(timed(board))
            theirs.append(timed(every))
        report("3: 20 exact pictures of an hour", f"{statistics.median(ours):.2f} s; every keyframe by ffmpeg {statistics.median(theirs):.1f} s: "
               f"{statistics.median(a / b for a, b in zip(ours, theirs)):.3f}")
        report("   a storyboard of 100 pictures", f"{statistics.median(sheet):.2f} s: "
               f"{statistics.median(a / b for a, b in zip(sheet, theirs)):.3f}")

        def first_byte():
            with centre.http.get(f"{base}/clip.mp4?from=1800.5&to=1830.5", stream=True, timeout=60) as answer:
                next(answer.iter_content(1))

        def cut():
            subprocess.run(
                [*QUIET, "-ss", "1800.5", "-t", "30", "-i", str(file), "-c", "copy", str(directory / "cut.mp4")], check=True)
        ours, theirs = [], []
        for _ in range(runs):
            ours.append(timed(first_byte))
            theirs.append(timed(cut))
        report("11: a clip of 30 s out of an hour, first byte", f"{statistics.median(ours) * 1000:.1f} ms; ffmpeg -c copy "
               f"{statistics.median(theirs) * 1000:.0f} ms: {statistics.median(a / b for a, b in zip(ours, theirs)):.3f}")
    finally:
        centre.close()
        shutil.rmtree(directory)


WRAPPER = """#!/usr/bin/python3
import resource, subprocess, sys
ended = subprocess.run([{worker!r}, *sys.argv[1:]], close_fds=False)
with open({log!r}, "a") as log:
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, file=log)
sys.exit(ended.returncode)
"""


def memory(build, report):
    """Ten hours beside ten minutes: what the worker and the daemon held at most, the footage played and looked at."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-bench-"))
    part = directory / "part.mkv"
    subprocess.run(
        [*QUIET, "-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-f", "lavfi", "-i",
         "sine=frequency=440:sample_rate=48000", "-t", "60", "-c:v", "libx264", "-preset", "ultrafast", "-b:v", "200k",
         "-pix_fmt", "yuv420p", "-g", "50", "-c:a", "aac", "-b:a", "64k", str(part)], check=True)
    held = {}
    try:
        for name, minutes in (("ten minutes", 10), ("ten hours", 600)):
            film = directory / f"{minutes}.mkv"
            subprocess.run([*QUIET, "-stream_loop", str(minutes - 1), "-i", str(part), "-c", "copy", str(film)], check=True)
            centre = Centre(build=build, opened=False)
            try:
                log, worker = centre.base / "worker.log", centre.base / "worker"
                worker.write_text(WRAPPER.format(worker=str(build / "videocheck-media"), log=str(log)))
                worker.chmod(0o755)
                tables = centre.tables()
                tables["media"] = {"worker": str(worker)}
                centre.write_configuration(tables)
                centre.start()
                centre.open_roster()
                recording = centre.upload(centre.in_session(), film, chunk=32 << 20)
                found = centre.wait_ready_recording(recording, timeout=600)
                assert abs(found["duration"] / minutes - 60) < 0.1 and found["playback"]["kind"] == "virtual", found
                base = f"{centre.staff_url}/api/v1/recordings/{recording}"
                for path in ("storyboard.jpg", f"still.jpg?at={minutes * 45}", f"clip.mp4?from={minutes * 30}&to={minutes * 30 + 60}"):
                    assert centre.http.get(f"{base}/{path}", timeout=60).status_code == 200, path
                with open(f"/proc/{centre.daemon.pid}/status", encoding="ascii") as status:
                    daemon = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
                held[name] = (max(map(int, log.read_text().split())), daemon)
            finally:
                centre.close()
            film.unlink()
        for place, who in enumerate(("worker", "daemon")):
            short, long = held["ten minutes"][place], held["ten hours"][place]
            report(f"memory of the {who}, ten hours beside ten minutes", f"{long >> 10} MB and {short >> 10} MB: {long / short:.2f}")
    finally:
        shutil.rmtree(directory)


SCRIPT = """
local size = tonumber(os.getenv("RANGE_SIZE"))
request = function()
  local start = math.random(0, size - 1048576)
  wrk.headers["Range"] = "bytes=" .. start .. "-" .. (start + 1048575)
  return wrk.format("GET", os.getenv("RANGE_PATH"))
end
done = function(summary, latency, requests)
  io.write(string.format("RESULT %f %f %d\\n", summary.requests / summary.duration * 1e6, latency:percentile(99.0) / 1000,
    summary.errors.status + summary.errors.read + summary.errors.timeout + summary.errors.connect))
end
"""


def _load(directory, port, path, size, clients):
    """Requests a second and the 99th percentile in milliseconds, over connections that stay."""
    said = subprocess.run(
        ["wrk", "-t2", f"-c{clients}", "-d4s", "-s", str(directory / "range.lua"), f"http://127.0.0.1:{port}"],
        check=True, capture_output=True, text=True,
        env=os.environ | {"RANGE_SIZE": str(size), "RANGE_PATH": path}).stdout
    rate, late, errors = next(line for line in said.splitlines() if line.startswith("RESULT")).split()[1:]
    assert errors == "0", said
    return float(rate), float(late)


def ranges(build, report, clients=64):
    """Benchmark 5: ranges of 1 MiB by 64 clients, beside nginx with sendfile."""
    if not shutil.which("nginx"):
        return report("5: ranges beside nginx", "nginx is not installed (apt-get install nginx-light)")
    file = hour()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="videocheck-bench-"))
    centre = Centre(build=build)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    directory.chmod(0o755)
    (directory / "nginx.conf").write_text(
        f"worker_processes 2; daemon off; pid {directory}/pid; error_log {directory}/error; user root;\n"
        "events { worker_connections 1024; }\n"
        f"http {{ access_log off; sendfile on; client_body_temp_path {directory}/b; proxy_temp_path {directory}/p;"
        f" fastcgi_temp_path {directory}/f; uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s;"
        f" server {{ listen 127.0.0.1:{port}; root {file.parent}; }} }}\n")
    nginx = subprocess.Popen(["nginx", "-c", str(directory / "nginx.conf"), "-p", str(directory)])
    try:
        recording = centre.upload(centre.in_session(), file, chunk=32 << 20)
        centre.wait_ready_recording(recording, timeout=300)
        own = urllib.parse.urlparse(centre.staff_url).port
        peers = {"ours": (own, f"/api/v1/recordings/{recording}/media.mp4"), "nginx": (port, f"/{file.name}")}
        size = file.stat().st_size
        (directory / "range.lua").write_text(SCRIPT)
        rates, slow = {name: [] for name in peers}, {name: [] for name in peers}
        for turn in range(8):
            for name, (at, path) in peers.items():
                rate, late = _load(directory, at, path, size, clients)
                if turn:
                    rates[name].append(rate)
                    slow[name].append(late)
        rate = statistics.median(a / b for a, b in zip(rates["ours"], rates["nginx"]))
        late = statistics.median(a / b for a, b in zip(slow["ours"], slow["nginx"]))
        report(f"5: ranges of 1 MiB, {clients} clients", f"{statistics.median(rates['ours']):.0f} MiB/s, nginx "
               f"{statistics.median(rates['nginx']):.0f}: {rate:.2f} of its rate; p99 {late:.2f} times")
    finally:
        nginx.terminate()
        nginx.wait()
        centre.close()
        shutil.rmtree(directory)
