// Batch and group normalisation with what follows them, in two passes over x, and their gradient from x alone: neither the
// normalised values nor those before the activation are kept.
//
// u = (x − μ)/√(σ² + ε)·γ + β, y = activation(u). With du = dy·activation′(u), x̂ = (x − μ)/√(σ² + ε) and means over what
// μ is the mean of: dx = (γ·du − mean(γ·du) − x̂·mean(γ·du·x̂))/√(σ² + ε), dγ = Σdu·x̂, dβ = Σdu (Ioffe and Szegedy 2015,
// section 3; Wu and He 2018).
#include <cmath>

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

/// Statistics lie in [N, 1, 1, C] for group norm, in [C] for batch norm.
absl::Status forward_shapes(InferenceContext* context) {
  context->set_output(0, context->input(0));
  for (int i = 1; i < context->num_outputs(); i++) {
    context->set_output(i, context->UnknownShape());
  }
  return absl::OkStatus();
}

absl::Status gradient_shapes(InferenceContext* context) {
  context->set_output(0, context->input(1));
  context->set_output(1, context->input(2));
  context->set_output(2, context->input(2));
  return absl::OkStatus();
}

REGISTER_OP("EnetBatchNorm")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Output("y: float")
    .Output("mean: float")
    // Divided by m − 1, as FusedBatchNormV3 gives it.
    .Output("variance: float")
    .Output("inverse: float")
    .Attr("epsilon: float")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(forward_shapes);

REGISTER_OP("EnetGroupNorm")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Output("y: float")
    .Output("mean: float")
    .Output("inverse: float")
    .Attr("epsilon: float")
    .Attr("group_size: int >= 1")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(forward_shapes);

/// y of EnetBatchNorm, or in groups of EnetGroupNorm, once more: from the statistics that it gave, with the same bits.
REGISTER_OP("EnetNormalize")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Input("mean: float")
    .Input("inverse: float")
    .Output("y: float")
    .Attr("group_size: int >= 0 = 0")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(forward_shapes);

REGISTER_OP("EnetBatchNormGrad")
    .Input("dy: float")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Input("mean: float")
    .Input("inverse: float")
    .Output("dx: float")
    .Output("dscale: float")
    .Output("doffset: float")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(gradient_shapes);

REGISTER_OP("EnetGroupNormGrad")
    .Input("dy: float")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Input("mean: float")
    .Input("inverse: float")
    .Output("dx: float")
    .Output("dscale: float")
    .Output("doffset: float")
    .Attr("group_size: int >= 1")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(gradient_shapes);

/// The same behind squeeze-and-excitation: dy is the gradient of activation(u)·gate, and `spread` what reaches each
/// position of an image from the mean of activation(u).
REGISTER_OP("EnetGatedBatchNormGrad")
    .Input("dy: float")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Input("mean: float")
    .Input("inverse: float")
    .Input("gate: float")
    .Input("spread: float")
    .Output("dx: float")
    .Output("dscale: float")
    .Output("doffset: float")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(gradient_shapes);

REGISTER_OP("EnetGatedGroupNormGrad")
    .Input("dy: float")
    .Input("x: float")
    .Input("scale: float")
    .Input("offset: float")
    .Input("mean: float")
    .Input("inverse: float")
    .Input("gate: float")
    .Input("spread: float")
    .Output("dx: float")
    .Output("dscale: float")
    .Output("doffset: float")
    .Attr("group_size: int >= 1")
    .Attr("activation: {'none', 'swish', 'relu6'} = 'none'")
    .SetShapeFn(gradient_shapes);

const float* floats(const Tensor& tensor) { return tensor.flat<float>().data(); }
float* floats(Tensor* tensor) { return tensor->flat<float>().data(); }

/// What is common to both directions and both kinds.
class Normalization : public OpKernel {
 public:
  explicit Normalization(OpKernelConstruction* context) : OpKernel(context) {
    std::string name;
    OP_REQUIRES_OK(context, context->GetAttr("activation", &name));
    activation = name == "swish" ? Activation::swish : name == "relu6" ? Activation::relu6 : Activation::none;
    if (context->HasAttr("group_size")) {
      OP_REQUIRES_OK(context, context->GetAttr("group_size", &group_size));
    }
  }

