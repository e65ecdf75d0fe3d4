/** A contract held against several backups, such as those of simulated devices of several versions, as one document. */
import type { ContractReport } from '../backup/index.ts';
import { worstContractVerdict } from '../view/index.ts';
import { contractReportText, type ContractReportFormat } from './contract-report.ts';

const SCHEMA = 'backup-lab/contract-runs@1';

/** One report as it is alone. Ends with a line break. */
export function contractReportsText(reports: readonly ContractReport[], format: ContractReportFormat): string {
  const texts = reports.map((report) => contractReportText(report, format));
  if (texts.length === 1 || format === 'ndjson') return texts.join('');
  if (format === 'text') return texts.join('\n');
  const verdict = worstContractVerdict(reports.map((report) => report.verdict));
  const documents = texts.map((text) => JSON.parse(text) as unknown);
  return `${JSON.stringify({ schema: SCHEMA, verdict, reports: documents }, undefined, 2)}\n`;
}
