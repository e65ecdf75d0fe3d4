/** A text as a scalar of YAML: plain where that is safe, else in quotes as JSON writes it, which YAML reads alike. */

const PLAIN = /^[A-Za-z][A-Za-z0-9 _./+@-]*[A-Za-z0-9_/+-]$|^[A-Za-z]$/;
const WORDS = new Set(['true', 'false', 'null', 'yes', 'no', 'on', 'off', 'y', 'n']);

export function yamlText(text: string): string {
  return PLAIN.test(text) && !WORDS.has(text.toLowerCase()) ? text : JSON.stringify(text);
}
