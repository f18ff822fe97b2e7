"""Child processes that never outlive their test: each is ended and reaped by its own pid."""
import ctypes
import os
import pathlib
import signal
import subprocess
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build" / "debug"
_libc = ctypes.CDLL(None, use_errno=True)


def _die_with_parent():
    # PR_SET_PDEATHSIG: a test run that is itself killed leaves nothing behind.
    _libc.prctl(1, signal.SIGKILL)


def clean_environment(**extra):
    """The environment without anything that a daemon would read as an override."""
    kept = {
        key: value for key, value in os.environ.items()
        if not key.startswith("VIDEOCHECK_") and key not in ("NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID")
    }
    return kept | extra


def poll(what, ask, timeout=30.0, interval=0.02):
    """Asks until the answer is true, and returns it; fails at the deadline with the last answer."""
    deadline = time.monotonic() + timeout
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() >= deadline:
            raise AssertionError(f"waited {timeout:g} s in vain for {what}; the last answer was {answer!r}")
        time.sleep(interval)


class Child:
    def __init__(self, arguments, *, log, env=None, announces=False):
        self.arguments = [str(argument) for argument in arguments]
        self.log = pathlib.Path(log)
        with open(self.log, "ab") as errors:
            self.process = subprocess.Popen(
                self.arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE if announces else errors,
                stderr=errors, env=env or clean_environment(), preexec_fn=_die_with_parent)
        self.first_line = ""
        if announces:
            self.first_line = self.process.stdout.readline().decode().strip()
            if not self.first_line:
                self.kill()
                raise AssertionError(f"{self.arguments} said nothing; its log: {self.tail()}")

    @property
    def pid(self):
        return self.process.pid

    @property
    def running(self):
        return self.process.poll() is None

    def children(self):
        """Pids of the direct children, while this process runs."""
        found = []
        for task in pathlib.Path(f"/proc/{self.pid}/task").glob("*"):
            try:
                found += [int(word) for word in (task / "children").read_text().split()]
            except OSError:
                pass
        return found

    def kill(self):
        """SIGKILL, reaped; returns the exit status."""
        if self.running:
            self.process.send_signal(signal.SIGKILL)
        return self.reap()

    def terminate(self, timeout=30):
        """SIGTERM; returns the exit status, and kills what does not end in time."""
        if self.running:
            self.process.send_signal(signal.SIGTERM)
        return self.reap(timeout)

    def reap(self, timeout=30):
        try:
            return self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise AssertionError(
                f"{self.arguments[0]} did not end within {timeout} s; its log: {self.tail()}") from None
        finally:
            if self.process.stdout:
                self.process.stdout.close()

    def tail(self, count=3000):
        return self.log.read_text(errors="replace")[-count:] if self.log.exists() else ""


def _state(pid):
    """The letter that the kernel gives a process's state; None when there is no such process."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return None


def alive(pid):
    """True while a process that is no zombie has this pid."""
    return _state(pid) not in (None, "Z")


def stopped_by_itself(pid):
    """True while a process waits at a fail point with `pause`, for SIGCONT."""
    return _state(pid) == "T"
