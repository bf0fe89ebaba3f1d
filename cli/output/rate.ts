/**
 * Measures a rate over the last stretch of time, so that it follows what happens now.
 * @param spanMs length of the stretch
 * @returns takes a moment (ms) and a running count; gives the count a second, or undefined while too little is known
 */
export function rateOver(spanMs: number) {
  const points: { at: number; count: number }[] = [];
  return (at: number, count: number): number | undefined => {
    points.push({ at, count });
    while (points.length > 2 && (points[1]?.at ?? at) < at - spanMs) points.shift();
    const first = points[0];
    if (!first || at - first.at < 1_000) return undefined;
    return ((count - first.count) * 1_000) / (at - first.at);
  };
}
