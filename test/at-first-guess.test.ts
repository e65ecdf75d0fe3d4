/** Twelve things that somebody new looks for, each in the folder and file that one would guess first. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../.config/bundles.ts';

const TWELVE: readonly (readonly [what: string, file: string, line: RegExp])[] = [
  ['a lockdown frame is a length and a property list', 'src/device-protocol/lockdown/plist-frame.ts', /writeUInt32BE|setUint32/],
  [
    "the host's answer to DLMessageUploadFiles: framing",
    'src/device-protocol/mobilebackup2/receive-files.ts',
    /DLMessageUploadFiles|receiveFiles/,
  ],
  ["the host's answer to DLMessageUploadFiles: writing", 'src/backup/create/writing-host.ts', /receive\(/],
  ['the phone pretends to be out of space', 'src/simulated-device/faults/space-faults.ts', /id: 'F37'/],
  ['unwrapping a class key', 'src/formats/keybag/unlock-keybag.ts', /unwrapKey/],
  ['paging through Manifest.db', 'src/backup/read/catalogue/ranked-rows.ts', /LIMIT/],
  ['proven, consistent or damaged: one file', 'src/backup/verify/file-state.ts', /proven/],
  ['the German words for password-wrong', 'webview/assets/l10n/bundle.l10n.de.json', /"This is not the password of the backup\."/],
  ['exit code 9', 'src/view/exit-codes.ts', /\b9\b/],
  ['which rows are visible on the screen', 'webview/list/row-window.ts', /scroll/i],
  ['a finding becomes a Problem: what it says', 'src/view/problems.ts', /problemsOf/],
  ['a finding becomes a Problem: in VS Code', 'src/extension/backups/problems-collection.ts', /Diagnostic/],
  ['the journal that protects the last good backup', 'src/backup/folder/journal.ts', /class Journal/],
  [
    'what iOS 16.1 changes about the passcode: on the phone',
    'src/simulated-device/ios-versions.ts',
    /asksPasscode|passcode[^]{0,400}'16\.1'/i,
  ],
  ['what iOS 16.1 changes about the passcode: for the host', 'src/backup/device-run/passcode-versions.ts', /'16\.1'/],
];

describe('found at first guess', () => {
  for (const [what, file, line] of TWELVE) {
    it(what, () => {
      assert.match(readFileSync(join(ROOT, file), 'utf8'), line);
    });
  }
});
