/** Where output goes and how much of a terminal it is. Results go to `out`, everything about them to `err`. */
export interface Terminal {
  readonly out: NodeJS.WriteStream;
  readonly err: NodeJS.WriteStream;
  readonly paint: Paint;
}

type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';
export type Paint = (colour: Colour, text: string) => string;

const codes: Readonly<Record<Colour, readonly [number, number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

/** Colours only on a terminal, and not if the user said no: https://no-color.org */
export function terminal(env: NodeJS.ProcessEnv): Terminal {
  const { stdout: out, stderr: err } = process;
  const isColoured = out.isTTY && !env.NO_COLOR && env.TERM !== 'dumb';
  return { out, err, paint: isColoured ? painted : (_, text) => text };
}

const painted: Paint = (colour, text) => {
  const [on, off] = codes[colour];
  return `\u001b[${on}m${text}\u001b[${off}m`;
};
