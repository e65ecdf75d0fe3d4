"""Real SQLite databases, the same bytes every time; one of them with changes that are only in its write-ahead log."""

import os
import sqlite3
import struct
import tempfile


def database(table, rows, rng):
    """One sound file of several pages."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sample.db")
        connection = filled(path, table, rows, rng)
        connection.close()
        return read(path)


def live_database(table, rows, rng):
    """The file and its log, as they lie on a phone while an app has them open."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "sample.db")
        connection = filled(path, table, rows, rng)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        insert(connection, table, rows, rng)
        main, log = read(path), read(path + "-wal")
        connection.close()
        return main, with_salt(log, rng.randbytes(8))


def filled(path, table, rows, rng):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute(f"CREATE TABLE {table} (id INTEGER PRIMARY KEY, name TEXT, body BLOB)")
    connection.execute(f"CREATE INDEX {table}_name ON {table}(name)")
    insert(connection, table, rows, rng)
    return connection


def insert(connection, table, rows, rng):
    connection.execute("BEGIN")
    for number in range(rows):
        connection.execute(f"INSERT INTO {table} (name, body) VALUES (?, ?)", (f"Sample {number}", rng.randbytes(200)))
    connection.execute("COMMIT")


def with_salt(log, salt):
    """SQLite draws the salt at random; another one needs all check sums again.

    header 32: magic, version, page size, sequence, salt 8, check sum 8 | frame 24 + page: page number, pages after commit, salt 8, check sum 8
    """
    page = struct.unpack(">I", log[8:12])[0]
    order = ">" if log[3] & 1 else "<"
    header = log[:16] + salt
    sums = check_sum((0, 0), header, order)
    result = header + struct.pack(">II", *sums)
    for at in range(32, len(log), 24 + page):
        numbers, content = log[at:at + 8], log[at + 24:at + 24 + page]
        sums = check_sum(sums, numbers + content, order)
        result += numbers + salt + struct.pack(">II", *sums) + content
    return result


def check_sum(sums, data, order):
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for at in range(0, len(words), 2):
        first = first + words[at] + second & 0xFFFFFFFF
        second = second + words[at + 1] + first & 0xFFFFFFFF
    return first, second


def read(path):
    with open(path, "rb") as file:
        return file.read()
