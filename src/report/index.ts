/** The door of report: results as text for people, terminals and programs. Pure functions. */
export { verifyReportText } from './verify-report.ts';
