// Kernels of 1×1 convolutions in the order in which multiply() takes them.
#pragma once
#include "instructions.h"
#include "pointwise.h"
#include "threads.h"

namespace efficientnet_lab {

DECLARE_TABLES(PointwiseArithmetic, pointwise)

inline const PointwiseArithmetic& pointwise_arithmetic() {
  static const PointwiseArithmetic& chosen = of_same_instructions<PointwiseArithmetic>(ALL_TABLES(pointwise));
  return chosen;
}

/// Packs a kernel, or its transpose, into memory of its own.
inline absl::Status pack(tensorflow::OpKernelContext* context, const Pointwise& product,
                         const tensorflow::Tensor& kernel, bool transposed, tensorflow::Tensor* own,
                         const float** packed) {
  const PointwiseArithmetic& arithmetic = pointwise_arithmetic();
  const int64_t size = arithmetic.packed_size(product.inputs, product.outputs);
  TF_RETURN_IF_ERROR(context->allocate_temp(tensorflow::DT_FLOAT, tensorflow::TensorShape({size}), own));
  share(context, quotient(product.outputs, arithmetic.panel), product.inputs * arithmetic.panel,
        [&](int64_t begin, int64_t end) {
          arithmetic.pack(product, floats(kernel), transposed, {begin, end}, floats(own));
        });
  *packed = floats(*own);
  return absl::OkStatus();
}

/// A kernel that is a constant: it lies in the same memory at every run, and is packed at the first one.
class PackedKernel {
 public:
  /// The packed values; `own` holds them where the kernel lies elsewhere after all.
  absl::Status values(tensorflow::OpKernelContext* context, const Pointwise& product, const tensorflow::Tensor& kernel,
                      tensorflow::Tensor* own, const float** packed) {
    {
      tensorflow::mutex_lock lock(mutex);
      if (from == nullptr) {
        TF_RETURN_IF_ERROR(pack(context, product, kernel, false, &kept, packed));
        from = floats(kernel);
      }
      if (from == floats(kernel)) {
        *packed = floats(kept);
        return absl::OkStatus();
      }
    }
    return pack(context, product, kernel, false, own, packed);
  }

 private:
  tensorflow::mutex mutex;
  const float* from = nullptr;
  tensorflow::Tensor kept;
};

}  // namespace efficientnet_lab
