import { only, templateOf } from '../app';

describe('run-chunk', () => {
  it.each([
    [1, 320],
    [3, 360],
    [10, 1_200],
    [50, 3_008],
  ])('has memory, and so processor, by the rate: at %i requests a second %i MB', (rate, memory) => {
    const template = templateOf({ requestsPerSecond: rate });
    const { MemorySize } = only(template, 'AWS::Lambda::Function', 'RunChunk').Properties;
    expect(MemorySize).toBe(memory);
  });
});
