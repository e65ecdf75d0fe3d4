/** A contract held against several backups, such as those of simulated devices of several versions, as one document. */
import type { ContractReport } from '../backup/index.ts';
import { worstContractVerdict } from '../view/index.ts';
import { contractReportText } from './contract-report.ts';
import { contractResult } from './contract-result.ts';
import { ENGLISH_CONTEXT, type ReportContext } from './reported-result.ts';
import { resultText, type ReportFormat } from './result-text.ts';

const SCHEMA = 'backup-lab/contract-runs@1';

/** One report as it is alone. Ends with a line break. */
export function contractReportsText(
  reports: readonly ContractReport[],
  format: ReportFormat,
  context: ReportContext = ENGLISH_CONTEXT,
): string {
  const texts = () => reports.map((report) => contractReportText(report, format, context));
  switch (format) {
    case 'text':
      return texts().join('\n');
    case 'ndjson':
      return texts().join('');
    case 'json':
      return reports.length === 1 ? texts().join('') : asOneDocument(reports, texts());
    default:
      return resultText(
        reports.map((report) => contractResult(report, context)),
        format,
        context,
      );
  }
}

function asOneDocument(reports: readonly ContractReport[], texts: readonly string[]): string {
  const verdict = worstContractVerdict(reports.map((report) => report.verdict));
  const documents = texts.map((text) => JSON.parse(text) as unknown);
  return `${JSON.stringify({ schema: SCHEMA, verdict, reports: documents }, undefined, 2)}\n`;
}
