"""A receiver that misbehaves on demand, for OutboundTests. The path chooses how.

Prints "ready PORT" once it listens, then "got PATH" for each request it has read; ends when its input closes.
GET /effects?id=ID answers how often a message with that webhook-id (or Idempotency-Key) was processed.
Arguments, both or none: certificate and key, PEM; then it speaks TLS.
"""
import collections
import json
import socket
import ssl
import struct
import sys
import threading
import urllib.parse

effects = collections.Counter()
seen = {}
lock = threading.Lock()
over = threading.Event()


def read_request(stream):
    line = stream.readline(65537)
    if not line:
        return None
    method, target, _ = line.decode("latin-1").split(" ", 2)
    headers = {}
    while (line := stream.readline(65537)) not in (b"\r\n", b""):
        name, _, value = line.decode("utf-8").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = stream.read(int(headers.get("content-length", "0")))
    return method, target, headers, body


def reset(connection):
    """Close with RST instead of FIN."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def answer(status, body, *headers, kind="application/json"):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    head = [f"HTTP/1.1 {status} X", f"Content-Type: {kind}", f"Content-Length: {len(data)}", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + data


def receipt(identity):
    return answer(200, {"receipt_id": "r-" + identity, "message_id": identity})


PLAIN = {
    "/ok": receipt,
    "/html": lambda _: answer(200, b"<html>Welcome to this network</html>", kind="text/html"),
    "/other": lambda _: answer(200, {"receipt_id": "r-1", "message_id": "msg_of_someone_else"}),
    "/failing": lambda _: answer(500, b"stack trace", kind="text/plain"),
    "/later": lambda _: answer(429, {}, "Retry-After: 7"),
    "/moved": lambda _: answer(301, {}, "Location: /ok"),
    "/gone": lambda _: answer(410, {}),
    "/bad": lambda _: answer(400, {"detail": "findings[0].rule_id is unknown"}),
    "/conflict": lambda _: answer(409, {"detail": "same key, other body"}),
    "/large": lambda i: answer(200, {"receipt_id": "r", "message_id": i, "pad": "x" * 70000}),
    "/edge": lambda _: answer(200, b" " * 65536),
}


def serve(connection):
    stream = connection.makefile("rb")
    count = 0
    while (request := read_request(stream)) is not None:
        method, target, headers, body = request
        path, _, query = target.partition("?")
        count += 1
        if path in ("/effects", "/seen"):
            identity = urllib.parse.parse_qs(query)["id"][0]
            with lock:
                found = effects[identity] if path == "/effects" else seen.get(identity)
            connection.sendall(answer(200, found))
            continue
        identity = headers.get("webhook-id") or headers.get("idempotency-key") or "none"
        with lock:
            effects[identity] += 1
            seen[identity] = {"method": method, "headers": headers, "body": body.decode()}
        print("got " + path, flush=True)
        if path in PLAIN:
            connection.sendall(PLAIN[path](identity))
        elif path == "/torn":
            connection.sendall(receipt(identity)[:-9])
            return reset(connection)
        elif path == "/reset" or (path == "/keep-alive" and count > 1):
            return reset(connection)
        elif path == "/keep-alive":
            connection.sendall(receipt(identity))
        elif path == "/slow":
            for byte in receipt(identity):
                connection.sendall(bytes([byte]))
                if over.wait(1):
                    return
        elif path == "/silent":
            # Until the client gives up, or the test does.
            stream.read(1)
            return
        else:
            connection.sendall(answer(404, {}))


def guarded(connection, context):
    try:
        with context.wrap_socket(connection, server_side=True) if context else connection as secured:
            serve(secured)
    except (OSError, ValueError):
        pass


def main():
    context = None
    if len(sys.argv) == 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
    listener = socket.create_server(("127.0.0.1", 0), backlog=128)

    def accept():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=guarded, args=(connection, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    print(f"ready {listener.getsockname()[1]}", flush=True)
    sys.stdin.read()
    over.set()


main()
