/** Info, List, Unback, Extract and Remove: what the agent of each time reads, answers and does with the host's files. */
import assert from 'node:assert/strict';
import type { BackupRequest } from '../../../../src/device-protocol/index.ts';
import { BackupPassword } from '../../../../src/simulated-device/phone/backup-password.ts';
import type { AgentDevice } from '../../../../src/simulated-device/backup-agent/agent-device.ts';
import {
  AGENT_UDID,
  backUp,
  helloThen,
  summary,
  testPhone,
  tinyPhone,
  type Session,
  type TestPhone,
} from '../../../support/agent-session.ts';
import { MemoryDrive } from '../../../support/memory-drive.ts';

const PASSWORD = 'correct horse';

interface Asked {
  readonly phone: TestPhone;
  readonly drive: MemoryDrive;
  readonly ask: (request: Partial<BackupRequest>) => Promise<Session>;
}

/** A phone of a version, and its backup on a drive. */
async function backedUp(productVersion: string, options: Partial<AgentDevice> = {}): Promise<Asked> {
  const phone = testPhone({ content: tinyPhone(), productVersion, ...options });
  const drive = new MemoryDrive();
  assert.equal((await backUp(phone, drive)).response?.errorCode, 0);
  return {
    phone,
    drive,
    ask: async (request) => {
      const addressed = { targetIdentifier: AGENT_UDID, ...request } as BackupRequest;
      return await backUp(phone, drive, { requests: helloThen(addressed) });
    },
  };
}

const sealed = () => ({ backupPassword: new BackupPassword({ password: PASSWORD, cost: 'low' }) });
const commandsOf = ({ commands }: Session) => summary(commands).slice(2, -1);
const refusal = ({ response }: Session) => [response?.errorCode, response?.description];
const homePath = `_unback_/${AGENT_UDID}/var/mobile/Library/system.txt`;

describe('questions to an agent of iOS 9', () => {
  it('Info: status, properties and catalogue are fetched, and counted', async () => {
    const { ask, phone } = await backedUp('9.3.5');
    const session = await ask({ name: 'Info' });
    assert.deepEqual(commandsOf(session).slice(1), ['download Status.plist', 'download Manifest.plist', 'download Manifest.mbdb']);
    assert.match(
      session.response?.content ?? '',
      /^Manifest Version: 9\.1\nEncrypted: NO\nPasscode Set: YES\nApplications: 0\nFiles: 4\nBytes: 57$/m,
    );
    assert.deepEqual(phone.violations, []);
  });

  it('List: a line for every row, with what needs it in quotation marks', async () => {
    const content = tinyPhone(1);
    content.setFile('HomeDomain', 'Library/a "strange", name', { content: 'x' });
    const { ask } = await backedUp('9.3', { content });
    const { response } = await ask({ name: 'List' });
    const lines = (response?.content ?? '').trim().split('\n');
    assert.equal(lines[0], 'Domain,RelativePath,Mode,Size,LastModified,FileID');
    assert.match(
      lines.find((line) => line.includes('system.txt')) ?? '',
      /^HomeDomain,Library\/system\.txt,100644,6,2025-07-18T04:30:44.000Z,[0-9a-f]{40}$/,
    );
    assert.ok(lines.some((line) => line.startsWith('HomeDomain,"Library/a ""strange"", name",')));
    assert.ok(lines.some((line) => line.startsWith('HomeDomain,Library/link,120')));
  });

  it('Unback: the host copies every file to the name that it has on the phone', async () => {
    const { ask, drive } = await backedUp('9.3.5');
    const session = await ask({ name: 'Unback' });
    assert.equal(session.response?.errorCode, 0);
    assert.equal(drive.files.get(homePath)?.toString(), 'system');
    const unpacked = [...drive.files].filter(([path]) => path.startsWith('_unback_/'));
    assert.deepEqual(unpacked.map(([path, bytes]) => [path.split('/').at(-1), bytes.toString()]).sort(), [
      ...[0, 1, 2].map((n) => [`file ${n}.txt`, `content of file ${n}`]),
      ['system.txt', 'system'],
    ]);
    assert.equal(session.commands.filter(({ kind }) => kind === 'copy-item').length, 4);
    for (const [path] of unpacked) assert.ok(drive.directories.has(path.slice(0, path.lastIndexOf('/'))));
  });

  it('Extract: one file, and 4 for one that is not there', async () => {
    const { ask, drive } = await backedUp('9.3.5');
    const extract = { name: 'Extract', domain: 'HomeDomain' } as const;
    assert.equal((await ask({ ...extract, relativePath: 'Library/system.txt' })).response?.errorCode, 0);
    assert.deepEqual(
      [...drive.files.keys()].filter((path) => path.startsWith('_unback_/')),
      [homePath],
    );
    const missing = await ask({ ...extract, relativePath: 'Library/none.txt' });
    assert.deepEqual(refusal(missing), [4, 'No such file or directory at path "HomeDomain-Library/none.txt" (MBErrorDomain/4)']);
  });

  it('without a backup: the errors that a log of iOS 5 shows', async () => {
    const { ask, drive } = await backedUp('9.3.5');
    drive.files.clear();
    assert.deepEqual(refusal(await ask({ name: 'Info' })), [
      4,
      `No such file or directory at path "${AGENT_UDID}/Status.plist" (MBErrorDomain/4)`,
    ]);
    const text = `Error reading backup properties (MBErrorDomain/205). Underlying error: No such file or directory at path "${AGENT_UDID}/Manifest.plist" (MBErrorDomain/4).`;
    for (const name of ['List', 'Unback'] as const) assert.deepEqual(refusal(await ask({ name })), [205, text]);
  });

  it('an encrypted backup: 207 without its password, answers and files in the clear with it', async () => {
    const { ask, drive } = await backedUp('9.3.5', sealed());
    for (const name of ['Info', 'List', 'Unback'] as const) {
      for (const password of [undefined, 'wrong']) {
        const [code, text] = refusal(await ask({ name, password }));
        assert.equal(code, 207);
        assert.match(String(text), /^Invalid password when restoring encrypted backup.*MKBKeyBagUnlock error \(-3\)/);
      }
    }
    assert.match((await ask({ name: 'Info', password: PASSWORD })).response?.content ?? '', /^Encrypted: YES$/m);
    const session = await ask({ name: 'Unback', password: PASSWORD });
    assert.equal(session.response?.errorCode, 0);
    assert.equal(drive.files.get(homePath)?.toString(), 'system');
    assert.equal(session.commands.filter(({ kind }) => kind === 'copy-item').length, 0);
  });

  it('a folder of another name is asked about by that name', async () => {
    const { ask, drive } = await backedUp('9.3.5');
    for (const [path, bytes] of [...drive.files]) drive.files.set(path.replace(AGENT_UDID, 'archived'), bytes);
    const session = await ask({ name: 'List', sourceIdentifier: 'archived' });
    assert.deepEqual(commandsOf(session).slice(1), ['download archived/Manifest.plist', 'download archived/Manifest.mbdb']);
    assert.equal(session.response?.errorCode, 0);
  });
});

