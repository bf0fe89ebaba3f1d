/** For SDK clients of tests: a region and credentials that no account has, before a client is made. */
export function useLocalAws(endpoints: Record<string, string>): void {
  Object.assign(process.env, {
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    ...endpoints,
  });
}
