const [parts] = require('./jest.config').projects;

/**
 * The stores' contracts against a real endpoint: `DYNAMODB_ENDPOINT=http://localhost:4566 npm run test:contract`.
 * Without the variable they run on dynalite, as in `npm test`.
 * @type {import('jest').Config}
 */
module.exports = {
  ...parts,
  displayName: 'contract',
  testTimeout: 120_000,
  testMatch: [
    '<rootDir>/test/adapters/dynamodb/{call,evidence,audit}-store.test.ts',
    '<rootDir>/test/ledger/{many-writers,as-of}.deep.test.ts',
  ],
  testPathIgnorePatterns: ['/node_modules/'],
};
