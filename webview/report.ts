/** The entry of the pages of rows: what two backups differ in, what survives, a keychain. Shows what the extension says, and tells it what was pressed. */
import './style/report.css';
import { ReportClient } from './pages/report/report-client.ts';
import { ReportPage } from './pages/report/report-page.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void; getState(): unknown };

function start(body: HTMLElement): void {
  const client = new ReportClient(acquireVsCodeApi());
  const page = new ReportPage(body, client);
  client.onHead = (message) => page.show(message);
  window.addEventListener('message', ({ data }) => client.receive(data));
  document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
    client.send({ kind: 'violation', directive: violatedDirective.slice(0, 200) });
  });
  client.send({ kind: 'ready' });
}

start(document.body);
