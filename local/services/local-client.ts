import { region } from '../identities';

/** Settings of an SDK client that talks to a service of the stage, which checks no credentials. */
export function localClient(endpoint: string) {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 3,
  };
}
