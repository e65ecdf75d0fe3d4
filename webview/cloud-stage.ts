/** What a simulated device stages: switches, Back Up Now with its progress, the backups and the apps. */
import type { CloudStage } from '../src/view/index.ts';
import { buttonRow, factList, section, type Section, type Send } from './cloud-parts.ts';
import { element } from './element.ts';
import { icon } from './icons.ts';
import { button } from './ui/index.ts';

export function stageSections(stage: CloudStage, send: Send): Section[] {
  const { title, toggles, choices, buttons, progress, facts, backups, backupsTitle, noBackups, apps, appsTitle } = stage;
  return [
    { key: 'stage', data: [toggles, choices], make: () => section(title, switches(stage, send), lists(stage, send)) },
    {
      key: 'run',
      data: [facts, buttons, progress],
      make: () => element('section', { class: 'run' }, factList(facts), progressLine(progress), buttonRow(buttons, send)),
    },
    {
      key: 'backups',
      data: backups,
      make: () => section(backupsTitle, backups.length === 0 ? element('p', { class: 'quiet' }, noBackups) : backupList(stage, send)),
    },
    { key: 'apps', data: apps, make: () => section(appsTitle, appList(stage, send)) },
  ];
}

function switches({ toggles }: CloudStage, send: Send): HTMLElement {
  const boxes = toggles.map(({ key, label, isOn }) =>
    checkbox({ key: `toggle ${key}`, label, isOn, onChange: (isNowOn) => send({ kind: 'toggle', key, isOn: isNowOn }) }),
  );
  return element('div', { class: 'switches' }, ...boxes);
}

function lists({ choices }: CloudStage, send: Send): HTMLElement {
  const made = choices.map(({ key, label, options }) => {
    const select = element('select', { 'data-key': `choose ${key}` });
    for (const { value, label: name, isChosen } of options) select.append(element('option', { value, selected: isChosen }, name));
    select.addEventListener('change', () => send({ kind: 'choose', key, value: select.value }));
    return element('label', { class: 'choice' }, element('span', {}, label), select);
  });
  return element('div', { class: 'choices' }, ...made);
}

function progressLine(progress: CloudStage['progress']): HTMLElement | undefined {
  if (progress === undefined) return undefined;
  const { words, percent } = progress;
  return element(
    'div',
    { class: 'progress', role: 'status' },
    element('progress', { max: 100, value: percent, 'aria-label': words }),
    element('span', {}, words),
  );
}

function backupList({ backups }: CloudStage, send: Send): HTMLElement {
  const rows = backups.map(({ id, title, detail, deleteLabel }) => {
    const remove = button({ label: deleteLabel, look: 'icon', picture: icon('trash'), onPress: () => send({ kind: 'delete', id }) });
    remove.dataset.key = `delete ${id}`;
    return element('li', {}, element('span', { class: 'name' }, title), element('span', { class: 'quiet' }, detail), remove);
  });
  return element('ul', { class: 'rows' }, ...rows);
}

function appList({ apps }: CloudStage, send: Send): HTMLElement {
  const rows = apps.map(({ id, label, detail, isIncluded }) => {
    const box = checkbox({ key: `app ${id}`, label, isOn: isIncluded, onChange: (isOn) => send({ kind: 'app', id, isIncluded: isOn }) });
    return element('li', {}, box, element('span', { class: 'quiet' }, detail));
  });
  return element('ul', { class: 'rows' }, ...rows);
}

interface CheckboxOptions {
  readonly key: string;
  readonly label: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}

function checkbox({ key, label, isOn, onChange }: CheckboxOptions): HTMLElement {
  const box = element('input', { type: 'checkbox', checked: isOn, 'data-key': key });
  box.addEventListener('change', () => onChange(box.checked));
  return element('label', { class: 'check' }, box, element('span', {}, label));
}
