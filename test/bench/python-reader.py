"""
Reads an encrypted iOS backup (10.2 and later), plainly: python-reader.py BACKUP PASSWORD [TARGET].

Extracts to TARGET. Without it, verifies on all cores, and prints how many files are proven and how long it took without the password.
"""
import functools
import hashlib
import json
import multiprocessing
import os
import plistlib
import sqlite3
import struct
import sys
import tempfile
import time

from Cryptodome.Cipher import AES


def unwrap(kek, wrapped):
    """RFC 3394."""
    cipher = AES.new(kek, AES.MODE_ECB)
    a = struct.unpack(">Q", wrapped[:8])[0]
    r = [wrapped[i:i + 8] for i in range(8, len(wrapped), 8)]
    n = len(r)
    for j in range(5, -1, -1):
        for i in range(n, 0, -1):
            block = cipher.decrypt(struct.pack(">Q", a ^ (n * j + i)) + r[i - 1])
            a, r[i - 1] = struct.unpack(">Q", block[:8])[0], block[8:]
    if a != 0xA6A6A6A6A6A6A6A6:
        raise ValueError("wrong key")
    return b"".join(r)


def class_keys(bag, password):
    head, classes, pos = {}, [], 0
    while pos + 8 <= len(bag):
        tag, size = bag[pos:pos + 4], struct.unpack(">I", bag[pos + 4:pos + 8])[0]
        value = bag[pos + 8:pos + 8 + size]
        pos += 8 + size
        if tag == b"UUID" and b"UUID" in head:
            classes.append({})
        (classes[-1] if classes else head)[tag] = value
    number = lambda value: struct.unpack(">I", value)[0]
    first = hashlib.pbkdf2_hmac("sha256", password, head[b"DPSL"], number(head[b"DPIC"]), 32)
    kek = hashlib.pbkdf2_hmac("sha1", first, head[b"SALT"], number(head[b"ITER"]), 32)
    return {number(c[b"CLAS"]): unwrap(kek, c[b"WPKY"]) for c in classes if number(c[b"WRAP"]) == 2}


def decrypt(key, data):
    plain = AES.new(key, AES.MODE_CBC, bytes(16)).decrypt(data)
    return plain[:-plain[-1]]


def unlock(backup, password):
    with open(os.path.join(backup, "Manifest.plist"), "rb") as f:
        manifest = plistlib.load(f)
    return manifest, class_keys(manifest["BackupKeyBag"], password.encode())


def open_key(keys, blob):
    return unwrap(keys[struct.unpack("<I", blob[:4])[0]], blob[4:])


def files(backup, manifest, keys):
    """Yields fileID, domain, relativePath and the blob of the record."""
    with open(os.path.join(backup, "Manifest.db"), "rb") as f:
        database = decrypt(open_key(keys, manifest["ManifestKey"]), f.read())
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "Manifest.db")
        with open(path, "wb") as f:
            f.write(database)
        yield from sqlite3.connect(path).execute("SELECT fileID, domain, relativePath, file FROM Files WHERE flags = 1")


def record_of(keys, blob):
    """The record, its key, and its digest if it has one."""
    objects = plistlib.loads(blob)["$objects"]
    record = objects[1]
    key = open_key(keys, objects[record["EncryptionKey"].data]["NS.data"])
    return record, key, objects[record["Digest"].data] if "Digest" in record else None


def extract(backup, password, target):
    manifest, keys = unlock(backup, password)
    for file_id, domain, relative_path, blob in files(backup, manifest, keys):
        record, key, _ = record_of(keys, blob)
        with open(os.path.join(backup, file_id[:2], file_id), "rb") as f:
            plain = decrypt(key, f.read())
        out = os.path.join(target, domain, relative_path)
        os.makedirs(os.path.dirname(out), exist_ok=True)
        with open(out, "wb") as f:
            f.write(plain)
        os.utime(out, (record["LastModified"], record["LastModified"]))


def is_proven(backup, keys, row):
    """The stored bytes have the digest of the record, and their end opens to the length in the record."""
    file_id, _, _, blob = row
    record, key, digest = record_of(keys, blob)
    sha1, length, end = hashlib.sha1(), 0, b""
    with open(os.path.join(backup, file_id[:2], file_id), "rb") as f:
        while chunk := f.read(256 * 1024):
            sha1.update(chunk)
            length, end = length + len(chunk), (end + chunk[-32:])[-32:]
    padding = AES.new(key, AES.MODE_CBC, end[:16]).decrypt(end[-16:])[-1]
    return sha1.digest() == digest and length - padding == record["Size"]


def verify(backup, password):
    manifest, keys = unlock(backup, password)
    start = time.perf_counter()
    with multiprocessing.Pool() as pool:
        work = functools.partial(is_proven, backup, keys)
        proven = sum(pool.imap_unordered(work, files(backup, manifest, keys), 4))
    print(json.dumps({"proven": proven, "wallMs": (time.perf_counter() - start) * 1000}))


extract(*sys.argv[1:]) if len(sys.argv) == 4 else verify(*sys.argv[1:])
