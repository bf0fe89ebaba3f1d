import type { Row } from './row';
import { crashRows } from './rows/crash';
import { deliveryRows } from './rows/delivery';
import { gongRows } from './rows/gong';
import { otherRows } from './rows/other';
import { partialRows } from './rows/partial';
import { serviceRows } from './rows/services';
import { templateRows } from './rows/template';

/** The catalogue of faults. */
export const rows: Row[] = [
  ...crashRows,
  ...deliveryRows,
  ...gongRows,
  ...otherRows,
  ...partialRows,
  ...serviceRows,
  ...templateRows,
].sort((a, b) => a.row - b.row);
