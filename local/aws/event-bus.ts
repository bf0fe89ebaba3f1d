import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { accountId, region } from '../identities';
import type { RuleModel, Target } from '../model';
import { type Operations, ServiceError } from './aws-server';
import { matches } from './event-pattern';

const keptEvents = 1_000;
/** Of one `PutEvents`: its number of entries, and the bytes of one. */
const entryLimit = 10;
const sizeLimit = 1024 * 1024;

const putEvents = v.object({
  Entries: v.pipe(
    v.array(
      v.looseObject({
        Source: v.optional(v.string()),
        DetailType: v.optional(v.string()),
        Detail: v.optional(v.string()),
        EventBusName: v.optional(v.string(), 'default'),
        Resources: v.optional(v.array(v.string()), []),
        Time: v.optional(v.number()),
      }),
    ),
    v.minLength(1),
    v.maxLength(entryLimit),
  ),
});

type Entry = v.InferOutput<typeof putEvents>['Entries'][number];

/** An event as rules match it and targets get it. */
export interface BusEvent {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: unknown;
  readonly [field: string]: unknown;
}

/** An event that came, with the bus it came to and the rules that took it. `seq` counts from 1. */
export interface KeptEvent {
  readonly seq: number;
  readonly bus: string;
  readonly rules: readonly string[];
  readonly event: BusEvent;
}

/** Hands a text to a target; the bus does not wait for it. */
export type Deliver = (target: Target, event: string) => void;

/** EventBridge: takes events, matches them by the rules' patterns, hands them to the targets. */
export class EventBuses {
  private readonly kept: KeptEvent[] = [];
  private seq = 0;

  constructor(
    private readonly buses: readonly string[],
    private readonly rules: readonly RuleModel[],
    private readonly deliver: Deliver,
  ) {}

  readonly operations: Operations = {
    'AWSEvents.PutEvents': (input) => {
      const parsed = v.safeParse(putEvents, input);
      if (!parsed.success) {
        throw new ServiceError('ValidationException', parsed.issues[0].message);
      }
      const answers = parsed.output.Entries.map((entry) => this.put(entry));
      const failed = answers.filter((each) => 'ErrorCode' in each);
      return { FailedEntryCount: failed.length, Entries: answers };
    },
  };

  /** The last events, oldest first. @param after leaves out what has this `seq` or less */
  events(after = 0): readonly KeptEvent[] {
    return this.kept.filter(({ seq }) => seq > after);
  }

  /** Takes an event of an AWS service, which comes on the default bus. */
  announce(source: string, detailType: string, detail: object): void {
    const entry = { EventBusName: 'default', Resources: [] };
    this.publish('default', eventOf(entry, source, detailType, detail));
  }

  private put(entry: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
    const { Source, DetailType, Detail, EventBusName } = entry;
    const detail = parseDetail(Detail);
    if (!Source || !DetailType || Detail === undefined) {
      return refused('InvalidArgument', 'Source, DetailType and Detail are required.');
    }
    if (!detail) return refused('MalformedDetail', 'Detail is malformed.');
    if (Buffer.byteLength(Detail) > sizeLimit || DetailType.length > 128) {
      return refused('InvalidArgument', 'The entry is too large.');
    }
    const event = eventOf(entry, Source, DetailType, detail);
    this.publish(EventBusName.replace(/^.*event-bus\//, ''), event);
    return { EventId: event.id };
  }

  /** An unknown bus takes events and drops them, as the service does. */
  private publish(bus: string, event: BusEvent): void {
    const known = this.buses.includes(bus);
    const rules = this.rules.filter((rule) => rule.bus === bus && matches(rule.pattern, event));
    this.seq += 1;
    const name = known ? bus : `${bus} (no such bus)`;
    this.kept.push({ seq: this.seq, bus: name, rules: rules.map((rule) => rule.name), event });
    if (this.kept.length > keptEvents) this.kept.shift();
    for (const target of rules.flatMap((rule) => rule.targets)) {
      this.deliver(target, target.input ?? JSON.stringify(event));
    }
  }
}

function eventOf(
  entry: Pick<Entry, 'Time' | 'Resources'>,
  source: string,
  detailType: string,
  detail: object,
): BusEvent {
  const at = entry.Time === undefined ? new Date() : new Date(entry.Time * 1000);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': detailType,
    source,
    account: accountId,
    time: at.toISOString().replace(/\.\d{3}Z$/, 'Z'),
    region,
    resources: entry.Resources,
    detail,
  };
}

function parseDetail(text: string | undefined): object | undefined {
  try {
    const detail: unknown = JSON.parse(text ?? '');
    return typeof detail === 'object' && detail !== null ? detail : undefined;
  } catch {
    return undefined;
  }
}

const refused = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
