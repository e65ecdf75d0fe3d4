/** The examples that a help shows, and their words as a shell would split them. */

/** Lines below "Examples:" without their comments. */
export function exampleLines(help: string): string[] {
  const [, examples = ''] = help.split('\nExamples:\n');
  return [...examples.matchAll(/^ {2}(backup-lab.*)$/gm)].map(([, line = '']) => line);
}

/** Knows single quotes and a redirection at the end. */
export function wordsOfLine(line: string): string[] {
  return [...line.replace(/ > \S+$/, '').matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
