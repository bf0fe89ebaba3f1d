import { only, templateOf } from '../app';

describe('run-chunk', () => {
  it.each([
    [3, 512],
    [10, 1_500],
    [50, 3_008],
  ])('has memory, and so processor, by the rate: at %i requests a second %i MB', (rate, memory) => {
    const template = templateOf({ requestsPerSecond: rate });
    const { MemorySize } = only(template, 'AWS::Lambda::Function', 'RunChunk').Properties;
    expect(MemorySize).toBe(memory);
  });
});
