/**
 * What the Mobile Application Security Weakness Enumeration of OWASP calls the weaknesses that a contract guards against. Its first list (beta) had other
 * numbers: what is MASWE-0006 now were MASWE-0004 and MASWE-0003 there, and these two numbers mean other things today.
 */
import type { ContractRuleKind } from '../backup/index.ts';

interface Weakness {
  readonly id: string;
  readonly title: string;
  readonly formerIds: readonly string[];
  readonly address: string;
}

const ADDRESS = 'https://mas.owasp.org/MASWE/MASVS-STORAGE/';

const WEAKNESSES: readonly Weakness[] = [
  {
    id: 'MASWE-0001',
    title: 'Sensitive Data Stored Unencrypted in Private Storage',
    formerIds: ['MASWE-0006', 'MASWE-0002', 'MASWE-0118'],
    address: `${ADDRESS}MASWE-0001/`,
  },
  {
    id: 'MASWE-0006',
    title: 'Sensitive Data Not Excluded From Backup',
    formerIds: ['MASWE-0004', 'MASWE-0003'],
    address: `${ADDRESS}MASWE-0006/`,
  },
];

/** Those that a broken rule of this kind can be a sign of; the most fitting first. */
export const WEAKNESSES_OF_RULE: Readonly<Record<ContractRuleKind, readonly string[]>> = {
  must: [],
  mustNot: ['MASWE-0006'],
  may: [],
  encryptedOnly: ['MASWE-0006'],
  protection: ['MASWE-0001'],
  budget: [],
  mustNotContain: ['MASWE-0006', 'MASWE-0001'],
  keychain: ['MASWE-0001'],
  survives: [],
  encrypted: ['MASWE-0006'],
  frozen: ['MASWE-0006'],
};

/** Tests of the Mobile Application Security Testing Guide that look for the weakness on iOS. */
export const TESTS_OF_WEAKNESS: Readonly<Record<string, readonly string[]>> = {
  'MASWE-0001': ['MASTG-TEST-0299'],
  'MASWE-0006': ['MASTG-TEST-0215', 'MASTG-TEST-0298'],
};

export function weaknessesOf(ids: Iterable<string>): readonly Weakness[] {
  const wanted = new Set(ids);
  return WEAKNESSES.filter(({ id }) => wanted.has(id));
}
