"""Reads the first visible sheet of an .xlsx workbook from descriptor 0 and answers there, in lines of JSON.

Arguments: the most rows, columns, and characters of a cell. Lines: {"row": 2, "cells": [text | {"t": text, "f": flaw}, ...]},
then {"end": number of rows}; or {"refused": code} at any point. Cached values count; formulas are not worked out.
"""
import os
import resource
import sys

MEGABYTE = 1 << 20
MOST_ROWS, MOST_COLUMNS, MOST_CHARACTERS = (int(word) for word in sys.argv[1:4])
MOST_UNPACKED, MOST_ENTRIES = 160 * MEGABYTE, 2000


def limit_resources():
    """Memory, processor time, no file written, no process started, no core dumped."""
    for what, value in [
        (resource.RLIMIT_AS, 768 * MEGABYTE), (resource.RLIMIT_CPU, 40), (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_CORE, 0), (resource.RLIMIT_NOFILE, 32),
    ]:
        resource.setrlimit(what, (value, value))


def confine():
    """No new privileges, gone with the one who asked, and a system-call filter: no network, no other program."""
    import ctypes
    import struct

    calls = {  # audit architecture, refused system calls
        "x86_64": (0xC000003E, [
            41, 42, 43, 44, 46, 49, 50, 53, 56, 57, 58, 59, 62, 101, 165, 250, 272, 288, 298, 308, 310, 311, 321, 322, 425,
            435]),
        "aarch64": (0xC00000B7, [
            40, 97, 117, 129, 198, 199, 200, 201, 202, 203, 206, 211, 219, 220, 221, 241, 242, 268, 270, 271, 280, 281, 425,
            435]),
    }
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in [(38, 1), (4, 0), (1, 9)]:  # no new privileges; not dumpable; killed with its parent
        if libc.prctl(option, value, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl")
    machine = os.uname().machine
    if machine not in calls:
        return
    architecture, refused = calls[machine]
    steps = [(0x20, 0, 0, 4), (0x15, 1, 0, architecture), (0x06, 0, 0, 0x80000000), (0x20, 0, 0, 0)]
    steps += [(0x35, len(refused) + 1, 0, 0x40000000)]  # numbers of another calling convention
    steps += [(0x15, len(refused) - at, 0, call) for at, call in enumerate(refused)]
    steps += [(0x06, 0, 0, 0x7FFF0000), (0x06, 0, 0, 0x00050001)]
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    held = ctypes.create_string_buffer(code, len(code))
    program = struct.pack("HxxxxxxP", len(steps), ctypes.addressof(held))
    if libc.prctl(22, 2, ctypes.c_char_p(program), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "seccomp")


class Refusal(Exception):
    pass


def letters_to_number(reference):
    number = 0
    for character in reference:
        if not "A" <= character <= "Z":
            break
        number = number * 26 + ord(character) - 64
    return number


def survey(book, sheet):
    """What openpyxl does not tell while it streams: formulas without a value, merged ranges, the widest content."""
    from xml.etree.ElementTree import iterparse
    bare, merged, widest = set(), [], 0
    table = None
    with book._archive.open(sheet._worksheet_path) as source:
        for event, element in iterparse(source, events=("start", "end")):
            name = element.tag.rpartition("}")[2]
            if event == "start":
                if name == "sheetData":
                    table = element
                continue
            if name == "c":
                formula = value = None
                for child in element:
                    kind = child.tag.rpartition("}")[2]
                    if kind == "f":
                        formula = child
                    elif kind in ("v", "is"):
                        value = child
                reference = element.get("r") or ""
                if value is not None or formula is not None:
                    widest = max(widest, letters_to_number(reference))
                if formula is not None and (
                        value is None or not (value.text or element.get("t") == "str")):
                    bare.add(reference)
            elif name == "row" and table is not None:
                table.clear()
            elif name == "mergeCell":
                if len(merged) >= 20_000:
                    raise Refusal("too_large")
                merged.append(element.get("ref") or "")
    return bare, merged, widest


def covered(merged):
    """For each row the columns, counted from 1, that a merged range covers beside its top left cell."""
    from openpyxl.utils import range_boundaries
    rows = {}
    for reference in merged:
        left, top, right, bottom = range_boundaries(reference)
        for row in range(top, min(bottom, top + MOST_ROWS) + 1):
            columns = set(range(left, min(right, MOST_COLUMNS) + 1))
            if row == top:
                columns.discard(left)
            rows.setdefault(row, set()).update(columns)
    return rows


def text_of(value):
    """A cell's value as text, and why it cannot be taken at its word."""
    import datetime
    if value is None:
        return "", None
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), None
    if isinstance(value, (int, float)):
        if abs(value) >= 1e15:
            return format(float(value), ".15G"), "long_number"
        return (str(int(value)) if value == int(value) else format(value, ".15g")), None
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return (value.date().isoformat() if midnight else value.replace(microsecond=0).isoformat(" ")), None
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat(), None
    text = str(value).encode("utf-8", "replace").decode("utf-8")
    if len(text) > MOST_CHARACTERS:
        return text[:MOST_CHARACTERS], "too_long"
    return text, None


