import type { Allowances } from './invariants';
import type { Scene, SceneOptions } from './stage/scene';
import type { Site } from './stage/site';

/** One way in which a fault can come about. After it has run, the invariants must hold. */
export interface Case {
  readonly name: string;
  readonly scene?: SceneOptions;
  readonly allowed?: Allowances;
  /** Left out of a sample: it takes too long. */
  readonly isLong?: true;
  /**
   * @returns how often the fault came about, if not once
   * @throws AssertionError if the fault's own promise was not kept
   */
  run(scene: Scene, site: Site): Promise<unknown>;
}

/** A row of the catalogue of faults. */
export interface Row {
  readonly row: number;
  readonly fault: string;
  readonly cases: readonly Case[];
}

/** Short for a list of cases that differ in one value. */
export const casesOf = <T>(values: readonly T[], create: (value: T) => Case): Case[] =>
  values.map(create);
