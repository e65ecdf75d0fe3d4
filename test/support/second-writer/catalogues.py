"""The two catalogues: Manifest.db of iOS 10 and later, Manifest.mbdb before it."""

import os
import sqlite3
import struct

import mbfile

TABLES = ("CREATE TABLE Files (fileID TEXT PRIMARY KEY, domain TEXT, relativePath TEXT, flags INTEGER, file BLOB)",
          "CREATE TABLE Properties (key TEXT PRIMARY KEY, value BLOB)")
INDEXES = ("CREATE INDEX FilesDomainIdx ON Files(domain)", "CREATE INDEX FilesRelativePathIdx ON Files(relativePath)",
           "CREATE INDEX FilesFlagsIdx ON Files(flags)")
INDEXES_27 = ("CREATE INDEX FilesRelativePathIdx ON Files(relativePath)", "CREATE INDEX FilesFlagsIdx ON Files(flags)",
              "CREATE INDEX FilesDomainsRelativePathIdx ON Files(domain, relativePath)")

# Readers must take a value in all three shapes: so the records of some domains are written differently.
SHAPES = {"RootDomain": "inline", "WirelessDomain": "boxed"}


def write_db(path, items, ios_major, empty_rows):
    """One complete file marked as WAL, as devices leave it. `empty_rows` are those of NULLs that iOS 10 was seen to leave."""
    database = sqlite3.connect(path, isolation_level=None)
    for pragma in ("page_size=4096", "auto_vacuum=2", "user_version=2"):
        database.execute(f"PRAGMA {pragma}")
    for statement in TABLES + (INDEXES if ios_major < 27 else INDEXES_27):
        database.execute(statement)
    database.execute("BEGIN")
    for item in items:
        record = mbfile.encode(item, SHAPES.get(item.domain, "usual"))
        database.execute("INSERT INTO Files VALUES (?, ?, ?, ?, ?)", (item.file_id, item.domain, item.path, item.flags, record))
    for number in range(empty_rows):
        database.execute("INSERT INTO Files VALUES (?, NULL, NULL, 16, NULL)", (f"{number:040x}",))
    database.execute("COMMIT")
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    assert not os.path.exists(path + "-wal")


def write_mbdb(path, items):
    """Leaves in each item where its record stands."""
    content = b"mbdb\x05\x00"
    for item in items:
        record = mbdb_record(item)
        item.record = {"offset": len(content), "bytes": len(record)}
        content += record
    with open(path, "wb") as file:
        file.write(content)


def mbdb_record(item):
    """
    string domain, path, target | data digest, encryptionKey | u16 mode | u64 inode | u32 user, group, mtime, ctime, birth | u64 size
    | u8 class | u8 number of attributes | string name, data value of each; null is a length of FFFF
    """
    numbers = struct.pack(">HQIIIIIQBB", item.mode, item.inode, item.user & 0xFFFFFFFF, item.group & 0xFFFFFFFF, item.mtime, item.ctime,
                          item.birth, item.size, item.protection_class, len(item.attributes))
    texts = (item.domain.encode(), item.path.encode(), None if item.target is None else item.target.encode())
    attributes = b"".join(field(name.encode()) + field(value) for name, value in item.attributes.items())
    return b"".join(field(value) for value in (*texts, item.digest, item.encryption_key)) + numbers + attributes


def field(value):
    return b"\xff\xff" if value is None else struct.pack(">H", len(value)) + value
