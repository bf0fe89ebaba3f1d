const { projects } = require('./jest.config.js');
const { globalSetup, globalTeardown, displayName, ...flow } = projects.find(
  (project) => project.displayName === 'flow',
);

/** The flow tests, and those of the gateway, against a deployed stage. */
/** @type {import('jest').Config} */
module.exports = {
  ...flow,
  testTimeout: 120_000,
  testMatch: [...flow.testMatch, '<rootDir>/test/deploy/**/*.spec.ts'],
};
