// Depthwise convolutions and their gradients. TensorFlow's own gradient to a 5×5 kernel takes several times as long as
// the convolution; the others wait for memory, which these go through in its order.
#include <algorithm>

#include "depthwise_operation.h"
#include "finish.h"
#include "instructions.h"
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/shape_inference.h"
#include "threads.h"

namespace efficientnet_lab {

namespace {

using tensorflow::OpKernel;
using tensorflow::OpKernelConstruction;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::TensorShape;
using tensorflow::errors::InvalidArgument;
using tensorflow::shape_inference::InferenceContext;
using tensorflow::shape_inference::ShapeHandle;

/// Positions, at least, of a part of the kernel's gradient: each has sums of its own.
constexpr int64_t SUM_POSITIONS = 512;
/// Bounds the memory of these sums.
constexpr int64_t MOST_SUMS = 64;
/// Of y, dx: [N, rows, columns, C] of the first input's N and C, rows and columns the attributes of these names.
absl::Status map_shape(InferenceContext* context, const char* rows, const char* columns) {
  ShapeHandle map;
  TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &map));
  int64_t height, width;
  TF_RETURN_IF_ERROR(context->GetAttr(rows, &height));
  TF_RETURN_IF_ERROR(context->GetAttr(columns, &width));
  context->set_output(0, context->MakeShape({context->Dim(map, 0), context->MakeDim(height), context->MakeDim(width),
                                             context->Dim(map, 3)}));
  return absl::OkStatus();
}

REGISTER_OP("EnetDepthwise")
    .Input("x: float")
    .Input("kernel: float")
    .Input("bias: biases * float")
    .Output("y: float")
    .Attr("biases: int >= 0 = 0")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .Attr("strides: int")
    .Attr("pad_top: int")
    .Attr("pad_left: int")
    .Attr("out_height: int >= 0")
    .Attr("out_width: int >= 0")
    .SetShapeFn([](InferenceContext* context) { return map_shape(context, "out_height", "out_width"); });

REGISTER_OP("EnetDepthwiseInputGradient")
    .Input("dy: float")
    .Input("kernel: float")
    .Output("dx: float")
    .Attr("strides: int")
    .Attr("pad_top: int")
    .Attr("pad_left: int")
    .Attr("height: int >= 0")
    .Attr("width: int >= 0")
    .SetShapeFn([](InferenceContext* context) { return map_shape(context, "height", "width"); });

REGISTER_OP("EnetDepthwiseKernelGradient")
    .Input("dy: float")
    .Input("x: float")
    .Output("dkernel: float")
    .Attr("strides: int")
    .Attr("pad_top: int")
    .Attr("pad_left: int")
    .Attr("kernel_height: int >= 0")
    .Attr("kernel_width: int >= 0")
    .SetShapeFn([](InferenceContext* context) {
      ShapeHandle x;
      TF_RETURN_IF_ERROR(context->WithRank(context->input(1), 4, &x));
      int64_t height, width;
      TF_RETURN_IF_ERROR(context->GetAttr("kernel_height", &height));
      TF_RETURN_IF_ERROR(context->GetAttr("kernel_width", &width));
      context->set_output(
          0, context->MakeShape({context->MakeDim(height), context->MakeDim(width), context->Dim(x, 3), 1}));
      return absl::OkStatus();
    });

/// y from x, or dx from dy.
class DepthwiseMap : public DepthwiseOperation {
 public:
  DepthwiseMap(OpKernelConstruction* context, const char* height_name, const char* width_name)
      : DepthwiseOperation(context) {
    OP_REQUIRES_OK(context, context->GetAttr(height_name, &height));
    OP_REQUIRES_OK(context, context->GetAttr(width_name, &width));
  }

 protected:
  /// Allocates the target; its rows, none of which there may be.
  absl::Status target(OpKernelContext* context, Tensor** to, int64_t* rows) const {
    TensorShape shape;
    TF_RETURN_IF_ERROR(map_like(context->input(0), height, width, &shape));
    TF_RETURN_IF_ERROR(context->allocate_output(0, shape, to));
    *rows = shape.num_elements() == 0 ? 0 : shape.dim_size(0) * height;
    return absl::OkStatus();
  }

  int64_t height;
  int64_t width;
};

class DepthwiseConvolution : public DepthwiseMap {
 public:
  explicit DepthwiseConvolution(OpKernelConstruction* context) : DepthwiseMap(context, "out_height", "out_width") {
    OP_REQUIRES_OK(context, finish_attributes(context, &biases, &activation));
  }

