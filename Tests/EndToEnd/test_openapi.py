"""The API against its own description, asked by schemathesis: whatever it sends, no 500 and no undocumented answer."""
import os
import re
import subprocess

import pytest

from children import ROOT, clean_environment
from contract import Contract

SCHEMATHESIS = ROOT / ".build/venv/bin/schemathesis"
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
    "unsupported_method",
]


@pytest.fixture(scope="module")
def lived_in(new_centre_of_module, demo):
    """A centre that has closed one check, so that generated requests also meet what exists."""
    check, recording = new_centre_of_module.live(new_centre_of_module.application(), demo)
    return new_centre_of_module, check, recording


@pytest.fixture(scope="module")
def new_centre_of_module():
    from centre import Centre
    one = Centre()
    yield one
    one.close()


def test_the_document_is_openapi_3_1(lived_in):
    centre, _, _ = lived_in
    from openapi_spec_validator import OpenAPIV31SpecValidator
    answer = centre.http.get(f"{centre.staff_url}/api/openapi.json", timeout=10)
    assert answer.headers["Content-Type"] == "application/json"
    OpenAPIV31SpecValidator(answer.json()).validate()


def test_every_answer_of_a_lived_in_centre_is_documented(lived_in):
    """Each GET with real identifiers: the contract's own check runs in `api`."""
    centre, check, recording = lived_in
    contract: Contract = centre.contract
    names = {"/checks/{id}": check["id"], "/documents/{id}": check["notice"]["document"]}
    asked = 0
    for _, _, path, item in contract.operations:
        if "get" not in item:
            continue
        name = names.get(path, recording if path.startswith("/recordings/") else None)
        if "{" in path and name is None:
            continue
        query = {"/audit/proof": "?entry=0", "/search": "?q=C2026"}.get(path, "")
        answer = centre.api("GET", re.sub(r"\{\w+\}", str(name), path) + query)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:300]}"
        asked += 1
    assert asked >= 12


def test_schemathesis_finds_no_500_and_no_undocumented_answer(lived_in, tmp_path):
    centre, _, _ = lived_in
    examples = os.environ.get("VIDEOCHECK_EXAMPLES", "15")
    done = subprocess.run(
        [SCHEMATHESIS, "run", f"{centre.staff_url}/api/openapi.json", "--url", f"{centre.staff_url}/api/v1",
         "--checks", ",".join(CHECKS), "--phases", "examples,coverage,fuzzing", "--max-examples", examples,
         "--suppress-health-check", "all", "--request-timeout", "30", "--no-color"],
        cwd=tmp_path, capture_output=True, text=True, timeout=400,
        env=clean_environment(HOME=str(tmp_path), NO_PROXY="127.0.0.1", SCHEMATHESIS_HOOKS="schemathesis_hooks",
                              PYTHONPATH=str(ROOT / "Tests/EndToEnd")))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert centre.daemon.running
