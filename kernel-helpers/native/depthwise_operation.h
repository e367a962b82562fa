// What operations with a depthwise convolution share: its attributes, and whether shapes go together.
#pragma once
#include <algorithm>

#include "depthwise.h"
#include "instructions.h"
#include "threads.h"

namespace efficientnet_lab {

DECLARE_TABLES(DepthwiseArithmetic, depthwise)

/// No product of two sizes overflows.
constexpr int64_t MOST_SIZE = int64_t{1} << 31;

inline const DepthwiseArithmetic& depthwise_arithmetic() {
  static const DepthwiseArithmetic& chosen = of_same_instructions<DepthwiseArithmetic>(ALL_TABLES(depthwise));
  return chosen;
}

/// Whether some padding after the end, less than the kernel's size, gives so many windows.
inline bool fits(int64_t in, int64_t out, int64_t before, int64_t size, int64_t strides) {
  return (out - 1) * strides < in + before && in + before - size < out * strides;
}

class DepthwiseOperation : public tensorflow::OpKernel {
 public:
  explicit DepthwiseOperation(tensorflow::OpKernelConstruction* context) : tensorflow::OpKernel(context) {
    OP_REQUIRES_OK(context, context->GetAttr("strides", &common.strides));
    OP_REQUIRES_OK(context, context->GetAttr("pad_top", &common.pad_top));
    OP_REQUIRES_OK(context, context->GetAttr("pad_left", &common.pad_left));
    OP_REQUIRES(context, common.strides == 1 || common.strides == 2,
                tensorflow::errors::InvalidArgument(name(), " got strides of ", common.strides, ". Expected 1 or 2."));
  }

 protected:
  /// The convolution of x to y; fails where these shapes don't go together.
  Depthwise geometry(tensorflow::OpKernelContext* context, const tensorflow::TensorShape& x, const tensorflow::TensorShape& kernel,
                     const tensorflow::TensorShape& y) const {
    Depthwise d = common;
    const std::string got = absl::StrCat(name(), " got x of shape ", x.DebugString(), ", a kernel of ",
                                         kernel.DebugString(), " and y of ", y.DebugString());
    if (x.dims() != 4 || kernel.dims() != 4 || y.dims() != 4) {
      context->CtxFailure(tensorflow::errors::InvalidArgument(got, ". Expected four dimensions of each."));
      return d;
    }
    d.size = kernel.dim_size(0);
    d.height = x.dim_size(1);
    d.width = x.dim_size(2);
    d.channels = x.dim_size(3);
    d.out_height = y.dim_size(1);
    d.out_width = y.dim_size(2);
    if ((d.size != 3 && d.size != 5) || kernel.dim_size(1) != d.size || kernel.dim_size(2) != d.channels ||
        kernel.dim_size(3) != 1) {
      context->CtxFailure(tensorflow::errors::InvalidArgument(got, ". Expected a kernel of [3, 3, C, 1] or [5, 5, C, 1]."));
    } else if (x.dim_size(0) != y.dim_size(0) || y.dim_size(3) != d.channels) {
      context->CtxFailure(tensorflow::errors::InvalidArgument(got, ". Expected as many images and channels of x as of y."));
    } else if (d.pad_top < 0 || d.pad_left < 0 || d.pad_top >= d.size || d.pad_left >= d.size) {
      context->CtxFailure(tensorflow::errors::InvalidArgument(got, " with padding ", d.pad_top, " and ", d.pad_left,
                                          ". Expected less than the kernel's size."));
    } else if (most(x) >= MOST_SIZE || most(y) >= MOST_SIZE ||
               !fits(d.height, d.out_height, d.pad_top, d.size, d.strides) ||
               !fits(d.width, d.out_width, d.pad_left, d.size, d.strides)) {
      context->CtxFailure(tensorflow::errors::InvalidArgument(got, ", which do not go together with padding ", d.pad_top, " and ",
                                          d.pad_left, " and strides of ", d.strides, "."));
    }
    return d;
  }

  /// A map of the images and channels that another has.
  absl::Status map_like(const tensorflow::Tensor& other, int64_t height, int64_t width, tensorflow::TensorShape* shape) const {
    if (other.dims() != 4) {
      return tensorflow::errors::InvalidArgument(name(), " got a map of shape ", other.shape().DebugString(), ". Expected [N, H, W, C].");
    }
    const int64_t sizes[] = {other.dim_size(0), height, width, other.dim_size(3)};
    for (const int64_t size : sizes) {
      TF_RETURN_IF_ERROR(shape->AddDimWithStatus(size));
    }
    return absl::OkStatus();
  }

  static int64_t most(const tensorflow::TensorShape& shape) { return std::max(shape.dim_size(1), shape.dim_size(2)); }

  /// Cycles, about, of the products of so many rows of y.
  static int64_t cycles(const Depthwise& d, int64_t rows, int64_t channels) {
    return rows * d.out_width * channels * d.size * d.size / 16;
  }

  Depthwise common = {};
};

}  // namespace efficientnet_lab
