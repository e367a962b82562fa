/** Operations that can't be part of a graph, by the reason. */
export const REFUSED_OPERATIONS: Readonly<Record<string, string[]>> = {
  'shape depends on values': [
    'booleanMaskAsync',
    'image.nonMaxSuppression',
    'image.nonMaxSuppressionAsync',
    'image.nonMaxSuppressionPaddedAsync',
    'image.nonMaxSuppressionWithScore',
    'image.nonMaxSuppressionWithScoreAsync',
    'inTopKAsync',
    'setdiff1dAsync',
    'unique',
    'whereAsync'
  ],
  'draws random numbers': [
    'dropout',
    'multinomial',
    'rand',
    'randomGamma',
    'randomNormal',
    'randomStandardNormal',
    'randomUniform',
    'randomUniformInt',
    'truncatedNormal'
  ],
  'complex numbers and text': [
    'complex',
    'fft',
    'ifft',
    'imag',
    'irfft',
    'real',
    'rfft',
    'signal.stft',
    'spectral.fft',
    'spectral.ifft',
    'spectral.irfft',
    'spectral.rfft',
    'string.staticRegexReplace'
  ]
};

/** Operations that TensorFlow.js has no native kernel for, eagerly neither, with the kernel they ask for. */
export const UNAVAILABLE_OPERATIONS: Readonly<Record<string, string>> = {
  bitwiseAnd: 'BitwiseAnd',
  denseBincount: 'DenseBincount',
  'image.rotateWithOffset': 'RotateWithOffset',
  'image.transform': 'Transform',
  lowerBound: 'SearchSorted',
  maxPoolWithArgmax: 'MaxPoolWithArgmax',
  raggedGather: 'RaggedGather',
  raggedRange: 'RaggedRange',
  raggedTensorToTensor: 'RaggedTensorToTensor',
  searchSorted: 'SearchSorted',
  'sparse.sparseFillEmptyRows': 'SparseFillEmptyRows',
  'sparse.sparseReshape': 'SparseReshape',
  'sparse.sparseSegmentMean': 'SparseSegmentMean',
  'sparse.sparseSegmentSum': 'SparseSegmentSum',
  'string.stringNGrams': 'StringNGrams',
  'string.stringSplit': 'StringSplit',
  'string.stringToHashBucketFast': 'StringToHashBucketFast',
  upperBound: 'SearchSorted'
};
