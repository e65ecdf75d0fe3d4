/** The formats of a report, and the writer of each that makes its text from the common middle. */
import { htmlText } from './html.ts';
import { junitText } from './junit.ts';
import { markdownText } from './markdown.ts';
import type { ReportContext, ReportedResult } from './reported-result.ts';
import { sarifText } from './sarif.ts';

/** What can be asked for on a command line. */
export const REPORT_FORMATS = ['text', 'json', 'ndjson', 'junit', 'sarif', 'html', 'md'] as const;
/** One of them. */
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** Those that are made from the common middle; text, JSON and lines of JSON are each command's own. */
type SharedFormat = Exclude<ReportFormat, 'text' | 'json' | 'ndjson'>;

const WRITERS: Readonly<Record<SharedFormat, (results: readonly ReportedResult[], context: ReportContext) => string>> = {
  junit: junitText,
  sarif: sarifText,
  html: htmlText,
  md: markdownText,
};

/** The text of a result, or of several about the same thing. Ends with a line break. */
export function resultText(results: readonly ReportedResult[], format: SharedFormat, context: ReportContext): string {
  return WRITERS[format](results, context);
}
