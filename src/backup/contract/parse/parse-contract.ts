/** Reads the text of a contract: its rules, or everything that is wrong with it, each with its place. */
import { BackupError } from '../../errors.ts';
import type {
  AccessibilityName,
  BackupContract,
  ContractAppFiles,
  ContractKeychainItem,
  ContractProblem,
  ContractRule,
  ContractTarget,
  ProtectionName,
  RestoredPhone,
} from '../contract.ts';
import { FormCheck } from './check-form.ts';
import { CONTRACT_KEYS } from './contract-keys.ts';
import { contradictions } from './contradictions.ts';
import { globsWithoutDomain } from './device-globs.ts';
import { bytesOfSize } from './size-text.ts';
import { readYaml, type YamlEntry, type YamlValue } from './yaml-value.ts';

/** A contract, or why it is none. `contract` is absent as long as there is a problem. */
export interface ReadContract {
  readonly contract?: BackupContract;
  readonly problems: readonly ContractProblem[];
}

/** Never throws: an editor asks at every key. */
export function readContract(text: string): ReadContract {
  const { value, problems } = readYaml(text);
  if (problems.length > 0) return { problems };
  const check = new FormCheck();
  const root = value.kind === 'map' ? value : undefined;
  if (root === undefined) {
    check.add(value.kind === 'nothing' ? 'target-missing' : 'value-wrong', value.at, { key: '', wanted: 'object' });
    return { problems: check.problems };
  }
  check.object(root, CONTRACT_KEYS);
  const target = targetOf(root, check);
  if (check.problems.length > 0 || target === undefined) return { problems: inOrder(check.problems) };
  const contract = contractOf(root.entries, target);
  if (contract.rules.length === 0) check.add('rules-missing', root.at);
  const all = inOrder([...check.problems, ...globsWithoutDomain(contract), ...contradictions(contract)]);
  return all.length > 0 ? { problems: all } : { contract, problems: [] };
}

/**
 * Reads the text of a contract.
 * @param path of its file, for the message
 * @throws BackupError 'contract-invalid' with all `problems` and the `line` and `column` of the first
 */
export function parseContract(text: string, path: string): BackupContract {
  const { contract, problems } = readContract(text);
  if (contract !== undefined) return contract;
  const [first] = problems;
  throw new BackupError('contract-invalid', `${path} is not a valid contract`, {
    data: { path, problems, line: first?.at.line ?? 1, column: first?.at.column ?? 1 },
  });
}

