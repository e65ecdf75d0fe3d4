/** Our client and Debian's idevicebackup2 against phones of the same seed: what they leave on the disk is the same. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { createBackup } from '../../src/backup/index.ts';
import { Device, UsbmuxClient, parseUsbmuxAddress } from '../../src/device-protocol/index.ts';
import { parsePlist, type PlistDict } from '../../src/formats/index.ts';
import { temporaryFolder } from '../support/backup-copy.ts';
import { interopSimulator, type InteropSimulator } from '../support/interop/interop-simulator.ts';

type Client = (phone: InteropSimulator, directory: string) => Promise<void>;

const ours: Client = async ({ simulator, phone }, directory) => {
  const mux = new UsbmuxClient(parseUsbmuxAddress(simulator.address));
  await (await Device.open(mux, phone.udid)).pair();
  const { verdict } = await createBackup({ mux, udid: phone.udid, directory });
  assert.equal(verdict, 'good');
};

const theirs: Client = async (phone, directory) => {
  await phone.output('idevicepair', 'pair');
  await phone.output('idevicebackup2', 'backup', directory);
};

/** Made anew by the host for each run. */
const RANDOM_OR_DATED = ['GUID', 'Last Backup Date'];

describe('our client and idevicebackup2', () => {
  let own: BackedUp;
  let other: BackedUp;

  before(async () => {
    // Side by side, for theirs sleeps more than it works.
    [own, other] = await Promise.all([backedUpTwice(ours, ours), backedUpTwice(theirs, theirs)]);
  });

  it('leave the same files with the same bytes, after a full and an incremental run', () => {
    assert.ok(Object.keys(own.tree).length > 400);
    assert.deepEqual(own.tree, other.tree);
  });

  it('go on where the other one stopped', async () => {
    const [oursFirst, theirsFirst] = await Promise.all([backedUpTwice(ours, theirs), backedUpTwice(theirs, ours)]);
    assert.deepEqual(oursFirst.tree, own.tree);
    assert.deepEqual(theirsFirst.tree, own.tree);
  });

  it('say the same in Info.plist', () => {
    for (const key of RANDOM_OR_DATED) assert.ok(own.info.has(key) && other.info.has(key), key);
    const shared = [...other.info].filter(([key]) => !RANDOM_OR_DATED.includes(key));
    for (const [key, value] of shared) assert.deepEqual(own.info.get(key), value, key);
  });
});

interface BackedUp {
  readonly tree: Record<string, string>;
  readonly info: PlistDict;
}

/** Backs up a phone by one client, changes a few files on it, and backs it up again by the same or another client. */
async function backedUpTwice(first: Client, second: Client): Promise<BackedUp> {
  using folder = temporaryFolder();
  await using phone = await interopSimulator({ seed: 11 });
  await first(phone, folder.path);
  const { content, udid } = phone.phone;
  content.setFile('HomeDomain', 'Library/SMS/new file.txt', { content: 'new' });
  content.setFile('AppDomain-com.example.fieldnotes', 'Documents/Notes/Sample Note 1.md', { content: 'changed' });
  content.removeFile('CameraRollDomain', 'Media/DCIM/100APPLE/IMG_0001.JPG');
  await second(phone, folder.path);
  const backup = join(folder.path, udid);
  const info = parsePlist(readFileSync(join(backup, 'Info.plist')));
  assert.ok(info instanceof Map);
  return { tree: digests(backup), info };
}

/** Path → SHA-256 of everything but Info.plist, which a host writes. */
function digests(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).filter((path) => path !== 'Info.plist');
  return Object.fromEntries(
    paths.sort().map((path) => [
      path,
      createHash('sha256')
        .update(readFileSync(join(folder, path)))
        .digest('hex'),
    ]),
  );
}