 protected:
  bool is_batch() const { return group_size == 0; }

  /// Instances and their rows; fails where the shapes of x, scale and offset don't fit each other.
  Parts parts_of(OpKernelContext* context, const Tensor& x, int scale) const {
    const int64_t channels = x.dims() == 4 ? x.dim_size(3) : 0;
    for (int i = scale; i < scale + 2; i++) {
      const Tensor& vector = context->input(i);
      if (x.dims() != 4 || vector.dims() != 1 || vector.dim_size(0) != channels) {
        context->CtxFailure(InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), " and input ", i,
                                            " of shape ", vector.shape().DebugString(),
                                            ". Expected [N, H, W, C] and [C]."));
        return Parts(0, {0, 0});
      }
    }
    if (!is_batch() && channels % group_size != 0) {
      context->CtxFailure(InvalidArgument(name(), " got ", channels, " channels in groups of ", group_size, "."));
      return Parts(0, {0, 0});
    }
    const int64_t positions = x.dim_size(1) * x.dim_size(2);
    return is_batch() ? Parts(1, {x.dim_size(0) * positions, channels})
                      : Parts(x.dim_size(0), {positions, channels});
  }

  /// γ/√(σ² + ε) of each instance and channel; forward, again and in the gradient the same.
  static std::vector<float> factors(const Parts& parts, const float* scale, const float* inverse) {
    const int64_t channels = parts.rows.channels;
    std::vector<float> factor(parts.instances * channels);
    for (int64_t i = 0; i < parts.instances * channels; i++) {
      factor[i] = static_cast<float>(static_cast<double>(scale[i % channels]) * inverse[i]);
    }
    return factor;
  }

  void normalize(OpKernelContext* context, const Parts& parts, const float* x, const float* mean, const float* inverse,
                 float* y) const {
    const float* offset = floats(context->input(2));
    const std::vector<float> factor = factors(parts, floats(context->input(1)), inverse);
    parts.each(context, activation == Activation::swish ? 6 : 2, [&](int64_t, int64_t instance, int64_t at, Rows rows) {
      const int64_t first = instance * rows.channels;
      arithmetic().normalize(rows, x + at, mean + first, &factor[first], offset, activation, y + at);
    });
  }

  TensorShape statistics(const Tensor& x) const {
    return is_batch() ? TensorShape({x.dim_size(3)}) : TensorShape({x.dim_size(0), 1, 1, x.dim_size(3)});
  }

  /// Replaces each channel's value by the mean over its group.
  void average(double* values, int64_t channels) const {
    if (is_batch()) {
      return;
    }
    for (int64_t group = 0; group < channels; group += group_size) {
      double sum = 0;
      for (int64_t c = group; c < group + group_size; c++) {
        sum += values[c];
      }
      std::fill(values + group, values + group + group_size, sum / group_size);
    }
  }

  Activation activation;
  int64_t group_size = 0;
};

class NormalizationForward : public Normalization {
 public:
  explicit NormalizationForward(OpKernelConstruction* context) : Normalization(context) {
    OP_REQUIRES_OK(context, context->GetAttr("epsilon", &epsilon));
  }

