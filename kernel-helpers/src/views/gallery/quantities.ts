import { choice, quantityTable } from '../quantities';

/** What of a gallery is looked at. */
export const GALLERY_QUANTITIES = quantityTable({
  shown: choice('Which images are shown', {
    start: 'all',
    options: [
      { value: 'all', label: 'all' },
      { value: 'mistakes', label: 'mistakes', title: 'Images whose class is not the predicted one' },
      { value: 'right', label: 'right', title: 'Images whose class was named' }
    ]
  }),
  order: choice('Order of the images', {
    start: 'given',
    options: [
      { value: 'given', label: 'as given' },
      { value: 'confidence', label: 'surest', title: 'The highest probability of the predicted class first' },
      {
        value: 'loss',
        label: 'largest loss',
        title: 'The largest −ln p first, with p the probability of the true class'
      }
    ]
  }),
  heat: choice('What is drawn', {
    start: 'image',
    options: [
      { value: 'image', label: 'image' },
      {
        value: 'map',
        label: 'with heat map',
        title: 'What the predicted class is based on (Grad-CAM): yellow most, purple least'
      }
    ]
  })
});
