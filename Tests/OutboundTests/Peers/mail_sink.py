"""A real SMTP server (PyPI aiosmtpd) that keeps nothing, for OutboundTests.

Prints "ready PORT", then for each mail one line of JSON: what Python's own mail parser made of it.
Recipients choose the reply: busy@ is refused for now, unknown@ for ever; full@ after the data.
"""
import email
import email.policy
import json
import sys

from aiosmtpd.controller import Controller


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("busy@"):
            return "451 try again later"
        if address.startswith("unknown@"):
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("full@"):
            return "452 mailbox full"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        html = message.get_body(("html",))
        print(json.dumps({
            "from": envelope.mail_from, "to": envelope.rcpt_tos,
            "headers": {name.lower(): str(value) for name, value in message.items()},
            "subject": message["subject"],
            "text": message.get_body(("plain",)).get_content(),
            "html": html.get_content() if html else None,
            "defects": [str(defect) for part in message.walk() for defect in part.defects],
            "longest": max(len(line) for line in envelope.content.split(b"\r\n")),
        }), flush=True)
        return "250 queued as 4711"


controller = Controller(Sink(), hostname="127.0.0.1", port=0, ready_timeout=30)
# The controller's own readiness check wants a port it knows; take one from the system first.
import socket
with socket.create_server(("127.0.0.1", 0)) as probe:
    controller.port = probe.getsockname()[1]
controller.start()
print(f"ready {controller.port}", flush=True)
sys.stdin.read()
controller.stop()