  void Compute(OpKernelContext* context) override {
    const Tensor& x = context->input(0);
    const Parts parts = parts_of(context, x, 1);
    if (!context->status().ok()) {
      return;
    }
    Tensor *y, *mean, *variance = nullptr, *inverse;
    OP_REQUIRES_OK(context, context->allocate_output(0, x.shape(), &y));
    OP_REQUIRES_OK(context, context->allocate_output(1, statistics(x), &mean));
    if (is_batch()) {
      OP_REQUIRES_OK(context, context->allocate_output(2, statistics(x), &variance));
    }
    OP_REQUIRES_OK(context, context->allocate_output(is_batch() ? 3 : 2, statistics(x), &inverse));
    const int64_t channels = parts.rows.channels;
    const float* values = floats(x);
    // Sums are taken of x less the first row, which keeps their digits where the mean is far from 0.
    PartSums sums(parts, 2 * channels);
    parts.each(context, 1, [&](int64_t part, int64_t instance, int64_t at, Rows rows) {
      arithmetic().moments(rows, values + at, values + instance * parts.rows.count * channels, sums.of(part));
    });
    std::vector<double> moments(2 * channels);
    for (int64_t instance = 0; instance < parts.instances; instance++) {
      sums.total(instance, moments.data());
      const float* first = values + instance * parts.rows.count * channels;
      const double count = parts.rows.count;
      for (int64_t c = 0; c < channels; c++) {
        const double mean_c = moments[c] / count;
        const double variance_c = std::max(moments[channels + c] / count - mean_c * mean_c, 0.0);
        moments[c] = parts.rows.count > 0 ? mean_c + first[c] : 0;
        // NaN passes: std::max gives its first argument where the comparison is false.
        moments[channels + c] = parts.rows.count > 0 ? variance_c : 0;
      }
      spread(moments.data(), channels);
      for (int64_t c = 0; c < channels; c++) {
        const int64_t i = instance * channels + c;
        const double inverse_c = 1 / std::sqrt(moments[channels + c] + epsilon);
        floats(mean)[i] = static_cast<float>(moments[c]);
        floats(inverse)[i] = static_cast<float>(inverse_c);
        if (variance != nullptr) {
          floats(variance)[i] = static_cast<float>(moments[channels + c] * (count / std::max(count - 1, 1.0)));
        }
      }
    }
    normalize(context, parts, values, floats(mean), floats(inverse), floats(y));
  }

 private:
  /// Means and variances of channels become those of their groups: the group's variance is the mean of the channels'
  /// variances and that of their means.
  void spread(double* moments, int64_t channels) const {
    if (is_batch()) {
      return;
    }
    std::vector<double> means(moments, moments + channels);
    average(moments, channels);
    for (int64_t c = 0; c < channels; c++) {
      const double apart = means[c] - moments[c];
      moments[channels + c] += apart * apart;
    }
    average(moments + channels, channels);
  }

  float epsilon;
};

class NormalizationAgain : public Normalization {
 public:
  using Normalization::Normalization;

  void Compute(OpKernelContext* context) override {
    const Tensor &x = context->input(0), &mean = context->input(3), &inverse = context->input(4);
    const Parts parts = parts_of(context, x, 1);
    if (!context->status().ok()) {
      return;
    }
    OP_REQUIRES(context, mean.shape() == statistics(x) && inverse.shape() == statistics(x),
                InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), " and statistics of ",
                                mean.shape().DebugString(), " and ", inverse.shape().DebugString(), "."));
    Tensor* y;
    OP_REQUIRES_OK(context, context->allocate_output(0, x.shape(), &y));
    normalize(context, parts, floats(x), floats(mean), floats(inverse), floats(y));
  }
};

class NormalizationGradient : public Normalization {
  /// Index of the first of the inputs that a gate adds.
  static constexpr int GATE = 6;

 public:
  using Normalization::Normalization;

