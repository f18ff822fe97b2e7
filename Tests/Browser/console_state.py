"""A centre in the middle of its work: what the console's tests, and whoever looks at its pages, need to see."""
import datetime
import http.server
import threading

import requests

from children import poll
from centre import HEAD, Centre

LATE = "闽江<b>电力</b>工程有限公司"
USCC = ["91350100M000100Y43", "91110000600037341L", "91512081MA62K0260E", "91440300MA50004950"]


def _apply(centre, index, name, **changes):
    body = centre.application_body(**changes)
    body["enterprise"] = {"uscc": USCC[index % len(USCC)], "name": name}
    return centre.ok("POST", "/applications", body)["check"]["id"]


class Gate:
    """Stands before the licensing backend: lets results through, or says that its address is gone (410)."""

    def __init__(self, port):
        self.closed = False
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if gate.closed:
                    status, kind, answer = 410, "text/plain", b"<b>This address has moved.</b> Ask the licensing office."
                else:
                    passed = requests.post(
                        f"http://127.0.0.1:{port}{self.path}", data=body, timeout=30,
                        headers={name: value for name, value in self.headers.items() if name.lower() != "host"})
                    status, kind, answer = passed.status_code, passed.headers["Content-Type"], passed.content
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}/results"

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class GatedCentre(Centre):
    """A centre whose results pass a gate."""

    gate = None

    def close(self):
        super().close()
        if self.gate:
            self.gate.close()


def lived_in(footage, broken):
    """A running centre; its checks by what is special about them."""
    centre = GatedCentre(opened=False)
    try:
        centre.gate = Gate(centre.licensing_port)
        tables = centre.tables()
        tables["licensing"]["url"] = centre.gate.url
        centre.write_configuration(tables)
        centre.start()
        centre.open_roster()
        return centre, _fill(centre, footage, broken)
    except BaseException:
        centre.close()
        raise


def _fill(centre, footage, broken):
    made = {}
    centre.gate.closed = True
    held, _ = _through(centre, _apply(centre, 0, "榕江电力安装有限公司"), footage)
    made["held"] = held
    poll("the delivery to be held", lambda: centre.delivery(held)["state"] == "held")
    centre.gate.closed = False
    made["closed"], recording = _through(centre, _apply(centre, 1, "华北输变电建设有限公司"), footage)
    made["recording"] = recording
    centre.wait_closed(made["closed"])
    long_ago = (datetime.date.today() - datetime.timedelta(days=60)).isoformat() + "T09:00:00+08:00"
    made["late"] = _apply(centre, 2, LATE, accepted_at=long_ago)
    made["requested"] = _apply(centre, 3, "岭南新能源技术服务股份有限公司第二分公司")
    made["issued"] = _apply(centre, 0, "榕江电力安装有限公司")
    centre.give(made["issued"], "approve", by=HEAD)
    centre.notice_mail(made["issued"])
    made["served"] = centre.served(_apply(centre, 1, "Northern Grid Services Ltd"))
    made["session"] = centre.served(_apply(centre, 2, "川西水电检修有限公司"))
    centre.begin(made["session"])
    made["quarantined"] = centre.upload(made["session"], broken, name="现场录像 2.mp4")
    poll("the broken file to be quarantined",
         lambda: centre.recording(made["quarantined"])["state"] == "quarantined")
    made["review"] = centre.served(_apply(centre, 3, "粤东电力设计有限公司"))
    centre.begin(made["review"])
    shown = centre.upload(made["review"], footage)
    centre.complete(made["review"])
    centre.wait_ready_recording(shown)
    centre.seal(made["review"])
    people = centre.check(made["review"])["people"]
    centre.give(made["review"], "review", by="核查员1", findings=[
        {"rule_id": "LEAD-02", "text": "技术负责人同时在另一单位缴纳社会保险", "severity": "major",
         "person": people[0]["id"], "recording": shown, "from": 2, "to": 5},
        {"rule_id": "DOC-01", "text": "职称证书复印件不清晰", "severity": "minor"}])
    return made


def _through(centre, check, footage):
    """To a decision."""
    centre.served(check)
    centre.begin(check)
    recording = centre.upload(check, footage)
    centre.complete(check)
    centre.wait_ready_recording(recording)
    centre.seal(check)
    centre.decide(check)
    return check, recording