  void Compute(OpKernelContext* context) override {
    const Tensor &x = context->input(0), &kernel = context->input(1);
    Tensor* y;
    int64_t rows;
    OP_REQUIRES_OK(context, target(context, &y, &rows));
    const Depthwise d = geometry(context, x.shape(), kernel.shape(), y->shape());
    if (!context->status().ok() || rows == 0) {
      return;
    }
    Finish finish = {nullptr, nullptr, activation};
    OP_REQUIRES_OK(context, bias_of(context, biases, d.channels, &finish));
    // Each value is a sum of its own, so how the rows are shared changes no bit.
    share(context, rows, cycles(d, 1, d.channels), [&](int64_t begin, int64_t end) {
      depthwise_arithmetic().forward(d, floats(x), floats(kernel), finish, {begin, end}, floats(y));
    });
  }

 private:
  int64_t biases;
  Activation activation;
};

class DepthwiseInputGradient : public DepthwiseMap {
 public:
  explicit DepthwiseInputGradient(OpKernelConstruction* context) : DepthwiseMap(context, "height", "width") {}

  void Compute(OpKernelContext* context) override {
    const Tensor &dy = context->input(0), &kernel = context->input(1);
    Tensor* dx;
    int64_t rows;
    OP_REQUIRES_OK(context, target(context, &dx, &rows));
    const Depthwise d = geometry(context, dx->shape(), kernel.shape(), dy.shape());
    if (!context->status().ok()) {
      return;
    }
    share(context, rows, cycles(d, 1, d.channels), [&](int64_t begin, int64_t end) {
      depthwise_arithmetic().input_gradient(d, floats(dy), floats(kernel), {begin, end}, floats(dx));
    });
  }
};

class DepthwiseKernelGradient : public DepthwiseOperation {
 public:
  explicit DepthwiseKernelGradient(OpKernelConstruction* context) : DepthwiseOperation(context) {
    OP_REQUIRES_OK(context, context->GetAttr("kernel_height", &kernel_height));
    OP_REQUIRES_OK(context, context->GetAttr("kernel_width", &kernel_width));
  }

  void Compute(OpKernelContext* context) override {
    const Tensor &dy = context->input(0), &x = context->input(1);
    TensorShape shape;
    const int64_t sizes[] = {kernel_height, kernel_width, x.dims() == 4 ? x.dim_size(3) : 0, 1};
    for (const int64_t size : sizes) {
      OP_REQUIRES_OK(context, shape.AddDimWithStatus(size));
    }
    const Depthwise d = geometry(context, x.shape(), shape, dy.shape());
    if (!context->status().ok()) {
      return;
    }
    Tensor* gradient;
    OP_REQUIRES_OK(context, context->allocate_output(0, shape, &gradient));
    const int64_t count = shape.num_elements();
    if (count == 0 || dy.NumElements() == 0) {
      std::fill_n(floats(gradient), count, 0.f);
      return;
    }
    const int64_t rows = dy.dim_size(0) * d.out_height;
    const int64_t rows_of_part = std::max(quotient(SUM_POSITIONS, d.out_width), quotient(rows, MOST_SUMS));
    const int64_t parts = quotient(rows, rows_of_part);
    // Groups of channels of one size, whole vectors of any instructions.
    const int64_t groups = quotient(d.channels, KERNEL_GRADIENT_CHANNELS);
    const int64_t channels_of_group = quotient(quotient(d.channels, groups), 16) * 16;
    Tensor sums;
    OP_REQUIRES_OK(context, context->allocate_temp(tensorflow::DT_FLOAT, TensorShape({parts, count}), &sums));
    share(context, parts * groups, cycles(d, rows_of_part, channels_of_group), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t row = i / groups * rows_of_part, channel = i % groups * channels_of_group;
        depthwise_arithmetic().kernel_gradient(
            d, floats(dy), floats(x), {row, std::min(rows, row + rows_of_part)},
            {std::min(d.channels, channel), std::min(d.channels, channel + channels_of_group)},
            floats(&sums) + i / groups * count);
      }
    });
    // In the order of the parts, whichever thread was first.
    share(context, d.size * d.size, parts * d.channels / 4, [&](int64_t begin, int64_t end) {
      arithmetic().total(parts, count, {begin * d.channels, end * d.channels}, floats(&sums),
                                   floats(gradient));
    });
  }

 private:
  int64_t kernel_height;
  int64_t kernel_width;
};

REGISTER_KERNEL_BUILDER(Name("EnetDepthwise").Device(tensorflow::DEVICE_CPU), DepthwiseConvolution);
REGISTER_KERNEL_BUILDER(Name("EnetDepthwiseInputGradient").Device(tensorflow::DEVICE_CPU), DepthwiseInputGradient);
REGISTER_KERNEL_BUILDER(Name("EnetDepthwiseKernelGradient").Device(tensorflow::DEVICE_CPU), DepthwiseKernelGradient);

}  // namespace
}  // namespace efficientnet_lab
