/** The entry of the pages about iCloud: shows what the extension sends, and tells it what was pressed. */
import './style/cloud.css';
import { checkedCloudShown, type CloudPageRequest } from '../src/view/index.ts';
import { CloudView } from './cloud-view.ts';
import { element } from './element.ts';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };

function start(root: HTMLElement): void {
  const api = acquireVsCodeApi();
  const send = (message: CloudPageRequest) => {
    api.postMessage(message);
  };
  const main = element('main');
  root.append(main);
  const view = new CloudView(main, send);
  window.addEventListener('message', ({ data }) => {
    const shown = checkedCloudShown(data);
    if (shown === undefined) return;
    view.show(shown.page);
    // VS Code brings the page back after a reload of the window.
    api.setState(shown.state);
  });
  document.addEventListener('securitypolicyviolation', ({ violatedDirective }) => {
    send({ kind: 'violation', directive: violatedDirective.slice(0, 200) });
  });
  send({ kind: 'ready' });
}

start(document.body);
