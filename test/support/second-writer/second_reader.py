"""Opens a backup of any era with its password and prints what is in it: what our writers made, read by a stranger.

Usage: second_reader.py FOLDER [PASSWORD]      FOLDER is the one named after the UDID.
Prints one JSON object: every row with the SHA-256 of its plaintext, and the items of the keychain that can be opened.
"""

import hashlib
import json
import os
import plistlib
import sqlite3
import struct
import sys
import tempfile

from ciphers import decrypt_file, open_gcm_with_empty_iv, unwrap
from keybag import DEVICE_ONLY, derive


def main(folder, password=None):
    with open(os.path.join(folder, "Manifest.plist"), "rb") as file:
        manifest = plistlib.load(file)
    keys = open_keybag(manifest["BackupKeyBag"], password) if manifest["IsEncrypted"] else {}
    rows = rows_of_mbdb(folder) if os.path.exists(os.path.join(folder, "Manifest.mbdb")) else rows_of_db(folder, manifest, keys)
    contents = {row["fileID"]: content_of(folder, row, keys) for row in rows if row["mode"] & 0xF000 == 0x8000}
    for row in rows:
        content = contents.get(row["fileID"])
        row["sha256"] = content and hashlib.sha256(content[0]).hexdigest()
        row["storedSha1"] = content and content[1]
    keychain = next((contents[row["fileID"]][0] for row in rows if row["relativePath"] == "keychain-backup.plist"), None)
    return {"classes": sorted(keys), "rows": rows, "keychain": keychain_items(keychain, keys) if keychain and keys else []}


def open_keybag(data, password):
    """Class keys by number. Raises when one that the password should open stays closed."""
    entries, head, at = [], {}, 0
    while at < len(data):
        tag, size = data[at:at + 4].decode(), struct.unpack(">I", data[at + 4:at + 8])[0]
        value, at = data[at + 8:at + 8 + size], at + 8 + size
        if tag == "UUID" and "UUID" in head:
            entries.append({})
        (entries[-1] if entries else head)[tag] = struct.unpack(">I", value)[0] if size == 4 else value
    double = (head["DPSL"], head["DPIC"]) if "DPSL" in head else None
    kek = derive(password, head["SALT"], head["ITER"], double)
    keys = {entry["CLAS"]: unwrap(kek, entry["WPKY"]) for entry in entries if entry["WRAP"] & 2}
    closed = [number for number, key in keys.items() if key is None]
    if closed:
        raise SystemExit(f"these class keys stay closed: {closed}")
    return {number: key for number, key in keys.items() if number not in DEVICE_ONLY}


def unwrap_file_key(wrapped, keys):
    key = unwrap(keys[struct.unpack("<I", wrapped[:4])[0]], wrapped[4:])
    if key is None:
        raise SystemExit("a key stays closed")
    return key


def rows_of_db(folder, manifest, keys):
    with open(os.path.join(folder, "Manifest.db"), "rb") as file:
        data = file.read()
    if not data.startswith(b"SQLite format 3\0"):
        data = decrypt_file(unwrap_file_key(manifest["ManifestKey"], keys), data)
    with tempfile.TemporaryDirectory() as copy:
        path = os.path.join(copy, "Manifest.db")
        with open(path, "wb") as file:
            file.write(data)
        connection = sqlite3.connect(path)
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise SystemExit("Manifest.db is not sound")
        found = connection.execute("SELECT fileID, domain, relativePath, file FROM Files WHERE file IS NOT NULL").fetchall()
        connection.close()
    return [row_of_record(*row) for row in found]


def row_of_record(file_id, domain, path, blob):
    archive = plistlib.loads(blob)
    objects = archive["$objects"]

    def value(name):
        found = record.get(name)
        found = objects[found.data] if isinstance(found, plistlib.UID) else found
        return found["NS.data"] if isinstance(found, dict) else found

    record = objects[archive["$top"]["root"].data]
    if value("RelativePath") != path:
        raise SystemExit(f"{path}: the record of another file")
    attributes = plistlib.loads(value("ExtendedAttributes")) if "ExtendedAttributes" in record else {}
    return row(file_id, domain, path, record["Mode"], record["Size"], value("Digest"), value("EncryptionKey"), value("Target"), attributes)


def rows_of_mbdb(folder):
    with open(os.path.join(folder, "Manifest.mbdb"), "rb") as file:
        data = file.read()
    at, rows = 6, []

    def field():
        nonlocal at
        size = struct.unpack(">H", data[at:at + 2])[0]
        start = at + 2
        at = start if size == 0xFFFF else start + size
        return None if size == 0xFFFF else data[start:at]

    while at < len(data):
        domain, path, target, digest, key = field().decode(), field().decode(), field(), field(), field()
        numbers = struct.unpack(">HQIIIIIQBB", data[at:at + 40])
        at += 40
        attributes = {field().decode(): field() for _ in range(numbers[9])}
        file_id = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
        rows.append(row(file_id, domain, path, numbers[0], numbers[7], digest, key, target and target.decode(), attributes))
    return rows


def row(file_id, domain, path, mode, size, digest, key, target, attributes):
    return {"fileID": file_id, "domain": domain, "relativePath": path, "mode": mode, "size": size, "digest": digest and digest.hex(),
            "encryptionKey": key and key.hex(), "target": target, "xattrs": {name: value.hex() for name, value in attributes.items()} or None}


def content_of(folder, row, keys):
    """The plaintext, and the SHA-1 of what is stored."""
    places = (os.path.join(row["fileID"][:2], row["fileID"]), row["fileID"])
    path = next(path for path in (os.path.join(folder, place) for place in places) if os.path.exists(path))
    with open(path, "rb") as file:
        stored = file.read()
    digest = hashlib.sha1(stored).hexdigest()
    if row["digest"] is not None and row["digest"] != digest:
        raise SystemExit(f"{row['relativePath']}: wrong digest")
    if not keys:
        return stored, digest
    return decrypt_file(unwrap_file_key(bytes.fromhex(row["encryptionKey"]), keys), stored), digest


def keychain_items(data, keys):
    items = []
    for table, entries in plistlib.loads(data).items():
        for entry in entries:
            version, number, size = struct.unpack("<III", entry["v_Data"][:12])
            if version != 3 or number not in keys:
                items.append({"table": table, "class": number, "attributes": None})
                continue
            key = unwrap(keys[number], entry["v_Data"][12:12 + size])
            items.append({"table": table, "class": number, "attributes": der_pairs(open_gcm_with_empty_iv(key, entry["v_Data"][12 + size:]))})
    return items


def der_pairs(data):
    """SET { SEQUENCE { UTF8String, value } … }: texts and numbers as they are, bytes as hexadecimal digits."""
    def element(at):
        size, start = data[at + 1], at + 2
        if size & 0x80:
            start += size & 0x7F
            size = int.from_bytes(data[at + 2:start], "big")
        return data[at], start, start + size

    pairs, (_, at, end) = {}, element(0)
    while at < end:
        _, name_at, at = element(at)
        _, start, value_at = element(name_at)
        name = data[start:value_at].decode()
        tag, start, stop = element(value_at)
        raw = data[start:stop]
        pairs[name] = raw.decode() if tag in (0x0C, 0x18) else int.from_bytes(raw, "big", signed=True) if tag == 0x02 else {"hex": raw.hex()}
    return pairs


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
