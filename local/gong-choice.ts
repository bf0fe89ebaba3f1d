import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Secrets } from './aws/secrets';
import { defaults } from './gong/options';
import type { StageModel } from './model';
import type { GivenGong, StageOptions } from './options';

const kept = v.object({ gong: v.picklist(['stand-in', 'given']) });

export type GongKind = v.InferOutput<typeof kept>['gong'];

/**
 * Which Gong a run asks. A data folder belongs to the stand-in or to a real Gong for good: observations of
 * the one must never be compared with the other's.
 * @throws Error if the options say otherwise than the folder
 */
export function chooseGong({ data, gong }: Pick<StageOptions, 'data' | 'gong'>): GongKind {
  const chosen = gong ? 'given' : 'stand-in';
  if (data === undefined) return chosen;
  mkdirSync(data, { recursive: true, mode: 0o700 });
  const file = join(data, 'stage.json');
  if (!existsSync(file)) {
    writeFileSync(file, JSON.stringify({ gong: chosen }));
    return chosen;
  }
  const before = v.parse(kept, JSON.parse(readFileSync(file, 'utf8'))).gong;
  if (gong && before === 'stand-in') {
    throw new Error(`${data} holds data of the Gong stand-in; give a real Gong another folder`);
  }
  return before;
}

/**
 * Puts Gong's credentials into the secret that the functions read them from, by the template.
 * @param standInUrl of the stand-in, where it is the Gong of this run
 * @returns the URL of the Gong that is in force
 * @throws Error if there is no secret to fill, or none was kept
 */
export function fillGongSecret(
  secrets: Secrets,
  { functions }: Pick<StageModel, 'functions'>,
  { gong, gongOptions }: Pick<StageOptions, 'gong' | 'gongOptions'>,
  standInUrl: string | undefined,
): string {
  const arn = functions.map(({ environment }) => environment.GONG_SECRET_ARN).find(Boolean);
  if (arn === undefined) return standInUrl ?? 'none: no function asks for a secret';
  const wanted = gong ?? (standInUrl && standInCredentials(standInUrl, gongOptions));
  if (wanted && JSON.stringify(wanted) !== secrets.value(arn))
    secrets.put(arn, JSON.stringify(wanted));
  const { baseUrl } = v.parse(gongSecret, JSON.parse(secrets.value(arn) ?? '{}'));
  return baseUrl;
}

const gongSecret = v.looseObject({ baseUrl: v.string() });

function standInCredentials(
  baseUrl: string,
  { accessKey, accessKeySecret }: Readonly<Record<string, unknown>> = {},
): GivenGong {
  return {
    accessKey: String(accessKey ?? defaults.accessKey),
    accessKeySecret: String(accessKeySecret ?? defaults.accessKeySecret),
    baseUrl,
  };
}
