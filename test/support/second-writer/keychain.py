"""keychain-backup.plist: items of several classes, each sealed with a key of its own."""

import datetime
import plistlib
import struct

from ciphers import gcm_with_empty_iv, wrap

MADE = datetime.datetime(2024, 1, 2, 3, 4, 5)
COMMON = {"cdat": MADE, "mdat": MADE + datetime.timedelta(days=32), "sync": 0, "tomb": 0, "musr": b""}

# table, class, attributes; v_Data holds the secret
ITEMS = [
    ("genp", 7, {"svce": b"AirPort", "acct": b"Sample Wi-Fi", "agrp": "apple", "pdmn": "ck", "labl": "AirPort", "v_Data": b"wi-fi secret"}),
    ("genp", 6, {"svce": b"com.example.sampleapp", "acct": b"user@example.com", "agrp": "com.example.sampleapp", "pdmn": "ak",
                 "v_Data": "p\u00e4ss".encode()}),
    ("genp", 8, {"svce": b"com.example.always", "acct": b"always", "agrp": "com.example.sampleapp", "pdmn": "dk", "v_Data": b""}),
    ("genp", 9, {"svce": b"com.example.sampleapp", "acct": b"this device", "agrp": "com.example.sampleapp", "pdmn": "aku", "v_Data": b"stays"}),
    ("inet", 6, {"srvr": b"www.example.com", "acct": b"sample", "ptcl": "htps", "port": 443, "path": b"", "agrp": "com.apple.cfnetwork",
                 "pdmn": "ak", "v_Data": b"web secret"}),
    ("inet", 10, {"srvr": b"mail.example.com", "acct": b"sample", "ptcl": "imap", "port": 143, "agrp": "apple", "pdmn": "cku", "v_Data": b"stays"}),
    ("keys", 7, {"klbl": bytes(range(20)), "atag": b"com.example.key", "bsiz": 256, "esiz": 256, "type": 73, "agrp": "com.example.sampleapp",
                 "pdmn": "ck", "v_Data": bytes(range(65))}),
    ("cert", 11, {"labl": "Sample Certificate", "agrp": "com.example.sampleapp", "pdmn": "dku", "v_Data": b"\x30\x03\x02\x01\x00"}),
]


def der(tag, content):
    size = len(content)
    if size < 0x80:
        return bytes([tag, size]) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def der_value(value):
    if isinstance(value, bytes):
        return der(0x04, value)
    if isinstance(value, str):
        return der(0x0C, value.encode())
    if isinstance(value, datetime.datetime):
        return der(0x18, value.strftime("%Y%m%d%H%M%SZ").encode())
    return der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big", signed=True))


def seal(rng, class_key, protection_class, attributes):
    key = rng.randbytes(32)
    pairs = b"".join(sorted(der(0x30, der(0x0C, name.encode()) + der_value(value)) for name, value in attributes.items()))
    wrapped = wrap(class_key, key)
    return struct.pack("<III", 3, protection_class, len(wrapped)) + wrapped + gcm_with_empty_iv(key, der(0x31, pairs))


def write(rng, class_keys, openable):
    """The property list, and what a reader should make of it."""
    tables, facts = {"genp": [], "inet": [], "cert": [], "keys": []}, []
    for row, (table, protection_class, own) in enumerate(ITEMS, start=1):
        attributes = {**COMMON, **own}
        tables[table].append({"v_Data": seal(rng, class_keys[protection_class], protection_class, attributes),
                              "v_PersistentRef": table.encode() + struct.pack(">Q", row)})
        facts.append({"table": table, "class": protection_class, "row": row, "readable": openable and protection_class < 9,
                      "attributes": {name: plain(value) for name, value in attributes.items()}})
    return plistlib.dumps(tables, fmt=plistlib.FMT_BINARY), facts


def plain(value):
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if isinstance(value, datetime.datetime) else value
