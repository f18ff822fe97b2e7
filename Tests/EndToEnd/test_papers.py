"""Each kind of paper as the programs file it, printed: nothing open, no code for a word, nothing beside its page."""
import json
import re
import subprocess

import pytest

import paperwork
from centre import HEAD
from children import ROOT
from fixtures import SAMPLES, make_samples

LAYOUT = ROOT / "Tests/EndToEnd/layout.py"
DOMAIN = ROOT / "Sources/Domain/Documents/DocumentKind.swift"


@pytest.fixture(scope="module")
def papers(tmp_path_factory):
    """One of each kind of paper, the longest."""
    make_samples()
    centre = paperwork.PaperCentre()
    try:
        paperwork.live_through(centre, SAMPLES / "moov-first.mp4")
        found = paperwork.papers(centre, tmp_path_factory.mktemp("papers"))
        centre.fsck()
    finally:
        centre.close()
    return {kind: max(files, key=lambda file: file.stat().st_size) for kind, files in found.items()}


def kinds():
    cases = re.findall(r"^    case (\w+)(?: = \"(\w+)\")?$", DOMAIN.read_text(encoding="utf-8"), re.MULTILINE)
    return {word or name for name, word in cases} - {"evidence_manifest", "sealed_scan"}


def chinese(file):
    """What a paper says in Chinese, without its markup."""
    html = file.read_text(encoding="utf-8")
    text = re.sub(r"<style>.*?</style>|<title>.*?</title>", "", html, flags=re.DOTALL)
    return re.sub(r"<[^>]+>", " ", text.split('<div class="english"')[0])


def test_every_kind_is_filed(papers):
    assert set(papers) == kinds()


def test_every_kind_is_printed_without_a_complaint_and_within_its_page(papers, tmp_path):
    pdf = tmp_path / "papers.pdf"
    done = subprocess.run(
        ["/usr/bin/python3", LAYOUT, pdf, *papers.values()], capture_output=True, text=True, timeout=280, check=False)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(papers) and pdf.read_bytes().startswith(b"%PDF-")
    for one in lines:
        assert one["complaints"] == [] and one["outside"] == [], one
        # A signature and its seal belong to a text: no page begins with them.
        assert not any(re.match(r"东江核查中心|决定人|批准人|审核人|承办负责人|核查人员（签名|当事人意见", words) for words in one["begins"][1:]), one


def test_no_paper_shows_a_code_or_leaves_a_field_open(papers):
    for kind, file in papers.items():
        text = chinese(file)
        assert "{{" not in text and "}}" not in text, kind
        # Recordings and the addresses of digests are named as the manifest names them.
        words = re.sub(r"\brec_[0-9a-z]+|\b[0-9a-f]{64}\b", "", text)
        assert not re.search(r"\b[a-z]+_[a-z_]+|videocheckd|Asia/|\bnull\b", words), f"{kind}: {words}"
        assert not re.search(r"\d{4}-\d\d-\d\d", words), f"{kind}: a date is not written in Chinese: {words}"
        assert not re.search(r"号\s*号|。。|：\s*<|（\s*）|《\s*》", words), kind
        # Every row of a table says something, unless it is to be signed.
        for row in re.findall(r"<tr><th>([^<]*)</th><td>\s*</td></tr>", file.read_text(encoding="utf-8")):
            raise AssertionError(f"{kind}: {row} is empty")


def test_english_stands_below_in_its_own_dates(papers):
    for kind, file in papers.items():
        english = file.read_text(encoding="utf-8").split('<div class="english"')[1]
        assert not re.search(r"\d[年月日]|北京时间", english), f"{kind}: {english}"


def test_decisions_name_their_basis_and_the_ways_to_contest_them(papers):
    contested = ["decision", "rectification_notice", "penalty_decision", "revocation_decision", "deregistration_note"]
    for kind in contested:
        assert "行政复议" in chinese(papers[kind]) and "行政诉讼" in chinese(papers[kind]), kind
    for kind in [*contested, "check_notice", "penalty_notice", "revocation_notice", "hearing_notice", "case_approval"]:
        assert re.search("《中华人民共和国行政(许可|处罚)法》第.+条", chinese(papers[kind])), kind
    assert "行政处罚法" in chinese(papers["hearing_notice"]) and "第四十八条" not in chinese(papers["hearing_notice"])
    assert HEAD in chinese(papers["hearing_notice"])
    for kind in ["transcript", "onsite_record", "hearing_record", "declining_record", "legal_opinion", "case_approval",
                 "deadline_extension", "expert_fee_record"]:
        assert "签名" in chinese(papers[kind]), kind


def test_the_timer_signs_as_the_system(papers):
    text = chinese(papers["abort_note"])
    assert "系统自动记录" in text and "具体情况" not in text
