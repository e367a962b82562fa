import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Where downloads are kept: `EFFICIENTNET_LAB_CACHE`, else `~/.cache/efficientnet-lab`. */
export function cacheFolder(environment: Environment = process.env): string {
  const { EFFICIENTNET_LAB_CACHE: chosen } = environment;
  return chosen ? resolve(chosen) : join(homedir(), '.cache', 'efficientnet-lab');
}

/** Words that the Hugging Face hub's own client takes for yes. */
const YES = ['1', 'on', 'yes', 'true'];

/** The variable that forbids the network, or null. */
export function offlineVariable(environment: Environment = process.env): string | null {
  const names = ['EFFICIENTNET_LAB_OFFLINE', 'HF_HUB_OFFLINE'];
  return names.find((name) => YES.includes((environment[name] ?? '').toLowerCase())) ?? null;
}
