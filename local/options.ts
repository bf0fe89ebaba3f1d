import type { Print } from './log';

interface GongCredentials {
  readonly accessKey: string;
  readonly accessKeySecret: string;
}

/** A real Gong, in place of the stand-in. */
export interface GivenGong extends GongCredentials {
  readonly baseUrl: string;
}

export interface StageOptions {
  /** Of the HTTP API. Default 0: any free one. */
  readonly port?: number;
  /** Default: the stand-in. */
  readonly gong?: GivenGong;
  /** What the audits allow themselves, and the stand-in allows. Defaults: Gong's 3 a second and 10,000 a day. */
  readonly gongRequestsPerSecond?: number;
  readonly gongRequestsPerDay?: number;
  /** More options of the stand-in. */
  readonly gongOptions?: Readonly<Record<string, unknown>>;
  /** Folder that keeps the table and the secret between runs. Default: nothing is kept. */
  readonly data?: string;
  /** `iam`: routes under IAM authorization ask for a SigV4 signature. Default `open`. */
  readonly auth?: 'open' | 'iam';
  /** Another DynamoDB than the stage's own. */
  readonly dynamodbEndpoint?: string;
  /** Puts something between the system and a service: gets the service's URL, gives the one to use. */
  readonly through?: (service: 'dynamodb' | 'sqs', url: string) => Promise<string>;
  /** Divides the intervals of schedules. Default 1. */
  readonly fastSchedules?: number;
  /** Processes a function. Default 4. */
  readonly maximumWorkers?: number;
  /** Module of the CDK app. Default `bin/app.ts`. */
  readonly app?: string;
  /** More context of the CDK app. */
  readonly context?: Readonly<Record<string, string>>;
  /** Takes what the stage and its functions have to say. Default: nobody. */
  readonly print?: Print;
  /** Ends a start under way. */
  readonly signal?: AbortSignal;
}