  void Compute(OpKernelContext* context) override {
    const Tensor &dy = context->input(0), &x = context->input(1);
    const Parts parts = parts_of(context, x, 2);
    if (!context->status().ok()) {
      return;
    }
    OP_REQUIRES(context,
                dy.shape() == x.shape() && context->input(4).shape() == statistics(x) &&
                    context->input(5).shape() == statistics(x),
                InvalidArgument(name(), " got dy of shape ", dy.shape().DebugString(), ", x of ",
                                x.shape().DebugString(), " and statistics of ",
                                context->input(4).shape().DebugString(), " and ",
                                context->input(5).shape().DebugString(), "."));
    const bool gated = context->num_inputs() > GATE;
    const TensorShape images({x.dim_size(0), 1, 1, x.dim_size(3)});
    for (int i = GATE; i < context->num_inputs(); i++) {
      OP_REQUIRES(context, context->input(i).shape() == images,
                  InvalidArgument(name(), " got x of shape ", x.shape().DebugString(), " and input ", i, " of shape ",
                                  context->input(i).shape().DebugString(), ". Expected [N, 1, 1, C]."));
    }
    const int64_t positions = x.dim_size(1) * x.dim_size(2);
    const Gating gating = gated ? Gating{floats(context->input(GATE)), floats(context->input(GATE + 1)), positions, 0}
                                : Gating{nullptr, nullptr, 1, 0};
    Tensor *dx, *dscale, *doffset;
    OP_REQUIRES_OK(context, context->forward_input_or_allocate_output({0}, 0, x.shape(), &dx));
    const TensorShape vector = context->input(2).shape();
    OP_REQUIRES_OK(context, context->allocate_output(1, vector, &dscale));
    OP_REQUIRES_OK(context, context->allocate_output(2, vector, &doffset));
    const int64_t channels = parts.rows.channels;
    const float *values = floats(x), *scale = floats(context->input(2)), *offset = floats(context->input(3));
    const float *mean = floats(context->input(4)), *inverse = floats(context->input(5));
    const std::vector<float> factor = factors(parts, scale, inverse);
    // With neither activation nor gate du is dy.
    const float* du = activation == Activation::none && !gated ? floats(dy) : floats(dx);
    PartSums sums(parts, 2 * channels);
    parts.each(context, activation == Activation::swish ? 8 : 3,
               [&](int64_t part, int64_t instance, int64_t at, Rows rows) {
                 const int64_t first = instance * channels;
                 Gating own = gating;
                 own.first_row = at / channels;
                 arithmetic().normalize_gradient(rows, floats(dy) + at, values + at, mean + first, inverse + first,
                                                 &factor[first], offset, activation, own, floats(dx) + at,
                                                 sums.of(part));
               });
    std::vector<float> a(parts.instances * channels), b(parts.instances * channels), c(parts.instances * channels);
    std::vector<double> own(2 * channels), total(2 * channels, 0.0);
    for (int64_t instance = 0; instance < parts.instances; instance++) {
      const int64_t first = instance * channels;
      sums.total(instance, own.data());
      for (int64_t i = 0; i < channels; i++) {
        total[i] += own[i];
        total[channels + i] += own[channels + i];
        own[i] *= scale[i] / static_cast<double>(parts.rows.count);
        own[channels + i] *= scale[i] / static_cast<double>(parts.rows.count);
      }
      average(own.data(), channels);
      average(own.data() + channels, channels);
      for (int64_t i = 0; i < channels; i++) {
        const double inverse_i = inverse[first + i];
        a[first + i] = static_cast<float>(scale[i] * inverse_i);
        b[first + i] = static_cast<float>(-inverse_i * inverse_i * own[channels + i]);
        c[first + i] = static_cast<float>(-inverse_i * own[i]);
      }
    }
    for (int64_t i = 0; i < channels; i++) {
      floats(doffset)[i] = static_cast<float>(total[i]);
      floats(dscale)[i] = static_cast<float>(total[channels + i]);
    }
    parts.each(context, 2, [&](int64_t, int64_t instance, int64_t at, Rows rows) {
      const int64_t first = instance * channels;
      arithmetic().combine(rows, du + at, values + at, mean + first, &a[first], &b[first], &c[first], floats(dx) + at);
    });
  }
};

REGISTER_KERNEL_BUILDER(Name("EnetBatchNorm").Device(tensorflow::DEVICE_CPU), NormalizationForward);
REGISTER_KERNEL_BUILDER(Name("EnetGroupNorm").Device(tensorflow::DEVICE_CPU), NormalizationForward);
REGISTER_KERNEL_BUILDER(Name("EnetNormalize").Device(tensorflow::DEVICE_CPU), NormalizationAgain);
REGISTER_KERNEL_BUILDER(Name("EnetBatchNormGrad").Device(tensorflow::DEVICE_CPU), NormalizationGradient);
REGISTER_KERNEL_BUILDER(Name("EnetGroupNormGrad").Device(tensorflow::DEVICE_CPU), NormalizationGradient);
REGISTER_KERNEL_BUILDER(Name("EnetGatedBatchNormGrad").Device(tensorflow::DEVICE_CPU), NormalizationGradient);
REGISTER_KERNEL_BUILDER(Name("EnetGatedGroupNormGrad").Device(tensorflow::DEVICE_CPU), NormalizationGradient);

}  // namespace
}  // namespace efficientnet_lab
