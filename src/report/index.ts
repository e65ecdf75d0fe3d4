/** The door of report: results as text for people, terminals and programs. Pure functions. */
export { contractReportText } from './contract-report.ts';
export { compareReportText, type CompareReport } from './compare-report.ts';
export { verifyReportText } from './verify-report.ts';
