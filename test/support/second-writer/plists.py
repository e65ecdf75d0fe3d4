"""The three property lists beside the catalogue."""

import datetime
import os
import plistlib
import uuid

STARTED = datetime.datetime(2024, 6, 1, 12, 34, 56)
DEVICE_NAME = "iPhone"
SERIAL_NUMBER = "SECONDW00001"


def write(folder, era, udid, keybag, manifest_key, rng):
    lockdown = {"BuildVersion": era["build"], "DeviceName": DEVICE_NAME, "ProductType": era["product"], "ProductVersion": era["ios"],
                "SerialNumber": SERIAL_NUMBER, "UniqueDeviceID": udid, "com.apple.MobileDeviceCrashCopy": {},
                "com.apple.mobile.data_sync": {}, "com.apple.mobile.iTunes.accessories": {}}
    manifest = {"Version": era["manifest_version"], "SystemDomainsVersion": era["domains_version"], "Date": STARTED,
                "IsEncrypted": era["encrypted"], "WasPasscodeSet": True, "BackupKeyBag": keybag.bytes, "Lockdown": lockdown,
                "Applications": {"com.example.sampleapp": {"CFBundleIdentifier": "com.example.sampleapp", "CFBundleVersion": "1",
                                                           "ContainerContentClass": "Data/Application", "Path": "/var/containers/sample"}}}
    if manifest_key is not None:
        manifest["ManifestKey"] = manifest_key
    status = {"UUID": str(uuid.UUID(bytes=rng.randbytes(16))).upper(), "Date": STARTED + datetime.timedelta(minutes=1), "BackupState": "new",
              "SnapshotState": "finished", "IsFullBackup": False, "Version": era["status_version"]}
    info = {"Build Version": era["build"], "Device Name": DEVICE_NAME, "Display Name": DEVICE_NAME, "GUID": rng.randbytes(16).hex().upper(),
            "Last Backup Date": STARTED + datetime.timedelta(minutes=2), "Product Type": era["product"], "Product Version": era["ios"],
            "Serial Number": SERIAL_NUMBER, "Target Identifier": udid, "Target Type": "Device", "Unique Identifier": udid.upper(),
            "Installed Applications": ["com.example.sampleapp"], "Applications": {}, "iTunes Files": {}, "iTunes Settings": {},
            "iTunes Version": "12.13.2.3"}
    save(folder, "Manifest.plist", manifest, plistlib.FMT_BINARY)
    save(folder, "Status.plist", status, plistlib.FMT_BINARY)
    save(folder, "Info.plist", info, plistlib.FMT_XML)


def save(folder, name, value, fmt):
    with open(os.path.join(folder, name), "wb") as file:
        plistlib.dump(value, file, fmt=fmt, sort_keys=False)
