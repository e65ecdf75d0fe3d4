/** The door of report: results as text for people, terminals and programs. Pure functions. */
export { contractReportText, type ContractReportFormat } from './contract-report.ts';
export { contractReportsText } from './contract-reports.ts';
export { compareReportText, type CompareReport } from './compare-report.ts';
export { verifyReportText } from './verify-report.ts';
