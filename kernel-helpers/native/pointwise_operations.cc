// Convolutions of 1×1 with strides of 1, what follows them, and their gradients: y = activation(x·w + bias) + residual,
// x times the gates of squeeze-and-excitation where there are some, dx = dy·wᵀ, dw = xᵀ·dy, over the positions of all
// images. TensorFlow's own products are made for larger matrices: with the few positions of squeeze-and-excitation they take
// several times as long, and nothing can end within them.
#include <algorithm>
#include <vector>

#include "finish.h"
#include "packed_kernel.h"
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

/// Rows that are worth a thread's while, a multiple of all tiles' rows.
constexpr int64_t PART_ROWS = 96;
/// Parts, at least, of what few rows give; they are of columns then.
constexpr int64_t LEAST_PARTS = 8;
/// Rows of a part of the kernel's gradient, at least: each has sums of its own.
constexpr int64_t SUM_ROWS = 2048;
/// Bounds the memory of these sums.
constexpr int64_t MOST_SUMS = 16;
/// Rows of the kernel's gradient that a part takes, a multiple of all tiles' rows.
constexpr int64_t INPUT_BAND = 24;

REGISTER_OP("EnetPointwise")
    .Input("x: float")
    .Input("kernel: float")
    .Input("bias: biases * float")
    .Input("residual: residuals * float")
    .Input("gate: gates * float")
    .Output("y: float")
    .Attr("biases: int >= 0 = 0")
    .Attr("residuals: int >= 0 = 0")
    .Attr("gates: int >= 0 = 0")
    .Attr("transposed: bool = false")
    .Attr("constant: bool = false")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn([](InferenceContext* context) {
      ShapeHandle x, kernel, map, y;
      TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &x));
      TF_RETURN_IF_ERROR(context->WithRank(context->input(1), 4, &kernel));
      bool transposed;
      TF_RETURN_IF_ERROR(context->GetAttr("transposed", &transposed));
      TF_RETURN_IF_ERROR(context->ReplaceDim(x, 3, context->Dim(kernel, transposed ? 2 : 3), &y));
      context->set_output(0, y);
      return absl::OkStatus();
    });

REGISTER_OP("EnetPointwiseKernelGradient")
    .Input("x: float")
    .Input("dy: float")
    .Output("dkernel: float")
    .SetShapeFn([](InferenceContext* context) {
      ShapeHandle x, dy;
      TF_RETURN_IF_ERROR(context->WithRank(context->input(0), 4, &x));
      TF_RETURN_IF_ERROR(context->WithRank(context->input(1), 4, &dy));
      context->set_output(0, context->MakeShape({1, 1, context->Dim(x, 3), context->Dim(dy, 3)}));
      return absl::OkStatus();
    });

/// Of so many products.
int64_t cycles(int64_t products) { return products / 16; }

class PointwiseConvolution : public OpKernel {
 public:
  explicit PointwiseConvolution(OpKernelConstruction* context) : OpKernel(context) {
    OP_REQUIRES_OK(context, finish_attributes(context, &biases, &activation));
    OP_REQUIRES_OK(context, context->GetAttr("transposed", &transposed));
    OP_REQUIRES_OK(context, context->GetAttr("constant", &constant));
    OP_REQUIRES_OK(context, context->GetAttr("residuals", &residuals));
    OP_REQUIRES_OK(context, context->GetAttr("gates", &gates));
    OP_REQUIRES(context, residuals <= 1 && gates <= 1,
                InvalidArgument(name(), " got ", residuals, " residuals and ", gates, " gates. Expected one at most."));
  }

  void Compute(OpKernelContext* context) override {
    const Tensor &x = context->input(0), &kernel = context->input(1);
    OP_REQUIRES(context,
                x.dims() == 4 && kernel.dims() == 4 && kernel.dim_size(0) == 1 && kernel.dim_size(1) == 1 &&
                    x.dim_size(3) == kernel.dim_size(transposed ? 3 : 2),
                InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), " and a kernel of ",
                                kernel.shape().DebugString(), ". Expected [N, H, W, C] and [1, 1, ",
                                transposed ? "K, C" : "C, K", "]."));
    TensorShape shape = x.shape();
    shape.set_dim(3, kernel.dim_size(transposed ? 2 : 3));
    const Pointwise product = {x.dim_size(0) * x.dim_size(1) * x.dim_size(2), x.dim_size(3), shape.dim_size(3)};
    Finish finish = {nullptr, nullptr, activation};
    OP_REQUIRES_OK(context, bias_of(context, biases, product.outputs, &finish));
    if (residuals > 0) {
      const Tensor& residual = context->input(2 + biases);
      OP_REQUIRES(context, residual.shape() == shape,
                  InvalidArgument(name(), " got a residual of shape ", residual.shape().DebugString(), ". Expected ",
                                  shape.DebugString(), "."));
      finish.residual = floats(residual);
    }
    const float* gate = nullptr;
    if (gates > 0) {
      const Tensor& given = context->input(2 + biases + residuals);
      OP_REQUIRES(context, given.shape() == TensorShape({x.dim_size(0), 1, 1, product.inputs}),
                  InvalidArgument(name(), " got a gate of shape ", given.shape().DebugString(), " for x of ",
                                  x.shape().DebugString(), ". Expected [N, 1, 1, C]."));
      gate = floats(given);
    }
    Tensor* y;
    OP_REQUIRES_OK(context, context->allocate_output(0, shape, &y));
    if (shape.num_elements() == 0) {
      return;
    }
    const int64_t positions = x.dim_size(1) * x.dim_size(2);
    Tensor own;
    const float* packed;
    OP_REQUIRES_OK(context, constant ? kept.values(context, product, kernel, &own, &packed)
                                     : pack(context, product, kernel, transposed, &own, &packed));
    const int64_t panels = quotient(product.outputs, pointwise_arithmetic().panel);
    const int64_t parts = quotient(product.rows, PART_ROWS);
    const int64_t groups = std::min(panels, quotient(LEAST_PARTS, parts));
    // Each value is a sum of its own, so how they are shared changes no bit.
    share(context, parts * groups, cycles(std::min(product.rows, PART_ROWS) * product.inputs * product.outputs / groups),
          [&](int64_t begin, int64_t end) {
            for (int64_t i = begin; i < end; i++) {
              const int64_t row = i / groups * PART_ROWS, group = i % groups;
              const Range rows = {row, std::min(product.rows, row + PART_ROWS)};
              const float* from = floats(x) + row * product.inputs;
              pointwise_arithmetic().multiply(product, gate == nullptr ? from : gated(product, from, gate, positions, rows),
                                              packed, finish, rows,
                                              {group * panels / groups, (group + 1) * panels / groups}, floats(y));
            }
          });
  }

 private:
  /// A part's rows of x times their image's gate; of a thread's own memory, until it asks again.
  static const float* gated(const Pointwise& product, const float* x, const float* gate, int64_t positions, Range rows) {
    thread_local std::vector<float> scaled;
    scaled.resize(std::max<size_t>(scaled.size(), PART_ROWS * product.inputs));
    for (int64_t row = rows.begin; row < rows.end;) {
      const int64_t image = row / positions, end = std::min(rows.end, (image + 1) * positions);
      const int64_t at = (row - rows.begin) * product.inputs;
      arithmetic().scale({end - row, product.inputs}, x + at, gate + image * product.inputs, scaled.data() + at);
      row = end;
    }
    return scaled.data();
  }

  bool transposed;
  bool constant;
  int64_t biases;
  int64_t residuals;
  int64_t gates;
  Activation activation;
  PackedKernel kept;
};

