import type { AuditShape, ObservationShape } from '../api/shapes';

/** An observation as a line of JSON, with what it belongs to. */
export const jsonLine = ({ auditId, coverage }: AuditShape, one: ObservationShape): string =>
  `${JSON.stringify({ auditId, ...one, coverage })}\n`;
