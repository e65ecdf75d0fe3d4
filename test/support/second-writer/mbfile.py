"""The record of a file as Manifest.db holds it: a keyed archive."""

import plistlib
from plistlib import UID

MUTABLE_DATA = {"$classname": "NSMutableData", "$classes": ["NSMutableData", "NSData", "NSObject"]}
MBFILE = {"$classname": "MBFile", "$classes": ["MBFile", "NSObject"]}


def encode(item, shape="usual"):
    """`shape` says how Digest and ExtendedAttributes stand there: behind a UID (usual), in the dictionary (inline) or as NSData (boxed)."""
    record = {}
    objects = ["$null", record]

    def behind_uid(value):
        objects.append(value)
        return UID(len(objects) - 1)

    def boxed(value):
        box = {"NS.data": value}
        reference = behind_uid(box)
        box["$class"] = behind_uid(MUTABLE_DATA)
        return reference

    as_data = {"usual": behind_uid, "inline": lambda value: value, "boxed": boxed}[shape]
    record.update({
        "LastModified": item.mtime, "Flags": item.bsd_flags, "GroupID": item.group, "LastStatusChange": item.ctime,
        "RelativePath": behind_uid(item.path), "Birth": item.birth, "Size": item.size, "InodeNumber": item.inode,
        "Mode": item.mode, "UserID": item.user, "ProtectionClass": item.protection_class,
    })
    if item.target is not None:
        record["Target"] = behind_uid(item.target)
    if item.digest is not None:
        record["Digest"] = as_data(item.digest)
    if item.encryption_key is not None:
        record["EncryptionKey"] = boxed(item.encryption_key)
    if item.attributes:
        record["ExtendedAttributes"] = as_data(plistlib.dumps(item.attributes, fmt=plistlib.FMT_BINARY))
    record["$class"] = behind_uid(MBFILE)
    archive = {"$version": 100000, "$archiver": "NSKeyedArchiver", "$top": {"root": UID(1)}, "$objects": objects}
    return plistlib.dumps(archive, fmt=plistlib.FMT_BINARY, sort_keys=False)
