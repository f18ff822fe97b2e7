"""Holds every answer that the tests see to the daemon's own OpenAPI document."""
import json
import re
import urllib.parse

from jsonschema import Draft202012Validator


class Contract:
    def __init__(self, document):
        self.document = document
        self.operations = []
        for path, item in document["paths"].items():
            pattern = re.compile(re.sub(r"\\\{[^/]+?\\\}", "[^/]+", re.escape(path)) + "$")
            # A fixed word wins over a parameter at the same place.
            self.operations.append((path.count("{"), pattern, path, item))
        self.operations.sort(key=lambda one: one[0])

    def find(self, method, path):
        path = urllib.parse.urlsplit(path).path
        for _, pattern, name, item in self.operations:
            if pattern.match(path) and method.lower() in item:
                return name, item[method.lower()]
        return None

    def resolve(self, node):
        while "$ref" in node:
            target = self.document
            for step in node["$ref"].split("/")[1:]:
                target = target[step]
            node = target
        return node

    def check(self, method, path, answer):
        """Fails the test when this answer is not what the document says."""
        found = self.find(method, path)
        if found is None:
            assert answer.status_code in (404, 405), f"{method} {path} is not in the document: {answer.status_code}"
            return
        name, operation = found
        described = operation["responses"].get(str(answer.status_code))
        assert described, f"{method} {name} answered {answer.status_code}, which the document does not say"
        content = self.resolve(described).get("content")
        if not content or method == "HEAD" or not answer.content:
            return
        kind = answer.headers.get("Content-Type", "").split(";")[0].strip()
        allowed = [re.escape(one).replace(r"\*", "[^/]+") for one in content]
        assert any(re.fullmatch(one, kind) for one in allowed), f"{method} {name} {answer.status_code} came as {kind}"
        schema = content.get(kind, {}).get("schema")
        if schema and kind.endswith("json"):
            whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema,
                     "components": self.document["components"]}
            problems = sorted(Draft202012Validator(whole).iter_errors(answer.json()), key=lambda one: list(one.path))
            told = "; ".join(f"{list(one.absolute_path)}: {one.message[:200]}" for one in problems[:3])
            assert not problems, f"{method} {name} {answer.status_code}: {told}\n{json.dumps(answer.json())[:600]}"
