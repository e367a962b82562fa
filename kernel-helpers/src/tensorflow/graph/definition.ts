import {
  DTYPE_NUMBERS,
  type GraphDtype,
  type GraphNode,
  type NodeAttribute,
  type TensorContent
} from './node';
import { WireWriter } from './wire';

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

/**
 * A SavedModel (saved_model.proto, schema 1, tag `serve`) of a graph, as the bytes of `saved_model.pb`. Numbers of
 * fields are those of TensorFlow's own definitions, each named where it is written.
 */
export function encodeSavedModel(content: SavedModelContent): Uint8Array {
  const wire = new WireWriter();
  // SavedModel: saved_model_schema_version, meta_graphs
  wire.int(1, SCHEMA_VERSION);
  wire.message(2, () => writeMetaGraph(wire, content));
  return wire.finish();
}

function writeMetaGraph(
  wire: WireWriter,
  { nodes, signatures, initialization, tensorflowVersion }: SavedModelContent
): void {
  // MetaGraphDef: meta_info_def { tags, tensorflow_version }, graph_def, collection_def, signature_def
  wire.message(1, () => {
    wire.text(4, TAG);
    wire.text(5, tensorflowVersion);
  });
  wire.message(2, () => writeGraph(wire, nodes));
  if (initialization !== undefined) {
    // CollectionDef: node_list { value }
    wire.entry(4, INITIALIZATION, () => wire.message(1, () => wire.text(1, initialization)));
  }
  Object.entries(signatures).forEach(([name, signature]) =>
    wire.entry(5, name, () => writeSignature(wire, signature))
  );
}

function writeGraph(wire: WireWriter, nodes: readonly GraphNode[]): void {
  // GraphDef: node, versions { producer }
  nodes.forEach((node) => wire.message(1, () => writeNode(wire, node)));
  wire.message(4, () => wire.int(1, PRODUCER));
}

function writeNode(wire: WireWriter, { name, op, inputs, attributes }: GraphNode): void {
  // NodeDef: name, op, input, attr
  wire.text(1, name);
  wire.text(2, op);
  inputs.forEach((input) => wire.text(3, input));
  Object.entries(attributes).forEach(([key, value]) => wire.entry(5, key, () => writeAttribute(wire, value)));
}

function writeAttribute(wire: WireWriter, attribute: NodeAttribute): void {
  // AttrValue: list { i, type }, s, i, f, b, type, shape, tensor
  if ('type' in attribute) {
    wire.int(6, DTYPE_NUMBERS[attribute.type]);
  } else if ('int' in attribute) {
    wire.int(3, attribute.int);
  } else if ('float' in attribute) {
    wire.float(4, attribute.float);
  } else if ('bool' in attribute) {
    wire.bool(5, attribute.bool);
  } else if ('string' in attribute) {
    wire.text(2, attribute.string);
  } else if ('shape' in attribute) {
    wire.message(7, () => writeShape(wire, attribute.shape));
  } else if ('tensor' in attribute) {
    wire.message(8, () => writeTensor(wire, attribute.tensor));
  } else if ('ints' in attribute) {
    wire.message(1, () => wire.ints(3, attribute.ints));
  } else {
    const numbers = attribute.types.map((type) => DTYPE_NUMBERS[type]);
    wire.message(1, () => wire.ints(6, numbers));
  }
}

function writeShape(wire: WireWriter, shape: readonly number[]): void {
  // TensorShapeProto: dim { size }
  shape.forEach((size) => wire.message(2, () => wire.int(1, size)));
}

function writeTensor(wire: WireWriter, { dtype, shape, bytes }: TensorContent): void {
  // TensorProto: dtype, tensor_shape, tensor_content
  wire.int(1, DTYPE_NUMBERS[dtype]);
  wire.message(2, () => writeShape(wire, shape));
  wire.content(4, bytes);
}

function writeSignature(wire: WireWriter, { inputs, outputs }: Signature): void {
  // SignatureDef: inputs, outputs, method_name
  const write = (field: number, tensors: Record<string, SignatureTensor>): void =>
    Object.entries(tensors).forEach(([key, tensor]) =>
      wire.entry(field, key, () => writeTensorInfo(wire, tensor))
    );
  write(1, inputs);
  write(2, outputs);
  wire.text(3, 'tensorflow/serving/predict');
}

function writeTensorInfo(wire: WireWriter, { tensor, dtype, shape }: SignatureTensor): void {
  // TensorInfo: name, dtype, tensor_shape
  wire.text(1, tensor);
  wire.int(2, DTYPE_NUMBERS[dtype]);
  wire.message(3, () => writeShape(wire, shape));
}
