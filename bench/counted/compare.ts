import type { Figures } from './figures';

const tolerance = 0.1;
/** A figure near zero may change by this much: what is counted once or twice is not a tenth worse by one more. */
const slack = 1;

/** Figures that are worse by more than a tenth, in words; also those that are new or gone. All are better when smaller. */
export function worsened(kept: Figures, now: Figures): string[] {
  return [...new Set([...Object.keys(kept), ...Object.keys(now)])].flatMap((of) => {
    const [before, after] = [kept[of] ?? {}, now[of] ?? {}];
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) => {
      const [was, is] = [before[name], after[name]];
      if (was === undefined || is === undefined) {
        return [`${of}, ${name}: ${was ?? 'not kept'}, now ${is ?? 'not counted'} (--write)`];
      }
      const isWorse = is > was * (1 + tolerance) && is > was + slack;
      return isWorse ? [`${of}, ${name}: ${was}, now ${is}`] : [];
    });
  });
}
