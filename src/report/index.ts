/** The door of report: results as text for people, terminals and programs. Pure functions. */
export { verifyReportText, type VerifyReportFormat } from './verify-report.ts';
