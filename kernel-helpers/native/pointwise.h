// Convolutions of 1×1, which are products of matrices, over plain memory and within one thread, compiled once for each set
// of instructions as the arithmetic is.
#pragma once
#include <cstdint>

#include "arithmetic.h"

namespace efficientnet_lab {

/// y [rows, outputs] = x [rows, inputs]·kernel [inputs, outputs]; rows are the positions of all images.
struct Pointwise {
  int64_t rows;
  int64_t inputs;
  int64_t outputs;
};

struct PointwiseArithmetic {
  const char* instructions;

  /// Columns of y that are computed at a time; those of the last panel may be fewer.
  int64_t panel;

  /// Values of a packed kernel.
  int64_t (*packed_size)(int64_t inputs, int64_t outputs);

  /// Puts the given panels of the kernel, or of the transpose of kernel [outputs, inputs], where multiply() takes them.
  void (*pack)(const Pointwise& product, const float* kernel, bool is_transposed, Range panels, float* packed);

  /// The given rows of y in the given panels, from x that begins with the first of these rows.
  void (*multiply)(const Pointwise& product, const float* x, const float* packed, const Finish& finish, Range rows,
                   Range panels, float* y);

  /// Values that kernel_gradient() needs beside its sums.
  int64_t (*scratch_size)(int64_t outputs);

  /// What the given rows give the kernel's gradient xᵀ·dy in the given rows of sums [inputs, outputs] and the given
  /// panels; the others are left as they are.
  void (*kernel_gradient)(const Pointwise& product, const float* x, const float* dy, Range rows, Range inputs,
                          Range panels, float* scratch, float* sums);
};

}  // namespace efficientnet_lab
