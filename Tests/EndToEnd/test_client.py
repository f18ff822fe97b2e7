"""The client `videocheck`: every command against a real daemon, what it prints and how it ends."""
import json
import os
import shutil
import subprocess

import pytest

from centre import free_ports, sha256_of, write_secret
from children import BUILD, poll
from client import Client, Relay
from probe import Probe


@pytest.fixture
def client(centre, tmp_path):
    return Client(centre.staff_url, tmp_path)


def _submitted(client, centre, **changes):
    body = centre.application_body(**changes)
    made = client.json("application", "submit", "-", input=json.dumps(body))
    return made["check"]["check_no"], body


def test_a_check_lives_from_application_to_closed_by_the_client_alone(client, centre, small):
    file = client.directory / "application.json"
    body = centre.application_body()
    file.write_text(json.dumps(body))
    said = client("application", "submit", file).stdout
    number = client.json("application", "show", body["application_no"])["items"][0]["check_no"]
    assert body["application_no"] in said and number in said
    assert number in client("application", "show", body["application_no"]).stdout
    assert client("check", "approve", number).stdout.startswith(f"{number}  ")
    assert centre.acknowledge(centre.token(number)).ok
    centre.wait_state(number, "served")
    watch = client.start("check", "watch", number)
    try:
        client(
            "check", "begin", number, "--present", "all", "--identified", "all", "--certificates-shown",
            "--attestation", "外接录像设备已开机", "--clock-override", "测试机没有时间服务")
        client("upload", small, "--check", number, "--wait")
        client("check", "complete", number, "--transcript-file", "-", input="问：是否专职？答：专职。")
        assert client.json("check", "seal", number, "--party-signed")["state"] == "sealed"
        client("check", "review", number, "--no-findings")
        client("check", "pass", number, "--reason", "人员在岗")
        centre.wait_closed(number)
        watch.end(0)
        lines = watch.printed().splitlines()
        assert [line.split("  ")[2] for line in lines[-7:]] == [
            "acknowledge", "begin", "complete", "seal", "review", "pass", "close"]
    finally:
        watch.close()
    check = centre.check(number)
    assert check["decision"]["by"] == "周敏" and check["decision"]["outcome"] == "pass"
    assert check["events"][1]["actor"] == {"role": "head", "name": "周敏"}


def test_findings_and_failing_reach_the_daemon(client, centre, small):
    number = centre.check(centre.in_session())["check_no"]
    client("upload", small, "--check", number, "--wait", "--quiet")
    client("check", "complete", number, "--transcript", "笔录", "--by", "核查员1")
    client("check", "seal", number, "--party-declined", "未到场")
    client("check", "review", number, "--finding", "LEAD-02:major:社保单位：不一致")
    client("check", "fail", number, "--reason", "不符合条件")
    check = centre.check(number)
    assert check["findings"][0]["text"] == "社保单位：不一致" and check["decision"]["outcome"] == "fail"


def test_several_applications_in_one_file_are_taken_one_by_one(client, centre):
    good, bad = centre.application_body(), centre.application_body(kind="unheard_of")
    done = client("application", "submit", "-", input=json.dumps([bad, good]), status=1)
    assert good["application_no"] in done.stdout
    assert "Number 1" in done.stderr and bad["application_no"] in done.stderr and "kind" in done.stderr


def test_json_is_the_api_s_own(client, centre, small):
    check = centre.in_session()
    recording = centre.upload(check, small)
    centre.wait_ready_recording(recording)
    same = [
        (["check", "list", "--limit", "500"], "/checks?limit=500&order=newest"), (["check", "show", check], f"/checks/{check}"),
        (["check", "list", "--state", "in_session", "--q", "榕江"], "/checks?state=in_session&q=榕江&limit=500&order=newest"),
        (["recording", "list", "--check", check], f"/recordings?check={check}&limit=500&order=newest"),
        (["recording", "show", recording], f"/recordings/{recording}"),
        (["inspector", "list"], "/inspectors"), (["station", "list"], "/stations"),
        (["delivery", "list", "--check", check], f"/deliveries?check={check}&limit=500&order=newest"),
    ]
    for words, path in same:
        assert client.json(*words) == centre.ok("GET", path), words
    checkpoint = centre.ok("GET", "/audit/checkpoint")
    assert client.json("audit", "checkpoint") | {"at": 0} == checkpoint | {"at": 0}


