/** What Apple calls a device in shops, from what it calls itself on the wire (`ProductType`). */
import { oneLine } from './phrase.ts';

const MOST_VERSION_CHARS = 20;

import { inEnglish, phrase, type Translate } from './phrase.ts';

// oxfmt-ignore
const IPHONES: Readonly<Record<string, string>> = {
  '5,2': '5', '6,2': '5s', '7,1': '6 Plus', '7,2': '6',
  '8,1': '6s', '8,2': '6s Plus', '8,4': 'SE',
  '9,1': '7', '9,2': '7 Plus', '9,3': '7', '9,4': '7 Plus',
  '10,1': '8', '10,2': '8 Plus', '10,3': 'X', '10,4': '8', '10,5': '8 Plus', '10,6': 'X',
  '11,2': 'XS', '11,4': 'XS Max', '11,6': 'XS Max', '11,8': 'XR',
  '12,1': '11', '12,3': '11 Pro', '12,5': '11 Pro Max', '12,8': 'SE (2nd generation)',
  '13,1': '12 mini', '13,2': '12', '13,3': '12 Pro', '13,4': '12 Pro Max',
  '14,2': '13 Pro', '14,3': '13 Pro Max', '14,4': '13 mini', '14,5': '13', '14,6': 'SE (3rd generation)',
  '14,7': '14', '14,8': '14 Plus', '15,2': '14 Pro', '15,3': '14 Pro Max',
  '15,4': '15', '15,5': '15 Plus', '16,1': '15 Pro', '16,2': '15 Pro Max',
  '17,1': '16 Pro', '17,2': '16 Pro Max', '17,3': '16', '17,4': '16 Plus', '17,5': '16e',
  '18,3': '17',
};

/** What a name of a model says in English. The rest is the same in every language. */
const GENERATIONS = [
  phrase('(2nd generation)'),
  phrase('(3rd generation)'),
  phrase('(5th generation)'),
  phrase('(6th generation)'),
  phrase('(7th generation)'),
  phrase('(9th generation)'),
  phrase('(9th generation, cellular)'),
  phrase('(10th generation)'),
];

/** The name of a model in the language of the reader: "iPhone SE (3. Generation)". */
export function modelName(name: string, translate: Translate): string {
  return GENERATIONS.reduce((text: string, words) => text.replace(words, translate(words, {})), name);
}

/** `iPhone15,4` → "iPhone 15"; an unknown model keeps its family name ("iPad"), and other text stays as it is. */
export function productName(productType: string, translate: Translate = inEnglish): string {
  const [, family = '', model = ''] = /^(iPhone|iPad|iPod|Watch)(\d+,\d+)$/.exec(productType) ?? [];
  if (family === '') return productType;
  if (family === 'iPod') return 'iPod touch';
  if (family === 'Watch') return 'Apple Watch';
  const name = family === 'iPhone' ? IPHONES[model] : undefined;
  return name === undefined ? family : `iPhone ${modelName(name, translate)}`;
}

/** "iPadOS 17.5.1": the name of the system on a product. The version comes from a device or a backup, and is cut. */
export function systemWithVersion(productType: string | undefined, productVersion: string): string {
  return `${systemName(productType, productVersion)} ${oneLine(productVersion, MOST_VERSION_CHARS)}`;
}

function systemName(productType: string | undefined, productVersion: string): string {
  const major = Number.parseInt(productVersion, 10);
  return productType?.startsWith('iPad') === true && major >= 13 ? 'iPadOS' : 'iOS';
}
