/** What is done with sets of images besides reading them. */
export { classCounts, classWeights, imageDataset, publicSet } from '../data';
export { cacheFolder, downloadFile } from '../download';
