/** What is wrong with the value of a setting, in one sentence: by what the manifest says of it, and by what its text has to be. */
import type { Translate } from './phrase.ts';

/** A setting as the manifest declares it. */
export interface SettingSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: { readonly type?: string };
}

/** What the text of some settings has to be, beyond being text. */
export type SettingText = 'folder' | 'address';

const ABSOLUTE = /^(\/|[A-Za-z]:[\\/]|\\\\)/;
/** HOST:PORT, with [IPv6] too, or the path of a socket. */
const ADDRESS = /^(UNIX:.+|\/.+|[^\s:/]+:\d{1,5}|\[[0-9A-Fa-f:]+\]:\d{1,5})$/;

/** Undefined when the value makes sense. An empty text means that there is none. */
export function settingProblem(
  schema: SettingSchema,
  value: unknown,
  text: SettingText | undefined,
  translate: Translate,
): string | undefined {
  const { type, minimum = -Infinity, maximum = Infinity } = schema;
  if (schema.enum !== undefined) {
    return schema.enum.includes(value) ? undefined : translate('Choose one of these: {known}.', { known: schema.enum.join(', ') });
  }
  if (type === 'boolean') return typeof value === 'boolean' ? undefined : translate('It must be true or false.', {});
  if (type === 'integer' || type === 'number') {
    const isNumber = typeof value === 'number' && value >= minimum && value <= maximum && (type === 'number' || Number.isInteger(value));
    if (isNumber) return undefined;
    if (maximum === Infinity) return translate('It must be a number from {least}.', { least: minimum });
    return translate('It must be a number from {least} to {most}.', { least: minimum, most: maximum });
  }
  if (type === 'array') return listProblem(schema, value, text, translate);
  if (type !== 'string') return undefined;
  return typeof value === 'string' ? textProblem(value, text, translate) : translate('It must be a text.', {});
}

function listProblem({ items }: SettingSchema, value: unknown, text: SettingText | undefined, translate: Translate): string | undefined {
  if (!Array.isArray(value)) return translate('It must be a list.', {});
  // Lists of anything else say themselves what is wrong with an entry.
  if (items?.type !== 'string') return undefined;
  const wrong = value.map((entry: unknown) =>
    typeof entry === 'string' ? textProblem(entry, text, translate) : translate('Every entry must be a text.', {}),
  );
  return wrong.find((problem) => problem !== undefined);
}

function textProblem(value: string, text: SettingText | undefined, translate: Translate): string | undefined {
  const trimmed = value.trim();
  if (trimmed === '' || text === undefined) return undefined;
  if (text === 'folder') return ABSOLUTE.test(trimmed) ? undefined : translate('A folder must be written with its whole path.', {});
  return ADDRESS.test(trimmed) ? undefined : translate('Write it as HOST:PORT, or as UNIX: followed by the path of a socket.', {});
}
