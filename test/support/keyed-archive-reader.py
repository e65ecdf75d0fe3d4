"""A second reader of keyed archives, written on plistlib alone: for each archive on stdin (u32be length, bytes) a line of JSON with all its
objects, one level deep. What it says of a class comes from Foundation's documentation and its open-source part, not from this project's reader."""

import datetime
import json
import plistlib
import struct
import sys
import uuid

EPOCH = datetime.datetime(2001, 1, 1)


def plain(value):
    """A value that stands in a place itself, or a reference."""
    if isinstance(value, plistlib.UID):
        return {"uid": value.data}
    if isinstance(value, bool):
        return {"boolean": value}
    if isinstance(value, int):
        return {"integer": str(value)}
    if isinstance(value, float):
        return {"real": value}
    if isinstance(value, str):
        return {"string": value}
    if isinstance(value, (bytes, bytearray)):
        return {"data": bytes(value).hex()}
    if isinstance(value, datetime.datetime):
        return {"date": milliseconds(value)}
    if isinstance(value, list):
        return {"array": [plain(member) for member in value]}
    return {"dictionary": [[{"string": key}, plain(member)] for key, member in value.items()]}


def milliseconds(moment):
    return (moment - datetime.datetime(1970, 1, 1)) // datetime.timedelta(milliseconds=1)


class Archive:
    def __init__(self, plist):
        self.objects = plist["$objects"]

    def follow(self, value):
        if isinstance(value, plistlib.UID):
            return None if value.data == 0 else self.objects[value.data]
        return value

    def shallow(self, thing):
        if not isinstance(thing, dict):
            return {"scalar": plain(thing)} if not isinstance(thing, list) else {"array": [[None, plain(each)] for each in thing], "class": None}
        if "$class" not in thing:
            return {"dictionary": [[{"string": key}, plain(each)] for key, each in thing.items()], "class": None}
        description = self.follow(thing["$class"])
        name = description["$classname"]
        family = [name] + description.get("$classes", [])
        fields = {key: value for key, value in thing.items() if key != "$class"}
        made = self.foundation(family, fields)
        if made is None:
            return {"object": [[{"string": key}, plain(each)] for key, each in fields.items()], "class": name}
        return made

    def foundation(self, family, fields):
        for name in family:
            base = name.replace("NSMutable", "NS", 1)
            method = getattr(self, "read_" + base, None)
            # A mutable class comes before the class that it is derived from.
            if method is not None and name == base:
                return method(fields, family[0])
        return None

    def read_NSString(self, fields, _name):
        if set(fields) <= {"NS.string", "NS.bytes"}:
            if isinstance(fields.get("NS.string"), str):
                return {"scalar": {"string": fields["NS.string"]}}
            if isinstance(fields.get("NS.bytes"), bytes):
                try:
                    return {"scalar": {"string": fields["NS.bytes"].decode("utf-8")}}
                except UnicodeDecodeError:
                    return None
        return None

    def read_NSData(self, fields, _name):
        if set(fields) <= {"NS.data", "NS.bytes"}:
            for key in ("NS.data", "NS.bytes"):
                if isinstance(fields.get(key), bytes):
                    return {"scalar": {"data": fields[key].hex()}}
        return None

    def read_NSDate(self, fields, _name):
        if set(fields) != {"NS.time"} or isinstance(fields["NS.time"], bool) or not isinstance(fields["NS.time"], (int, float)):
            return None
        return {"scalar": {"date": int(fields["NS.time"] * 1000 + 978307200000)}}

    def read_NSUUID(self, fields, _name):
        octets = fields.get("NS.uuidbytes")
        if isinstance(octets, bytes) and len(octets) == 16:
            return {"scalar": {"uuid": str(uuid.UUID(bytes=octets)).upper()}}
        return None

    def read_NSURL(self, fields, _name):
        relative = self.follow(fields.get("NS.relative"))
        if set(fields) <= {"NS.base", "NS.relative"} and self.follow(fields.get("NS.base")) is None and isinstance(relative, str):
            return {"scalar": {"url": relative}}
        return None

    def read_NSNull(self, _fields, _name):
        return {"null": None}

    def read_NSNumber(self, fields, _name):
        if len(fields) == 1 and list(fields)[0] in ("NS.intval", "NS.dblval", "NS.boolval"):
            value = list(fields.values())[0]
            if isinstance(value, (int, float)):
                return {"scalar": plain(value)}
        return None

    def numbered(self, fields, whole, prefix):
        if whole in fields:
            return fields[whole] if isinstance(fields[whole], list) else None, {whole}
        members, used = [], set()
        while prefix + str(len(members)) in fields:
            used.add(prefix + str(len(members)))
            members.append(fields[prefix + str(len(members))])
        return members, used

    def collection(self, kind, fields, name):
        members, used = self.numbered(fields, "NS.objects", "NS.object.")
        if members is None or set(fields) - used:
            return None
        return {kind: [[None, plain(member)] for member in members], "class": name}

    def read_NSArray(self, fields, name):
        return self.collection("array", fields, name)

    def read_NSSet(self, fields, name):
        return self.collection("set", fields, name)

    read_NSOrderedSet = read_NSSet

    def read_NSDictionary(self, fields, name):
        keys, used_keys = self.numbered(fields, "NS.keys", "NS.key.")
        values, used_values = self.numbered(fields, "NS.objects", "NS.object.")
        if keys is None or values is None or len(keys) != len(values) or set(fields) - used_keys - used_values:
            return None
        return {"dictionary": [[plain(key), plain(value)] for key, value in zip(keys, values)], "class": name}


def main():
    source = sys.stdin.buffer
    while head := source.read(4):
        archive = Archive(plistlib.loads(source.read(struct.unpack(">I", head)[0])))
        table = [{"null": None}] + [archive.shallow(thing) for thing in archive.objects[1:]]
        print(json.dumps(table))


main()
