import { Throttle } from '../../../local/http/throttle';

const admitted = (throttle: Throttle, requests: number, now: number) =>
  Array.from({ length: requests }, () => throttle.admits(now)).filter(Boolean).length;

describe('the throttle of the API', () => {
  it('lets a burst through, then the rate', () => {
    const throttle = new Throttle({ rate: 10, burst: 20 });
    expect(admitted(throttle, 50, 1_000)).toBe(20);
    expect(admitted(throttle, 50, 1_050)).toBe(0);
    expect(admitted(throttle, 50, 1_100)).toBe(1);
    expect(admitted(throttle, 50, 2_100)).toBe(10);
  });

  it('never saves up more than a burst', () => {
    const throttle = new Throttle({ rate: 10, burst: 20 });
    expect(admitted(throttle, 20, 0)).toBe(20);
    expect(admitted(throttle, 50, 3_600_000)).toBe(20);
  });
});