function inOrder(problems: readonly ContractProblem[]): ContractProblem[] {
  return problems.toSorted((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
}

function targetOf({ entries, at }: Extract<YamlValue, { kind: 'map' }>, check: FormCheck): ContractTarget | undefined {
  const [app, device] = ['app', 'device'].map((name) => entries.find(({ key }) => key === name));
  if (app !== undefined && device !== undefined) check.add('target-double', device.keyAt);
  else if (app === undefined && device === undefined) check.add('target-missing', at);
  else if (app === undefined) {
    const needing = entries.find(({ key }) => key === 'appFiles' || key === 'appKeychain');
    if (needing !== undefined) check.add('key-needs', needing.keyAt, { key: needing.key, needs: 'app' });
    return { kind: 'device' };
  } else return { kind: 'app', id: textOf(app.value) };
  return undefined;
}

function contractOf(entries: readonly YamlEntry[], target: ContractTarget): BackupContract {
  const find = (name: string) => entries.find(({ key }) => key === name)?.value;
  const appFiles = find('appFiles');
  return {
    target,
    rules: entries.flatMap(({ key, keyAt, value }) => rulesOf(key, keyAt, value)),
    ...(appFiles === undefined ? {} : { appFiles: appFilesOf(appFiles) }),
    appKeychain: itemsOf(find('appKeychain')).map(keychainItem),
  };
}

/** Everything is of its form: that was checked before. */
function rulesOf(key: string, keyAt: YamlEntry['keyAt'], value: YamlValue): ContractRule[] {
  switch (key) {
    case 'must':
    case 'mustNot':
    case 'may':
    case 'encryptedOnly':
      return itemsOf(value).map((item) => ({ kind: key, glob: textOf(item), at: item.at }));
    case 'protection':
      return entriesOf(value).map((entry) => ({
        kind: key,
        glob: entry.key,
        least: textOf(entry.value) as ProtectionName,
        at: entry.keyAt,
      }));
    case 'budget':
      return entriesOf(value).map((entry) => ({
        kind: key,
        glob: entry.key,
        bytes: bytesOfSize(textOf(entry.value)) ?? 0,
        at: entry.keyAt,
      }));
    case 'mustNotContain':
      return itemsOf(value).map(contentRule);
    case 'keychain':
      return itemsOf(value).map((item) => ({ kind: key, ...keychainFields(item), at: item.at }));
    case 'survives':
      return entriesOf(value).flatMap((entry) =>
        itemsOf(entry.value).map((item): ContractRule => {
          return { kind: key, phone: entry.key as RestoredPhone, glob: textOf(item), at: item.at };
        }),
      );
    case 'encrypted': {
      const wanted = textOf(value);
      return wanted === 'required' || wanted === 'forbidden' ? [{ kind: key, wanted, at: value.at }] : [];
    }
    case 'frozen':
      return textOf(value) === 'true' ? [{ kind: key, at: keyAt }] : [];
    default:
      return [];
  }
}

function contentRule(item: YamlValue): ContractRule {
  const pattern = entriesOf(item).find(({ key }) => key === 'pattern');
  const globs = itemsOf(fieldOf(item, 'in')).map(textOf);
  return {
    kind: 'mustNotContain',
    pattern: textOf(pattern?.value),
    ignoreCase: textOf(fieldOf(item, 'ignoreCase')) === 'true',
    globs: globs.length === 0 ? ['**'] : globs,
    at: pattern?.value.at ?? item.at,
  };
}

function keychainFields(item: YamlValue): Omit<Extract<ContractRule, { kind: 'keychain' }>, 'kind' | 'at'> {
  return Object.fromEntries(entriesOf(item).map(({ key, value }) => [key, textOf(value)]));
}

function keychainItem(item: YamlValue): ContractKeychainItem {
  const { service = '', account = '', accessGroup, accessible } = keychainFields(item);
  const group = accessGroup === undefined ? {} : { accessGroup };
  return { service, account, ...group, accessible: accessible ?? ('whenUnlocked' satisfies AccessibilityName) };
}

function appFilesOf(value: YamlValue): ContractAppFiles {
  if (value.kind !== 'map') return { folder: textOf(value), excluded: [], protection: [], groups: [], at: value.at };
  return {
    folder: textOf(fieldOf(value, 'folder')),
    excluded: itemsOf(fieldOf(value, 'excluded')).map(textOf),
    protection: entriesOf(fieldOf(value, 'protection')).map((entry) => {
      return { glob: entry.key, protection: textOf(entry.value) as ProtectionName };
    }),
    groups: entriesOf(fieldOf(value, 'groups')).map((entry) => ({ id: entry.key, folder: textOf(entry.value) })),
    at: fieldOf(value, 'folder')?.at ?? value.at,
  };
}

function fieldOf(value: YamlValue, name: string): YamlValue | undefined {
  return entriesOf(value).find(({ key }) => key === name)?.value;
}

function itemsOf(value: YamlValue | undefined): readonly YamlValue[] {
  return value?.kind === 'list' ? value.items : [];
}

function entriesOf(value: YamlValue | undefined): readonly YamlEntry[] {
  return value?.kind === 'map' ? value.entries : [];
}

function textOf(value: YamlValue | undefined): string {
  return value !== undefined && 'text' in value ? value.text : '';
}
