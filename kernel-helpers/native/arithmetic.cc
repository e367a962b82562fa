// Compiled once for each set of instructions, under the name that INSTRUCTIONS gives. Nothing of the standard library is
// instantiated here: the linker could take its copy, made for a wider processor, for all.
#include "arithmetic.h"

#include <cstring>

#include "activations.h"

namespace efficientnet_lab {
namespace {

/// Rows whose sums are kept in float before they go to double: 64 values lose no more than 64 roundings.
constexpr int64_t FLOAT_ROWS = 64;
/// Channels at a time, so that their sums stay in the fastest cache.
constexpr int64_t TILE = 512;

template <class Sum>
void add_to(Sum* sums, const float* part, int64_t count) {
#pragma omp simd
  for (int64_t c = 0; c < count; c++) {
    sums[c] += part[c];
  }
}

void moments(Rows rows, const float* x, const float* shift, double* sums) {
  alignas(64) float first[TILE], second[TILE];
  const int64_t channels = rows.channels;
  for (int64_t from = 0; from < channels; from += TILE) {
    const int64_t width = least(TILE, channels - from);
    const float* k = shift + from;
    for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
      const int64_t end = least(rows.count, begin + FLOAT_ROWS);
      std::memset(first, 0, sizeof(float) * width);
      std::memset(second, 0, sizeof(float) * width);
      int64_t row = begin;
      for (; row + 3 < end; row += 4) {
        const float* a = x + row * channels + from;
        const float* b = a + channels;
        const float* c = b + channels;
        const float* d = c + channels;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float p = a[i] - k[i], q = b[i] - k[i], r = c[i] - k[i], s = d[i] - k[i];
          first[i] += (p + q) + (r + s);
          second[i] += (p * p + q * q) + (r * r + s * s);
        }
      }
      for (; row < end; row++) {
        const float* a = x + row * channels + from;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float p = a[i] - k[i];
          first[i] += p;
          second[i] += p * p;
        }
      }
      add_to(sums + from, first, width);
      add_to(sums + channels + from, second, width);
    }
  }
}

template <Activation activation>
void normalize_to(Rows rows, const float* x, const float* mean, const float* factor, const float* offset, float* y) {
  for (int64_t row = 0; row < rows.count; row++) {
    const float* from = x + row * rows.channels;
    float* to = y + row * rows.channels;
    lanes(rows.channels, [&](int64_t c, auto kind) {
      using Value = decltype(kind);
      const Value u = (load<Value>(from + c) - load<Value>(mean + c)) * load<Value>(factor + c) + load<Value>(offset + c);
      store(to + c, activated<activation>(u));
    });
  }
}

void normalize(Rows rows, const float* x, const float* mean, const float* factor, const float* offset,
               Activation activation, float* y) {
  switch (activation) {
    case Activation::swish:
      return normalize_to<Activation::swish>(rows, x, mean, factor, offset, y);
    case Activation::relu6:
      return normalize_to<Activation::relu6>(rows, x, mean, factor, offset, y);
    default:
      return normalize_to<Activation::none>(rows, x, mean, factor, offset, y);
  }
}

template <Activation activation, bool gated>
void normalize_gradient_to(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                           const float* factor, const float* offset, Gating gating, float* du, double* sums) {
  alignas(64) float first[TILE], second[TILE];
  const int64_t channels = rows.channels;
  for (int64_t from = 0; from < channels; from += TILE) {
    const int64_t width = least(TILE, channels - from);
    const float *m = mean + from, *v = inverse + from, *a = factor + from, *b = offset + from;
    for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
      const int64_t end = least(rows.count, begin + FLOAT_ROWS);
      std::memset(first, 0, sizeof(float) * width);
      std::memset(second, 0, sizeof(float) * width);
      for (int64_t row = begin; row < end; row++) {
        const float* values = x + row * channels + from;
        const float* gradient = dy + row * channels + from;
        float* to = du + row * channels + from;
        const int64_t image = gated ? (gating.first_row + row) / gating.positions * channels + from : 0;
        const float* gate = gating.gate + image;
        const float* spread = gating.spread + image;
        lanes(width, [&](int64_t i, auto kind) {
          using Value = decltype(kind);
          const Value centred = load<Value>(values + i) - load<Value>(m + i);
          Value d = load<Value>(gradient + i);
          if constexpr (gated) {
            d = d * load<Value>(gate + i) + load<Value>(spread + i);
          }
          d = through<activation>(d, centred * load<Value>(a + i) + load<Value>(b + i));
          if constexpr (gated || activation != Activation::none) {
            store(to + i, d);
          }
          store(first + i, load<Value>(first + i) + d);
          store(second + i, load<Value>(second + i) + d * (centred * load<Value>(v + i)));
        });
      }
      add_to(sums + from, first, width);
      add_to(sums + channels + from, second, width);
    }
  }
}

