/** The one connection of this page with VS Code. */
import { HostLine, type WebviewApi } from './host-line.ts';

declare function acquireVsCodeApi(): WebviewApi;

/** VS Code hands its API out once, so this is called once. */
export function connectHost(): HostLine {
  const line = new HostLine(acquireVsCodeApi());
  window.addEventListener('message', (event) => line.receive(event.data));
  document.addEventListener('securitypolicyviolation', (event) => line.reportViolation(event.violatedDirective));
  return line;
}