describe('questions to agents since iOS 10', () => {
  for (const version of ['10.1.1', '11.4.1', '14.3']) {
    it(`iOS ${version}: List looks for the catalogue of iOS 9, Info ends without an answer`, async () => {
      const { ask } = await backedUp(version);
      const text = `Error reading backup database (MBErrorDomain/205). Underlying error: No such file or directory at path "${AGENT_UDID}/Manifest.mbdb" (MBErrorDomain/4).`;
      assert.deepEqual(refusal(await ask({ name: 'List' })), [205, text]);
      for (const name of ['Info', 'Unback'] as const) assert.equal((await ask({ name })).response, undefined);
    });
  }

  for (const name of ['Info', 'List', 'Unback'] as const) {
    it(`iOS 17: ${name} fetches both manifests, and then the agent is gone`, async () => {
      const { ask, phone } = await backedUp('17.5.1');
      const session = await ask({ name });
      assert.equal(session.response, undefined);
      assert.deepEqual(summary(session.commands).slice(-2), ['download Manifest.plist', 'download Manifest.db']);
      assert.deepEqual(phone.violations, []);
    });
  }

  it('an encrypted backup: 207, for Info has no password to give', async () => {
    const { ask } = await backedUp('16.6', sealed());
    assert.equal((await ask({ name: 'Info' })).response?.errorCode, 207);
    assert.equal((await ask({ name: 'Info', password: PASSWORD })).response, undefined);
  });

  it('a phone that was told to answers all the same, also about an encrypted backup', async () => {
    const { ask, drive } = await backedUp('17.5.1', { ...sealed(), answersQuestions: true });
    assert.match((await ask({ name: 'List', password: PASSWORD })).response?.content ?? '', /^HomeDomain,Library\/system\.txt,/m);
    assert.equal((await ask({ name: 'Unback', password: PASSWORD })).response?.errorCode, 0);
    assert.equal(drive.files.get(homePath)?.toString(), 'system');
  });
});

describe('Remove', () => {
  for (const version of ['9.3.5', '17.5.1']) {
    it(`is done by no agent, that of iOS ${version} neither`, async () => {
      const { ask } = await backedUp(version);
      const session = await ask({ name: 'Remove' });
      assert.deepEqual(refusal(session), [1, 'Remove action is no longer supported (MBErrorDomain/1)']);
    });
  }
});
