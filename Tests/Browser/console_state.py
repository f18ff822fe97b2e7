"""A centre in the middle of its work: what the console's tests, and whoever looks at its pages, need to see."""
import datetime

from children import poll
from centre import HEAD, Centre

LATE = "闽江<b>电力</b>工程有限公司"
USCC = ["91350100M000100Y43", "91110000600037341L", "91512081MA62K0260E", "91440300MA50004950"]


def _apply(centre, index, name, **changes):
    body = centre.application_body(**changes)
    body["enterprise"] = {"uscc": USCC[index % len(USCC)], "name": name}
    return centre.ok("POST", "/applications", body)["check"]["id"]


def lived_in(footage, broken):
    """A running centre; its checks by what is special about them."""
    # The first result is refused for good: its delivery is held.
    centre = Centre(faults=["410"])
    try:
        return centre, _fill(centre, footage, broken)
    except BaseException:
        centre.close()
        raise


def _fill(centre, footage, broken):
    made = {}
    held, _ = _through(centre, _apply(centre, 0, "榕江电力安装有限公司"), footage)
    made["held"] = held
    poll("the delivery to be held", lambda: centre.delivery(held)["state"] == "held")
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
