"""The command line `videocheck` as its users run it, and a relay that can stand between it and the daemon."""
import http.client
import http.server
import json
import re
import select
import signal
import socket
import subprocess
import threading

from children import BUILD, _die_with_parent, clean_environment


class Client:
    """A user's shell: an address, a directory to remember uploads in, a directory to work in."""

    def __init__(self, server, directory):
        self.server = server
        self.directory = directory
        self.state = directory / "state"

    def environment(self, **extra):
        environment = clean_environment() | {
            "VIDEOCHECK_SERVER": self.server, "XDG_STATE_HOME": str(self.state), "LANG": "C.UTF-8", "LC_ALL": "",
            "VIDEOCHECK_BY": "周敏"}
        return environment | extra

    def __call__(self, *words, status=0, input=None, **environment):
        """Runs a command to its end; it must end with `status`."""
        done = subprocess.run(
            [BUILD / "videocheck", *map(str, words)], capture_output=True, text=True, input=input, timeout=120,
            stdin=None if input is not None else subprocess.DEVNULL, cwd=self.directory,
            env=self.environment(**environment))
        assert done.returncode == status, f"{words} ended with {done.returncode}: {done.stdout}{done.stderr}"
        return done

    def json(self, *words, **options):
        return json.loads(self(*words, "--json", **options).stdout)

    def start(self, *words, **environment):
        return Running(words, self.directory, self.environment(**environment))


class Running:
    """A command that goes on while the test does something else; never outlives it."""

    def __init__(self, words, directory, environment):
        self.output = open(directory / "running.out", "w+")
        self.errors = open(directory / "running.err", "w+")
        self.process = subprocess.Popen(
            [BUILD / "videocheck", *map(str, words)], stdin=subprocess.DEVNULL, stdout=self.output,
            stderr=self.errors, cwd=directory, env=environment, preexec_fn=_die_with_parent)

    def said(self):
        self.errors.seek(0)
        return self.errors.read()

    def printed(self):
        self.output.seek(0)
        return self.output.read()

    def peak(self):
        """The most memory it ever held, in bytes."""
        with open(f"/proc/{self.process.pid}/status") as status:
            return int(re.search(r"VmHWM:\s+(\d+) kB", status.read()).group(1)) << 10

    def end(self, status, signal_=None, timeout=120):
        if signal_ is not None:
            self.process.send_signal(signal_)
        assert self.process.wait(timeout) == status, f"{self.process.returncode}: {self.said()}"
        return self

    def close(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.output.close()
        self.errors.close()


class Relay:
    """Stands between a client and the daemon: counts footage, and can hold it up.

    `hold(at)` lets nothing pass that begins at or after byte `at` of a file, until `release()`.
    """

    def __init__(self, port):
        self.up = []      # (offset, bytes) of each chunk that the daemon took
        self.down = []    # (offset, bytes) of each piece handed out
        self.page = None  # the most items a page of a list may have
        self.answers = {}  # path → (status, body) instead of the daemon's
        self._at = None
        self._held = threading.Event()
        self._gate = threading.Event()
        relay = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                relay._pass(self, port)
            do_POST = do_PATCH = do_DELETE = do_HEAD = do_GET

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass
        self._server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def hold(self, at):
        self._held.clear()
        self._gate.clear()
        self._at = at

    def wait_held(self):
        assert self._held.wait(60), "the transfer never came so far"

    def release(self):
        self._at = None
        self._gate.set()

    def _pass(self, request, port):
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        offset = request.headers.get("Upload-Offset")
        span = re.match(r"bytes=(\d+)-", request.headers.get("Range", ""))
        start = int(offset) if offset else int(span.group(1)) if span else None
        if start is not None and self._at is not None and start >= self._at:
            self._held.set()
            self._gate.wait(60)
        path = request.path
        if self.page:
            path = re.sub(r"limit=\d+", f"limit={self.page}", path)
        try:
            if path.split("?")[0] in self.answers:
                status, data = self.answers[path.split("?")[0]]
                headers = [("Content-Type", "application/problem+json")]
            else:
                # The client may have been killed meanwhile: what it sent then counts for nothing.
                if start is not None and self._is_gone(request.connection):
                    raise ConnectionError
                daemon = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                daemon.request(request.command, path, body or None, dict(request.headers))
                answer = daemon.getresponse()
                status, data, headers = answer.status, answer.read(), answer.getheaders()
                daemon.close()
        except (OSError, http.client.HTTPException):
            request.close_connection = True
            return
        if request.command == "PATCH" and status == 204:
            self.up.append((start, len(body)))
        if span and status == 206:
            self.down.append((start, len(data)))
        request.send_response_only(status)
        for name, value in headers:
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                request.send_header(name, value)
        # The length of what a HEAD speaks of is in the daemon's header.
        length = dict((n.lower(), v) for n, v in headers).get("content-length") if request.command == "HEAD" else None
        request.send_header("Content-Length", length or str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    @staticmethod
    def _is_gone(connection):
        readable, _, _ = select.select([connection], [], [], 0)
        try:
            return bool(readable) and connection.recv(1, socket.MSG_PEEK) == b""
        except OSError:
            return True

    def close(self):
        self.release()
        self._server.shutdown()
        self._server.server_close()
