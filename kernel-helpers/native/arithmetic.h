// What the operations compute, over plain memory and within one thread. It is compiled once for each set of instructions;
// the widest one that the processor has is taken when the library is loaded.
#pragma once
#include <cstdint>

namespace efficientnet_lab {

/// What follows a normalisation or a convolution: nothing, x·σ(x), min(max(x, 0), 6), or σ(x) behind convolutions.
enum class Activation { none, swish, relu6, sigmoid };

/// From `begin` up to but not including `end`.
struct Range {
  int64_t begin;
  int64_t end;
};

/// What becomes of a convolution's sums: y = activation(sum + bias) + residual.
struct Finish {
  const float* bias;      // [channels], or null.
  const float* residual;  // As many as y, or null.
  Activation activation;
};

/// Rows of a matrix [rows, channels] in memory: the positions of maps [N, H, W, C].
struct Rows {
  int64_t count;
  int64_t channels;
};

/// What a map of images went through after the activation, for its gradient: y = activation(u)·gate, and the mean of
/// activation(u) over an image, whose gradient is the same at all its positions. Both [images, C]; null for neither.
struct Gating {
  const float* gate;
  const float* spread;
  int64_t positions;  // Rows of one image.
  int64_t first_row;  // Where the rows begin.
};

/// The most channels that means() takes at a time.
constexpr int64_t MEAN_CHANNELS = 128;

/// How an optimiser changes weights.
enum class Rule { gradient_descent, momentum, nesterov, rmsprop, adam };

struct Arithmetic {
  const char* instructions;

  /// Adds Σ(x − shift) to sums[0 … C) and Σ(x − shift)² to sums[C … 2C).
  void (*moments)(Rows rows, const float* x, const float* shift, double* sums);

  /// y = activation((x − mean)·factor + offset), all three [C]: subtracted first, large means cost no digits.
  void (*normalize)(Rows rows, const float* x, const float* mean, const float* factor, const float* offset,
                    Activation activation, float* y);

  /// du = dy·activation′((x − mean)·factor + offset), with dy·gate + spread for dy where there is gating; adds Σdu to
  /// sums[0 … C) and Σdu·((x − mean)·inverse) to sums[C … 2C).
  /// du may be dy's memory; it is not written where it is dy.
  void (*normalize_gradient)(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                             const float* factor, const float* offset, Activation activation, Gating gating,
                             float* du, double* sums);

  /// dx = a·du + (b·(x − mean) + c), all four [C]. dx may be du's memory.
  void (*combine)(Rows rows, const float* du, const float* x, const float* mean, const float* a, const float* b,
                  const float* c, float* dx);

  /// means[c] = Σx/rows for the given channels, MEAN_CHANNELS at most.
  void (*means)(Rows rows, Range channels, const float* x, float* means);

  /// y = x·gate, gate [C]. y may be x's memory.
  void (*scale)(Rows rows, const float* x, const float* gate, float* y);

  /// Adds Σdy·x to sums[0 … C).
  void (*products)(Rows rows, const float* dy, const float* x, double* sums);

  /// dx = dy·gate; adds Σdy·x to sums[0 … C). dx may be dy's memory.
  void (*scale_gradient)(Rows rows, const float* dy, const float* x, const float* gate, float* dx, double* sums);

  /// The sums over the parts, in their order, of sums [parts, count] in the given columns.
  void (*total)(int64_t parts, int64_t count, Range columns, const float* sums, float* total);

  /// Takes a step of the weights w and of what the rule keeps for each in s and t, each product and sum rounded by itself.
  /// `numbers`: gradient_descent rate; momentum and nesterov rate, momentum; rmsprop rate, decay, momentum, ε; adam β₁ᵗ,
  /// β₂ᵗ, rate, β₁, β₂, ε.
  void (*update)(Rule rule, int64_t count, const float* numbers, const float* gradient, float* w, float* s, float* t);

  /// Whether none of the values is infinite or NaN.
  bool (*all_finite)(int64_t count, const float* x);
};

/// The widest arithmetic that this processor runs, or the one that EFFICIENTNET_LAB_INSTRUCTIONS names.
const Arithmetic& arithmetic();

}  // namespace efficientnet_lab
