/** Published weights by name, from the Hugging Face hub or a mirror of it. */
export { type HubConfig, parseHubConfig } from './config';
export { HubError } from './errors';
export { downloadWeights, type DownloadedWeights, type HubOptions } from './hub';
export { isHubName } from './name';
