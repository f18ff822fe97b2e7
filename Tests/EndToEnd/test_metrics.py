"""/metrics read by Prometheus' own client library: every family parses, names hold to the conventions, counters grow."""
import re

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as parse_open_metrics
from prometheus_client.parser import text_string_to_metric_families as parse

from centre import HEAD
from children import poll


def scrape(centre, **headers):
    answer = centre.http.get(f"{centre.staff_url}/metrics", headers=headers, timeout=10)
    assert answer.status_code == 200, answer.text
    return answer


def families(centre):
    return {family.name: family for family in parse(scrape(centre).text)}


def samples(centre):
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families(centre).values() for sample in family.samples}


def value(found, name, **labels):
    return found.get((name, tuple(sorted(labels.items()))), 0)


@pytest.fixture(scope="module")
def lived_in(centre, small):
    centre.live(centre.application(), small)
    refused = centre.api("POST", f"/checks/{centre.application()}/begin", {
        "by": "x", "present": [], "capture": "external", "attestation": "y"})
    assert refused.status_code == 409
    return centre


def test_every_family_parses_with_help_and_type_and_holds_to_the_naming_rules(lived_in):
    answer = scrape(lived_in)
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    found = families(lived_in)
    names = re.findall(r"^# TYPE (\S+) ", answer.text, re.M)
    assert len(names) == len(set(names)) > 25
    for name, family in found.items():
        assert re.fullmatch(r"(videocheck|process)_[a-z_]+", name)
        assert family.documentation and family.type in ("counter", "gauge", "histogram")
        assert family.samples or family.type != "gauge", f"{name} says nothing"
        for sample in family.samples:
            assert sample.value >= 0, sample
            for label in sample.labels.values():
                assert not re.search(r"(chk|rec|dlv|app|alt)_[0-9a-z]{26}", label), f"an id in {sample}"
    for expected in (
            "videocheck_checks", "videocheck_due_rows", "videocheck_due_oldest_age_seconds", "videocheck_deliveries",
            "videocheck_delivery_oldest_pending_age_seconds", "videocheck_uploads_open", "videocheck_recordings",
            "videocheck_ingest_duration_seconds", "videocheck_http_requests", "videocheck_commit_batch_size",
            "videocheck_http_request_duration_seconds", "videocheck_commit_duration_seconds",
            "videocheck_transitions", "videocheck_refusals", "videocheck_alerts_open",
            "videocheck_loop_progress_age_seconds", "videocheck_disk_free_bytes", "process_cpu_seconds",
            "process_resident_memory_bytes", "process_open_fds", "process_start_time_seconds",
            "videocheck_build_info"):
        assert expected in found, f"{expected} is missing"


def test_open_metrics_is_given_to_who_asks_for_it(lived_in):
    answer = scrape(lived_in, Accept="application/openmetrics-text; version=1.0.0, text/plain;q=0.5")
    assert answer.headers["Content-Type"].startswith("application/openmetrics-text; version=1.0.0")
    assert len(list(parse_open_metrics(answer.text))) > 25


def test_the_numbers_are_those_of_the_centre(lived_in):
    found = samples(lived_in)
    closed = [one for one in lived_in.items("/checks?limit=500") if one["state"] == "closed"]
    assert value(found, "videocheck_checks", state="closed") == len(closed)
    assert value(found, "videocheck_deliveries", kind="licensing_result", state="delivered") == len(closed)
    assert value(found, "videocheck_recordings", state="ready") == len(lived_in.items("/recordings"))
    assert value(found, "videocheck_transitions_total", command="pass") == len(closed)
    assert value(found, "videocheck_refusals_total", guard="wrong_state") >= 1
    assert value(found, "videocheck_ingest_duration_seconds_count", outcome="settled") >= 1
    stand = {one["kind"] for one in lived_in.items("/alerts?open=true")}
    counted = {dict(labels)["kind"] for (name, labels), one in found.items() if name == "videocheck_alerts_open" and one}
    assert counted == stand
    commits = value(found, "videocheck_commit_duration_seconds_count")
    assert commits == value(found, "videocheck_commit_batch_size_count") > 20
    assert value(found, "process_resident_memory_bytes") > 10e6


def test_counters_only_grow_and_histograms_hold_together(lived_in):
    before = samples(lived_in)
    check = lived_in.application()
    lived_in.give(check, "approve", by=HEAD)
    for _ in range(7):
        lived_in.check(check)
    lived_in.http.get(f"{lived_in.staff_url}/nowhere/at/all", timeout=10)
    lived_in.http.get(f"{lived_in.public_url}/", timeout=10)
    after = samples(lived_in)
    kinds = {family.name: family.type for family in families(lived_in).values()}
    for (name, labels), old in before.items():
        stem = re.sub(r"_(total|bucket|sum|count)$", "", name)
        if kinds.get(stem) in ("counter", "histogram"):
            assert after[name, labels] >= old, name

    def grown(**labels):
        return value(after, "videocheck_http_requests_total", **labels) - value(
            before, "videocheck_http_requests_total", **labels)
    assert grown(listener="staff", method="GET", route="/api/v1/checks/{id}", status="2xx") == 7
    assert grown(listener="staff", method="GET", route="none", status="4xx") == 1
    assert grown(listener="public", method="GET", route="/", status="2xx") == 1
    for family in families(lived_in).values():
        if family.type == "histogram":
            series = {}
            for sample in family.samples:
                key = tuple(sorted((k, v) for k, v in sample.labels.items() if k != "le"))
                series.setdefault(key, {}).setdefault(sample.name.rsplit("_", 1)[1], []).append(sample.value)
            for one in series.values():
                assert one["bucket"] == sorted(one["bucket"]) and one["bucket"][-1] == one["count"][0]


def test_a_held_delivery_shows_as_an_alert_and_is_gone_after_its_retry(new_centre):
    centre = new_centre(opened=False)
    tables = centre.tables()
    tables["sms"] = {}
    centre.write_configuration(tables)
    centre.start()
    centre.open_roster()
    check = centre.application()
    centre.give(check, "approve", by=HEAD)
    alert = {"kind": "delivery_held", "severity": "warning"}
    poll("the alert in the metrics", lambda: value(samples(centre), "videocheck_alerts_open", **alert) == 1)
    centre.stop()
    centre.write_configuration()
    centre.start()
    centre.ok("POST", f"/deliveries/{centre.delivery(check, 'notice_text')['id']}/retry", {"by": HEAD})
    poll("the alert to go", lambda: value(samples(centre), "videocheck_alerts_open", **alert) == 0, timeout=45)
