"""Originals are read again by themselves: a disk that rots is found, and where in the film; what is put back is whole."""
import base64
import json
import re

from children import poll
from shifted import ShiftedCentre


def read_again(centre, days):
    centre.forward(days=days)
    centre.restart()


def test_a_byte_that_rots_is_found_by_itself_and_where_in_the_film(large, small):
    centre = ShiftedCentre()
    try:
        tables = centre.tables()
        tables["recordings"]["rehash_rate"] = "0"
        centre.write_configuration(tables)
        check = centre.in_session()
        rotten, sound = (centre.upload(check, one, chunk=16 << 20) for one in (large, small))
        for one in (rotten, sound):
            assert centre.wait_ready_recording(one)["verified_at"] is None
        [original] = centre.footage.glob(f"*/*/{rotten}/original.*")
        place = 21 << 20
        with open(original, "r+b") as file:
            file.seek(place)
            byte = file.read(1)
            file.seek(place)
            file.write(bytes([byte[0] ^ 0x10]))
        centre.restart()
        assert centre.recording(rotten)["verified_at"] is None, "it is read each month, not at each start"
        read_again(centre, 31)
        damage = poll("the damage to be found", lambda: centre.recording(rotten)["damage"], timeout=60)
        begin, end = map(int, re.search(r"bytes (\d+)–(\d+)", damage).groups())
        assert begin <= place < end <= begin + (4 << 20), damage
        assert re.search(r"in the film from \d+\.\d s to \d+\.\d s\. The rest is as it was\.$", damage), damage
        whole = poll("the other to be read", lambda: centre.recording(sound)["verified_at"], timeout=60)
        assert whole and centre.recording(sound)["damage"] is None
        alert = poll("the alert", lambda: [
            one for one in centre.items("/alerts") if one["kind"] == "footage_damaged" and not one["cleared_at"]], timeout=60)
        assert alert[0]["subject"] == rotten and alert[0]["severity"] == "critical"
        page = centre.http.get(f"{centre.staff_url}/recordings/{rotten}", headers={"Accept-Language": "en"}).text
        assert "The original is damaged" in page and f"bytes {begin}" in page
        # Somebody puts it back.
        with open(original, "r+b") as file:
            file.seek(place)
            file.write(byte)
        read_again(centre, 2)
        assert poll("it to be whole again", lambda: centre.recording(rotten)["damage"] is None, timeout=60)
        assert poll("the alert to end", lambda: not [
            one for one in centre.items("/alerts") if one["kind"] == "footage_damaged" and not one["cleared_at"]], timeout=60)
        log = [json.loads(base64.b64decode(one["entry"])) for one in centre.audit_export()["entries"]]
        kinds = [one["kind"] for one in log if one["kind"] in ("recording.damaged", "recording.whole_again")]
        assert kinds == ["recording.damaged", "recording.whole_again"]
        centre.fsck()
    finally:
        centre.close()
