import { idAt } from './ids';
import { bits, keyOf } from './random';

/** Users of the company; the n-th is n times as rare in lists as the first (Zipf). */
const companySize = 200;

export class People {
  private readonly sequence: string;
  private readonly key: number;
  private readonly company: readonly string[];
  private readonly cumulative: readonly number[];

  constructor(seed: string) {
    this.sequence = `${seed}:users`;
    this.key = keyOf(this.sequence);
    this.company = Array.from({ length: companySize }, (_, n) => this.userId(n));
    this.cumulative = zipf(companySize);
  }

  /** A user of the company, each as likely. `chance` in [0, 1). */
  pickEvenly(chance: number): string {
    return this.userId(Math.floor(chance * companySize));
  }

  /** A user of the company: often a busy one. `chance` in [0, 1). */
  pick(chance: number): string {
    const at = this.cumulative.findIndex((upTo) => chance < upTo);
    return this.company[at] ?? this.userId(0);
  }

  /** The n-th member of a crowd beyond the company, for calls with more users than it has. */
  crowdMember(n: number): string {
    return this.userId(companySize + n);
  }

  /** The ID of the workspace that a chance in [0, 1) falls upon: one of two. */
  workspace(chance: number): string {
    return idAt(`${this.sequence}:workspaces`, chance < 0.7 ? 0 : 1, 18);
  }

  /** 18 or 19 digits, as seen of Gong. */
  private userId(n: number): string {
    return idAt(this.sequence, n, 18 + (bits(this.key, n) % 2));
  }
}

function zipf(size: number): number[] {
  const weights = Array.from({ length: size }, (_, n) => 1 / (n + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  return weights.map((weight) => {
    sum += weight / total;
    return sum;
  });
}
