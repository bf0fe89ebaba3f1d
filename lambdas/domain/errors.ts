/**
 * The kinds of failure that the domain knows. `runtime/http-errors.ts` alone turns them into HTTP answers and
 * `runtime/sqs.ts` alone decides which of them give a message back to the queue.
 */
export abstract class DomainError extends Error {
  /** Stable, for machines; part of the API. */
  abstract readonly code: string;
}

/** Input that breaks the contract. `field` is a path such as `filter.callIds[3]`; the message never echoes the input. */
export class InvalidInput extends DomainError {
  constructor(
    message: string,
    readonly field?: string,
    readonly code: string = 'invalid-input',
  ) {
    super(message);
  }
}

export class TooManyCalls extends DomainError {
  readonly code = 'too-many-calls';
  constructor(
    message: string,
    readonly field: string,
  ) {
    super(message);
  }
}

/** So many audits have work that no more can be noted. */
export class TooManyAudits extends DomainError {
  readonly code = 'too-many-audits';
  constructor() {
    super('too many audits are under way; try again when some have ended');
  }
}

export class NotFound extends DomainError {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** The request contradicts what is stored, e.g. an Idempotency-Key reused with another body. */
export class Conflict extends DomainError {
  constructor(
    message: string,
    readonly code: string,
    readonly status: 409 | 422 = 409,
  ) {
    super(message);
  }
}

/** Why no request may go to Gong now. */
export type PaceRefusal = 'day-spent' | 'breaker-open' | 'paused' | 'deadline' | 'unavailable';

/** No slot: nothing was sent to Gong. */
export class NoSlot extends DomainError {
  readonly code: string;
  constructor(
    readonly reason: PaceRefusal,
    /** When to try again, milliseconds since 1970, if known. */
    readonly retryAt?: number,
    /** For an operator: what the breaker saw. */
    readonly detail?: string,
  ) {
    super(`no request to Gong now: ${reason}`);
    this.code = `gong-${reason}`;
  }
}

/** Gong could not be made to answer within the deadline and attempts: worth trying again later. */
export class GongUnavailable extends DomainError {
  readonly code = 'gong-unavailable';
  constructor(
    /** A stable word: `timeout`, `network`, `status-503`, `answer-schema`, `rate-limited`, … */
    readonly reason: string,
    readonly requestId?: string,
  ) {
    super(`Gong did not answer: ${reason}`);
  }
}

/** Gong refused for good (a 4xx that waiting does not cure). */
export class GongRefused extends DomainError {
  readonly code = 'gong-refused';
  constructor(
    readonly status: number,
    readonly requestId?: string,
  ) {
    super(`Gong refused the request with status ${status}`);
  }
}

/** 401 or 403 after the secret was read afresh; the breaker is open. */
export class GongCredentialsRejected extends DomainError {
  readonly code = 'gong-credentials-rejected';
  constructor(
    readonly status: 401 | 403,
    /** The scope that Gong said is missing, if it did. */
    readonly missingScope?: string,
  ) {
    super(
      missingScope
        ? `Gong refused: the scope ${missingScope} is missing`
        : 'Gong refused the credentials',
    );
  }
}

/** A 200 from Gong that is not what its contract says. */
export class GongAnswerInvalid extends DomainError {
  readonly code = 'gong-answer-invalid';
  constructor(readonly reason: 'json' | 'schema' | 'content-type' | 'empty' | 'too-large') {
    super(`Gong's answer is not valid: ${reason}`);
  }
}

/** Gong does not know calls that were announced a short time ago: too early to say that they are not found. */
export class CallsTooYoung extends DomainError {
  readonly code = 'calls-too-young';
  constructor() {
    super('Gong does not know some of the calls yet');
  }
}

/** The function that worked on the chunk, and on nothing else, ended each time before the chunk did. */
export class WorkerCrashed extends DomainError {
  readonly code = 'worker-crashed';
  constructor() {
    super('the function ended each time that it worked on the chunk');
  }
}

/** The secret does not hold what it must; the message names the field, never its value. */
export class SecretInvalid extends DomainError {
  readonly code = 'gong-secret-invalid';
  constructor(readonly field: string) {
    super(`the Gong secret is not usable: check ${field}`);
  }
}

/** A list of calls that cannot be audited. */
export class ListUnusable extends DomainError {
  constructor(
    readonly code:
      | 'list-not-found'
      | 'list-not-readable'
      | 'list-without-call-id-column'
      | 'list-without-calls',
  ) {
    super(`the list of calls cannot be used: ${code}`);
  }
}
