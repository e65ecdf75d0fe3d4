/** The text of a contract: what its rules are, and what is said about each mistake, with its place. */
import assert from 'node:assert/strict';
import { isCodedError } from '../../../../src/base/index.ts';
import { CONTRACT_KEYS } from '../../../../src/backup/contract/parse/contract-keys.ts';
import { nearestWord } from '../../../../src/backup/contract/parse/nearest-word.ts';
import { parseContract, readContract } from '../../../../src/backup/contract/parse/parse-contract.ts';
import { bytesOfSize, sizeText } from '../../../../src/backup/contract/parse/size-text.ts';

const WHOLE = `app: com.example.myapp
appFiles: { folder: ./Fixtures, excluded: ["Documents/cache/**"], protection: { "**": complete }, groups: { group.com.example: ./Group } }
appKeychain: [{ service: com.example.myapp, account: user, accessible: afterFirstUnlock }]
encrypted: required
must: ["Documents/notes.sqlite"]
mustNot:
  - Documents/**/*.pem
encryptedOnly: ["Documents/secrets/**"]
may: ["Documents/**"]
frozen: true
protection: { "Documents/**": complete }
budget: { "Documents/**": 10MB }
mustNotContain:
  - pattern: tok_live_[0-9]+
  - { pattern: canary, in: ["Documents/**"], ignoreCase: true }
keychain:
  - { service: com.example.myapp, accessible: afterFirstUnlockThisDeviceOnly }
survives: { samePhone: ["Documents/**"], otherPhone: ["Documents/notes.sqlite"] }
`;

