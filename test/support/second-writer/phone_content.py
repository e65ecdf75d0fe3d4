"""What is on the phone: files of every awkward kind, in domains with and without digests."""

import hashlib
import plistlib

import sample_databases

APP = "AppDomain-com.example.sampleapp"
UNDIGESTED = ("AppDomain", "AppDomainGroup", "AppDomainPlugin", "SysContainerDomain", "SysSharedContainerDomain", "CameraRollDomain",
              "MediaDomain", "TonesDomain")
CLASS_OF = {"AppDomain": 3, "AppDomainGroup": 3, "AppDomainPlugin": 3, "CameraRollDomain": 3, "MediaDomain": 3, "HealthDomain": 2}

# One grey pixel.
JPEG = bytes.fromhex(
    "ffd8ffe000104a46494600010100000100010000ffdb0043000302020302020303030304030304050805050404050a070706080c0a0c0c0b0a0b0b0d0e12100d0e110e0b"
    "0b1016101113141515150c0f171816141812141514ffc0000b080001000101011100ffc4001f0000010501010101010100000000000000000102030405060708090a0bff"
    "c400b5100002010303020403050504040000017d01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282090a161718191a25262728"
    "292a3435363738393a434445464748494a535455565758595a636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2"
    "b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9faffda0008010100003f00fbfcffd9")


class Item:
    """One row. What is stored of it comes later: it depends on the era."""

    def __init__(self, domain, path, *, flags=1, mode=0o100644, content=None, size=None, target=None, attributes=None, **more):
        self.domain, self.path, self.flags, self.mode, self.content, self.target = domain, path, flags, mode, content, target
        self.size = size if size is not None else len(content or b"")
        self.attributes = attributes or {}
        usual_class = CLASS_OF.get(domain.split("-")[0], 4) if flags == 1 else 0
        self.protection_class = more.get("protection_class", usual_class)
        self.user, self.group = more.get("owner", (501, 501))
        self.bsd_flags = more.get("bsd_flags", 0)
        self.file_id = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
        self.inode = self.mtime = self.ctime = self.birth = 0
        self.digest = self.encryption_key = self.file_key = self.stored = self.place = self.record = None

    @property
    def digested(self):
        return self.domain.split("-")[0] not in UNDIGESTED


def files(rng, *, encrypted, keychain):
    yield from home(rng)
    yield from app(rng)
    yield from other_domains(rng)
    yield Item("KeychainDomain", "keychain-backup.plist", content=keychain, mode=0o100400, owner=(0, 0), protection_class=1)
    if encrypted:
        # The device keeps these out of backups that are not encrypted.
        yield Item("HealthDomain", "Health/healthdb.sqlite", content=sample_databases.database("samples", 30, rng))
        yield Item("HomeDomain", "Library/CallHistoryDB/CallHistory.storedata", content=sample_databases.database("calls", 20, rng))


def home(rng):
    messages = sample_databases.database("message", 60, rng)
    yield Item("HomeDomain", "Library/SMS/sms.db", content=messages, size=len(messages) - 4096)  # it grew after the scan
    yield Item("HomeDomain", "Library/AddressBook/AddressBook.sqlitedb", content=sample_databases.database("person", 40, rng))
    preferences = {"Sample": True, "Number": 17, "Text": "Gr\u00fc\u00dfe", "Data": rng.randbytes(30)}
    yield Item("HomeDomain", "Library/Preferences/com.apple.Preferences.plist", content=plistlib.dumps(preferences, fmt=plistlib.FMT_BINARY),
               mode=0o100600, attributes={"com.example.note": b"\xff\x00not text", "com.example.empty": b""})
    yield Item("HomeDomain", "Library/Preferences/.GlobalPreferences.plist", content=plistlib.dumps(preferences, fmt=plistlib.FMT_XML))
    for size in (0, 1, 15, 16, 17, 31, 32, 33, 4095, 4096, 4097):
        yield Item("HomeDomain", f"Library/Sizes/{size:04}.bin", content=rng.randbytes(size))
    yield Item("HomeDomain", "Library/Shortcut", flags=4, mode=0o120755, target="../../../outside")


