/** Accessibility rules over the document inside a webview. */

import axe from 'axe-core';
import type { Locator } from 'playwright-core';

/** One line for each broken rule, with the elements that break it. `root` is the body of the document. */
export async function accessibilityProblems(root: Locator): Promise<string[]> {
  // Evaluated by the browser's tools, which the page's content security policy does not bind; once for each document.
  if (!(await root.evaluate(() => 'axe' in globalThis))) await root.evaluate(axe.source);
  const violations = await root.evaluate(async () => {
    const { axe: engine } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    return (await engine.run({ resultTypes: ['violations'] })).violations;
  });
  return violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html }) => `    ${html.slice(0, 200)}`).join('\n')}`);
}

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string }[];
}
