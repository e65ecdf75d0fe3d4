"""Writes one complete backup of a chosen era, from the published facts of the format alone; shares no code with the product.

Usage: write_backup.py ERA FOLDER [--password P] [--seed N] [--iterations N] [--derivations N]

FOLDER gets the backup folder, named after the UDID, and expected.json beside it: what a reader must find.
"""

import argparse
import hashlib
import json
import os
import random

import catalogues
import keychain
import phone_content
import plists
from ciphers import encrypt_file
from keybag import Keybag

OLD_UDID, NEW_UDID = "5ec0d11e5ec0d11e5ec0d11e5ec0d11e00000001", "00008110-5EC0D11E00000002"
IOS_9 = {"ios": "9.3.5", "build": "13G36", "product": "iPhone6,2", "udid": OLD_UDID, "db": False, "manifest_version": "9.1",
         "domains_version": "20.0", "status_version": "2.4", "bag": {"version": 3, "classes": 11}, "manifest_key": False}
IOS_10_1 = {**IOS_9, "ios": "10.1.1", "build": "14B100", "db": True, "manifest_version": "10.0", "status_version": "3.2"}
IOS_17 = {**IOS_10_1, "ios": "17.5.1", "build": "21F90", "product": "iPhone14,5", "udid": NEW_UDID, "domains_version": "24.0",
          "status_version": "3.3", "bag": {"version": 4, "classes": 11}, "manifest_key": True}
IOS_27 = {**IOS_17, "ios": "27.0", "build": "24A100", "bag": {"version": 5, "classes": 14}}
ERAS = {
    "mbdb-plain": {**IOS_9, "encrypted": False},
    "mbdb-encrypted": {**IOS_9, "encrypted": True},
    "db-readable-encrypted": {**IOS_10_1, "encrypted": True},  # a catalogue that anybody can read, with encrypted files
    "db-plain": {**IOS_17, "encrypted": False},
    "db-encrypted": {**IOS_17, "encrypted": True},
    "db-encrypted-27": {**IOS_27, "encrypted": True},
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("era", choices=ERAS)
    parser.add_argument("folder")
    parser.add_argument("--password", default="second writer \u2713 p\u00e4ssw\u00f6rd")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--iterations", type=int, default=20)
    parser.add_argument("--derivations", type=int, default=30)
    options = parser.parse_args()
    facts = write_backup(options.era, options)
    with open(os.path.join(options.folder, "expected.json"), "w", encoding="utf-8") as file:
        json.dump(facts, file, indent=1)


def write_backup(name, options):
    era, rng = ERAS[name], random.Random(f"{name} {options.seed}")
    folder = os.path.join(options.folder, era["udid"])
    os.makedirs(folder)
    password = options.password if era["encrypted"] else None
    single_stage = era["bag"]["version"] < 4
    bag = Keybag(rng, password, iterations=options.iterations, derivations=None if single_stage else options.derivations, **era["bag"])
    keychain_plist, keychain_facts = keychain.write(rng, bag.keys, era["encrypted"])
    items = list(phone_content.with_directories(phone_content.files(rng, encrypted=era["encrypted"], keychain=keychain_plist)))
    for item in items:
        if item.flags == 1:
            store(folder, era, bag, item, rng)
    manifest_key, catalogue_key = write_catalogue(folder, era, bag, items, rng)
    plists.write(folder, era, era["udid"], bag, manifest_key, rng)
    return {"era": name, "udid": era["udid"], "productVersion": era["ios"], "encrypted": era["encrypted"], "password": password,
            "keybag": {**bag.facts, "hex": bag.bytes.hex()}, "classKeys": bag.open_keys() if era["encrypted"] else None,
            "catalogueKey": catalogue_key and catalogue_key.hex(), "keychain": keychain_facts, "files": [facts_of(item) for item in items]}


def store(folder, era, bag, item, rng):
    item.stored = item.content
    if era["encrypted"]:
        item.file_key = rng.randbytes(32)
        item.encryption_key = bag.wrap_file_key(item.protection_class, item.file_key)
        item.stored = encrypt_file(item.file_key, item.content)
    if item.digested:
        item.digest = hashlib.sha1(item.stored).digest()
    item.place = os.path.join(item.file_id[:2], item.file_id) if era["db"] else item.file_id
    path = os.path.join(folder, item.place)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(item.stored)


def write_catalogue(folder, era, bag, items, rng):
    """Hands back ManifestKey and the key in it, when the catalogue is encrypted."""
    if not era["db"]:
        catalogues.write_mbdb(os.path.join(folder, "Manifest.mbdb"), items)
        return None, None
    path = os.path.join(folder, "Manifest.db")
    ios_major = int(era["ios"].split(".")[0])
    catalogues.write_db(path, items, ios_major, empty_rows=2 if ios_major == 10 else 0)
    if not (era["encrypted"] and era["manifest_key"]):
        return None, None
    key = rng.randbytes(32)
    with open(path, "rb") as file:
        plain = file.read()
    with open(path, "wb") as file:
        file.write(encrypt_file(key, plain))
    return bag.wrap_file_key(3, key), key


def facts_of(item):
    """Bytes as hexadecimal digits; null where the row has none."""
    def digits(value):
        return None if value is None else value.hex()
    is_file = item.flags == 1
    return {"fileID": item.file_id, "domain": item.domain, "relativePath": item.path, "flags": item.flags, "mode": item.mode,
            "inode": item.inode, "userID": item.user, "groupID": item.group, "mtime": item.mtime, "ctime": item.ctime, "birth": item.birth,
            "size": item.size, "protectionClass": item.protection_class, "bsdFlags": item.bsd_flags, "target": item.target,
            "digest": digits(item.digest), "encryptionKey": digits(item.encryption_key), "fileKey": digits(item.file_key),
            "xattrs": {name: value.hex() for name, value in item.attributes.items()} or None, "place": item.place,
            "plainSize": len(item.content) if is_file else None,
            "plainSha256": hashlib.sha256(item.content).hexdigest() if is_file else None,
            "storedSize": len(item.stored) if is_file else None,
            "storedSha1": hashlib.sha1(item.stored).hexdigest() if is_file else None, "record": item.record}


if __name__ == "__main__":
    main()