def app(rng):
    main, log = sample_databases.live_database("note", 25, rng)
    yield Item(APP, "Documents/notes.sqlite", content=main)
    yield Item(APP, "Documents/notes.sqlite-wal", content=log)
    grown = sample_databases.database("cache", 50, rng)
    yield Item(APP, "Documents/grown.sqlite", content=grown, size=len(grown) - 4096)
    yield Item(APP, "Documents/big.bin", content=rng.randbytes(1_300_007))
    yield Item(APP, "Documents/ends like padding.bin", content=rng.randbytes(32) + b"\x10" * 16)
    yield Item(APP, "Documents/ends like padding too.bin", content=rng.randbytes(20) + b"\x03\x03\x03")
    yield Item(APP, "Documents/zeros.bin", content=bytes(5000))
    yield Item(APP, "Documents/Gr\u00fc\u00dfe.txt", content=b"one letter")
    yield Item(APP, "Documents/Gru\u0308\u00dfe.txt", content=b"letter and accent")
    yield Item(APP, "Documents/Case.txt", content=b"large")
    yield Item(APP, "Documents/case.txt", content=b"small")
    yield Item(APP, "Documents/empty", content=b"")
    yield Item(APP, "Documents/current", flags=4, mode=0o120755, target="notes.sqlite")
    yield Item(APP, "Library/Preferences/com.example.sampleapp.plist", content=plistlib.dumps({"LaunchCount": 3}, fmt=plistlib.FMT_BINARY))


def other_domains(rng):
    yield Item("AppDomainGroup-group.com.example.sampleapp", "shared.sqlite", content=sample_databases.database("shared", 20, rng))
    yield Item("AppDomainPlugin-com.example.sampleapp.widget", "Library/state.json", content=b'{"sample": 1}')
    yield Item("CameraRollDomain", "Media/DCIM/100APPLE/IMG_0001.JPG", content=jpeg(rng, 30_000),
               attributes={"com.apple.assetsd.favorite": b"\x00\x00", "com.apple.assetsd.originalFilename": b"IMG_0001.JPG"})
    yield Item("CameraRollDomain", "Media/DCIM/100APPLE/IMG_0002.JPG", content=jpeg(rng, 15_990))
    yield Item("CameraRollDomain", "Media/PhotoData/Photos.sqlite", content=sample_databases.database("asset", 40, rng), protection_class=4)
    yield Item("MediaDomain", "Library/SMS/Attachments/ab/11/picture.jpg", content=jpeg(rng, 2000))
    yield Item("WirelessDomain", "Library/Databases/DataUsage.sqlite", content=sample_databases.database("usage", 10, rng), owner=(25, 25))
    yield Item("SystemPreferencesDomain", "com.apple.wifi.known-networks.plist", owner=(0, 0),
               content=plistlib.dumps({"wifi.network.ssid.Sample": {"AddReason": "Sample"}}, fmt=plistlib.FMT_BINARY))
    yield Item("RootDomain", "Library/Preferences/sample.plist", owner=(0, 0), attributes={"com.example.root": b"1"},
               content=plistlib.dumps({"Sample": 1}, fmt=plistlib.FMT_BINARY))
    yield Item("DatabaseDomain", "timezone/sample", content=b"Europe/Berlin", owner=(-2, -2))
    yield Item("TonesDomain", "Media/iTunes_Control/Ringtones/sample.m4r", content=rng.randbytes(9000))
    yield Item("SysContainerDomain-com.example.sampled", "Library/state", content=rng.randbytes(100), bsd_flags=128)


def jpeg(rng, size):
    """A comment makes it as large as wanted."""
    comment = rng.randbytes(size - len(JPEG) - 4)
    return JPEG[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + JPEG[2:]


def with_directories(items):
    """Every directory up to the root of its domain has a row; in the order of a walk."""
    rows = {(item.domain, item.path): item for item in items}
    for domain, path in list(rows):
        while path:
            path = path.rpartition("/")[0]
            rows.setdefault((domain, path), Item(domain, path, flags=2, mode=0o40755))
    ordered = [rows[key] for key in sorted(rows)]
    for number, item in enumerate(ordered):
        item.inode = 2**32 + number if number % 3 == 0 else 1000 + number
        item.mtime, item.ctime, item.birth = 1_700_000_000 + number, 1_700_000_500 + number, 1_690_000_000 + number
    return ordered
