// A whole MBConv block in inference (Sandler et al. 2018; Tan and Le 2019), its normalisations within its convolutions:
// u = activation(x·w + b) where it expands, v = activation(depthwise(u) + b), gate = σ(swish(mean(v)·w + b)·w + b) where it
// squeezes, y = (v·gate)·w + b + residual. A few images go through all of it before the next ones: what is between the
// convolutions, many times as large as x and y, stays in a core's own cache.
#include <algorithm>
#include <vector>

#include "depthwise_operation.h"
#include "packed_kernel.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/shape_inference.h"

namespace efficientnet_lab {
namespace {

using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::OpInputList;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::errors::InvalidArgument;
using tensorflow::shape_inference::InferenceContext;
using tensorflow::shape_inference::ShapeHandle;

/// Positions, at least, that the projection of some images goes over at a time: each takes its whole kernel from memory.
constexpr int64_t CHUNK_POSITIONS = 64;
/// Values of a band of the expanded map.
constexpr int64_t BAND_VALUES = 1 << 18;

REGISTER_OP("EnetMBConv")
    .Input("x: float")
    .Input("expand: expansions * float")
    .Input("depthwise_kernel: float")
    .Input("depthwise_bias: float")
    .Input("squeeze: squeezes * float")
    .Input("project_kernel: float")
    .Input("project_bias: float")
    .Input("residual: residuals * float")
    .Output("y: float")
    .Attr("expansions: int >= 0")
    .Attr("squeezes: int >= 0")
    .Attr("residuals: int >= 0")
    .Attr("activation: {'swish', 'relu6'}")
    .Attr("strides: int")
    .Attr("pad_top: int")
    .Attr("pad_left: int")
    .Attr("out_height: int >= 0")
    .Attr("out_width: int >= 0")
    .SetShapeFn([](InferenceContext* context) {
      std::vector<ShapeHandle> project;
      TF_RETURN_IF_ERROR(context->input("project_kernel", &project));
      ShapeHandle x, kernel;
      TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &x));
      TF_RETURN_IF_ERROR(context->WithRank(project[0], 4, &kernel));
      int64_t height, width;
      TF_RETURN_IF_ERROR(context->GetAttr("out_height", &height));
      TF_RETURN_IF_ERROR(context->GetAttr("out_width", &width));
      context->set_output(0, context->MakeShape({context->Dim(x, 0), context->MakeDim(height), context->MakeDim(width),
                                                 context->Dim(kernel, 3)}));
      return absl::OkStatus();
    });

/// A 1×1 convolution that is part of the block, with a bias.
struct Layer {
  Pointwise product = {};
  const float* packed = nullptr;
  Finish finish = {};
  Tensor own;

  /// The rows of y that so many rows of x give.
  void operator()(const float* x, int64_t rows, float* y) const {
    const Pointwise some = {rows, product.inputs, product.outputs};
    const int64_t panels = quotient(product.outputs, pointwise_arithmetic().panel);
    pointwise_arithmetic().multiply(some, x, packed, finish, {0, rows}, {0, panels}, y);
  }
};

class MBConv : public DepthwiseOperation {
 public:
  explicit MBConv(OpKernelConstruction* context) : DepthwiseOperation(context) {
    std::string named;
    OP_REQUIRES_OK(context, context->GetAttr("activation", &named));
    activation = named == "swish" ? Activation::swish : Activation::relu6;
    OP_REQUIRES_OK(context, context->GetAttr("out_height", &out_height));
    OP_REQUIRES_OK(context, context->GetAttr("out_width", &out_width));
  }

