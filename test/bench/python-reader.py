"""Extracts an encrypted iOS backup (10.2 and later), plainly: python-reader.py BACKUP PASSWORD TARGET."""
import hashlib
import os
import plistlib
import sqlite3
import struct
import sys
import tempfile

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


def main(backup, password, target):
    with open(os.path.join(backup, "Manifest.plist"), "rb") as f:
        manifest = plistlib.load(f)
    keys = class_keys(manifest["BackupKeyBag"], password.encode())
    open_key = lambda blob: unwrap(keys[struct.unpack("<I", blob[:4])[0]], blob[4:])
    with open(os.path.join(backup, "Manifest.db"), "rb") as f:
        database = decrypt(open_key(manifest["ManifestKey"]), f.read())
    with tempfile.TemporaryDirectory() as temporary:
        path = os.path.join(temporary, "Manifest.db")
        with open(path, "wb") as f:
            f.write(database)
        rows = sqlite3.connect(path).execute("SELECT fileID, domain, relativePath, file FROM Files WHERE flags = 1")
        for file_id, domain, relative_path, blob in rows:
            objects = plistlib.loads(blob)["$objects"]
            record = objects[1]
            key = open_key(objects[record["EncryptionKey"].data]["NS.data"])
            with open(os.path.join(backup, file_id[:2], file_id), "rb") as f:
                plain = decrypt(key, f.read())
            out = os.path.join(target, domain, relative_path)
            os.makedirs(os.path.dirname(out), exist_ok=True)
            with open(out, "wb") as f:
                f.write(plain)
            os.utime(out, (record["LastModified"], record["LastModified"]))


main(*sys.argv[1:])
