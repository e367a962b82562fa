// Squeeze-and-excitation (Hu et al. 2018): the mean over height and width that its gates come from, what it multiplies by,
// y = x·gate with one value for each image and channel, and the gradient of that in one pass over dy and x: dx = dy·gate, dgate = Σdy·x over height and width.
#include "tensorflow/core/framework/op.h"
#include "tensorflow/core/framework/shape_inference.h"
#include "threads.h"

namespace efficientnet_lab {
namespace {

using tensorflow::OpKernel;
using tensorflow::OpKernelContext;
using tensorflow::Tensor;
using tensorflow::errors::InvalidArgument;

REGISTER_OP("EnetMean")
    .Input("x: float")
    .Output("mean: float")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      tensorflow::shape_inference::ShapeHandle x;
      TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &x));
      context->set_output(0, context->MakeShape({context->Dim(x, 0), 1, 1, context->Dim(x, 3)}));
      return absl::OkStatus();
    });

REGISTER_OP("EnetScale")
    .Input("x: float")
    .Input("gate: float")
    .Output("y: float")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      context->set_output(0, context->input(0));
      return absl::OkStatus();
    });

REGISTER_OP("EnetScaleGrad")
    .Input("dy: float")
    .Input("x: float")
    .Input("gate: float")
    .Output("dx: float")
    .Output("dgate: float")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      context->set_output(0, context->input(1));
      context->set_output(1, context->input(2));
      return absl::OkStatus();
    });

/// The gradient of the gate alone, where that of x is part of another operation.
REGISTER_OP("EnetGateGrad")
    .Input("dy: float")
    .Input("x: float")
    .Input("gate: float")
    .Output("dgate: float")
    .SetShapeFn([](tensorflow::shape_inference::InferenceContext* context) {
      context->set_output(0, context->input(2));
      return absl::OkStatus();
    });

/// Images and their rows; fails where the gate's shape isn't x's with one pixel.
Parts parts_of(OpKernelContext* context, const Tensor& x, const Tensor& gate) {
  if (x.dims() != 4 || gate.shape() != tensorflow::TensorShape({x.dim_size(0), 1, 1, x.dim_size(3)})) {
    context->CtxFailure(InvalidArgument("A map of shape ", x.shape().DebugString(), " got a gate of shape ",
                                        gate.shape().DebugString(), ". Expected [N, H, W, C] and [N, 1, 1, C]."));
    return Parts(0, {0, 0});
  }
  return Parts(x.dim_size(0), {x.dim_size(1) * x.dim_size(2), x.dim_size(3)});
}

class Mean : public OpKernel {
 public:
  using OpKernel::OpKernel;

  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    OP_REQUIRES(context, x.dims() == 4,
                InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), ". Expected [N, H, W, C]."));
    const int64_t images = x.dim_size(0), channels = x.dim_size(3);
    const Rows rows = {x.dim_size(1) * x.dim_size(2), channels};
    Tensor* mean;
    OP_REQUIRES_OK(context, context->allocate_output(0, {images, 1, 1, channels}, &mean));
    const int64_t groups = quotient(channels, MEAN_CHANNELS);
    share(context, images * groups, rows.count * std::min(channels, MEAN_CHANNELS) / 4, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t image = i / groups, channel = i % groups * MEAN_CHANNELS;
        arithmetic().means(rows, {channel, std::min(channels, channel + MEAN_CHANNELS)},
                           floats(x) + image * rows.count * channels, floats(mean) + image * channels);
      }
    });
  }
};

class Scale : public OpKernel {
 public:
  using OpKernel::OpKernel;

  void Compute(OpKernelContext* context) override {
    const Tensor &x = context->input(0), &gate = context->input(1);
    const Parts parts = parts_of(context, x, gate);
    if (!context->status().ok()) {
      return;
    }
    Tensor* y;
    OP_REQUIRES_OK(context, context->forward_input_or_allocate_output({0}, 0, x.shape(), &y));
    const float *values = x.flat<float>().data(), *gates = gate.flat<float>().data();
    float* to = y->flat<float>().data();
    parts.each(context, 1, [&](int64_t, int64_t image, int64_t at, Rows rows) {
      arithmetic().scale(rows, values + at, gates + image * rows.channels, to + at);
    });
  }
};

class ScaleGrad : public OpKernel {
 public:
  using OpKernel::OpKernel;

  void Compute(OpKernelContext* context) override {
    const Tensor &dy = context->input(0), &x = context->input(1), &gate = context->input(2);
    const Parts parts = parts_of(context, x, gate);
    if (!context->status().ok()) {
      return;
    }
    OP_REQUIRES(context, dy.shape() == x.shape(),
                InvalidArgument(name(), " got dy of shape ", dy.shape().DebugString(), " and x of ",
                                x.shape().DebugString(), "."));
    Tensor *dx = nullptr, *dgate;
    const bool scales = context->num_outputs() == 2;
    if (scales) {
      OP_REQUIRES_OK(context, context->forward_input_or_allocate_output({0}, 0, x.shape(), &dx));
    }
    OP_REQUIRES_OK(context, context->allocate_output(scales ? 1 : 0, gate.shape(), &dgate));
    const float *gradient = dy.flat<float>().data(), *values = x.flat<float>().data();
    const float* gates = gate.flat<float>().data();
    const int64_t channels = parts.rows.channels;
    PartSums sums(parts, channels);
    parts.each(context, 2, [&](int64_t part, int64_t image, int64_t at, Rows rows) {
      if (scales) {
        float* to = dx->flat<float>().data() + at;
        arithmetic().scale_gradient(rows, gradient + at, values + at, gates + image * channels, to, sums.of(part));
      } else {
        arithmetic().products(rows, gradient + at, values + at, sums.of(part));
      }
    });
    std::vector<double> total(channels);
    for (int64_t image = 0; image < parts.instances; image++) {
      sums.total(image, total.data());
      std::copy(total.begin(), total.end(), dgate->flat<float>().data() + image * channels);
    }
  }
};

REGISTER_KERNEL_BUILDER(Name("EnetMean").Device(tensorflow::DEVICE_CPU), Mean);
REGISTER_KERNEL_BUILDER(Name("EnetScale").Device(tensorflow::DEVICE_CPU), Scale);
REGISTER_KERNEL_BUILDER(Name("EnetScaleGrad").Device(tensorflow::DEVICE_CPU), ScaleGrad);
REGISTER_KERNEL_BUILDER(Name("EnetGateGrad").Device(tensorflow::DEVICE_CPU), ScaleGrad);

}  // namespace
}  // namespace efficientnet_lab