describe('a contract that is read', () => {
  it('has every rule with its place', () => {
    const contract = parseContract(WHOLE, 'whole.yml');
    assert.deepEqual(contract.target, { kind: 'app', id: 'com.example.myapp' });
    assert.deepEqual(
      contract.rules.map(({ kind, at }) => `${kind} ${String(at.line)}:${String(at.column)}-${String(at.end)}`),
      [
        'encrypted 4:12-20',
        'must 5:8-32',
        'mustNot 7:5-23',
        'encryptedOnly 8:17-39',
        'may 9:7-21',
        'frozen 10:1-7',
        'protection 11:15-29',
        'budget 12:11-25',
        'mustNotContain 14:14-29',
        'mustNotContain 15:16-22',
        'keychain 17:5-79',
        'survives 18:25-39',
        'survives 18:55-79',
      ],
    );
    const { protection, groups } = contract.appFiles ?? {};
    assert.deepEqual(protection, [{ glob: '**', protection: 'complete' }]);
    assert.deepEqual(groups, [{ id: 'group.com.example', folder: './Group' }]);
    assert.deepEqual(
      contract.appKeychain.map(({ accessible }) => accessible),
      ['afterFirstUnlock'],
    );
    assert.ok(contract.rules.some((rule) => rule.kind === 'budget' && rule.bytes === 10_000_000));
  });

  it('is whole in the list of keys that completions and the schema are made from', () => {
    const keys = [...WHOLE.matchAll(/^([a-zA-Z]+):/gm)].map(([, key]) => key);
    assert.deepEqual([...CONTRACT_KEYS.map(({ name }) => name)].sort(), [...keys, 'device'].sort());
  });

  for (const [what, text, wanted] of [
    ['a typo, with the word that was meant', 'app: a\nmustnot: ["a"]\n', '2:1 key-unknown mustnot mustNot'],
    ['a key of another file', 'app: a\ndependencies: {}\nmust: [a]\n', '2:1 key-unknown dependencies undefined'],
    ['broken YAML', 'app: a\nmust: ["a"\n', '3:1 yaml-invalid'],
    ['a key that stands twice', 'app: a\nmust: [a]\nmust: [b]\n', '3:1 yaml-invalid'],
    ['a text where a list belongs', 'app: a\nmust: Documents\n', '2:7 value-wrong must list'],
    ['a class that is none', 'app: a\nprotection: { "**": compleet }\n', '2:21 choice-unknown compleet complete'],
    ['a size that is none', 'app: a\nbudget: { "**": many }\n', '2:17 size-invalid'],
    ['an empty glob', 'app: a\nmust: [""]\n', '2:8 glob-empty'],
    ['a pattern that is none', 'app: a\nmustNotContain:\n  - pattern: "tok_(live"\n', '3:14 pattern-invalid'],
    ['a pattern that matches nothing, and so everything', 'app: a\nmustNotContain:\n  - pattern: "a*"\n', '3:14 pattern-invalid'],
    ['a pattern that is missing', 'app: a\nmustNotContain:\n  - in: ["**"]\n', '3:5 key-needs pattern'],
    ['nobody whom it is about', 'must: [a]\n', '1:1 target-missing'],
    ['an app and the whole device', 'app: a\ndevice: true\nmust: [a]\n', '2:1 target-double'],
    ['files of an app without an app', 'device: true\nappFiles: ./a\nmust: [a]\n', '2:1 key-needs app'],
    ['no rule', 'app: a\n', '1:1 rules-missing'],
    ['nothing', '', '1:1 target-missing'],
    ['a list', '- a\n', '1:1 value-wrong object'],
    ['one file that must and must not be there', 'app: a\nmust: ["Documents/a.pem"]\nmustNot: ["**/*.pem"]\n', '3:11 rules-contradict 2'],
    ['a path of a whole device without a domain', 'device: true\nmustNot: ["Documents/*.pem"]\n', '2:11 glob-domain Documents/*.pem'],
    ['one that is only a name', 'device: true\nmust: ["*.pem"]\n', '2:8 glob-domain *.pem'],
    [
      'where a text is searched on a whole device, without a domain',
      'device: true\nmustNotContain: [{ pattern: abc, in: [HomeDomain/a, tmp/**] }]\n',
      '2:29 glob-domain tmp/**',
    ],
    [
      'but no path that begins with a domain, or leaves it open',
      'device: true\nmustNot: ["./HomeDomain/**", "**/*.pem", "**", "AppDomain*/a", "SysContainerDomain-.x/y", "AppDomainGroup-a.b/c"]\n',
      '',
    ],
    ['two budgets of the same files, written in two ways', 'app: a\nbudget: { "a/**": 1MB, "./a/": 2MB }\n', '2:24 rules-contradict 2'],
    ['two classes of the same files', 'app: a\nprotection: { b: none, AppDomain-a/b: complete }\n', '2:24 rules-contradict 2'],
    ['several documents, in words for people', 'app: a\nmust: [a]\n---\napp: b\n', '3:1 yaml-invalid Source contains multiple documents'],
    ['two budgets of the same files', 'app: a\nbudget: { "a/**": 1MB, "./b": 2MB }\nprotection: { c: complete, "d": none }\n', ''],
  ] as const) {
    it(`tells ${what}`, () => {
      const { problems, contract } = readContract(text);
      const told = problems.map(({ code, at, data }) => {
        const words = Object.values(data).join(' ');
        return `${String(at.line)}:${String(at.column)} ${code} ${words}`;
      });
      if (wanted === '') assert.ok(contract, told.join());
      else {
        const [place = '', code = '', ...words] = wanted.split(' ');
        assert.ok(
          told.some((line) => line.startsWith(`${place} ${code}`) && words.every((word) => word === 'undefined' || line.includes(word))),
          told.join('; '),
        );
        assert.equal(contract, undefined);
      }
    });
  }

  it('throws all mistakes at once, in order', () => {
    assert.throws(
      () => parseContract('app: a\nmustnot: [a]\nmust: 3\n', 'my.yml'),
      (error) => isCodedError(error, 'contract-invalid') && error.data.line === 2 && (error.data.problems as unknown[]).length === 2,
    );
  });

  it('tells some of the mistakes of what is no YAML at all', () => {
    const { problems } = readContract(`app: a\nmust: ${'['.repeat(5000)}`);
    assert.ok(problems.length > 0 && problems.length < 30, String(problems.length));
  });

  it('knows no end only of what a person writes: aliases of aliases are refused', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = 'abcdefgh'[index] ?? 'a';
        return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    const { contract, problems } = readContract(bomb);
    assert.equal(contract, undefined);
    assert.ok(problems.some(({ code }) => code === 'yaml-invalid'));
  });
});

describe('sizes and words in a contract', () => {
  it('are read as people write them', () => {
    assert.deepEqual(['10MB', '1 KiB', '1.5gb', '12', '5B'].map(bytesOfSize), [10_000_000, 1024, 1_500_000_000, 12, 5]);
    assert.deepEqual(['', 'MB', '-1MB', '1e9', '10 potatoes'].map(bytesOfSize), [undefined, undefined, undefined, undefined, undefined]);
    for (const bytes of [0, 1, 999, 1001, 123_456, 10_000_001, 5_000_000_000]) assert.ok((bytesOfSize(sizeText(bytes)) ?? -1) >= bytes);
  });

  it('are suggested when they are near', () => {
    assert.equal(nearestWord('mustnot', ['must', 'mustNot', 'may']), 'mustNot');
    assert.equal(nearestWord('msut', ['must', 'mustNot', 'may']), 'must');
    assert.equal(nearestWord('dependencies', ['must', 'device']), undefined);
  });
});
