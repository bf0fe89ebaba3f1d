const [parts, flow] = require('./jest.config').projects;

/**
 * What takes too long for `npm test`: bad input through every door, processes that are killed, terminals, stages of their
 * own, and the programs of the documents; and the ledger's model and races, for which LEDGER_RUNS says how many.
 * @type {import('jest').Config}
 */
module.exports = {
  testTimeout: 240_000,
  projects: [
    {
      ...parts,
      testMatch: ['<rootDir>/test/**/*.deep.test.ts', '<rootDir>/test/ledger/{model,race}.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/flow/'],
    },
    {
      ...flow,
      testMatch: ['<rootDir>/test/flow/**/*.deep.test.ts'],
      testPathIgnorePatterns: ['/node_modules/'],
    },
  ],
};
