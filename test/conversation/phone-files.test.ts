/** Files of the phone that hosts reach without a backup: pictures by AFC, and the containers of applications by house_arrest. */
import assert from 'node:assert/strict';
import { AFC_SERVICE, AfcClient, Device, readPlistFrame, writePlistFrame } from '../../src/device-protocol/index.ts';
import { dict, type PlistValue } from '../../src/formats/index.ts';
import { simulated, type Simulated } from '../support/simulated.ts';

const HOUSE_ARREST = 'com.apple.mobile.house_arrest';
const APP = 'com.example.fieldnotes';

describe('files of the phone', () => {
  let sim: Simulated;
  let device: Device;

  beforeEach(async () => {
    sim = await simulated();
    device = await Device.open(sim.mux, sim.phone.udid);
    await device.pair();
  });

  afterEach(async () => {
    await sim[Symbol.asyncDispose]();
  });

  it('AFC gives every picture of the camera roll as the backup holds it', async () => {
    await using session = await device.openSession();
    await using afc = new AfcClient(await session.startService(AFC_SERVICE));
    let read = 0;
    for (const file of sim.phone.content.files()) {
      const { relativePath } = file;
      if (file.domain !== 'CameraRollDomain' || file.kind !== 'file' || !relativePath.startsWith('Media/')) continue;
      const expected = file.read();
      const got = await afc.readFile(relativePath.slice('Media'.length));
      assert.deepEqual(Buffer.from(got ?? []), Buffer.concat(expected instanceof Uint8Array ? [expected] : [...expected]), relativePath);
      read++;
    }
    assert.ok(read > 140);
  });

  async function vend(request: Record<string, string>): Promise<{ readonly answer: PlistValue; readonly afc: AfcClient }> {
    await using session = await device.openSession();
    const connection = await session.startService(HOUSE_ARREST);
    await writePlistFrame(connection, dict(request), 'xml');
    const answer = await readPlistFrame(connection, { maxLength: 10_000 });
    return { answer, afc: new AfcClient(connection) };
  }

  for (const [Command, expected] of [
    ['VendContainer', ['Documents', 'Library']],
    ['VendDocuments', ['Documents']],
  ] as const) {
    it(`${Command} opens the application's files, and the next backup has what a host writes there`, async () => {
      const { answer, afc } = await vend({ Command, Identifier: APP });
      await using files = afc;
      assert.deepEqual(answer, dict({ Status: 'Complete' }));
      assert.deepEqual(
        (await files.readDirectory('/')).filter((name) => !name.startsWith('.')),
        expected,
      );
      const note = await files.readFile('/Documents/Notes/Sample Note 1.md');
      assert.match(Buffer.from(note ?? []).toString(), /^# Sample Note 1\n/);
      const handle = await files.open('/Documents/from the host.txt', 'write');
      await files.write(handle, Buffer.from('by AFC'));
      await files.closeFile(handle);
      const held = sim.phone.content.file(`AppDomain-${APP}`, 'Documents/from the host.txt')?.read();
      assert.equal(Buffer.from(held as Uint8Array).toString(), 'by AFC');
    });
  }

  for (const [what, id, error] of [
    ['that is not installed', 'com.example.none', 'ApplicationLookupFailed'],
    ['of the system', 'com.apple.mobilesafari', 'InstallationLookupFailed'],
    ['that is a group', 'group.com.example.fieldnotes', 'ApplicationLookupFailed'],
  ] as const) {
    it(`an application ${what} is refused, and another may be asked for on the same connection`, async () => {
      await using session = await device.openSession();
      await using connection = await session.startService(HOUSE_ARREST);
      await writePlistFrame(connection, dict({ Command: 'VendContainer', Identifier: id }), 'xml');
      assert.deepEqual(await readPlistFrame(connection, { maxLength: 10_000 }), dict({ Error: error }));
      await writePlistFrame(connection, dict({ Command: 'VendDocuments', Identifier: APP }), 'xml');
      assert.deepEqual(await readPlistFrame(connection, { maxLength: 10_000 }), dict({ Status: 'Complete' }));
    });
  }

  it('what is no request at all ends the connection, and is told', async () => {
    await using session = await device.openSession();
    await using connection = await session.startService(HOUSE_ARREST);
    await writePlistFrame(connection, dict({ Command: 'VendEverything', Identifier: APP }), 'xml');
    assert.equal(await connection.atEnd(), true);
    assert.equal(sim.takeViolations().length, 1);
  });
});