def test_a_list_is_read_to_its_last_page(client, centre):
    for _ in range(5):
        centre.application()
    relay = Relay(centre.staff_port)
    relay.page = 2
    try:
        paged = Client(relay.url, client.directory)
        everything = centre.ok("GET", "/checks?limit=500&order=newest")["items"]
        assert len(everything) >= 5
        assert everything == centre.ok("GET", "/checks?limit=500")["items"][::-1]
        assert paged.json("check", "list") == {"items": everything, "next_cursor": None}
        assert len(paged("check", "list", "--all").stdout.splitlines()) == 1 + len(everything)
        few = client("check", "list", "--limit", "3")
        assert len(few.stdout.splitlines()) == 4 and "--all" in few.stderr
        # What came last is what somebody works on.
        assert [one["check_no"] in few.stdout for one in everything[:4]] == [True, True, True, False]
    finally:
        relay.close()


def test_both_languages_and_both_places_for_options(client, centre):
    centre.application()
    assert "Enterprise" in client("check", "list").stdout
    assert "企业" in client("check", "list", LANG="zh_CN.UTF-8").stdout
    assert "企业" in client("--lang", "zh", "check", "list").stdout
    assert client("--json", "station", "list").stdout == client("station", "list", "--json").stdout


def test_a_refused_command_says_why_and_what_to_do(client, centre):
    check = centre.check(centre.application())["check_no"]
    done = client("check", "seal", check, "--party-signed", status=1)
    assert done.stdout == "" and done.stderr.startswith("videocheck: ") and "wrong_state" in done.stderr
    assert "check show" in done.stderr and done.stderr.count("\n") == 1
    answer = centre.api("POST", f"/checks/{check}/seal", {"party_signed": True}).json()
    assert client.json("check", "seal", check, "--party-signed", status=1) == answer
    assert "封存" not in done.stderr and "查看" in client(
        "--lang", "zh", "check", "seal", check, "--party-signed", status=1).stderr
    assert "C1999-00001" in client("check", "show", "C1999-00001", status=1).stderr
    lacking = client("application", "submit", "-", input='{"application_no":"1"}', status=1).stderr
    assert "lacks" in lacking and lacking.count("\n") == 1


def test_the_statuses_of_trouble(client, centre, tmp_path):
    for words in (["check", "list", "--state", "asleep"], ["check", "seal", "C1"], ["upload", "x"], ["nonsense"]):
        assert client(*words, status=64).stderr
    port, = free_ports(1)
    down = Client(f"http://127.0.0.1:{port}", tmp_path)
    assert "does not answer" in down("status", status=69).stderr
    assert "64" in client("--help").stdout
    relay = Relay(centre.staff_port)
    relay.answers["/api/v1/checks"] = (503, b'{"detail":"The disk is full: free some.","kind":"unavailable"}')
    relay.answers["/api/v1/stations"] = (200, b"<html>Welcome to this network</html>")
    relay.answers["/api/v1/inspectors"] = (404, b"nginx")
    try:
        behind = Client(relay.url, tmp_path)
        assert "The disk is full: free some." in behind("check", "list", status=75).stderr
        assert "--server" in behind("station", "list", status=1).stderr
        assert "--server" in behind("inspector", "list", status=1).stderr
    finally:
        relay.close()


def test_a_reader_that_leaves_is_no_error(client):
    line = f"'{BUILD}/videocheck' check list --all | true; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=client.environment(), timeout=60)
    assert done.stderr == "" and done.stdout.strip() in ("0", "141")


def test_roster_and_status(client, centre):
    added = client.json("station", "add", "第9核查室")
    assert added in centre.items("/stations")
    assert client.json("station", "add", "第9核查室") == added
    client("inspector", "add", "--name", "核查员九", "--certificate-no", "35010026999", "--expires", "2031-12-31")
    assert "核查员九" in client("inspector", "list").stdout
    assert "expires" in client(
        "inspector", "add", "--name", "a", "--certificate-no", "b", "--expires", "soon", status=1).stderr
    status = client.json("status")
    assert status["healthy"] and status["ready"]
    queue = len(centre.items("/checks?stage=queue&limit=500"))
    assert status["counts"]["queue"] == {"count": queue, "more": False}


def test_documents_stills_and_deliveries(client, centre, small):
    check = centre.in_session()
    recording = centre.upload(check, small)
    centre.wait_ready_recording(recording)
    document = centre.check(check)["notice"]["document"]
    client("document", "get", document, "-o", "notice.html")
    assert (client.directory / "notice.html").read_bytes() == centre.api("GET", f"/documents/{document}").content
    client("recording", "still", recording, "--at", "2.5", "-o", "still.jpg")
    assert (client.directory / "still.jpg").read_bytes()[:3] == b"\xff\xd8\xff"
    client("recording", "clip", recording, "--from", "1.5", "--to", "3", "-o", "clip.mp4")
    assert abs(Probe(client.directory / "clip.mp4").duration - 1.5) < 0.05
    delivery = centre.items(f"/deliveries?check={check}")[0]["id"]
    refused = client("delivery", "retry", delivery, status=1)
    assert refused.stderr.startswith("videocheck: ")
    assert delivery in client("delivery", "list", "--check", check).stdout
    assert not [name for name in os.listdir(client.directory) if name.endswith(".part")]


