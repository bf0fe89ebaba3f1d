import { billOf, totalOf } from '../../bench/cost/price';
import { nothing } from '../../bench/kit/usage';

it('prices each part by its unit', () => {
  const bill = billOf({
    ...nothing,
    writeUnits: 1_000_000,
    readUnits: 1_000_000,
    sqsRequests: 1_000_000,
    events: 1_000_000,
    gigabyteSeconds: 1_000,
    logBytes: 1e9,
  });
  expect(bill.DynamoDB).toBeCloseTo(0.75);
  expect(bill.SQS).toBeCloseTo(0.4);
  expect(bill.events).toBeCloseTo(1);
  expect(bill.Lambda).toBeCloseTo(0.0133334);
  expect(bill.logs).toBeCloseTo(0.5);
  expect(totalOf(bill)).toBeCloseTo(2.6633);
});

it('adds to the logs what Lambda writes of each invocation by itself', () => {
  const { logs, Lambda } = billOf({ ...nothing, invocations: 1_000_000 });
  expect(logs).toBeCloseTo(0.4);
  expect(Lambda).toBeCloseTo(0.2);
});
