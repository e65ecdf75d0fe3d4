/** The one connection of this page with VS Code. */
import { PageClient, type WebviewApi } from './page-client.ts';

declare function acquireVsCodeApi(): WebviewApi;

/** VS Code hands its API out once, so this is called once. */
export function connectHost(): PageClient {
  const line = new PageClient(acquireVsCodeApi());
  window.addEventListener('message', (event) => line.receive(event.data));
  document.addEventListener('securitypolicyviolation', (event) => line.reportViolation(event.violatedDirective));
  return line;
}
