"""The session in the party's calendar: what PyPI's icalendar reads out of the mails that a daemon sent."""
import icalendar

from centre import HEAD
from children import poll
from shifted import ShiftedCentre, instant


def entries(centre, check):
    """(method, event) of each calendar file in the check's mails, in the order in which they were sent."""
    found = []
    number = centre.check(check)["check_no"]
    for mail in centre.mail.mails:
        if number not in mail.text:
            continue
        for part in mail.message.walk():
            if part.get_content_type() == "text/calendar":
                calendar = icalendar.Calendar.from_ical(part.get_content())
                events = list(calendar.walk("VEVENT"))
                assert len(events) == 1 and calendar["VERSION"] == "2.0" and calendar["PRODID"]
                assert not calendar.errors and not events[0].errors
                found.append((str(calendar["METHOD"]), events[0]))
    return found


def wait_entries(centre, check, count):
    return poll(f"{count} calendar files", lambda: (
        entries(centre, check) if len(entries(centre, check)) >= count else None))


def test_the_calendar_follows_the_session_through_a_move_to_its_end():
    centre = ShiftedCentre()
    try:
        check = centre.notified()
        slot = centre.check(check)["slot"]
        [(method, first)] = wait_entries(centre, check, 1)
        assert method == "PUBLISH" and first["STATUS"] == "CONFIRMED"
        assert first["DTSTART"].dt == instant(slot["start"]) and first["DTEND"].dt == instant(slot["end"])
        assert centre.check(check)["check_no"] in first["SUMMARY"]
        secret = centre.keys(check)[-1]
        assert secret not in first.to_ical().decode(), "a calendar is shared: the key is not"
        centre.give(check, "reschedule", by=HEAD, reason="核查室设备检修")
        centre.wait_exactly(check, "issued")
        moved = centre.check(check)["slot"]
        _, second = wait_entries(centre, check, 2)[1]
        assert second["UID"] == first["UID"] and second["SEQUENCE"] > first["SEQUENCE"]
        assert second["DTSTART"].dt == instant(moved["start"])
        centre.give(check, "cancel", by=HEAD, reason="申请已撤回")
        method, third = wait_entries(centre, check, 3)[2]
        assert method == "CANCEL" and third["STATUS"] == "CANCELLED" and third["UID"] == first["UID"]
        assert third["SEQUENCE"] > second["SEQUENCE"]
        centre.fsck()
    finally:
        centre.close()
