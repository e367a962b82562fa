import type { serialization, Tensor, Tensor4D } from '@tensorflow/tfjs';
import { globalMean, relu6, scaleChannels, swish, type TensorFlow } from '../../tensorflow';
import { type CallOptions, type LayerArguments, type LayerClass, onlyTensor } from './layer-class';

export interface PreprocessingArguments extends LayerArguments {
  /** One factor for each channel. */
  factors: number[];
  /** One addend for each channel. */
  offsets: number[];
}

export interface ElementwiseLayers {
  Swish: LayerClass<LayerArguments>;
  Relu6: LayerClass<LayerArguments>;
  GlobalMeanPooling: LayerClass<LayerArguments>;
  ChannelScale: LayerClass<LayerArguments>;
  Preprocessing: LayerClass<PreprocessingArguments>;
}

/** Layers without weights. */
export function defineElementwise(tf: TensorFlow): ElementwiseLayers {
  abstract class ActivationLayer extends tf.layers.Layer {
    protected abstract activate(x: Tensor): Tensor;

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        return this.activate(onlyTensor(inputs));
      });
    }
  }

  class Swish extends ActivationLayer {
    static className = 'Swish';

    protected override activate(x: Tensor): Tensor {
      return swish(x);
    }
  }

  class Relu6 extends ActivationLayer {
    static className = 'Relu6';

    protected override activate(x: Tensor): Tensor {
      return relu6(x);
    }
  }

  /** [N, H, W, C] → [N, C]. */
  class GlobalMeanPooling extends tf.layers.Layer {
    static className = 'GlobalMeanPooling';

    override computeOutputShape(inputShape: Array<number | null>): Array<number | null> {
      return [inputShape[0], inputShape[3]];
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        const x = onlyTensor(inputs) as Tensor4D;
        return tf.reshape(globalMean(x), [x.shape[0], x.shape[3]]);
      });
    }
  }

  /** [features [N, H, W, C], gates [N, 1, 1, C]] → their product. */
  class ChannelScale extends tf.layers.Layer {
    static className = 'ChannelScale';

    override computeOutputShape(inputShapes: Array<Array<number | null>>): Array<number | null> {
      return inputShapes[0];
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        const [features, gates] = inputs as [Tensor4D, Tensor4D];
        return scaleChannels(features, gates);
      });
    }
  }

  /** x·factor + offset for each channel: the whole of input preprocessing in one place. */
  class Preprocessing extends tf.layers.Layer {
    static className = 'Preprocessing';

    constructor(private readonly args: PreprocessingArguments) {
      super(args);
    }

    override call(inputs: Tensor | Tensor[], options: CallOptions): Tensor {
      return tf.tidy(() => {
        this.invokeCallHook(inputs, options);
        return tf.add(tf.mul(onlyTensor(inputs), this.args.factors), this.args.offsets);
      });
    }

    override getConfig(): serialization.ConfigDict {
      return { ...super.getConfig(), factors: this.args.factors, offsets: this.args.offsets };
    }
  }

  for (const layer of [Swish, Relu6, GlobalMeanPooling, ChannelScale, Preprocessing]) {
    tf.serialization.registerClass(
      layer as serialization.SerializableConstructor<InstanceType<typeof layer>>
    );
  }
  return { Swish, Relu6, GlobalMeanPooling, ChannelScale, Preprocessing };
}
