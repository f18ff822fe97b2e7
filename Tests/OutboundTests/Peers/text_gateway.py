"""A text gateway's stand-in for OutboundTests: checks signatures from the two recipes as published, by itself.

Prints "ready PORT" once it listens; ends when its input closes. Arguments: key id, secret. POST /json and POST /form take
a message in either shape and answer as the provider would; a template that begins with "answer " makes it answer 200 with
that code inside. POST /plain takes the plain shape. GET /seen answers the last request's parts as JSON.
"""
import base64
import hashlib
import hmac
import http.server
import json
import sys
import threading
import urllib.parse

KEY_ID, SECRET = (sys.argv + ["", ""])[1:3]
last = {}


def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def json_signature(path, headers, body):
    """TC3-HMAC-SHA256 as its provider documents it, from the header names that the request itself signs."""
    fields = dict(part.split("=", 1) for part in headers["authorization"].split(" ", 1)[1].split(", "))
    key_id, day, service, end = fields["Credential"].split("/")
    names = fields["SignedHeaders"].split(";")
    assert headers["authorization"].startswith("TC3-HMAC-SHA256 ") and (key_id, service, end) == (KEY_ID, "sms", "tc3_request")
    assert {"content-type", "host"} <= set(names) and names == sorted(names)
    canonical = "\n".join(
        ["POST", path, "", "".join(f"{name}:{headers[name].lower().strip()}\n" for name in names),
         fields["SignedHeaders"], hashlib.sha256(body).hexdigest()])
    stamp = headers["x-tc-timestamp"]
    text = f"TC3-HMAC-SHA256\n{stamp}\n{day}/sms/tc3_request\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    key = mac(mac(mac(("TC3" + SECRET).encode(), day), service), end)
    return hmac.compare_digest(mac(key, text).hex(), fields["Signature"])


def quoted(text):
    return urllib.parse.quote(text, safe="-_.~")


def form_signature(method, fields):
    rest = {name: value for name, value in fields.items() if name != "Signature"}
    joined = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in sorted(rest.items()))
    made = hmac.new((SECRET + "&").encode(), f"{method}&%2F&{quoted(joined)}".encode(), hashlib.sha1).digest()
    return fields["AccessKeyId"] == KEY_ID and base64.b64encode(made).decode() == fields.get("Signature")


def as_json(path, headers, body):
    if not json_signature(path, headers, body):
        return {"Response": {"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "签名错误"}, "RequestId": "r"}}
    message = json.loads(body)
    last["message"] = message
    template = message["TemplateId"]
    code = template[7:] if template.startswith("answer ") else "Ok"
    status = {"SerialNo": "" if code != "Ok" else "2026:1", "PhoneNumber": message["PhoneNumberSet"][0], "Fee": 1,
              "SessionContext": message["SessionContext"], "Code": code, "Message": "words of " + code}
    return {"Response": {"SendStatusSet": [status], "RequestId": "r"}}


def as_form(headers, body):
    pairs = urllib.parse.parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True)
    fields = dict(pairs)
    assert len(fields) == len(pairs)
    if not form_signature("POST", fields):
        return {"Code": "SignatureDoesNotMatch", "Message": "Specified signature is not matched.", "RequestId": "r"}
    last["message"] = fields
    template = fields["TemplateCode"]
    if template.startswith("answer "):
        return {"Code": template[7:], "Message": "words of " + template[7:], "RequestId": "r"}
    return {"Code": "OK", "Message": "OK", "BizId": "900619^0", "RequestId": "r"}


def as_plain(headers, body):
    last["message"] = json.loads(body)
    last["key"] = headers.get("idempotency-key")
    template = last["message"]["template"]
    return {"code": int(template[7:]), "error": "no credit left"} if template.startswith("answer ") else {
        "message_id": "sms-" + last["key"]}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def reply(self, answer):
        data = json.dumps(answer, ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        self.reply(last)

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            if self.path == "/plain":
                self.reply(as_plain(headers, body))
            elif self.path == "/form":
                self.reply(as_form(headers, body))
            else:
                self.reply(as_json(self.path, headers, body))
        except (AssertionError, KeyError, ValueError) as error:
            self.reply({"Code": "MissingParameter", "Message": repr(error)})


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"ready {server.server_address[1]}", flush=True)
    sys.stdin.read()


main()