def cell_answer(cell, row, column, bare, merged):
    if column in merged:
        return {"t": "", "f": "merged"}
    coordinate = getattr(cell, "coordinate", None)
    if coordinate in bare:
        return {"t": "", "f": "formula"}
    text, flaw = text_of(cell.value)
    if getattr(cell, "data_type", None) == "e":
        flaw = "error"
    return {"t": text, "f": flaw} if flaw else text


def read(data, answer):
    import io
    import zipfile

    import openpyxl
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile:
        raise Refusal("damaged")
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Refusal("too_large")
    if not any(entry.filename.lower() in ("xl/workbook.xml", "/xl/workbook.xml") for entry in entries):
        raise Refusal("no_workbook")
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    sheet = next((one for one in book.worksheets if one.sheet_state == "visible"), None)
    if sheet is None:
        raise Refusal("no_sheet")
    bare, merged, widest = survey(book, sheet)
    if widest > MOST_COLUMNS:
        raise Refusal("too_many_columns")
    merged = covered(merged)
    count = 0
    for number, row in enumerate(sheet.iter_rows(min_row=1, min_col=1, max_col=max(widest, 1)), start=1):
        cells = [cell_answer(cell, number, column, bare, ()) for column, cell in enumerate(row, start=1)]
        while cells and cells[-1] == "":
            cells.pop()
        if not cells:
            continue
        count += 1
        if count > MOST_ROWS:
            raise Refusal("too_many_rows")
        beside = merged.get(number, ())
        for column in sorted(beside):
            if column <= widest:
                cells += [""] * (column - len(cells))
                cells[column - 1] = {"t": "", "f": "merged"}
        answer({"row": number, "cells": cells})
    answer({"end": count})


def main():
    import json

    limit_resources()
    # What openpyxl would use if it were there, and what it works as well without: less code sees the file.
    for module in ("numpy", "lxml", "PIL", "pandas"):
        sys.modules[module] = None
    channel = os.fdopen(0, "wb", buffering=MEGABYTE, closefd=False)

    def answer(line):
        channel.write(json.dumps(line, ensure_ascii=True, separators=(",", ":")).encode() + b"\n")

    try:
        try:
            import encodings.cp437  # noqa: F401
            import openpyxl  # noqa: F401
        except ImportError:
            raise Refusal("no_openpyxl")
        confine()
        data = bytearray()
        while chunk := os.read(0, MEGABYTE):
            data += chunk
        read(bytes(data), answer)
    except Refusal as refusal:
        answer({"refused": str(refusal)})
    except MemoryError:
        answer({"refused": "too_large"})
    except Exception as error:
        print(type(error).__name__, str(error)[:200].encode("ascii", "replace").decode(), file=sys.stderr)
        answer({"refused": "damaged"})
    channel.flush()


main()