  void Compute(OpKernelContext* context) override {
    OpInputList expands, squeezes, residuals;
    const Tensor *depthwise_kernel, *depthwise_bias, *project_kernel, *project_bias;
    OP_REQUIRES_OK(context, context->input_list("expand", &expands));
    OP_REQUIRES_OK(context, context->input("depthwise_kernel", &depthwise_kernel));
    OP_REQUIRES_OK(context, context->input("depthwise_bias", &depthwise_bias));
    OP_REQUIRES_OK(context, context->input_list("squeeze", &squeezes));
    OP_REQUIRES_OK(context, context->input("project_kernel", &project_kernel));
    OP_REQUIRES_OK(context, context->input("project_bias", &project_bias));
    OP_REQUIRES_OK(context, context->input_list("residual", &residuals));
    OP_REQUIRES(context, expands.size() % 2 == 0 && expands.size() <= 2 && squeezes.size() % 4 == 0 &&
                             squeezes.size() <= 4 && residuals.size() <= 1,
                InvalidArgument(name(), " got ", expands.size(), " parts of an expansion, ", squeezes.size(),
                                " of squeeze-and-excitation and ", residuals.size(),
                                " residuals. Expected 0 or 2, 0 or 4, 0 or 1."));
    const Tensor& x = context->input(0);
    OP_REQUIRES(context, x.dims() == 4,
                InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), ". Expected [N, H, W, C]."));
    Block block;
    TensorShape map = x.shape();
    if (expands.size() > 0) {
      OP_REQUIRES_OK(context, layer(context, 0, x.dim_size(3), expands[0], expands[1], activation, &block.expand));
      map.set_dim(3, block.expand.product.outputs);
    }
    const int64_t channels = map.dim_size(3);
    OP_REQUIRES(context, channels > 0, InvalidArgument(name(), " got a map without channels. Expected one at least."));
    TensorShape shape = map;
    shape.set_dim(1, out_height);
    shape.set_dim(2, out_width);
    block.geometry = geometry(context, map, depthwise_kernel->shape(), shape);
    if (!context->status().ok()) {
      return;
    }
    OP_REQUIRES(context, depthwise_bias->shape() == TensorShape({channels}),
                InvalidArgument(name(), " got a bias of shape ", depthwise_bias->shape().DebugString(), " for ", channels,
                                " channels."));
    block.kernel = floats(*depthwise_kernel);
    block.finish = {floats(*depthwise_bias), nullptr, activation};
    if (squeezes.size() > 0) {
      OP_REQUIRES_OK(context, layer(context, 1, channels, squeezes[0], squeezes[1], Activation::swish, &block.squeeze));
      OP_REQUIRES_OK(context, layer(context, 2, block.squeeze.product.outputs, squeezes[2], squeezes[3],
                                    Activation::sigmoid, &block.excite));
      OP_REQUIRES(context, block.excite.product.outputs == channels,
                  InvalidArgument(name(), " got gates for ", block.excite.product.outputs, " of ", channels,
                                  " channels."));
    }
    OP_REQUIRES_OK(context, layer(context, 3, channels, *project_kernel, *project_bias, Activation::none, &block.project));
    shape.set_dim(3, block.project.product.outputs);
    OP_REQUIRES(context, residuals.size() == 0 || residuals[0].shape() == shape,
                InvalidArgument(name(), " got a residual of shape ",
                                residuals.size() == 0 ? "" : residuals[0].shape().DebugString(), ". Expected ",
                                shape.DebugString(), "."));
    Tensor* y;
    OP_REQUIRES_OK(context, context->allocate_output(0, shape, &y));
    if (shape.num_elements() == 0) {
      return;
    }
    const int64_t images = shape.dim_size(0), positions = out_height * out_width;
    const int64_t chunk = std::min(images, quotient(CHUNK_POSITIONS, positions));
    const int64_t of_x = x.dim_size(1) * x.dim_size(2) * x.dim_size(3), of_y = positions * shape.dim_size(3);
    const float* residual = residuals.size() == 0 ? nullptr : floats(residuals[0]);
    // Each value is a sum of its own, so how the images are shared changes no bit.
    share(context, quotient(images, chunk), chunk * (positions * channels * (channels + of_y / positions)) / 16,
          [&](int64_t begin, int64_t end) {
            for (int64_t first = begin * chunk; first < std::min(images, end * chunk); first += chunk) {
              const int64_t count = std::min(chunk, images - first);
              block(floats(x) + first * of_x, count, residual == nullptr ? nullptr : residual + first * of_y,
                    floats(y) + first * of_y);
            }
          });
  }

 private:
  struct Block {
    Layer expand, squeeze, excite, project;
    Depthwise geometry;
    const float* kernel;
    Finish finish;

    /// Some images, one after the other, in memory of the thread's own.
    void operator()(const float* x, int64_t images, const float* residual, float* y) const {
      thread_local std::vector<float> maps, means, squeezed;
      const int64_t channels = geometry.channels, positions = geometry.out_height * geometry.out_width;
      const int64_t inputs = expand.packed == nullptr ? channels : expand.product.inputs;
      float* v = grown(maps, images * positions * channels);
      for (int64_t image = 0; image < images; image++) {
        mapped(x + image * geometry.height * geometry.width * inputs, v + image * positions * channels);
      }
      if (squeeze.packed != nullptr) {
        float* gates = grown(means, images * channels);
        float* few = grown(squeezed, images * squeeze.product.outputs);
        const Rows rows = {positions, channels};
        for (int64_t image = 0; image < images; image++) {
          for (int64_t channel = 0; channel < channels; channel += MEAN_CHANNELS) {
            arithmetic().means(rows, {channel, std::min(channels, channel + MEAN_CHANNELS)},
                               v + image * positions * channels, gates + image * channels);
          }
        }
        squeeze(gates, images, few);
        excite(few, images, gates);
        for (int64_t image = 0; image < images; image++) {
          float* own = v + image * positions * channels;
          arithmetic().scale(rows, own, gates + image * channels, own);
        }
      }
      Layer last = {project.product, project.packed, project.finish, {}};
      last.finish.residual = residual;
      last(v, images * positions, y);
    }

    /// The expanded map of one image, a band of it at a time, through the depthwise convolution.
    void mapped(const float* x, float* v) const {
      const Depthwise& d = geometry;
      if (expand.packed == nullptr) {
        depthwise_arithmetic().forward(d, x, kernel, finish, {0, d.out_height}, v);
        return;
      }
      thread_local std::vector<float> expanded;
      const int64_t row = d.width * d.channels;
      const int64_t band = std::max<int64_t>(1, (BAND_VALUES / row - d.size) / d.strides + 1);
      for (int64_t begin = 0; begin < d.out_height; begin += band) {
        const int64_t end = std::min(d.out_height, begin + band);
        const int64_t top = std::max<int64_t>(0, begin * d.strides - d.pad_top);
        const int64_t bottom = std::min(d.height, (end - 1) * d.strides - d.pad_top + d.size);
        Depthwise part = d;
        part.height = bottom - top;
        part.out_height = end - begin;
        part.pad_top = top - (begin * d.strides - d.pad_top);
        float* u = grown(expanded, part.height * row);
        expand(x + top * d.width * expand.product.inputs, part.height * d.width, u);
        depthwise_arithmetic().forward(part, u, kernel, finish, {0, part.out_height}, v + begin * d.out_width * d.channels);
      }
    }

    static float* grown(std::vector<float>& values, size_t size) {
      values.resize(std::max(values.size(), size));
      return values.data();
    }
  };

  absl::Status layer(OpKernelContext* context, int place, int64_t inputs, const Tensor& kernel, const Tensor& bias,
                     Activation activation, Layer* layer) {
    const bool is_matrix = kernel.dims() == 4 && kernel.dim_size(0) == 1 && kernel.dim_size(1) == 1;
    if (!is_matrix || kernel.dim_size(2) != inputs || bias.shape() != TensorShape({kernel.dim_size(3)})) {
      return InvalidArgument(name(), " got a kernel of ", kernel.shape().DebugString(), " and a bias of ",
                             bias.shape().DebugString(), " for ", inputs, " channels. Expected [1, 1, ", inputs,
                             ", K] and [K].");
    }
    layer->product = {0, inputs, kernel.dim_size(3)};
    layer->finish = {floats(bias), nullptr, activation};
    return kept[place].values(context, layer->product, kernel, &layer->own, &layer->packed);
  }

  Activation activation;
  int64_t out_height;
  int64_t out_width;
  PackedKernel kept[4];
};

REGISTER_KERNEL_BUILDER(Name("EnetMBConv").Device(tensorflow::DEVICE_CPU), MBConv);

}  // namespace
}  // namespace efficientnet_lab