template <Activation activation>
void normalize_gradient_of(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                           const float* factor, const float* offset, Gating gating, float* du, double* sums) {
  if (gating.gate != nullptr) {
    normalize_gradient_to<activation, true>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
  } else {
    normalize_gradient_to<activation, false>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
  }
}

void normalize_gradient(Rows rows, const float* dy, const float* x, const float* mean, const float* inverse,
                        const float* factor, const float* offset, Activation activation, Gating gating, float* du,
                        double* sums) {
  switch (activation) {
    case Activation::swish:
      return normalize_gradient_of<Activation::swish>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
    case Activation::relu6:
      return normalize_gradient_of<Activation::relu6>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
    default:
      return normalize_gradient_of<Activation::none>(rows, dy, x, mean, inverse, factor, offset, gating, du, sums);
  }
}

void combine(Rows rows, const float* du, const float* x, const float* mean, const float* a, const float* b,
             const float* c, float* dx) {
  for (int64_t row = 0; row < rows.count; row++) {
    const int64_t at = row * rows.channels;
#pragma omp simd
    for (int64_t i = 0; i < rows.channels; i++) {
      dx[at + i] = a[i] * du[at + i] + (b[i] * (x[at + i] - mean[i]) + c[i]);
    }
  }
}

void scale(Rows rows, const float* x, const float* gate, float* y) {
  for (int64_t row = 0; row < rows.count; row++) {
    const int64_t at = row * rows.channels;
#pragma omp simd
    for (int64_t i = 0; i < rows.channels; i++) {
      y[at + i] = x[at + i] * gate[i];
    }
  }
}

void means(Rows rows, Range channels, const float* x, float* means) {
  alignas(64) float part[MEAN_CHANNELS];
  double total[MEAN_CHANNELS] = {};
  const int64_t width = channels.end - channels.begin, step = rows.channels;
  for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
    const int64_t end = least(rows.count, begin + FLOAT_ROWS);
    std::memset(part, 0, sizeof(float) * width);
    const float* line = x + begin * step + channels.begin;
    int64_t row = begin;
    // Several rows at a time: a sum in memory waits for the one before it.
    for (; row + 3 < end; row += 4, line += 4 * step) {
      lanes(width, [&](int64_t i, auto kind) {
        using Value = decltype(kind);
        const auto of = [&](int64_t r) { return load<Value>(line + r * step + i); };
        store(part + i, load<Value>(part + i) + ((of(0) + of(1)) + (of(2) + of(3))));
      });
    }
    for (; row < end; row++, line += step) {
      add_to(part, line, width);
    }
    add_to(total, part, width);
  }
  for (int64_t i = 0; i < width; i++) {
    means[channels.begin + i] = total[i] / rows.count;
  }
}

/// Σdy·x for each channel, and dx = dy·gate where `scaled`.
template <bool scaled>
void scale_gradient_to(Rows rows, const float* dy, const float* x, const float* gate, float* dx, double* sums) {
  alignas(64) float part[TILE];
  const int64_t channels = rows.channels;
  for (int64_t from = 0; from < channels; from += TILE) {
    const int64_t width = least(TILE, channels - from);
    for (int64_t begin = 0; begin < rows.count; begin += FLOAT_ROWS) {
      const int64_t end = least(rows.count, begin + FLOAT_ROWS);
      std::memset(part, 0, sizeof(float) * width);
      for (int64_t row = begin; row < end; row++) {
        const int64_t at = row * channels + from;
#pragma omp simd
        for (int64_t i = 0; i < width; i++) {
          const float d = dy[at + i];
          part[i] += d * x[at + i];
          if constexpr (scaled) {
            dx[at + i] = d * gate[from + i];
          }
        }
      }
      add_to(sums + from, part, width);
    }
  }
}

