"""Uploads one file with tuspy, slowly enough to be killed: tus_child.py ENDPOINT CHECK FILE [URL]

Prints the upload's address, then each offset that the server confirmed.
"""
import sys

from tusclient.client import TusClient

endpoint, check, file = sys.argv[1:4]
uploader = TusClient(endpoint).uploader(
    file, chunk_size=256 << 10, metadata={"check": check, "filename": "film.mp4", "kind": "session"},
    url=sys.argv[4] if len(sys.argv) > 4 else None)
if not uploader.url:
    uploader.set_url(uploader.create_url())
print(uploader.url, flush=True)
print(uploader.offset, flush=True)
while uploader.offset < uploader.get_file_size():
    uploader.upload_chunk()
    print(uploader.offset, flush=True)
