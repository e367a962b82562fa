/** Published weights by name, from the Hugging Face hub or a mirror of it. */
export { type HubConfig, parseHubConfig } from './config';
export { HubError, type HubErrorKind } from './errors';
export { downloadWeights, type DownloadedWeights, type HubOptions } from './hub';
export { type HubName, isHubName, parseHubName } from './name';
