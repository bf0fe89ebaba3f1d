import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { required } from './api';

/** The services beside the HTTP API, on the stage under test: `FLOW_AWS_URL`, or AWS itself. */
const endpoint = process.env.FLOW_AWS_URL;
const settings = {
  region: process.env.AWS_REGION ?? 'us-east-1',
  ...(endpoint && {
    endpoint,
    credentials: {
      accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? 'local',
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? 'local',
    },
  }),
};

const eventBridge = new EventBridgeClient(settings);
const lambda = new LambdaClient(settings);
const s3 = new S3Client({ ...settings, forcePathStyle: true });
const sfn = new SFNClient(settings);

/** Puts an event on the system's bus; fails unless it is taken. */
export async function putEvent(detailType: string, detail: object, source = 'flow-test') {
  const EventBusName = required('FLOW_EVENT_BUS');
  const entry = { EventBusName, Source: source, DetailType: detailType };
  const { FailedEntryCount } = await eventBridge.send(
    new PutEventsCommand({ Entries: [{ ...entry, Detail: JSON.stringify(detail) }] }),
  );
  if (FailedEntryCount) throw new Error('the bus did not take the event');
}

/** Invokes request-audit and gives its answer. */
export async function invoke<T>(payload: object): Promise<{ failed: boolean; answer: T }> {
  const { FunctionError, Payload } = await lambda.send(
    new InvokeCommand({
      FunctionName: required('FLOW_REQUEST_FUNCTION'),
      Payload: Buffer.from(JSON.stringify(payload)),
    }),
  );
  const text = Buffer.from(Payload ?? []).toString();
  return { failed: FunctionError !== undefined, answer: JSON.parse(text) as T };
}

const Bucket = () => required('FLOW_LIST_BUCKET');

export async function putList(key: string, text: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: Bucket(), Key: key, Body: Buffer.from(text) }));
}

export async function readObject<T>(key: string): Promise<T> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: Bucket(), Key: key }));
  return JSON.parse((await Body?.transformToString()) ?? '') as T;
}

/** Runs the example state machine to its end. */
export async function runWorkflow(
  input: object,
): Promise<{ status?: string | undefined; output?: string | undefined }> {
  const stateMachineArn = required('FLOW_WORKFLOW');
  const { executionArn } = await sfn.send(
    new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
  );
  for (;;) {
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (execution.status !== 'RUNNING') return execution;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** A page of the local stage. */
export async function localPage<T>(page: string, method = 'GET'): Promise<T> {
  const answer = await fetch(`${required('FLOW_LOCAL_PAGES')}/${page}`, { method });
  if (!answer.ok) throw new Error(`the local stage answered ${answer.status} for ${page}`);
  return (await answer.json()) as T;
}

export const isLocal = process.env.FLOW_LOCAL_PAGES !== undefined;
