"""An inspector's telephone: one-time codes as RFC 6238 has them, without any of the product's code."""
import base64
import hmac
import struct
import urllib.parse


def secret_of(uri):
    parts = urllib.parse.urlsplit(uri)
    assert (parts.scheme, parts.netloc) == ("otpauth", "totp"), uri.split("secret")[0]
    text = urllib.parse.parse_qs(parts.query)["secret"][0]
    return base64.b32decode(text + "=" * (-len(text) % 8))


def code(secret, moment, steps=0):
    """Six digits of the half minute that holds `moment`, or of so many after it."""
    step = int(moment.timestamp()) // 30 + steps
    mac = hmac.new(secret, struct.pack(">Q", step), "sha1").digest()
    start = mac[-1] & 15
    return f"{(struct.unpack('>I', mac[start:start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"