void products(Rows rows, const float* dy, const float* x, double* sums) {
  scale_gradient_to<false>(rows, dy, x, nullptr, nullptr, sums);
}

void scale_gradient(Rows rows, const float* dy, const float* x, const float* gate, float* dx, double* sums) {
  scale_gradient_to<true>(rows, dy, x, gate, dx, sums);
}

void total(int64_t parts, int64_t count, Range columns, const float* sums, float* total) {
  __builtin_memcpy(total + columns.begin, sums + columns.begin, sizeof(float) * (columns.end - columns.begin));
  for (int64_t part = 1; part < parts; part++) {
    const float* own = sums + part * count;
#pragma omp simd
    for (int64_t i = columns.begin; i < columns.end; i++) {
      total[i] += own[i];
    }
  }
}

/// TensorFlow's own rules have no fused multiply-adds, and steps are to have the same bits by every set of instructions.
#ifdef __clang__
#define UNFUSED
#define UNFUSED_HERE _Pragma("clang fp contract(off)")
#else
#define UNFUSED __attribute__((optimize("fp-contract=off")))
#define UNFUSED_HERE
#endif

UNFUSED void update(Rule rule, int64_t count, const float* numbers, const float* __restrict g, float* __restrict w,
                    float* __restrict s, float* __restrict t) {
  UNFUSED_HERE
  switch (rule) {
    case Rule::gradient_descent: {
      const float rate = numbers[0];
      for (int64_t i = 0; i < count; i++) {
        w[i] -= g[i] * rate;
      }
      return;
    }
    case Rule::momentum: {
      const float rate = numbers[0], momentum = numbers[1];
      for (int64_t i = 0; i < count; i++) {
        s[i] = s[i] * momentum + g[i];
        w[i] -= s[i] * rate;
      }
      return;
    }
    case Rule::nesterov: {
      const float rate = numbers[0], momentum = numbers[1];
      for (int64_t i = 0; i < count; i++) {
        s[i] = s[i] * momentum + g[i];
        w[i] -= g[i] * rate + s[i] * momentum * rate;
      }
      return;
    }
    case Rule::rmsprop: {
      const float rate = numbers[0], rest = 1.f - numbers[1], momentum = numbers[2], epsilon = numbers[3];
      for (int64_t i = 0; i < count; i++) {
        s[i] += (g[i] * g[i] - s[i]) * rest;
        t[i] = t[i] * momentum + (g[i] * rate) / __builtin_sqrtf(s[i] + epsilon);
        w[i] -= t[i];
      }
      return;
    }
    case Rule::adam: {
      const float rate = numbers[2] * __builtin_sqrtf(1.f - numbers[1]) / (1.f - numbers[0]);
      const float rest1 = 1.f - numbers[3], rest2 = 1.f - numbers[4], epsilon = numbers[5];
      for (int64_t i = 0; i < count; i++) {
        s[i] += (g[i] - s[i]) * rest1;
        t[i] += (g[i] * g[i] - t[i]) * rest2;
        w[i] -= s[i] * rate / (__builtin_sqrtf(t[i]) + epsilon);
      }
      return;
    }
  }
}

/// By the bits of the exponent.
bool all_finite(int64_t count, const float* x) {
  constexpr uint32_t EXPONENT = 0x7f800000u;
  uint32_t found = 0;
#pragma omp simd reduction(| : found)
  for (int64_t i = 0; i < count; i++) {
    uint32_t bits;
    std::memcpy(&bits, x + i, 4);
    found |= (bits & EXPONENT) == EXPONENT;
  }
  return found == 0;
}

}  // namespace

extern const Arithmetic NAMED(arithmetic, INSTRUCTIONS);
const Arithmetic NAMED(arithmetic, INSTRUCTIONS) = {
    TEXT(INSTRUCTIONS), moments, normalize, normalize_gradient, combine, means, scale, products, scale_gradient,
    total,              update,  all_finite,
};

}  // namespace efficientnet_lab
