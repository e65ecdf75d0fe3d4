/** Personal data as it is shown: words, amounts, people, days; hostile text as what it is. */
import assert from 'node:assert/strict';
import type { PersonalEntry } from '../../../src/backup/index.ts';
import { fileIdOf } from '../../../src/formats/index.ts';
import {
  englishLocale,
  personalEntryRow,
  personalGroupRow,
  personalHead,
  personalKindsShown,
  personalSearchNote,
  smallPictureShown,
} from '../../../src/view/index.ts';

const HOSTILE = '<b>x</b>\u202e[a](command:b)';
const entry = (facts: Partial<PersonalEntry>): PersonalEntry => ({ key: '1', people: [], traits: [], facts: [], files: [], ...facts });
const NOON = Date.UTC(2026, 0, 15, 12);
const NO_DOUBTS = { log: 'none', isCutOff: false, journalIgnored: false } as const;

describe('personal data as it is shown', () => {
  it('names the kinds that are there, and says why others are not', () => {
    const shown = personalKindsShown(
      [
        { kind: 'messages', state: 'present', fileID: fileIdOf('HomeDomain', 'x'), domain: 'HomeDomain', relativePath: 'x' },
        { kind: 'calls', state: 'absent', reason: 'only-encrypted' },
        { kind: 'health', state: 'absent', reason: 'only-encrypted' },
        { kind: 'notes', state: 'absent', reason: 'not-there' },
      ],
      englishLocale,
    );
    assert.deepEqual(shown, {
      rows: [{ kind: 'messages', label: 'Messages' }],
      notes: ['Not in this backup, because only encrypted backups contain it: Calls, Health.', 'Not in this backup: Notes.'],
    });
  });

  it('says how many there are, what is doubtful, and what an unknown schema lacks', () => {
    const head = personalHead('photos', 'id', { state: 'known', entries: 1, groups: 1, ...NO_DOUBTS, log: 'missing' }, englishLocale);
    assert.deepEqual([head.sentence, head.all, head.notes.length, head.isKnown], ['1 item', 'All photos', 1, true]);
    const unknown = personalHead('calls', 'id', { state: 'unknown-schema', missing: ['A', 'b.c\u001b'], ...NO_DOUBTS }, englishLocale);
    assert.match(unknown.sentence, /Missing: A, b\.c\\u001b\.$/);
    assert.equal(unknown.isKnown, false);
    assert.deepEqual([head.search, unknown.search], ['Search in Photos', undefined]);
    const days = personalHead('health', 'id', { state: 'known', entries: 1, ...NO_DOUBTS }, englishLocale);
    assert.equal(days.search, undefined);
  });

  it('says that a search ended early, and not that it found everything', () => {
    assert.equal(personalSearchNote({ unsearched: 1234 }, englishLocale), 'The search took too long and ended early. Not searched: 1,234.');
    assert.equal(personalSearchNote({}, englishLocale), undefined);
  });

  it('shows hostile names and texts as text on their lines', () => {
    const row = personalEntryRow(
      'notes',
      entry({ title: `${HOSTILE}\n2`, text: `${HOSTILE}\r\n2`, files: [{ name: HOSTILE }] }),
      englishLocale,
    );
    assert.equal(row.title, '<b>x</b>\\u202e[a](command:b) 2');
    assert.equal(row.text, '<b>x</b>\\u202e[a](command:b)\n2');
    assert.equal(row.files[0]?.name, '<b>x</b>\\u202e[a](command:b)');
  });

  it('shows a name with its number, several names, and that somebody sent a message', () => {
    const people = ['1', '2', '3', '4', '5'].map((each) => ({ address: each, name: `Sample Contact ${each}` }));
    const titleOf = (facts: Partial<PersonalEntry>) => personalEntryRow('messages', entry(facts), englishLocale).title;
    assert.equal(titleOf({ people: people.slice(0, 1), side: 'other' }), 'Sample Contact 1 (1)');
    assert.equal(titleOf({ side: 'owner' }), 'Sent');
    assert.equal(titleOf({ side: 'owner', title: 'Subject' }), 'Sent: Subject');
    assert.equal(titleOf({ side: 'other' }), 'No name');
    const group = personalGroupRow('messages', { key: '1', people, entries: 1200, time: NOON }, englishLocale);
    assert.equal(group.title, 'Sample Contact 1, Sample Contact 2, Sample Contact 3, Sample Contact 4 and 1 more');
    assert.match(group.detail, /^1,200 · 1\/15\/26/);
    assert.equal(personalGroupRow('messages', { key: 'none', people: [], entries: 2 }, englishLocale).title, 'In no conversation');
    assert.equal(personalGroupRow('photos', { key: 'undated', people: [], entries: 2 }, englishLocale).title, 'No date');
  });

  it('shows amounts with their units, ranges and goals', () => {
    const facts = [
      { name: 'heart-rate', value: [62, 118], label: 'Watch6,1' },
      { name: 'steps', value: 6498, label: 'iPhone14,5' },
      { name: 'move', value: [277, 500] },
      { name: 'sleep', value: 28_013 },
      { name: 'duration', value: 0 },
      { name: 'size', value: [640, 480] },
      { name: 'coordinates', value: [-30.5, 15] },
      { name: 'phone', value: '+15555550100', label: 'Mobile' },
      { name: 'birthday', value: Date.UTC(1604, 2, 1, 12) },
      { name: 'weight', value: 70.25 },
      { name: 'service', value: 'com.apple.Telephony' },
      { name: 'service', value: 'com.example.calls' },
    ] as const;
    assert.deepEqual(
      personalEntryRow('health', entry({ facts, time: NOON }), englishLocale).facts.map(({ label, value }) => `${label}: ${value}`),
      [
        'Heart rate (Apple Watch): 62 to 118 per minute',
        'Steps (iPhone 13): 6,498',
        'Move: 277 of 500 kcal',
        'Asleep: 7 h 47 min',
        'Duration: 0 s',
        'Picture size: 640 × 480 pixels',
        'Place: -30.50000, 15.00000',
        'Phone (Mobile): +15555550100',
        'Birthday: Mar 1',
        'Weight: 70.3 kg',
        'Service: Phone',
        'Service: com.example.calls',
      ],
    );
  });

  it('shows an event of a whole day on its day, wherever the reader is', () => {
    const facts = [{ name: 'ends', value: Date.UTC(2026, 0, 15, 23, 59, 59) }] as const;
    const row = personalEntryRow('calendar', entry({ time: Date.UTC(2026, 0, 15), traits: ['all-day', 'repeats'], facts }), englishLocale);
    assert.deepEqual([row.time, row.traits, row.facts[0]?.value], ['Jan 15, 2026', 'All day · Repeats', 'Jan 15, 2026']);
  });

  it('turns a small picture that is inside of a file, and never a whole one', () => {
    const picture = { fileID: 'a', mime: 'image/jpeg', data: new Uint8Array(), orientation: 6 };
    assert.equal(smallPictureShown({ ...picture, isInside: true }).quarterTurns, 1);
    assert.equal(smallPictureShown({ ...picture, isInside: false }).quarterTurns, 0);
  });
});
