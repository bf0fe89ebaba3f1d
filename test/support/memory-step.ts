/** Called before and after every write, and before every read, of one actor: a place to wait, or to crash. */
export type Step = (name: string) => Promise<void>;

export const noStep: Step = async () => undefined;

/** A write that is atomic, with a step on either side. */
export async function writing<T>(step: Step, name: string, write: () => T): Promise<T> {
  await step(`before ${name}`);
  const written = write();
  await step(`after ${name}`);
  return written;
}

export async function reading<T>(step: Step, name: string, read: () => T): Promise<T> {
  await step(`before ${name}`);
  return read();
}
