"""What schemathesis must know of us: tus chunks are plain bytes."""
import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def tus_chunk(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
