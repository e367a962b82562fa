/** One of MedMNIST's sets of flat images with one label each. */
export interface MedMnistSet {
  md5: string;
  /** As the set's authors license it. */
  license: string;
  /** Names of the classes, by label. */
  classes: readonly string[];
}

/**
 * MedMNIST+ 3.0.2 (Yang et al. 2023, doi 10.1038/s41597-022-01721-8), 28 × 28: checksums, licences and names of the
 * classes from `medmnist/info.py` of the package `medmnist`. Grades of a disease are classes here; the set with
 * several labels to an image and those of volumes are left out, because nothing here trains on them.
 */
export const MED_MNIST_SETS = {
  pathmnist: {
    md5: 'a8b06965200029087d5bd730944a56c1',
    license: 'CC BY 4.0',
    classes: [
      'adipose',
      'background',
      'debris',
      'lymphocytes',
      'mucus',
      'smooth muscle',
      'normal colon mucosa',
      'cancer-associated stroma',
      'colorectal adenocarcinoma epithelium'
    ]
  },
  dermamnist: {
    md5: '0744692d530f8e62ec473284d019b0c7',
    license: 'CC BY-NC 4.0',
    classes: [
      'actinic keratoses and intraepithelial carcinoma',
      'basal cell carcinoma',
      'benign keratosis-like lesions',
      'dermatofibroma',
      'melanoma',
      'melanocytic nevi',
      'vascular lesions'
    ]
  },
  octmnist: {
    md5: 'c68d92d5b585d8d81f7112f81e2d0842',
    license: 'CC BY 4.0',
    classes: ['choroidal neovascularization', 'diabetic macular edema', 'drusen', 'normal']
  },
  pneumoniamnist: {
    md5: '28209eda62fecd6e6a2d98b1501bb15f',
    license: 'CC BY 4.0',
    classes: ['normal', 'pneumonia']
  },
  retinamnist: {
    md5: 'bd4c0672f1bba3e3a89f0e4e876791e4',
    license: 'CC BY 4.0',
    classes: ['grade 0', 'grade 1', 'grade 2', 'grade 3', 'grade 4']
  },
  breastmnist: {
    md5: '750601b1f35ba3300ea97c75c52ff8f6',
    license: 'CC BY 4.0',
    classes: ['malignant', 'normal, benign']
  },
  bloodmnist: {
    md5: '7053d0359d879ad8a5505303e11de1dc',
    license: 'CC BY 4.0',
    classes: [
      'basophil',
      'eosinophil',
      'erythroblast',
      'immature granulocytes (myelocytes, metamyelocytes and promyelocytes)',
      'lymphocyte',
      'monocyte',
      'neutrophil',
      'platelet'
    ]
  },
  tissuemnist: {
    md5: 'ebe78ee8b05294063de985d821c1c34b',
    license: 'CC BY 4.0',
    classes: [
      'Collecting Duct, Connecting Tubule',
      'Distal Convoluted Tubule',
      'Glomerular endothelial cells',
      'Interstitial endothelial cells',
      'Leukocytes',
      'Podocytes',
      'Proximal Tubule Segments',
      'Thick Ascending Limb'
    ]
  },
  organamnist: {
    md5: '68e3f8846a6bd62f0c9bf841c0d9eacc',
    license: 'CC BY 4.0',
    classes: [
      'bladder',
      'femur-left',
      'femur-right',
      'heart',
      'kidney-left',
      'kidney-right',
      'liver',
      'lung-left',
      'lung-right',
      'pancreas',
      'spleen'
    ]
  },
  organcmnist: {
    md5: 'b9ceb9546e10131b32923c5bbeaea2b1',
    license: 'CC BY 4.0',
    classes: [
      'bladder',
      'femur-left',
      'femur-right',
      'heart',
      'kidney-left',
      'kidney-right',
      'liver',
      'lung-left',
      'lung-right',
      'pancreas',
      'spleen'
    ]
  },
  organsmnist: {
    md5: '9ab87b696fb54e2a387ebe992d6ed5f1',
    license: 'CC BY 4.0',
    classes: [
      'bladder',
      'femur-left',
      'femur-right',
      'heart',
      'kidney-left',
      'kidney-right',
      'liver',
      'lung-left',
      'lung-right',
      'pancreas',
      'spleen'
    ]
  }
} as const satisfies Record<string, MedMnistSet>;

export type MedMnistName = keyof typeof MED_MNIST_SETS;

/** Where the sets of this version lie. */
export const MED_MNIST_ADDRESS = 'https://zenodo.org/records/10519652/files';
