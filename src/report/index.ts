/** The door of report: results as text for people, terminals and programs. Pure functions. */
export { contractReportText } from './contract-report.ts';
export { contractReportsText } from './contract-reports.ts';
export { compareReportText } from './compare-report.ts';
export type { CompareReport } from './compare-document.ts';
export { verifyReportText } from './verify-report.ts';
export { verifyResult } from './verify-result.ts';
export { REPORT_FORMATS, type ReportFormat } from './result-text.ts';
export type { ReportContext } from './reported-result.ts';
