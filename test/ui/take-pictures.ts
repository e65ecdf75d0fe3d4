/** `npm run pictures`: the pictures of the README, taken by the tests of the user interface in the real workbench. */

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../.config/bundles.ts';
import { runNodeTool } from '../../.config/node-tool.ts';

/** What a test leaves in artifacts/ → what the README shows. */
const PICTURES: Readonly<Record<string, string>> = {
  'browse.png': 'browse.png',
  'guide-19-not-encrypted.png': 'overview.png',
  'encryption-dark.png': 'encryption.png',
  'one-message.png': 'messages.png',
  'newest-photos.png': 'photos.png',
  'newest-photo.png': 'photo.png',
  'compare.png': 'compare.png',
};

const TESTS = [
  'test/ui/backup-a-phone.test.ts',
  'test/ui/browser-page.test.ts',
  'test/ui/encrypted.test.ts',
  'test/ui/guide-manage.test.ts',
  'test/ui/personal.test.ts',
  'test/ui/report-pages.test.ts',
];

await runNodeTool('test/run.ts', ['ui', ...TESTS]);
for (const [taken, shown] of Object.entries(PICTURES)) {
  copyFileSync(join(ROOT, 'artifacts', taken), join(ROOT, 'webview/assets/pictures', shown));
  console.log(`webview/assets/pictures/${shown} is artifacts/${taken}`);
}
