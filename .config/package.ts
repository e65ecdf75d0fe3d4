/** `npm run package`: builds, and makes the VSIX that a user installs. */

import { stat } from 'node:fs/promises';
import { runNodeTool } from './node-tool.ts';
import { packExtension } from './vsix.ts';

await runNodeTool('.config/build.ts', []);
const path = await packExtension();
console.log(`${path}: ${((await stat(path)).size / 1e6).toFixed(2)} MB`);
