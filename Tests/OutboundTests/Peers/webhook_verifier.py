"""Verifies a signed message with PyPI standardwebhooks: {"secret", "headers", "body"} on standard input.

Exits 0 and prints "verified" when the signature and the timestamp are good; otherwise says why and exits 1.
"""
import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

message = json.load(sys.stdin)
try:
    Webhook(message["secret"]).verify(message["body"], message["headers"])
except WebhookVerificationError as error:
    sys.exit(str(error))
print("verified")
