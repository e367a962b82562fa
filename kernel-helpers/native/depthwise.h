// Depthwise convolutions and their gradients, over plain memory and within one thread, compiled once for each set of
// instructions as the arithmetic is.
#pragma once
#include <cstdint>

#include "arithmetic.h"

namespace efficientnet_lab {

/// A depthwise convolution of x [N, height, width, channels] to y [N, out_height, out_width, channels] by a kernel
/// [size, size, channels], size 3 or 5, strides 1 or 2: y[h, w] = Σ x[h·strides + i − pad_top, w·strides + j −
/// pad_left]·kernel[i, j] over those within x.
struct Depthwise {
  int64_t size;
  int64_t strides;
  int64_t pad_top;
  int64_t pad_left;
  int64_t height;
  int64_t width;
  int64_t out_height;
  int64_t out_width;
  int64_t channels;
};

/// The most channels that kernel_gradient takes at a time.
constexpr int64_t KERNEL_GRADIENT_CHANNELS = 128;

struct DepthwiseArithmetic {
  const char* instructions;

  /// The given rows of y, counted through all images; no residual is added.
  void (*forward)(const Depthwise& geometry, const float* x, const float* kernel, const Finish& finish, Range rows,
                  float* y);

  /// The given rows of dx, counted through all images.
  void (*input_gradient)(const Depthwise& geometry, const float* dy, const float* kernel, Range rows, float* dx);

  /// What the given rows of dy, counted through all images, give the kernel's gradient in the given channels of sums
  /// [size, size, channels]; the others are left as they are.
  void (*kernel_gradient)(const Depthwise& geometry, const float* dy, const float* x, Range rows, Range channels,
                          float* sums);
};

}  // namespace efficientnet_lab
