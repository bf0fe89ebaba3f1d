import { RemovalPolicy } from 'aws-cdk-lib';

/** Whether what holds data outlives the stack (`keep`) or goes with it (`throw-away`). */
export type Keeping = 'keep' | 'throw-away';

export const removalPolicy = (keeping: Keeping): RemovalPolicy =>
  keeping === 'keep' ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
