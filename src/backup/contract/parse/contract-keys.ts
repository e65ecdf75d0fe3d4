/** The keys of a contract: what each is for and what stands behind it. Parsing, the JSON schema, completion, hovers and the help are made from this list. */
import { ACCESSIBILITY_NAMES, PROTECTION_NAMES } from '../contract.ts';

/** What may stand behind a key. */
export type ContractValueForm =
  | { readonly form: 'text' | 'flag' | 'true' | 'size' | 'glob' | 'pattern' }
  | { readonly form: 'choice'; readonly choices: readonly string[] }
  | { readonly form: 'list'; readonly of: ContractValueForm }
  /** Globs as keys, each with a value. */
  | { readonly form: 'by-glob'; readonly of: ContractValueForm }
  | { readonly form: 'by-name'; readonly of: ContractValueForm }
  | { readonly form: 'object'; readonly keys: readonly ContractKey[] }
  | { readonly form: 'either'; readonly of: readonly ContractValueForm[] };

/** One key of a contract, for whoever explains or completes it. */
export interface ContractKey {
  readonly name: string;
  /** English: the words of a schema. An editor shows them in the language of its reader. */
  readonly about: string;
  readonly value: ContractValueForm;
  readonly isRequired?: true;
  /** What a completion puts in. */
  readonly example: string;
}

const GLOBS: ContractValueForm = { form: 'list', of: { form: 'glob' } };
const PROTECTION: ContractValueForm = { form: 'choice', choices: PROTECTION_NAMES };
const ACCESSIBLE: ContractValueForm = { form: 'choice', choices: ACCESSIBILITY_NAMES };
const TEXT: ContractValueForm = { form: 'text' };

const key = (name: string, about: string, value: ContractValueForm, example: string): ContractKey => ({ name, about, value, example });

const APP_FILES: readonly ContractKey[] = [
  {
    ...key('folder', 'The folder that becomes the container of the app, relative to this file.', TEXT, './Fixtures/Container'),
    isRequired: true,
  },
  key(
    'excluded',
    'What the app excludes from backups with isExcludedFromBackup. Library/Caches and tmp are never backed up.',
    GLOBS,
    '["Documents/cache/**"]',
  ),
  key('protection', 'The protection class that the app gives its files.', { form: 'by-glob', of: PROTECTION }, '{ "**": complete }'),
  key(
    'groups',
    'Folders for the shared containers of the app, by the id of the group.',
    { form: 'by-name', of: TEXT },
    '{ group.com.example: ./Fixtures/Group }',
  ),
];

const KEYCHAIN_ITEM: readonly ContractKey[] = [
  { ...key('service', 'The service of the item.', TEXT, 'com.example.myapp'), isRequired: true },
  { ...key('account', 'The account of the item.', TEXT, 'user'), isRequired: true },
  key('accessGroup', 'The access group of the item.', TEXT, 'TEAM.com.example.myapp'),
  { ...key('accessible', 'When the item can be read (kSecAttrAccessible).', ACCESSIBLE, 'afterFirstUnlock'), isRequired: true },
];

const KEYCHAIN_RULE: readonly ContractKey[] = [
  key('service', 'The service of the item.', TEXT, 'com.example.myapp'),
  key('account', 'The account of the item.', TEXT, 'user'),
  key('accessGroup', 'The access group of the item.', TEXT, 'TEAM.com.example.myapp'),
  key('server', 'The server of an internet password.', TEXT, 'example.com'),
  key('accessible', 'When the item must be readable (kSecAttrAccessible): exactly this.', ACCESSIBLE, 'afterFirstUnlockThisDeviceOnly'),
];

const CONTENT_RULE: readonly ContractKey[] = [
  {
    ...key(
      'pattern',
      'A regular expression. It is searched in text, in the rows of databases with their logs, in property lists, in archives, and in all other bytes. Base64 and escapes such as \\u0061 are not decoded.',
      { form: 'pattern' },
      'tok_live_[0-9]+',
    ),
    isRequired: true,
  },
  key('in', 'Files to search, all of them unless given.', GLOBS, '["**"]'),
  key('ignoreCase', 'Capital and small letters are alike.', { form: 'flag' }, 'true'),
];

const SURVIVES: readonly ContractKey[] = [
  key('samePhone', 'Files that a restore must bring back to the same phone.', GLOBS, '["Documents/**"]'),
  key('otherPhone', 'Files that a restore must bring to another phone.', GLOBS, '["Documents/**"]'),
];

/** The keys of a contract, in the order in which they make sense. */
export const CONTRACT_KEYS: readonly ContractKey[] = [
  key(
    'app',
    'The bundle id of the app. Paths below are relative to its container, unless they begin with a domain. Shared containers (AppDomainGroup-ID) are looked at only if a rule or appFiles names them.',
    TEXT,
    'com.example.myapp',
  ),
  key('device', 'The contract is about the whole device. Every glob begins with a domain.', { form: 'true' }, 'true'),
  key(
    'appFiles',
    'A folder that is laid into the container of the app on a simulated phone.',
    { form: 'either', of: [TEXT, { form: 'object', keys: APP_FILES }] },
    './Fixtures/Container',
  ),
  key(
    'appKeychain',
    'Items that the app puts into the keychain of a simulated phone.',
    { form: 'list', of: { form: 'object', keys: KEYCHAIN_ITEM } },
    '[{ service: com.example.myapp, account: user, accessible: afterFirstUnlock }]',
  ),
  key('encrypted', 'Whether the backup must be encrypted.', { form: 'choice', choices: ['required', 'forbidden', 'any'] }, 'required'),
  key('must', 'Files that must be in the backup.', GLOBS, '["Documents/notes.sqlite"]'),
  key('mustNot', 'Files that must not be in the backup.', GLOBS, '["Documents/**/*.pem"]'),
  key('encryptedOnly', 'Files that must not be in an unencrypted backup.', GLOBS, '["Documents/secrets/**"]'),
  key('may', 'Files that may be in the backup. This matters together with frozen.', GLOBS, '["Documents/**"]'),
  key('frozen', 'Nothing new without being listed: a file that no rule names breaks the contract.', { form: 'flag' }, 'true'),
  key(
    'protection',
    'The protection class that files must have at least.',
    { form: 'by-glob', of: PROTECTION },
    '{ "Documents/**": complete }',
  ),
  key(
    'budget',
    'How large files may be, all that fit together: 500KB, 10MB, 1GiB.',
    { form: 'by-glob', of: { form: 'size' } },
    '{ "Documents/**": 10MB }',
  ),
  key(
    'mustNotContain',
    'What must not be inside files: secrets, canaries, personal data.',
    { form: 'list', of: { form: 'object', keys: CONTENT_RULE } },
    '\n  - pattern: tok_live_[0-9]+',
  ),
  key(
    'keychain',
    'Items that must be in the keychain, and how they must be accessible.',
    { form: 'list', of: { form: 'object', keys: KEYCHAIN_RULE } },
    '\n  - { service: com.example.myapp, accessible: afterFirstUnlockThisDeviceOnly }',
  ),
  key('survives', 'Files that a restore must bring back.', { form: 'object', keys: SURVIVES }, '{ samePhone: ["Documents/**"] }'),
];
