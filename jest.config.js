const swc = ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }];

/** Deeper tests, which take minutes: `npm run test:deep`. */
const deep = '\\.deep\\.test\\.ts$';

const common = {
  /** Middy and jose are published as ES modules only, which jest does not load as they are. */
  transform: { '^.+\\.ts$': swc, '/node_modules/(@middy|jose)/.+\\.js$': swc },
  transformIgnorePatterns: ['/node_modules/(?!(@middy|jose)/)'],
};

/** @type {import('jest').Config} */
module.exports = {
  testTimeout: 120_000,
  projects: [
    {
      ...common,
      displayName: 'parts',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/flow/', deep],
    },
    {
      ...common,
      displayName: 'flow',
      testMatch: ['<rootDir>/test/flow/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', deep],
      globalSetup: '<rootDir>/test/flow/setup.ts',
      globalTeardown: '<rootDir>/test/flow/teardown.ts',
    },
  ],
};
