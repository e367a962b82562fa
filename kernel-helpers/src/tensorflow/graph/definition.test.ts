import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeSavedModel, type SavedModelContent } from './definition';
import { DTYPE_NUMBERS, type GraphDtype, type GraphNode, type NodeAttribute } from './node';

/** The classes that Google's compiler made of TensorFlow's definitions; the binding's package ships them untyped. */
const { SavedModel } = require('@tensorflow/tfjs-node-gpu/dist/proto/api_pb') as {
  SavedModel: { deserializeBinary(bytes: Uint8Array): { toObject(): Read; serializeBinary(): Uint8Array } };
};

interface Read {
  savedModelSchemaVersion: number;
  metaGraphsList: Array<{
    metaInfoDef: { tagsList: string[]; tensorflowVersion: string };
    graphDef: { nodeList: ReadNode[]; versions: { producer: number } };
    collectionDefMap: Array<[string, { nodeList: { valueList: string[] } }]>;
    signatureDefMap: Array<[string, { inputsMap: unknown; outputsMap: unknown; methodName: string }]>;
  }>;
}
interface ReadNode {
  name: string;
  op: string;
  inputList: string[];
  attrMap: Array<[string, Record<string, unknown>]>;
}

const content: SavedModelContent = { nodes: [], signatures: {}, tensorflowVersion: '2.21.0' };

/** What Google's own reader finds in what we write. */
function read(parts: Partial<SavedModelContent>): Read['metaGraphsList'][number] {
  const model = SavedModel.deserializeBinary(encodeSavedModel({ ...content, ...parts })).toObject();
  expect(model.savedModelSchemaVersion).toBe(1);
  expect(model.metaGraphsList).toHaveLength(1);
  return model.metaGraphsList[0];
}

function readAttribute(attribute: NodeAttribute): Record<string, unknown> {
  const node = { name: 'n', op: 'Op', inputs: [], attributes: { key: attribute } };
  const [[key, value]] = read({ nodes: [node] }).graphDef.nodeList[0].attrMap;
  expect(key).toBe('key');
  return value;
}

const dtype = fc.constantFrom(...(Object.keys(DTYPE_NUMBERS) as GraphDtype[]));
const shape = fc.array(fc.nat(2 ** 40), { maxLength: 5 });
const dims = (sizes: number[]) => ({
  dimList: sizes.map((size) => ({ size, name: '' })),
  unknownRank: false
});

describe('Google’s own reader finds', () => {
  it('whole numbers to the last one, of either sign', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (int) => {
        expect(readAttribute({ int }).i).toBe(int);
      }),
      { seed: 1 }
    );
    [0, -1, 127, 128, 16_383, 16_384, 2 ** 31, 2 ** 32, 2 ** 53 - 1, -(2 ** 31)].forEach((int) =>
      expect(readAttribute({ int }).i).toBe(int)
    );
  });

  it('lists of whole numbers and of types, also empty ones', () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), fc.array(dtype), (ints, types) => {
        expect(readAttribute({ ints }).list).toMatchObject({ iList: ints });
        expect(readAttribute({ types }).list).toMatchObject({
          typeList: types.map((type) => DTYPE_NUMBERS[type])
        });
      }),
      { seed: 2 }
    );
  });

  it('floats, texts, switches, types and shapes', () => {
    fc.assert(
      fc.property(
        fc.float(),
        fc.string({ unit: 'grapheme' }),
        fc.boolean(),
        dtype,
        shape,
        (float, text, bool, type, sizes) => {
          expect(readAttribute({ float }).f).toBe(float);
          const { s } = readAttribute({ string: text });
          expect(Buffer.from(s as string, 'base64').toString()).toBe(text);
          expect(readAttribute({ bool }).b).toBe(bool);
          expect(readAttribute({ type }).type).toBe(DTYPE_NUMBERS[type]);
          expect(readAttribute({ shape: sizes }).shape).toEqual(dims(sizes));
        }
      ),
      { seed: 3 }
    );
  });

  it('constants of any size', () => {
    fc.assert(
      fc.property(dtype, shape, fc.uint8Array({ maxLength: 70_000, size: 'max' }), (type, sizes, bytes) => {
        const { tensor } = readAttribute({ tensor: { dtype: type, shape: sizes, bytes } });
        expect(tensor).toMatchObject({ dtype: DTYPE_NUMBERS[type], tensorShape: dims(sizes) });
        const { tensorContent } = tensor as { tensorContent: string };
        expect(Buffer.from(tensorContent, 'base64').equals(bytes)).toBe(true);
      }),
      { numRuns: 30, seed: 4 }
    );
  });

  it('nodes in their order, more than the first buffer holds', () => {
    const nodes: GraphNode[] = Array.from({ length: 5000 }, (_, i) => ({
      name: `train/Add_${i}`,
      op: 'AddV2',
      inputs: [`train/a_${i}:1`, `^train/${'b'.repeat(i % 300)}`],
      attributes: { T: { type: 'float32' } }
    }));
    const { graphDef } = read({ nodes });
    expect(graphDef.versions.producer).toBe(1882);
    expect(graphDef.nodeList.map(({ name, op, inputList }) => ({ name, op, inputs: inputList }))).toEqual(
      nodes.map(({ name, op, inputs }) => ({ name, op, inputs }))
    );
  });

  it('tag, version, signatures and what is run first', () => {
    const tensor = { tensor: 'f/output_0:0', dtype: 'int32', shape: [2, 0] } as const;
    const given = { ...tensor, shape: [...tensor.shape] };
    const signatures = {
      f: { inputs: { input_0: given }, outputs: { loss: given } },
      g: { inputs: {}, outputs: {} }
    };
    const found = read({ signatures, initialization: 'init/done' });
    expect(found.metaInfoDef).toMatchObject({ tagsList: ['serve'], tensorflowVersion: '2.21.0' });
    expect(found.collectionDefMap).toMatchObject([
      ['saved_model_main_op', { nodeList: { valueList: ['init/done'] } }]
    ]);
    const info = { name: tensor.tensor, dtype: DTYPE_NUMBERS.int32, tensorShape: dims([2, 0]) };
    const methodName = 'tensorflow/serving/predict';
    expect(found.signatureDefMap).toMatchObject([
      ['f', { inputsMap: [['input_0', info]], outputsMap: [['loss', info]], methodName }],
      ['g', { inputsMap: [], outputsMap: [], methodName }]
    ]);
    expect(read({}).collectionDefMap).toEqual([]);
  });
});