class PointwiseKernelGradient : public OpKernel {
 public:
  using OpKernel::OpKernel;

  void Compute(OpKernelContext* context) override {
    const Tensor &x = context->input(0), &dy = context->input(1);
    OP_REQUIRES(context,
                x.dims() == 4 && dy.dims() == 4 && x.dim_size(0) == dy.dim_size(0) && x.dim_size(1) == dy.dim_size(1) &&
                    x.dim_size(2) == dy.dim_size(2),
                InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), " and dy of ",
                                dy.shape().DebugString(), ". Expected [N, H, W, C] and [N, H, W, K]."));
    const Pointwise product = {x.dim_size(0) * x.dim_size(1) * x.dim_size(2), x.dim_size(3), dy.dim_size(3)};
    const auto [rows, inputs, outputs] = product;
    Tensor* gradient;
    OP_REQUIRES_OK(context, context->allocate_output(0, TensorShape({1, 1, inputs, outputs}), &gradient));
    if (rows == 0 || inputs * outputs == 0) {
      std::fill_n(floats(gradient), inputs * outputs, 0.f);
      return;
    }
    const PointwiseArithmetic& arithmetic = pointwise_arithmetic();
    const int64_t rows_of_part = std::max(SUM_ROWS, quotient(rows, MOST_SUMS));
    const int64_t parts = quotient(rows, rows_of_part);
    // Few rows are shared by the gradient's own rows, or by panels of its columns, whichever are more.
    const int64_t panels = quotient(outputs, arithmetic.panel), bands = quotient(inputs, INPUT_BAND);
    const int64_t groups = std::min(std::max(panels, bands), quotient(LEAST_PARTS, parts));
    const auto within = [&](int64_t count, int64_t group) {
      return Range{count * group / groups, count * (group + 1) / groups};
    };
    const int64_t scratch_size = arithmetic.scratch_size(outputs);
    Tensor scratch, sums;
    OP_REQUIRES_OK(context, context->allocate_temp(tensorflow::DT_FLOAT,
                                                   TensorShape({parts * groups, scratch_size}), &scratch));
    if (parts > 1) {
      OP_REQUIRES_OK(context, context->allocate_temp(tensorflow::DT_FLOAT, TensorShape({parts, inputs * outputs}), &sums));
    }
    float* to = parts > 1 ? floats(&sums) : floats(gradient);
    share(context, parts * groups, cycles(rows_of_part * inputs * outputs / groups), [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; i++) {
        const int64_t part = i / groups, row = part * rows_of_part;
        const bool by_panels = panels >= bands;
        const Range band = by_panels ? Range{0, bands} : within(bands, i % groups);
        arithmetic.kernel_gradient(
            product, floats(x), floats(dy), {row, std::min(rows, row + rows_of_part)},
            {band.begin * INPUT_BAND, std::min(inputs, band.end * INPUT_BAND)},
            by_panels ? within(panels, i % groups) : Range{0, panels}, floats(&scratch) + i * scratch_size,
            to + part * inputs * outputs);
      }
    });
    if (parts > 1) {
      // In the order of the parts, whichever thread was first.
      share(context, inputs, parts * outputs / 4, [&](int64_t begin, int64_t end) {
        efficientnet_lab::arithmetic().total(parts, inputs * outputs, {begin * outputs, end * outputs}, floats(&sums), floats(gradient));
      });
    }
  }
};

REGISTER_KERNEL_BUILDER(Name("EnetPointwise").Device(tensorflow::DEVICE_CPU), PointwiseConvolution);
REGISTER_KERNEL_BUILDER(Name("EnetPointwiseKernelGradient").Device(tensorflow::DEVICE_CPU), PointwiseKernelGradient);

}  // namespace
}  // namespace efficientnet_lab
