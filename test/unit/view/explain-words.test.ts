import assert from 'node:assert/strict';
import { FINDING_CODES, explain, failureDocument, inEnglish } from '../../../src/view/index.ts';

describe('a code in words', () => {
  it('is that of an error, a finding, the device, or an exit status of idevicebackup2', () => {
    assert.match(explain('disk-full', 'terminal')?.what ?? '', /disk of this computer is full/);
    assert.equal(explain('payload-missing', 'terminal')?.code, 'payload-missing');
    assert.equal(explain('MBErrorDomain/205', 'terminal')?.code, 'MBErrorDomain/205');
    assert.match(explain('MBErrorDomain/105', 'vscode')?.what ?? '', /not enough free space on this computer/);
  });

  it('derives the code of the device from the exit status: what idevicebackup2 ends with is its low byte', () => {
    for (const [status, code] of [
      ['151', 105],
      ['152', 104],
      ['51', 205],
      ['49', 207],
      ['48', 208],
      ['45', 211],
      ['44', 212],
      ['253', 3],
    ] as const) {
      assert.equal(explain(status, 'terminal')?.code, `idevicebackup2 ${status} = MBErrorDomain/${String(code)}`);
    }
    assert.match(explain('0', 'terminal')?.what ?? '', /does not prove that the backup is complete/);
    assert.match(explain('255', 'terminal')?.what ?? '', /never started/);
  });

  it('says why, with the evidence where there is some', () => {
    assert.match(explain('disk-full', 'terminal')?.why ?? '', /ENOSPC.* code 105/);
    assert.match(explain('MBErrorDomain/102', 'terminal')?.what ?? '', /earlier restore .* waiting for a restart/);
    assert.match(explain('154', 'terminal')?.why ?? '', /\/var\/\.backup\.i/);
    assert.match(explain('255', 'terminal')?.why ?? '', /no final answer/);
    for (const code of FINDING_CODES) assert.ok((explain(code, 'terminal')?.why ?? '').length > 20, code);
  });

  it('is unknown where nothing goes by that name, and never says "unknown" for what a code alone cannot tell', () => {
    for (const code of ['', 'nonsense', '7', 'MBErrorDomain/9999', '__proto__', 'toString']) {
      assert.equal(explain(code, 'terminal'), undefined);
    }
    assert.match(explain('folder-missing', 'terminal')?.what ?? '', /The folder … does not exist/);
    for (const code of FINDING_CODES) assert.ok(explain(code, 'vscode'));
  });
});

describe('a failure as a document', () => {
  const facts = { message: 'It failed.', action: 'Try again.', at: 'now', log: '' };

  it('says why, by the device’s own code where it refused', () => {
    const refused = failureDocument({ ...facts, code: 'device-refused', data: { deviceCode: 3 } }, inEnglish);
    assert.match(refused, /^# What happened\nIt failed\.\n\n# Why\nA device backs up from a snapshot[^]*\n\n# What to do\nTry again\.\n/);
    const unknown = failureDocument({ ...facts, code: 'device-refused', data: { deviceCode: 9999 } }, inEnglish);
    assert.match(unknown, /# Why\nThe device ended the request with a code of its own/);
    assert.doesNotMatch(failureDocument({ ...facts, code: 'no-code', data: {} }, inEnglish), /# Why/);
  });
});
