"""Judges a backup folder with nothing but Python's standard library; prints one JSON object, findings in it.

Usage: check_backup.py FOLDER          FOLDER is the one named after the UDID.
Shares no code with the product: every rule is written again here.
"""

import hashlib
import json
import os
import plistlib
import shutil
import sqlite3
import sys
import tempfile

UNDIGESTED = ("AppDomain", "AppDomainGroup", "AppDomainPlugin", "SysContainerDomain", "SysSharedContainerDomain",
              "CameraRollDomain", "MediaDomain", "TonesDomain")
TYPE_OF_FLAG = {1: 0o100000, 2: 0o040000, 4: 0o120000}
STATUS_KEYS = {"UUID": str, "BackupState": str, "SnapshotState": str, "IsFullBackup": bool, "Version": str}


def unarchive(blob):
    """The MBFile of a keyed archive as a plain dictionary, references resolved."""
    archive = plistlib.loads(blob)
    objects = archive["$objects"]

    def resolve(value):
        value = objects[value.data] if isinstance(value, plistlib.UID) else value
        return resolve(value["NS.data"]) if isinstance(value, dict) and "NS.data" in value else value

    root = objects[archive["$top"]["root"].data]
    return {key: resolve(value) for key, value in root.items() if key != "$class"}


def rows_of(folder):
    """All rows, read from a copy so that nothing appears beside the original."""
    with tempfile.TemporaryDirectory() as copy:
        path = shutil.copy(os.path.join(folder, "Manifest.db"), os.path.join(copy, "Manifest.db"))
        database = sqlite3.connect(path)
        try:
            check = database.execute("PRAGMA integrity_check").fetchone()[0]
            return check, database.execute("SELECT fileID, domain, relativePath, flags, file FROM Files").fetchall()
        finally:
            database.close()


def check_status(folder, findings):
    path = os.path.join(folder, "Status.plist")
    status = plistlib.load(open(path, "rb"))
    for key, kind in STATUS_KEYS.items():
        if not isinstance(status.get(key), kind):
            findings.append(f"Status.plist: {key} is {status.get(key)!r}")
    if (status["SnapshotState"], status["BackupState"], status["IsFullBackup"]) != ("finished", "new", False):
        findings.append(f"Status.plist: {status}")
    if os.path.getsize(path) != 189:
        findings.append(f"Status.plist has {os.path.getsize(path)} bytes")
    return status


def check_row(folder, row, paths, findings):
    file_id, domain, path, flags, blob = row
    where = f"{domain}-{path}"
    if hashlib.sha1(f"{domain}-{path}".encode()).hexdigest() != file_id:
        findings.append(f"{where}: wrong fileID")
    if path and (domain, path.rpartition("/")[0]) not in paths:
        findings.append(f"{where}: no row for the parent")
    record = unarchive(blob)
    if record["RelativePath"] != path or record["Mode"] & 0o170000 != TYPE_OF_FLAG[flags]:
        findings.append(f"{where}: record says {record['RelativePath']!r}, mode {record['Mode']:o}, flags {flags}")
    payload = os.path.join(folder, file_id[:2], file_id)
    if flags != 1:
        if os.path.exists(payload) or record["Size"] != 0:
            findings.append(f"{where}: a payload or a size where there is no file")
        return
    try:
        content = open(payload, "rb").read()
    except FileNotFoundError:
        findings.append(f"{where}: payload missing")
        return
    if len(content) != record["Size"]:
        findings.append(f"{where}: {len(content)} bytes, the record says {record['Size']}")
    digest = record.get("Digest")
    expected = None if domain.split("-")[0] in UNDIGESTED else hashlib.sha1(content).digest()
    if digest != expected:
        findings.append(f"{where}: digest {digest and digest.hex()}")


def check(folder):
    findings = []
    status = check_status(folder, findings)
    manifest = plistlib.load(open(os.path.join(folder, "Manifest.plist"), "rb"))
    if manifest["IsEncrypted"] is not False or "ManifestKey" in manifest or not manifest["BackupKeyBag"].startswith(b"VERS"):
        findings.append("Manifest.plist is not that of an unencrypted backup")
    if manifest["Lockdown"]["UniqueDeviceID"] != os.path.basename(folder):
        findings.append("Manifest.plist is of another device")
    sound, rows = rows_of(folder)
    if sound != "ok":
        findings.append(f"Manifest.db: {sound}")
    paths = {(domain, path) for _, domain, path, _, _ in rows}
    for row in rows:
        check_row(folder, row, paths, findings)
    known = {row[0] for row in rows if row[3] == 1}
    stored = {name for root, _, names in os.walk(folder) for name in names if len(name) == 40}
    findings.extend(f"{name}: no row" for name in sorted(stored - known))
    if os.path.exists(os.path.join(folder, "Snapshot")):
        findings.append("Snapshot is still there")
    files = sum(1 for row in rows if row[3] == 1)
    return {"files": files, "domains": len({row[1] for row in rows}), "uuid": status["UUID"], "findings": findings}


if __name__ == "__main__":
    print(json.dumps(check(sys.argv[1].rstrip("/"))))