def test_a_token_is_read_from_its_file(new_centre, tmp_path):
    one = new_centre(opened=False)
    tables = one.tables()
    write_secret(one.base / "token", "tok-5e1f\n")
    tables["auth"] = {"admin_token_file": str(one.base / "token")}
    one.write_configuration(tables)
    one.start()
    client = Client(one.staff_url, tmp_path)
    assert "--token-file" in client("station", "list", status=1).stderr
    assert client("station", "list", "--token-file", one.base / "token").stdout == ""
    assert client.json("station", "list", VIDEOCHECK_TOKEN_FILE=str(one.base / "token"))["items"] == []
    assert "cannot be read" in client("station", "list", "--token-file", "none", status=64).stderr


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_completion_scripts_load(client, shell):
    assert shutil.which(shell), f"{shell} is missing: `make test-deps` installs it"
    script = client.directory / "_videocheck"
    script.write_text(client("--generate-completion-script", shell).stdout)
    assert subprocess.run([shell, "-n", script]).returncode == 0
    show = {
        "bash": f"source '{script}'; complete -p videocheck",
        "zsh": f"autoload -U compinit; compinit -u -D; source '{script}'; compdef _videocheck videocheck; "
               "print -r -- $_comps[videocheck]",
    }[shell]
    loaded = subprocess.run([shell, "-c", show], capture_output=True, text=True, env=client.environment())
    assert "_videocheck" in loaded.stdout and loaded.returncode == 0, loaded.stderr


def test_completion_offers_states_checks_and_files(client, centre):
    number = centre.check(centre.application())["check_no"]
    (client.directory / "footage-here.mp4").touch()
    script = client.directory / "completion"
    script.write_text(client("--generate-completion-script", "bash").stdout)

    def offered(*words):
        line = " ".join(words)
        ask = (f"source '{script}'; COMP_WORDS=({' '.join(words[:-1])} '{words[-1]}'); COMP_CWORD={len(words) - 1}; "
               f"COMP_LINE='{line}'; COMP_POINT={len(line)}; "
               f"_videocheck videocheck '{words[-1]}' '{words[-2]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
        done = subprocess.run(
            ["bash", "-c", ask], capture_output=True, text=True, cwd=client.directory,
            env=client.environment(PATH=f"{BUILD}:{os.environ['PATH']}"), timeout=60)
        return done.stdout.split()
    assert {"upload", "check", "recording"} <= set(offered("videocheck", ""))
    assert {"approve", "begin", "seal", "watch"} <= set(offered("videocheck", "check", ""))
    assert "in_session" in offered("videocheck", "check", "list", "--state", "in")
    # A machine that is busy gives no answer within the moment that a shell waits.
    poll("the check to be offered", lambda: number in offered("videocheck", "check", "show", "C"))
    assert "footage-here.mp4" in offered("videocheck", "upload", "foot")


def test_get_saves_the_original_verified(client, centre, large):
    check = centre.in_session()
    recording = centre.upload(check, large, name="现场 录像.mp4", chunk=4 << 20)
    centre.wait_ready_recording(recording)
    client("recording", "get", recording)
    saved = client.directory / "现场 录像.mp4"
    assert sha256_of(saved) == sha256_of(large)
    assert "whole" in client("recording", "get", recording).stdout  # there already
    saved.write_bytes(b"something else")
    assert "--force" in client("recording", "get", recording, status=1).stderr
    assert saved.read_bytes() == b"something else"
    assert client.json("recording", "get", recording, "--force")["sha256"] == sha256_of(large)
    piped = subprocess.run(
        [BUILD / "videocheck", "recording", "get", recording, "-o", "-"], capture_output=True,
        env=client.environment(), timeout=60)
    assert piped.returncode == 0 and piped.stdout == large.read_bytes()
    client("recording", "get", recording, "--playback", "-o", "play.mp4")
    assert (client.directory / "play.mp4").read_bytes() == centre.api(
        "GET", f"/recordings/{recording}/media.mp4").content
    poll("no part to be left", lambda: not list(client.directory.glob(".*.part")), timeout=1)
