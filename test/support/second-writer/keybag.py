"""BackupKeyBag: class keys, wrapped by a key that only the password gives."""

import hashlib
import struct

from ciphers import wrap

DEVICE_ONLY = (5, 9, 10, 11, 12, 13, 14)  # wrapped by the device as well


def derive(password, salt, iterations, double=None):
    """`double` is (salt, rounds) of the first stage that came with iOS 10.2."""
    key = password.encode()
    if double is not None:
        key = hashlib.pbkdf2_hmac("sha256", key, double[0], double[1], 32)
    return hashlib.pbkdf2_hmac("sha1", key, salt, iterations, 32)


def entry(tag, value):
    data = struct.pack(">I", value) if isinstance(value, int) else value
    return tag.encode() + struct.pack(">I", len(data)) + data


class Keybag:
    def __init__(self, rng, password, *, version, classes, iterations, derivations):
        """`derivations` None: one stage, as before iOS 10.2. `password` None: nobody knows the key, as in backups that are not encrypted."""
        salt, double = rng.randbytes(20), None
        if derivations is not None:
            double = (rng.randbytes(20), derivations)
        self.kek = rng.randbytes(32) if password is None else derive(password, salt, iterations, double)
        self.uuid = rng.randbytes(16)
        # A key that the device has wrapped is 32 bytes that are no key to anybody else.
        self.keys = {number: rng.randbytes(32) for number in range(classes, 0, -1)}
        head = entry("VERS", version) + entry("TYPE", 1) + entry("UUID", self.uuid) + entry("HMCK", rng.randbytes(40))
        head += entry("WRAP", 0) + entry("SALT", salt) + entry("ITER", iterations)
        if double is not None:
            head += entry("DPWT", 1) + entry("DPIC", double[1]) + entry("DPSL", double[0])
        self.bytes = head + b"".join(self.class_entry(rng, number) for number in self.keys)
        self.facts = {"version": version, "uuid": self.uuid.hex(), "iterations": iterations, "derivations": derivations,
                      "classes": list(self.keys), "deviceOnly": [number for number in self.keys if number in DEVICE_ONLY]}

    def class_entry(self, rng, number):
        wrapping = 3 if number in DEVICE_ONLY else 2
        return (entry("UUID", rng.randbytes(16)) + entry("CLAS", number) + entry("WRAP", wrapping) + entry("KTYP", 0)
                + entry("WPKY", wrap(self.kek, self.keys[number])))

    def wrap_file_key(self, protection_class, key):
        """EncryptionKey and ManifestKey: the class in little-endian, then the wrapped key."""
        return struct.pack("<I", protection_class) + wrap(self.keys[protection_class], key)

    def open_keys(self):
        return {number: None if number in DEVICE_ONLY else key.hex() for number, key in self.keys.items()}
