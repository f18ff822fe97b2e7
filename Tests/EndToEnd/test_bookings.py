"""Two hundred people want the one slot that is left: one gets it, and the others are told why not."""
import datetime
import threading

from centre import HEAD
from children import poll
from shifted import ShiftedCentre

RIVALS = 200
ZONE = datetime.timezone(datetime.timedelta(hours=8))


class NarrowCentre(ShiftedCentre):
    """One room, two inspectors, sessions of eight hours, and plans for no further than tomorrow."""

    def open_roster(self, inspectors=2, stations=1):
        # From noon until tomorrow's midnight: four sessions, whatever the hour of the test.
        local = self.now().astimezone(ZONE)
        noon = local.replace(hour=12, minute=1, second=0, microsecond=0)
        self.until(noon if noon > local else noon + datetime.timedelta(days=1))
        super().open_roster(inspectors, stations)


def test_of_two_hundred_bookings_of_one_slot_at_once_one_wins():
    centre = NarrowCentre(rules={"planning_horizon_days": 1, "session_minutes": 480})
    try:
        plain = {"service_confirmation": {"channels": [], "signed_at": centre.now_text()}}
        first = [centre.application(accepted_at=centre.now_text(), **plain) for _ in range(4)]
        for check in first:
            centre.give(check, "approve", by=HEAD)
            centre.wait_exactly(check, "issued")
        rivals = [centre.application(accepted_at=centre.now_text(), **plain) for _ in range(RIVALS)]
        for check in rivals:
            centre.give(check, "approve", by=HEAD)
        # The timer has tried them all, in vain, and comes again only in ten minutes.
        poll("the timer to find no slot", lambda: all(centre.check(one)["blocked"] for one in rivals[-3:]), 60)
        poll("the timer to find no slot", lambda: all(centre.check(one)["blocked"] for one in rivals), 120)
        last = centre.check(first[-1])["slot"]
        centre.give(first[-1], "cancel", by=HEAD, reason="申请已撤回")
        answers, start = {}, threading.Barrier(RIVALS)

        def book(check):
            session, body = centre.http, {"by": "赵倩", "role": "registrar"}
            session.get(f"{centre.staff_url}/healthz", timeout=60)  # the connection stands before the start
            start.wait(60)
            answers[check] = session.post(f"{centre.staff_url}/api/v1/checks/{check}/schedule", json=body, timeout=120)

        threads = [threading.Thread(target=book, args=[check]) for check in rivals]
        for one in threads:
            one.start()
        for one in threads:
            one.join(180)
        won = [check for check, answer in answers.items() if answer.status_code == 200]
        assert len(answers) == RIVALS and len(won) == 1, [answer.status_code for answer in answers.values()]
        assert centre.check(won[0])["slot"] == last
        for check, answer in answers.items():
            if check not in won:
                assert answer.status_code == 409 and answer.json()["guard"] == "no_slot", answer.text
                assert centre.check(check)["state"] == "approved" and centre.check(check)["draw"] is None
        centre.fsck()
    finally:
        centre.close()
