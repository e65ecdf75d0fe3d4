/** The door of report: results as text for people, terminals and programs. Pure functions. */
export { compareReportText, type CompareReport } from './compare-report.ts';
export { verifyReportText } from './verify-report.ts';
