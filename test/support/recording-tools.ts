import type { LogCode, LogFields } from '../../lambdas/runtime/log-codes';
import type { MetricName } from '../../lambdas/runtime/metrics';
import type { Tools } from '../../lambdas/runtime/tools';

export interface RecordedTools extends Tools {
  readonly lines: { readonly level: string; readonly code: LogCode; readonly fields: LogFields }[];
  readonly metrics: { readonly name: MetricName; readonly value: number }[];
}

/** Tools that remember what was logged and counted. The clock stands at `now`. */
export function recordingTools(now = Date.UTC(2026, 1, 28, 9, 30)): RecordedTools {
  const lines: RecordedTools['lines'] = [];
  const metrics: RecordedTools['metrics'] = [];
  const at =
    (level: string) =>
    (code: LogCode, fields: LogFields = {}) => {
      lines.push({ level, code, fields });
    };
  return {
    lines,
    metrics,
    log: { info: at('info'), warn: at('warn'), error: at('error') },
    meter: {
      add: (name, value) => {
        metrics.push({ name, value });
      },
      gauge: (name, value) => {
        metrics.push({ name, value });
      },
      flush: () => undefined,
    },
    clock: () => now,
  };
}
