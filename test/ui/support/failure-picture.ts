/** A picture of the workbench as a failed test left it: artifacts/failed-TITLE.png. */

import type { Workbench } from './workbench.ts';

export function pictureFailures(workbench: () => Workbench): void {
  afterEach(async function () {
    const test = this.currentTest;
    if (test?.isFailed() !== true) return;
    const name = test.title.replaceAll(/[^a-z0-9]+/gi, '-').slice(0, 60);
    await workbench().screenshot(`failed-${name}`);
  });
}
