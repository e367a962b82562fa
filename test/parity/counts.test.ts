import { expect, test } from 'vitest';
import { summarize, variant } from '../../kernel-helpers/src/analysis';
import { buildEfficientNet } from '../../kernel-helpers/src/model';
import { countModel } from '../../kernel-helpers/src/model/counting.fixtures';

/**
 * Trainable parameters as PyTorch and timm count them, with moving statistics, as Keras counts them, and
 * MACs at the published resolution (those of torchvision's metadata).
 */
test.each([
  ['b0', 5_288_548, 5_330_564, 5_330_571, 385_814_752],
  ['b1', 7_794_184, 7_856_232, 7_856_239, 686_802_832],
  ['b2', 9_109_994, 9_177_562, 9_177_569, 993_561_872],
  ['b3', 12_233_232, 12_320_528, 12_320_535, 1_827_141_392],
  ['b4', 19_341_616, 19_466_816, 19_466_823, 4_393_771_024],
  ['b5', 30_389_784, 30_562_520, 30_562_527, 10_266_384_752],
  ['b6', 43_040_704, 43_265_136, 43_265_143, 19_067_593_536],
  ['b7', 66_347_960, 66_658_680, 66_658_687, 37_745_884_192]
] as const)(
  '%s counts the same from its layers, its specification and in print',
  (name, trainable, all, keras, macs) => {
    const { params, macs: specified } = summarize(variant(name));
    expect({ ...params, macs: specified.total }).toEqual({ trainable, withStatistics: all, keras, macs });
    const model = buildEfficientNet(variant(name));
    const counted = countModel(model);
    model.dispose();
    expect(counted).toEqual({ trainable, withStatistics: all, macs: specified });
  }
);
