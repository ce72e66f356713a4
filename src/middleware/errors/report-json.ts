/**
 * Formats a report as Problem Details (RFC 9457).
 *
 * @module
 */
import type { ErrorReport } from './error-report.ts';

/** The report's members: those of the standard, the incident, and `errors` with their frames. */
export function reportProblem(report: ErrorReport): Record<string, unknown> {
  const { status, title, incident, errors, method, url, fields } = report;
  const [{ name, message }] = errors;
  return {
    type: 'about:blank',
    title,
    status,
    detail: `${name}: ${message}`,
    incident,
    errors: errors.map(({ frames, ...error }) => ({
      ...error,
      frames: frames.map(({ name: called, location, isOwn }) => ({ name: called, location, isOwn })),
    })),
    request: { method, url, fields },
  };
}
