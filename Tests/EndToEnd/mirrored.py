"""A database that is lost, and made again from the footage directory alone: every row of every table as it was."""
import contextlib
import shutil
import sqlite3
import subprocess

from children import clean_environment

# Notes of the mirror itself.
ASIDE = {"mirror_due"}


def connect(path):
    database = sqlite3.connect(path)
    database.row_factory = sqlite3.Row
    return contextlib.closing(database)


def contents(path):
    """{table: {primary key: row}} of all that the database holds."""
    with connect(path) as database:
        names = [one["name"] for one in database.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND (name NOT LIKE 'search%' OR name = 'search_entry')")]
        found = {name: sorted(map(tuple, database.execute(f'SELECT * FROM "{name}"')), key=str)
                 for name in names if name not in ASIDE}
        found["check_count"] = [one for one in found["check_count"] if one[1] > 0]
    return found


def offline(centre, command, status=0, timeout=300):
    """What an offline command printed, complaints too if it fails; it must end with `status`."""
    done = subprocess.run(
        centre.command(command), capture_output=True, text=True, env=clean_environment(), timeout=timeout)
    assert done.returncode == status, f"{command} exited {done.returncode}:\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr if status else done.stdout


def lose_database(centre):
    """The state's disk is gone, and all on it; returns where the test keeps it."""
    kept = centre.base / "lost-state"
    shutil.rmtree(kept, ignore_errors=True)
    centre.state.rename(kept)
    centre.state.mkdir(mode=0o700)
    return kept / "videocheck.sqlite"


def demand_equal(before, after):
    """All is as it was, but for what the rebuild itself put on record: one entry of the audit log, and its nodes."""
    assert before.keys() == after.keys()
    entries = len(before["audit_leaf"])
    for table in before:
        if table == "fact":  # when fsck last ran
            before[table], after[table] = ([r for r in rows if r[0] != "fsck.last"] for rows in (before[table], after[table]))
        if table in ("audit_leaf", "audit_node"):
            # A node over the new entry, or over one that only now has a neighbour, is the rebuild's too.
            assert set(before[table]) <= set(after[table]), f"{table}: what was there is not"
            continue
        lost, new = (list(set(one) - set(other)) for one, other in ((before[table], after[table]), (after[table], before[table])))
        assert not lost and not new, f"{table}: {lost} became {new}"
        assert len(before[table]) == len(after[table]), table
    assert len(after["audit_leaf"]) == entries + 1
    assert b"state.rebuilt" in max(after["audit_leaf"])[1]


def lose_and_rebuild(centre):
    """Loses the database of a stopped centre, makes it again, and holds it to what was lost. Returns what was printed."""
    before = contents(centre.state / "videocheck.sqlite")
    lost = lose_database(centre)
    said = offline(centre, "rebuild")
    assert "0 problem(s)" in said and "0 adopted" in said, said
    demand_equal(before, contents(centre.state / "videocheck.sqlite"))
    assert lost.exists()
    return said
