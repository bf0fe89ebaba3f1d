import type { Reply } from '../faults/stage/http';
import type { Scene } from '../faults/stage/scene';
import { type HttpCase, marker } from './http-cases';

/** Lines that functions wrote, without metrics. */
export const linesOf = ({ logs }: Scene): string[] =>
  logs.filter((line) => !line.startsWith('{"_aws"'));

/** A refusal says what is wrong by code and field, and repeats nothing. */
export function expectRefusal(
  { status, text, body }: Reply,
  expected: Pick<HttpCase, 'status' | 'code' | 'field'>,
): void {
  expect({ status, code: body.code, field: body.field }).toEqual({
    status: expected.status,
    code: expected.code,
    field: expected.field,
  });
  expect(Object.keys(body).sort()).toEqual(
    ['code', 'errors', 'requestId', ...(expected.field ? ['field'] : [])].sort(),
  );
  expectNothingOf(text);
}

/** Neither input nor stack. */
export function expectNothingOf(text: string): void {
  expect(text).not.toContain(marker);
  expect(text).not.toMatch(/\bat [\w.<>]+ \(|node_modules|\.[jt]s\b/);
  expect(text.length).toBeLessThan(1_000);
}
