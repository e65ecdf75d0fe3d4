/** What people call an app, a shared container or a part of the system whose files are in a backup. */
import type { AppSize } from '../backup/index.ts';
import { domainWords } from './domain-words.ts';
import { phrase, type Translate } from './phrase.ts';
import { visible } from './plain-text.ts';

const KIND_WORDS: Readonly<Record<AppSize['kind'], string>> = {
  app: phrase('App'),
  group: phrase('App group'),
  system: phrase('System'),
};

/** The name, and below it what it is, with its id where that is another word. */
export function ownerWords(
  { kind, id, name }: Pick<AppSize, 'kind' | 'id' | 'name'>,
  translate: Translate,
): { readonly label: string; readonly detail: string } {
  const kindWords = translate(KIND_WORDS[kind], {});
  const { label, meaning } = domainWords(id);
  const system = meaning === undefined ? label : translate(meaning, {});
  const shown = kind === 'system' ? system : (name ?? id);
  return { label: visible(shown), detail: shown === id ? kindWords : `${kindWords} · ${visible(id)}` };
}
