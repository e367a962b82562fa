import { PACKAGE } from '../load';
import {
  DTYPE_NUMBERS,
  type GraphDtype,
  type GraphNode,
  type NodeAttribute,
  type TensorContent
} from './node';

/** An input or output of a function, as a signature names it. */
export interface SignatureTensor {
  /** For example `train/loss:0`. */
  tensor: string;
  dtype: GraphDtype;
  shape: number[];
}

export interface Signature {
  inputs: Record<string, SignatureTensor>;
  outputs: Record<string, SignatureTensor>;
}

/** Version of the graph format that TensorFlow 2.21 writes; readers refuse only graphs that demand a newer one. */
const PRODUCER = 1882;
const SCHEMA_VERSION = 1;
const TAG = 'serve';

export interface SavedModelContent {
  nodes: readonly GraphNode[];
  /** What can be called, by name. */
  signatures: Readonly<Record<string, Signature>>;
  /** Node that is run when the model is loaded. */
  initialization?: string;
  /** Of the library that the graph was made for. */
  tensorflowVersion: string;
}

/** Collection in which TensorFlow's loaders look for what is to be run first. */
const INITIALIZATION = 'saved_model_main_op';

/** A SavedModel (saved_model.proto, schema 1, tag `serve`) of a graph, as the bytes of `saved_model.pb`. */
export function encodeSavedModel({
  nodes,
  signatures,
  initialization,
  tensorflowVersion
}: SavedModelContent): Uint8Array {
  const { SavedModel, MetaGraphDef, GraphDef, VersionDef } = messages();
  const versions = new VersionDef();
  versions.setProducer(PRODUCER);
  const graph = new GraphDef();
  graph.setVersions(versions);
  graph.setNodeList(nodes.map(encodeNode));
  const info = new MetaGraphDef.MetaInfoDef();
  info.setTagsList([TAG]);
  info.setTensorflowVersion(tensorflowVersion);
  const metaGraph = new MetaGraphDef();
  metaGraph.setMetaInfoDef(info);
  metaGraph.setGraphDef(graph);
  const map = metaGraph.getSignatureDefMap();
  Object.entries(signatures).forEach(([name, signature]) => map.set(name, encodeSignature(signature)));
  if (initialization !== undefined) {
    metaGraph.getCollectionDefMap().set(INITIALIZATION, encodeInitialization(initialization));
  }
  const model = new SavedModel();
  model.setSavedModelSchemaVersion(SCHEMA_VERSION);
  model.setMetaGraphsList([metaGraph]);
  return model.serializeBinary();
}

function encodeNode({ name, op, inputs, attributes }: GraphNode): Message {
  const node = new (messages().NodeDef)();
  node.setName(name);
  node.setOp(op);
  node.setInputList(inputs);
  const map = node.getAttrMap();
  Object.entries(attributes).forEach(([key, value]) => map.set(key, encodeAttribute(value)));
  return node;
}

function encodeAttribute(attribute: NodeAttribute): Message {
  const { AttrValue } = messages();
  const value = new AttrValue();
  if ('type' in attribute) {
    value.setType(DTYPE_NUMBERS[attribute.type]);
  } else if ('int' in attribute) {
    value.setI(attribute.int);
  } else if ('float' in attribute) {
    value.setF(attribute.float);
  } else if ('bool' in attribute) {
    value.setB(attribute.bool);
  } else if ('string' in attribute) {
    value.setS(Buffer.from(attribute.string));
  } else if ('shape' in attribute) {
    value.setShape(encodeShape(attribute.shape));
  } else if ('tensor' in attribute) {
    value.setTensor(encodeTensor(attribute.tensor));
  } else {
    const list = new AttrValue.ListValue();
    if ('ints' in attribute) {
      list.setIList(attribute.ints);
    } else {
      list.setTypeList(attribute.types.map((type) => DTYPE_NUMBERS[type]));
    }
    value.setList(list);
  }
  return value;
}

function encodeShape(shape: readonly number[]): Message {
  const { TensorShape } = messages();
  const encoded = new TensorShape();
  encoded.setDimList(
    shape.map((size) => {
      const dimension = new TensorShape.Dim();
      dimension.setSize(size);
      return dimension;
    })
  );
  return encoded;
}

function encodeTensor({ dtype, shape, bytes }: TensorContent): Message {
  const tensor = new (messages().Tensor)();
  tensor.setDtype(DTYPE_NUMBERS[dtype]);
  tensor.setTensorShape(encodeShape(shape));
  tensor.setTensorContent(bytes);
  return tensor;
}

function encodeSignature({ inputs, outputs }: Signature): Message {
  const { SignatureDef } = messages();
  const signature = new SignatureDef();
  signature.setMethodName('tensorflow/serving/predict');
  const fill = (map: MessageMap, tensors: Record<string, SignatureTensor>): void =>
    Object.entries(tensors).forEach(([key, tensor]) => map.set(key, encodeTensorInfo(tensor)));
  fill(signature.getInputsMap(), inputs);
  fill(signature.getOutputsMap(), outputs);
  return signature;
}

function encodeInitialization(node: string): Message {
  const { CollectionDef } = messages();
  const nodes = new CollectionDef.NodeList();
  nodes.setValueList([node]);
  const collection = new CollectionDef();
  collection.setNodeList(nodes);
  return collection;
}

function encodeTensorInfo({ tensor, dtype, shape }: SignatureTensor): Message {
  const info = new (messages().TensorInfo)();
  info.setName(tensor);
  info.setDtype(DTYPE_NUMBERS[dtype]);
  info.setTensorShape(encodeShape(shape));
  return info;
}

interface MessageMap {
  set(key: string, value: Message): void;
}

/** What of the generated classes is used here; the package ships them without declarations. */
interface Message {
  serializeBinary(): Uint8Array;
  [setter: `set${string}`]: (value: unknown) => void;
  [map: `get${string}Map`]: () => MessageMap;
}
type MessageClass = new () => Message;
type Messages = Record<
  'SavedModel' | 'GraphDef' | 'VersionDef' | 'NodeDef' | 'Tensor' | 'SignatureDef' | 'TensorInfo',
  MessageClass
> & {
  MetaGraphDef: MessageClass & { MetaInfoDef: MessageClass };
  AttrValue: MessageClass & { ListValue: MessageClass };
  CollectionDef: MessageClass & { NodeList: MessageClass };
  TensorShape: MessageClass & { Dim: MessageClass };
};

/** TensorFlow's protocol buffer classes, which the binding's package carries to read SavedModels. */
function messages(): Messages {
  return require(`${PACKAGE}/dist/proto/api_pb`) as Messages;
}
